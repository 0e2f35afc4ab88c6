"""The list of leads and the panel: what they show, to whom, and at what price."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from automation.models import Job
from leads import consent, services
from leads.enums import Decision, DraftOutcome, LeadSource, LeadStatus, Suspicion, SuspicionReason
from leads.models import Analysis, Lead, Note
from leads.queries.panel.verdict import marked_paragraphs
from leads.services import Origin
from leads.tests import scenes, strangers
from leadwizard.ui.shapes import MARKS
from messaging.enums import DispatchState, MessageKind, SuppressionReason, TimelineKind
from messaging.models import Message
from messaging.services import add_entry, suppress
from tenants.models import AuditEvent
from tenants.scoping import scope

SUSPECT = Origin(source=LeadSource.PAGE, suspicion=SuspicionReason.HONEYPOT)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def form(world):
    return scenes.form(world.organization, title="Main form")


@pytest.fixture
def alice(client, world):
    client.force_login(world.alice.user)
    return client


@pytest.fixture
def rosa(world, form):
    return scenes.lead(world.organization, form, phone="+19375550142")


def _list(world, **query):
    return f"/o/{world.organization.slug}/leads/", query


def _address(world, lead, action=""):
    return f"/o/{world.organization.slug}/leads/{lead.pk}/{action}"


def _names(response):
    return [row.name for row in response.context["leads"]]


def _leads(world, form, *names):
    return [scenes.lead(world.organization, form, name=name, email=f"{name.lower()}@example.com") for name in names]


def _change(world, lead, **values):
    with scope(world.organization.pk):
        Lead.objects.filter(pk=lead.pk).update(**values)


def _said(response):
    return [str(message) for message in response.context["messages"]]


# --- the list -----------------------------------------------------------------------------------------------------


def _pages_own(captured):
    """Leave out the doors of scopes: a request has one, and what the test itself adds is none of the page's."""
    return [query["sql"] for query in captured if not re.match(r"SAVEPOINT|RELEASE|SELECT set_config", query["sql"])]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_with_one_lead_and_with_three(alice, world, form, rows):
    for lead in _leads(world, form, *["Rosa", "Jim", "Priya"][:rows]):
        scenes.draft(lead)
        _change(world, lead, assigned_to=world.bob.membership)
    address, _query = _list(world)
    alice.get(address)

    with CaptureQueriesContext(
        connection,
    ) as captured:
        page = alice.get(address)

    assert len(page.context["leads"]) == rows
    assert len(_pages_own(captured)) == 11


def test_each_tab_shows_its_leads_and_quarantine_stays_in_its_own(alice, world, form):
    _waiting, answered, won, lost = _leads(world, form, "Waiting", "Answered", "Won", "Lost")
    scenes.lead(world.organization, form, name="Suspect", origin=SUSPECT)
    spam = scenes.lead(world.organization, form, name="Spam", origin=SUSPECT)
    _change(world, answered, communication="owner_replied")
    _change(world, won, status=LeadStatus.WON, communication="owner_replied")
    _change(world, lost, status=LeadStatus.LOST)
    _change(world, spam, suspicion=Suspicion.SPAM)
    address, _query = _list(world)

    shown = {
        view: _names(alice.get(address, {"view": view}))
        for view in ("all", "waiting", "answered", "won", "closed", "quarantine", "nonsense")
    }

    assert shown == {
        "all": ["Lost", "Won", "Answered", "Waiting"],
        "waiting": ["Waiting"],
        "answered": ["Won", "Answered"],
        "won": ["Won"],
        "closed": ["Lost"],
        "quarantine": ["Suspect"],
        "nonsense": ["Lost", "Won", "Answered", "Waiting"],
    }
    views = {view["key"]: view["count"] for view in alice.get(address).context["views"]}
    assert (views["all"], views["waiting"], views["quarantine"]) == (4, 1, 1)


def test_the_filters_narrow_alone_and_together(alice, world, form):
    second = scenes.form(world.organization, slug="acme-2", title="Van form")
    rosa, jim, priya = (
        scenes.lead(world.organization, by, name=name, message=words)
        for name, by, words in (("Rosa", form, "leak"), ("Jim", second, "leak"), ("Priya", form, "bathroom"))
    )
    _change(world, rosa, urgency="emergency", assigned_to=world.alice.membership)
    _change(world, jim, urgency="low", assigned_to=world.bob.membership, created_at=timezone.now() - timedelta(days=10))
    _change(world, priya, status="booked", created_at=timezone.now() - timedelta(days=3))
    address, _query = _list(world)

    def names(**query):
        return _names(alice.get(address, query))

    assert names(q="leak") == ["Rosa", "Jim"]
    assert names(status="booked") == ["Priya"]
    assert names(urgency="emergency") == ["Rosa"]
    assert names(form=str(second.pk)) == ["Jim"]
    assert names(date="today") == ["Rosa"]
    assert names(date="7") == ["Rosa", "Priya"]
    assert names(date="30") == ["Rosa", "Priya", "Jim"]
    assert names(assigned="me") == ["Rosa"]
    assert names(assigned="nobody") == ["Priya"]
    assert names(assigned=str(world.bob.membership.pk)) == ["Jim"]
    assert names(q="leak", urgency="low", date="30") == ["Jim"]
    assert names(urgency="bogus", form="bogus", assigned="bogus", date="bogus", status="bogus", q="bath") == ["Priya"]


def test_a_filter_by_somebody_elses_form_shows_everything_of_ours(alice, world, form, rosa):
    theirs = scenes.form(world.other, slug="beta")
    assert _names(alice.get(_list(world)[0], {"form": str(theirs.pk)})) == ["Rosa Delgado"]


def test_the_pages_of_the_list_keep_the_filters(alice, world, form):
    _leads(world, form, *(f"Lead{number:02}" for number in range(27)))
    page = alice.get(_list(world)[0], {"q": "lead"})
    assert _names(page) == [f"Lead{number:02}" for number in range(26, 1, -1)]
    older = alice.get(page.context["pager"]["older_url"])
    assert "q=lead" in page.context["pager"]["older_url"]
    assert _names(older) == ["Lead01", "Lead00"]
    assert _names(alice.get(older.context["pager"]["newer_url"])) == _names(page)


def test_a_row_says_how_urgent_it_is_and_that_a_draft_waits(alice, world, form, rosa):
    scenes.draft(rosa)
    html = alice.get(_list(world)[0]).content.decode()
    assert '<span class="prio urgent">' in html
    assert "Emergency" in html
    assert "Draft waits" in html

    _change(world, rosa, communication="owner_replied")
    assert "Draft waits" not in alice.get(_list(world)[0]).content.decode()


def test_a_search_in_the_page_brings_the_rows_and_the_address_of_the_file(alice, world, rosa):
    part = alice.get(_list(world)[0], {"q": "rosa", "urgency": ""}, **HTMX).content.decode()
    assert "<html" not in part
    assert "Rosa Delgado" in part
    assert f'href="/o/{world.organization.slug}/leads/leads.csv?q=rosa" hx-swap-oob="true"' in part


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, "No leads yet"),
        ({"view": "waiting"}, "No leads yet"),
        ({"q": "<b>x</b>"}, "Nobody matches “&lt;b&gt;x&lt;/b&gt;”"),
        ({"urgency": "high"}, "No lead matches these filters"),
    ],
)
def test_an_empty_list_says_what_to_do(alice, world, form, query, words):
    assert words in alice.get(_list(world)[0], query).content.decode()


def test_an_empty_tab_says_what_that_means(alice, world, form, rosa):
    _change(world, rosa, communication="owner_replied")
    for view, words in (
        ("waiting", "Nobody is waiting for you"),
        ("won", "Nothing under Won"),
        ("quarantine", "Nothing is in quarantine"),
    ):
        assert words in alice.get(_list(world)[0], {"view": view}).content.decode()


def test_a_lead_of_the_other_organization_is_not_there(client, world, rosa):
    client.force_login(world.charlie.user)
    other = f"/o/{world.other.slug}/leads/"
    assert client.get(_address(world, rosa)).status_code == 404
    assert client.get(f"{other}{rosa.pk}/").status_code == 404
    for action in ("status", "assign", "note", "reply", "draft/send", "draft/discard", "not-spam", "spam"):
        assert client.post(f"{other}{rosa.pk}/{action}/").status_code == 404
        assert client.post(_address(world, rosa, f"{action}/")).status_code == 404
    assert _names(client.get(other)) == []


# --- the panel ----------------------------------------------------------------------------------------------------


def test_the_panel_keeps_the_lists_filters_in_every_address(alice, world, form, rosa):
    _leads(world, form, "Jim")
    page = alice.get(_address(world, rosa), {"q": "rosa", "view": "waiting"})
    html = page.content.decode()
    assert page.context["previous_url"] == ""
    for wanted in ("?tab=ai&amp;view=waiting&amp;q=rosa", "status/?view=waiting&amp;q=rosa"):
        assert wanted in html
    assert page.context["close_url"].endswith("/leads/?view=waiting&q=rosa")
    assert alice.get(_address(world, rosa)).context["previous_url"]


def test_the_overview_tells_what_they_want_what_they_agreed_to_and_where_they_came_from(alice, world, form):
    origin = Origin(
        source=LeadSource.PAGE,
        attribution={"utm_source": "spring", "ref": "https://hollis.example/<b>", "x_van": "7"},
        agreements=consent.agreements(sms=True),
    )
    lead = scenes.lead(world.organization, form, phone="+19375550142", origin=origin)
    scenes.analysis(lead)
    html = alice.get(_address(world, lead)).content.decode()
    assert "What Rosa wants" in html
    assert "Water comes through the ceiling; she asks for somebody tonight." in html
    assert "Water is coming through the ceiling." in html
    assert re.search(r"<dt>Texts</dt><dd>\s*agreed ", html)
    assert "Reply STOP to end" in html
    assert "<dt>Campaign source</dt><dd>spring</dd>" in html
    assert "<dd>https://hollis.example/&lt;b&gt;</dd>" in html
    assert "<dt>van</dt><dd>7</dd>" in html


def test_nobody_agreed_to_texts_and_the_overview_says_so(alice, world, rosa):
    assert "not agreed, so nothing is texted" in alice.get(_address(world, rosa)).content.decode()


def test_a_lead_is_assigned_and_the_timeline_says_to_whom(alice, world, rosa):
    answer = alice.post(_address(world, rosa, "assign/"), {"member": str(world.bob.membership.pk)})
    assert answer.status_code == 303
    page = alice.get(answer["Location"])
    assert _said(page) == ["Bob Baker looks after Rosa Delgado."]
    assert "for Bob Baker" in page.content.decode()
    alice.post(_address(world, rosa, "assign/"), {"member": ""})
    titles = [entry["title"] for entry in alice.get(_address(world, rosa), {"tab": "timeline"}).context["timeline"]]
    assert titles == ["Assigned to nobody", "Assigned to Bob Baker", "Wrote on the form"]


def test_a_lead_is_not_assigned_to_a_stranger(alice, world, rosa):
    refused = alice.post(_address(world, rosa, "assign/"), {"member": str(world.charlie.membership.pk)})
    assert refused.status_code == 422
    with scope(world.organization.pk):
        assert Lead.objects.get().assigned_to is None


def test_a_note_is_kept_for_the_team_and_stands_in_the_timeline(alice, client, world, rosa):
    token = alice.get(_address(world, rosa)).context["note_form"]["token"].value()
    alice.post(_address(world, rosa, "note/"), {"note": "Call <b>after</b> six.\nGate code 12.", "token": token})
    client.force_login(world.bob.user)
    overview = client.get(_address(world, rosa)).content.decode()
    timeline = client.get(_address(world, rosa), {"tab": "timeline"}).content.decode()
    for html in (overview, timeline):
        assert "Call &lt;b&gt;after&lt;/b&gt; six.<br>Gate code 12." in html
        assert "Alice Archer" in html
    refused = client.post(_address(world, rosa, "note/"), {"note": " "})
    assert refused.status_code == 422
    assert "Write something first." in refused.content.decode()
    with scope(world.organization.pk):
        assert Note.objects.count() == 1


def test_a_note_is_kept_once_however_often_its_button_is_pressed_and_twice_from_two_pages(alice, world, form, rosa):
    address = _address(world, rosa, "note/")
    tokens = [alice.get(_address(world, rosa)).context["note_form"]["token"].value() for _page in range(2)]
    for token in (tokens[0], tokens[0], tokens[1]):
        answer = alice.post(address, {"note": "Gate code 12.", "token": token})
        assert (answer.status_code, answer["Location"]) == (303, _address(world, rosa))
    other = scenes.lead(world.organization, form, email="jim@example.com")
    alice.post(_address(world, other, "note/"), {"note": "Another lead.", "token": tokens[0]})

    with scope(world.organization.pk):
        assert Note.objects.filter(lead=rosa).count() == 2
        assert Note.objects.filter(lead=other).count() == 1
        assert AuditEvent.objects.filter(action="lead.note_added").count() == 3
    timeline = alice.get(_address(world, rosa), {"tab": "timeline"}).context["timeline"]
    assert [entry["words"] for entry in timeline].count("Gate code 12.") == 2


def test_a_refused_note_keeps_its_token(alice, world, rosa):
    token = str(alice.get(_address(world, rosa)).context["note_form"]["token"].value())
    refused = alice.post(_address(world, rosa, "note/"), {"note": " ", "token": token})
    assert str(refused.context["note_form"]["token"].value()) == token


@pytest.mark.django_db(transaction=True)
def test_eight_presses_of_a_note_at_the_same_moment_keep_one(alice, world, rosa):
    typed = {"note": "Gate code 12.", "token": str(uuid4())}

    def press():
        client = Client()
        client.cookies = alice.cookies
        return client.post(_address(world, rosa, "note/"), typed).status_code

    assert strangers.at_once([press] * 8) == [303] * 8
    with scope(world.organization.pk):
        assert Note.objects.count() == 1


def test_a_status_changes_in_the_panel_and_its_row_with_it(alice, world, rosa):
    part = alice.post(_address(world, rosa, "status/"), {"status": "booked"}, **HTMX).content.decode()
    assert f'<li id="row-{rosa.pk}" hx-swap-oob="renew">' in part
    assert "Rosa Delgado is now: Booked." in part


def test_the_timeline_knows_every_kind_of_entry(alice, world, rosa):
    with scope(world.organization.pk):
        for kind in TimelineKind:
            add_entry(rosa.contact_id, kind, at=timezone.now(), about_id=rosa.pk)
        add_entry(rosa.contact_id, TimelineKind.RUN_STOPPED, at=timezone.now(), facts={"reason": "replied"})
        add_entry(rosa.contact_id, TimelineKind.ASSIGNED, at=timezone.now(), facts={"member": str(rosa.pk)})
    timeline = alice.get(_address(world, rosa), {"tab": "timeline"}).context["timeline"]
    assert len(timeline) == len(TimelineKind) + 3
    assert all(entry["title"] and entry["mark"] in MARKS for entry in timeline)
    assert [entry["title"] for entry in timeline[:2]] == ["Assigned to a former member", "Follow-up stopped"]
    assert timeline[1]["detail"] == "The customer replied"


# --- what the model said ------------------------------------------------------------------------------------------


def test_the_ai_tab_shows_the_reply_the_words_that_stopped_it_and_why(alice, world, rosa):
    scenes.draft(rosa)
    html = alice.get(_address(world, rosa), {"tab": "ai"}).content.decode()
    assert "The visit is <mark>$189</mark>. Is the valve" in html
    assert "Why it was not sent" in html
    assert "2 of 3 checks passed" in html
    assert html.index("Says only what you told us") < html.index("The 2 that passed") < html.index("Has no link")
    assert 'aria-label="0.91, you ask for 0.75"' in html
    assert 'width="91%"' in html
    assert "lead-1, llama-3.3-70b, 1.9 s, $0.0021." in html
    assert "waits for you" in html


def test_a_reply_that_was_sent_says_why(alice, world, rosa):
    scenes.analysis(rosa, decision=Decision.SENT, verdict=scenes.RELEASED, cost=0)
    html = alice.get(_address(world, rosa), {"tab": "ai"}).content.decode()
    assert "Why it was sent" in html
    assert "sent by LeadWizard" in html
    assert "$0.0000" not in html
    assert "Edit and send" not in html


def test_a_reply_that_only_waits_for_a_yes_is_your_turn_and_not_a_stop(alice, world, rosa):
    asks = {"name": "approval", "title": "Nobody asked to read it first", "passed": False, "words": "You did."}
    scenes.draft(rosa, decision=Decision.APPROVAL, verdict={"checks": [{**asks, "spans": []}]})
    html = alice.get(_address(world, rosa), {"tab": "ai"}).content.decode()
    assert '<li data-state="turn">' in html
    assert "Waits for you" in html
    assert "Stopped it" not in html


def test_the_models_words_are_never_markup(alice, world, rosa):
    evil = "<script>alert(1)</script>"
    verdict = {"checks": [{"name": "x", "title": evil, "passed": False, "words": evil, "spans": [[0, 8]]}]}
    scenes.draft(rosa, suggested_reply=evil, summary=evil, intent=evil, tags=[evil], model="m", verdict=verdict)
    for tab in ("overview", "ai", "messages"):
        html = alice.get(_address(world, rosa), {"tab": tab}).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("text", "spans", "paragraphs"),
    [
        ("abc", [[1, 2]], [[[("a", False), ("b", True), ("c", False)]]]),
        ("ab\ncd", [[1, 4]], [[[("a", False), ("b", True)], [("c", True), ("d", False)]]]),
        ("a\n\n\nb\n", [], [[[("a", False)]], [[("b", False)]]]),
        ("abc", [[2, 99], [-5, 1], ["x", 2], [1], None, [2, 1]], [[[("a", True), ("b", False), ("c", True)]]]),
        ("", [[0, 1]], [[[]]]),
    ],
)
def test_marks_stand_where_the_gate_put_them(text, spans, paragraphs):
    assert marked_paragraphs(text, spans) == paragraphs


def test_without_an_answer_of_the_model_the_tab_says_what_happens(alice, world, rosa, settings):
    address = _address(world, rosa)
    assert "The model is reading it" in alice.get(address, {"tab": "ai"}).content.decode()
    with scope(world.organization.pk):
        Job.objects.all().delete()
    settings.AI_BASE_URL = settings.AI_MODEL = ""
    assert "No model is set up" in alice.get(address, {"tab": "ai"}).content.decode()
    settings.AI_BASE_URL, settings.AI_MODEL = "http://127.0.0.1:9/v1", "m"
    assert "The model gave no answer" in alice.get(address, {"tab": "ai"}).content.decode()
    with scope(world.organization.pk):
        from automation.services import enqueue

        enqueue("leads.analyse", {"lead": rosa.pk}, run_at=timezone.now() + timedelta(hours=1), dedupe_key=str(rosa.pk))
    assert "It is asked again at" in alice.get(address, {"tab": "ai"}).content.decode()


# --- drafts -------------------------------------------------------------------------------------------------------


def test_a_draft_is_sent_as_it_is_once_however_often_the_button_is_pressed(alice, world, rosa, mailbox, drain):
    draft = scenes.draft(rosa)
    for _press in range(2):
        answer = alice.post(_address(world, rosa, "draft/send/"), {"draft": str(draft.pk)})
        assert answer.status_code == 303
    drain()
    answers = [mail for mail in mailbox.to("rosa@example.com") if mail["subject"].startswith("Re:")]
    assert len(answers) == 1
    assert "The visit is $189." in answers[0]["body"]
    with scope(world.organization.pk):
        assert Analysis.objects.get().outcome == DraftOutcome.SENT
        assert Lead.objects.get().communication == "owner_replied"
    assert "sent as it was, by You" in alice.get(_address(world, rosa), {"tab": "ai"}).content.decode()


def test_a_draft_is_edited_without_script_and_the_edit_is_kept(alice, world, rosa, mailbox, drain):
    scenes.draft(rosa)
    page = alice.get(_address(world, rosa), {"tab": "ai", "edit": "draft"})
    form = page.context["draft_form"]
    assert form["body"].value() == scenes.REPLY
    typed = {"draft": str(form["draft"].value()), "body": "We come at six."}
    answer = alice.post(_address(world, rosa, "draft/send/?edit=draft"), typed)
    assert answer["Location"].endswith("?tab=messages")
    drain()
    assert "We come at six." in mailbox.to("rosa@example.com")[-1]["body"]
    with scope(world.organization.pk):
        kept = Analysis.objects.get()
        assert (kept.outcome, kept.final_reply, kept.suggested_reply) == (
            DraftOutcome.EDITED,
            "We come at six.",
            scenes.REPLY,
        )


def test_an_edit_that_left_nothing_is_refused(alice, world, rosa):
    draft = scenes.draft(rosa)
    refused = alice.post(_address(world, rosa, "draft/send/?edit=draft"), {"draft": str(draft.pk), "body": "  "})
    assert refused.status_code == 422
    assert "Write something first." in refused.content.decode()
    with scope(world.organization.pk):
        assert Message.objects.get(pk=draft.pk).state == DispatchState.DRAFT


def test_the_composer_offers_the_draft_and_takes_it_without_script(alice, world, rosa):
    scenes.draft(rosa)
    offered = alice.get(_address(world, rosa), {"tab": "messages"})
    assert "Suggested:" in offered.content.decode()
    assert [message["kind_label"] for message in offered.context["thread"]] == [""]
    used = alice.get(_address(world, rosa), {"tab": "messages", "use": "draft"})
    assert used.context["draft_form"]["body"].value() == scenes.REPLY
    assert f"/leads/{rosa.pk}/draft/send/?use=draft" in used.content.decode()


def test_a_draft_is_discarded_and_stays_away(alice, world, rosa):
    draft = scenes.draft(rosa)
    address = _address(world, rosa, "draft/discard/")
    page = alice.get(alice.post(address, {"draft": str(draft.pk)})["Location"])
    assert _said(page) == ["Discarded the draft for Rosa Delgado."]
    assert "discarded by You" in page.content.decode()
    again = alice.get(alice.post(address, {"draft": str(draft.pk)})["Location"])
    assert _said(again) == ["This draft no longer waits: it was sent or discarded. Nothing is sent twice."]
    assert "Draft waits" not in alice.get(_list(world)[0]).content.decode()
    assert "Draft discarded" in alice.get(_address(world, rosa), {"tab": "timeline"}).content.decode()


def test_a_draft_to_an_address_that_must_not_be_written_to_stays_a_draft(alice, world, rosa):
    draft = scenes.draft(rosa)
    with scope(world.organization.pk):
        suppress("rosa@example.com", SuppressionReason.ASKED, at=timezone.now())
    assert "You cannot write from here" in alice.get(_address(world, rosa), {"tab": "ai"}).content.decode()
    refused = alice.post(_address(world, rosa, "draft/send/"), {"draft": str(draft.pk)})
    assert refused.status_code == 422
    with scope(world.organization.pk):
        assert Message.objects.get(pk=draft.pk).state == DispatchState.DRAFT


@pytest.mark.parametrize("typed", [{}, {"draft": "bogus"}, {"draft": "0190b5c0-0000-7000-8000-000000000000"}])
def test_a_broken_draft_id_sends_nothing(alice, world, rosa, typed):
    scenes.draft(rosa)
    for action in ("draft/send/", "draft/discard/"):
        assert alice.post(_address(world, rosa, action), typed).status_code == 303
    with scope(world.organization.pk):
        assert not Message.objects.filter(kind=MessageKind.REPLY).exists()
        assert Message.objects.filter(state=DispatchState.DRAFT).count() == 1


# --- quarantine ---------------------------------------------------------------------------------------------------


def test_a_suspect_lead_says_why_and_cannot_be_answered(alice, world, form):
    lead = scenes.lead(world.organization, form, origin=SUSPECT)
    html = alice.get(_address(world, lead)).content.decode()
    assert "It filled in a field that people do not see." in html
    assert "Not spam" in html
    assert "Not read by the model" in alice.get(_address(world, lead), {"tab": "ai"}).content.decode()
    page = alice.get(_address(world, lead), {"tab": "messages"})
    token = page.context["reply_form"]["token"].value()
    refused = alice.post(_address(world, lead, "reply/"), {"body": "Hello", "token": token})
    assert refused.status_code == 422
    assert "Say first that it is no spam." in refused.content.decode()


def test_not_spam_runs_triage_as_if_new(alice, world, form):
    lead = scenes.lead(world.organization, form, origin=SUSPECT)
    with scope(world.organization.pk):
        assert not Job.objects.filter(kind=services.TRIAGE).exists()
    page = alice.get(alice.post(_address(world, lead, "not-spam/?view=quarantine"))["Location"])
    assert _said(page) == ["Rosa Delgado is out of quarantine and gets an answer."]
    assert _names(page) == []
    with scope(world.organization.pk):
        assert Job.objects.filter(kind=services.TRIAGE).count() == 1
    timeline = alice.get(_address(world, lead), {"tab": "timeline"}).context["timeline"]
    assert [entry["title"] for entry in timeline] == ["Not spam after all", "Quarantined", "Wrote on the form"]
    assert "It filled in a field that people do not see." in timeline[1]["detail"]


def test_spam_leaves_every_list_and_can_be_taken_back(alice, world, form):
    lead = scenes.lead(world.organization, form, origin=SUSPECT)
    alice.post(_address(world, lead, "spam/"))
    address = _list(world)[0]
    assert (_names(alice.get(address)), _names(alice.get(address, {"view": "quarantine"}))) == ([], [])
    assert "This is spam" in alice.get(_address(world, lead)).content.decode()
    alice.post(_address(world, lead, "not-spam/"))
    assert _names(alice.get(address)) == ["Rosa Delgado"]


def test_an_ordinary_lead_is_never_marked_as_spam(alice, world, rosa):
    alice.post(_address(world, rosa, "spam/"))
    with scope(world.organization.pk):
        assert Lead.objects.get().suspicion == Suspicion.NONE
        assert not AuditEvent.objects.filter(action="lead.marked_spam").exists()


def test_spanish_words_say_that_they_are_spanish(alice, world, form):
    lead = scenes.lead(world.organization, form, message="El inodoro no deja de correr.", locale="es")
    scenes.draft(lead, suggested_reply="Hola Rosa, ¿cuál inodoro es?")
    assert '<p class="what sub clip" hx-disable lang="es">El inodoro' in alice.get(_list(world)[0]).content.decode()
    assert (
        '<div class="draft" hx-disable lang="es">' in alice.get(_address(world, lead), {"tab": "ai"}).content.decode()
    )
    assert (
        '<div class="bub" hx-disable lang="es">'
        in alice.get(_address(world, lead), {"tab": "messages"}).content.decode()
    )

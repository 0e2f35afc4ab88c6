"""Finding a lead again by what somebody remembers of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.models import Lead, searching
from leads.tests import scenes
from leadwizard.tests import rows
from tenants.scoping import scope


@pytest.fixture
def form(world):
    return scenes.form(world.organization)


@pytest.fixture
def hector(world, form):
    return scenes.lead(
        world.organization,
        form,
        name="Héctor O’Brien-Núñez",
        email="hector.nunez77@mail.example",
        phone="+19375550142",
        service="Water heater",
        message="The basement FLOODED on Sunday, please call before noon.",
    )


@pytest.fixture
def others(world, form):
    return [
        scenes.lead(world.organization, form, name=name, email=f"{name.lower()}@post.example", message=message)
        for name, message in (("Rosa", "A roof leaks"), ("Jim", "The gate squeaks since Sunday"))
    ]


def _found(world, text):
    with scope(world.organization.pk):
        return [lead.name for lead in Lead.objects.get_queryset().matching(text).order_by("name")]


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize(
    "text",
    [
        "Héctor", "hector", "HÉCTOR", "brien", "o'brien", "O’Brien-Nunez", "NÚÑEZ", "ecto",
        "hector.nunez77@mail.example", "nunez77", "unez7", "nunez77@mail", "@mail.example", "or.nunez77@ma",
        "0142", "555-0142", "(937) 555-0142", "937 555 0142", "+19375550142", "+1 937 555 0142", "5501",
        "water heater", "heater water", "flooded", "flood", "basement hector", "sunday hector", "noon, call!",
        "flo hec",
    ],
)  # fmt: skip
def test_a_lead_is_found_by_whatever_is_remembered_of_it(world, hector, text):
    assert _found(world, text) == [hector.name]


@pytest.mark.usefixtures("hector", "others")
@pytest.mark.parametrize(
    "text", ["qxz", "hector rosa", "hector qxz", "0143", "55501429", "ector brie xqxq", "looded", "!!!",
             "'", "\\", ":*",
             "'qxa':* & !qxb", "<->", "%", "\u200b"],
)  # fmt: skip
def test_nothing_is_found_where_one_word_is_missing(world, text):
    assert _found(world, text) == []


def test_pieces_of_a_number_count_only_next_to_each_other(world, form):
    scenes.lead(world.organization, form, name="Apart", phone="+19374561567")
    scenes.lead(world.organization, form, name="Together", email="t@example.com", phone="+19372045670")
    assert _found(world, "4567") == ["Together"]


def test_a_changed_lead_is_found_by_its_new_words_and_no_longer_by_the_old_ones(world, hector):
    with scope(world.organization.pk):
        Lead.objects.filter(pk=hector.pk).update(name="Wanda", message="Nothing more")
    assert (_found(world, "wanda"), _found(world, "brien"), _found(world, "basement")) == (["Wanda"], [], [])


def test_its_number_and_very_long_words_are_found_too(world, form):
    lead = scenes.lead(world.organization, form, name="Long", message="x" * 3000 + " " + "é" * 500)
    assert _found(world, lead.reference) == ["Long"]
    assert _found(world, "x" * 200) == ["Long"]
    assert _found(world, "eeee") == ["Long"]


def _many(world, form, monkeypatch, count, most):
    """Make leads with one word each, and let the search name fewer of them than there are."""
    monkeypatch.setattr(searching, "MOST", most)
    leads = [
        scenes.lead(world.organization, form, name=f"Lead {place:02}", email=f"l{place}@example.com", message="roof")
        for place in range(count)
    ]
    scenes.lead(world.organization, form, name="Else", email="else@example.com", message="gate")
    return leads


@pytest.mark.parametrize("most", [3, 5000], ids=["walked", "named"])
def test_pages_of_a_search_go_on_and_filters_narrow_it(client, world, form, monkeypatch, most):
    from leads.queries import lists

    leads = _many(world, form, monkeypatch, 7, most)
    monkeypatch.setattr(lists, "PAGE_SIZE", 3)
    with scope(world.organization.pk):
        Lead.objects.filter(pk__in=[lead.pk for lead in leads[::2]]).update(urgency="high")
        is_named = searching.search("roof") is not None
    client.force_login(world.alice.user)
    address = f"/o/{world.organization.slug}/leads/"

    def pages(**query):
        page, found = client.get(address, {"q": "ROOF", **query}), []
        while True:
            found.append([row.name for row in page.context["leads"]])
            if not page.context["pager"]["older_url"]:
                return found
            page = client.get(page.context["pager"]["older_url"])

    assert is_named is (most == 5000)
    assert pages() == [["Lead 06", "Lead 05", "Lead 04"], ["Lead 03", "Lead 02", "Lead 01"], ["Lead 00"]]
    assert pages(urgency="high", view="waiting") == [["Lead 06", "Lead 04", "Lead 02"], ["Lead 00"]]
    assert pages(view="won") == [[]]


def test_what_forty_of_the_newest_have_is_looked_for_among_the_newest(world, form):
    with scope(world.organization.pk):
        contact = rows.make(rows.Contact)
        Lead.objects.bulk_create(
            Lead(form=form, contact=contact, reference=f"R{place}", name="Rosa", message="please", source="page",
                 idempotency_key=str(place), created_at=contact.created_at)
            for place in range(40)
        )  # fmt: skip
        assert searching.search("please") is None
        assert searching.search("r4 please") is not None


def test_a_search_never_brings_a_lead_of_another_organization(world, hector):
    foreign = scenes.lead(world.other, scenes.form(world.other, slug="other"), name="Héctor", message="Flooded, too")
    with scope(world.organization.pk):
        assert searching.search("hector") == [hector.pk]
        with connection.cursor() as cursor:
            # Whatever number of them is asked for.
            cursor.execute("SELECT search_leads('hector', 1000000)")
            assert cursor.fetchone()[0] == [hector.pk]
    with scope(world.other.pk):
        assert searching.search("flooded") == [foreign.pk]
        assert searching.search("basement") == []


def test_the_search_goes_through_its_index(world, hector):
    with scope(world.organization.pk), connection.cursor() as cursor:
        cursor.execute("SELECT lead_search_query(%s, 'flooded hector')", [world.organization.pk])
        wanted = cursor.fetchone()[0]
        cursor.execute("SELECT search @@ %s::tsquery FROM leads_lead WHERE id = %s", [wanted, hector.pk])
        assert cursor.fetchone()[0] is True
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'lead_search'")
        assert "USING gin (search)" in cursor.fetchone()[0]
    with scope(world.organization.pk), CaptureQueriesContext(connection) as captured:
        list(Lead.objects.get_queryset().matching("flooded").order_by("-created_at", "-id")[:25])
    asked = [query["sql"] for query in captured if "leads_lead" in query["sql"] or "search_leads" in query["sql"]]
    assert len(asked) == 2
    assert '"leads_lead"."id" = ANY(' in asked[1]

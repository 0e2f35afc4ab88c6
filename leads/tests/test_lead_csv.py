"""Leads as a file: whole, narrowed, harmless in a spreadsheet, and in the memory of one chunk."""

import csv
import io
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from leads.enums import LeadSource, SuspicionReason
from leads.models import Lead
from leads.queries import exports
from leads.queries.narrowing import Narrowing
from leads.services import Origin
from leads.tests import scenes
from leadwizard.lib import spreadsheets
from messaging.models import Contact
from tenants import scoping
from tenants.models import AuditEvent
from tenants.scoping import scope


@pytest.fixture
def form(world):
    return scenes.form(world.organization, title="Main form")


@pytest.fixture
def alice(client, world):
    client.force_login(world.alice.user)
    return client


def _fetch(client, world, **query):
    response = client.get(f"/o/{world.organization.slug}/leads/leads.csv", query)
    return response, b"".join(response.streaming_content)


def _rows(body):
    text = body.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_file_has_every_column_of_the_leads_in_the_list(alice, world, form):
    origin = Origin(source=LeadSource.PAGE, attribution={"utm_source": "spring", "utm_campaign": "May"})
    lead = scenes.lead(
        world.organization,
        form,
        origin=origin,
        phone="+19375550142",
        service="Repair",
        preferred_time="Mornings",
        message='She said "now",\nplease; ¿sí?',
    )
    suspect = Origin(source=LeadSource.PAGE, suspicion=SuspicionReason.HONEYPOT)
    scenes.lead(world.organization, form, name="Suspect", origin=suspect)
    with scope(world.organization.pk):
        Lead.objects.filter(pk=lead.pk).update(
            created_at=datetime(2026, 11, 17, 19, 14, 3, tzinfo=UTC),
            assigned_to=world.bob.membership,
            urgency="high",
            status="booked",
        )

    response, body = _fetch(alice, world)

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    day = timezone.localtime(timezone.now(), world.organization.zone).date()
    assert response["Content-Disposition"] == f'attachment; filename="leads-{world.organization.slug}-{day}.csv"'
    assert body.startswith(b'\xef\xbb\xbf"Number","Date"')
    assert body.endswith(b"\r\n")
    assert _rows(body) == [
        {
            "Number": lead.reference,
            "Date": "2026-11-17T14:14:03-05:00",
            "Name": "Rosa Delgado",
            "E-mail": "rosa@example.com",
            "Phone": "'+19375550142",
            "Service": "Repair",
            "Preferred time": "Mornings",
            "Message": 'She said "now",\nplease; ¿sí?',
            "Status": "Booked",
            "Communication": "New",
            "Urgency": "High",
            "Source": "Main form",
            "Assigned to": "Bob Baker",
            "utm_source": "spring",
            "utm_medium": "",
            "utm_campaign": "May",
            "utm_term": "",
            "utm_content": "",
        }
    ]


def test_the_file_follows_the_filters(alice, world, form):
    for name in ("Rosa", "Jim"):
        scenes.lead(world.organization, form, name=name, email=f"{name}@example.com")
    assert [row["Name"] for row in _rows(_fetch(alice, world)[1])] == ["Jim", "Rosa"]
    assert [row["Name"] for row in _rows(_fetch(alice, world, q="rosa")[1])] == ["Rosa"]
    assert [row["Name"] for row in _rows(_fetch(alice, world, date="today", assigned="nobody")[1])] == ["Jim", "Rosa"]
    assert _rows(_fetch(alice, world, view="won")[1]) == []


def test_only_admins_take_the_file_and_that_is_written_down(client, world, form):
    scenes.lead(world.organization, form)
    address = f"/o/{world.organization.slug}/leads/"
    client.force_login(world.bob.user)
    assert client.get(f"{address}leads.csv").status_code == 403
    assert "leads.csv" not in client.get(address).content.decode()
    client.force_login(world.charlie.user)
    assert client.get(f"{address}leads.csv").status_code == 404
    with scope(world.organization.pk):
        assert not AuditEvent.objects.filter(action="leads.exported").exists()

    client.force_login(world.alice.user)
    assert "leads.csv" in client.get(address).content.decode()
    _fetch(client, world)
    with scope(world.organization.pk):
        assert AuditEvent.objects.get(action="leads.exported").actor_id == world.alice.membership.pk


def test_nothing_of_the_other_organization_is_in_the_file(alice, world, form):
    scenes.lead(world.organization, form)
    scenes.lead(world.other, scenes.form(world.other, slug="beta"), name="Canary")
    assert b"Canary" not in _fetch(alice, world)[1]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\0=1",
        "  =1",
        "\u00a0=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff201",
    ],
)
def test_no_cell_is_ever_a_formula(text):
    assert spreadsheets.cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Rosa", "1-2", "a=b", "rosa@example.com", "¡Hola!", "'=1"])
def test_other_words_stay_as_they_are(text):
    assert spreadsheets.cell(text) == text


def test_a_strangers_formula_is_text_in_the_file(alice, world, form):
    scenes.lead(world.organization, form, name='=HYPERLINK("http://evil.example")', message="@SUM(1)\r\n=2")
    [row] = _rows(_fetch(alice, world)[1])
    assert row["Name"] == '\'=HYPERLINK("http://evil.example")'
    assert row["Message"].startswith("'@SUM(1)")


def _fill(world, form, count):
    now = timezone.now()
    with scope(world.organization.pk):
        contact = Contact.objects.create(name="Load", email="load@example.com")
        Lead.objects.bulk_create(
            (
                Lead(
                    form=form,
                    contact=contact,
                    reference=f"R{number:06}",
                    name=f"Lead {number}",
                    message="words " * 100,
                    source=LeadSource.PAGE,
                    idempotency_key=str(number),
                    # Several at one moment: the key is the moment and the id.
                    created_at=now - timedelta(minutes=number // 3),
                )
                for number in range(count)
            ),
            batch_size=1000,
        )


def test_four_thousand_leads_come_each_once_in_the_memory_of_a_chunk(world, form):
    _fill(world, form, 4_000)
    tracemalloc.start()
    seen, size = set(), 0
    for lines in exports.lead_lines(world.organization, world.alice.membership, Narrowing(), timezone.now()):
        assert scoping.peek() is None
        size += len(lines)
        seen.update(part[:7] for part in lines.split('"R')[1:])
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(seen) == 4_000
    assert size > 2_400_000
    assert peak < 6_000_000


def test_a_chunk_more_than_full_is_continued(alice, world, form, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 2)
    for number in range(5):
        scenes.lead(world.organization, form, name=f"Lead {number}", email=f"{number}@example.com")
    assert [row["Name"] for row in _rows(_fetch(alice, world)[1])] == [f"Lead {number}" for number in range(4, -1, -1)]

"""Whose key goes where, and whose money is spent."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from automation.ai import NoAnswerError, endpoints, spending
from automation.models import ModelCall
from automation.tests.ai.conftest import GOOD, KEY, MODEL
from tenants import credentials
from tenants.scoping import scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("model")]


def _store(organization, **values):
    with scope(organization.pk):
        for name, value in values.items():
            credentials.store("openai", name, value, actor=None, now=timezone.now())


def _configured(organization):
    with scope(organization.pk):
        return endpoints.configured()


def _reason(put, **options):
    with pytest.raises(NoAnswerError) as caught:
        put(**options)
    return caught.value.reason


def _spend(organization, cost, at=None):
    with scope(organization.pk):
        ModelCall.objects.create(
            purpose="p",
            prompt_version="1",
            model="m",
            endpoint="h",
            milliseconds=1,
            cost=cost,
            outcome="answered",
            at=at or timezone.now(),
        )


def test_without_anything_stored_the_platforms_model_is_asked(world, settings):
    found = _configured(world.organization)
    assert (found.base_url, found.key, found.model) == (settings.AI_BASE_URL, KEY, MODEL)
    assert (found.is_own, found.is_trusted) == (False, True)


def test_the_platforms_key_never_goes_to_an_address_that_an_organization_chose(world):
    _store(world.organization, base_url="https://models.example/v1/", model="their-model")
    found = _configured(world.organization)
    assert (found.base_url, found.model, found.key) == ("https://models.example/v1", "their-model", "")
    assert (found.is_own, found.is_trusted) == (True, False)
    _store(world.organization, api_key="sk-theirs")
    assert _configured(world.organization).key == "sk-theirs"
    assert _configured(world.other).key == KEY


def test_an_own_address_needs_an_own_model(world):
    _store(world.organization, base_url="https://models.example/v1")
    with pytest.raises(NoAnswerError, match="not_configured"):
        _configured(world.organization)


def test_an_own_key_is_used_at_the_platforms_address(put, order, world, calls):
    _store(world.organization, api_key="sk-somebody-else")
    assert _reason(put) == "refused"
    _store(world.organization, api_key=KEY)
    order(GOOD)
    put()
    assert [(call.outcome, call.cost) for call in calls()] == [("refused", 0), ("answered", 0)]


def test_a_model_alone_does_not_spend_the_platforms_money_on_another_model(world):
    _store(world.organization, model="the-dearest-of-all")
    assert _configured(world.organization).model == MODEL
    _store(world.organization, api_key="sk-theirs")
    assert _configured(world.organization).model == "the-dearest-of-all"


def test_a_stored_key_that_does_not_open_is_not_replaced_by_the_platforms(put, world, settings, calls):
    _store(world.organization, api_key="sk-theirs")
    settings.CREDENTIAL_KEYS = "n:bm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm4="
    assert _reason(put) == "not_configured"
    assert calls() == []


@pytest.mark.parametrize(
    "base_url",
    [
        *("http://models.example/v1", "https://127.0.0.1/v1", "https://[::1]/v1", "https://169.254.169.254/latest"),
        *("https://10.0.0.5/v1", "https://models.example:6379/", "https://user:pw@models.example/v1", "file:///etc"),
    ],
)
def test_an_address_inside_is_not_called(put, world, calls, base_url):
    _store(world.organization, base_url=base_url, model="m", api_key="k")
    assert _reason(put) == "not_configured"
    assert calls() == []


def test_a_name_that_leads_inside_is_not_called_either(put, world, model, calls):
    _store(world.organization, base_url="https://localhost:8443/v1", model="m", api_key="sk-theirs")
    assert _reason(put) == "not_configured"
    assert [(call.outcome, call.endpoint) for call in calls()] == [("not_configured", "localhost:8443")]
    assert model.get("/__sim__/model/calls.json")["calls"] == []


@pytest.mark.parametrize("key", ["sk-\r\nX-Evil: 1", "sk-ü", "sk one"])
def test_a_key_that_no_header_can_carry_is_not_sent(world, settings, key):
    settings.AI_API_KEY = key
    with pytest.raises(NoAnswerError, match="characters"):
        _configured(world.organization)


def test_the_key_is_not_in_the_words_for_an_endpoint(world):
    assert KEY not in repr(_configured(world.organization))


def test_an_organization_over_its_budget_is_not_answered_and_not_called(put, order, world, calls, model, settings):
    settings.AI_MONTHLY_BUDGET = Decimal("0.01")
    _spend(world.organization, 9_999)
    order(GOOD)
    put()
    assert _reason(put) == "over_budget"
    assert len(calls()) == 2
    assert len(model.get("/__sim__/model/calls.json")["calls"]) == 1
    # Another organization has a budget of its own, and one's own key needs none.
    order(GOOD)
    put(organization_id=world.other.pk)
    _store(world.organization, api_key=KEY)
    order(GOOD)
    put()


def test_a_budget_of_nothing_allows_no_call(put, settings):
    settings.AI_MONTHLY_BUDGET = Decimal(0)
    assert _reason(put) == "over_budget"


@pytest.mark.parametrize("second", [datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC)])
def test_the_budget_counts_one_calendar_month_in_utc(world, second):
    march = datetime(2026, 3, 1, tzinfo=UTC)
    _spend(world.organization, 1, march - timedelta(microseconds=1))
    _spend(world.organization, 20, march)
    _spend(world.organization, 300, second)
    with scope(world.organization.pk):
        assert spending.spent_this_month(datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC)) == 320
        assert spending.spent_this_month(datetime(2026, 4, 1, tzinfo=UTC)) == 0


def test_what_was_spent_long_ago_is_added_up_once(world):
    noon = datetime(2026, 3, 20, 12, tzinfo=UTC)
    asked = []

    def spent(after):
        with scope(world.organization.pk), CaptureQueriesContext(connection) as queries:
            found = spending.spent_this_month(noon + after)
        asked.append(sum("automation_modelcall" in query["sql"] for query in queries))
        return found

    _spend(world.organization, 1, noon - timedelta(days=10))
    _spend(world.organization, 20, noon - timedelta(minutes=5))
    _spend(world.other, 7_000_000, noon - timedelta(days=10))
    assert spent(timedelta()) == 21
    # A row that nobody could have added, by which it shows that its time is not looked at again.
    _spend(world.organization, 5_000, noon - timedelta(days=9))
    _spend(world.organization, 300, noon + timedelta(minutes=1))
    assert spent(timedelta(minutes=2)) == 321
    # Long after, what has become old meanwhile is added to what was known.
    _spend(world.organization, 4_000, noon + timedelta(hours=5))
    assert spent(timedelta(hours=6)) == 4_321
    assert spent(timedelta(hours=6)) == 4_321
    assert asked == [2, 1, 2, 1]
    # A clock that was wrong by hours, and put back: all is counted anew.
    assert spent(timedelta(minutes=3)) == 9_321
    assert spent(timedelta(days=20)) == 0


def test_a_new_month_is_a_new_budget(put, order, world, settings):
    settings.AI_MONTHLY_BUDGET = Decimal(1)
    with time_machine.travel(datetime(2026, 3, 31, 23, 59, tzinfo=UTC), tick=False) as clock:
        _spend(world.organization, 1_000_000)
        assert _reason(put) == "over_budget"
        clock.move_to(datetime(2026, 4, 1, 0, 1, tzinfo=UTC))
        order(GOOD)
        put()

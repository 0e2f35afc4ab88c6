"""A wrong setting is named, with a way to put it right."""

import pytest

from leadwizard.checks import check_settings


@pytest.fixture(autouse=True)
def _good(settings):
    settings.SECRET_KEY = "k" * 50
    settings.RESEND_API_KEY = "re_test"
    settings.AI_BASE_URL = ""
    settings.INBOUND_DOMAIN = ""
    settings.RESEND_WEBHOOK_SECRET = "whsec_dGVzdA=="
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_NUMBER = "AC1", "token", "+19375550199"


def test_good_settings_pass():
    assert check_settings() == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("SECRET_KEY", "short", "leadwizard.E001"),
        ("PUBLIC_URL", "app.example.com", "leadwizard.E002"),
        ("PUBLIC_URL", "https://app.example.com/path", "leadwizard.E002"),
        ("PUBLIC_URL", "https://app.example.com", "leadwizard.E003"),
        ("EMAIL_ADDRESS", "half@", "leadwizard.E006"),
        ("EMAIL_ADDRESS", "two@a.example, b@b.example", "leadwizard.E006"),
        ("EMAIL_TRANSPORT", "pigeon", "leadwizard.E007"),
        ("RESEND_API_KEY", "", "leadwizard.W001"),
        ("AI_BASE_URL", "https://models.example/v1", "leadwizard.E008"),
        ("INBOUND_DOMAIN", "not a domain", "leadwizard.E009"),
        ("RESEND_WEBHOOK_SECRET", "", "leadwizard.W002"),
        ("TWILIO_ACCOUNT_SID", "", "leadwizard.E010"),
        ("TWILIO_AUTH_TOKEN", "", "leadwizard.E010"),
        ("TWILIO_NUMBER", "", "leadwizard.E010"),
        ("TWILIO_NUMBER", "937 555 0199", "leadwizard.E011"),
        ("TWILIO_API_URL", "api.twilio.com", "leadwizard.E012"),
    ],
)
def test_a_wrong_setting_is_named_with_a_hint(settings, name, value, code):
    setattr(settings, name, value)
    [found] = check_settings()
    assert found.id == code
    assert name in found.msg or name in (found.hint or "")
    assert found.hint


def test_no_texts_at_all_are_fine(settings):
    settings.TWILIO_ACCOUNT_SID = settings.TWILIO_AUTH_TOKEN = settings.TWILIO_NUMBER = ""
    assert check_settings() == []


def test_another_database_role_is_refused(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "USER", "postgres")
    assert [found.id for found in check_settings()] == ["leadwizard.E005"]

"""How an organization lets leads be answered."""

from collections.abc import Mapping
from typing import Any

from leads.models import ReplySettings
from tenants import audit
from tenants.models import Membership


def reply_settings() -> ReplySettings:
    """Return the settings of the organization in scope; unsaved defaults where it never chose any."""
    return ReplySettings.objects.first() or ReplySettings()


def save_reply_settings(values: Mapping[str, Any], *, actor: Membership) -> ReplySettings:
    """Change some of the settings; what is not named stays."""
    settings, _is_new = ReplySettings.objects.select_for_update().get_or_create()
    changed = [name for name, value in values.items() if getattr(settings, name) != value]
    for name in changed:
        setattr(settings, name, values[name])
    if changed:
        settings.save(update_fields=changed)
        audit.record("reply_settings.changed", "reply_settings", settings.pk, actor=actor, fields=changed)
    return settings

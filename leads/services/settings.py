"""How an organization lets leads be answered."""

from collections.abc import Mapping
from typing import Any, Final

from leads.models import ReplySettings
from tenants import audit
from tenants.compiled import Compiled
from tenants.enums import Role
from tenants.models import Membership, Organization

_SETTINGS: Final = Compiled(ReplySettings.objects.all)


def reply_settings() -> ReplySettings:
    """Return the settings of the organization in scope; unsaved defaults where it never chose any."""
    return _SETTINGS.first() or ReplySettings()


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


def wants_email_alerts(member: Membership) -> bool:
    """Say whether the member chose to be told by e-mail."""
    return str(member.pk) in reply_settings().alert_members


def is_always_alerted(member: Membership, organization: Organization) -> bool:
    """Say whether the member is told by e-mail whatever they choose: somebody must be."""
    if organization.contact_email:
        return organization.contact_email.lower() == member.user.email
    return member.role == Role.OWNER


def choose_email_alerts(member: Membership, *, wants: bool) -> None:
    """Let alerts go to the member's own e-mail address, or not."""
    settings, _is_new = ReplySettings.objects.select_for_update().get_or_create()
    others = [chosen for chosen in settings.alert_members if chosen != str(member.pk)]
    save_reply_settings({"alert_members": [*others, str(member.pk)] if wants else others}, actor=member)

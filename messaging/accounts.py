"""Account mail (password reset and the like) through our own jobs and layout."""

from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from messaging.enums import NoticeKind
from messaging.services import notify
from tenants.queries import current_organization
from tenants.scoping import PLATFORM_ID, scope

# What happened, for allauth's names of mails; a mail that is not here gets its last line.
_FACTS: Final = {
    "password_changed": (_("Your password was changed"), _("Your password was changed just now.")),
    "password_set": (_("Your password was set"), _("Your password was set just now.")),
    "password_reset": (_("Your password was reset"), _("Your password was reset just now.")),
    "email_changed": (_("Your e-mail address was changed"), _("The address you sign in with was changed just now.")),
}
_NOT_YOU: Final = _("If that was not you, reset your password at once and tell the owner of your organization.")


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up without an invitation; every account mail is a notice of the platform."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-mail and password do not match."),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, or reset the password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: accounts are made by invitations."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue allauth's mail as a notice of the platform."""
        name = template_prefix.rpartition("/")[2]
        with scope(PLATFORM_ID):
            organization = current_organization()
            if name == "password_reset_key":
                notify(
                    NoticeKind.PASSWORD_RESET,
                    to_address=email,
                    template="password_reset",
                    # Our own address and not the request's host, which the caller chooses.
                    context={"url": settings.PUBLIC_URL + urlsplit(context["password_reset_url"]).path},
                    organization=organization,
                    is_secret=True,
                    now=timezone.now(),
                )
                return
            title, text = _FACTS.get(name, (_("About your account"), _("Something about your account changed.")))
            notify(
                NoticeKind.ACCOUNT,
                to_address=email,
                template="account_notice",
                context={"title": str(title), "text": f"{text} {_NOT_YOU}"},
                organization=organization,
                now=timezone.now(),
            )

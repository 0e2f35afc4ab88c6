"""Whose model is asked: the organization's own where it stored a key or an address, else the platform's."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from automation.ai.outcomes import NoAnswerError
from automation.enums import ModelOutcome
from leadwizard.lib import public_hosts
from tenants import credentials

PROVIDER: Final = "openai"


@dataclass(frozen=True)
class Endpoint:
    """Where to ask, as whom, and which model.

    `is_own`: the organization pays itself, so neither our prices nor our budget apply. `is_trusted`: the platform's
    operator chose the address; any other must be public.
    """

    base_url: str
    model: str
    key: str = field(repr=False)
    is_own: bool
    is_trusted: bool

    @property
    def host(self) -> str:
        """The host, with the port where one is named, for the log."""
        return urlsplit(self.base_url).netloc.rpartition("@")[2][:255]


def configured() -> Endpoint:
    """Return the endpoint for the organization in scope.

    The platform's key is never sent to an address that an organization chose. A key of its own goes to its own
    address, or else to the platform's. A stored model counts only together with a key or an address: on the platform's
    key the platform chooses the model, since it pays.

    Raises:
        NoAnswerError: `not_configured`; nobody set up a model, or what the organization stored cannot be used.
    """
    try:
        stored = credentials.reveal_all(PROVIDER, ("base_url", "api_key", "model"))
    except credentials.UnreadableCredentialError as error:
        raise NoAnswerError(ModelOutcome.NOT_CONFIGURED, error.message) from error
    base_url, key, model = stored["base_url"], stored["api_key"], stored["model"]
    if base_url is not None:
        try:
            public_hosts.check_url(base_url)
        except public_hosts.UnsafeAddressError as error:
            raise NoAnswerError(ModelOutcome.NOT_CONFIGURED, str(error)) from error
        found = Endpoint(base_url.rstrip("/"), model or "", key or "", is_own=True, is_trusted=False)
    elif key is not None:
        found = Endpoint(settings.AI_BASE_URL, model or settings.AI_MODEL, key, is_own=True, is_trusted=True)
    else:
        found = Endpoint(settings.AI_BASE_URL, settings.AI_MODEL, settings.AI_API_KEY, is_own=False, is_trusted=True)
    if not (found.base_url and found.model):
        raise NoAnswerError(ModelOutcome.NOT_CONFIGURED, "no address or no model is set")
    if not (found.key.isascii() and found.key.isprintable()) or " " in found.key:
        raise NoAnswerError(ModelOutcome.NOT_CONFIGURED, "the key holds characters that no key has")
    return found

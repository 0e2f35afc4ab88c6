"""Every address of the product, who may open it, and a request that succeeds there for the right person.

One table: an address that is missing here, or whose door is another one than its view declares, fails a test.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from standardwebhooks.webhooks import Webhook
from twilio.request_validator import RequestValidator

from leads.models import Form
from leads.views.public import _new_token
from leadwizard.tests.isolation import houses
from leadwizard.tests.isolation.callers import FORM
from leadwizard.tests.isolation.houses import House
from tenants.scoping import scope

STAFF: Final = "member: staff"
ADMIN: Final = "member: admin"
PERSON: Final = "a person's own"
PUBLIC: Final = "everybody"
LINK: Final = "whoever has the link"
MACHINE: Final = "whoever signs"
SITE: Final = "the site's own"
PLATFORM: Final = "platform staff"
LIBRARY: Final = "the person's own sign-in"
MEMBER_DOORS: Final = (STAFF, ADMIN)

Body = Mapping[str, Any] | str


@dataclass(frozen=True)
class Post:
    """A form that is taken; `status` for the owner and `staff` for staff, who may less inside some pages."""

    body: Callable[[House], Body] = lambda _house: {}
    status: int = 303
    staff: int = 0
    changes: bool = True
    content_type: str = FORM
    headers: Callable[[str, str], dict[str, str]] = lambda _path, _body: {}


@dataclass(frozen=True)
class Address:
    """An address: its door, what its GET answers (0: not allowed) and what its POST takes.

    `values` are arguments that this address takes from the house under another name.
    """

    door: str
    get: int = 200
    post: Post | None = None
    values: dict[str, str] = field(default_factory=dict)


def encoded(body: Body) -> str:
    """Return the body as it is sent."""
    return body if isinstance(body, str) else urlencode(body, doseq=True)


def _action(body: Callable[[House], Body], *, door: str = STAFF, values: Any = None, **post: Any) -> Address:
    return Address(door, get=0, post=Post(body, **post), values=values or {})


def _once(name: str) -> Callable[[House], Body]:
    return lambda _house: {name: "Said by the right one.", "token": str(uuid4())}


def _settings(house: House) -> Body:
    return {"threshold": "0.9", "services": "Drains", "contact_email": "new@x.example"}


def _enquiry(house: House) -> Body:
    with scope(house.organization.pk):
        token = _new_token(Form.objects.get(pk=house.values["form_id"]))
    return {"name": "Rosa", "email": "rosa@x.example", "message": "It drips.", "token": token}


def _resend(house: House) -> Body:
    tags = {"organization": str(house.organization.pk), "dispatch": house.values["notice_id"]}
    return json.dumps({"type": "email.delivered", "data": {"email_id": "e1", "tags": tags}})


def _resend_signs(_path: str, body: str) -> dict[str, str]:
    signature = Webhook(settings.RESEND_WEBHOOK_SECRET).sign("msg_1", now := timezone.now(), body)
    return {"svix-id": "msg_1", "svix-timestamp": str(int(now.timestamp())), "svix-signature": signature}


def _twilio_signs(path: str, body: str) -> dict[str, str]:
    validator = RequestValidator(settings.TWILIO_AUTH_TOKEN)
    signature = validator.compute_signature(settings.PUBLIC_URL + path, dict(parse_qsl(body)))
    return {"X-Twilio-Signature": signature}


_TEXT: Final = {"MessageSid": "SM1", "From": "+19375550150", "To": "+19375550199", "Body": "Hi"}
_REPORT: Final = {"MessageSid": "SM1", "MessageStatus": "delivered"}

ADDRESSES: Final[dict[str, Address]] = {
    # Work that waits for a person.
    "automation:escalations": Address(STAFF),
    "automation:escalation": Address(STAFF),
    "automation:assign": _action(lambda house: {"member": str(house.people["admin"].membership.pk)}, staff=403),
    "automation:comment": _action(_once("comment")),
    "automation:resolve": _action(lambda _house: {"note": "Done."}),
    "automation:escalation_retry": _action(lambda _house: {}, values={"escalation_id": "asked_id"}),
    "automation:escalation_dismiss": _action(lambda _house: {"reason": "Old."}, values={"escalation_id": "asked_id"}),
    "automation:dead_letters": Address(STAFF),
    "automation:bulk_retry": _action(lambda house: {"job": [house.values["job_id"]]}),
    "automation:bulk_dismiss": _action(lambda house: {"job": [house.values["job_id"]], "reason": "Old."}, door=ADMIN),
    "automation:dead_letter": Address(STAFF),
    "automation:retry": _action(lambda _house: {}),
    "automation:dismiss": _action(lambda _house: {"reason": "Old."}),
    # Leads.
    "leads:overview": Address(STAFF),
    "leads:reply_settings": Address(ADMIN, post=Post(_settings)),
    "leads:notifications": Address(STAFF, post=Post(lambda _house: {"email": "on"}, staff=303)),
    "leads:phone_give": _action(lambda _house: {"number": "(937) 555-0160", "agrees": "on"}),
    "leads:phone_confirm": _action(lambda _house: {"code": houses.CODE}, staff=422),
    "leads:phone_remove": _action(lambda _house: {}),
    "leads:forms": Address(STAFF),
    "leads:form_sharing": _action(
        lambda house: {f"{house.values['form_id']}-allowed_origins": "https://x.example"}, door=ADMIN
    ),
    "leads:form_qr": Address(STAFF, values={"kind": "svg"}),
    "leads:list": Address(STAFF),
    "leads:export": Address(ADMIN),
    "leads:bulk": _action(lambda house: {"lead": [house.values["lead_id"]], "status": "booked"}),
    "leads:lead": Address(STAFF),
    "leads:lead_status": _action(lambda _house: {"status": "booked"}),
    "leads:lead_assign": _action(lambda house: {"member": str(house.people["staff"].membership.pk)}),
    "leads:lead_note": _action(_once("note")),
    "leads:lead_reply": _action(_once("body")),
    "leads:lead_approve": _action(lambda house: {"draft": house.values["draft_id"]}),
    "leads:lead_discard": _action(lambda house: {"draft": house.values["draft_id"]}),
    "leads:lead_clear": _action(lambda _house: {}, values={"lead_id": "suspect_id"}),
    "leads:lead_spam": _action(lambda _house: {}, values={"lead_id": "suspect_id"}),
    "tenants:dashboard": Address(STAFF, get=302),
    "tenants:live_door": Address(STAFF),
    "tenants:live_counts": Address(STAFF),
    # Strangers.
    "leads:form": Address(PUBLIC, post=Post(_enquiry)),
    "leads:api_form": Address(PUBLIC),
    "leads:api_document": Address(PUBLIC),
    "leads:api_submissions": Address(
        PUBLIC,
        get=0,
        post=Post(
            lambda _house: json.dumps({"name": "Rosa", "email": "rosa@x.example", "message": "It drips."}),
            status=201,
            content_type="application/json",
        ),
    ),
    "leads:embed": Address(PUBLIC),
    "tenants:brand_css": Address(PUBLIC, values={"slug": "organization"}),
    # Links that are the key themselves.
    "leads:form_sent": Address(LINK, values={"token": "sent"}),
    "leads:approval": Address(
        LINK,
        post=Post(lambda _house: {"body": "Come in.", "token": str(uuid4())}, status=200),
        values={"token": "approval"},
    ),
    "messaging:unsubscribe": Address(LINK, post=Post(status=200), values={"token": "unsubscribe"}),
    "tenants:accept_invitation": Address(
        LINK,
        post=Post(lambda _house: {"name": "Nia New", "password": "a long enough phrase 7"}, status=302),
        values={"token": "invitation"},
    ),
    # Machines.
    "messaging:resend": Address(
        MACHINE, get=0, post=Post(_resend, status=204, content_type="application/json", headers=_resend_signs)
    ),
    # The text is the platform's: no row of the house changes.
    "messaging:twilio_inbound": Address(
        MACHINE, get=0, post=Post(lambda _house: _TEXT, status=200, changes=False, headers=_twilio_signs)
    ),
    "messaging:twilio_report": Address(
        MACHINE, get=0, post=Post(lambda _house: _REPORT, status=204, headers=_twilio_signs)
    ),
    # The person's own pages.
    "tenants:home": Address(PERSON, get=302),
    "tenants:organizations": Address(PERSON),
    "tenants:account": Address(PERSON, post=Post(lambda _house: {"name": "Another Name", "theme": "dark"}, status=302)),
    "account/email/": Address(PERSON, get=302),
    # The site's own.
    "livez": Address(SITE),
    "readyz": Address(SITE),
    "metrics": Address(SITE),
    "favicon": Address(SITE, get=302),
    "robots": Address(SITE),
}
# Addresses that libraries bring along, by their beginning; what they answer is theirs, what they may show is ours.
LIBRARIES: Final = {"account/": LIBRARY, "admin/": PLATFORM}
_LIBRARY_VALUES: Final = {
    "key": "abc123",
    "uidb36": "1x",
    "content_type_id": "1",
    "app_label": "leads",
    "url": "nowhere/",
}


@dataclass(frozen=True)
class Pattern:
    """An address of the resolver: its name (its route where it has none), route, view and arguments."""

    label: str
    route: str
    view: Any
    arguments: tuple[str, ...]

    @property
    def address(self) -> Address:
        """What the table says of it; an address that is in no table has no door."""
        known = ADDRESSES.get(self.label)
        if known:
            return known
        door = next((door for prefix, door in LIBRARIES.items() if self.route.startswith(prefix)), "")
        return Address(door, get=0)

    def path(self, house: House, *, slug: str = "") -> str:
        """Return the path that leads to rows of the house, below another organization's slug if one is given."""
        values = {name: self._value(house, name) for name in self.arguments}
        if slug and "organization" in values:
            values["organization"] = slug
        if self.label != self.route:
            return reverse(self.label, kwargs=values)
        path = self.route
        for name, value in values.items():
            path = path.replace(f"<path:{name}>", value).replace(f"(?P<{name}>.*)$", value)
        return f"/{path}"

    def _value(self, house: House, name: str) -> str:
        if name == "object_id":
            if self.label == "admin:view_on_site":
                return house.values["lead_id"]
            return str(houses.row_of(house, apps.get_model(".".join(self.route.split("/")[1:3]))))
        if name == "organization_id":
            return str(house.organization.pk)
        if name in {"dispatch_id", "attempt_id"}:
            return house.values["notice_id"]
        wanted = self.address.values.get(name, name)
        return house.values.get(wanted) or _LIBRARY_VALUES.get(wanted) or wanted


def patterns() -> list[Pattern]:
    """Return every address of the product, from the resolver."""
    return list(_walk(get_resolver()))


def _walk(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[Pattern]:
    for found in resolver.url_patterns:
        route = prefix + str(found.pattern).removeprefix("^")
        if isinstance(found, URLResolver):
            yield from _walk(found, route, f"{space}{found.namespace}:" if found.namespace else space)
        elif isinstance(found, URLPattern):
            names = (*found.pattern.converters, *getattr(getattr(found.pattern, "regex", None), "groupindex", ()))
            label = f"{space}{found.name}" if found.name else route
            yield Pattern(label, route, found.callback, tuple(dict.fromkeys(names)))

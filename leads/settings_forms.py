"""What admins type: how leads are answered, the facts that an answer may state, and where forms are shown."""

from collections.abc import Callable, Sequence
from datetime import time
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads import origins
from leads.models import ReplySettings
from leadwizard.lib import phones, texts
from leadwizard.lib.addresses import plain_email
from leadwizard.lib.form_fields import LineField, WordsField
from tenants.models import Membership, Organization

MOST_LINES: Final = 40
LINE_MAX: Final = 160
MOST_PRICES: Final = 40
SPARE_PRICES: Final = 3
# The languages that the checks of a reply can read; everything else waits for a person.
LANGUAGES: Final = (("en", gettext_lazy("English")), ("es", gettext_lazy("Spanish")))


class LinesField(WordsField):
    """A list, typed as one entry a line; every entry goes through `read`, which returns it clean or says no.

    Empty lines and repeats fall away. The first line that is wrong is named with what is wrong.
    """

    def __init__(self, *, read: Callable[[str], str] = texts.one_line, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.read = read
        self.widget.attrs.setdefault("class", "short")

    def prepare_value(self, value: Any) -> Any:
        """Return a stored list as it is typed."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Return the entries."""
        lines = [texts.one_line(line) for line in str(super().clean(value)).split("\n")]
        entries = list(dict.fromkeys(self._read(line) for line in lines if line))
        if len(entries) > MOST_LINES:
            raise ValidationError(_("That is more than %(most)s entries.") % {"most": MOST_LINES}, "too_many")
        return entries

    def _read(self, line: str) -> str:
        if len(line) > LINE_MAX:
            raise ValidationError(
                _("“%(line)s…” is longer than %(most)s characters.") % {"line": line[:40], "most": LINE_MAX}, "too_long"
            )
        try:
            return self.read(line)
        except ValueError as refusal:
            raise ValidationError(_("“%(line)s” %(why)s") % {"line": line, "why": refusal}, "invalid") from None


def read_phone(line: str) -> str:
    """Return a number as E.164."""
    try:
        return phones.to_e164(line)
    except ValueError:
        raise ValueError(_("cannot be dialled. Type it with its area code, such as (937) 555-0142.")) from None


def read_email(line: str) -> str:
    """Return an address as the network writes it."""
    try:
        return plain_email(line)
    except ValueError:
        raise ValueError(_("is no e-mail address.")) from None


def read_link(line: str) -> str:
    """Return a link with https."""
    try:
        parts = urlsplit(line if "://" in line else f"https://{line}")
        is_link = parts.scheme == "https" and "." in (parts.hostname or "") and parts.username is None
    except ValueError:
        is_link = False
    if not is_link or " " in line:
        raise ValueError(_("is no link. It must begin with https://."))
    return parts.geturl()


class SharingForm(forms.Form):
    """Whether a form is open, and which sites may show it."""

    is_active = forms.BooleanField(required=False, label=gettext_lazy("Takes requests"))
    allowed_origins = LinesField(
        read=origins.normalise,
        label=gettext_lazy("Sites that may show it"),
        help_text=gettext_lazy("One address a line, such as https://www.example.com. On other sites it stays empty."),
    )


class ReplySettingsForm(forms.Form):
    """How leads are answered, and the facts; one form, so that nothing is saved by halves."""

    smart_auto_reply = forms.BooleanField(required=False, label=gettext_lazy("Smart auto-reply"))
    owner_approval_required = forms.BooleanField(required=False, label=gettext_lazy("Show me replies first"))
    threshold = forms.FloatField(
        min_value=0.5,
        max_value=1.0,
        label=gettext_lazy("How sure it must be"),
        help_text=gettext_lazy("Between 0.5 and 1. Below it, a reply waits for you. 0.75 suits most."),
        widget=forms.NumberInput(attrs={"step": "0.01", "class": "auto"}),
    )
    blocked_topics = LinesField(
        label=gettext_lazy("Topics for people only"),
        help_text=gettext_lazy("One a line, such as: insurance claims. A request about one of them waits for you."),
    )
    services = LinesField(label=gettext_lazy("Services"), help_text=gettext_lazy("One a line."))
    languages = forms.MultipleChoiceField(
        choices=LANGUAGES,
        required=False,
        label=gettext_lazy("Languages you answer in"),
        help_text=gettext_lazy("In other languages the reply waits for you."),
        widget=forms.CheckboxSelectMultiple,
    )
    urls = LinesField(read=read_link, label=gettext_lazy("Links"), help_text=gettext_lazy("One a line, with https://."))
    booking_url = LineField(
        required=False,
        max_length=300,
        label=gettext_lazy("Booking link"),
        help_text=gettext_lazy("Also stands in the first answer, so that people can pick a time themselves."),
    )
    phones = LinesField(read=read_phone, label=gettext_lazy("Phone numbers"), help_text=gettext_lazy("One a line."))
    emails = LinesField(read=read_email, label=gettext_lazy("E-mail addresses"), help_text=gettext_lazy("One a line."))
    addresses = LinesField(
        label=gettext_lazy("Places"), help_text=gettext_lazy("Shops or offices that a reply may name, one a line.")
    )
    address = LineField(
        required=False,
        max_length=240,
        label=gettext_lazy("Postal address"),
        help_text=gettext_lazy("Stands below every e-mail. In the United States the law asks for it."),
    )
    contact_email = LineField(
        required=False,
        max_length=254,
        label=gettext_lazy("Contact e-mail"),
        help_text=gettext_lazy("Every new request is told here. Without it, your owners are."),
    )
    alert_members = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Also told by e-mail"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, data: Any = None, *, settings: ReplySettings, organization: Organization, members: Sequence[Membership]
    ) -> None:
        super().__init__(data, initial=_initial(settings, organization))
        alerts = self.fields["alert_members"]
        alerts.choices = [(str(member.pk), member.display_name) for member in members]  # type: ignore[attr-defined]
        for day, name in WEEKDAYS.items():
            hours = (settings.weekly_hours or {}).get(str(day)) or ["", ""]
            for place, (part, label) in enumerate((("opens", _("%s, opens")), ("closes", _("%s, closes")))):
                self.fields[f"{part}_{day}"] = forms.TimeField(
                    required=False,
                    initial=hours[place],
                    label=label % name,
                    input_formats=["%H:%M", "%H:%M:%S", "%I:%M %p", "%I %p"],
                    error_messages={"invalid": _("%s: type a time such as 7:30 AM.") % name},
                    widget=forms.TimeInput(format="%H:%M"),
                )
        # As many rows as came back: somebody else may have saved other prices meanwhile.
        posted = sum(name.startswith("price_") for name in data) if data else 0
        self.price_count = min(max(len(settings.prices) + SPARE_PRICES, posted), MOST_PRICES)
        for row in range(self.price_count):
            stored = settings.prices[row] if row < len(settings.prices) else {"service": "", "price": ""}
            number = row + 1
            self.fields[f"priced_{row}"] = LineField(
                required=False, max_length=120, initial=stored["service"], label=_("Service %s") % number
            )
            self.fields[f"price_{row}"] = LineField(
                required=False, max_length=60, initial=stored["price"], label=_("Price %s") % number
            )

    @property
    def price_rows(self) -> list[tuple[BoundField, BoundField]]:
        """The rows of service and price."""
        return [(self[f"priced_{row}"], self[f"price_{row}"]) for row in range(self.price_count)]

    @property
    def day_rows(self) -> list[tuple[str, BoundField, BoundField]]:
        """The days with their opening and closing time."""
        return [(str(name), self[f"opens_{day}"], self[f"closes_{day}"]) for day, name in WEEKDAYS.items()]

    def clean_booking_url(self) -> str:
        """Return the link with https, or nothing."""
        typed: str = self.cleaned_data["booking_url"]
        try:
            return read_link(typed) if typed else ""
        except ValueError:
            raise ValidationError(_("The booking link must begin with https://."), "invalid") from None

    def clean_contact_email(self) -> str:
        """Return the address as the network writes it, or nothing."""
        typed: str = self.cleaned_data["contact_email"]
        try:
            return plain_email(typed) if typed else ""
        except ValueError:
            raise ValidationError(_("The contact e-mail is no e-mail address."), "invalid") from None

    def clean(self) -> dict[str, Any]:
        """Check what belongs together: a service and its price, opening and closing."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for row in range(self.price_count):
            service, price = values.get(f"priced_{row}"), values.get(f"price_{row}")
            if service and not price:
                self.add_error(f"price_{row}", _("“%s” has no price. Type one, or clear both.") % service)
            if price and not service:
                self.add_error(f"priced_{row}", _("“%s” is the price of what? Type it, or clear both.") % price)
        for day, name in WEEKDAYS.items():
            opens, closes = values.get(f"opens_{day}"), values.get(f"closes_{day}")
            if (opens is None) != (closes is None) and not self.errors.keys() & {f"opens_{day}", f"closes_{day}"}:
                missing = "closes" if opens else "opens"
                self.add_error(f"{missing}_{day}", _("%s needs both times. Clear both when it is closed.") % name)
            elif opens and closes and closes <= opens:
                self.add_error(f"closes_{day}", _("%s must close after it opens.") % name)
        return values

    def reply_values(self) -> dict[str, Any]:
        """Return what belongs to the reply settings."""
        values = self.cleaned_data
        plain = (
            "smart_auto_reply", "owner_approval_required", "threshold", "blocked_topics", "services", "languages",
            "urls", "booking_url", "phones", "emails", "addresses", "alert_members",
        )  # fmt: skip
        prices = [
            {"service": values[f"priced_{row}"], "price": values[f"price_{row}"]}
            for row in range(self.price_count)
            if values[f"priced_{row}"]
        ]
        hours = {
            str(day): [_clock(values[f"opens_{day}"]), _clock(values[f"closes_{day}"])]
            for day in WEEKDAYS
            if values[f"opens_{day}"]
        }
        return {name: values[name] for name in plain} | {"prices": prices, "weekly_hours": hours}

    def organization_values(self) -> dict[str, Any]:
        """Return what belongs to the organization itself."""
        return {name: self.cleaned_data[name] for name in ("address", "contact_email")}


def _clock(value: time) -> str:
    return value.strftime("%H:%M")


def _initial(settings: ReplySettings, organization: Organization) -> dict[str, Any]:
    names = (
        "smart_auto_reply", "owner_approval_required", "threshold", "blocked_topics", "services", "languages",
        "urls", "booking_url", "emails", "addresses", "alert_members",
    )  # fmt: skip
    return {name: getattr(settings, name) for name in names} | {
        "phones": [phones.display(number) for number in settings.phones],
        "address": organization.address,
        "contact_email": organization.contact_email,
    }

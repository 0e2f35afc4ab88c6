"""What people type: the stranger's enquiry, the member's answer, the list's filters."""

from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leads.enums import LeadStatus
from leads.models import Form
from leads.services import Enquiry
from leadwizard.lib import phones, texts
from leadwizard.lib.addresses import plain_email
from leadwizard.lib.form_fields import LineField, WordsField

NAME_MAX: Final = 120
PHONE_MAX: Final = 40
SHORT_MAX: Final = 120
MESSAGE_MAX: Final = 5000
REPLY_MAX: Final = 10_000


class EnquiryForm(forms.Form):
    """What a stranger sends, on the page and through the API alike."""

    name = LineField(
        max_length=NAME_MAX,
        error_messages={"required": _("Please tell us your name.")},
    )
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Please give an e-mail address: the answer goes there."),
            "invalid": _("That does not look like an e-mail address. It needs an @ and an ending such as .com."),
        },
    )
    phone = LineField(max_length=PHONE_MAX, required=False)
    service = LineField(max_length=SHORT_MAX, required=False)
    preferred_time = LineField(max_length=SHORT_MAX, required=False)
    message = WordsField(
        max_length=MESSAGE_MAX,
        error_messages={"required": _("Please tell us in a few words what you need.")},
    )
    sms = forms.BooleanField(required=False)
    # Nobody sees it; whatever it holds is judged by the view.
    website = forms.Field(required=False, widget=forms.TextInput)
    # Whatever it holds, the view reads it; a broken one is treated like an old one.
    token = forms.Field(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, form: Form, region: str = "US", **options: Any) -> None:
        super().__init__(*args, **options)
        self.region = region
        if form.services:
            choices = [("", _("Choose one")), *((name, name) for name in form.services)]
            self.fields["service"] = forms.ChoiceField(
                choices=choices,
                required=False,
                error_messages={"invalid_choice": _("Please choose one of the list.")},
            )

    def clean_name(self) -> str:
        """Refuse a name in which nothing can be read."""
        name: str = self.cleaned_data["name"]
        if not texts.says_something(name):
            raise ValidationError(_("Please tell us your name."), "required")
        return name

    def clean_message(self) -> str:
        """Refuse a message in which nothing can be read."""
        message: str = self.cleaned_data["message"]
        if not texts.says_something(message):
            raise ValidationError(_("Please tell us in a few words what you need."), "required")
        return message

    def clean_email(self) -> str:
        """Return the address as the network writes it."""
        try:
            return plain_email(self.cleaned_data["email"])
        except ValueError:
            raise ValidationError(self.fields["email"].error_messages["invalid"], "invalid") from None

    def clean_phone(self) -> str:
        """Return the number as E.164, or nothing."""
        typed: str = self.cleaned_data["phone"]
        if not typed:
            return ""
        try:
            return phones.to_e164(typed, self.region)
        except ValueError:
            raise ValidationError(
                _("That number cannot be dialled. Type it with its area code, such as (937) 555-0142."), "invalid"
            ) from None

    def enquiry(self, locale: str) -> Enquiry:
        """Return what was typed, checked."""
        values = self.cleaned_data
        return Enquiry(
            name=values["name"],
            email=values["email"],
            phone=values["phone"],
            service=values["service"],
            preferred_time=values["preferred_time"],
            message=values["message"],
            locale=locale,
        )


class OnceForm(forms.Form):
    """What a member writes; the token makes one page send it once, however often its button is pressed."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"token": uuid4()})
        super().__init__(*args, **options)

    @property
    def send_key(self) -> UUID:
        """The page's own id."""
        token: UUID = self.cleaned_data["token"]
        return token


class ReplyForm(OnceForm):
    """A member's answer."""

    body = WordsField(
        max_length=REPLY_MAX,
        error_messages={"required": _("Write something first.")},
    )


class StatusForm(forms.Form):
    """Where a member puts a lead."""

    status = forms.ChoiceField(label=_("Status"), choices=LeadStatus.choices)


class LeadFilterForm(forms.Form):
    """What the list of leads is narrowed by."""

    q = LineField(max_length=200, required=False)
    status = forms.ChoiceField(required=False, choices=[("", _("Any status")), *LeadStatus.choices])
    view = forms.CharField(max_length=16, required=False)
    cursor = forms.CharField(max_length=400, required=False)

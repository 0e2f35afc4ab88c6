"""What a member types about being told: what is wanted where, a phone, and the code that proves it."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.forms import PHONE_MAX
from leadwizard.lib.form_fields import LineField

CODE_MAX: Final = 20


class AlertsForm(forms.Form):
    """How the member is told of new requests and answers."""

    email = forms.BooleanField(required=False, label=_("By e-mail"))
    text = forms.BooleanField(required=False, label=_("By text"))

    def __init__(self, data: Any = None, *, can_change_email: bool, can_change_text: bool, **options: Any) -> None:
        super().__init__(data, **options)
        # What cannot be chosen is shown as it is, and what a page sends for it is not read.
        self.fields["email"].disabled = not can_change_email
        self.fields["text"].disabled = not can_change_text


class PhoneForm(forms.Form):
    """A mobile number, with the agreement that law asks for: never ticked by us."""

    number = LineField(
        max_length=PHONE_MAX,
        label=_("Mobile number"),
        help_text=_("We text a code there. Your colleagues do not see the number."),
        error_messages={"required": _("Type your mobile number.")},
    )
    agrees = forms.BooleanField(error_messages={"required": _("Without your agreement we must not text you.")})

    def __init__(self, data: Any = None, *, wording: str, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["agrees"].label = wording


class CodeForm(forms.Form):
    """The code that was texted."""

    code = LineField(
        max_length=CODE_MAX,
        label=_("Code"),
        help_text=_("Six digits. It works for ten minutes."),
        error_messages={"required": _("Type the six digits from the text.")},
    )

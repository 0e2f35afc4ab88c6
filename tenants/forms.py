"""What people type about themselves."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from tenants.enums import Theme
from tenants.models import User


class AccountForm(forms.Form):
    """A person's name and colours."""

    name = forms.CharField(label=_("Name"), max_length=120)
    theme = forms.ChoiceField(label=_("Colours"), choices=Theme.choices)


class AcceptInvitationForm(forms.Form):
    """Who accepts an invitation and has no account yet."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters, none of the common ones."),
    )

    def __init__(self, *args: Any, email: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.email = email

    def clean_password(self) -> str:
        """Check the password against the rules and the person's own words."""
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password

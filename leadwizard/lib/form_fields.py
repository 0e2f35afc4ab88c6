"""Fields of forms for text and ids from outside: what comes through them can be kept."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leadwizard.lib import texts

# More than one page never comes from our own form.
MOST_PICKED: Final = 100


def _is_storable(text: str) -> None:
    if not texts.storable(text):
        raise ValidationError(_("Some characters here cannot be kept. Please type them anew."), "characters")


class LineField(forms.CharField):
    """One line of text; line breaks and control characters become spaces."""

    default_validators = [_is_storable]

    def to_python(self, value: Any) -> str:
        """Return the line."""
        return texts.one_line(super().to_python(value) or "")


class WordsField(forms.CharField):
    """Several lines of text."""

    widget = forms.Textarea
    default_validators = [_is_storable]

    def to_python(self, value: Any) -> str:
        """Return the text with one kind of line break."""
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class IdsField(forms.Field):
    """Ids of several rows; what is no id is left out."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[UUID]:
        """Return the ids, each once."""
        found = []
        for text in value or []:
            try:
                found.append(UUID(text))
            except ValueError:
                continue
        return list(dict.fromkeys(found))[:MOST_PICKED]

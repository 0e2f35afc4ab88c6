"""What members type and choose while they work on leads."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leads.enums import LeadStatus, Urgency
from leads.forms import REPLY_MAX, LeadFilterForm, OnceForm
from leads.models import Form
from leads.queries.narrowing import DAYS, ME, NOBODY, TODAY
from leadwizard.lib.form_fields import IdsField, WordsField
from tenants.models import Membership

NOTE_MAX: Final = 4000
Choices = list[tuple[str, Any]]


class ListForm(LeadFilterForm):
    """What the list is narrowed by; a value that is none of the choices narrows nothing."""

    status = forms.ChoiceField(required=False, choices=[("", _("Status")), *LeadStatus.choices])
    urgency = forms.ChoiceField(required=False, choices=[("", _("Urgency")), *Urgency.choices[::-1]])
    form = forms.ChoiceField(required=False)
    date = forms.ChoiceField(
        required=False,
        choices=[
            ("", _("Date")),
            (TODAY, _("Today")),
            *((name, _("%(n)s days") % {"n": days}) for name, days in DAYS.items()),
        ],
    )
    assigned = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, sources: list[Form], team: list[Membership], me: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sources, self.team = sources, team
        for name, choices in (("form", _sources(sources)), ("assigned", _people(team, me))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = choices

    def values(self) -> dict[str, Any]:
        """Return what is known of the choices."""
        self.is_valid()
        return self.cleaned_data


def _sources(sources: list[Form]) -> Choices:
    titles = [source.title for source in sources]
    # Forms may have the same title: then the address tells them apart.
    return [
        ("", _("Form")),
        *(
            (str(source.pk), source.title if titles.count(source.title) == 1 else f"{source.title} (/f/{source.slug})")
            for source in sources
        ),
    ]


def _people(team: list[Membership], me: Membership) -> Choices:
    others = [(str(person.pk), person.display_name) for person in team if person.is_active and person.pk != me.pk]
    return [("", _("Whose")), (ME, _("Mine")), (NOBODY, _("Nobody’s")), *others]


class AssignForm(forms.Form):
    """Who looks after a lead."""

    member = forms.ChoiceField(label=_("Assigned to"), required=False)

    def __init__(self, *args: Any, team: list[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        self.team = {str(person.pk): person for person in team if person.is_active}
        field = self.fields["member"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", _("Nobody")), *((key, person.display_name) for key, person in self.team.items())]

    @property
    def chosen(self) -> Membership | None:
        """The member, or None for nobody."""
        return self.team.get(self.cleaned_data["member"])


class NoteForm(OnceForm):
    """A member's words for the team."""

    note = WordsField(max_length=NOTE_MAX, error_messages={"required": _("Write something first.")})


class DraftForm(forms.Form):
    """A suggestion that is sent; without `body` it goes as it is."""

    draft = forms.UUIDField(widget=forms.HiddenInput)
    body = WordsField(max_length=REPLY_MAX, required=False)

    def clean_body(self) -> str:
        """Refuse an edit that left nothing."""
        body: str = self.cleaned_data["body"]
        if "body" in self.data and not body.strip():
            raise ValidationError(_("Write something first."), "required")
        return body


class BulkForm(forms.Form):
    """One status for several leads."""

    lead = IdsField(error_messages={"required": _("No lead was selected. Tick the boxes beside the names first.")})
    status = forms.ChoiceField(
        label=_("Status"),
        choices=LeadStatus.choices,
        error_messages={
            "required": _("Choose a status first."),
            "invalid_choice": _("Choose a status first."),
        },
    )

    def words(self) -> str:
        """Return what is wrong, as one sentence."""
        return str(next(iter(self.errors.values()))[0])

"""What members type and choose while they work off what waits."""

from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from automation import kinds, wording
from automation.queries.narrowing import OLDEST, STATES, VIEWS
from leadwizard.lib.form_fields import IdsField, LineField, WordsField
from tenants.models import Membership

COMMENT_MAX: Final = 2000
NOTE_MAX: Final = 1000
# As long as a job keeps it.
REASON_MAX: Final = 240
Choices = list[tuple[str, Any]]


class ListForm(forms.Form):
    """What both lists are narrowed by; a value that is none of the choices narrows nothing."""

    q = LineField(max_length=200, required=False)
    order = forms.ChoiceField(required=False, choices=[("", _("Newest first")), (OLDEST, _("Oldest first"))])
    cursor = forms.CharField(max_length=400, required=False)

    def values(self) -> dict[str, Any]:
        """Return what is known of the choices."""
        self.is_valid()
        return self.cleaned_data


class EscalationListForm(ListForm):
    """What the list of escalations is narrowed by."""

    view = forms.ChoiceField(required=False, choices=list(VIEWS.items()))

    def values(self) -> dict[str, Any]:
        """Return what is known of the choices; without a tab the open ones are meant."""
        values = super().values()
        return {**values, "view": values.get("view") or "open"}


class DeadLetterListForm(ListForm):
    """What the list of dead letters is narrowed by."""

    kind = forms.ChoiceField(required=False)
    state = forms.ChoiceField(required=False, choices=list(STATES.items()))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        known = [(kind.name, wording.kind_label(kind.name)) for kind in kinds.all_kinds()]
        field.choices = [("", _("Kind")), *sorted(known, key=lambda choice: choice[1])]


class AssignForm(forms.Form):
    """Who takes care of an escalation."""

    member = forms.ChoiceField(label=_("Who takes care of it"), required=False)

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


class CommentForm(forms.Form):
    """A member's words about an escalation; the token makes one composer comment once."""

    comment = WordsField(max_length=COMMENT_MAX, error_messages={"required": _("Write something first.")})
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"token": uuid4()})
        super().__init__(*args, **options)


class ResolveForm(forms.Form):
    """What was done about an escalation, if that needs saying."""

    note = WordsField(label=_("What was done"), max_length=NOTE_MAX, required=False)


class DismissForm(forms.Form):
    """Why work is not tried again."""

    reason = LineField(
        label=_("Why it is not needed any more"),
        max_length=REASON_MAX,
        error_messages={"required": _("Say in a few words why. The team sees it later.")},
    )

    def __init__(self, *args: Any, is_reason_needed: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = is_reason_needed


class PickForm(forms.Form):
    """The dead letters that were ticked."""

    job = IdsField(error_messages={"required": _("Nothing was selected. Tick the boxes beside the titles first.")})

    def words(self) -> str:
        """Return what is wrong, as one sentence."""
        return str(next(iter(self.errors.values()))[0])

    @property
    def chosen(self) -> list[UUID]:
        """The ids that were ticked."""
        chosen: list[UUID] = self.cleaned_data["job"]
        return chosen


class BulkDismissForm(DismissForm, PickForm):
    """The dead letters that were ticked, and why they are not needed any more."""

"""Template tags for the shared shapes. Every value that comes from outside is escaped."""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect, Select, Textarea
from django.forms.widgets import Input
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from lucide.templatetags.lucide import lucide

from leadwizard.ui import wording
from leadwizard.ui.shapes import CHIPS, HAT, MARKS

register = template.Library()

# Drawn once: a list of leads shows some hundred.
_SILENT_MARKS = {
    state: format_html(
        '<svg class="mark {}" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', state, drawing
    )
    for state, drawing in MARKS.items()
}

ICON_SIZE = 18
SMALL_ICON_SIZE = 15
LEVELS = ("low", "normal", "high", "emergency")
ON = SafeString(' class="on"')


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """A Lucide icon beside its word; `size` "s" is the small one.

    Raises:
        lucide.IconDoesNotExist: the name is not in the set (a mistake in a template).
    """
    return _icon(str(name), small=size == "s")


@cache
def _icon(name: str, *, small: bool) -> SafeString:
    return SafeString(
        lucide(
            name,
            size=SMALL_ICON_SIZE if small else ICON_SIZE,
            **{"class": "icon s" if small else "icon", "aria-hidden": "true"},
        )
    )


@register.simple_tag
def mark(state: str, label: str = "") -> SafeString:
    """A state mark. Without a label it stands beside its word and is silent.

    Raises:
        KeyError: there is no such state (a mistake in a view or a template).
    """
    if label:
        return format_html(
            '<svg class="mark {}" width="16" height="16" viewBox="0 0 16 16" role="img" aria-label="{}">{}</svg>',
            state, label, MARKS[state],
        )  # fmt: skip
    return _SILENT_MARKS[str(state)]


@register.simple_tag
def hat() -> SafeString:
    """Draw the logo, which also signs what LeadWizard wrote by itself."""
    return format_html('<svg class="hat" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', HAT)


@register.simple_tag
def chip(kind: str) -> SafeString:
    """A status in a mark and words.

    Raises:
        KeyError: there is no such status.
    """
    shape = CHIPS[kind]
    css = f"chip {shape.tone}".rstrip()
    return format_html('<span class="{}">{}{}</span>', css, mark(shape.mark), shape.label)


@register.simple_tag
def prio(level: str, label: str) -> SafeString:
    """How urgent something is: four bars and the word. `level` is low, normal, high or emergency.

    Raises:
        ValueError: there is no such level.
    """
    height = LEVELS.index(level)
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="3" height="{}" rx="1"{}/>',
        (
            (0.5 + bar * 4, round(11 - bar * 3.2, 1), round(4.5 + bar * 3.2, 1), ON if bar <= height else "")
            for bar in range(len(LEVELS))
        ),
    )
    css = "prio urgent" if level == LEVELS[-1] else "prio"
    return format_html(
        '<span class="{}"><svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">{}</svg>{}</span>',
        css,
        bars,
        label,
    )


@register.simple_tag
def relay(steps: Iterable[Mapping[str, str]], variant: str = "") -> SafeString:
    """Who has had it and who has it now: steps with state, label and detail.

    `variant` "down" sets the steps below each other. The step that is under way is announced as
    the current one.
    """
    items = format_html_join(
        "",
        '<li data-state="{}"{}>{}<b>{}</b>{}</li>',
        (
            (
                step["state"],
                SafeString(' aria-current="step"') if step["state"] in {"turn", "now"} else "",
                mark(step["state"]),
                step["label"],
                format_html("<span>{}</span>", detail) if (detail := step.get("detail")) else "",
            )
            for step in steps
        ),
    )
    return format_html('<ol class="{}">{}</ol>', f"relay {variant}".rstrip(), items)


@register.simple_tag
def dots(states: Iterable[str], label: str) -> SafeString:
    """Draw the relay as a row of small marks under one label, for lists."""
    marks = format_html_join("", '<i data-state="{}">{}</i>', ((state, mark(state)) for state in states))
    return format_html('<span class="relay dots" role="img" aria-label="{}">{}</span>', label, marks)


@register.simple_tag
def tile(text: str, size: str = "") -> SafeString:
    """Initials of a person or an organization; decorative, the name stands beside it."""
    return format_html('<span class="{}" aria-hidden="true">{}</span>', f"tile {size}".rstrip(), text)


@register.simple_tag
def field(field: BoundField, label: str = "", **attributes: Any) -> SafeString:
    """Draw one form control: its label above, its hint below, its errors below the hint.

    `label` replaces the form's own; what `attributes` are, `control` says.
    """
    words, drawn = label or field.label, control(field, **attributes)
    if isinstance(field.field.widget, CheckboxInput):
        question = format_html('<label class="tick">{}<span>{}</span></label>', drawn, words)
    else:
        optional = "" if field.field.required else format_html(' <span class="opt">{}</span>', gettext("optional"))
        question = format_html('<label for="{}">{}{}</label>{}', field.id_for_label, words, optional, drawn)
    hint = (
        format_html('<div class="help" id="{}_helptext">{}</div>', field.auto_id, field.help_text)
        if field.help_text
        else ""
    )
    return format_html('<div class="field">{}{}{}</div>', question, hint, field_errors(field))


@register.simple_tag
def field_errors(field: BoundField) -> SafeString:
    """Say what is wrong with a control, where its `aria-describedby` points to; nothing where nothing is."""
    if not field.errors:
        return SafeString("")
    lines = format_html_join(
        "", '<p class="err">{}<span>{}</span></p>', ((mark("stop"), error) for error in field.errors)
    )
    return format_html('<div id="{}_error">{}</div>', field.auto_id, lines)


@register.simple_tag
def control(field: BoundField, **attributes: Any) -> SafeString:
    """Draw a form control with the class of its kind.

    Django adds `aria-invalid` and an `aria-describedby` that joins hint and error. Underscores in
    attribute names become dashes, empty values are left out. A placeholder appears only where a
    template asks for one: forms from elsewhere repeat their label in it.
    """
    attrs = {name.replace("_", "-"): value for name, value in attributes.items() if value}
    attrs.setdefault("placeholder", False)
    classes = (field.field.widget.attrs.get("class", ""), _control_class(field), attrs.get("class"))
    attrs["class"] = " ".join(filter(None, classes)) or False
    widget, kind = copy(field.field.widget), attrs.pop("type", "")
    if kind and isinstance(widget, Input):
        widget.input_type = kind  # as an attribute it would stand there twice
    return field.as_widget(widget, attrs=attrs)


def _control_class(field: BoundField) -> str:
    match field.field.widget:
        case CheckboxInput() | RadioSelect():
            return ""
        case Select():
            return "select"
        case Textarea():
            return "area"
        case _:
            return "input"


@register.filter
def age(value: datetime) -> str:
    """How long ago something was, in a few letters."""
    return wording.age_text(value, timezone.now())


@register.filter
def initials(name: str) -> str:
    """Shorten a name for a tile."""
    return wording.initials_of(name)


@register.filter
def in_words(number: int) -> str:
    """Numbers up to twelve as words."""
    return wording.number_in_words(number)


@register.filter
def browser(user_agent: str) -> str:
    """Name the program behind a User-Agent header."""
    return wording.browser_of(user_agent)


@register.filter
def phrase(text: str) -> str:
    """Keep a short figure together: ordinary spaces become no-break spaces."""
    return text.replace(" ", wording.NO_BREAK_SPACE)

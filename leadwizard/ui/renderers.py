"""How form controls become HTML."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]

_FOLDER: Final = "django/forms/widgets/"
# What Django draws with one tag and no words of its own.
INPUTS: Final = (
    *("checkbox", "color", "date", "datetime", "email", "file", "hidden"),
    *("number", "password", "search", "tel", "text", "time", "url"),
)


class ControlRenderer(DjangoTemplates):
    """Draws plain controls as Django's templates do, without a template; leaves all others, and forms, to them.

    A line to type in takes 6 us instead of 150, and the public form has seven.
    """

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        """Return the control's HTML, with every value escaped."""
        draw = _DRAWN.get(template_name)
        if draw is None:
            return SafeString(super().render(template_name, context, request))
        return SafeString(draw(self, context["widget"]))


def _input(_renderer: ControlRenderer, widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_escaped(widget["value"])}"'
    kind, name = _escaped(widget["type"]), _escaped(widget["name"])
    return f'<input type="{kind}" name="{name}"{value}{_attributes(widget)}>'


def _textarea(_renderer: ControlRenderer, widget: Widget) -> str:
    # The line break is the tag's: a browser leaves out the first one, and would take it from what was typed.
    words = _escaped(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_escaped(widget["name"])}"{_attributes(widget)}>\n{words}</textarea>'


def _select(renderer: ControlRenderer, widget: Widget) -> str:
    parts = []
    for group, options, _place in widget["optgroups"]:
        drawn = "".join(renderer.render(option["template_name"], {"widget": option}) for option in options)
        parts.append(f'<optgroup label="{_escaped(group)}">{drawn}</optgroup>' if group else drawn)
    return f'<select name="{_escaped(widget["name"])}"{_attributes(widget)}>{"".join(parts)}</select>'


def _option(_renderer: ControlRenderer, widget: Widget) -> str:
    value, label = _escaped(widget["value"]), _escaped(widget["label"])
    return f'<option value="{value}"{_attributes(widget)}>{label}</option>'


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {_escaped(name)}" if value is True else f' {_escaped(name)}="{_escaped(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _escaped(value: Any) -> str:
    """Escape as Django does; its own way takes twice as long for a plain text, and a control has a dozen."""
    return escape(value) if type(value) is str else conditional_escape(value)


_DRAWN: Final[dict[str, Callable[[ControlRenderer, Widget], str]]] = {
    **dict.fromkeys((f"{_FOLDER}{kind}.html" for kind in INPUTS), _input),
    f"{_FOLDER}textarea.html": _textarea,
    f"{_FOLDER}select.html": _select,
    f"{_FOLDER}select_option.html": _option,
}

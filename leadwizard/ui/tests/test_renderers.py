import re

import pytest
from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime, AdminURLFieldWidget
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.template import TemplateDoesNotExist
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from leadwizard.ui.renderers import INPUTS, ControlRenderer

HOSTILE = "<script>alert('\"x\"')</script>&amp;"
CHOICES = [("", "Choose"), ("a", HOSTILE), (HOSTILE, "b"), ("Group", [("c", "C"), ("d", "D")])]
LAZY = gettext_lazy("<b>Any</b>")
WIDGETS = [
    forms.TextInput(),
    forms.TextInput({"data-x": HOSTILE, "required": True, "placeholder": False, "maxlength": 1200}),
    forms.EmailInput({"title": LAZY, "alt": SafeString("<i>"), "min": 12, "hidden": None}),
    forms.NumberInput(),
    forms.PasswordInput(render_value=True),
    forms.HiddenInput(),
    forms.CheckboxInput(),
    forms.Textarea({"rows": 3}),
    forms.Select({"multiple": False, "disabled": True}, choices=[*CHOICES, (1, LAZY), (None, SafeString("&amp;"))]),
    forms.SelectMultiple(choices=CHOICES),
    forms.RadioSelect(choices=CHOICES),
    forms.CheckboxSelectMultiple(choices=CHOICES),
    forms.TimeInput(),
    forms.DateInput(),
    forms.ClearableFileInput(),
    AdminURLFieldWidget(),
]


def plain(html: str) -> str:
    """Spaces between two tags count for nothing; the line break inside a text area does."""
    return re.sub(r">\s+<(?!/textarea)", "><", html)


def test_every_form_is_drawn_by_it() -> None:
    assert isinstance(get_default_renderer(), ControlRenderer)


@pytest.mark.parametrize("kind", INPUTS)
def test_django_itself_draws_an_input_like_any_other(kind: str) -> None:
    source = DjangoTemplates().get_template(f"django/forms/widgets/{kind}.html").template.source
    assert source.strip() == '{% include "django/forms/widgets/input.html" %}'


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
@pytest.mark.parametrize("value", [None, "", "a", HOSTILE, "1200", "\nab", 1200, ["a", "c"]], ids=str)
def test_a_control_says_what_django_says(widget: forms.Widget, value: object) -> None:
    attrs = {"id": "id_it", "class": HOSTILE}
    ours = widget.render("it", value, attrs, renderer=ControlRenderer())
    assert plain(ours) == plain(widget.render("it", value, attrs, renderer=DjangoTemplates()))
    assert "<script" not in ours


@pytest.mark.parametrize("widget", [forms.SplitDateTimeWidget(), AdminSplitDateTime()], ids=["ours", "admin"])
@pytest.mark.parametrize("value", [None, ["2026-02-28", HOSTILE]], ids=str)
def test_a_control_of_several_says_what_django_says(widget: forms.Widget, value: object) -> None:
    ours = widget.render("it", value, {"id": "id_it"}, renderer=ControlRenderer())
    assert plain(ours) == plain(widget.render("it", value, {"id": "id_it"}, renderer=DjangoTemplates()))


@pytest.mark.parametrize("draw", ["as_div", "as_p", "as_table", "as_ul"])
def test_a_whole_form_says_what_django_says(draw: str) -> None:
    class Some(forms.Form):
        name = forms.CharField(label=HOSTILE, help_text="Help")
        kind = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
        key = forms.CharField(widget=forms.HiddenInput)

    found = [
        plain(getattr(Some({"name": ""}, renderer=renderer), draw)())
        for renderer in (ControlRenderer(), DjangoTemplates())
    ]
    assert found[0] == found[1]
    assert found[0]


def test_a_template_that_nobody_has_is_a_mistake_that_shows() -> None:
    with pytest.raises(TemplateDoesNotExist):
        ControlRenderer().get_template("django/forms/widgets/none.html")

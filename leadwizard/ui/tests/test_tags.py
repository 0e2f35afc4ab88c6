import re

import pytest
from django import forms
from django.template import Context, Template
from lucide import IconDoesNotExist

from leadwizard.ui.shapes import CHIPS, MARKS

HOSTILE = "<script>alert('\"x\"')</script>"


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def words_of(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_an_icon_is_drawn_in_both_sizes_and_stays_silent() -> None:
    assert render('{% icon "inbox" %}').startswith('<svg width="18" height="18"')
    small = render('{% icon "inbox" "s" %}')
    assert 'class="icon s"' in small
    assert 'aria-hidden="true"' in small
    assert "<path" in small or "<polyline" in small


def test_an_unknown_icon_is_a_mistake_that_shows() -> None:
    with pytest.raises(IconDoesNotExist):
        render('{% icon "no-such-icon" %}')


@pytest.mark.parametrize("state", MARKS)
def test_every_mark_is_drawn(state: str) -> None:
    html = render("{% mark state %}", state=state)
    assert html.startswith(f'<svg class="mark {state}"')
    assert 'aria-hidden="true"' in html


def test_a_mark_alone_carries_an_escaped_label() -> None:
    html = render("{% mark 'turn' label %}", label=HOSTILE)
    assert 'role="img"' in html
    assert "aria-hidden" not in html
    assert "<script" not in html


def test_an_unknown_mark_is_a_mistake_that_shows() -> None:
    with pytest.raises(KeyError):
        render("{% mark 'almost' %}")


@pytest.mark.parametrize("kind", CHIPS)
def test_every_chip_has_a_mark_and_words(kind: str) -> None:
    html = render("{% chip kind %}", kind=kind)
    assert '<svg class="mark ' in html
    assert words_of(html) == str(CHIPS[kind].label)


def test_only_what_waits_for_a_person_makes_a_chip_marigold() -> None:
    marigold = {kind for kind, shape in CHIPS.items() if shape.tone == "turn"}
    assert marigold == {"customer_replied", "draft"}


def test_a_relay_announces_its_current_step_and_escapes_what_it_is_given() -> None:
    steps = [
        {"state": "done", "label": "Received", "detail": "2:14 PM"},
        {"state": "turn", "label": HOSTILE, "detail": HOSTILE},
        {"state": "next", "label": "Booked"},
    ]
    html = render('{% relay steps "down" %}', steps=steps)
    assert html.startswith('<ol class="relay down"><li data-state="done">')
    assert html.count('aria-current="step"') == 1
    assert html.count("<span>") == 2
    assert "<script" not in html


def test_dots_speak_with_one_label() -> None:
    html = render("{% dots states label %}", states=["done", "turn"], label=HOSTILE)
    assert html.count("role=") == 1
    assert html.count("<i data-state=") == 2
    assert "<script" not in html


def test_a_tile_is_decoration_and_escaped() -> None:
    html = render("{% tile text 'big' %}", text=HOSTILE)
    assert html.startswith('<span class="tile big" aria-hidden="true">')
    assert "<script" not in html


def test_filters_escape_like_any_text() -> None:
    assert "<script" not in render("{{ name|initials }}{{ name|phrase }}", name=HOSTILE)


class Enquiry(forms.Form):
    email = forms.EmailField(help_text="We answer here.")
    note = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"class": "short", "placeholder": "Note"}),
    )
    topic = forms.ChoiceField(choices=[("a", "A")])
    agree = forms.BooleanField()


def test_a_control_gets_the_class_of_its_kind() -> None:
    form = Enquiry()
    assert 'class="input"' in render("{% control form.email %}", form=form)
    assert 'class="short area"' in render("{% control form.note %}", form=form)
    assert 'class="select auto"' in render("{% control form.topic class='auto' %}", form=form)
    assert "class=" not in render("{% control form.agree %}", form=form)


def test_a_control_points_to_its_hint_and_its_error() -> None:
    html = render("{% control form.email %}", form=Enquiry({"email": "rosa@"}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html


def test_a_template_may_name_the_type_of_an_input() -> None:
    form = Enquiry()
    html = render("{% control form.email type='search' %}", form=form)
    assert html.count("type=") == 1
    assert 'type="search"' in html
    assert 'type="email"' in render("{% control form.email %}", form=form)
    assert "type=" not in render("{% control form.note type='tel' %}", form=form)


def test_a_placeholder_appears_only_where_a_template_asks() -> None:
    form = Enquiry()
    assert "placeholder" not in render("{% control form.note %}", form=form)
    assert 'placeholder="Say it"' in render("{% control form.note placeholder='Say it' %}", form=form)


def test_what_was_typed_comes_back_escaped() -> None:
    html = render("{% control form.note %}", form=Enquiry({"note": "</textarea>" + HOSTILE}))
    assert html.count("</textarea>") == 1
    assert "<script" not in html


def test_a_field_has_its_label_above_and_its_hint_and_errors_below() -> None:
    html = render("{% field form.email %}", form=Enquiry({"email": "rosa@"}))
    parts = (
        '<label for="id_email">Email</label>',
        'type="email"',
        '<div class="help" id="id_email_helptext">We answer here.</div>',
        '<div id="id_email_error"><p class="err">',
        "Enter a valid email address.",
    )
    places = [html.index(part) for part in parts]
    assert places == sorted(places)
    assert html.startswith('<div class="field">')
    assert "optional" not in html


def test_a_field_says_when_it_may_stay_empty_and_has_no_error_before_it_was_sent() -> None:
    html = render("{% field form.note rows=7 placeholder=_('Say it') %}", form=Enquiry())
    assert '<label for="id_note">Note <span class="opt">optional</span></label>' in html
    assert 'rows="7"' in html
    assert 'placeholder="Say it"' in html
    assert "_error" not in html


def test_a_box_stands_before_its_words() -> None:
    html = render("{% field form.agree label=words %}", form=Enquiry(), words=HOSTILE)
    assert re.match(r'<div class="field"><label class="tick"><input type="checkbox"[^>]*><span>&lt;script', html)
    assert "<script" not in html


def test_what_a_field_says_of_strangers_words_is_escaped() -> None:
    form = Enquiry({"topic": HOSTILE, "email": HOSTILE, "note": HOSTILE})
    form.add_error("note", HOSTILE)
    html = render(
        "{% field form.topic label=words %}{% field form.email %}{% field form.note %}", form=form, words=HOSTILE
    )
    assert html.count("&lt;script&gt;") >= 5
    assert "<script" not in html


@pytest.mark.parametrize(("level", "bars"), [("low", 1), ("normal", 2), ("high", 3), ("emergency", 4)])
def test_urgency_is_told_by_bars_and_a_word(level: str, bars: int) -> None:
    html = render("{% prio level label %}", level=level, label=HOSTILE)
    assert html.count("<rect") == 4
    assert html.count('class="on"') == bars
    assert ("urgent" in html) == (level == "emergency")
    assert "<script" not in html

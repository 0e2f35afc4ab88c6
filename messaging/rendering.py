"""Turning a mail's template and facts into the three parts that are sent."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import css_inline
from django.conf import settings
from django.template import Context, Engine
from django.utils import timezone, translation

from leadwizard.lib.colors import on_color
from tenants.models import Organization

DEFAULT_COLOR = "#0b5a5b"


@dataclass(frozen=True)
class Rendered:
    """A mail's subject, text part and HTML part."""

    subject: str
    text: str
    html: str

    def parts(self) -> dict[str, str]:
        """Return the parts as a row keeps them."""
        return {"subject": self.subject, "text": self.text, "html": self.html}

    @property
    def words(self) -> str:
        """The text part without its footer: what a thread shows."""
        return self.text.rpartition("\n--\n")[0].strip() or self.text.strip()


@dataclass(frozen=True)
class Brand:
    """Whose mail it is, to the eye."""

    name: str
    color: str
    on_color: str
    initial: str
    address: str


def brand_of(organization: Organization) -> Brand:
    """Return how an organization looks in a mail."""
    color = organization.brand_color or DEFAULT_COLOR
    return Brand(
        name=organization.name,
        color=color,
        on_color=on_color(color),
        initial=organization.initial,
        address=organization.address,
    )


@cache
def _inliner() -> css_inline.CSSInliner:
    # No remote sheets: a template must never make the server fetch an address.
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


def render(template: str, context: dict[str, Any], *, organization: Organization, locale: str = "") -> Rendered:
    """Render `templates/email/<template>/` in the organization's brand, time zone and language.

    The text parts are not HTML and so not escaped; the HTML part always is. Line breaks in the subject become spaces.
    """
    facts = {
        "brand": brand_of(organization),
        "phone": organization.phone,
        "phone_display": organization.phone_display,
        "replies_read": True,
        "title": "",
        **context,
    }
    engine = Engine.get_default()
    with timezone.override(organization.time_zone), translation.override(_language(locale, organization)):
        subject = engine.get_template(f"email/{template}/subject.txt").render(Context(facts, autoescape=False))
        facts["title"] = facts["title"] or " ".join(subject.split())
        text = engine.get_template(f"email/{template}/body.txt").render(Context(facts, autoescape=False))
        html = engine.get_template(f"email/{template}/body.html").render(Context(facts))
    return Rendered(subject=" ".join(subject.split())[:240], text=_tidy(text), html=_inliner().inline(html))


def _language(locale: str, organization: Organization) -> str:
    known = {code for code, _name in settings.LANGUAGES}
    return next((code for code in (locale, organization.locale) if code in known), settings.LANGUAGE_CODE)


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.strip().splitlines()]
    tidy: list[str] = []
    for line in lines:
        if line or (tidy and tidy[-1]):
            tidy.append(line)
    return "\n".join(tidy) + "\n"

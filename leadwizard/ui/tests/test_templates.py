"""What holds for every template, read from the files themselves."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Engine
from django.template.loader import get_template
from lucide.templatetags.lucide import lucide

ROOT = Path(settings.TEMPLATES[0]["DIRS"][0])
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file())
PAGES = [name for name in TEMPLATES if name.endswith(".html") and not name.startswith("email/")]


def source_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_there_are_templates_to_look_at() -> None:
    assert len(PAGES) > 40


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(name: str) -> None:
    assert get_template(name) is not None


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_escapes_from_escaping(name: str) -> None:
    assert not re.search(r"\|\s*safe\b|safeseq|autoescape|hx-on|javascript:", source_of(name))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_inline_style_handler_or_script(name: str) -> None:
    source = source_of(name)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", source)
    assert all("nonce=" in tag and "src=" in tag for tag in re.findall(r"<script[^>]*>", source))


@pytest.mark.parametrize("name", PAGES)
def test_every_form_that_changes_something_carries_its_token(name: str) -> None:
    forms = re.findall(r'<form[^>]*method="post".*?</form>', source_of(name), re.DOTALL)
    # Public pages have no cookie and so no cross-site token; a signed one is in the form or in the address itself.
    tokens = {
        "leads/form_page.html": "{{ enquiry.token }}",
        "leads/approval.html": "",
        "messaging/unsubscribe.html": "",
    }
    assert all(tokens.get(name, "{% csrf_token %}") in form for form in forms)


@pytest.mark.parametrize("name", PAGES)
def test_icons_and_files_that_a_page_names_exist(name: str) -> None:
    source = source_of(name)
    for icon in re.findall(r'{% icon "([^"]+)"', source):
        assert lucide(icon)
    for file in re.findall(r"{% static '([^']+)' %}", source):
        assert finders.find(file), file


def test_the_page_for_a_broken_product_needs_nothing_but_its_file() -> None:
    html = Engine.get_default().get_template("500.html").render(Context({"reference": "7f3c-a1d2"}))
    assert "This page broke" in html
    assert "7f3c-a1d2" in html


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_page_hides_its_origin_from_ourselves(name: str) -> None:
    # Without a referrer a browser sends `Origin: null`, and the check against forged posts refuses it.
    assert 'content="no-referrer"' not in (ROOT / name).read_text(encoding="utf-8")

"""The forms' own page: what to share, who may change it, and which sites are sites."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from leads import origins, qr
from leads.models import Form, Lead
from leads.queries.forms import public_url
from leads.tests import scenes
from tenants.models import AuditEvent
from tenants.scoping import scope


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://www.example.com", "https://www.example.com"),
        ("https://www.example.com/contact?a=1#top", "https://www.example.com"),
        ("WWW.Example.COM", "https://www.example.com"),
        ("  https://example.com:443/ ", "https://example.com"),
        ("https://example.com:8443", "https://example.com:8443"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:8080/page", "http://127.0.0.1:8080"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_address_becomes_the_origin_that_a_browser_names(typed, origin):
    assert origins.normalise(typed) == origin


@pytest.mark.parametrize(
    "typed",
    [
        "http://example.com",
        "ftp://example.com",
        "*",
        "https://*.example.com",
        "https://",
        "example",
        "https://user@example.com",
        "https://exa mple.com",
        "https://example.com; script-src *",
        "https://example.com'unsafe-inline'",
        "https://example.com,https://evil.example",
        "https://example.com:99999",
        "null",
        "javascript:alert(1)",
        "https://[::1]",
        "https://-example.com",
    ],
)
def test_what_is_no_site_is_refused(typed):
    with pytest.raises(ValueError, match=r"site|https"):
        origins.normalise(typed)


@pytest.fixture
def form(world):
    return scenes.form(world.organization, slug="acme", title="Tell us <b>more</b>")


def _list(client, world, person):
    client.force_login(person.user)
    return client.get(reverse("leads:forms", args=[world.organization.slug]))


def _share(client, world, form, person, **typed):
    client.force_login(person.user)
    address = reverse("leads:form_sharing", args=[world.organization.slug, form.pk])
    return client.post(address, {f"{form.pk}-{name}": value for name, value in typed.items()})


@pytest.mark.django_db
def test_the_page_holds_link_code_and_qr_code(client, world, form, settings):
    settings.PUBLIC_URL = "https://app.example"
    page = _list(client, world, world.alice).content.decode()
    assert '<code tabindex="0">https://app.example/f/acme/</code>' in page
    assert "&lt;script src=&quot;https://app.example/e/acme.js&quot; async&gt;&lt;/script&gt;" in page
    assert "Tell us &lt;b&gt;more&lt;/b&gt;" in page
    assert 'stroke="#000"' in page


@pytest.mark.django_db
def test_leads_of_seven_days_are_counted_without_the_quarantined(client, world, form):
    quiet = scenes.form(world.organization, slug="quiet")
    for _place in range(3):
        scenes.lead(world.organization, form)
    with scope(world.organization.pk):
        old, spam, _fresh = Lead.objects.all()
        Lead.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
        Lead.objects.filter(pk=spam.pk).update(suspicion="suspect", suspicion_reason="links")
    cards = _list(client, world, world.bob).context["cards"]
    assert [(card["form"].pk, card["recent"]) for card in cards] == [(form.pk, 1), (quiet.pk, 0)]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_a_fixed_number_of_questions(client, world, count, django_assert_max_num_queries):
    for place in range(count):
        scenes.form(world.organization, slug=f"form-{place}")
    client.force_login(world.alice.user)
    with django_assert_max_num_queries(14):
        client.get(reverse("leads:forms", args=[world.organization.slug]))


@pytest.mark.django_db
def test_an_admin_says_which_sites_may_show_a_form_and_closes_it(client, world, form):
    answer = _share(client, world, form, world.alice, allowed_origins="www.acme.example/contact\nhttp://localhost:3000")
    assert answer.status_code == 303
    with scope(world.organization.pk):
        form.refresh_from_db()
        [event] = AuditEvent.objects.filter(action="form.changed")
    assert form.allowed_origins == ["https://www.acme.example", "http://localhost:3000"]
    assert form.is_active is False
    assert (event.actor_id, event.fields) == (world.alice.membership.pk, ["allowed_origins", "is_active"])
    assert client.get(reverse("leads:form", args=["acme"])).status_code == 410


@pytest.mark.django_db
def test_a_site_that_is_none_is_named_and_what_was_typed_stays(client, world, form):
    answer = _share(
        client, world, form, world.alice, is_active="on", allowed_origins="https://ok.example\nhttp://no.example"
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“http://no.example” must begin with https://." in page
    assert "https://ok.example\nhttp://no.example</textarea>" in page
    with scope(world.organization.pk):
        assert Form.objects.get(pk=form.pk).allowed_origins == []


@pytest.mark.django_db
def test_staff_see_the_page_and_change_nothing(client, world, form):
    page = _list(client, world, world.bob).content.decode()
    assert "/f/acme/" in page
    assert reverse("leads:form_sharing", args=[world.organization.slug, form.pk]) not in page
    assert _share(client, world, form, world.bob, allowed_origins="https://bob.example").status_code == 403
    assert _share(client, world, form, world.charlie, allowed_origins="https://evil.example").status_code == 404
    with scope(world.organization.pk):
        form.refresh_from_db()
    assert (form.allowed_origins, form.is_active) == ([], True)


@pytest.mark.django_db
def test_a_form_of_another_organization_is_not_found(client, world):
    theirs = scenes.form(world.other, slug="beta")
    assert _share(client, world, theirs, world.alice, allowed_origins="https://evil.example").status_code == 404
    address = reverse("leads:form_qr", args=[world.organization.slug, theirs.pk, "svg"])
    assert client.get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "starts"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_the_qr_code_is_a_file_with_a_name(client, world, form, kind, starts):
    client.force_login(world.bob.user)
    answer = client.get(reverse("leads:form_qr", args=[world.organization.slug, form.pk, kind]))
    assert answer.content.startswith(starts)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="acme-qr.{kind}"'
    assert client.get(reverse("leads:form_qr", args=[world.organization.slug, form.pk, "exe"])).status_code == 404


@pytest.mark.django_db
def test_the_qr_code_is_black_on_white_large_and_spells_the_link(world, form):
    url = public_url(form, source="qr")
    picture = Image.open(BytesIO(qr.as_png(url)))
    assert picture.size[0] >= 800
    assert sorted(color for _count, color in picture.convert("RGB").getcolors()) == [(0, 0, 0), (255, 255, 255)]
    assert url.endswith("/f/acme/?utm_source=qr")
    assert qr.as_png(url) != qr.as_png(public_url(form))

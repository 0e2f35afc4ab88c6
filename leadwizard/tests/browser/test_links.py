"""Links in mails, followed in a real browser: what Django's own client does not check (origins, referrers) is on."""

import re

import pytest
from playwright.sync_api import expect

from tenants import services
from tenants.enums import Role
from tenants.models import User
from tenants.scoping import scope

pytestmark = pytest.mark.browser


def _link(mail, site):
    return re.search(rf"{site}/\S+", mail["body"]).group(0)


def test_a_forgotten_password_is_set_anew(page, site, world, mailbox, drain):
    page.goto(f"{site}/account/login/")
    page.get_by_role("link", name="Forgotten?").click()
    page.get_by_label("E-mail").fill("alice@acme.example")
    page.get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_url("**/done/**")
    drain()

    page.goto(_link(mailbox.to("alice@acme.example")[0], site))
    for field in page.locator("input[type=password]").all():
        field.fill("a new long password")
    page.get_by_role("button", name=re.compile("ave|et")).click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("open for too long")
    assert User.objects.get(email="alice@acme.example").check_password("a new long password")


def test_an_invited_person_joins(page, site, world, mailbox, drain):
    from django.utils import timezone

    with scope(world.organization.pk):
        services.invite_member("new@acme.example", Role.STAFF, actor=world.alice.membership, now=timezone.now())
    drain()

    page.goto(_link(mailbox.to("new@acme.example")[0], site))
    page.get_by_label("Your name").fill("Nora New")
    page.get_by_label("Choose a password").fill("a long enough phrase")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody is waiting for you.")


def test_the_portals_own_scripts_run(page, site, world):
    User.objects.create_superuser("sam@leadwizard.example", "correct horse battery", name="Sam")
    faults = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(f"{site}/account/login/?next=/admin/")
    page.get_by_label("E-mail").fill("sam@leadwizard.example")
    page.get_by_label("Password", exact=True).fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{site}/admin/leads/lead/")
    expect(page.get_by_role("heading", name="Select lead to view")).to_be_visible()
    assert faults == []

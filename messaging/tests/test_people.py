"""Signing in, invitations, password reset, switching organizations."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from messaging.models import Notice
from tenants import services
from tenants.enums import Role
from tenants.models import AuditEvent, Invitation, Membership, User
from tenants.scoping import PLATFORM_ID, scope
from tenants.tests.worlds import PASSWORD

pytestmark = pytest.mark.django_db


def _invite(world, address="new@acme.example", role=Role.STAFF):
    with scope(world.organization.pk):
        return services.invite_member(address, role, actor=world.alice.membership, now=timezone.now())


def _link(mail):
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", mail["body"]).group(1)


def test_a_person_signs_in_with_the_address_in_any_case_and_lands_at_their_leads(client, world):
    answer = client.post("/account/login/", {"login": "Alice@Acme.Example", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/o/{world.organization.slug}/overview/"
    assert answer.status_code == 200


def test_a_wrong_password_says_so_and_keeps_the_address(client, world):
    answer = client.post("/account/login/", {"login": "alice@acme.example", "password": "wrong"})
    page = answer.content.decode()
    assert "alice@acme.example" in page
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_without_an_invitation(client):
    client.post("/account/signup/", {"email": "x@x.example", "password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.count() == 0


def test_a_forgotten_password_is_reset_by_a_link_that_is_not_kept(client, world, mailbox, drain):
    client.post("/account/password/reset/", {"email": "alice@acme.example"})
    drain()
    [mail] = mailbox.to("alice@acme.example")
    assert mail["from"] == "LeadWizard <hello@leadwizard.example>"
    with scope(PLATFORM_ID):
        notice = Notice.objects.get(to_address="alice@acme.example")
        assert (notice.body, notice.rendered) == ("", None)

    form = client.get(_link(mail), follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": "a new long password", "password2": "a new long password"})

    assert User.objects.get(email="alice@acme.example").check_password("a new long password")
    client.logout()
    used = client.get(_link(mail), follow=True).content.decode()
    assert "no longer works" in used or "already" in used or "not work" in used
    drain()
    assert len(mailbox.to("alice@acme.example")) == 2


def test_a_reset_for_an_unknown_address_answers_the_same_and_sends_nothing(client, world, mailbox, drain):
    known = client.post("/account/password/reset/", {"email": "alice@acme.example"})
    unknown = client.post("/account/password/reset/", {"email": "nobody@nowhere.example"})
    drain()
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert mailbox.to("nobody@nowhere.example") == []


def test_an_invitation_makes_a_member_once(client, world, mailbox, drain):
    _invite(world)
    drain()
    [mail] = mailbox.to("new@acme.example")
    assert "Alice Archer" in mail["body"]
    link = _link(mail)

    shown = client.get(link)
    assert "Acme Plumbing" in shown.content.decode()
    assert not User.objects.filter(email="new@acme.example").exists()
    joined = client.post(link, {"name": "Nora New", "password": "a long enough phrase"}, follow=True)

    assert joined.redirect_chain[-1][0] == f"/o/{world.organization.slug}/overview/"
    with scope(world.organization.pk):
        member = Membership.objects.select_related("user").get(user__email="new@acme.example")
        assert (member.role, member.user.name) == ("staff", "Nora New")
        assert AuditEvent.objects.filter(action="invitation.accepted", actor_id=member.pk).count() == 1
    assert client.get(link).status_code == 410


def test_a_weak_password_is_refused_and_the_invitation_stays_open(client, world, mailbox, drain):
    _invite(world)
    drain()
    link = _link(mailbox.to("new@acme.example")[0])
    answer = client.post(link, {"name": "Nora New", "password": "password"})
    assert answer.status_code == 422
    assert "Nora New" in answer.content.decode()
    assert client.get(link).status_code == 200


def test_an_invitation_is_bound_to_its_address(client, world, mailbox, drain):
    _invite(world)
    drain()
    link = _link(mailbox.to("new@acme.example")[0])
    client.force_login(world.charlie.user)
    answer = client.post(link)
    assert answer.status_code == 422
    assert "This invitation is for new@acme.example" in answer.content.decode()
    with scope(world.organization.pk):
        assert not Membership.objects.filter(user=world.charlie.user).exists()


def test_a_known_person_signs_in_first_and_then_joins(client, world, mailbox, drain):
    _invite(world, "charlie@beta.example", Role.ADMIN)
    drain()
    link = _link(mailbox.to("charlie@beta.example")[0])
    assert "/account/login/?next=" in client.get(link).content.decode()
    assert client.post(link, {"name": "x", "password": "a long enough phrase"}).status_code == 200

    client.force_login(world.charlie.user)
    client.post(link)

    chooser = client.get("/account/organizations/").content.decode()
    assert "Acme Plumbing" in chooser
    assert "Beta Roofing" in chooser


@pytest.mark.parametrize("how", ["late", "revoked", "replaced"])
def test_an_invitation_that_is_over_lets_nobody_in(client, world, mailbox, drain, how):
    invitation = _invite(world)
    drain()
    link = _link(mailbox.to("new@acme.example")[0])
    moment = timezone.now()
    if how == "late":
        moment += timedelta(days=7, seconds=1)
    elif how == "revoked":
        with scope(world.organization.pk):
            services.revoke_invitation(invitation, actor=world.alice.membership, now=moment)
    else:
        _invite(world)
    with time_machine.travel(moment, tick=False):
        answer = client.post(link, {"name": "Nora New", "password": "a long enough phrase"})
    assert answer.status_code == 410
    assert not User.objects.filter(email="new@acme.example").exists()


def test_only_the_digest_of_an_invitation_is_stored(world, mailbox, drain):
    invitation = _invite(world)
    drain()
    token = _link(mailbox.to("new@acme.example")[0]).split("/")[2]
    with scope(world.organization.pk):
        stored = Invitation.objects.get(pk=invitation.pk)
        notice = Notice.objects.get(about_id=invitation.pk)
    assert token not in repr(vars(stored))
    assert token not in repr(vars(notice))


@pytest.mark.parametrize(("who", "status"), [("nobody", 302), ("alice", 200), ("bob", 200), ("charlie", 404)])
def test_a_dashboard_opens_for_its_members_only(client, world, who, status):
    if who != "nobody":
        client.force_login(getattr(world, who).user)
    assert client.get(f"/o/{world.organization.slug}/leads/").status_code == status


def test_a_member_who_was_removed_is_a_stranger(client, world):
    with scope(world.organization.pk):
        Membership.objects.filter(pk=world.bob.membership.pk).update(is_active=False)
    client.force_login(world.bob.user)
    assert client.get(f"/o/{world.organization.slug}/leads/").status_code == 404
    assert "Acme Plumbing" not in client.get("/account/organizations/").content.decode()


def test_two_organizations_of_one_name_get_two_addresses(world):
    from tenants.tests.worlds import organization

    assert organization("Acme Plumbing").slug == "acme-plumbing-2"


def test_a_person_changes_their_name_and_colours(client, world):
    client.force_login(world.bob.user)
    client.post("/account/profile/", {"name": "Robert Baker", "theme": "dark"})
    page = client.get(f"/o/{world.organization.slug}/leads/").content.decode()
    assert 'data-theme="dark"' in page
    assert "Robert Baker" in page


def test_too_many_tries_are_answered_with_a_page_that_says_what_to_do(client):
    for number in range(30):
        typed = {"email": f"somebody{number}@example.com"}
        answer = client.post("/account/password/reset/", typed, REMOTE_ADDR="198.51.100.77")
        if answer.status_code == 429:
            break
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "Too many tries in a short time" in page
    assert "Wait a few minutes, then go back and try once more." in page

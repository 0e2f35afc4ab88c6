"""Which mailboxes belong to machines, by their names alone; people with similar names are answered."""

import pytest

from messaging.machines import is_machine

MACHINES = """
    noreply no-reply no_reply no.reply NoReply NO-REPLY noreply2 no-reply2 noreply-2 noreply_01 2noreply
    no-reply-billing noreply.billing noreply-accounts noreply+billing no-reply+2 noreply_us-east
    donotreply do-not-reply do_not_reply do.not.reply donotreply_1 do-not-reply-4 donotreply+x dont-reply
    bounce bounces bounce+x bounces+x bounce-123 bounces-42-rosa=example.com bounce_7 bounces+srs=a=b
    mailer-daemon MAILER-DAEMON mailerdaemon mailer.daemon mailer_daemon mailer-daemon2 mailer-daemon+x
    postmaster postmaster1 abuse autoreply auto-reply auto_reply2 autoresponder listserv majordomo
    system-noreply billing-no-reply accounts.noreply mail_donotreply alerts-do-not-reply
"""
PEOPLE = """
    norma.reply noreen noreen.reply nora.eply nor.eply norepl replyno reply reply-to rosa no noreplyman
    no.replyson bouncer bouncey.castle bounce.house bounces.and.slides bounce-house2 bounceback.party
    mailer daemon daemon.hill maildaemon abuse.help.center postmaster.general.fan dontae.reply donot.reyes
    eleanor.reply connor.reply honor-reply autobody autoreplacement listservices rosa+noreply rosa+bounces
    connoreply eleanoreply
"""


@pytest.mark.parametrize("name", MACHINES.split())
def test_a_mailbox_that_nobody_reads_is_a_machines(name):
    assert is_machine(f"{name}@example.com")


@pytest.mark.parametrize("name", PEOPLE.split())
def test_a_person_is_none(name):
    assert not is_machine(f"{name}@example.com")


@pytest.mark.parametrize("address", ["", "@", "noreply", "rosa@noreply.example", "noreply@rosa@example.com"])
def test_an_odd_address_is_judged_by_what_stands_before_its_last_at(address):
    assert is_machine(address) is address.startswith("noreply@")

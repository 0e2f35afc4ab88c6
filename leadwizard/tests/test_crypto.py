"""Envelopes open where they were made for, and nowhere else."""

import base64
from uuid import UUID

import pytest

from leadwizard.lib import crypto

OURS, THEIRS = UUID(int=1), UUID(int=2)
ROW, OTHER_ROW = UUID(int=3), UUID(int=4)
FIRST = "a:" + base64.b64encode(b"1" * 32).decode()
SECOND = "b:" + base64.b64encode(b"2" * 32).decode()


@pytest.fixture(autouse=True)
def _ring(settings):
    settings.CREDENTIAL_KEYS = FIRST


def _seal(value="sk-secret"):
    return crypto.seal(value, organization=OURS, purpose="credential:x:y", record=ROW)


def _unseal(envelope, **changes):
    return crypto.unseal(envelope, **{"organization": OURS, "purpose": "credential:x:y", "record": ROW, **changes})


@pytest.mark.parametrize("value", ["sk-secret", "", "ñ – 鍵 🔑", "x" * 9_000])
def test_what_was_sealed_opens_again(value):
    envelope = _seal(value)
    assert _unseal(envelope) == value
    assert envelope.split(".")[0] == "a"


def test_the_value_is_not_in_the_envelope_and_no_two_envelopes_are_alike():
    assert len({_seal() for _ in range(50)}) == 50
    assert "secret" not in _seal()
    assert b"secret" not in base64.urlsafe_b64decode(_seal().split(".")[2] + "==")


@pytest.mark.parametrize("moved", [{"organization": THEIRS}, {"purpose": "credential:x:z"}, {"record": OTHER_ROW}])
def test_a_moved_envelope_does_not_open(moved):
    with pytest.raises(crypto.UnreadableError):
        _unseal(_seal(), **moved)


def test_a_changed_envelope_does_not_open():
    key_id, nonce, sealed = _seal().split(".")
    other = "A" if sealed[5] != "A" else "B"
    for envelope in (
        f"{key_id}.{nonce}.{sealed[:5]}{other}{sealed[6:]}",
        f"{key_id}.{nonce[:-1]}.{sealed}",
        f"{key_id}.{nonce}",
        f"{key_id}.{nonce}.",
        f"{key_id}.{nonce}.{sealed}.x",
        f"{key_id}.é.{sealed}",
        "",
    ):
        with pytest.raises(crypto.UnreadableError):
            _unseal(envelope)


def test_a_key_that_left_the_ring_opens_nothing_and_one_that_stayed_still_does(settings):
    envelope = _seal()
    settings.CREDENTIAL_KEYS = f"{SECOND},{FIRST}"
    assert _unseal(envelope) == "sk-secret"
    assert not crypto.is_sealed_by_writing_key(envelope)
    assert crypto.is_sealed_by_writing_key(_seal())
    settings.CREDENTIAL_KEYS = SECOND
    with pytest.raises(crypto.UnreadableError, match="not in the ring"):
        _unseal(envelope)
    # A name that was given to another key is no key either.
    settings.CREDENTIAL_KEYS = SECOND.replace("b:", "a:")
    with pytest.raises(crypto.UnreadableError):
        _unseal(envelope)


@pytest.mark.parametrize(
    "ring",
    [
        "",
        " , ",
        "a",
        "a:",
        "a:c2hvcnQ=",
        "a:" + "!" * 44,
        FIRST + "," + FIRST,
        ":" + FIRST.split(":")[1],
        "a.b:" + FIRST.split(":")[1],
    ],
)
def test_a_ring_that_cannot_work_is_refused_without_repeating_it(settings, ring):
    settings.CREDENTIAL_KEYS = ring
    with pytest.raises(crypto.KeyRingError) as caught:
        _seal()
    assert "MTEx" not in str(caught.value)
    assert "c2hv" not in str(caught.value)


def test_a_purpose_cannot_pretend_to_be_two_fields():
    with pytest.raises(ValueError, match="separator"):
        crypto.seal("x", organization=OURS, purpose="a|b", record=ROW)

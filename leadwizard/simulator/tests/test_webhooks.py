"""Events told to the product: signed, tried again, repeated, dropped, out of order."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from leadwizard.simulator import Config, Simulator
from leadwizard.simulator.tests.talking import KEY, SECRET, Client, Receiver, until

# Two events go out by two threads: a few hundredths of a second apart, on a full machine, the second may come first.
in_order = pytest.mark.parametrize("simulator", [0.5], indirect=True, ids=["half a second apart"])


def verified(headers: Mapping[str, str], body: str, secret: str = SECRET) -> Any:
    """What the judge reads; it knows the headers by their vendor-neutral names."""
    neutral = {name.replace("svix-", "webhook-"): value for name, value in headers.items()}
    return Webhook(secret).verify(body, neutral)


@in_order
def test_a_delivered_mail_tells_of_it_in_the_documented_shape(client: Client, receiver: Receiver) -> None:
    email_id = client.send(tags=[{"name": "message", "value": "17"}], headers_={"X-Metadata": "{}"}).json["id"]
    assert until(lambda: len(receiver.received) == 2)
    assert receiver.types == ["email.sent", "email.delivered"]
    event = verified(*receiver.received[1])
    assert event["created_at"].endswith("Z")
    assert verified(*receiver.received[0])["created_at"] < event["created_at"]
    assert event["data"].pop("created_at").endswith("Z")
    assert event["data"].pop("message_id")
    assert event["data"] == {
        "email_id": email_id,
        "from": "Hollis & Daughters <hello@mail.leadwizard.example>",
        "to": ["rosa@example.com"],
        "subject": "We have your request",
        "tags": {"message": "17"},
        "headers": [{"name": "X-Metadata", "value": "{}"}],
    }


def test_a_wrong_secret_or_a_changed_body_does_not_verify(client: Client, receiver: Receiver) -> None:
    client.send()
    assert until(lambda: receiver.received)
    headers, body = receiver.received[0]
    verified(headers, body)
    with pytest.raises(WebhookVerificationError):
        verified(headers, body, "whsec_c29tZXRoaW5nIGVsc2UgZW50aXJlbHk=")
    with pytest.raises(WebhookVerificationError):
        verified(headers, body.replace("rosa", "dana"))


@pytest.mark.parametrize(
    ("address", "events"),
    [
        ("rosa@example.com", ["sent", "delivered"]),
        ("rosa@bounce.example", ["sent", "bounced"]),
        ("Bounced+7@example.com", ["sent", "bounced"]),
        ("bounce@example.com", ["sent", "bounced"]),
        ("complained@resend.dev", ["sent", "delivered", "complained"]),
        ("delayed@example.com", ["sent", "delivery_delayed", "delivered"]),
        ("suppressed@example.com", ["suppressed"]),
        ("bounced.rosa@example.com", ["sent", "delivered"]),
    ],
)
def test_the_address_decides_what_becomes_of_a_mail(client: Client, address: str, events: list[str]) -> None:
    client.send(to=address)
    assert until(lambda: [event["type"] for event in client.entries()[0]["events"]] == events)
    assert client.entries()[0]["last_event"] == events[-1]
    assert [webhook["type"] for webhook in client.webhooks()] == [f"email.{event}" for event in events]


def test_a_bounce_says_why(client: Client) -> None:
    client.send(to="bounced@example.com")
    (webhook,) = until(lambda: client.webhooks("?type=email.bounced"))
    bounce = json.loads(webhook["body"])["data"]["bounce"]
    assert (bounce["type"], bounce["subType"]) == ("Permanent", "General")
    assert "550" in bounce["diagnosticCode"][0]


def test_every_recipient_has_a_fate_of_its_own(client: Client) -> None:
    client.send(to=["a@example.com", "bounced@example.com"], bcc="b@example.com")
    assert until(lambda: len(client.webhooks()) == 3)
    told = {webhook["type"]: json.loads(webhook["body"])["data"]["to"] for webhook in client.webhooks()}
    assert told == {
        "email.sent": ["a@example.com", "b@example.com", "bounced@example.com"],
        "email.delivered": ["a@example.com", "b@example.com"],
        "email.bounced": ["bounced@example.com"],
    }


def test_without_an_address_events_are_kept_and_can_be_posted_by_the_test_itself(client: Client) -> None:
    client.send()
    assert until(lambda: len(client.webhooks()) == 2)
    for webhook in client.webhooks():
        assert (webhook["state"], webhook["deliveries"]) == ("kept", [])
        assert verified(webhook["headers"], webhook["body"])["type"] == webhook["type"]


def test_a_refused_event_is_tried_again_with_the_same_id() -> None:
    retries = (0.02, 0.02, 0.02)
    with (
        Receiver(statuses=[500, 302]) as receiver,
        Simulator(
            resend_key=KEY,
            webhook_secret=SECRET,
            webhook_url=receiver.url,
            event_pause=0.01,
            webhook_retries=retries,
        ) as simulator,
    ):
        client = Client(simulator.port)
        client.order({"mode": "webhook_drop", "match": {"type": "email.delivered"}})
        client.send()
        assert until(lambda: len(receiver.received) == 3)
        assert len({headers["svix-id"] for headers, _ in receiver.received}) == 1
        assert len({body for _, body in receiver.received}) == 1
        assert until(lambda: client.webhooks()[0]["state"] == "delivered")
        assert [delivery["status"] for delivery in client.webhooks()[0]["deliveries"]] == [500, 302, 200]


def test_after_the_last_attempt_an_event_is_given_up() -> None:
    with Simulator(
        webhook_url="http://127.0.0.1:9/closed", event_pause=0.01, webhook_retries=(0.01, 0.01)
    ) as simulator:
        client = Client(simulator.port, key="re_simulator")
        client.send()
        assert until(lambda: [webhook["state"] for webhook in client.webhooks()] == ["failed"] * 2)
        deliveries = client.webhooks()[0]["deliveries"]
    assert len(deliveries) == 3
    assert "ConnectionRefusedError" in deliveries[0]["error"]


def test_a_slow_receiver_does_not_hold_up_the_answer(client: Client, receiver: Receiver) -> None:
    receiver.pause = 1
    start = time.monotonic()
    assert [client.send().status for _ in range(10)] == [200] * 10
    assert until(lambda: receiver.received)
    assert time.monotonic() - start < 8


def test_repeat_sends_an_event_twice(client: Client, receiver: Receiver) -> None:
    client.order({"mode": "webhook_repeat", "times": 1, "match": {"type": "email.delivered"}})
    client.send()
    assert until(lambda: len(receiver.received) == 3)
    assert sorted(receiver.types) == ["email.delivered", "email.delivered", "email.sent"]
    assert len({headers["svix-id"] for headers, _ in receiver.received}) == 2
    for headers, body in receiver.received:
        verified(headers, body)


def test_drop_loses_an_event_but_the_look_up_knows(client: Client, receiver: Receiver) -> None:
    client.order({"mode": "webhook_drop", "match": {"to": "rosa@example.com", "type": "email.delivered"}})
    email_id = client.send().json["id"]
    assert until(lambda: client.get(f"/emails/{email_id}").json["last_event"] == "delivered")
    assert until(lambda: receiver.types == ["email.sent"])
    assert [webhook["state"] for webhook in client.webhooks("?type=email.delivered")] == ["dropped"]


def test_reorder_lets_later_events_overtake(client: Client, receiver: Receiver) -> None:
    client.order({"mode": "webhook_reorder", "seconds": 0.3, "times": 1, "match": {"type": "email.sent"}})
    client.send()
    assert until(lambda: len(receiver.received) == 2)
    assert receiver.types == ["email.delivered", "email.sent"]
    told = [json.loads(body)["created_at"] for _, body in receiver.received]
    assert told[1] <= told[0], "only the order of telling is wrong"


def test_one_event_can_be_replayed_many_times(client: Client, receiver: Receiver) -> None:
    client.send()
    assert until(lambda: len(receiver.received) == 2)
    webhook_id = client.webhooks()[0]["id"]
    answer = client.ask("POST", f"/__sim__/webhooks/{webhook_id}/replay", {"times": 3})
    assert [delivery["status"] for delivery in answer.json["deliveries"]] == [200] * 3
    assert [headers["svix-id"] for headers, _ in receiver.received[2:]] == [webhook_id] * 3


def test_all_events_can_be_replayed_shuffled_to_another_address(client: Client) -> None:
    client.send()
    client.send(to="complained@example.com")
    assert until(lambda: len(client.webhooks()) == 5)
    with Receiver() as other:
        client.ask("POST", "/__sim__/webhooks/replay", {"times": 2, "shuffle": True, "seed": 1, "url": other.url})
        first = [headers["svix-id"] for headers, _ in other.received]
        other.received.clear()
        client.ask("POST", "/__sim__/webhooks/replay", {"times": 2, "shuffle": True, "seed": 1, "url": other.url})
        second = [headers["svix-id"] for headers, _ in other.received]
    happened = [webhook["id"] for webhook in client.webhooks() for _ in range(2)]
    assert first == second
    assert first != happened
    assert sorted(first) == sorted(happened)


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("/__sim__/webhooks/msg_nobody/replay", {}, 404),
        ("/__sim__/webhooks/replay", {"times": 0}, 400),
        ("/__sim__/webhooks/replay", {"url": "file:///etc/passwd"}, 400),
        ("/__sim__/webhooks/replay", [], 400),
        ("/__sim__/settings", {"webhook_url": "nowhere"}, 400),
        ("/__sim__/settings", {"port": 1}, 400),
    ],
)
def test_a_senseless_replay_or_setting_is_refused(client: Client, path: str, data: Any, status: int) -> None:
    assert client.ask("POST", path, data).status == status


@in_order
def test_the_address_can_be_told_later(client: Client) -> None:
    with Receiver() as late:
        assert client.ask("POST", "/__sim__/settings", {"webhook_url": late.url}).status == 200
        client.send()
        assert until(lambda: late.types == ["email.sent", "email.delivered"])


def test_only_events_that_were_asked_for_are_told() -> None:
    with (
        Receiver() as receiver,
        Simulator(
            resend_key=KEY,
            webhook_secret=SECRET,
            webhook_url=receiver.url,
            webhook_events=("email.delivered",),
            event_pause=0.01,
        ) as simulator,
    ):
        client = Client(simulator.port)
        client.send()
        expected = [("email.sent", "kept"), ("email.delivered", "delivered")]
        # The answer is noted a moment after the receiver has the event.
        assert until(lambda: [(webhook["type"], webhook["state"]) for webhook in client.webhooks()] == expected)
        assert receiver.types == ["email.delivered"]


@pytest.mark.parametrize("secret", ["", "secret", "whsec_", "whsec_§", "whsec_abc"])
def test_a_secret_of_the_wrong_form_is_refused_at_once(secret: str) -> None:
    with pytest.raises(ValueError, match="webhook secret"):
        Config(webhook_secret=secret)


def test_a_connection_stays_open_until_the_receiver_hangs_up(simulator: Simulator, client: Client) -> None:
    webhooks = simulator.world.webhooks
    client.send()
    assert until(lambda: len(webhooks.all()) == 2)
    with Receiver(protocol="HTTP/1.1", idle=0.5) as listening:
        assert {told["status"] for told in webhooks.replay(webhooks.all(), copies=3, url=listening.url)} == {200}
        assert (len(listening.received), listening.connections) == (6, 1)
        time.sleep(1)
        assert {told["status"] for told in webhooks.replay(webhooks.all(), url=listening.url)} == {200}
        assert (len(listening.received), listening.connections) == (8, 2)

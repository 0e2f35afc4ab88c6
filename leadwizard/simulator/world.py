"""Everything that the simulator remembers, behind one lock."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from leadwizard.simulator import times
from leadwizard.simulator.agenda import Agenda
from leadwizard.simulator.config import Config
from leadwizard.simulator.faults import Dropped, Faults
from leadwizard.simulator.idempotency import Claim, Keys
from leadwizard.simulator.journal import Journal, Record
from leadwizard.simulator.ledger import Entry, Ledger
from leadwizard.simulator.received import Receipts, Received
from leadwizard.simulator.webhooks import Webhook, Webhooks

if TYPE_CHECKING:
    from leadwizard.simulator.providers import Provider


class World:
    """Ledger, keys, faults and webhooks of all providers, and the journal that outlives them."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.webhook_url = config.webhook_url
        self.texts_url = config.texts_url
        self.lock = threading.RLock()
        # Set when this world ends: by a reset, which begins another one, or by the simulator's end.
        self.ending = threading.Event()
        self._is_stopping = False
        self.providers: dict[str, Provider] = {}
        self.journal = Journal(config.state)
        self.ledger = Ledger()
        self.received = Receipts()
        self.keys = Keys()
        self.faults = Faults()
        self.agenda = Agenda()
        self.webhooks = Webhooks(self)

    def open(self, providers: Sequence[Provider]) -> None:
        """Registers the providers, reads the journal and goes on where it ended."""
        self.providers = {provider.name: provider for provider in providers}
        for record in self.journal.read():
            self._restore(record)
        for entry in self.ledger.oldest_first():
            self.providers[entry.provider].resume(entry)
        for webhook in self.webhooks.all():
            if webhook.state == "waiting":
                self.webhooks.start(webhook, 0)

    def sit_out(self, seconds: float, ending: threading.Event) -> None:
        """Wait so long, or until the simulator stops; ``ending`` is what ``self.ending`` was when the call came in.

        Raises:
            Dropped: there was a reset meanwhile, and the caller belongs to what was forgotten.
        """
        if ending.wait(seconds) and not self._is_stopping:
            raise Dropped(reset=False)

    def stop(self) -> None:
        """Let nobody wait any more."""
        self._is_stopping = True
        self.ending.set()

    def accept(self, entries: Sequence[Entry], claim: Claim | None, answer: Any) -> None:
        """From here on it has been sent; ``answer`` is what a repeat of the key will get.

        Entry and key go into the journal as one line: no crash can keep one without the other.
        """
        with self.lock:
            self.journal.append(
                {
                    "record": "accept",
                    "entries": [entry.record() for entry in entries],
                    "key": claim.record() | {"answer": answer} if claim else None,
                }
            )
            for entry in entries:
                self.ledger.add(entry)
            if claim is not None:
                claim.answer = answer

    def occur(self, entry: Entry, event: str, webhook: Webhook, recipients: Sequence[str] = ()) -> None:
        """Something happened to an entry: noted, and told to whoever wants to know."""
        with self.lock:
            if self.ledger.get(entry.id) is not entry:
                return  # the mailbox was cleared in the meantime
            happened = {"type": event, "at": times.iso(webhook.created_at)}
            entry.events.append(happened)
            wait = self.webhooks.keep(webhook, recipients)
            self.journal.append(
                {
                    "record": "event",
                    "entry": entry.id,
                    "event": happened,
                    "webhook": webhook.record(),
                }
            )
        if wait is not None:
            self.webhooks.start(webhook, wait)

    def receive(self, mail: Received, webhook: Webhook) -> Webhook:
        """Somebody wrote to the product: kept, and told to whoever wants to know."""
        with self.lock:
            self.received.add(mail)
            wait = self.webhooks.keep(webhook, [mail.sender, *mail.to])
            self.journal.append({"record": "received", "mail": mail.record(), "webhook": webhook.record()})
        if wait is not None:
            self.webhooks.start(webhook, wait)
        return webhook

    def clear_mailbox(self) -> None:
        """Empties what people see. Keys stay: the provider still knows what it has sent."""
        with self.lock:
            self.agenda.clear()
            self.ledger.clear()
            self.received.clear()
            self.webhooks.clear()
            self.journal.replace(self._records())

    def reset(self) -> None:
        """As if just started for the first time."""
        with self.lock:
            self.ending.set()
            self.ending = threading.Event()
            self.faults.remove()
            self.keys.clear()
            self.clear_mailbox()
            for provider in self.providers.values():
                provider.forget()

    def close(self) -> None:
        self.stop()
        self.agenda.close()
        self.webhooks.close()
        with self.lock:
            self.journal.close()

    def _records(self) -> Iterator[Record]:
        for claim in self.keys.answered():
            yield {"record": "accept", "entries": [], "key": claim.record()}

    def _restore(self, record: Record) -> None:
        match record["record"]:
            case "accept":
                for entry in record["entries"]:
                    self.ledger.add(Entry.from_record(entry))
                if record["key"]:
                    self.keys.restore(record["key"])
            case "event":
                self.webhooks.restore(Webhook.from_record(record["webhook"]))
                if entry := self.ledger.get(record["entry"]):
                    entry.events.append(record["event"])
            case "received":
                self.received.add(Received.from_record(record["mail"]))
                self.webhooks.restore(Webhook.from_record(record["webhook"]))
            case "delivery":
                self.webhooks.restore_delivery(record["webhook"], record["delivery"], record["state"])

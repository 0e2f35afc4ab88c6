"""A mail server that forgets nothing: `python -m leadwizard.proof.smtp_sink PORT JOURNAL`.

It knows no idempotency, as no mail server does: what is handed over twice stands in the journal twice.
"""

import dataclasses
import email
import email.policy
import json
import signal
import socketserver
import sys
import threading
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path

from leadwizard.stage.mailroom import Accepted

LONGEST_LINE = 4096


class Sink(socketserver.ThreadingTCPServer):
    """Listens on loopback, and writes one line of JSON for each mail before it says that it has it."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int, journal: Path) -> None:
        self.journal = journal
        self._guard = threading.Lock()
        super().__init__(("127.0.0.1", port), Conversation)

    def take(self, mail: Message, text: str, recipients: list[str]) -> None:
        """Keep the mail."""
        with self._guard, self.journal.open("a", encoding="utf-8") as journal:
            for address in recipients:
                words = f"{mail['Subject']}\n{text}"
                accepted = Accepted(str(mail["Message-ID"]), "smtp", address, words, datetime.now(UTC).isoformat())
                journal.write(json.dumps(dataclasses.asdict(accepted)) + "\n")


class Conversation(socketserver.StreamRequestHandler):
    """One client (RFC 5321, as far as a client of ours goes)."""

    server: Sink

    def handle(self) -> None:
        self._say(220, "ready")
        recipients: list[str] = []
        while line := self.rfile.readline(LONGEST_LINE):
            command = line.decode("ascii", "replace").strip()
            match command[:4].upper():
                case "EHLO" | "HELO" | "NOOP" | "RSET" | "MAIL":
                    self._say(250, "fine")
                case "RCPT":
                    recipients.append(command.partition("<")[2].partition(">")[0].lower())
                    self._say(250, "fine")
                case "DATA":
                    self._say(354, "go on")
                    mail = email.message_from_bytes(self._body(), policy=email.policy.default)
                    plain = mail.get_body(("plain",))
                    self.server.take(mail, plain.get_content() if plain else "", recipients)
                    self._say(250, "taken")
                    recipients = []
                case "QUIT":
                    self._say(221, "bye")
                    return
                case _:
                    self._say(502, "not known here")

    def _body(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, code: int, words: str) -> None:
        self.wfile.write(f"{code} {words}\r\n".encode())


def journal_of(path: Path) -> list[Accepted]:
    """Everything that a sink has taken."""
    if not path.exists():
        return []
    return [Accepted(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Sink(int(sys.argv[1]), Path(sys.argv[2])) as sink:
        sink.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())

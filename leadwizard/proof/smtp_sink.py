"""A mail server that forgets nothing: `python -m leadwizard.proof.smtp_sink PORT JOURNAL`.

It greylists: every mail is asked to come again the first time. It knows no idempotency, as no mail server does: what
is handed over twice after that stands in the journal twice.
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

from leadwizard.proof.mailroom import Accepted

LONGEST_LINE = 4096


class Sink(socketserver.ThreadingTCPServer):
    """Listens on loopback, and writes one line of JSON for each mail before it says that it has it."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int, journal: Path) -> None:
        self.journal = journal
        self._guard = threading.Lock()
        self._seen: set[str] = set()
        super().__init__(("127.0.0.1", port), Conversation)

    def take(self, mail: Message, text: str, recipients: list[str]) -> bool:
        """Keep the mail, unless it comes for the first time; say whether it was kept."""
        number = str(mail["Message-ID"])
        with self._guard, self.journal.open("a", encoding="utf-8") as journal:
            if number not in self._seen:
                self._seen.add(number)
                return False
            for address in recipients:
                words = f"{mail['Subject']}\n{text}"
                accepted = Accepted(number, "smtp", address, words, datetime.now(UTC).isoformat())
                journal.write(json.dumps(dataclasses.asdict(accepted)) + "\n")
        return True


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
                    is_kept = self.server.take(mail, plain.get_content() if plain else "", recipients)
                    self._say(*((250, "taken") if is_kept else (451, "come again")))
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

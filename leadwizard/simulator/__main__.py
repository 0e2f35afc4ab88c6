"""``python -m leadwizard.simulator``: prints one line of JSON with its port, then serves."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from leadwizard.simulator.config import Config
from leadwizard.simulator.journal import JournalBusyError
from leadwizard.simulator.server import Simulator


def main() -> int:
    options = _options()
    try:
        simulator = Simulator(**options).start()
    except (OSError, ValueError, JournalBusyError) as error:
        sys.stderr.write(f"The simulator cannot start: {error}\n")
        return 1
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    line = {"port": simulator.port, "url": simulator.url, "pid": os.getpid()}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    ended.wait()
    simulator.stop()
    return 0


def _options() -> dict[str, Any]:
    """What was given; the rest has its default in ``Config``."""
    parser = argparse.ArgumentParser(
        prog="python -m leadwizard.simulator",
        description="Stands in for the providers over loopback HTTP.",
        argument_default=argparse.SUPPRESS,
    )
    parser.add_argument("--host", help="default 127.0.0.1")
    parser.add_argument("--port", type=int, help="0 (the default) takes a free one")
    parser.add_argument("--state", type=Path, help="folder of the journal; default: memory only")
    parser.add_argument("--resend-key", help=f"default {Config.__dataclass_fields__['resend_key'].default}")
    parser.add_argument("--openai-key", help=f"default {Config.__dataclass_fields__['openai_key'].default}")
    parser.add_argument("--openai-model", help=f"default {Config.__dataclass_fields__['openai_model'].default}")
    parser.add_argument("--twilio-sid", help="default AC and 32 zeros")
    parser.add_argument("--twilio-token", help=f"default {Config.__dataclass_fields__['twilio_token'].default}")
    parser.add_argument("--twilio-number", help=f"default {Config.__dataclass_fields__['twilio_number'].default}")
    parser.add_argument("--texts-url", help="where texts that people write are told; default: kept, not sent")
    parser.add_argument("--webhook-secret", help="whsec_…; default: a new one")
    parser.add_argument("--webhook-url", help="where events go; default: kept, not sent")
    parser.add_argument(
        "--webhook-events", type=_names, help="types such as email.delivered,email.bounced; default: all"
    )
    parser.add_argument("--rate-limit", type=int, help="requests per second; default 0, no limit")
    parser.add_argument("--event-pause", type=float, help="seconds between events of one mail")
    parser.add_argument("--webhook-retries", type=_seconds, help="pauses such as 0.5,1,2")
    return vars(parser.parse_args())


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _seconds(text: str) -> tuple[float, ...]:
    return tuple(float(part) for part in text.split(",") if part.strip())


if __name__ == "__main__":
    sys.exit(main())

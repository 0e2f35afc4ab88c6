"""The levers for tests, under /__sim__/: answers only to this machine."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, NotFound
from werkzeug.wrappers import Request, Response

from leadwizard.simulator import times
from leadwizard.simulator.config import check_address
from leadwizard.simulator.faults import Fault
from leadwizard.simulator.webhooks import Webhook
from leadwizard.simulator.world import World

PageHandler = Callable[..., Response]
PageRoute = tuple[str, list[str], PageHandler]

MOST_COPIES = 1000


class Controls:
    """Ledger, faults, webhooks and reset as JSON. Refusals are ``{"error": sentence}``."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.routes: list[PageRoute] = [
            ("/__sim__/ledger.json", ["GET"], guarded(self.ledger)),
            ("/__sim__/faults", ["GET"], guarded(self.list_faults)),
            ("/__sim__/faults", ["POST"], guarded(self.add_faults)),
            ("/__sim__/faults", ["DELETE"], guarded(self.remove_faults)),
            ("/__sim__/faults/<fault_id>", ["DELETE"], guarded(self.remove_faults)),
            ("/__sim__/webhooks.json", ["GET"], guarded(self.list_webhooks)),
            ("/__sim__/webhooks/replay", ["POST"], guarded(self.replay)),
            ("/__sim__/webhooks/<webhook_id>/replay", ["POST"], guarded(self.replay)),
            ("/__sim__/settings", ["POST"], guarded(self.change_settings)),
            ("/__sim__/reset", ["POST"], guarded(self.reset)),
        ]

    def ledger(self, request: Request) -> Response:
        """?since= (ISO 8601, that moment included) &to= (any recipient) &limit= (the newest)."""
        since, limit = request.args.get("since"), request.args.get("limit")
        try:
            moment = times.parse(since) if since else None
            count = max(int(limit), 0) if limit else None
        except ValueError as error:
            raise BadRequest(str(error)) from error
        with self._world.lock:
            entries = self._world.ledger.select(since=moment, to=request.args.get("to", ""), limit=count)
            return as_json({"entries": [entry.public() for entry in entries]})

    def list_faults(self, request: Request) -> Response:
        return as_json({"faults": self._world.faults.public()})

    def add_faults(self, request: Request) -> Response:
        data = body_of(request)
        if isinstance(data, dict) and data.get("clear"):
            self._world.faults.remove()
            return self.list_faults(request)
        try:
            faults = [Fault.from_json(fault) for fault in (data if isinstance(data, list) else [data])]
        except ValueError as error:
            raise BadRequest(str(error)) from error
        for fault in faults:
            if fault.provider not in self._world.providers:
                raise BadRequest(f"no provider is called {fault.provider}")
        self._world.faults.add(faults)
        return as_json({"faults": [fault.public() for fault in faults]}, HTTPStatus.CREATED)

    def remove_faults(self, request: Request, fault_id: str | None = None) -> Response:
        self._world.faults.remove(fault_id)
        return self.list_faults(request)

    def list_webhooks(self, request: Request) -> Response:
        """?type= (such as email.bounced) &entry= (id of the mail)."""
        kind, entry = request.args.get("type"), request.args.get("entry")
        found = [
            self._world.webhooks.public(webhook)
            for webhook in self._world.webhooks.all()
            if kind in {None, webhook.type} and entry in {None, webhook.entry_id}
        ]
        return as_json({"webhooks": found})

    def replay(self, request: Request, webhook_id: str | None = None) -> Response:
        """{times, shuffle, seed, url, ids}: posts one, some or all of them again, now."""
        data = body_of(request, default={})
        if not isinstance(data, dict):
            raise BadRequest("a JSON object is wanted")
        copies = data.get("times", 1)
        if not isinstance(copies, int) or not 0 < copies <= MOST_COPIES:
            raise BadRequest(f"times lies between 1 and {MOST_COPIES}")
        ids = [webhook_id] if webhook_id else data.get("ids")
        url = self._checked_url(data.get("url", ""))
        deliveries = self._world.webhooks.replay(
            self._chosen(ids),
            copies=copies,
            shuffle=bool(data.get("shuffle")),
            seed=data.get("seed"),
            url=url,
        )
        return as_json({"deliveries": deliveries})

    def change_settings(self, request: Request) -> Response:
        """{webhook_url, texts_url}: for a receiver that got its port after the simulator had started."""
        data = body_of(request)
        if not isinstance(data, dict) or not data or not set(data) <= {"webhook_url", "texts_url"}:
            raise BadRequest("only webhook_url and texts_url can be changed")
        addresses = {name: self._checked_url(url) for name, url in data.items()}
        for name, url in addresses.items():
            setattr(self._world, name, url)
        return as_json(addresses)

    def reset(self, request: Request) -> Response:
        self._world.reset()
        return as_json({"reset": True})

    def _chosen(self, ids: Any) -> list[Webhook]:
        if ids is None:
            return self._world.webhooks.all()
        found = [self._world.webhooks.get(webhook_id) for webhook_id in ids]
        if None in found:
            raise NotFound("no such webhook")
        return [webhook for webhook in found if webhook is not None]

    @staticmethod
    def _checked_url(url: Any) -> str:
        try:
            check_address(url)
        except (ValueError, TypeError, AttributeError) as error:
            raise BadRequest(f"not an address: {url}") from error
        return str(url)


def as_json(data: Any, status: int = HTTPStatus.OK) -> Response:
    answer = Response(json.dumps(data), status, content_type="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def body_of(request: Request, default: Any = None) -> Any:
    if not request.data and default is not None:
        return default
    try:
        return json.loads(request.data)
    except ValueError as error:
        raise BadRequest("the body must be JSON") from error


def require_same_origin(request: Request) -> None:
    """A page of somebody else, open in the same browser, must not pull levers here.

    Raises:
        Forbidden: the browser says that another site asks.
    """
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin != f"{request.scheme}://{request.host}"
    if foreign or request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
        raise Forbidden("Only pages of the simulator itself may do this.")


def require_this_machine(request: Request) -> None:
    """By address, and by name too: a name that somebody points at 127.0.0.1 does not count.

    Raises:
        Forbidden: the request comes from elsewhere.
    """
    name = request.host.rpartition(":")[0] if ":" in request.host else request.host
    near = name in {"localhost", "[::1]"} or is_loopback(name)
    if not near or not is_loopback(request.remote_addr or ""):
        raise Forbidden("The controls answer only to this machine.")


def is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def guarded(handler: PageHandler) -> PageHandler:
    def guard(request: Request, **args: str) -> Response:
        try:
            require_this_machine(request)
            require_same_origin(request)
            return handler(request, **args)
        except HTTPException as error:
            return as_json({"error": error.description}, error.code or HTTPStatus.BAD_REQUEST)

    return guard

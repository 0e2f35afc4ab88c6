"""One WSGI application: the pages for people, the controls for tests, the providers for the rest."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from threading import Event
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, MapAdapter, Rule
from werkzeug.wrappers import Request, Response

from leadwizard.simulator.controls import Controls
from leadwizard.simulator.faults import AFTER, BEFORE, Dropped, Fault
from leadwizard.simulator.pages import Pages
from leadwizard.simulator.providers import Call, Handler, Provider
from leadwizard.simulator.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST_REQUEST = 64 * 1024 * 1024
HANG = 60.0
"""Seconds, when a fault does not say."""


class Application:
    """Dispatches by path; whatever is neither page nor control belongs to a provider."""

    def __init__(self, world: World) -> None:
        self._world = world
        controls, pages = Controls(world), Pages(world)
        levers = [lever for provider in world.providers.values() for lever in provider.levers]
        self._own = Map(
            [
                Rule(path, methods=methods, endpoint=handler)
                for path, methods, handler in (*controls.routes, *levers, *pages.routes)
            ],
            strict_slashes=False,
        )
        self._maps = {
            provider.name: Map(
                [
                    Rule(provider.prefix + route.path, methods=[route.method], endpoint=route)
                    for route in provider.routes
                ],
                strict_slashes=False,
                redirect_defaults=False,
            )
            for provider in world.providers.values()
        }

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        request.max_content_length = LARGEST_REQUEST
        try:
            response: WSGIApplication = self._respond(request)
        except HTTPException as error:
            response = error
        return response(environ, start)

    def _respond(self, request: Request) -> Response:
        try:
            handler, args = self._own.bind_to_environ(request.environ).match()
        except NotFound:
            return self._call_provider(request)
        response: Response = handler(request, **args)
        return response

    def _call_provider(self, request: Request) -> Response:
        provider = self._provider_at(request.path)
        if provider is None:
            return Response("No provider speaks here.\n", HTTPStatus.NOT_FOUND)
        adapter = self._maps[provider.name].bind_to_environ(request.environ)
        found = _match(adapter)
        if isinstance(found, int):
            return provider.failure(found)
        handler, args = found
        ending = self._world.ending
        fault = self._world.faults.take(
            provider.name,
            BEFORE | AFTER,
            path=request.path,
            recipients=provider.recipients(request),
        )
        if fault is not None and fault.mode in BEFORE and fault.mode != "delay":
            return self._spoil(fault, provider, ending)
        call = Call(self._world, request, ending, fault, dict(args))
        response = handler(call)
        call.pause()
        if fault is not None and fault.mode in AFTER:
            if response.status_code >= HTTPStatus.BAD_REQUEST:
                self._world.faults.give_back(fault)
            else:
                return self._spoil(fault, provider, ending)
        return response

    def _provider_at(self, path: str) -> Provider | None:
        here = [provider for provider in self._world.providers.values() if path.startswith(f"{provider.prefix}/")]
        return max(here, key=lambda provider: len(provider.prefix), default=None)

    def _spoil(self, fault: Fault, provider: Provider, ending: Event) -> Response:
        """Instead of an answer, or instead of the right one."""
        match fault.mode.removeprefix("accept_then_"):
            case "hang":
                self._world.sit_out(HANG if fault.seconds is None else fault.seconds, ending)
                raise Dropped(reset=False)
            case "reset":
                raise Dropped(reset=True)
            case "garbage":
                page = "<!doctype html><title>Bad gateway</title><p>{not the answer"
                return Response(page, HTTPStatus.OK, content_type="text/html")
            case _:
                retry_after = fault.retry_after
                if retry_after is None and fault.status == HTTPStatus.TOO_MANY_REQUESTS:
                    retry_after = 1
                return provider.failure(fault.status, retry_after=retry_after)


def _match(adapter: MapAdapter) -> tuple[Handler, dict[str, str]] | int:
    """The route's handler and its arguments, or the status of the refusal."""
    try:
        route, args = adapter.match()
    except HTTPException as error:
        return error.code or HTTPStatus.NOT_FOUND
    return route.handler, dict(args)

"""Whether the process lives, whether it can do its work, and what browsers and crawlers ask of every site."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils import timezone

from automation import heartbeats
from tenants import isolation
from tenants.access import unscoped


@unscoped("answers for the process")
def livez(_request: HttpRequest) -> HttpResponse:
    """Answer at once, without any input or output."""
    return HttpResponse("ok", content_type="text/plain")


@unscoped("answers for the process")
def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database is there, migrated and walled, else 503 with the reasons.

    `silent` names what is not at work: the beat, the live updates (`events`), or a queue that nobody serves. Pages are
    served all the same; what they save waits.
    """
    silent: list[str] = []
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        reasons = [f"migration {migration} has not run" for migration, _backwards in pending]
        reasons = reasons or isolation.problems()
        if not reasons:
            silent = heartbeats.silent(timezone.now())
    except DatabaseError as error:
        reasons = [f"the database does not answer ({type(error).__name__})"]
    return JsonResponse({"ready": not reasons, "reasons": reasons, "silent": silent}, status=503 if reasons else 200)


@unscoped("answers for the site")
def favicon(_request: HttpRequest) -> HttpResponse:
    """Lead browsers that guess the address to the icon."""
    return redirect(static("img/favicon.svg"))


@unscoped("answers for the site")
def robots(_request: HttpRequest) -> HttpResponse:
    """Let crawlers find public forms, and nothing that needs a sign-in."""
    rules = ["User-agent: *", *(f"Disallow: /{part}/" for part in ("o", "admin", "account", "api", "invitation"))]
    return HttpResponse("\n".join(rules) + "\n", content_type="text/plain")

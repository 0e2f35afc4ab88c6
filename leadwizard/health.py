"""Whether the process lives, and whether it can do its work."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from tenants import isolation
from tenants.access import unscoped


@unscoped("answers for the process")
def livez(_request: HttpRequest) -> HttpResponse:
    """Answer at once, without any input or output."""
    return HttpResponse("ok", content_type="text/plain")


@unscoped("answers for the process")
def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database is there, migrated and walled, else 503 with the reasons."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        reasons = [f"migration {migration} has not run" for migration, _backwards in pending]
        reasons = reasons or isolation.problems()
    except DatabaseError as error:
        reasons = [f"the database does not answer ({type(error).__name__})"]
    return JsonResponse({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)

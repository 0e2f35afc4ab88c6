"""The doorbell and the clock: Celery carries ids, PostgreSQL holds the work."""

import importlib
import os
import threading
from contextlib import suppress
from typing import Any, Final

from celery import Celery
from celery.signals import task_postrun, task_prerun, worker_init, worker_ready
from django.db import close_old_connections

from leadwizard import broker

# The most that there is.
NICENESS: Final = 19

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadwizard.settings")

app = Celery("leadwizard")
app.config_from_object("django.conf:settings", namespace="CELERY")
broker.use(app)
app.autodiscover_tasks(["automation", "messaging", "leads"])


@task_prerun.connect
@task_postrun.connect
def _let_go_of_broken_connections(**_facts: object) -> None:
    # As Django does around each request: CONN_MAX_AGE and CONN_HEALTH_CHECKS count from here.
    close_old_connections()


@worker_init.connect
def give_way(**_facts: object) -> None:
    """Let the web go first where all processors are busy: there people wait, and jobs wait in a table.

    Linux knows something weaker than niceness: who runs while nobody else wants to, and next to never otherwise.
    """
    os.nice(NICENESS)
    if hasattr(os, "SCHED_IDLE"):
        # A system that forbids it leaves them nice.
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


@worker_ready.connect
def _prepare_for_slow_work(sender: Any, **_facts: object) -> None:
    """Import what asks and judges the model, where that is done.

    It takes seconds: the first leads after a start would be answered without an analysis.
    """
    from automation.enums import Queue

    if Queue.SLOW in sender.app.amqp.queues.consume_from:
        threading.Thread(target=_import_slow_work, name="imports", daemon=True).start()


def _import_slow_work() -> None:
    for module in ("openai.resources.chat.completions", "leads.judging"):
        importlib.import_module(module)


@worker_init.connect
def _check_role(**_facts: object) -> None:
    from tenants.checks import refuse_harmful_role

    refuse_harmful_role()

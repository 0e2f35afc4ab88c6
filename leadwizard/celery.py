"""The doorbell and the clock: Celery carries ids, PostgreSQL holds the work."""

import os

from celery import Celery
from celery.signals import worker_init

from leadwizard import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadwizard.settings")

app = Celery("leadwizard")
app.config_from_object("django.conf:settings", namespace="CELERY")
broker.use(app)
app.autodiscover_tasks(["automation", "messaging", "leads"])


@worker_init.connect
def _check_role(**_facts: object) -> None:
    from tenants.checks import refuse_harmful_role

    refuse_harmful_role()

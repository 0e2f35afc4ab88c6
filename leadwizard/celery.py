"""The doorbell and the clock: Celery carries ids, PostgreSQL holds the work."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadwizard.settings")

app = Celery("leadwizard")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["automation"])

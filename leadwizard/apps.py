"""The composition root as an app, so that Celery is configured in every process."""

import threading

from django.apps import AppConfig


class LeadWizardConfig(AppConfig):
    """Owns no model; brings what must be there before any ring."""

    name = "leadwizard"

    def ready(self) -> None:
        """Make our Celery the current one everywhere, register checks, open the API to listed sites, report errors."""
        from leadwizard import celery, cors, logs, sentry  # noqa: F401 - needs configured settings
        from leadwizard.lib import statements

        statements.remember_long_ones()
        statements.read_times_faster()
        threading.excepthook = logs.thread_ended
        sentry.start()

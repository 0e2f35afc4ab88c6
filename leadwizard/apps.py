"""The composition root as an app, so that Celery is configured in every process."""

from django.apps import AppConfig


class LeadWizardConfig(AppConfig):
    """Owns no model; brings what must be there before any ring."""

    name = "leadwizard"

    def ready(self) -> None:
        """Make our Celery the current one everywhere, register checks, and open the API to listed sites."""
        from leadwizard import celery, cors  # noqa: F401 - needs configured settings

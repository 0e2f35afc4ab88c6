"""Wires the app: system checks, receivers and the platform's own organization."""

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    """The lowest app: every other one stands on its scope."""

    name = "tenants"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register checks and receivers by importing them."""
        from tenants import checks, receivers  # noqa: F401 - registration needs loaded apps

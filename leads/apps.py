"""Wires the app: its receivers."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """The first half of the journey: a stranger writes, and is answered."""

    name = "leads"

    def ready(self) -> None:
        """Register receivers by importing them."""
        from leads import receivers  # noqa: F401 - registration needs loaded apps

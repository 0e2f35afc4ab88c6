"""Wires the app: every app's job kinds are registered at start."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AutomationConfig(AppConfig):
    """The engine under all background work."""

    name = "automation"

    def ready(self) -> None:
        """Import the `jobs` module of every app, which registers its kinds."""
        autodiscover_modules("jobs")

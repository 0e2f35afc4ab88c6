"""Wires the app: its receivers, and what it knows of other apps' work."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """The first half of the journey: a stranger writes, and is answered."""

    name = "leads"

    def ready(self) -> None:
        """Register receivers by importing them, and the way from a job to its lead."""
        from automation import subjects
        from leads import receivers  # noqa: F401 - registration needs loaded apps
        from leads.queries.subjects import find_lead

        subjects.register(find_lead)

"""Wires the app: its receivers."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Everything that leaves or enters on a channel."""

    name = "messaging"

    def ready(self) -> None:
        """Register receivers by importing them."""
        from messaging import receivers  # noqa: F401 - registration needs loaded apps

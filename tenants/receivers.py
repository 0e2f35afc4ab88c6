"""What the app does when Django tells it something."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from tenants import services


@receiver(post_migrate, dispatch_uid="tenants.ensure_platform")
def make_platform_organization(sender: AppConfig, **_facts: Any) -> None:
    """Make the platform's organization once the tables are there."""
    if sender.label == "tenants":
        services.ensure_platform()

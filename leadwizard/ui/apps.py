"""The look: template tags for the shapes that every page shares. No models."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "leadwizard.ui"
    label = "ui"

"""Jobs, dead letters and escalations in the portal."""

from django.contrib import admin

from automation.models import Escalation, Job, ModelCall
from tenants.portal import ReadingAdmin


@admin.register(Job)
class JobAdmin(ReadingAdmin):
    """Every job; a dead letter is one with the state of that name."""

    list_display = ("created_at", "organization", "kind", "state", "attempt", "run_at", "last_error")
    list_filter = ("state", "kind", "queue")
    list_select_related = ("organization",)
    ordering = ("-created_at",)


@admin.register(Escalation)
class EscalationAdmin(ReadingAdmin):
    """What waits for a person."""

    list_display = ("opened_at", "organization", "reason", "title", "state")
    list_filter = ("state", "reason")
    list_select_related = ("organization",)
    ordering = ("-opened_at",)


@admin.register(ModelCall)
class ModelCallAdmin(ReadingAdmin):
    """What models were asked and what it cost, without the words: they belong to the organization."""

    list_display = ("at", "organization", "purpose", "model", "outcome", "milliseconds", "cost")
    list_filter = ("purpose", "outcome")
    list_select_related = ("organization",)
    exclude = ("input", "output")
    ordering = ("-at",)

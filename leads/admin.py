"""Forms and leads in the portal."""

from django.contrib import admin

from leads.models import Analysis, Form, Lead
from tenants.portal import ReadingAdmin


@admin.register(Form)
class FormAdmin(ReadingAdmin):
    """Every public form."""

    list_display = ("slug", "organization", "title", "is_active", "created_at")
    list_filter = ("is_active",)
    list_select_related = ("organization",)
    search_fields = ("slug", "title")
    ordering = ("-created_at",)


@admin.register(Lead)
class LeadAdmin(ReadingAdmin):
    """Every lead, without its words."""

    list_display = ("created_at", "organization", "reference", "status", "communication", "source")
    list_filter = ("status", "communication", "source")
    list_select_related = ("organization",)
    exclude = ("message", "idempotency_key")
    search_fields = ("reference",)
    search_help_text = "By the lead's number; names and words belong to the organization."
    ordering = ("-created_at",)


@admin.register(Analysis)
class AnalysisAdmin(ReadingAdmin):
    """What the gate decided, without the words."""

    list_display = ("created_at", "organization", "decision", "outcome", "model", "prompt_version", "confidence")
    list_filter = ("decision", "outcome", "prompt_version")
    list_select_related = ("organization",)
    exclude = ("summary", "suggested_reply", "final_reply", "verdict")
    ordering = ("-created_at",)

"""The delivery log in the portal."""

from django.contrib import admin

from messaging.models import Message, Notice
from tenants.portal import ReadingAdmin


@admin.register(Message)
class MessageAdmin(ReadingAdmin):
    """Every message, without its words: they belong to the organization and its customer."""

    list_display = ("created_at", "organization", "kind", "channel", "direction", "state", "provider", "error")
    list_filter = ("state", "kind", "channel", "direction")
    list_select_related = ("organization",)
    exclude = ("body", "rendered", "subject")
    ordering = ("-created_at",)


@admin.register(Notice)
class NoticeAdmin(ReadingAdmin):
    """Every notice, without its words."""

    list_display = ("created_at", "organization", "kind", "to_address", "state", "provider", "error")
    list_filter = ("state", "kind")
    list_select_related = ("organization",)
    exclude = ("body", "rendered")
    ordering = ("-created_at",)

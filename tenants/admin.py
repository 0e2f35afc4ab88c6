"""Organizations, people and the audit trail in the portal."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from tenants.models import AuditEvent, Membership, Organization, User
from tenants.portal import ReadingAdmin

admin.site.site_header = "LeadWizard portal"
admin.site.site_title = "LeadWizard portal"
admin.site.index_title = "Platform"
# The same rate limits as every other sign-in; the admin's own page has none.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


@admin.register(Organization)
class OrganizationAdmin(ReadingAdmin):
    """Every organization."""

    list_display = ("name", "kind", "status", "slug", "contact_email", "created_at")
    list_filter = ("kind", "status")
    search_fields = ("name", "slug", "contact_email")
    ordering = ("-created_at",)


@admin.register(User)
class UserAdmin(ReadingAdmin):
    """Everybody who can sign in; never their password's digest."""

    list_display = ("email", "name", "is_staff", "is_active", "last_login", "created_at")
    list_filter = ("is_staff", "is_active")
    search_fields = ("email", "name")
    ordering = ("-created_at",)
    exclude = ("password", "groups", "user_permissions")


@admin.register(Membership)
class MembershipAdmin(ReadingAdmin):
    """Who works where."""

    list_display = ("user", "organization", "role", "is_active", "created_at")
    list_filter = ("role", "is_active")
    list_select_related = ("user", "organization")
    search_fields = ("user__email", "user__name")
    ordering = ("-created_at",)


@admin.register(AuditEvent)
class AuditEventAdmin(ReadingAdmin):
    """Who did what."""

    list_display = ("at", "organization", "action", "subject_kind", "actor_id", "correlation_id")
    list_filter = ("action",)
    list_select_related = ("organization",)
    ordering = ("-at",)

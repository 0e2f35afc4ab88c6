"""What the portal shows: our own read-only pages, and nothing that libraries brought along.

Their pages would write without a service and without the audit trail. This app is the last in INSTALLED_APPS, so
everything is registered by now.
"""

from django.contrib import admin

from tenants.portal import ReadingAdmin

for _model, _page in list(admin.site._registry.items()):  # noqa: SLF001 - the registry has no public iterator
    if not isinstance(_page, ReadingAdmin):
        admin.site.unregister(_model)

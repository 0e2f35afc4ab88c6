"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path

from leadwizard import health

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("account/", include("allauth.urls")),
    path("", include("tenants.urls")),
    path("", include("messaging.urls")),
    path("", include("leads.urls")),
]

handler400 = "leadwizard.errors.bad_request"
handler403 = "leadwizard.errors.forbidden"
handler404 = "leadwizard.errors.not_found"
handler500 = "leadwizard.errors.server_error"

"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from leadwizard import health, metrics
from tenants.access import unscoped

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("favicon.ico", health.favicon, name="favicon"),
    path("robots.txt", health.robots, name="robots"),
    path("admin/", admin.site.urls),
    # Addresses are proven by invitations; allauth's page for changing them would lead around that.
    path("account/email/", unscoped("leads to the account")(RedirectView.as_view(pattern_name="tenants:account"))),
    path("account/", include("allauth.urls")),
    # First what strangers and providers ask for: patterns are tried one after the other, 0.4 us each.
    path("", include("messaging.urls")),
    path("", include("leads.urls")),
    path("", include("tenants.urls")),
    path("", include("automation.urls")),
]

handler400 = "leadwizard.errors.bad_request"
handler403 = "leadwizard.errors.forbidden"
handler404 = "leadwizard.errors.not_found"
handler500 = "leadwizard.errors.server_error"

"""Addresses that providers call, and the one that ends all mail to a person."""

from django.urls import path

from messaging import views
from messaging.webhooks import resend, twilio

app_name = "messaging"

urlpatterns = [
    path("webhooks/resend/", resend.resend, name="resend"),
    path("webhooks/twilio/sms/", twilio.inbound, name="twilio_inbound"),
    path(
        "webhooks/twilio/status/<uuid:organization_id>/<uuid:dispatch_id>/<uuid:attempt_id>/",
        twilio.report,
        name="twilio_report",
    ),
    path("u/<str:token>/", views.unsubscribe, name="unsubscribe"),
]

"""Addresses that providers call."""

from django.urls import path

from messaging import webhooks

app_name = "messaging"

urlpatterns = [path("webhooks/resend/", webhooks.resend, name="resend")]

"""Addresses that providers call, and the one that ends all mail to a person."""

from django.urls import path

from messaging import views, webhooks

app_name = "messaging"

urlpatterns = [
    path("webhooks/resend/", webhooks.resend, name="resend"),
    path("u/<str:token>/", views.unsubscribe, name="unsubscribe"),
]

"""Addresses of the person's own pages."""

from django.urls import path

from tenants import views

app_name = "tenants"

urlpatterns = [
    path("", views.home, name="home"),
    path("account/organizations/", views.organizations, name="organizations"),
    path("account/profile/", views.account, name="account"),
    path("invitation/<str:token>/", views.accept_invitation, name="accept_invitation"),
    path("brand/<slug:slug>.css", views.brand_css, name="brand_css"),
    path("o/<slug:organization>/", views.dashboard, name="dashboard"),
    path("o/<slug:organization>/live/", views.live_door, name="live_door"),
    path("o/<slug:organization>/live/counts/", views.live_counts, name="live_counts"),
]

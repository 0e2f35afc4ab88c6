"""Addresses of the public form, its JSON twin, and the dashboard's leads."""

from django.urls import path

from leads import api
from leads.views import dashboard, public

app_name = "leads"

urlpatterns = [
    path("f/<slug:slug>/", public.form_page, name="form"),
    path("f/<slug:slug>/sent/<str:token>/", public.form_sent, name="form_sent"),
    path("api/v1/forms/<slug:slug>", api.form_api, name="api_form"),
    path("api/v1/forms/<slug:slug>/submissions", api.submissions_api, name="api_submissions"),
    path("o/<slug:organization>/leads/", dashboard.lead_list, name="list"),
    path("o/<slug:organization>/leads/<uuid:lead_id>/", dashboard.lead_page, name="lead"),
    path("o/<slug:organization>/leads/<uuid:lead_id>/status/", dashboard.lead_status, name="lead_status"),
    path("o/<slug:organization>/leads/<uuid:lead_id>/reply/", dashboard.lead_reply, name="lead_reply"),
]

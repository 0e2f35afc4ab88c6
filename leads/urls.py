"""Addresses of the public form, its JSON twin, and the dashboard's leads."""

from django.urls import path

from leads import api
from leads.views import (
    approvals,
    bulk,
    embed,
    exports,
    forms,
    leads,
    notifications,
    overview,
    public,
    replies,
    settings,
    work,
)

app_name = "leads"

urlpatterns = [
    path("f/<slug:slug>/", public.form_page, name="form"),
    path("f/<slug:slug>/sent/<str:token>/", public.form_sent, name="form_sent"),
    path("approve/<str:token>/", approvals.approval, name="approval"),
    path("api/v1/openapi.json", api.api_document, name="api_document"),
    path("api/v1/forms/<slug:slug>", api.form_api, name="api_form"),
    path("api/v1/forms/<slug:slug>/submissions", api.submissions_api, name="api_submissions"),
    path("e/<slug:slug>.js", embed.embed_script, name="embed"),
    path("o/<slug:organization>/overview/", overview.overview, name="overview"),
    path("o/<slug:organization>/settings/", settings.reply_settings, name="reply_settings"),
    path("o/<slug:organization>/notifications/", notifications.notifications, name="notifications"),
    path("o/<slug:organization>/notifications/phone/", notifications.phone_give, name="phone_give"),
    path("o/<slug:organization>/notifications/phone/confirm/", notifications.phone_confirm, name="phone_confirm"),
    path("o/<slug:organization>/notifications/phone/remove/", notifications.phone_remove, name="phone_remove"),
    path("o/<slug:organization>/forms/", forms.form_list, name="forms"),
    path("o/<slug:organization>/forms/<uuid:form_id>/sharing/", forms.form_sharing, name="form_sharing"),
    path("o/<slug:organization>/forms/<uuid:form_id>/qr.<str:kind>", forms.form_qr, name="form_qr"),
    path("o/<slug:organization>/leads/", leads.lead_list, name="list"),
    path("o/<slug:organization>/leads/leads.csv", exports.lead_export, name="export"),
    path("o/<slug:organization>/leads/bulk/", bulk.bulk_status, name="bulk"),
    path("o/<slug:organization>/leads/<uuid:lead_id>/", leads.lead_page, name="lead"),
    path("o/<slug:organization>/leads/<uuid:lead_id>/status/", work.lead_status, name="lead_status"),
    path("o/<slug:organization>/leads/<uuid:lead_id>/assign/", work.lead_assign, name="lead_assign"),
    path("o/<slug:organization>/leads/<uuid:lead_id>/note/", work.lead_note, name="lead_note"),
    path("o/<slug:organization>/leads/<uuid:lead_id>/reply/", replies.lead_reply, name="lead_reply"),
    path("o/<slug:organization>/leads/<uuid:lead_id>/draft/send/", replies.lead_approve, name="lead_approve"),
    path("o/<slug:organization>/leads/<uuid:lead_id>/draft/discard/", replies.lead_discard, name="lead_discard"),
    path("o/<slug:organization>/leads/<uuid:lead_id>/not-spam/", work.lead_clear, name="lead_clear"),
    path("o/<slug:organization>/leads/<uuid:lead_id>/spam/", work.lead_spam, name="lead_spam"),
]

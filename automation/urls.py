"""Addresses of the dashboard's pages for work that needs a person."""

from django.urls import path

from automation.views import bulk, dead_letters, escalations, work

app_name = "automation"

urlpatterns = [
    path("o/<slug:organization>/escalations/", escalations.escalation_list, name="escalations"),
    path("o/<slug:organization>/escalations/<uuid:escalation_id>/", escalations.escalation_page, name="escalation"),
    path("o/<slug:organization>/escalations/<uuid:escalation_id>/assign/", work.assign, name="assign"),
    path("o/<slug:organization>/escalations/<uuid:escalation_id>/comment/", work.comment, name="comment"),
    path("o/<slug:organization>/escalations/<uuid:escalation_id>/resolve/", work.resolve, name="resolve"),
    path("o/<slug:organization>/escalations/<uuid:escalation_id>/retry/", work.retry, name="escalation_retry"),
    path("o/<slug:organization>/escalations/<uuid:escalation_id>/dismiss/", work.dismiss, name="escalation_dismiss"),
    path("o/<slug:organization>/dead-letters/", dead_letters.dead_letter_list, name="dead_letters"),
    path("o/<slug:organization>/dead-letters/bulk/retry/", bulk.bulk_retry, name="bulk_retry"),
    path("o/<slug:organization>/dead-letters/bulk/dismiss/", bulk.bulk_dismiss, name="bulk_dismiss"),
    path("o/<slug:organization>/dead-letters/<uuid:job_id>/", dead_letters.dead_letter_page, name="dead_letter"),
    path("o/<slug:organization>/dead-letters/<uuid:job_id>/retry/", dead_letters.retry, name="retry"),
    path("o/<slug:organization>/dead-letters/<uuid:job_id>/dismiss/", dead_letters.dismiss, name="dismiss"),
]

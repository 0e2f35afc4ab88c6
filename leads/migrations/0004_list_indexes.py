from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import CASCADE, SET_NULL, Q

from tenants.models.base import TenantForeignKey

_NEWEST = ["organization", "-created_at", "-id"]


class Migration(migrations.Migration):
    # Leads come in while the indexes are made.
    atomic = False
    dependencies = [("leads", "0003_search"), ("messaging", "0004_texts"), ("tenants", "0005_backups")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY lead_search ON leads_lead USING gin (search)",
            "DROP INDEX CONCURRENTLY lead_search",
        ),
        AddIndexConcurrently(
            model_name="lead",
            index=models.Index(
                condition=Q(("communication__in", ["ai_replied", "owner_replied"]), ("suspicion__in", ("", "cleared"))),
                fields=_NEWEST,
                name="lead_answered",
            ),
        ),
        AddIndexConcurrently(
            model_name="lead",
            index=models.Index(
                condition=Q(("status__in", ["lost", "archived"]), ("suspicion__in", ("", "cleared"))),
                fields=_NEWEST,
                name="lead_given_up",
            ),
        ),
        AddIndexConcurrently(
            model_name="lead",
            index=models.Index(
                condition=Q(("urgency", ""), _negated=True),
                fields=["organization", "urgency", "-created_at", "-id"],
                name="lead_by_urgency",
            ),
        ),
        AddIndexConcurrently(
            model_name="lead",
            index=models.Index(fields=["organization", "form", "-created_at", "-id"], name="lead_by_form"),
        ),
        AddIndexConcurrently(
            model_name="lead",
            index=models.Index(fields=["organization", "assigned_to", "-created_at", "-id"], name="lead_by_member"),
        ),
        # Each of the three single-column indexes goes: one that begins with the organization does its work.
        migrations.AlterField(
            model_name="lead",
            name="assigned_to",
            field=TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=SET_NULL,
                related_name="+",
                to="tenants.membership",
            ),
        ),
        migrations.AlterField(
            model_name="lead",
            name="contact",
            field=TenantForeignKey(
                db_constraint=False, db_index=False, on_delete=CASCADE, related_name="leads", to="messaging.contact"
            ),
        ),
        migrations.AlterField(
            model_name="lead",
            name="form",
            field=TenantForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=SET_NULL,
                related_name="leads",
                to="leads.form",
            ),
        ),
    ]

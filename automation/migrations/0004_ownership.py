"""Owners that can be asked whether they live, outcomes that can be found out, and signs of life."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("automation", "0003_needs_attention")]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="job",
            name="owner_key",
            field=models.IntegerField(
                blank=True, help_text="The advisory lock of the process that runs it.", null=True
            ),
        ),
        migrations.AddField(
            model_name="job",
            name="left_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the present try was let out to a provider; empty: nothing left.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="job",
            name="reconcile_at",
            field=models.DateTimeField(
                blank=True, help_text="When the provider is asked what became of it; empty: a person is.", null=True
            ),
        ),
        migrations.AddField(
            model_name="job",
            name="uncertain_since",
            field=models.DateTimeField(
                blank=True,
                help_text="When the first try began that may have worked without our knowing.",
                null=True,
            ),
        ),
        migrations.RemoveIndex(model_name="job", name="job_unknown"),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(condition=models.Q(("state", "unknown")), fields=["reconcile_at"], name="job_unsettled"),
        ),
        migrations.RunSQL(
            "GRANT SELECT (reconcile_at) ON automation_job TO lw_dispatch",
            "REVOKE SELECT (reconcile_at) ON automation_job FROM lw_dispatch",
        ),
    ]

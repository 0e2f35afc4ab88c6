import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Forms are looked up meanwhile.
    atomic = False
    dependencies = [("tenants", "0005_backups")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="registryentry",
                    name="organization",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="tenants.organization",
                    ),
                ),
            ],
            # Nothing but the index: Django would make the foreign key anew, and check it, which nobody may for
            # all organizations.
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY tenants_registryentry_organization_id_3c066208",
                    "CREATE INDEX CONCURRENTLY tenants_registryentry_organization_id_3c066208"
                    " ON tenants_registryentry (organization_id)",
                ),
            ],
        ),
    ]

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Leads come in while the index is made.
    atomic = False
    dependencies = [("messaging", "0004_texts"), ("tenants", "0005_backups")]

    operations = [
        AddIndexConcurrently(
            model_name="run",
            index=models.Index(fields=["organization", "contact", "sequence"], name="run_of_contact"),
        ),
    ]

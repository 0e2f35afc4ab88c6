from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Jobs go on meanwhile.
    atomic = False
    dependencies = [("automation", "0004_ownership")]

    operations = [
        RemoveIndexConcurrently(model_name="job", name="job_leased"),
        AddIndexConcurrently(
            model_name="job",
            index=models.Index(condition=models.Q(("state", "running")), fields=["id"], name="job_leased"),
        ),
    ]

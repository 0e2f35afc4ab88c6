from django.db import migrations

from tenants.isolation import OpenToBackups


class Migration(migrations.Migration):
    dependencies = [("tenants", "0004_member_phones")]

    # The role itself is made by setup_database, which comes before migrate.
    operations = [OpenToBackups()]

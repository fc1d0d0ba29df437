"""A role that was held stays on record: the database refuses to delete a grant."""

from django.db import migrations

from parindex.kernel.triggers import refuse


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [refuse("people_rolegrant", ["DELETE"], "a role grant is revoked, never deleted")]

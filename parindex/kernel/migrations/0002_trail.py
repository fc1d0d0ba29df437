"""The trail is append-only: the database refuses every other change. The cache's table comes with it."""

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from parindex.kernel.triggers import refuse


def make_cache_table(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        refuse("kernel_auditevent", ["UPDATE", "DELETE", "TRUNCATE"], "the audit trail is append-only"),
        refuse("kernel_audithead", ["DELETE", "TRUNCATE"], "the audit trail keeps its head"),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]

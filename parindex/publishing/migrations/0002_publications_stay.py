"""A publication is cancelled before its time or stands for ever: the database refuses anything else."""

from django.db import migrations

from parindex.kernel.triggers import refuse

FACTS = (
    *("round_id", "run_id", "number", "publish_at", "decision", "correction", "package_id", "package_sha256"),
    *("scheduled_at", "scheduled_by_id"),
)


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]

    operations = [
        refuse(
            "publishing_publication",
            ["UPDATE"],
            "a publication stands as it was made",
            when="OLD.cancelled_at IS NOT NULL OR " + " OR ".join(f"OLD.{name} <> NEW.{name}" for name in FACTS),
        ),
        refuse("publishing_publication", ["DELETE"], "a publication stands as it was made"),
    ]

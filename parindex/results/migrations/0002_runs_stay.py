"""A run never changes but for its approval: the database refuses."""

from django.db import migrations

from parindex.kernel.triggers import refuse

FACTS = (
    *(
        "round_id",
        "set_version_id",
        "number",
        "kind",
        "note",
        "input_file_id",
        "input_sha256",
        "result_file_id",
        "result_sha256",
    ),
    *("engine_version", "program_version", "held_survey", "missing", "computed_at"),
)


class Migration(migrations.Migration):
    dependencies = [("results", "0001_initial")]

    operations = [
        refuse(
            "results_run",
            ["UPDATE"],
            "a run stays as it was computed",
            when="OLD.state = 'approved' OR " + " OR ".join(f"OLD.{name} <> NEW.{name}" for name in FACTS),
        ),
        refuse("results_run", ["DELETE"], "a run is never deleted"),
        refuse("results_standing", ["UPDATE", "DELETE"], "a run stays as it was computed"),
    ]

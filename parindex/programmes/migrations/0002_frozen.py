"""What the database itself refuses: units that come or go once a round has started, decisions that vanish, a closed
round that changes."""

from django.db import migrations

from parindex.kernel.triggers import refuse

# ruff: noqa: S608 - the names put into the SQL are the constants below

ROUND = "programmes_round"
STARTED = f"EXISTS (SELECT 1 FROM {ROUND} r WHERE r.id = ROW.round_id AND r.state <> 'prepared')"
FACTS = ["programme_id", "organiser_id", "tier_id"]
CHANGED = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in FACTS)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]

    operations = [
        refuse(
            ROUND,
            ["UPDATE"],
            "a round keeps its programme, organiser and tier, and a closed one stays as it is",
            when=f"({CHANGED}) OR OLD.state = 'closed' OR (OLD.state = 'running' AND NEW.state = 'prepared')",
        ),
        refuse(ROUND, ["DELETE"], "a round that was started stays", when="OLD.state <> 'prepared'"),
        refuse("programmes_participant", ["INSERT", "DELETE"], "the units of a started round stand fast", when=STARTED),
        refuse(
            "programmes_participant",
            ["UPDATE"],
            "a participant keeps its round and unit",
            when="OLD.round_id <> NEW.round_id OR OLD.unit_id <> NEW.unit_id",
        ),
        refuse("programmes_extension", ["DELETE", "TRUNCATE"], "an extension is revoked, never deleted"),
        refuse("programmes_exclusion", ["DELETE", "TRUNCATE"], "an exclusion is withdrawn, never deleted"),
        refuse(
            "programmes_extension",
            ["UPDATE"],
            "an extension can only be revoked, once",
            when="OLD.revoked_at IS NOT NULL OR OLD.until <> NEW.until OR OLD.kind <> NEW.kind "
            "OR OLD.reason <> NEW.reason OR OLD.participant_id <> NEW.participant_id",
        ),
        refuse(
            "programmes_exclusion",
            ["UPDATE"],
            "an exclusion can only be withdrawn, once",
            when="OLD.withdrawn_at IS NOT NULL OR OLD.node_code <> NEW.node_code OR OLD.decision <> NEW.decision "
            "OR OLD.reason <> NEW.reason OR OLD.participant_id <> NEW.participant_id",
        ),
    ]

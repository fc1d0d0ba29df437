"""A unit that was succeeded is not in force any more: the database keeps its last day before its successors' first.

The actions say more: one day, one decision and one tier for all successors of a unit.
"""

from django.db import migrations

from parindex.kernel.triggers import refuse

ENDED = "a unit ends before its successors begin"


class Migration(migrations.Migration):
    dependencies = [("people", "0003_unit_codes_whatever_case")]

    operations = [
        refuse(
            "people_unit",
            ["UPDATE"],
            ENDED,
            when="EXISTS (SELECT 1 FROM people_succession WHERE unit_id = NEW.id "
            'AND (NEW.to_on IS NULL OR "on" <= NEW.to_on))',
        ),
        refuse(
            "people_succession",
            ["INSERT", "UPDATE"],
            ENDED,
            when='EXISTS (SELECT 1 FROM people_unit WHERE id = NEW.unit_id AND (to_on IS NULL OR to_on >= NEW."on"))',
        ),
    ]

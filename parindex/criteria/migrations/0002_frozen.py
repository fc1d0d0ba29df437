"""Issued means frozen: the database itself refuses to change what was issued."""

from django.db import migrations

from parindex.kernel.triggers import refuse

# ruff: noqa: S608 - the names put into the SQL are the three below

SET = "criteria_criteriaset"
VERSION = "criteria_criteriasetversion"
NODE = "criteria_node"

SET_FACTS = ["owner_id", "code", "tier_id", "year", "illustration"]
VERSION_FACTS = [
    "id",
    "criteria_set_id",
    "number",
    "based_on_id",
    "title",
    "title_en",
    "decision_number",
    "decision_on",
    "period_from",
    "period_to",
    "policy",
    "bonus",
    "penalty",
    "change_note",
    "created_at",
    "created_by_id",
    "issued_at",
    "issued_by_id",
    "document",
    "sha256",
]


def any_changes(columns: list[str]) -> str:
    """An SQL condition: one of the columns gets another value (null is a value)."""
    return " OR ".join(f"OLD.{c} <> NEW.{c} OR (OLD.{c} IS NULL) <> (NEW.{c} IS NULL)" for c in columns)


class Migration(migrations.Migration):
    dependencies = [("criteria", "0001_initial")]

    operations = [
        refuse(
            SET,
            ["UPDATE"],
            "an issued criteria set keeps its code, tier, year and organiser",
            when=f"({any_changes(SET_FACTS)}) AND EXISTS (SELECT 1 FROM {VERSION} v WHERE v.criteria_set_id = OLD.id "
            "AND v.state IN ('issued', 'withdrawn'))",
        ),
        # A version leaves the state of draft once and for all; an issued one can only be withdrawn.
        refuse(
            VERSION,
            ["UPDATE"],
            "an issued version of a criteria set is frozen",
            when=f"OLD.state <> 'draft' AND ({any_changes(VERSION_FACTS)} "
            "OR NOT (NEW.state = OLD.state OR (OLD.state = 'issued' AND NEW.state = 'withdrawn')) "
            "OR (OLD.state = 'withdrawn' AND (OLD.withdrawn_at <> NEW.withdrawn_at "
            "OR OLD.withdrawn_by_id <> NEW.withdrawn_by_id OR OLD.withdrawal_reason <> NEW.withdrawal_reason)))",
        ),
        refuse(VERSION, ["DELETE"], "an issued version of a criteria set stays", when="OLD.state <> 'draft'"),
        refuse(VERSION, ["TRUNCATE"], "an issued version of a criteria set stays"),
        refuse(
            NODE,
            ["INSERT", "DELETE"],
            "the nodes of an issued criteria set are frozen",
            when=f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = ROW.set_version_id AND v.state <> 'draft')",
        ),
        refuse(
            NODE,
            ["UPDATE"],
            "the nodes of an issued criteria set are frozen",
            when=f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id IN (OLD.set_version_id, NEW.set_version_id) "
            "AND v.state <> 'draft')",
        ),
        refuse(NODE, ["TRUNCATE"], "the nodes of an issued criteria set are frozen"),
    ]

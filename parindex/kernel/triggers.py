"""Refusals that the database itself makes, on SQLite and on PostgreSQL, as migration operations."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps


def refuse(table: str, operations: Sequence[str], message: str, *, when: str = "") -> RunPython:
    """A migration operation: ``table`` refuses each of ``operations`` with ``message``.

    :param operations: of ``INSERT``, ``UPDATE``, ``DELETE`` and ``TRUNCATE`` (the last exists on PostgreSQL only).
    :param when: an SQL condition on ``OLD`` and ``NEW`` that both databases understand; empty refuses always.
        In it ``ROW`` stands for the row as it was (``OLD``), and for a row to be inserted for ``NEW``.
    """

    def condition(operation: str) -> str:
        return when.replace("ROW.", "NEW." if operation == "INSERT" else "OLD.")

    def name(operation: str) -> str:
        return f"{table}_refuses_{operation.lower()}"

    def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            for operation in operations:
                if operation != "TRUNCATE":
                    guard = f"WHEN {condition(operation)}" if when else ""
                    editor.execute(
                        f"CREATE TRIGGER {name(operation)} BEFORE {operation} ON {table} FOR EACH ROW {guard} "
                        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
                    )
            return
        for operation in operations:
            body = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"
            if when and operation != "TRUNCATE":
                passes = "OLD" if operation == "DELETE" else "NEW"
                body = f"IF {condition(operation)} THEN {body} END IF; RETURN {passes};"
            editor.execute(
                f"CREATE FUNCTION {name(operation)}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
            )
            level = "STATEMENT" if operation == "TRUNCATE" else "ROW"
            editor.execute(
                f"CREATE TRIGGER {name(operation)} BEFORE {operation} ON {table} "
                f"FOR EACH {level} EXECUTE FUNCTION {name(operation)}()"
            )

    def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            for operation in operations:
                editor.execute(f"DROP TRIGGER IF EXISTS {name(operation)}")
            return
        for operation in operations:
            editor.execute(f"DROP FUNCTION IF EXISTS {name(operation)} CASCADE")

    return RunPython(make, drop)

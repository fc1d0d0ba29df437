"""What actions share: reading a row under its lock, refusing a stale version, writing what changed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, models
from django.utils.translation import gettext as _

from parindex.kernel.trail import Fact
from parindex.kernel.verdicts import Refused, Stale

#: Rows written by one statement.
_BATCH = 500


def locked[M: models.Model](thing: M) -> M:
    """The row as it is now, locked until the transaction ends.

    Rows that refer to it may be written meanwhile: PostgreSQL looks at the row for each of them when their transaction
    ends, which then holds the trail's head, and a lock on the key as well would let both wait for each other.
    """
    manager: models.Manager[M] = thing.__class__._default_manager
    return manager.select_for_update(no_key=True).get(pk=thing.pk)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """:raises Refused: somebody took the same code, name or place in the same moment; the database kept one of both."""
    try:
        yield
    except IntegrityError as error:
        raise Refused(
            _("Somebody else has just saved the same thing. Look again, then repeat only what is still missing.")
        ) from error


def fact(value: Any) -> Fact:
    """A field's value as the trail keeps it: never a float, structures as JSON text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, models.Model):
        code = getattr(value, "code", "")
        return f"{code} {value}".strip()
    return value.isoformat() if isinstance(value, date) else str(value)


def differing(row: models.Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """Of ``values`` those that differ from what the row holds."""
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def differences(row: models.Model, values: Mapping[str, Any]) -> dict[str, Fact]:
    """Facts for the trail, ``{field: [before, after]}``; to be taken before the row is changed."""
    return {name: [fact(getattr(row, name)), fact(value)] for name, value in values.items()}


def demand_fresh(
    row: models.Model, version: int | None, wanted: Mapping[str, Any], *, current: Mapping[str, Any] | None = None
) -> None:
    """:param version: the version of ``row`` that the user read; None does not compare.
    :param wanted: the values that differ, as they are to become.
    :param current: the same values as they stand now; the row's own columns if None.
    :raises Stale: somebody saved the row since it was read; carries both.
    """
    at_present: int = row.version  # type: ignore[attr-defined]
    if version is None or version == at_present:
        return
    raise Stale(
        _("Somebody else has changed this in the meantime. Compare, then save again or leave it as it is."),
        current={name: getattr(row, name) for name in wanted} if current is None else current,
        yours=wanted,
        version=at_present,
    )


def put(row: models.Model, wanted: Mapping[str, Any]) -> None:
    """Saves the values and counts the row's version up."""
    for name, value in wanted.items():
        setattr(row, name, value)
    row.version += 1  # type: ignore[attr-defined]
    row.save()


def write(row: models.Model, values: Mapping[str, Any], *, version: int | None = None) -> dict[str, Fact]:
    """Sets ``values`` on a locked row and saves what differs; returns ``{field: [before, after]}``.

    :param version: the version that the user read; None does not compare.
    :raises Stale: somebody else saved in between, and what they left differs from ``values``.
    """
    wanted = differing(row, values)
    facts = differences(row, wanted)
    if wanted:
        demand_fresh(row, version, wanted)
        put(row, wanted)
    return facts


def put_many[M: models.Model](rows: Sequence[M], columns: Sequence[str]) -> None:
    """Saves ``columns`` of many locked rows in one statement. The rows are there: it inserts none.

    Django's ``bulk_update`` writes a case for each row and column, which takes ten times as long.
    """
    if rows:
        manager: models.Manager[M] = rows[0].__class__._default_manager
        manager.bulk_create(
            rows, batch_size=_BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=list(columns)
        )

"""The audit trail: written in the transaction of the change, append-only, hash-chained, and verified here.

Logic never reads the trail; people, notices and verification do.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Protocol

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from parindex.kernel.models import AuditEvent, AuditHead

type Fact = str | int | bool | list[Fact] | dict[str, Fact] | None


class Actor(Protocol):
    """Whoever acts: an account, by number and by name."""

    @property
    def pk(self) -> int: ...

    def __str__(self) -> str: ...


#: Who acts when nobody does: a job, an import from the command line.
PROGRAM = "parindex"
#: Events written by one statement: an import tells of tens of thousands.
_BATCH = 500

_pending: ContextVar[list[AuditEvent] | None] = ContextVar("pending audit events", default=None)


@contextmanager
def changing() -> Iterator[None]:
    """All or nothing: what happens inside is one transaction, and its events join the chain at its end.

    The head of the chain is locked last and shortly, so that concurrent transactions wait for each other only there.
    """
    outer = _pending.get()
    if outer is not None:
        told = len(outer)
        try:
            with transaction.atomic():
                yield
        except BaseException:
            # The savepoint took the changes back: the trail must not tell of them if the outer action goes on.
            del outer[told:]
            raise
        return
    token = _pending.set([])
    try:
        with transaction.atomic():
            yield
            _append(_pending.get() or [])
    finally:
        _pending.reset(token)


def under_way() -> bool:
    """Whether an action is running: what it checks must be read inside its transaction."""
    return _pending.get() is not None


def action[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Marks a function of ``actions.py``: one transaction with its audit events, all or nothing."""

    @wraps(function)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        with changing():
            return function(*args, **kwargs)

    whole.is_action = True  # type: ignore[attr-defined]
    return whole


def record(
    name: str,
    subject: models.Model,
    *,
    by: Actor | None,
    at: datetime,
    note: str = "",
    facts: Mapping[str, Fact] | None = None,
) -> None:
    """Adds one event to the trail, as part of the action under way.

    :param name: what was done, ``app.past_participle`` (``criteria.issued``).
    :param by: who did it; None for the program itself.
    :param at: server time, aware.
    :param facts: what changed, as strings, whole numbers, booleans and null; never a float, never a secret.
    :raises RuntimeError: outside an action, where the event could outlive a change that was rolled back.
    """
    pending = _pending.get()
    if pending is None:
        raise RuntimeError("record() belongs inside an action")
    pending.append(
        AuditEvent(
            at=at,
            actor_id=by.pk if by else None,
            actor_name=(str(by) if by else PROGRAM)[:250],
            action=name,
            subject_kind=subject._meta.label_lower,
            subject_id=str(subject.pk),
            subject_name=str(subject)[:500],
            note=note,
            facts=dict(facts or {}),
        )
    )


def _append(events: list[AuditEvent]) -> None:
    if not events:
        return
    head = AuditHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        AuditHead.objects.bulk_create([AuditHead(id=1)], ignore_conflicts=True)
        head = AuditHead.objects.select_for_update().get(pk=1)
    for event in events:
        head.sequence += 1
        event.sequence = head.sequence
        event.previous_hash = head.hash
        event.hash = head.hash = hash_of(event)
    AuditEvent.objects.bulk_create(events, batch_size=_BATCH)
    head.save(update_fields=["sequence", "hash"])


def hash_of(event: AuditEvent) -> str:
    """SHA-256 (hexadecimal) of the event's content as canonical JSON, the previous event's hash included."""
    content = {
        "sequence": event.sequence,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_id": event.actor_id,
        "actor_name": event.actor_name,
        "action": event.action,
        "subject_kind": event.subject_kind,
        "subject_id": event.subject_id,
        "subject_name": event.subject_name,
        "note": event.note,
        "facts": event.facts,
        "previous_hash": event.previous_hash,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def about(kind: str, rows: models.QuerySet[Any]) -> models.Q:
    """Condition on events: about one of ``rows``, which stay in the database however many they are.

    :param kind: the rows' kind as the trail names it (``people.unit``).
    """
    return models.Q(subject_kind=kind, subject_id__in=rows.order_by().values_list(_AsText("pk")))


class _AsText(models.Func):
    """A row's key as the trail writes it: SQLite keeps a UUID without its dashes."""

    template = "CAST(%(expressions)s AS VARCHAR)"
    output_field = models.CharField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        if isinstance(self.source_expressions[0].output_field, models.UUIDField):
            parts = [f"SUBSTR(%(expressions)s, {start}, {size})" for start, size in _UUID_PARTS]
            context["template"] = " || '-' || ".join(parts)
        return self.as_sql(compiler, connection, **context)


_UUID_PARTS = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))


#: What reading a damaged row raises: a time, number or JSON text that is none.
UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError, ArithmeticError)


def readable[M: models.Model](rows: models.QuerySet[M]) -> Iterator[tuple[Any, M | None]]:
    """``rows`` by their key, a thousand at a time; None for one whose damage keeps it from being read at all.

    For verification: somebody who can write to the database can also write what no program reads.
    """
    rows = rows.order_by("pk")
    after: Any = None
    while True:
        waiting = (rows if after is None else rows.filter(pk__gt=after))[:1000]
        try:
            found: list[tuple[Any, M | None]] = [(row.pk, row) for row in waiting]
        except UNREADABLE:
            found = [(key, _read(rows, key)) for key in waiting.values_list("pk", flat=True)]
        yield from found
        if len(found) < 1000:
            return
        after = found[-1][0]


def _read[M: models.Model](rows: models.QuerySet[M], key: Any) -> M | None:
    try:
        return rows.filter(pk=key).first()
    except UNREADABLE:
        return None


def _is_whole(event: AuditEvent) -> bool:
    try:
        return event.hash == hash_of(event)
    except UNREADABLE:
        return False


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold: the event's sequence number and what is wrong with it."""

    sequence: int
    fault: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the whole chain found: how many events, the last hash, and the first break, if any."""

    events: int
    last_hash: str
    first_break: Break | None


def verify(*, anchor: tuple[int, str] | None = None) -> Verification:
    """Recomputes the whole chain, a thousand events at a time.

    :param anchor: sequence and hash noted down at an earlier check, outside the database: who can rewrite the whole
        table and its head still can't make this one agree.
    """
    previous, expected = "", 1
    for sequence, event in readable(AuditEvent.objects.all()):
        if sequence != expected:
            return Verification(expected - 1, previous, Break(expected, "missing"))
        if event is None:
            return Verification(expected - 1, previous, Break(expected, "content changed"))
        if event.previous_hash != previous:
            return Verification(expected - 1, previous, Break(expected, "does not follow the event before it"))
        if not _is_whole(event):
            return Verification(expected - 1, previous, Break(expected, "content changed"))
        if anchor and anchor[0] == event.sequence and anchor[1] != event.hash:
            return Verification(expected - 1, previous, Break(expected, "differs from the anchor"))
        previous, expected = event.hash, expected + 1
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    if (head.sequence, head.hash) != (expected - 1, previous):
        return Verification(expected - 1, previous, Break(expected, "missing at the end of the chain"))
    if anchor and anchor[0] >= expected:
        return Verification(expected - 1, previous, Break(expected, "missing: the anchor names a later event"))
    return Verification(expected - 1, previous, None)

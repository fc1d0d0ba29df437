"""The trail as an outbox: consumers read it in order, each with a cursor of its own, and never miss an event.

An app registers its consumers when it starts (``AppConfig.ready``); every worker asks them in turn. An event is handled
in one transaction with the cursor's step, so that what a handler writes or enqueues happens exactly once; what leaves
the database (mail) is enqueued as a job.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction

from parindex.kernel.models import AuditEvent, OutboxCursor


@dataclass(frozen=True, slots=True)
class Consumer:
    """Who reads the trail: a lasting name, the actions that concern it, and what it does with such an event."""

    name: str
    actions: frozenset[str]
    handle: Callable[[AuditEvent], None]


_consumers: dict[str, Consumer] = {}


def register(consumer: Consumer) -> None:
    """Makes a consumer known to the workers of this installation."""
    _consumers[consumer.name] = consumer


def consumers() -> Iterable[Consumer]:
    """Everybody who reads the trail in this installation."""
    return _consumers.values()


def deliver(consumer: Consumer, *, limit: int = 200) -> int:
    """Hands the next events to ``consumer``, in order, and moves its cursor; returns how many were read.

    Two workers never deliver to one consumer at once: the cursor's row is locked. A handler that raises leaves the
    cursor where it was.
    """
    OutboxCursor.objects.bulk_create([OutboxCursor(consumer=consumer.name)], ignore_conflicts=True)
    with transaction.atomic():
        cursor = OutboxCursor.objects.select_for_update().get(pk=consumer.name)
        events = list(AuditEvent.objects.filter(sequence__gt=cursor.sequence).order_by("sequence")[:limit])
        for event in events:
            if event.action in consumer.actions:
                consumer.handle(event)
        if events:
            cursor.sequence = events[-1].sequence
            cursor.save(update_fields=["sequence"])
    return len(events)

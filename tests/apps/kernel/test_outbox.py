"""The trail as an outbox: in order, from where the reader stopped, and nothing lost when a handler fails."""

from datetime import datetime

import pytest

from parindex.kernel import outbox, trail
from parindex.kernel.models import AuditEvent, OutboxCursor
from parindex.people.models import Tier

pytestmark = pytest.mark.django_db


@trail.action
def note(name: str, *, at: datetime) -> None:
    tier, _ = Tier.objects.get_or_create(code="commune", defaults={"title": "xã"})
    trail.record(name, tier, by=None, at=at)


def test_each_reader_reads_on_from_where_it_stopped(now: datetime) -> None:
    seen: list[int] = []
    reader = outbox.Consumer("test", frozenset({"people.a"}), lambda event: seen.append(event.sequence))
    for name in ("people.a", "people.b", "people.a"):
        note(name, at=now)
    assert outbox.deliver(reader) == 3
    note("people.a", at=now)
    assert outbox.deliver(reader) == 1
    assert outbox.deliver(reader) == 0
    assert seen == [1, 3, 4]


def test_a_handler_that_fails_is_asked_again(now: datetime) -> None:
    seen: list[int] = []

    def handle(event: AuditEvent) -> None:
        seen.append(event.sequence)
        if len(seen) == 2:
            raise ConnectionError

    reader = outbox.Consumer("test", frozenset({"people.a"}), handle)
    note("people.a", at=now)
    note("people.a", at=now)
    with pytest.raises(ConnectionError):
        outbox.deliver(reader)
    assert OutboxCursor.objects.get().sequence == 0
    assert outbox.deliver(reader) == 2
    assert seen == [1, 2, 1, 2]

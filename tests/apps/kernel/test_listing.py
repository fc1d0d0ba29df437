"""Lists sort alike on both databases, whatever is empty."""

from datetime import UTC, datetime, timedelta

import pytest

from parindex.kernel.enums import JobStatus
from parindex.kernel.listing import ordered
from parindex.kernel.models import Job

SORTS = {"name": ["task", "id"], "done": ["-finished_at", "task"]}


@pytest.fixture
def jobs(db: None, now: datetime) -> None:
    for task, minutes in [("a", 1), ("b", None), ("c", 3)]:
        at = None if minutes is None else datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
        status = JobStatus.READY if at is None else JobStatus.SUCCESSFUL
        Job.objects.create(
            task=task, arguments={}, queue="default", status=status, run_after=now, enqueued_at=now, finished_at=at
        )


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", "abc"),
        ("-name", "cba"),
        # The latest first as the table says, turned round by the sign; what has not finished stands last either way.
        ("done", "cab"),
        ("-done", "acb"),
        ("nonsense", "cba"),
        ("", "cba"),
    ],
)
def test_sorted_either_way_with_the_empty_last(jobs: None, sort: str, expected: str) -> None:
    assert "".join(Job.objects.order_by(*ordered(sort, SORTS, "-name")).values_list("task", flat=True)) == expected

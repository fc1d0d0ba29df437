"""Jobs survive their worker: lease, retry with back-off, an end after five attempts; no job twice at once."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import close_old_connections, connection, transaction
from django.tasks import TaskResultStatus

from parindex.kernel import jobs
from parindex.kernel.enums import JobStatus
from parindex.kernel.models import Job
from tests.apps.kernel import tasks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_lease_keeper(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lease keeper's thread sees nothing of a test's open transaction."""
    monkeypatch.setattr(jobs, "LEASE", timedelta(hours=1))


@pytest.fixture(autouse=True)
def calls() -> list[object]:
    tasks.calls.clear()
    return tasks.calls


def due(job: Job) -> datetime:
    return job.run_after


def take(at: datetime) -> Job:
    job = jobs.claim("w", at=at)
    assert job is not None
    return job


def test_runs_and_keeps_its_result() -> None:
    result = tasks.add.enqueue(2, 3)
    job = take(result.enqueued_at)
    jobs.run(job, worker="w")
    result.refresh()
    assert (result.status, result.return_value) == (TaskResultStatus.SUCCESSFUL, 5)


def test_is_enqueued_only_with_the_change_that_asks_for_it() -> None:
    def ask_and_break() -> None:
        with transaction.atomic():
            tasks.add.enqueue(1, 1)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        ask_and_break()
    assert not Job.objects.exists()


def test_one_job_has_one_worker() -> None:
    at = tasks.add.enqueue(2, 3).enqueued_at
    take(at)
    assert jobs.claim("other", at=at) is None


def test_a_dead_workers_job_is_taken_up_again_and_the_dead_one_writes_nothing(calls: list[object]) -> None:
    at = tasks.add.enqueue(2, 3).enqueued_at
    first = take(at)
    later = at + jobs.LEASE + timedelta(seconds=1)
    second = jobs.claim("other", at=later)
    assert second is not None
    assert second.attempts == 2
    jobs.run(first, worker="w")
    assert Job.objects.get().status == JobStatus.RUNNING
    jobs.run(second, worker="other")
    assert Job.objects.get().status == JobStatus.SUCCESSFUL
    assert calls == [(2, 3), (2, 3)]


def test_fails_five_times_later_each_time_and_keeps_its_error() -> None:
    at = tasks.fail.enqueue().enqueued_at
    pauses = []
    for _attempt in range(jobs.ATTEMPTS):
        jobs.run(take(at), worker="w", clock=lambda at=at: at)
        job = Job.objects.get()
        pauses.append(due(job) - at)
        at = max(at, due(job))
    assert job.status == JobStatus.FAILED
    assert "no luck" in job.error
    assert pauses[:4] == [timedelta(seconds=s) for s in (2, 4, 8, 16)]
    assert jobs.claim("w", at=at + timedelta(days=1)) is None


def test_a_job_that_kills_its_worker_is_given_up() -> None:
    at = tasks.add.enqueue(1, 1).enqueued_at
    for _attempt in range(jobs.ATTEMPTS):
        take(at)
        at += jobs.LEASE + timedelta(seconds=1)
    assert jobs.claim("w", at=at) is None
    assert Job.objects.get().status == JobStatus.FAILED


def test_progress_is_visible_and_the_context_knows_the_attempt() -> None:
    result = tasks.count.enqueue(3)
    jobs.run(take(result.enqueued_at), worker="w")
    job = Job.objects.get()
    assert (job.done, job.total, job.result) == (3, 3, 1)


def test_waits_for_its_time() -> None:
    from django.utils import timezone

    later = timezone.now() + timedelta(hours=1)
    tasks.add.using(run_after=later).enqueue(1, 1)
    assert jobs.claim("w", at=later - timedelta(seconds=1)) is None
    assert take(later)


def test_finished_jobs_are_forgotten_and_failed_ones_stay() -> None:
    at = tasks.add.enqueue(1, 1).enqueued_at
    jobs.run(take(at), worker="w", clock=lambda: at)
    assert jobs.forget_finished(before=at + timedelta(seconds=1)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_postgresql")
def test_eight_workers_share_forty_jobs_without_doing_one_twice() -> None:
    for number in range(40):
        tasks.add.enqueue(number, 0)
    at = Job.objects.order_by("-run_after").values_list("run_after", flat=True)[0]
    taken: list[object] = []

    def work(name: str) -> None:
        try:
            while (job := jobs.claim(name, at=at)) is not None:
                taken.append(job.pk)
                jobs.run(job, worker=name)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    close_old_connections()
    assert len(taken) == len(set(taken)) == 40
    assert Job.objects.filter(status=JobStatus.SUCCESSFUL, attempts=1).count() == 40

"""Background work on Django's tasks API, kept as rows in the database: lease, retry, back-off. No broker.

    @task(takes_context=True)
    def send_invitations(context, account_ids): ...

    send_invitations.enqueue([1, 2, 3])      # a row, in the transaction that asks for it

``parindex worker`` runs them; any number of workers may run at once. A job whose worker died is taken up again when its
lease has run out, so that what it does must be safe to repeat.
"""

import logging
import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from traceback import format_exc
from typing import Any

from django.db import close_old_connections, connection, transaction
from django.db.models import Q
from django.tasks import TaskResult, TaskResultStatus
from django.tasks.backends.base import BaseTaskBackend
from django.tasks.base import Task, TaskContext, TaskError
from django.tasks.exceptions import TaskResultDoesNotExist
from django.utils import timezone
from django.utils.json import normalize_json
from django.utils.module_loading import import_string

from parindex.kernel.enums import JobStatus
from parindex.kernel.models import Job

logger = logging.getLogger(__name__)

# Evaluated only by the type checker: these classes take no arguments at run time.
type AnyTask = Task[..., Any]
type AnyTaskResult = TaskResult[..., Any]
type AnyTaskContext = TaskContext[..., Any]

LEASE = timedelta(seconds=60)
ATTEMPTS = 5


class DatabaseBackend(BaseTaskBackend):
    """Django's tasks as rows of :class:`Job`."""

    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(  # type: ignore[override]
        self, task: AnyTask, args: list[Any], kwargs: dict[str, Any]
    ) -> AnyTaskResult:
        self.validate_task(task)
        now = timezone.now()
        job = Job.objects.create(
            task=task.module_path,
            arguments=normalize_json({"args": list(args), "kwargs": kwargs}),
            queue=task.queue_name,
            priority=task.priority,
            run_after=task.run_after or now,
            enqueued_at=now,
        )
        return _result(job, task, self.alias)

    def get_result(self, result_id: str) -> AnyTaskResult:
        try:
            job = Job.objects.get(pk=uuid.UUID(str(result_id)))
        except (Job.DoesNotExist, ValueError) as error:
            raise TaskResultDoesNotExist(result_id) from error
        return _result(job, import_string(job.task), self.alias)


def _result(job: Job, task: AnyTask, backend: str) -> AnyTaskResult:
    result: AnyTaskResult = TaskResult(
        task=task,
        id=str(job.pk),
        status=TaskResultStatus(job.status),
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=job.arguments["args"],
        kwargs=job.arguments["kwargs"],
        backend=backend,
        errors=[TaskError(exception_class_path="builtins.Exception", traceback=job.error)] if job.error else [],
        worker_ids=[job.worker] * job.attempts,
    )
    object.__setattr__(result, "_return_value", job.result)
    return result


def progress(context: AnyTaskContext, done: int, total: int) -> None:
    """Says how far the job is, for the page that shows it."""
    Job.objects.filter(pk=context.task_result.id).update(done=done, total=total)


def claim(worker: str, *, at: datetime) -> Job | None:
    """Takes the next job that is due, or one whose worker let its lease run out; None if there is none."""
    due = Q(status=JobStatus.READY, run_after__lte=at) | Q(status=JobStatus.RUNNING, lease_until__lt=at)
    while True:
        with transaction.atomic():
            waiting = Job.objects.filter(due).order_by("-priority", "run_after", "id")
            if connection.features.has_select_for_update_skip_locked:
                waiting = waiting.select_for_update(skip_locked=True)
            job = waiting.first()
            if job is None:
                return None
            if job.attempts < ATTEMPTS:
                job.status, job.worker, job.lease_until = JobStatus.RUNNING, worker, at + LEASE
                job.started_at, job.attempts = at, job.attempts + 1
                job.save(update_fields=["status", "worker", "lease_until", "started_at", "attempts"])
                return job
            _finish(job, JobStatus.FAILED, at=at, error=job.error or "The worker died in every attempt.")


def run(job: Job, *, worker: str, clock: Callable[[], datetime] = timezone.now) -> None:
    """Runs a claimed job and writes its outcome, unless the lease was lost meanwhile."""
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_lease, args=(job.pk, worker, stop, clock), daemon=True)
    keeper.start()
    try:
        task: AnyTask = import_string(job.task)
        result = _result(job, task, task.backend)
        args, kwargs = job.arguments["args"], job.arguments["kwargs"]
        value = (
            task.call(TaskContext(task_result=result), *args, **kwargs)
            if task.takes_context
            else task.call(*args, **kwargs)
        )
        outcome, error, value = JobStatus.SUCCESSFUL, "", normalize_json(value)
    except Exception:
        logger.exception("job %s (%s), attempt %s", job.pk, job.task, job.attempts)
        outcome, error, value = JobStatus.FAILED, format_exc(), None
    finally:
        stop.set()
        keeper.join()
    at = clock()
    with transaction.atomic():
        mine = Job.objects.select_for_update().filter(
            pk=job.pk, status=JobStatus.RUNNING, worker=worker, attempts=job.attempts
        )
        current = mine.first()
        if current is None:
            return
        if outcome == JobStatus.FAILED and current.attempts < ATTEMPTS:
            current.status, current.lease_until, current.error = JobStatus.READY, None, error
            current.run_after = at + timedelta(seconds=2**current.attempts)
            current.save(update_fields=["status", "lease_until", "error", "run_after"])
        else:
            _finish(current, outcome, at=at, error=error, result=value)


def _finish(job: Job, status: JobStatus, *, at: datetime, error: str = "", result: Any = None) -> None:
    job.status, job.lease_until, job.finished_at, job.error, job.result = status, None, at, error, result
    job.save(update_fields=["status", "lease_until", "finished_at", "error", "result"])


def _keep_lease(pk: uuid.UUID, worker: str, stop: threading.Event, clock: Callable[[], datetime]) -> None:
    while not stop.wait(LEASE.total_seconds() / 3):
        try:
            Job.objects.filter(pk=pk, status=JobStatus.RUNNING, worker=worker).update(lease_until=clock() + LEASE)
        except Exception:
            logger.exception("the lease of job %s could not be kept", pk)
        finally:
            close_old_connections()
    connection.close()


def forget_finished(*, before: datetime) -> int:
    """Deletes jobs that succeeded before that moment; failed ones stay until somebody has looked at them."""
    return Job.objects.filter(status=JobStatus.SUCCESSFUL, finished_at__lt=before).delete()[0]


def retry(number: uuid.UUID, *, at: datetime) -> Job | None:
    """Puts a failed job back into the queue with all its attempts; None if it is not among the failed."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=number, status=JobStatus.FAILED).first()
        if job is None:
            return None
        job.status, job.attempts, job.run_after, job.finished_at = JobStatus.READY, 0, at, None
        job.save(update_fields=["status", "attempts", "run_after", "finished_at"])
        return job

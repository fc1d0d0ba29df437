"""What every app shares in the database: the audit trail, jobs, the outbox's cursors, stored files."""

import uuid

from django.db import models
from django.db.models import Q

from parindex.kernel.enums import JobStatus


class AuditEvent(models.Model):
    """One line of the trail: who did what to which subject, when. Never changed or deleted (a trigger refuses).

    Each event carries the hash of the one before it, so that a changed, removed or inserted event breaks the chain.
    The actor is kept by number and by name: an account may go, the trail stays.
    """

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=250)
    action = models.CharField(max_length=100)
    subject_kind = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=100)
    subject_name = models.CharField(max_length=500)
    note = models.TextField()
    #: What changed: ``{field: [before, after]}`` or facts of the event; strings, whole numbers, booleans, null only.
    facts = models.JSONField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "sequence"]),
            models.Index(fields=["action", "sequence"]),
            models.Index(fields=["actor_id", "sequence"]),
            models.Index(fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject_kind} {self.subject_id}"


class AuditHead(models.Model):
    """The end of the chain. Its row's lock puts the events of concurrent transactions in one order."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="audit_head_is_one_row")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"


class OutboxCursor(models.Model):
    """How far one consumer has read the trail."""

    consumer = models.CharField(max_length=100, primary_key=True)
    sequence = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.consumer} {self.sequence}"


class Job(models.Model):
    """A piece of background work. Enqueued in the transaction that asks for it; survives any process.

    A worker holds a lease while it works; when the worker dies the lease runs out and another takes the job. A job may
    therefore run more than once: what it does must be safe to repeat.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    task = models.CharField(max_length=200)
    arguments = models.JSONField()
    queue = models.CharField(max_length=50)
    priority = models.SmallIntegerField(default=0)
    status = models.CharField(max_length=10, choices=JobStatus, default=JobStatus.READY)
    run_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=100, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["status", "run_after"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=JobStatus.RUNNING, lease_until__isnull=False)
                | (~Q(status=JobStatus.RUNNING) & Q(lease_until__isnull=True)),
                name="job_runs_under_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[JobStatus.SUCCESSFUL, JobStatus.FAILED], finished_at__isnull=False)
                | (Q(status__in=[JobStatus.READY, JobStatus.RUNNING]) & Q(finished_at__isnull=True)),
                name="job_finished_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.status}"


class StoredFile(models.Model):
    """A file as it came in, kept under its SHA-256. The same bytes are kept once on disk; each upload has its row.

    What is to stay is referred to by a row of an app; a file that nothing refers to only served a dry run, and is
    swept (``files.forget_unclaimed``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    stored_at = models.DateTimeField()
    stored_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gte=0), name="stored_file_size_not_negative")]

    def __str__(self) -> str:
        return self.name

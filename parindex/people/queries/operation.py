"""Reads for those who run the installation: the trail, background jobs, what waits for an administrator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q, QuerySet

from parindex.kernel.enums import JobStatus
from parindex.kernel.listing import found, ordered
from parindex.kernel.models import AuditEvent, Job
from parindex.kernel.trail import about
from parindex.people.models import Account, Import, RoleGrant, Unit, in_realms, is_administrator, without_password
from parindex.people.rules import may_operate, may_read_trail

#: What concerns only the person and the administrators: from where somebody signed in, and when.
PRIVATE = (
    "people.signed_in",
    "people.signed_out",
    "people.sign_in_failed",
    "people.sign_in_locked",
    "people.session_ended",
    "people.sessions_ended",
    "people.password_changed",
    "people.start_password_given",
)


JOB_SORTS = {
    "task": ["task", "-enqueued_at", "id"],
    "attempts": ["attempts", "id"],
    "enqueued_at": ["enqueued_at", "id"],
}


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What the trail is narrowed to. ``before`` and ``after`` are sequence numbers, for paging."""

    q: str = ""
    action: str = ""
    actor: int | None = None
    subject_kind: str = ""
    subject_id: str = ""
    from_at: datetime | None = None
    to_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class JobFilter:
    """What the list of jobs is narrowed to."""

    status: str = ""
    task: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """What waits for those who keep accounts and roles."""

    accounts_without_role: int
    accounts_waiting: int
    roles_ending: Sequence[RoleGrant]
    failed_jobs: int


def readable_events(user: Account, *, on: date) -> Q:
    """Condition on events: those about people's subjects that ``user`` may read."""
    units = Unit.objects.filter(in_realms(user, on=on))
    grants = RoleGrant.objects.filter(in_realms(user, on=on, prefix="unit__"))
    accounts = Account.objects.visible_to(user, on=on)
    imports = Import.objects.visible_to(user, on=on)
    return (
        about("people.unit", units)
        | about("people.rolegrant", grants)
        | about("people.import", imports)
        | (about("people.account", accounts) & ~Q(action__in=PRIVATE))
    )


def trail_events(user: Account, wanted: TrailFilter, readable: Q, *, on: date) -> QuerySet[AuditEvent]:
    """The trail, the latest first.

    :param readable: what the user may read, put together from each app's condition; all for an administrator.
    """
    may_read_trail(user, on=on).demand()
    events = AuditEvent.objects.order_by("-sequence")
    if not is_administrator(user, on=on):
        events = events.filter(readable)
    if wanted.q:
        events = events.filter(_mentions(wanted.q))
    if wanted.action:
        events = events.filter(action=wanted.action)
    if wanted.actor is not None:
        events = events.filter(actor_id=wanted.actor)
    events = events.filter(_concerns(wanted.subject_kind, wanted.subject_id))
    if wanted.from_at is not None:
        events = events.filter(at__gte=wanted.from_at)
    if wanted.to_at is not None:
        events = events.filter(at__lt=wanted.to_at)
    return events


def _concerns(kind: str, number: str) -> Q:
    """About one subject, or one kind of subject; a person's and a unit's history holds the roles given there too."""
    condition = Q(subject_kind=kind) if kind else Q()
    if not number:
        return condition
    condition &= Q(subject_id=number)
    if kind in {"people.account", "people.unit"} and number.isascii() and number.isdecimal() and len(number) < 18:
        held = {"account": number} if kind == "people.account" else {"unit": number}
        condition |= about("people.rolegrant", RoleGrant.objects.filter(**held))
    return condition


def _mentions(text: str) -> Q:
    """Who, what or why holds the words: names as they are today without diacritics, texts of the event as written."""
    people = Account.objects.filter(found(text))
    return (
        Q(subject_name__icontains=text)
        | Q(note__icontains=text)
        | Q(actor_name__icontains=text)
        | Q(actor_id__in=people.values("pk"))
        | about("people.account", people)
        | about("people.rolegrant", RoleGrant.objects.filter(account__in=people))
        | about("people.unit", Unit.objects.filter(found(text)))
    )


def jobs(user: Account, wanted: JobFilter, *, on: date) -> QuerySet[Job]:
    """Background jobs: running first, then failed, waiting, done; within each the latest."""
    may_operate(user, on=on).demand()
    rank = models.Case(
        models.When(status=JobStatus.RUNNING, then=0),
        models.When(status=JobStatus.FAILED, then=1),
        models.When(status=JobStatus.READY, then=2),
        default=3,
    )
    by_rank = [rank, "-enqueued_at", "id"]
    rows = Job.objects.order_by(*(ordered(wanted.sort, JOB_SORTS, "-enqueued_at") if wanted.sort else by_rank))
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.task:
        rows = rows.filter(task__icontains=wanted.task)
    return rows


def latest_job(user: Account, task: str, *, on: date) -> Job | None:
    """The job of this task that was asked for last."""
    may_operate(user, on=on).demand()
    return Job.objects.filter(task=task).order_by("-enqueued_at").first()


def overview(user: Account, *, on: date, within: timedelta = timedelta(days=30)) -> Overview:
    """For administrators and coordinators: accounts without a role or password, roles about to end, failed jobs."""
    everything = is_administrator(user, on=on)
    visible = Account.objects.visible_to(user, on=on).filter(is_active=True)
    holding = RoleGrant.objects.on(on).values("account")
    ending = (
        RoleGrant.objects.on(on)
        .visible_to(user, on=on)
        .filter(to_on__lte=on + within)
        .select_related("account", "unit")
        .order_by("to_on", "account__sort_text")
    )
    return Overview(
        accounts_without_role=visible.exclude(pk__in=holding).count() if everything else 0,
        accounts_waiting=visible.filter(without_password()).count() if everything else 0,
        roles_ending=list(ending[:20]),
        failed_jobs=Job.objects.filter(status=JobStatus.FAILED).count() if everything else 0,
    )

"""Programmes and their plans."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from parindex.kernel.listing import ordered
from parindex.kernel.trail import about
from parindex.kernel.verdicts import Verdict
from parindex.people.models import Account, Tier, Unit, realms
from parindex.programmes.models import (
    Exclusion,
    Extension,
    Participant,
    PlanTask,
    Programme,
    Round,
    Substitute,
)
from parindex.programmes.rules import may_edit_programme

SORTS = {
    "year": ["year", "province__sort_text", "id"],
    "title": ["title", "id"],
    "province": ["province__sort_text", "year", "id"],
}


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as the programme's page shows it: codes in words, and the windows that carry it out."""

    task: PlanTask
    lead: Sequence[str]
    coordinating: Sequence[str]
    tiers: Sequence[str]
    windows: int


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """A programme with its plan by month, and its rounds as far as the user sees them."""

    programme: Programme
    #: First day of each month → the tasks that begin in it.
    months: Sequence[tuple[date, Sequence[TaskRow]]]
    rounds: Sequence[Round]
    may_make_rounds: bool
    may_edit: Verdict


def programmes(user: Account, *, on: date) -> QuerySet[Programme]:
    """Every programme that ``user`` sees."""
    return Programme.objects.visible_to(user, on=on).select_related("province")


def programme_rows(user: Account, *, q: str = "", sort: str = "", on: date) -> QuerySet[Programme]:
    """The list of programmes with ``task_count`` and ``round_count`` (of the rounds that the user sees)."""
    seen = Round.objects.visible_to(user, on=on).values("pk")
    rows = programmes(user, on=on).annotate(
        task_count=Count("tasks", distinct=True),
        round_count=Count("rounds", filter=Q(rounds__in=seen), distinct=True),
    )
    if q:
        rows = rows.filter(Q(title__icontains=q) | Q(code__icontains=q) | Q(province__name__icontains=q))
    return rows.order_by(*ordered(sort, SORTS, "-year"))


def provinces_kept(user: Account, *, on: date) -> list[Unit]:
    """The provinces whose programmes ``user`` keeps."""
    kept = [unit for unit in realms(user, on=on).values() if unit.parent_id is None]
    return sorted(kept, key=lambda unit: unit.sort_text)


def tasks(user: Account, *, on: date) -> QuerySet[PlanTask]:
    """Every task of the programmes that ``user`` sees."""
    seen = Programme.objects.visible_to(user, on=on)
    return PlanTask.objects.filter(programme__in=seen).select_related("programme__province")


def tasks_of(programme: Programme) -> QuerySet[PlanTask]:
    """The plan's tasks by number."""
    return PlanTask.objects.filter(programme=programme).order_by("number")


def programme_page(user: Account, programme: Programme, *, on: date, at: datetime) -> ProgrammePage:
    """Everything that the page of one programme shows."""
    rounds = (
        Round.objects.visible_to(user, on=on)
        .filter(programme=programme)
        .select_related("organiser", "tier", "set_version__criteria_set")
        .prefetch_related("windows")
        .annotate(unit_count=Count("participants"))
        .order_by("tier__position", "organiser__sort_text", "code", "pk")
    )
    return ProgrammePage(
        programme=programme,
        months=_by_month(_task_rows(programme)),
        rounds=list(rounds),
        may_make_rounds=any(unit.root_id == programme.province_id for unit in realms(user, on=on).values()),
        may_edit=may_edit_programme(user, programme, at),
    )


def _task_rows(programme: Programme) -> list[TaskRow]:
    rows = list(tasks_of(programme).annotate(used=Count("windows")))
    split = {task.pk: [_split(task.lead), _split(task.coordinating), _split(task.tiers)] for task in rows}
    codes = {code for lists in split.values() for code in [*lists[0], *lists[1]]}
    units = dict(Unit.objects.filter(root=programme.province_id, code__in=codes).values_list("code", "name"))
    tiers = {tier.code: tier.shown_title for tier in Tier.objects.all()}
    names = units | {f"@{code}": title for code, title in tiers.items()} | _bodies()
    found = []
    for task in rows:
        lead, coordinating, concerned = split[task.pk]
        found.append(
            TaskRow(task, _named(lead, names), _named(coordinating, names), _named(concerned, tiers), task.used)
        )
    return found


def _bodies() -> dict[str, str]:
    """Bodies that are no units, as plans name them."""
    return {
        "#appraisal_team": _("Appraisal team"),
        "#citizens": _("Citizens"),
        "#businesses": _("Businesses"),
        "#steering_committee": _("PAR Steering Committee"),
    }


def _split(codes: str) -> list[str]:
    return [code for code in codes.split(";") if code]


def _named(codes: Iterable[str], names: dict[str, str]) -> list[str]:
    return [names.get(code, code) for code in codes]


def _by_month(rows: Sequence[TaskRow]) -> list[tuple[date, list[TaskRow]]]:
    months: dict[date, list[TaskRow]] = {}
    for row in sorted(rows, key=lambda row: (row.task.opens_on, row.task.number)):
        months.setdefault(row.task.opens_on.replace(day=1), []).append(row)
    return list(months.items())


def readable_events(user: Account, *, on: date) -> Q:
    """Condition on events of the trail: those about programmes and rounds that ``user`` may see."""
    seen, rounds = Programme.objects.visible_to(user, on=on), Round.objects.visible_to(user, on=on)
    members = Participant.objects.filter(Exists(rounds.filter(pk=OuterRef("round"))))
    return (
        about("programmes.programme", seen)
        | about("programmes.plantask", PlanTask.objects.filter(programme__in=seen))
        | about("programmes.round", rounds)
        | about("programmes.participant", members)
        | about("programmes.extension", Extension.objects.filter(participant__in=members))
        | about("programmes.exclusion", Exclusion.objects.filter(participant__in=members))
        | about("programmes.substitute", Substitute.objects.filter(round__in=rounds))
    )

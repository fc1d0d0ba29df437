"""Rounds, as far as a user sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from parindex.criteria.enums import VersionState
from parindex.criteria.models import CriteriaSetVersion
from parindex.kernel.verdicts import Verdict
from parindex.people.models import Account, Tier, Unit, realms
from parindex.programmes.enums import RoundState, WindowKind
from parindex.programmes.models import Exclusion, Extension, Participant, PlanTask, Programme, Round, Substitute, Window
from parindex.programmes.queries.readiness import missing_for_start
from parindex.programmes.rules import may_decide, may_prepare, may_start
from parindex.programmes.windows import EffectiveWindow, effective


@dataclass(frozen=True, slots=True)
class RoundCounts:
    """How many of each a round holds, for the tabs of its pages."""

    units: int
    extensions: int
    exclusions: int
    substitutes: int


@dataclass(frozen=True, slots=True)
class RoundPage:
    """A round with what the office asks about it, and what the user may do with it."""

    round: Round
    windows: Sequence[EffectiveWindow]
    counts: RoundCounts
    #: What keeps it from starting, while it is being prepared and the user keeps it.
    missing: Sequence[str]
    may_prepare: Verdict
    may_decide: Verdict
    may_start: Verdict


def rounds(user: Account, *, on: date) -> QuerySet[Round]:
    """Every round that ``user`` sees."""
    return Round.objects.visible_to(user, on=on).select_related(
        "programme__province",
        "organiser__parent",
        "tier",
        "set_version__criteria_set__owner",
        "started_by",
        "closed_by",
    )


def counts_of(round: Round) -> RoundCounts:
    """For the tabs: units, what stands of extensions and exclusions, substitutes."""
    return RoundCounts(
        units=Participant.objects.filter(round=round).count(),
        extensions=Extension.objects.filter(participant__round=round, revoked_at=None).count(),
        exclusions=Exclusion.objects.filter(participant__round=round, withdrawn_at=None).count(),
        substitutes=Substitute.objects.filter(round=round).count(),
    )


def windows_of(round: Round) -> list[EffectiveWindow]:
    """The round's windows in the order of their kinds."""
    found = {window.kind: window for window in Window.objects.filter(round=round)}
    return [effective(found[kind], None) for kind in WindowKind if kind in found]


def set_windows_of(round: Round) -> QuerySet[Window]:
    """The round's windows as they were set, with the tasks that they carry out."""
    return Window.objects.filter(round=round).select_related("task").order_by("opens_at")


def organisers_kept(user: Account, programme: Programme, *, on: date) -> list[Unit]:
    """The units of the programme's province whose rounds ``user`` keeps."""
    kept = [unit for unit in realms(user, on=on).values() if unit.root_id == programme.province_id]
    return sorted(kept, key=lambda unit: (unit.parent_id is not None, unit.sort_text))


def round_page(user: Account, round: Round, *, at: datetime) -> RoundPage:
    """Everything that the first page of a round shows."""
    prepare = may_prepare(user, round, at)
    waits = round.state == RoundState.PREPARED and prepare.allowed
    return RoundPage(
        round=round,
        windows=windows_of(round),
        counts=counts_of(round),
        missing=missing_for_start(round, at=at) if waits else (),
        may_prepare=prepare,
        may_decide=may_decide(user, round, at),
        may_start=may_start(user, round, at),
    )


def pinnable(programme: Programme, organisers: Sequence[Unit]) -> QuerySet[CriteriaSetVersion]:
    """Issued versions of the programme's year that a round of one of these organisers may pin, the newest first."""
    owners = [unit.pk for unit in organisers]
    own = Q(criteria_set__owner=programme.province_id) | Q(criteria_set__owner__in=owners)
    found = CriteriaSetVersion.objects.filter(own, state=VersionState.ISSUED, criteria_set__year=programme.year)
    return found.select_related("criteria_set__tier", "criteria_set__owner").order_by(
        "criteria_set__tier__position", "criteria_set__code", "-number"
    )


def tiers_below(organisers: Sequence[Unit]) -> QuerySet[Tier]:
    """The tiers that have units below one of these organisers."""
    condition = Q(pk__in=[])
    for organiser in organisers:
        below = Unit.objects.under(organiser).exclude(pk=organiser.pk)
        condition |= Q(pk__in=below.values("tier"))
    return Tier.objects.filter(condition)


def tasks_for(round: Round) -> list[PlanTask]:
    """The tasks of the round's programme that concern its tier, in the plan's order."""
    tasks = PlanTask.objects.filter(programme=round.programme_id).order_by("number")
    return [task for task in tasks if round.tier_id in task.tiers.split(";")]


def substitutes_seen(user: Account, *, on: date) -> QuerySet[Substitute]:
    """Every substitute in a round that ``user`` sees."""
    return Substitute.objects.filter(round__in=Round.objects.visible_to(user, on=on)).select_related("round__organiser")

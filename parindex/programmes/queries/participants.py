"""The units of a round: who could take part, who does, and what was decided for each."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from parindex.criteria.models import Node
from parindex.criteria.queries import Row, tree_of
from parindex.kernel.listing import found, ordered
from parindex.kernel.verdicts import Verdict
from parindex.people.models import Account, Unit, in_force
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Exclusion, Extension, Participant, Round, Window
from parindex.programmes.rules import is_open_by, may_decide, may_extend, may_prepare
from parindex.programmes.windows import EffectiveWindow, effective

SORTS = {
    "name": ["unit__sort_text", "id"],
    "code": ["unit__code", "id"],
    "parent": ["unit__parent__sort_text", "unit__sort_text", "id"],
    "group": ["group", "unit__sort_text", "id"],
    "ranked": ["ranked", "unit__sort_text", "id"],
    "until": ["until", "unit__sort_text", "id"],
}


@dataclass(frozen=True, slots=True)
class ParticipantFilter:
    """What the list of a round's units is narrowed to. ``decided`` is ``extended``, ``excluded`` or empty."""

    q: str = ""
    #: None: any group; empty: the units without one.
    group: str | None = None
    ranked: str = ""
    decided: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class WindowState:
    """A window as it holds for one unit, and whether it is open now."""

    window: EffectiveWindow
    is_open: Verdict


@dataclass(frozen=True, slots=True)
class ParticipantPage:
    """One unit in a round with everything that was decided for it."""

    participant: Participant
    windows: Sequence[WindowState]
    extensions: Sequence[Extension]
    exclusions: Sequence[tuple[Exclusion, str]]
    may_change: Verdict
    may_remove: Verdict
    may_extend: Verdict
    may_exclude: Verdict


def candidates(round: Round, *, on: date) -> QuerySet[Unit]:
    """Units of the round's tier below its organiser that exist on that day and take part not yet, by name."""
    units = Unit.objects.under(round.organiser).filter(in_force(on), tier__code=round.tier_id)
    there = Participant.objects.filter(round=round, unit=OuterRef("pk"))
    found = units.exclude(pk=round.organiser_id).filter(~Exists(there))
    return found.select_related("tier", "parent", "root").order_by("sort_text", "pk")


def digest_of(units: Iterable[Unit]) -> str:
    """The same for the same units: confirming compares it, so that nobody is taken in who was not shown."""
    return hashlib.sha256(",".join(str(unit.pk) for unit in units).encode()).hexdigest()


def participants(user: Account, *, on: date) -> QuerySet[Participant]:
    """The units of every round that ``user`` sees."""
    rounds = Round.objects.visible_to(user, on=on)
    return Participant.objects.filter(round__in=rounds).select_related(
        "unit__parent",
        "unit__tier",
        "round__organiser__parent",
        "round__programme__province",
        "round__tier",
        "round__set_version__criteria_set",
    )


def participant_rows(round: Round, wanted: ParticipantFilter) -> QuerySet[Participant]:
    """The list of a round's units.

    Annotated with ``until`` (end of self-assessment as it holds for the unit), ``extended`` and ``excluded``
    (how many of each stand).
    """
    rows = Participant.objects.filter(round=round).select_related("unit__parent")
    if wanted.q:
        rows = rows.filter(unit__in=Unit.objects.filter(found(wanted.q)))
    if wanted.group is not None:
        rows = rows.filter(group=wanted.group)
    if wanted.ranked:
        rows = rows.filter(ranked=wanted.ranked == "yes")
    given = Extension.objects.filter(participant=OuterRef("pk"), revoked_at=None).order_by()
    first = given.filter(kind=WindowKind.SELF_ASSESSMENT).values("participant").annotate(last=Max("until"))
    taken = Exclusion.objects.filter(participant=OuterRef("pk"), withdrawn_at=None).order_by()
    regular = Window.objects.filter(round=OuterRef("round"), kind=WindowKind.SELF_ASSESSMENT).values("closes_at")
    rows = rows.annotate(
        until=Coalesce(Subquery(first.values("last")), Subquery(regular)),
        extended=Coalesce(Subquery(_counted(given)), 0),
        excluded=Coalesce(Subquery(_counted(taken)), 0),
    )
    if wanted.decided in {"extended", "excluded"}:
        rows = rows.filter(**{f"{wanted.decided}__gt": 0})
    return rows.order_by(*ordered(wanted.sort, SORTS, "name"))


def _counted(rows: QuerySet[Extension] | QuerySet[Exclusion]) -> QuerySet[Extension] | QuerySet[Exclusion]:
    return rows.values("participant").annotate(n=Count("pk")).values("n")  # type: ignore[return-value]


def groups(round: Round) -> list[str]:
    """The ranking groups of a round's units, in order of their names."""
    found = Participant.objects.filter(round=round).order_by("group").values_list("group", flat=True)
    return list(found.distinct())


def participant_page(user: Account, participant: Participant, *, at: datetime) -> ParticipantPage:
    """Everything that the page of one unit in a round shows."""
    round = participant.round
    extensions = list(
        Extension.objects.filter(participant=participant)
        .select_related("granted_by", "revoked_by")
        .order_by("-granted_at", "pk")
    )
    windows = []
    for window in Window.objects.filter(round=round).order_by("opens_at"):
        ends = [x.until for x in extensions if x.kind == window.kind and x.revoked_at is None]
        held = effective(window, max(ends, default=None))
        windows.append(WindowState(held, is_open_by(participant, held.kind, held, at)))
    return ParticipantPage(
        participant=participant,
        windows=windows,
        extensions=extensions,
        exclusions=_titled(round, Exclusion.objects.filter(participant=participant)),
        may_change=may_decide(user, round, at),
        may_remove=may_prepare(user, round, at),
        may_extend=may_extend(user, round, at),
        may_exclude=may_decide(user, round, at),
    )


def extensions(round: Round) -> QuerySet[Extension]:
    """Every extension of a round, those that stand first."""
    rows = Extension.objects.filter(participant__round=round).select_related(
        "participant__unit", "granted_by", "revoked_by"
    )
    return rows.order_by(F("revoked_at").desc(nulls_first=True), "-granted_at", "pk")


def exclusions(round: Round) -> list[tuple[Exclusion, str]]:
    """Every exclusion of a round with the criterion's title, those that stand first."""
    rows = Exclusion.objects.filter(participant__round=round).select_related("participant__unit")
    return _titled(round, rows)


def _titled(round: Round, rows: QuerySet[Exclusion]) -> list[tuple[Exclusion, str]]:
    rows = rows.select_related("decided_by", "withdrawn_by")
    found = list(rows.order_by(F("withdrawn_at").desc(nulls_first=True), "-decided_at", "pk"))
    if not found:
        return []
    codes = {exclusion.node_code for exclusion in found}
    nodes = Node.objects.filter(set_version=round.set_version_id, code__in=codes, removed_with=None)
    titles = {node.code: (get_language() == "en" and node.title_en) or node.title for node in nodes}
    return [(exclusion, titles.get(exclusion.node_code, "")) for exclusion in found]


def excludable(round: Round) -> Sequence[Row]:
    """The set's tree, of which one node may be taken out."""
    return tree_of(round.set_version).rows


def seen_extensions(user: Account, *, on: date) -> QuerySet[Extension]:
    """Every extension in a round that ``user`` sees."""
    rounds = Round.objects.visible_to(user, on=on)
    return Extension.objects.filter(participant__round__in=rounds).select_related(
        "participant__unit", "participant__round__organiser", "participant__round__programme"
    )


def seen_exclusions(user: Account, *, on: date) -> QuerySet[Exclusion]:
    """Every exclusion in a round that ``user`` sees."""
    rounds = Round.objects.visible_to(user, on=on)
    return Exclusion.objects.filter(participant__round__in=rounds).select_related(
        "participant__unit", "participant__round__organiser", "participant__round__programme"
    )

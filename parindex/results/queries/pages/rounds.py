"""Rounds and their runs as the office sees them, and what still keeps a round from its final result."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parindex.appraisals.queries.agencies import AgencyRow, agencies
from parindex.appraisals.queries.desks import Desk
from parindex.appraisals.queries.open_rows import open_rows, unmarked
from parindex.assessments.enums import SheetState
from parindex.assessments.models import Sheet
from parindex.criteria.pinned import pinned
from parindex.kernel.listing import found
from parindex.kernel.trail import about
from parindex.people.models import Account, Unit, in_realms, is_administrator, standing
from parindex.programmes.enums import RoundState
from parindex.programmes.models import Round
from parindex.results.models import READERS, Run

_RUN = ("round__organiser__parent", "round__programme__province", "round__tier", "set_version__criteria_set")


def runs(user: Account, *, on: date) -> QuerySet[Run]:
    """Every run that ``user`` sees, with its round."""
    return Run.objects.visible_to(user, on=on).select_related(
        *_RUN, "set_version__criteria_set", "computed_by", "approved_by"
    )


def readable_events(user: Account, *, on: date) -> Q:
    """Condition on events of the trail: those about runs that ``user`` may see."""
    return about("results.run", Run.objects.visible_to(user, on=on))


def readable_rounds(user: Account, *, on: date) -> QuerySet[Round]:
    """The started rounds whose runs ``user`` would see: as :meth:`RunQuerySet.visible_to`."""
    rounds = Round.objects.exclude(state=RoundState.PREPARED)
    if not is_administrator(user, on=on):
        readers = {grant.unit.realm.pk for grant in standing(user, on=on) if grant.role in READERS}
        rounds = rounds.filter(Q(organiser__in=readers) | in_realms(user, on=on, prefix="organiser__"))
    return rounds.select_related("organiser__parent", "programme__province", "tier", "set_version__criteria_set").defer(
        "set_version__document"
    )


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round with its newest run, and how many of its sheets are settled."""

    round: Round
    run: Run | None
    units: int
    settled: int


def round_rows(user: Account, *, on: date) -> list[RoundRow]:
    """The rounds whose results ``user`` reads, the latest year first."""
    newest = Run.objects.filter(round=OuterRef("pk")).order_by("-number").values("pk")[:1]
    rounds = list(
        readable_rounds(user, on=on)
        .annotate(
            newest=Subquery(newest),
            sheet_count=_counted(Sheet.objects.all()),
            settled_count=_counted(Sheet.objects.filter(state=SheetState.SETTLED)),
        )
        .order_by("-programme__year", "programme", "tier__position", "organiser__sort_text", "code", "pk")
    )
    latest = Run.objects.in_bulk([round.newest for round in rounds if round.newest])
    return [RoundRow(r, latest.get(r.newest), r.sheet_count or 0, r.settled_count or 0) for r in rounds]


def _counted(sheets: QuerySet[Sheet]) -> Subquery:
    rows = sheets.filter(round=OuterRef("pk")).order_by().values("round").annotate(n=Count("pk"))
    return Subquery(rows.values("n"))


def runs_of(round: Round) -> list[Run]:
    """Every run of a round, newest first."""
    return list(Run.objects.filter(round=round).select_related("computed_by", "approved_by").order_by("-number"))


def run_before(run: Run) -> Run | None:
    """The run before this one of the same round."""
    return Run.objects.filter(round=run.round_id, number__lt=run.number).order_by("-number").first()


# What is missing ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Waiting:
    """A unit whose sheet is not settled: how far it is, and who holds it up."""

    sheet: Sheet
    unit: Unit
    #: Rows that lie open, and how many of them nobody has marked.
    open: int
    unmarked: int
    why: str
    who: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What a final run still waits for."""

    units: int
    settled: int
    #: By state: label and number of sheets, the most advanced last.
    states: Sequence[tuple[str, int]]
    #: Agencies with rows that they have not marked, the furthest behind first.
    agencies: Sequence[AgencyRow]

    @property
    def is_ready(self) -> bool:
        return self.units > 0 and self.settled == self.units


def missing(round: Round) -> Missing:
    """Counts over the whole round; the units themselves are listed by :func:`waiting_sheets`."""
    counted = dict(
        Sheet.objects.filter(round=round)
        .order_by()
        .values_list("state")
        .annotate(n=Count("pk"))
        .values_list("state", "n")
    )
    states = [(str(state.label), counted[state.value]) for state in SheetState if counted.get(state.value)]
    settled = counted.get(SheetState.SETTLED.value, 0)
    units = sum(counted.values())
    behind: list[AgencyRow] = []
    if units > settled:
        desk = Desk(
            round=round,
            pinned=pinned(round.set_version),
            leaves=(),
            instead={},
            own=frozenset(),
            watches=True,
            reads=False,
            heads=False,
            keeps=False,
        )
        behind = [row for row in agencies(desk) if row.progress.open]
    return Missing(units, settled, states, behind)


def waiting_sheets(round: Round, q: str = "") -> QuerySet[Sheet]:
    """The sheets that are not settled, by their unit's name; :func:`waiting_rows` says why."""
    rows = Sheet.objects.filter(round=round).exclude(state=SheetState.SETTLED).select_related("unit")
    if q:
        rows = rows.filter(unit__in=Unit.objects.filter(found(q)))
    return rows.order_by("unit__sort_text", "pk")


def waiting_rows(round: Round, sheets: Sequence[Sheet]) -> list[Waiting]:
    """One page of them with what is open and who holds it up."""
    numbers = [sheet.pk for sheet in sheets]
    counts = {
        row["sheet"]: (row["n"], row["bare"])
        for row in open_rows(round)
        .filter(sheet__in=numbers)
        .order_by()
        .values("sheet")
        .annotate(n=Count("pk", distinct=True), bare=Count("pk", filter=unmarked(), distinct=True))
    }
    return [_waiting(round, sheet, *counts.get(sheet.pk, (0, 0))) for sheet in sheets]


def _waiting(round: Round, sheet: Sheet, open: int, bare: int) -> Waiting:
    unit, organiser = sheet.unit.name, round.organiser.name
    if sheet.state == SheetState.DRAFT:
        why, who = _("not handed in yet"), _("the leader of %(unit)s") % {"unit": unit}
    elif sheet.state == SheetState.RETURNED:
        why, who = _("sent back for supplement"), unit
    elif bare:
        why = ngettext("%(n)d row is not marked", "%(n)d rows are not marked", bare) % {"n": bare}
        who = _("the appraising agencies")
    elif open:
        why = ngettext("%(n)d row is to be settled", "%(n)d rows are to be settled", open) % {"n": open}
        who = _("the head of the appraisal team of %(organiser)s") % {"organiser": organiser}
    else:
        why = _("every row has its value; the sheet is to be settled")
        who = _("the head of the appraisal team of %(organiser)s") % {"organiser": organiser}
    return Waiting(sheet, sheet.unit, open, bare, why, who)


def new_run_id() -> uuid.UUID:
    """For the form that computes: sent twice, it computes once."""
    return uuid.uuid4()

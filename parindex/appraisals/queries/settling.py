"""What the head settles: open rows with claim, mark and evidence, and the sheets with what is counted beside rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from parindex.appraisals.enums import Decision
from parindex.appraisals.models import Adjustment
from parindex.appraisals.queries.boards import Period, periods_of, progress_sheets
from parindex.appraisals.queries.claims import compact, points_of
from parindex.appraisals.queries.desks import Desk, desk_of, desks
from parindex.appraisals.queries.open_rows import open_rows, supplemented, unmarked
from parindex.appraisals.queries.queues import UNSHOWN, citations
from parindex.appraisals.rules import is_adjustable
from parindex.assessments.enums import HANDED_IN, RowState, SheetState
from parindex.assessments.models import Answer, Sheet
from parindex.assessments.queries.leaves import fields_of, leaf_texts
from parindex.criteria.pinned import pinned
from parindex.engine import Source
from parindex.kernel.listing import ordered
from parindex.kernel.text import fold
from parindex.kernel.verdicts import Verdict
from parindex.people.models import Account
from parindex.programmes.enums import RoundState, WindowKind
from parindex.programmes.models import Round
from parindex.programmes.windows import window_for

ROW_SORTS = {
    "unit": ["sheet__unit__sort_text", "leaf", "id"],
    "criterion": ["leaf", "sheet__unit__sort_text", "id"],
}


class Why(TextChoices):
    """Why a row is open."""

    # Left to the meeting by an appraiser.
    FLAGGED = "flagged", pgettext_lazy("open row", "For the meeting")
    # Nobody decided on it.
    UNMARKED = "unmarked", pgettext_lazy("open row", "Not appraised")
    # No value was claimed, supplied or set.
    MISSING = "missing", pgettext_lazy("open row", "Without a value")
    # Handed in again since it was marked.
    SUPPLEMENTED = "supplemented", pgettext_lazy("open row", "Supplemented since")
    # Out for supplement: the unit is at work on it.
    RETURNED = "returned", pgettext_lazy("open row", "With the unit")


_CONDITIONS: Mapping[str, Q] = {
    Why.FLAGGED: Q(marks__flagged=True),
    Why.UNMARKED: unmarked() & Q(reopened_until=None),
    Why.MISSING: Q(marks__state=RowState.MISSING) | (Q(marks=None) & Q(handed_state=RowState.MISSING)),
    Why.SUPPLEMENTED: supplemented(),
    Why.RETURNED: Q(reopened_until__isnull=False),
}


@dataclass(frozen=True, slots=True)
class OpenFilter:
    """What the open rows are narrowed to: words of the unit's name, a field's code, a value of :class:`Why`."""

    q: str = ""
    field: str = ""
    why: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A row that the head decides."""

    pk: int
    unit_name: str
    leaf: str
    title: str
    maximum: Fraction
    whys: Sequence[str]
    #: What the appraiser says why it is for the meeting, or why the value was changed.
    reason: str
    figures: str
    points: Fraction | None
    appraised_figures: str
    appraised: Fraction | None
    evidence: int


@dataclass(frozen=True, slots=True)
class SettlingSheet:
    """A unit's sheet in the settlement."""

    sheet: Sheet
    handed_in: bool
    open: int
    adjustments: int

    @property
    def ready(self) -> bool:
        """Nothing of it is open."""
        return self.sheet.state == SheetState.SUBMITTED and not self.open


@dataclass(frozen=True, slots=True)
class Counts:
    """Sheets of a round by what is left to do."""

    settled: int
    ready: int
    open_sheets: int
    open_rows: int
    not_handed_in: int
    own: int


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A sheet with its adjustments, and what may be counted."""

    desk: Desk
    sheet: Sheet
    open: int
    #: Each with its item's or field's name, and the points that a deduction takes.
    adjustments: Sequence[tuple[Adjustment, str, Fraction | None]]
    #: ``kind:code`` → what it is called, in the set's order.
    items: Sequence[tuple[str, str]]


def open_list(desk: Desk, wanted: OpenFilter = OpenFilter()) -> QuerySet[Answer]:
    """The open rows of a round, those of an own unit left out: nobody settles for their own unit."""
    rows = open_rows(desk.round).exclude(sheet__unit__in=desk.own)
    if wanted.field in desk.pinned.nodes:
        rows = rows.filter(leaf__in=[node.code for node in desk.pinned.below(wanted.field)])
    if wanted.why in _CONDITIONS:
        rows = rows.filter(_CONDITIONS[wanted.why])
    for word in fold(wanted.q).split():
        rows = rows.filter(sheet__unit__search_text__contains=word)
    return rows.order_by(*ordered(wanted.sort, ROW_SORTS, "unit"))


def open_page(rows: QuerySet[Answer]) -> QuerySet[Answer]:
    """The rows with what :func:`open_shown` reads of them."""
    return (
        rows.select_related("sheet__unit")
        .annotate(
            mark_decision=F("marks__decision"),
            mark_figures=F("marks__figures"),
            mark_points=F("marks__points"),
            mark_state=F("marks__state"),
            mark_reason=F("marks__reason"),
            mark_flagged=F("marks__flagged"),
            flag_reason=F("marks__flag_reason"),
            mark_read=F("marks__answer_version"),
        )
        .defer(*UNSHOWN)
    )


def open_shown(desk: Desk, answers: Sequence[Answer]) -> list[OpenRow]:
    """A page of :func:`open_page` as its table shows it."""
    cited: dict[int, int] = dict(
        citations()
        .filter(answer__in=[answer.pk for answer in answers])
        .order_by("answer")
        .values_list("answer")
        .annotate(n=Count("pk"))
    )
    texts = leaf_texts(desk.round.set_version)
    rows = []
    for each in answers:
        answer: Any = each
        text, leaf = texts[answer.leaf], desk.node(answer.leaf).leaf
        decided = answer.mark_decision not in (None, Decision.SENT_BACK, Decision.UNDECIDED)
        claimed = answer.handed_state in (RowState.SCORED, RowState.NOT_ARISING)
        valued = decided and answer.mark_state != RowState.MISSING
        rows.append(
            OpenRow(
                pk=answer.pk,
                unit_name=answer.sheet.unit.name,
                leaf=answer.leaf,
                title=text.title,
                maximum=Fraction(text.maximum),
                whys=_whys(answer, decided=decided, by_hand=leaf.source in (Source.UNIT, Source.APPRAISER)),
                reason=answer.flag_reason or answer.mark_reason or "",
                figures=compact(leaf, text, answer.handed_figures),
                points=points_of(answer.handed_points) if claimed else None,
                appraised_figures=compact(leaf, text, answer.mark_figures) if decided else "",
                appraised=points_of(answer.mark_points) if valued else None,
                evidence=cited.get(answer.pk, 0),
            )
        )
    return rows


def _whys(answer: Any, *, decided: bool, by_hand: bool) -> list[str]:
    found = []
    if answer.mark_flagged:
        found.append(Why.FLAGGED)
    if answer.reopened_until is not None:
        found.append(Why.RETURNED)
    elif not decided and by_hand:
        found.append(Why.UNMARKED)
    state = answer.mark_state if decided else answer.handed_state
    if state == RowState.MISSING or (not decided and not by_hand):
        found.append(Why.MISSING)
    if decided and answer.mark_read is not None and answer.mark_read != answer.handed_version:
        found.append(Why.SUPPLEMENTED)
    return [str(why.label) for why in found]


def field_choices(desk: Desk) -> list[tuple[str, str]]:
    """The round's fields for a filter."""
    return [(head.code, f"{head.code}. {head.title}") for head in fields_of(desk.round.set_version)]


def next_open_row(desk: Desk, after: int) -> int:
    """The next open row behind the one with that number, by unit; 0 when none is left."""
    rows = list(open_list(desk).values_list("pk", flat=True)[:500])
    later = rows[rows.index(after) + 1 :] if after in rows else rows
    return next((pk for pk in [*later, *rows] if pk != after), 0)


def settling_counts(desk: Desk) -> Counts:
    """The whole round in numbers."""
    rows = dict(
        open_rows(desk.round)
        .exclude(sheet__unit__in=desk.own)
        .order_by()
        .values("sheet")
        .annotate(n=Count("pk"))
        .values_list("sheet", "n")
    )
    states = list(Sheet.objects.filter(round=desk.round.pk).values_list("pk", "state", "unit"))
    others = [(pk, state) for pk, state, unit in states if unit not in desk.own]
    return Counts(
        settled=sum(state == SheetState.SETTLED for _pk, state in others),
        ready=sum(state == SheetState.SUBMITTED and pk not in rows for pk, state in others),
        open_sheets=len(rows),
        open_rows=sum(rows.values()),
        not_handed_in=sum(state == SheetState.DRAFT for _pk, state in others),
        own=len(states) - len(others),
    )


def settling_sheets(desk: Desk, *, q: str = "", state: str = "", sort: str = "") -> QuerySet[Sheet]:
    """The sheets of the round, those of an own unit left out."""
    return progress_sheets(desk, q=q, state=state, sort=sort).exclude(unit__in=desk.own)


def settling_shown(desk: Desk, sheets: Sequence[Sheet]) -> list[SettlingSheet]:
    """A page of them with open rows and adjustments."""
    numbers = [sheet.pk for sheet in sheets]
    rows = open_rows(desk.round).filter(sheet__in=numbers).order_by().values("sheet").annotate(n=Count("pk"))
    open_by_sheet = dict(rows.values_list("sheet", "n"))
    made = Adjustment.objects.filter(sheet__in=numbers, withdrawn_at=None).order_by().values("sheet")
    adjusted = dict(made.annotate(n=Count("pk")).values_list("sheet", "n"))
    return [
        SettlingSheet(sheet, sheet.state in HANDED_IN, open_by_sheet.get(sheet.pk, 0), adjusted.get(sheet.pk, 0))
        for sheet in sheets
    ]


def sheet(user: Account, pk: int, *, on: date) -> tuple[Sheet, Desk] | None:
    """A sheet that was handed in, for who watches its round; None for anybody else."""
    found = (
        Sheet.objects.filter(pk=pk, state__in=HANDED_IN)
        .select_related(
            "unit",
            "participant",
            "settled_by",
            "round__organiser__parent",
            "round__programme",
            "round__tier",
            "round__set_version",
        )
        .defer("round__set_version__document")
        .first()
    )
    if found is None:
        return None
    found.participant.round, found.participant.unit = found.round, found.unit
    desk = desk_of(user, found.round, on=on)
    return (found, desk) if desk.watches else None


def sheet_page(desk: Desk, sheet: Sheet) -> SheetPage:
    """A sheet's page: what is open, what was counted beside its rows."""
    names = dict(_items(desk))
    made = Adjustment.objects.filter(sheet=sheet).select_related("made_by", "withdrawn_by").order_by("made_at", "pk")
    return SheetPage(
        desk=desk,
        sheet=sheet,
        open=open_rows(desk.round).filter(sheet=sheet).count(),
        adjustments=[(each, names.get(f"{each.kind}:{each.code}", each.code), points_of(each.points)) for each in made],
        items=list(names.items()),
    )


def _items(desk: Desk) -> list[tuple[str, str]]:
    criteria_set = pinned(desk.round.set_version).criteria_set
    return [
        *((f"bonus:{item.code}", f"{_('Bonus')}: {item.title}") for item in criteria_set.bonus),
        *((f"penalty:{item.code}", f"{_('Penalty')}: {item.title}") for item in criteria_set.penalty),
        *(
            (f"deduction:{head.code}", f"{_('Deduction')}: {head.code}. {head.title}")
            for head in fields_of(desk.round.set_version)
            if not desk.node(head.code).is_leaf
        ),
    ]


def adjustment(user: Account, pk: UUID, *, on: date) -> tuple[Adjustment, Desk] | None:
    """An adjustment of a sheet that the person sees here."""
    found = Adjustment.objects.filter(pk=pk).first()
    seen = None if found is None else sheet(user, found.sheet_id, on=on)
    if found is None or seen is None:
        return None
    found.sheet = seen[0]
    return found, seen[1]


def settling(user: Account, *, on: date, at: datetime) -> list[tuple[Round, Period, Counts]]:
    """Running rounds whose settlement is open and which the person heads, with what is left to settle."""
    heads = [desk for desk in desks(user, on=on) if desk.heads and desk.round.state == RoundState.RUNNING]
    periods = periods_of([desk.round for desk in heads], at=at)
    found = []
    for desk in heads:
        period = periods.get(desk.round.pk, {}).get(WindowKind.SETTLEMENT)
        if period is not None and period.state == "open":
            found.append((desk.round, period, settling_counts(desk)))
    return [each for each in found if each[2].open_rows or each[2].ready]


def settles_now(desk: Desk, *, at: datetime) -> bool:
    """Whether sheets of the round can be settled at that moment: for single units the window may be extended."""
    period = periods_of([desk.round], at=at).get(desk.round.pk, {}).get(WindowKind.SETTLEMENT)
    return desk.round.state == RoundState.RUNNING and period is not None and period.state != "ahead"


def sheet_adjustable(sheet: Sheet, *, at: datetime) -> Verdict:
    """Whether the sheet's settlement goes on at that moment, whoever asks."""
    return is_adjustable(sheet, window_for(sheet.participant, WindowKind.SETTLEMENT), at)

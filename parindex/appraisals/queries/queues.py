"""Queues of rows to be appraised: one criterion across units, or one unit's rows; filtered, searched, sorted.

What was handed in is read, never the unit's working copy.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, NullIf, StrIndex, Substr
from django.utils.translation import pgettext_lazy

from parindex.appraisals.enums import Decision
from parindex.appraisals.queries.claims import compact, points_of
from parindex.appraisals.queries.desks import Desk
from parindex.appraisals.queries.earlier import last_year
from parindex.assessments.enums import HANDED_IN, RowState
from parindex.assessments.models import Answer, Citation
from parindex.assessments.queries.leaves import LeafText, leaf_texts
from parindex.kernel.listing import ordered
from parindex.kernel.text import fold
from parindex.programmes.models import Exclusion

_MILLIONTH = Decimal("0.000001")
SORTS = {
    "unit": ["sheet__unit__sort_text", "sheet_id"],
    "criterion": ["place", "id"],
    "self": ["self_number", "sheet__unit__sort_text", "id"],
    "appraised": ["appraised_number", "sheet__unit__sort_text", "id"],
    "difference": ["difference_number", "sheet__unit__sort_text", "id"],
    "standing": ["standing", "sheet__unit__sort_text", "id"],
}


class Standing(TextChoices):
    """How far the appraisal of a row is."""

    # Handed in and not marked.
    OPEN = "open", pgettext_lazy("appraisal", "To be appraised")
    # Handed in again since it was marked or sent back.
    CHANGED = "changed", pgettext_lazy("appraisal", "Supplemented")
    # Sent back: the unit is at work on it.
    RETURNED = "returned", pgettext_lazy("appraisal", "With the unit")
    # The claim stands.
    CONFIRMED = "confirmed", pgettext_lazy("appraisal", "Confirmed")
    # Another value, with a reason.
    ADJUSTED = "adjusted", pgettext_lazy("appraisal", "Adjusted")
    # Came with a table for all units.
    SUPPLIED = "supplied", pgettext_lazy("appraisal", "Imported")
    # Taken out by decision: nothing to mark.
    EXCLUDED = "excluded", pgettext_lazy("appraisal", "Excluded")


#: Marks that say nothing of the value.
UNDECIDED = (Decision.SENT_BACK, Decision.UNDECIDED)
#: What waits for the appraiser; what is done.
WAITING = (Standing.OPEN, Standing.CHANGED)
DONE = (Standing.CONFIRMED, Standing.ADJUSTED, Standing.SUPPLIED)
#: Badge of each standing.
KINDS: Mapping[str, str] = {
    Standing.OPEN: "info",
    Standing.CHANGED: "warning",
    Standing.RETURNED: "neutral",
    Standing.CONFIRMED: "positive",
    Standing.ADJUSTED: "warning",
    Standing.SUPPLIED: "positive",
    Standing.EXCLUDED: "neutral",
}


class Wanted(TextChoices):
    """What a queue is narrowed to."""

    # Not marked, or supplemented since.
    OPEN = "open", pgettext_lazy("queue", "To be appraised")
    # Supplemented since it was marked or sent back.
    CHANGED = "changed", pgettext_lazy("queue", "Supplemented since")
    # Confirmed or adjusted.
    DONE = "done", pgettext_lazy("queue", "Done")
    # Appraised otherwise than claimed.
    DIFFERS = "differs", pgettext_lazy("queue", "Differs from the claim")
    # No document was cited.
    UNEVIDENCED = "unevidenced", pgettext_lazy("queue", "Without evidence")
    # With the unit for supplement.
    RETURNED = "returned", pgettext_lazy("queue", "Sent back")
    # For the meeting.
    FLAGGED = "flagged", pgettext_lazy("queue", "For the meeting")


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What a queue shows: words to look for, a value of :class:`Wanted`, the order."""

    q: str = ""
    wanted: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of a queue there are of each kind."""

    total: int
    open: int
    changed: int
    done: int
    differs: int
    unevidenced: int
    returned: int
    flagged: int
    excluded: int

    @property
    def to_do(self) -> int:
        """Rows that somebody marks: all but the excluded."""
        return self.total - self.excluded

    def of(self, wanted: str) -> int:
        """For the choice of a filter; all of them for nothing."""
        return getattr(self, wanted) if wanted in Wanted.values else self.total


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A row in a queue's table."""

    pk: int
    unit: int
    unit_name: str
    leaf: str
    title: str
    maximum: Fraction
    figures: str
    explained: bool
    #: Points claimed; None where nothing was claimed.
    points: Fraction | None
    state: str
    state_label: str
    evidence: int
    standing: Standing
    kind: str
    flagged: bool
    appraised: Fraction | None
    appraised_state: str
    last_year: Fraction | None
    #: May be ticked for confirming many: waits, has a value, was never marked.
    tickable: bool

    @property
    def difference(self) -> Fraction | None:
        """Appraised less claimed; None while one of both is missing."""
        if self.points is None or self.appraised is None:
            return None
        return self.appraised - self.points


def leaf_text(desk: Desk, leaf: str) -> LeafText | None:
    """What the set says of a criterion whose rows the person sees; None for any other."""
    seen = [node.code for node in desk.by_hand()] if desk.watches else desk.codes()
    return leaf_texts(desk.round.set_version)[leaf] if leaf in seen else None


def as_decimal(value: Fraction | None) -> Decimal | None:
    """Points for a file: exact where a decimal is, else to six places."""
    return None if value is None else (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_MILLIONTH)


def leaf_rows(desk: Desk, leaf: str, wanted: QueueFilter = QueueFilter()) -> QuerySet[Answer]:
    """One criterion across the units whose rows the person sees."""
    path = (*desk.node(leaf).path, leaf)
    gone = Exclusion.objects.filter(participant__round=desk.round.pk, withdrawn_at=None, node_code__in=path)
    excluded = Q(sheet__participant__in=gone.order_by().values("participant"))
    marks = Q(marks__round=desk.round.pk, marks__leaf=leaf)
    rows = annotated(Answer.objects.filter(desk.seen_at(leaf)), excluded, marks=marks)
    for word in fold(wanted.q).split():
        rows = rows.filter(sheet__unit__search_text__contains=word)
    return _in_order(narrowed(rows, wanted.wanted), wanted.sort, "criterion", "unit")


def unit_rows(desk: Desk, unit: int, wanted: QueueFilter = QueueFilter()) -> QuerySet[Answer]:
    """One unit's rows of the criteria that the person sees, those that nobody marks by hand left out."""
    by_hand = {node.code: node for node in desk.by_hand()}
    gone = Exclusion.objects.filter(participant__round=desk.round.pk, participant__unit=unit, withdrawn_at=None)
    without = set(gone.values_list("node_code", flat=True))
    codes = [code for code, node in by_hand.items() if without & {*node.path, code}]
    words = fold(wanted.q).split()
    found = [code for code, node in by_hand.items() if all(word in _folded(node) for word in words)]
    rows = Answer.objects.filter(desk.seen(), sheet__unit=unit, leaf__in=found)
    places = [When(leaf=code, then=Value(node.position)) for code, node in by_hand.items()]
    rows = annotated(rows, Q(leaf__in=codes)).annotate(
        place=Case(*places, default=Value(0), output_field=IntegerField())
    )
    return _in_order(narrowed(rows, wanted.wanted), wanted.sort, "unit", "criterion")


def _in_order(rows: QuerySet[Answer], sort: str, without: str, default: str) -> QuerySet[Answer]:
    """Sorted by what is asked for; points as numbers are worked out only where they decide."""
    name = sort.removeprefix("-")
    if name in _NUMBERS:
        rows = rows.annotate(**{f"{name}_number": _NUMBERS[name]})
    sorts = {key: columns for key, columns in SORTS.items() if key != without}
    return rows.order_by(*ordered(sort, sorts, default))


def _folded(node: Any) -> str:
    return fold(f"{node.code} {node.title('vi')} {node.title('en')}")


def annotated(rows: QuerySet[Answer], excluded: Q, *, marks: Q = Q()) -> QuerySet[Answer]:  # noqa: B008 - empty
    """The rows of sheets that were handed in, each with its mark and its standing.

    :param excluded: condition on the rows taken out by decision.
    :param marks: condition that holds for all their marks, by which the database finds these without meeting others.
    """
    return rows.filter(sheet__state__in=HANDED_IN).annotate(
        mark=FilteredRelation("marks", condition=marks),
        mark_decision=F("mark__decision"),
        mark_points=F("mark__points"),
        mark_state=F("mark__state"),
        mark_flagged=Coalesce(F("mark__flagged"), Value(False)),
        standing=standing_of(excluded),
        explained=ExpressionWrapper(~Q(handed_explanation=""), output_field=BooleanField()),
    )


def standing_of(excluded: Q) -> Case:
    """The row's :class:`Standing` as an expression on answers."""
    return Case(
        When(Q(handed_state=RowState.EXCLUDED) | excluded, then=Value(Standing.EXCLUDED)),
        When(reopened_until__isnull=False, then=Value(Standing.RETURNED)),
        When(mark__isnull=True, then=Value(Standing.OPEN)),
        When(mark__decision=Decision.SUPPLIED, then=Value(Standing.SUPPLIED)),
        When(mark__answer_version=None, then=Value(Standing.OPEN)),
        When(~Q(mark__answer_version=F("handed_version")), then=Value(Standing.CHANGED)),
        When(mark__decision__in=UNDECIDED, then=Value(Standing.OPEN)),
        default=F("mark__decision"),
        output_field=CharField(),
    )


def _number(name: str) -> Combinable:
    """Exact points ("0.75", "7/3") as a number that orders: never shown, never computed with."""
    text = NullIf(F(name), Value(""))
    slash = StrIndex(F(name), Value("/"))
    whole = Case(When(**{f"{name}__contains": "/"}, then=Substr(F(name), 1, slash - 1)), default=text)
    below = Case(
        When(**{f"{name}__contains": "/"}, then=Cast(Substr(F(name), slash + 1), FloatField())),
        default=Value(1.0),
        output_field=FloatField(),
    )
    return ExpressionWrapper(Cast(whole, FloatField()) / below, output_field=FloatField())


_NUMBERS: Mapping[str, Combinable] = {
    "self": _number("handed_points"),
    "appraised": _number("mark__points"),
    "difference": ExpressionWrapper(_number("mark__points") - _number("handed_points"), output_field=FloatField()),
}


def evidenced() -> Exists:
    """Whether a document stands behind what was handed in."""
    return Exists(citations().filter(answer=OuterRef("pk")))


def citations() -> QuerySet[Citation]:
    """What submissions cite: what an appraiser sees, whatever the unit is changing now."""
    return Citation.objects.filter(handed_in__isnull=False, withdrawn_in=None)


_DIFFERS = Q(standing__in=DONE) & (~Q(mark_points=F("handed_points")) | ~Q(mark_state=F("handed_state")))
_CONDITIONS: Mapping[str, Q] = {
    Wanted.OPEN: Q(standing__in=WAITING),
    Wanted.CHANGED: Q(standing=Standing.CHANGED),
    Wanted.DONE: Q(standing__in=DONE),
    Wanted.DIFFERS: _DIFFERS,
    Wanted.UNEVIDENCED: Q(has_evidence=False) & ~Q(standing=Standing.EXCLUDED),
    Wanted.RETURNED: Q(standing=Standing.RETURNED),
    Wanted.FLAGGED: Q(mark_flagged=True),
}


def narrowed(rows: QuerySet[Answer], wanted: str) -> QuerySet[Answer]:
    """Rows of :func:`annotated` of that kind; all of them for nothing or an unknown word."""
    if wanted == Wanted.UNEVIDENCED:
        rows = rows.annotate(has_evidence=evidenced())
    return rows.filter(_CONDITIONS[wanted]) if wanted in _CONDITIONS else rows


def tally(rows: QuerySet[Answer]) -> Tally:
    """Counts the rows of :func:`annotated` by kind, in one query."""
    differs = Case(When(_DIFFERS, then=Value(True)), default=Value(False), output_field=BooleanField())
    groups: Any = (
        rows.order_by()
        .annotate(has_evidence=evidenced(), differs=differs)
        .values_list("standing", "mark_flagged", "has_evidence", "differs")
        .annotate(n=Count("pk"))
    )
    found: Counter[str] = Counter()
    for standing, flagged, has_evidence, is_other, n in groups:
        excluded = standing == Standing.EXCLUDED
        kinds = {
            "total": True,
            Wanted.OPEN: standing in WAITING,
            Wanted.CHANGED: standing == Standing.CHANGED,
            Wanted.DONE: standing in DONE,
            Wanted.DIFFERS: is_other,
            Wanted.UNEVIDENCED: not has_evidence and not excluded,
            Wanted.RETURNED: standing == Standing.RETURNED,
            Wanted.FLAGGED: flagged,
            "excluded": excluded,
        }
        found += Counter({str(kind): n for kind, holds in kinds.items() if holds})
    return Tally(**{name: found[name] for name in Tally.__slots__})


#: Of an answer what a queue does not show: long texts and the unit's working copy.
UNSHOWN = ("figures", "explanation", "handed_explanation", "reopened_note", "points", "state")


def shown(desk: Desk, answers: Sequence[Answer]) -> list[QueueRow]:
    """A page of :func:`leaf_rows` or :func:`unit_rows` as its table shows it; two queries however many rows."""
    cited = dict(
        citations()
        .filter(answer__in=[answer.pk for answer in answers])
        .order_by("answer")
        .values_list("answer")
        .annotate(n=Count("pk"))
    )
    earlier = last_year(desk, answers)
    return [_shown(desk, answer, cited.get(answer.pk, 0), earlier) for answer in answers]


def of_page(rows: QuerySet[Answer]) -> QuerySet[Answer]:
    """The rows with what :func:`shown` reads of them."""
    return rows.select_related("sheet__unit").defer(
        *UNSHOWN, "sheet__unit__search_text", "sheet__unit__sort_text", "sheet__unit__official_code"
    )


def _shown(desk: Desk, answer: Any, cited: int, earlier: Mapping[tuple[int, str], Fraction]) -> QueueRow:
    node, text = desk.node(answer.leaf), leaf_texts(desk.round.set_version)[answer.leaf]
    claimed = answer.handed_state in (RowState.SCORED, RowState.NOT_ARISING)
    marked = answer.mark_decision not in (None, *UNDECIDED) and answer.mark_state != RowState.MISSING
    standing = Standing(answer.standing)
    unit = answer.sheet.unit
    return QueueRow(
        pk=answer.pk,
        unit=unit.pk,
        unit_name=unit.name,
        leaf=answer.leaf,
        title=text.title,
        maximum=Fraction(node.maximum),
        figures=compact(node.leaf, text, answer.handed_figures),
        explained=answer.explained,
        points=points_of(answer.handed_points) if claimed else None,
        state=answer.handed_state,
        state_label=str(RowState(answer.handed_state).label) if answer.handed_state else "",
        evidence=cited,
        standing=standing,
        kind=KINDS[standing],
        flagged=answer.mark_flagged,
        appraised=points_of(answer.mark_points) if marked else None,
        appraised_state=answer.mark_state or "",
        last_year=earlier.get((unit.pk, answer.leaf)),
        tickable=claimed and standing == Standing.OPEN and answer.mark_decision is None,
    )

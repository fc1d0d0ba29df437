"""Score sheets as their unit sees them: the list over all rounds, one sheet with one field's rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Exists, OuterRef, QuerySet

from parindex.assessments.enums import RowState, SheetState
from parindex.assessments.frames import Frame, frame_of
from parindex.assessments.models import KEEPERS, Answer, Sheet, Submission, kept_units
from parindex.assessments.queries.leaves import Heading, LeafText, fields_of, leaf_texts
from parindex.assessments.queries.review import cited_in, is_filled_in
from parindex.assessments.queries.rows import Lack, Row, cited_rows, lacks_of, rows_of
from parindex.assessments.rules import is_submittable
from parindex.engine.numbers import parse_exact
from parindex.kernel.verdicts import Verdict
from parindex.people.enums import Role
from parindex.people.models import Account, RoleGrant, Unit, day_of
from parindex.programmes.enums import RoundState
from parindex.programmes.models import Participant


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the rows are that the unit fills in, and the points that they claim so far."""

    total: int = 0
    #: With a value, and with evidence or an explanation where that is compulsory.
    done: int = 0
    without_value: int = 0
    without_evidence: int = 0
    look_again: int = 0
    reopened: int = 0
    points: Fraction = Fraction(0)
    maximum: Fraction = Fraction(0)
    #: Rows that others fill in, or that do not apply.
    others: int = 0
    #: Until when the last of the rows that were sent back may be changed.
    until: datetime | None = None

    @property
    def missing(self) -> int:
        """Rows that keep the sheet from being submitted."""
        return self.total - self.done

    def __add__(self, other: "Progress") -> "Progress":
        later = max(filter(None, (self.until, other.until)), default=None)
        return replace(self, **{name: getattr(self, name) + getattr(other, name) for name in _SUMMED}, until=later)


_SUMMED = (
    *("total", "done", "without_value", "without_evidence", "look_again", "reopened"),
    *("points", "maximum", "others"),
)


@dataclass(frozen=True, slots=True)
class FieldProgress:
    """One field of the set."""

    field: Heading
    progress: Progress
    #: Code of each leaf and how it stands: done, lacks, returned or others.
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SheetCard:
    """A sheet in the list of a unit's sheets."""

    frame: Frame
    progress: Progress
    #: Whether it can be handed in now.
    open: Verdict
    #: When the unit's time ends: its window's end, or the latest of rows that were sent back.
    closes_at: datetime | None

    @property
    def sheet(self) -> Sheet:
        return self.frame.sheet


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A sheet with the rows of one field."""

    frame: Frame
    fields: Sequence[FieldProgress]
    total: Progress
    chosen: Heading
    rows: Sequence[Row]
    #: Whether it can be handed in at that moment; whether this person is who hands it in, and who is.
    submittable: Verdict
    is_leader: bool
    leaders: Sequence[str]
    submissions: Sequence[Submission]
    closes_at: datetime | None

    @property
    def sheet(self) -> Sheet:
        return self.frame.sheet


def units_kept(user: Account, *, on: date) -> list[Unit]:
    """The units whose sheets ``user`` fills in or hands in, by name."""
    return sorted(kept_units(user, on=on).values(), key=lambda unit: unit.sort_text)


def kept_sheet(user: Account, number: int, *, on: date) -> Sheet | None:
    """The sheet with this number, if ``user`` works on it."""
    return Sheet.objects.filter(pk=number, unit__in=kept_units(user, on=on)).only("pk").first()


def whole_sheet(number: int) -> Sheet:
    """The sheet with its unit, round and set; whether a person may have it was asked before (:func:`kept_sheet`)."""
    return frame_of(number).sheet


def handed_in_sheet(user: Account, number: int, *, on: date) -> Sheet | None:
    """The sheet with this number, if ``user`` may read what was handed in."""
    found = Sheet.objects.visible_to(user, on=on).filter(pk=number, submissions_count__gte=1)
    return found.select_related("unit", "round__organiser").first()


def waiting_for_sheets(user: Account, *, on: date) -> list[Participant]:
    """Participants of rounds that run, whose sheets are still being made."""
    found = Participant.objects.filter(unit__in=kept_units(user, on=on), round__state=RoundState.RUNNING, sheet=None)
    return list(found.select_related("unit", "round").order_by("round__code", "pk"))


def sheets_kept(user: Account, *, on: date) -> QuerySet[Sheet]:
    """The sheets of the units that ``user`` works for, the newest round first."""
    found = Sheet.objects.filter(unit__in=kept_units(user, on=on)).select_related("round__organiser")
    return found.order_by("-round__programme__year", "-round__started_at", "unit__sort_text", "pk")


def cards(sheets: Iterable[Sheet], *, at: datetime) -> list[SheetCard]:
    """The sheets of one page of the list, in three statements each."""
    found = []
    for sheet in sheets:
        frame = frame_of(sheet)
        frame.sheet.round.organiser = sheet.round.organiser
        total = total_of(fields_progress(frame))
        found.append(SheetCard(frame, total, is_submittable(frame, at), closes_at(frame, total)))
    return found


def closes_at(frame: Frame, progress: Progress) -> datetime | None:
    """When the unit's time ends: that of the rows sent back, else that of its window."""
    if frame.sheet.state == SheetState.RETURNED:
        return progress.until
    return frame.window.closes_at


def fields_progress(
    frame: Frame, answers: Mapping[str, Answer] | None = None, cited: Mapping[int, bool] | None = None
) -> list[FieldProgress]:
    """How far each field is, in the author's order.

    :param answers: all rows by leaf, and
    :param cited: as of ``cited_in``; what is None is read here.
    """
    version = frame.sheet.round.set_version
    if answers is None:
        counted_rows = Answer.objects.filter(sheet=frame.sheet.pk).only(*_COUNTED).order_by()
        answers = {answer.leaf: answer for answer in counted_rows}
    cited = cited_in(frame.sheet) if cited is None else cited
    fields = {heading.code: heading for heading in fields_of(version)}
    counted = {code: Progress() for code in fields}
    rows: dict[str, list[tuple[str, str]]] = {code: [] for code in fields}
    for code, text in leaf_texts(version).items():
        answer = answers.get(code)
        if answer is None:
            continue
        one = _counted(frame, answer, cited.get(answer.pk))
        counted[text.field] += one
        rows[text.field].append((code, _standing(one)))
    return [FieldProgress(heading, counted[code], rows[code]) for code, heading in fields.items()]


def total_of(fields: Iterable[FieldProgress]) -> Progress:
    """All fields together."""
    return sum((part.progress for part in fields), Progress())


def _counted(frame: Frame, answer: Answer, cited: bool | None) -> Progress:
    """One row."""
    node = frame.pinned.nodes[answer.leaf]
    if not is_filled_in(frame, node):
        return Progress(others=1)
    lacks = lacks_of(node, answer, cited)
    return Progress(
        total=1,
        done=int(not lacks),
        without_value=int(Lack.VALUE in lacks),
        without_evidence=int(Lack.EVIDENCE in lacks),
        look_again=int(answer.look_again),
        reopened=int(answer.reopened_until is not None),
        points=Fraction(parse_exact(answer.points) or 0),
        maximum=_maximum(frame, answer.leaf, answer.state),
        until=answer.reopened_until,
    )


def _standing(one: Progress) -> str:
    if one.others:
        return "others"
    return "returned" if one.reopened or one.look_again else "done" if one.done else "lacks"


_COUNTED = ["leaf", "figures", "explanation", "points", "state", "look_again", "reopened_until"]


def _maximum(frame: Frame, code: str, state: str) -> Fraction:
    leaf = frame.pinned.nodes[code].leaf
    removed = state == RowState.NOT_ARISING and leaf.not_arising == "exclude"
    return Fraction(0) if removed else Fraction(leaf.max_points)


def sheet_progress(number: int) -> tuple[Frame, list[FieldProgress], Progress]:
    """How far the sheet is, field by field and in all."""
    frame = frame_of(number)
    fields = fields_progress(frame)
    return frame, fields, total_of(fields)


def sheet_page(user: Account, number: int, field: str, *, at: datetime) -> SheetPage | None:
    """The sheet with the rows of ``field``; with an unknown field those of the first one that lacks something.

    None: there is no such sheet, or ``user`` does not work on it.
    """
    try:
        frame = frame_of(number)
    except Sheet.DoesNotExist:
        return None
    if frame.sheet.unit_id not in kept_units(user, on=day_of(at)):
        return None
    fields = fields_progress(frame)
    chosen = next((part.field for part in fields if part.field.code == field), _first_lacking(fields))
    texts = leaf_texts(frame.sheet.round.set_version)
    codes = [code for code, text in texts.items() if text.field == chosen.code]
    answers = cited_rows(Answer.objects.filter(sheet=frame.sheet.pk, leaf__in=codes))
    waits = frame.sheet.state in (SheetState.DRAFT, SheetState.RETURNED)
    leaders = leaders_of(frame.sheet.unit, on=day_of(at)) if waits else []
    total = total_of(fields)
    return SheetPage(
        frame=frame,
        fields=fields,
        total=total,
        chosen=chosen,
        rows=rows_of(frame, answers, at=at),
        submittable=is_submittable(frame, at),
        is_leader=any(leader.pk == user.pk for leader in leaders),
        leaders=[leader.full_name for leader in leaders],
        submissions=submissions_of(frame.sheet),
        closes_at=closes_at(frame, total),
    )


def _first_lacking(fields: Sequence[FieldProgress]) -> Heading:
    """The first field in which something is to be done, else the first of all."""
    lacking = (part.field for part in fields if part.progress.missing or part.progress.reopened)
    return next(lacking, fields[0].field)


def leaders_of(unit: Unit, *, on: date) -> list[Account]:
    """Who hands in for the unit on that day."""
    grants = RoleGrant.objects.on(on).filter(unit=unit, role=Role.UNIT_LEADER, account__is_active=True)
    return [grant.account for grant in grants.select_related("account").order_by("account__full_name", "pk")]


def submissions_of(sheet: Sheet) -> list[Submission]:
    """What was handed in, the newest first, without the documents themselves."""
    if not sheet.submissions_count:
        return []
    return list(sheet.submissions.defer("document").select_related("submitted_by").order_by("-number"))


def kept_answer(user: Account, number: int, leaf: str, *, on: date) -> Answer | None:
    """One row of a sheet that ``user`` works on."""
    # Asked in the same statement: every save of a row begins here.
    keeping = RoleGrant.objects.on(on).filter(account=user.pk, unit=OuterRef("sheet__unit"), role__in=KEEPERS)
    found = Answer.objects.filter(Exists(keeping.order_by()), sheet=number, leaf=leaf)
    return (
        found.select_related("sheet__unit", "sheet__round__set_version")
        .defer("sheet__round__set_version__document")
        .order_by("pk")
        .first()
    )


def row(answer: Answer, *, at: datetime) -> Row | None:
    """The row as its unit sees it; None if the set has no such leaf any more."""
    answers = cited_rows(Answer.objects.filter(pk=answer.pk))
    return next(iter(rows_of(frame_of(answer.sheet_id), answers, at=at)), None)


def text_of(answer: Answer) -> LeafText | None:
    """What the set says of the row's leaf; None if it has none any more."""
    return leaf_texts(answer.sheet.round.set_version).get(answer.leaf)

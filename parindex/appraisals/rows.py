"""Rows as the appraisal meets them: each with everything that decides what may be done with it, read in a number of
statements that does not grow with the number of rows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from parindex.appraisals.models import Mark, Settlement
from parindex.assessments.models import Answer, Sheet
from parindex.criteria.pinned import PinnedNode, PinnedSet, pinned
from parindex.people.models import Unit
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Exclusion, Extension, Round, Substitute, Window
from parindex.programmes.windows import EffectiveWindow

_VERSION = "round__set_version"
#: Of the set's version only what names it and leads to the document that this process holds already.
_UNREAD = [
    f"{_VERSION}__{column}"
    for column in ("document", "policy", "bonus", "penalty", "search_text", "sort_text", "change_note", "title_en")
]
_STANDING = Exclusion.objects.filter(participant=OuterRef("participant_id"), withdrawn_at=None)


@dataclass(frozen=True, slots=True)
class Row:
    """One row with what surrounds it; asking it costs no query."""

    answer: Answer
    #: With unit, participant, round and organiser.
    sheet: Sheet
    pinned: PinnedSet
    #: Who appraises it; None where a unit would appraise itself and no substitute was named, or the set names nobody.
    agency: Unit | None
    #: The windows as they hold for the unit.
    windows: Mapping[WindowKind, EffectiveWindow]
    #: Excluded nodes of the sheet by code, each with the number of the decision.
    exclusions: Mapping[str, str]
    mark: Mark | None
    settlement: Settlement | None

    @property
    def node(self) -> PinnedNode | None:
        """The leaf of the round's set; None if a re-issued set has it no more."""
        found = self.pinned.nodes.get(self.answer.leaf)
        return found if found is not None and found.is_leaf else None

    @property
    def excluded_by(self) -> str:
        """Number of the decision that excludes the leaf, itself or with a node above it; empty if none does."""
        node = self.node
        above = (node.code, *node.path) if node is not None else ()
        return next((self.exclusions[code] for code in above if code in self.exclusions), "")


def agency_for(
    round: Round, appraiser: str, unit: Unit, substitutes: Mapping[int, Unit], units: Mapping[str, Unit]
) -> Unit | None:
    """Who appraises a row of ``unit``: below the province the organiser itself, everything; else the unit that the set
    names; where that is the assessed unit itself, its substitute in this round. None: nobody, the row waits.

    :param appraiser: the code that the set names for the leaf.
    :param substitutes: by the number of the agency for which they stand in.
    :param units: the province's units by code; those that the set names are enough.
    """
    if round.organiser.parent_id is not None:
        return round.organiser
    if appraiser == unit.code:
        return substitutes.get(unit.pk)
    return units.get(appraiser)


def sheets_with_windows(round: Round | None = None) -> QuerySet[Sheet]:
    """Sheets with unit, participant, round and organiser, the windows as they hold for each, and whether anything of
    theirs is excluded.

    :param round: whose sheets are asked for, if it was read already (:func:`read_round`): then it is not read again
        for each of them, and :func:`put_together` has to be told.
    """
    found: dict[str, Any] = {"has_exclusions": Exists(_STANDING)}
    for kind in (WindowKind.APPRAISAL, WindowKind.SETTLEMENT):
        window = Window.objects.filter(round=OuterRef("round_id"), kind=kind).order_by("pk")
        given = Extension.objects.filter(participant=OuterRef("participant_id"), kind=kind, revoked_at=None)
        latest = given.order_by().values("participant").annotate(latest=Max("until")).values("latest")
        found[f"{kind}_opens_at"] = Subquery(window.values("opens_at")[:1])
        found[f"{kind}_closes_at"] = Subquery(window.values("closes_at")[:1])
        found[f"{kind}_until"] = Subquery(latest)
    rows = Sheet.objects.annotate(**found)
    if round is not None:
        return rows.filter(round=round.pk).select_related("participant", "unit")
    around = ("participant", "unit", "round__organiser", "round__programme", f"{_VERSION}__criteria_set")
    return rows.select_related(*around).defer(*_UNREAD)


def read_round(round: Round) -> Round:
    """The round as it is now, with what rows need of it."""
    rows = Round.objects.select_related("organiser", "programme", "set_version__criteria_set")
    return rows.defer(*(column.removeprefix("round__") for column in _UNREAD)).get(pk=round.pk)


def lock_sheets(condition: Q, round: Round | None = None) -> list[Sheet]:
    """The sheets under their locks, in the order that everybody keeps: whoever marks, settles, sends back or hands in
    waits here, so that what is read afterwards stays as it was read."""
    rows = sheets_with_windows(round).filter(condition).order_by("pk")
    return [put_together(sheet, round) for sheet in rows.select_for_update(of=("self",), no_key=True)]


def put_together(sheet: Sheet, round: Round | None = None) -> Sheet:
    """The sheet whose participant knows round and unit without asking for them."""
    if round is not None:
        sheet.round = round
    sheet.participant.round, sheet.participant.unit = sheet.round, sheet.unit
    return sheet


def windows_of(sheet: Sheet) -> dict[WindowKind, EffectiveWindow]:
    """The windows of a sheet of :func:`sheets_with_windows`."""
    held = {}
    for kind in (WindowKind.APPRAISAL, WindowKind.SETTLEMENT):
        opens_at, closes_at = getattr(sheet, f"{kind}_opens_at"), getattr(sheet, f"{kind}_closes_at")
        if opens_at is not None:
            until = getattr(sheet, f"{kind}_until") or closes_at
            held[kind] = EffectiveWindow(kind, opens_at, max(closes_at, until), closes_at)
    return held


def row_of(answer: Answer) -> Row:
    """The row as it is now, for a page or a rule."""
    sheets = [put_together(sheet) for sheet in sheets_with_windows().filter(pk=answer.sheet_id)]
    return read_rows(sheets, Q(pk=answer.pk))[0]


def rows_of(answers: QuerySet[Answer] | Collection[Answer]) -> list[Row]:
    """The same for many rows of one round, in the order in which they were handed over."""
    numbers = [answer.pk for answer in answers]
    sheets = sheets_with_windows().filter(pk__in={answer.sheet_id for answer in answers})
    found = {row.answer.pk: row for row in read_rows([put_together(sheet) for sheet in sheets], Q(pk__in=numbers))}
    return [found[number] for number in numbers]


def read_rows(sheets: Sequence[Sheet], condition: Q = Q()) -> list[Row]:  # noqa: B008 - an empty condition
    """The rows of these sheets of one round that meet ``condition``, in the order of their numbers."""
    if not sheets:
        return []
    by_number = {sheet.pk: sheet for sheet in sheets}
    answers = list(Answer.objects.filter(condition, sheet__in=by_number).select_related("settlement").order_by("pk"))
    marked = Mark.objects.filter(answer__in=[answer.pk for answer in answers]).select_related("agency")
    marks = {mark.answer_id: mark for mark in marked}
    round, tree = sheets[0].round, pinned(sheets[0].round.set_version)
    exclusions = exclusions_of(sheets)
    asked = {(_appraiser(tree, answer.leaf), by_number[answer.sheet_id].unit.code) for answer in answers}
    agencies = Agencies.of(round, asked)
    windows = {number: windows_of(sheet) for number, sheet in by_number.items()}
    rows = []
    for answer in answers:
        answer.sheet = sheet = by_number[answer.sheet_id]
        answer.round = round
        mark = marks.get(answer.pk)
        if mark is not None:
            mark.answer = answer
        agency = agencies.of_row(_appraiser(tree, answer.leaf), sheet.unit)
        settlement = getattr(answer, "settlement", None)
        rows.append(Row(answer, sheet, tree, agency, windows[sheet.pk], exclusions.get(sheet.pk, {}), mark, settlement))
    return rows


def exclusions_of(sheets: Sequence[Sheet]) -> dict[int, dict[str, str]]:
    """Sheet → excluded node → number of the decision, of what stands."""
    concerned = {sheet.participant_id: sheet.pk for sheet in sheets if sheet.has_exclusions}  # type: ignore[attr-defined]
    found: dict[int, dict[str, str]] = {}
    if concerned:
        standing = Exclusion.objects.filter(participant__in=concerned, withdrawn_at=None).order_by("decided_at", "pk")
        for participant, code, decision in standing.values_list("participant", "node_code", "decision"):
            found.setdefault(concerned[participant], {})[code] = decision
    return found


def _appraiser(tree: PinnedSet, leaf: str) -> str:
    node = tree.nodes.get(leaf)
    return "" if node is None else node.appraiser


@dataclass(frozen=True, slots=True)
class Agencies:
    """Who appraises in one round, read once."""

    round: Round
    substitutes: Mapping[int, Unit]
    units: Mapping[str, Unit]

    @classmethod
    def of(cls, round: Round, asked: Iterable[tuple[str, str]]) -> "Agencies":
        """:param asked: pairs of the code that the set names for a leaf and the code of the assessed unit."""
        if round.organiser.parent_id is not None:
            return cls(round, {}, {})
        asked = set(asked)
        names = {appraiser for appraiser, unit in asked if appraiser and appraiser != unit}
        units = {unit.code: unit for unit in Unit.objects.filter(root=round.organiser.root_id, code__in=names)}
        substitutes: dict[int, Unit] = {}
        if any(appraiser == unit for appraiser, unit in asked):
            named = Substitute.objects.filter(round=round).select_related("substitute")
            substitutes = {each.agency_id: each.substitute for each in named}
        return cls(round, substitutes, units)

    def of_row(self, appraiser: str, unit: Unit) -> Unit | None:
        return agency_for(self.round, appraiser, unit, self.substitutes, self.units)

"""Everything that a run is computed from, read in a number of statements that does not grow with the round.

Claims, marks and settlements come in one statement: they are of one moment, whatever others save meanwhile.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from parindex.appraisals.enums import AdjustmentKind, Decision
from parindex.appraisals.models import Adjustment
from parindex.appraisals.outcomes import given
from parindex.assessments.enums import SheetState
from parindex.assessments.models import Answer
from parindex.criteria.pinned import PinnedSet, pinned
from parindex.engine import Answer as EngineAnswer
from parindex.engine import AnswerReader, Deduction, Leaf
from parindex.engine import Sheet as EngineSheet
from parindex.engine.inputs import MAX_TEXT
from parindex.engine.numbers import Exact, parse_exact
from parindex.programmes.models import Exclusion, Participant, Round

#: Rows fetched at once.
_AT_ONCE = 5_000
#: As the engine reads reasons: lines and tabs, no other control signs.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NO_FIGURES: Mapping[str, str] = {}

#: Of a row: sheet, leaf, claim and its version; decision, figures, reason and claim's version of the mark; settled
#: figures and reason. Figures are JSON texts.
type _Row = tuple[int, str, str | None, int | None, str | None, str | None, str, int | None, str | None, str]
type _Texts = tuple[str | None, bool, str | None, str, str | None, str]


@dataclass(frozen=True, slots=True)
class Gap:
    """What keeps a round from its final result: a row without a value, or a sheet that is not settled."""

    unit_id: int
    unit_code: str
    unit_name: str
    #: Code of the leaf; empty: the whole sheet is not settled.
    leaf: str = ""
    leaf_title: str = ""


@dataclass(frozen=True, slots=True)
class Taking:
    """A unit as it takes part."""

    unit_id: int
    code: str
    name: str
    group: str
    ranked: bool
    participant: object
    #: None while the sheets are being made.
    sheet_id: int | None
    state: str | None

    def gap(self, leaf: str = "", title: str = "") -> Gap:
        """The unit's sheet, or one row of it, as something that is missing."""
        return Gap(self.unit_id, self.code, self.name, leaf, title)


@dataclass(frozen=True, slots=True)
class Gathered:
    """A round's figures as the engine takes them."""

    pinned: PinnedSet
    #: By the units' codes.
    units: Mapping[str, Taking]
    #: In the order of the codes.
    sheets: tuple[EngineSheet, ...]
    #: Rows whose figures the pinned set cannot read: they count as missing.
    unreadable: tuple[Gap, ...]

    def unsettled(self) -> list[Gap]:
        """Sheets that are not settled."""
        return [unit.gap() for unit in self.units.values() if unit.state != SheetState.SETTLED]


def gather(round: Round) -> Gathered:
    """Reads what a run is computed from: the claims handed in, the marks, what was supplied, the settled values,
    exclusions, bonus, penalty and deductions."""
    kept = pinned(round.set_version)
    units = _units(round)
    excluded, adjusted = _excluded(round, kept), _adjusted(round)
    by_sheet = {unit.sheet_id: unit for unit in units.values() if unit.sheet_id is not None}
    answers: dict[str, dict[str, EngineAnswer]] = {}
    unreadable: list[Gap] = []
    readers = {leaf.code: _LeafRows(leaf.leaf) for leaf in kept.leaves()}
    for sheet_id, rows in groupby(_rows(round), key=itemgetter(0)):
        unit = by_sheet[sheet_id]
        found = answers[unit.code] = {}
        for row in rows:
            reader = readers.get(row[1])
            if reader is None:
                continue  # a re-issued set has it no more
            try:
                answer = reader.answer(row)
            except Unreadable:
                unreadable.append(unit.gap(row[1], kept.nodes[row[1]].node.title))
                continue
            if answer is not None:
                found[row[1]] = answer
    sheets = tuple(
        _sheet(unit, answers.get(code, {}), excluded, adjusted.get(unit.sheet_id or 0, []))
        for code, unit in sorted(units.items())
    )
    return Gathered(kept, units, sheets, tuple(unreadable))


def _units(round: Round) -> dict[str, Taking]:
    columns = ("unit_id", "unit__code", "unit__name", "group", "ranked", "pk", "sheet__pk", "sheet__state")
    found = Participant.objects.filter(round=round).order_by("unit__code").values_list(*columns)
    return {row[1]: Taking(*row) for row in found}


def _excluded(round: Round, kept: PinnedSet) -> Mapping[object, frozenset[str]]:
    """Nodes of the pinned set by participant: what a re-issued set no longer has is not excluded from it."""
    standing = Exclusion.objects.filter(participant__round=round, withdrawn_at=None)
    found: dict[object, set[str]] = {}
    for participant, code in standing.order_by("pk").values_list("participant_id", "node_code"):
        if code in kept.nodes:
            found.setdefault(participant, set()).add(code)
    return {participant: frozenset(codes) for participant, codes in found.items()}


def _adjusted(round: Round) -> Mapping[int, list[Adjustment]]:
    standing = Adjustment.objects.filter(sheet__round=round, withdrawn_at=None).order_by("code", "pk")
    found: dict[int, list[Adjustment]] = {}
    for adjustment in standing:
        found.setdefault(adjustment.sheet_id, []).append(adjustment)
    return found


def _sheet(
    unit: Taking,
    answers: Mapping[str, EngineAnswer],
    excluded: Mapping[object, frozenset[str]],
    adjusted: Sequence[Adjustment],
) -> EngineSheet:
    cases = {
        kind: {each.code: each.cases or 0 for each in adjusted if each.kind == kind}
        for kind in (AdjustmentKind.BONUS, AdjustmentKind.PENALTY)
    }
    deductions = {
        each.code: Deduction(_points(each.points), _printable(each.reason))
        for each in adjusted
        if each.kind == AdjustmentKind.DEDUCTION
    }
    return EngineSheet(
        unit=unit.code,
        answers=answers,
        group=unit.group,
        ranked=unit.ranked,
        excluded=excluded.get(unit.participant, frozenset()),
        bonus_cases=cases[AdjustmentKind.BONUS],
        penalty_cases=cases[AdjustmentKind.PENALTY],
        deductions=deductions,
    )


def _points(text: str) -> Exact:
    number = parse_exact(text)
    if number is None:
        raise ValueError(f"{text!r} is no number of points")
    return number


def _rows(round: Round) -> Iterator[_Row]:
    """Every row in which anything was said, sheet by sheet. The claim is what was handed in, never the working copy."""
    said = Q(handed_figures__isnull=False) | Q(marks__isnull=False) | Q(settlement__isnull=False)
    found = (
        Answer.objects.filter(said, round=round)
        .annotate(
            claim=Cast("handed_figures", TextField()),
            marked=Cast("marks__figures", TextField()),
            settled=Cast("settlement__figures", TextField()),
        )
        .order_by("sheet_id")
        .values_list(
            *("sheet_id", "leaf", "claim", "handed_version", "marks__decision", "marked", "marks__reason"),
            *("marks__answer_version", "settled", "settlement__reason"),
        )
    )
    return found.iterator(chunk_size=_AT_ONCE)


class Unreadable(ValueError):
    """Figures that the pinned leaf cannot take."""


class _LeafRows:
    """Makes the answers of one leaf. Units say the same thing again and again: each is read once."""

    __slots__ = ("_judged", "_known", "_leaf", "_reader")

    def __init__(self, leaf: Leaf) -> None:
        self._leaf, self._reader = leaf, AnswerReader(leaf)
        self._judged = leaf.rule.kind == "judgement"
        self._known: dict[_Texts, EngineAnswer | None] = {}

    def answer(self, row: _Row) -> EngineAnswer | None:
        """:raises Unreadable: the set was re-issued since, and its leaf does not take these figures."""
        _sheet, _leaf, claim, version, decision, marked, reason, seen, settled, why = row
        # A mark confirms the claim that its appraiser saw, not one that was supplemented since.
        confirmed = decision == Decision.CONFIRMED and seen == version
        texts = (claim, confirmed, marked, reason if marked != "{}" else "", settled, why if settled != "{}" else "")
        try:
            return self._known[texts]
        except KeyError:
            answer = self._known[texts] = self._read(*texts)
            return answer

    def _read(
        self, claim: str | None, confirmed: bool, marked: str | None, reason: str, settled: str | None, why: str
    ) -> EngineAnswer | None:
        claimed = _figures(claim)
        mark = claimed if confirmed else self._explained(_figures(marked), reason)
        stages = given(self._leaf, claimed, mark, self._explained(_figures(settled), why))
        if not stages:
            return None
        reading = self._reader.read(stages)
        if reading.answer is None:
            raise Unreadable(str(reading.faults[0].message))
        return reading.answer

    def _explained(self, figures: Mapping[str, str], reason: str | None) -> Mapping[str, str]:
        """Points that a person set, or what they say did not arise, with their reason: it is published with them."""
        if not reason or "reason" in figures:
            return figures
        if self._judged or "points" in figures or "not_arising" in figures:
            return {**figures, "reason": _printable(reason)}
        return figures


def _figures(text: str | None) -> Mapping[str, str]:
    if text is None or text == "{}":
        return _NO_FIGURES
    figures: dict[str, str] = json.loads(text)
    return figures


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub(" ", text.strip())[:MAX_TEXT]

"""Rows of ``unit,node,stage,input,value`` to score sheets, naming every fault by row and column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from parindex.engine.answers import STAGES, Answer, Contradiction, Deduction, Kept, Sheet, Stage
from parindex.engine.faults import Fault
from parindex.engine.inputs import Parse, clipped, count, free_text, leaf_parsers, not_negative, yes_no
from parindex.engine.messages import Message, say
from parindex.engine.numbers import Exact
from parindex.engine.outcome import BadFigure
from parindex.engine.tree import CriteriaSet, Leaf

COLUMNS = ("unit", "node", "stage", "input", "value")
MAX_FAULTS = 1_000
MAX_UNIT = 200

_STAGE_NAMES = {"": Stage.SETTLED} | {stage.value: stage for stage in STAGES}
_UNIT = re.compile(r"(?![=+\-@\s])[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]{1,200}(?<!\s)\Z")
_SHEET = ""
"""Stands for the whole sheet where a node's code would."""


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """A unit as a list of units names it."""

    unit: str
    group: str = ""
    ranked: bool = True
    name: str = ""


@dataclass(frozen=True, slots=True)
class FiguresReading:
    """The sheets that the rows make up, or every fault (the first thousand) that prevents it."""

    sheets: tuple[Sheet, ...]
    faults: tuple[Fault, ...] = ()


class _Parser:
    """One input of one node; remembers the texts that it has parsed, since figures repeat."""

    __slots__ = ("parse", "values")

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.values: dict[str, Kept] = {}

    def value(self, text: str) -> Kept:
        value = self.parse(text)
        if len(self.values) < 50_000:
            self.values[text] = value
        return value


type _Values = dict[Stage, dict[str, Kept]]


def read_figures(
    criteria_set: CriteriaSet,
    rows: Iterable[tuple[int, Sequence[str]]],
    units: Mapping[str, ListedUnit] | None = None,
) -> FiguresReading:
    """The sheets of all units in the rows; each row is a line number and the five texts of :data:`COLUMNS`.

    With ``units`` the sheets are those of exactly these units: group and ranking are taken from there, a unit
    without rows has an empty sheet, and a row about any other unit is a fault.
    """
    reader = _Reader(criteria_set, units)
    for line, row in rows:
        reader.take(line, row)
        if len(reader.faults) >= MAX_FAULTS:
            return FiguresReading((), tuple(reader.faults))
    sheets = reader.sheets()
    return FiguresReading((), tuple(reader.faults)) if reader.faults else FiguresReading(sheets)


class _Reader:
    def __init__(self, criteria_set: CriteriaSet, units: Mapping[str, ListedUnit] | None) -> None:
        self.units = units
        self.faults: list[Fault] = []
        self.rows: list[tuple[int, Sequence[str]]] = []
        self.given: dict[str, dict[str, _Values]] = {}
        self.decided: set[tuple[str, str]] = set()
        """Units and nodes about which a row says whether they are excluded."""
        self.codes: dict[str, str] = {}
        """Unit as written → unit in NFC, once it has been checked."""
        self.inputs: dict[str, dict[str, _Parser]] = {_SHEET: _sheet_parsers(criteria_set)}
        self.leaves = {leaf.code for leaf in criteria_set.leaves()}
        for node in criteria_set.walk():
            parsers = leaf_parsers(node) if isinstance(node, Leaf) else {"deduction": not_negative, "reason": free_text}
            self.inputs[node.code] = {name: _Parser(parse) for name, parse in (parsers | {"excluded": yes_no}).items()}

    def take(self, line: int, row: Sequence[str]) -> None:
        """One row into its place, or its fault noted."""
        try:
            written, node, stage_name, name, text = row
            unit = self.codes[written]
            stage = _STAGE_NAMES[stage_name]
            parser = self.inputs[node][name]
            value = parser.values[text]
        except (KeyError, ValueError):
            taken = self._slowly(line, row)
            if taken is None:
                return
            unit, node, stage, name, value = taken
        nodes = self.given[unit]
        values = nodes.get(node)
        if values is None:
            nodes[node] = {stage: {name: value}}
        else:
            figures = values.get(stage)
            if figures is None:
                values[stage] = {name: value}
            elif name in figures:
                self._fault(line, "input", say("figure_twice", row=self._row_of(unit, node, stage, name)), unit, node)
            else:
                figures[name] = value
        if name == "excluded":
            self.decided.add((unit, node))
        self.rows.append((line, row))

    def _fault(self, line: int, column: str, message: Message, unit: str = "", node: str = "") -> None:
        self.faults.append(Fault(message, node=node, unit=unit, row=line, column=column))

    def _slowly(self, line: int, row: Sequence[str]) -> tuple[str, str, Stage, str, Kept] | None:
        """The same with every check, for what is seen for the first time or wrong."""
        if len(row) != len(COLUMNS):
            self._fault(line, "", say("row_width", found=len(row), wanted=len(COLUMNS)))
            return None
        unit = self._unit(line, row[0])
        node = self._node(line, row[1], row[3])
        stage = _STAGE_NAMES.get(row[2])
        if stage is None:
            self._fault(line, "stage", say("figure_no_stage", value=clipped(row[2])))
        parser = None if node is None else self._parser(line, node, unicodedata.normalize("NFC", row[3]))
        if parser is None or node is None:
            return None
        try:
            if row[4] == "":
                raise BadFigure(say("figure_empty"))
            value = parser.value(row[4])
        except BadFigure as bad:
            self._fault(line, "value", bad.message, unit or "", node)
            return None
        if unit is None or stage is None:
            return None
        return unit, node, stage, unicodedata.normalize("NFC", row[3]), value

    def _unit(self, line: int, written: str) -> str | None:
        unit = self.codes.get(written)
        if unit is not None:
            return unit
        unit = unicodedata.normalize("NFC", written)
        if message := unit_fault(unit):
            self._fault(line, "unit", message)
            return None
        if self.units is not None and unit not in self.units:
            self._fault(line, "unit", say("unit_not_listed", unit=clipped(unit)))
            return None
        self.codes[written] = unit
        self.given.setdefault(unit, {})
        return unit

    def _node(self, line: int, written: str, name: str) -> str | None:
        node = unicodedata.normalize("NFC", written)
        if node not in self.inputs:
            self._fault(line, "node", say("figure_unknown_node", code=clipped(written)))
            return None
        whole_sheet = name.partition(":")[0] in ("bonus", "penalty")
        if node == _SHEET and not whole_sheet:
            self._fault(line, "node", say("figure_needs_node", name=clipped(name)))
            return None
        if node != _SHEET and whole_sheet and name not in self.inputs[node]:
            self._fault(line, "node", say("figure_needs_no_node", name=clipped(name)))
            return None
        return node

    def _parser(self, line: int, node: str, name: str) -> _Parser | None:
        parsers = self.inputs[node]
        parser = parsers.get(name)
        if parser is None:
            if node != _SHEET and node not in self.leaves:
                message = say("figure_on_branch", code=node)
            else:
                message = say("figure_unknown_input", node=node, name=clipped(name), allowed=tuple(parsers))
            self._fault(line, "input", message, node=node)
        return parser

    def _row_of(self, unit: str, node: str, stage: Stage, name: str) -> int:
        """Line of the row that gave this value, for a message."""
        for line, row in self.rows:
            if (
                self.codes.get(row[0]) == unit
                and unicodedata.normalize("NFC", row[1]) == node
                and _STAGE_NAMES[row[2]] is stage
                and unicodedata.normalize("NFC", row[3]) == name
            ):
                return line
        return 0

    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets of all units, by unit."""
        units = sorted(self.given) if self.units is None else sorted(self.units)
        return tuple(self._sheet(unit, self.given.get(unit, {})) for unit in units)

    def _sheet(self, unit: str, nodes: dict[str, _Values]) -> Sheet:
        answers: dict[str, Answer] = {}
        excluded: list[str] = []
        deductions: dict[str, Deduction] = {}
        whole: dict[str, Kept] = {}
        for node, values in nodes.items():
            if node in self.leaves:
                if (unit, node) in self.decided and self._excluded(values):
                    excluded.append(node)
                try:
                    answer = Answer(values)
                except Contradiction:
                    stage = next(stage for stage in STAGES if values.get(stage, {}).get("not_arising"))
                    line = self._row_of(unit, node, stage, "not_arising")
                    self._fault(line, "input", say("figure_contradiction"), unit, node)
                    continue
                if answer.given:
                    answers[node] = answer
                continue
            furthest = {name: value for stage in STAGES for name, value in values.get(stage, {}).items()}
            if node == _SHEET:
                whole = furthest
                continue
            if furthest.get("excluded"):
                excluded.append(node)
            if "deduction" in furthest:
                deductions[node] = Deduction(_number(furthest["deduction"]), str(furthest.get("reason", "")))
        sheet = Sheet(
            unit=unit,
            answers=answers,
            excluded=frozenset(excluded),
            bonus=_number(whole.get("bonus", 0)),
            penalty=_number(whole.get("penalty", 0)),
            bonus_cases=_cases(whole, "bonus:"),
            penalty_cases=_cases(whole, "penalty:"),
            deductions=deductions,
        )
        listed = None if self.units is None else self.units[unit]
        return sheet if listed is None else replace(sheet, group=listed.group, ranked=listed.ranked)

    @staticmethod
    def _excluded(values: _Values) -> bool:
        """Takes the decision out of a leaf's values; the furthest stage counts."""
        decided = False
        for stage in STAGES:
            figures = values.get(stage)
            if figures is not None and "excluded" in figures:
                decided = figures.pop("excluded") is True
        return decided


def unit_fault(unit: str) -> Message | None:
    """Why a text cannot be a unit's code; ``None`` if it can."""
    if unit == "":
        return say("unit_empty")
    return None if _UNIT.match(unit) else say("unit_bad", value=clipped(unit), limit=MAX_UNIT)


def _sheet_parsers(criteria_set: CriteriaSet) -> dict[str, _Parser]:
    parsers = {"bonus": _Parser(not_negative), "penalty": _Parser(not_negative)}
    for kind, items in (("bonus", criteria_set.bonus), ("penalty", criteria_set.penalty)):
        parsers |= {f"{kind}:{item.code}": _Parser(count) for item in items}
    return parsers


def _number(value: Kept) -> Exact:
    return 0 if isinstance(value, (str, bool)) else value


def _cases(whole: Mapping[str, Kept], prefix: str) -> dict[str, int]:
    return {
        name.removeprefix(prefix): value
        for name, value in whole.items()
        if name.startswith(prefix) and isinstance(value, int)
    }

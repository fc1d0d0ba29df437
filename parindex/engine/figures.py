"""Rows of ``unit,node,stage,input,value`` to score sheets, naming every fault by row and column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from parindex.engine.answers import SPECIAL, STAGES, Answer, Contradiction, Deduction, Kept, Sheet, Stage
from parindex.engine.exchange.cursor import UNSEEN, all_known
from parindex.engine.faults import Fault
from parindex.engine.inputs import (
    Parse,
    clipped,
    count,
    free_text,
    leaf_parsers,
    listed_inputs,
    locked_stage,
    not_negative,
    yes_no,
)
from parindex.engine.messages import Message, say
from parindex.engine.numbers import Exact, plain
from parindex.engine.outcome import BadFigure
from parindex.engine.tree import CriteriaSet, Leaf, Node

COLUMNS = ("unit", "node", "stage", "input", "value")
MAX_FAULTS = 1_000
_REPEATING = 500
"""A leaf with more different answers than this gives each unit its own; fewer are shared by the units."""
MAX_UNIT = 200

_STAGE_NAMES = {"": Stage.SETTLED} | {stage.value: stage for stage in STAGES}
_UNIT = re.compile(rf"(?![=+\-@ ])[^{UNSEEN}]{{1,{MAX_UNIT}}}(?<! )\Z")
_BY_DECISION = frozenset({"excluded", "deduction"})
"""What others decide about a unit; it cannot say so itself."""
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


type _Line = tuple[int, Sequence[str]]
type _Values = dict[Stage, dict[str, Kept]]
type _Said = Answer | list[_Line]
"""What the rows say of one node: their answer when that was plain, else the rows, to be looked at closely."""


def read_figures(
    criteria_set: CriteriaSet, rows: Iterable[_Line], units: Mapping[str, ListedUnit] | None = None
) -> FiguresReading:
    """The sheets of all units in the rows; each row is a line number and the five texts of :data:`COLUMNS`.

    With ``units`` the sheets are those of exactly these units: group and ranking are taken from there, a unit
    without rows has an empty sheet, and a row about any other unit is a fault.
    """
    reader = _Reader(criteria_set, units)
    reader.sort(rows)
    sheets = reader.sheets()
    if reader.faults:
        faults = sorted(reader.faults, key=lambda fault: fault.row or 0)
        return FiguresReading((), tuple(faults))
    return FiguresReading(sheets)


class _Parser:
    """One input of one node; remembers the texts that it has parsed, since figures repeat."""

    __slots__ = ("parse", "values")

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.values: dict[str, Kept] = {}

    def value(self, text: str) -> Kept:
        value = self.values.get(text)
        if value is None:
            value = self.parse(text)
            if len(self.values) < 50_000:
                self.values[text] = value
        return value


class _Reader:
    """Rows that follow each other and speak of one leaf become its answer at once, if they are plain figures at one
    stage; all others are kept, sorted into unit and node, and looked at when everything has been read.
    """

    def __init__(self, criteria_set: CriteriaSet, units: Mapping[str, ListedUnit] | None) -> None:
        self.criteria_set, self.units = criteria_set, units
        self.faults: list[Fault] = []
        self.given: dict[str, dict[str, _Said]] = {}
        """Unit → node → what is said of it."""
        self.begins: dict[str, dict[str, int]] = {}
        """Unit → node with an answer → the number of its first row; the others follow it."""
        self.inputs: dict[str, dict[str, _Parser]] = {_SHEET: _sheet_parsers(criteria_set)}
        self.plain: dict[str, dict[str, _Parser]] = {_SHEET: {}}
        """The same without the special inputs."""
        self.leaves = {leaf.code for leaf in criteria_set.leaves()}
        self.stages: dict[str, dict[str, Stage]] = {_SHEET: _STAGE_NAMES}
        """Node → name of a stage at which something may be said about it → the stage."""
        self.locked: dict[str, dict[Stage, Message]] = {}
        """Leaf → stage at which nothing may be said → why."""
        self.known: dict[str, dict[tuple[str, ...], Answer] | None] = {_SHEET: None}
        """Node → stage, input, value → answer: most leaves have few. ``None`` where there turned out to be many."""
        for node in criteria_set.walk():
            parsers = leaf_parsers(node) if isinstance(node, Leaf) else {"deduction": not_negative, "reason": free_text}
            made = {name: _Parser(parse) for name, parse in (parsers | {"excluded": yes_no}).items()}
            self.inputs[node.code] = made
            locked = _locked_stages(node)
            self.locked[node.code] = locked
            self.known[node.code] = {}
            self.stages[node.code] = {name: stage for name, stage in _STAGE_NAMES.items() if stage not in locked}
            self.plain[node.code] = {name: made[name] for name in parsers if name not in SPECIAL | {"deduction"}}

    def sort(self, rows: Iterable[_Line]) -> None:
        """Puts every row to its unit and node; a row whose unit or node is wrong goes no further."""
        units: dict[str, str | None] = {}
        nodes: dict[str, str | None] = {}
        written = named = unit = node = None
        run: list[_Line] = []
        for entry in rows:
            line, row = entry
            if len(row) != len(COLUMNS):
                self._fault(line, "", say("row_width", found=len(row), wanted=len(COLUMNS)))
                continue
            if row[1] == named and row[0] == written:
                run.append(entry)
                continue
            if unit is not None and node is not None:
                self._keep(unit, node, run)
            written, named = row[0], row[1]
            node = None
            unit = units.get(written)
            if unit is None:
                unit = units[written] = self._unit(line, written)
            if unit is not None:
                node = nodes.get(named)
                if node is None:
                    node = nodes[named] = self._node(line, named)
            if node is None:
                named = None  # the next row is a fault of its own
            run = [entry]
        if unit is not None and node is not None:
            self._keep(unit, node, run)

    def _keep(self, unit: str, node: str, run: list[_Line]) -> None:
        given = self.given[unit]
        before = given.get(node)
        if before is None:
            answer = self._quickly(node, run)
            if answer is None:
                given[node] = run
            else:
                given[node] = answer
                self.begins[unit][node] = run[0][0]
        elif isinstance(before, list):
            before.extend(run)
        else:
            given[node] = [*self._rows_of(unit, node, before), *run]

    def _rows_of(self, unit: str, node: str, answer: Answer) -> Iterator[_Line]:
        """The rows of a plain answer once more, since others came after it."""
        for line, (name, value) in enumerate(answer.figures.items(), start=self.begins[unit][node]):
            yield line, (unit, node, answer.basis_stage.value, name, _written(value))

    def _fault(self, line: int, column: str, message: Message, unit: str = "", node: str = "") -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(message, node=node, unit=unit, row=line, column=column))

    def _unit(self, line: int, written: str) -> str | None:
        unit = unicodedata.normalize("NFC", written)
        message = unit_fault(unit)
        if message is None and self.units is not None and unit not in self.units:
            message = say("unit_not_listed", unit=clipped(unit))
        if message is not None:
            self._fault(line, "unit", message)
            return None
        self.given.setdefault(unit, {})
        self.begins.setdefault(unit, {})
        return unit

    def _node(self, line: int, written: str) -> str | None:
        node = unicodedata.normalize("NFC", written)
        if node in self.inputs:
            return node
        self._fault(line, "node", say("figure_unknown_node", code=clipped(written)))
        return None

    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets of all units, by unit; only to be used if no fault was noted."""
        units = sorted(self.given) if self.units is None else sorted(self.units)
        self.begins.clear()
        return tuple(self._sheet(unit, self.given.pop(unit, {})) for unit in units)

    def _sheet(self, unit: str, nodes: dict[str, _Said]) -> Sheet:
        answers: dict[str, Answer] = {}
        excluded: list[str] = []
        deductions: dict[str, Deduction] = {}
        whole: dict[str, Kept] = {}
        for node, said in nodes.items():
            if isinstance(said, Answer):
                answers[node] = said
                continue
            values = self._values(unit, node, said)
            furthest = {name: value for stage in STAGES for name, value in values.get(stage, {}).items()}
            if furthest.get("excluded"):
                excluded.append(node)
            if node == _SHEET:
                whole = furthest
            elif node in self.leaves:
                answer = self._answer(unit, node, values, said)
                if answer is not None:
                    answers[node] = answer
            elif "deduction" in furthest:
                deductions[node] = Deduction(_number(furthest["deduction"]), str(furthest.get("reason", "")))
        listed = ListedUnit(unit) if self.units is None else self.units[unit]
        return Sheet(
            unit=unit,
            answers=answers,
            group=listed.group,
            ranked=listed.ranked,
            excluded=frozenset(excluded),
            bonus=_number(whole.get("bonus", 0)),
            penalty=_number(whole.get("penalty", 0)),
            bonus_cases=_cases(whole, "bonus:"),
            penalty_cases=_cases(whole, "penalty:"),
            deductions=deductions,
        )

    def _quickly(self, node: str, run: list[_Line]) -> Answer | None:
        """The answer of plain figures at one stage, all well-formed; ``None`` when a closer look is needed."""
        first, row = run[0]
        stage_name = row[2]
        known = self.known[node]
        key: tuple[str, ...] = ()
        if known is not None:
            key = (stage_name, row[3], row[4]) if len(run) == 1 else tuple([text for _, row in run for text in row[2:]])
            answer = known.get(key)
            if answer is not None:
                return answer
        parsers = self.plain[node]
        figures: dict[str, Kept] = {}
        try:
            stage = self.stages[node][stage_name]
            for line, row in run:
                name = row[3]
                if row[2] != stage_name or name in figures or line != first + len(figures):
                    return None
                figures[name] = parsers[name].value(row[4])
        except (KeyError, BadFigure):
            return None
        answer = Answer.plain(stage, figures)
        if known is not None:
            known[key] = answer
            if len(known) > _REPEATING:
                self.known[node] = None
        return answer

    def _values(self, unit: str, node: str, entries: list[_Line]) -> _Values:
        """Stage → input → value, every row looked at and its faults noted."""
        values: _Values = {}
        lines: dict[tuple[Stage, str], int] = {}
        for line, row in entries:
            stage, name = _STAGE_NAMES.get(row[2]), unicodedata.normalize("NFC", row[3])
            if stage is None:
                self._fault(line, "stage", say("figure_no_stage", value=clipped(row[2])), unit, node)
            parser = self.inputs[node].get(name)
            if parser is None:
                self._fault(line, *self._no_input(node, name), unit, node)
                continue
            locked = self._locked(node, stage, name)
            if locked is not None:
                self._fault(line, "stage", locked, unit, node)
            try:
                if row[4] == "":
                    raise BadFigure(say("figure_empty"))
                value = parser.value(row[4])
            except BadFigure as bad:
                self._fault(line, "value", bad.message, unit, node)
                continue
            if stage is None:
                continue
            if (stage, name) in lines:
                self._fault(line, "input", say("figure_twice", row=lines[stage, name]), unit, node)
            lines.setdefault((stage, name), line)
            values.setdefault(stage, {})[name] = value
        return values

    def _locked(self, node: str, stage: Stage | None, name: str) -> Message | None:
        """Why nobody may say this at that stage."""
        if name in _BY_DECISION:
            return say("figure_by_decision", name=name) if stage is Stage.SELF else None
        return None if stage is None or node == _SHEET else self.locked[node].get(stage)

    def _no_input(self, node: str, name: str) -> tuple[str, Message]:
        """Why a node has no such input, and the column to look at."""
        if node == _SHEET:
            if name.partition(":")[0] in ("bonus", "penalty"):
                return "input", say("unknown_item", code=clipped(name), allowed=tuple(self.inputs[_SHEET]))
            return "node", say("figure_needs_node", name=clipped(name))
        if name.partition(":")[0] in ("bonus", "penalty"):
            return "node", say("figure_needs_no_node", name=clipped(name))
        if node not in self.leaves:
            return "input", say("figure_on_branch", code=node)
        allowed = listed_inputs(self.criteria_set.node(node), self.inputs[node])
        return "input", say("figure_unknown_input", node=node, name=clipped(name), allowed=allowed)

    def _answer(self, unit: str, node: str, values: _Values, entries: list[_Line]) -> Answer | None:
        given = {
            stage: kept
            for stage, figures in values.items()
            if (kept := {name: value for name, value in figures.items() if name != "excluded"})
        }
        try:
            return Answer(given) if given else None
        except Contradiction:
            line = next(line for line, row in entries if row[3] == "not_arising" and row[4] == "yes")
            self._fault(line, "input", say("figure_contradiction"), unit, node)
            return None


def _locked_stages(node: Node) -> dict[Stage, Message]:
    if not isinstance(node, Leaf):
        return {}
    return {stage: message for stage in STAGES if (message := locked_stage(node, stage)) is not None}


def unit_fault(unit: str) -> Message | None:
    """Why a text cannot be a unit's code; ``None`` if it can."""
    if unit == "":
        return say("unit_empty")
    return None if _UNIT.match(unit) and all_known(unit) else say("unit_bad", value=clipped(unit), limit=MAX_UNIT)


def _sheet_parsers(criteria_set: CriteriaSet) -> dict[str, _Parser]:
    parsers = {"bonus": _Parser(not_negative), "penalty": _Parser(not_negative)}
    for kind, items in (("bonus", criteria_set.bonus), ("penalty", criteria_set.penalty)):
        parsers |= {f"{kind}:{item.code}": _Parser(count) for item in items}
    return parsers


def _written(value: Kept) -> str:
    """A figure as a row would give it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else plain(value)


def _number(value: Kept) -> Exact:
    return 0 if isinstance(value, (str, bool)) else value


def _cases(whole: Mapping[str, Kept], prefix: str) -> dict[str, int]:
    return {
        name.removeprefix(prefix): value
        for name, value in whole.items()
        if name.startswith(prefix) and isinstance(value, int)
    }

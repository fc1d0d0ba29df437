"""Trial scoring: the engine run on figures that are not kept."""

from __future__ import annotations

import csv
import io
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from parindex.criteria.trial.matrix import cell_of, is_workbook, matrix_rows
from parindex.criteria.trial.reading import MAX_ROWS, Note, Row, TrialFault, Unreadable, as_text, table
from parindex.engine import (
    NODE_COLUMNS,
    UNIT_COLUMNS,
    CriteriaSet,
    Level,
    Results,
    UnitResult,
    evaluate,
    inspect_set,
    leaf_inputs,
    read_figures,
)
from parindex.engine.numbers import Language
from parindex.engine.spelling import localised

MAX_UNITS = 1_000
"""With as many figures as :data:`~parindex.criteria.trial.reading.MAX_ROWS` a trial takes about 100 MB."""
MAX_RESULTS = 300_000
"""Nodes of all units together: each has a line in the file of reasons, whether it was given figures or not."""
PATIENCE = 3
"""Seconds that a trial waits for the one before it in the same process."""

_one_at_a_time = threading.BoundedSemaphore(1)


class Busy(Exception):
    """Other trials keep the machine busy."""


def scorable(document: object) -> CriteriaSet | None:
    """The set of an exchange document; None while a fault or an error keeps it from being scored."""
    inspection = inspect_set(document)
    if any(finding.level is Level.ERROR for finding in inspection.findings):
        return None
    return inspection.criteria_set


def most_units(criteria_set: CriteriaSet) -> int:
    """How many units a trial of this set takes; :data:`MAX_UNITS` for any of usual size."""
    nodes = sum(1 for _ in criteria_set.walk())
    return min(MAX_UNITS, max(1, MAX_RESULTS // max(1, nodes)))


def template_rows(criteria_set: CriteriaSet, units: Iterable[str]) -> Iterator[tuple[str, str, str, str, str]]:
    """The rows of a CSV template: every figure of every unit, without its value."""
    figures = [(leaf.code, spec.name) for leaf in criteria_set.leaves() for spec in leaf_inputs(leaf)]
    return ((unit, node, "", name, "") for unit in units for node, name in figures)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the ranking, its values as publication prints them in the language asked for."""

    unit: str
    points: str
    maximum: str
    index: str
    rank: str
    performance_class: str
    """The class's title."""
    missing: int


@dataclass(frozen=True, slots=True)
class NodeLine:
    """A node of one unit."""

    code: str
    title: str
    level: int
    points: str
    maximum: str
    sub_index: str
    state: str
    reason: str
    is_leaf: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """What a trial found: results, or every fault of the figures."""

    results: Results | None
    faults: tuple[TrialFault, ...] = ()
    rows: tuple[Row, ...] = ()

    def text(self, limit: int) -> str:
        """The figures as CSV text, for correcting and scoring again; empty if longer than ``limit``."""
        if sum(sum(map(len, row)) + 5 for _line, row in self.rows) > limit:
            return ""
        return as_text(self.rows)

    def lines(self, lang: Language, limit: int | None = None) -> list[UnitLine]:
        """The units by rank."""
        assert self.results is not None  # noqa: S101 – asked only where there are results
        return [_line(unit, lang) for unit in self.results.ranking()[:limit]]

    def mean(self, lang: Language) -> str:
        """The mean index of all units; empty if none has one."""
        assert self.results is not None  # noqa: S101
        group = next(iter(self.results.groups), None)
        return localised(group.printed_mean(self.results.policy), lang) if group else ""

    def missing(self) -> list[tuple[str, int]]:
        """Leaves without a value and how many units lack one, the most first."""
        assert self.results is not None  # noqa: S101
        counted = Counter(code for unit in self.results.units for code in unit.missing)
        return sorted(counted.items(), key=lambda item: (-item[1], item[0]))

    def unit(self, code: str) -> UnitResult | None:
        assert self.results is not None  # noqa: S101
        return next((unit for unit in self.results.units if unit.unit == code), None)

    def nodes(self, unit: UnitResult, lang: Language) -> list[NodeLine]:
        """Every node of a unit with its reason, after the whole sheet (level 0)."""
        assert self.results is not None  # noqa: S101
        levels = {code: (level, title) for code, level, title in _levels(self.results.criteria_set, lang)}
        leaves = {leaf.code for leaf in self.results.criteria_set.leaves()}
        states = {code: state.value for code, state, _printed in unit.values()}
        return [
            NodeLine(code, levels[code][1], levels[code][0], _shown(points, lang), _shown(maximum, lang),
                     _shown(sub_index, lang), states.get(code, ""), reason, code in leaves)
            for code, points, maximum, sub_index, reason in unit.rows(lang)
        ]  # fmt: skip

    def results_csv(self) -> Iterator[str]:
        """``results.csv`` as the command line writes it, piece by piece."""
        assert self.results is not None  # noqa: S101
        return _csv(UNIT_COLUMNS, self.results.unit_rows())

    def nodes_csv(self, lang: Language) -> Iterator[str]:
        """``nodes.csv`` as the command line writes it, piece by piece."""
        assert self.results is not None  # noqa: S101
        return _csv(NODE_COLUMNS, self.results.rows(lang))


def try_figures(criteria_set: CriteriaSet, data: bytes | str, *, name: str = "") -> Trial:
    """Scores figures given as CSV text, as a CSV file or as a filled matrix; keeps nothing.

    ``name`` is the file's: one that says workbook and holds something else is told so.

    Figures and results stay in memory as long as the trial is used: a face does all of it in its :func:`turn`.
    """
    workbook = isinstance(data, bytes) and is_workbook(data)
    if not workbook and name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        return Trial(None, (TrialFault(Note("foreign")),))
    try:
        given = matrix_rows(data, criteria_set) if isinstance(data, bytes) and workbook else table(data)
        rows = tuple(islice(given, MAX_ROWS + 1))
    except Unreadable as bad:
        return Trial(None, bad.faults)
    if workbook and not rows:
        return Trial(None, (TrialFault(Note("empty_matrix")),))
    fault = _too_much(rows, most_units(criteria_set))
    if fault is not None:
        return Trial(None, (fault,))
    reading = read_figures(criteria_set, rows)
    if reading.faults:
        faults = tuple(
            TrialFault(fault.message, *_place(fault.row, fault.column, workbook), fault.unit, fault.node)
            for fault in reading.faults
        )
        return Trial(None, faults, rows)
    return Trial(evaluate(criteria_set, reading.sheets), (), rows)


@contextmanager
def turn() -> Iterator[None]:
    """One trial at a time in a process: several at once would only wait for each other and fill the memory.

    The lock lives in its process. Several web processes score as many trials at once: what it bounds is the memory
    of each process, not of the machine.

    :raises Busy: another trial was not done in time.
    """
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise Busy
    try:
        yield
    finally:
        _one_at_a_time.release()


def _too_much(rows: Sequence[Row], units: int) -> TrialFault | None:
    if not rows:
        return TrialFault(Note("empty", {"columns": "unit, node, stage, input, value"}))
    if len(rows) > MAX_ROWS:
        return TrialFault(Note("too_many_rows", {"limit": MAX_ROWS}))
    if len({row[0] for _number, row in rows}) > units:
        return TrialFault(Note("too_many_units", {"limit": units}))
    return None


def _place(row: int | None, column: str, workbook: bool) -> tuple[int | None, str]:
    if row is None or not workbook:
        return row, column
    return cell_of(row)


def _line(unit: UnitResult, lang: Language) -> UnitLine:
    printed, band = unit.printed(), unit.performance_class
    title = "" if band is None else (band.title_en if lang == "en" else "") or band.title or band.code
    points, maximum, index = (_shown(text, lang) for text in (printed.points, printed.maximum, printed.index))
    return UnitLine(unit.unit, points, maximum, index, printed.rank, title, len(unit.missing))


def _shown(text: str, lang: Language) -> str:
    return localised(text, lang) if text else ""


def _levels(criteria_set: CriteriaSet, lang: Language) -> Iterator[tuple[str, int, str]]:
    yield "", 0, ""
    waiting = [(node, 1) for node in reversed(criteria_set.nodes)]
    while waiting:
        node, level = waiting.pop()
        yield node.code, level, (node.title_en if lang == "en" else "") or node.title
        waiting += [(child, level + 1) for child in reversed(node.children)]


def _csv(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(heading)
    for row in rows:
        writer.writerow(row)
        if stream.tell() > 65_536:
            yield stream.getvalue()
            stream.seek(0)
            stream.truncate()
    yield stream.getvalue()

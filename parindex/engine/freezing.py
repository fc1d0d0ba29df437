"""Freezing what an evaluation takes in, replaying it, and results as bytes.

The bytes are canonical: UTF-8 JSON, keys sorted, no blanks, numbers as their shortest exact text. The same input
gives the same bytes on every machine, whatever the order in which it was handed over.

Source: docs/methods.md, *Frozen input, replay*.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Any

from parindex.engine.answers import STAGES, Answer, Deduction, Kept, Sheet
from parindex.engine.evaluating import evaluate
from parindex.engine.exchange.reading import read_set
from parindex.engine.exchange.writing import write_policy, write_set
from parindex.engine.faults import Fault, InvalidFigures
from parindex.engine.messages import say
from parindex.engine.numbers import Exact, fixed, parse_exact, plain
from parindex.engine.results import Results, UnitResult
from parindex.engine.tree import CriteriaSet, Policy

ENGINE_VERSION = "1"
"""Raised with every change that could change any result or reason of any input."""

INPUT_FORMAT = "parindex/scoring-input/1"
RESULT_FORMAT = "parindex/scoring-result/1"

_FINE = 30


@dataclass(frozen=True, slots=True)
class Frozen:
    """An evaluation's whole input as bytes, and their SHA-256 in hexadecimal."""

    data: bytes
    sha256: str
    sheets: Mapping[str, str]
    """Unit → its sheet, as it stands in ``data``."""


@dataclass(frozen=True, slots=True)
class WrittenResults:
    """A result as bytes."""

    data: bytes
    nodes: Mapping[str, str]
    """Unit → its nodes, as they stand in ``data``."""


class NotReplayable(ValueError):
    """The bytes are no frozen input, or another version of the engine froze them."""


def freeze(criteria_set: CriteriaSet, sheets: Iterable[Sheet], policy: Policy | None = None) -> Frozen:
    """Set, policy, sheets and engine version as canonical bytes. Two sheets of one unit are :class:`InvalidFigures`."""
    ordered = sorted(sheets, key=lambda sheet: sheet.unit)
    for before, after in pairwise(ordered):
        if before.unit == after.unit:
            raise InvalidFigures((Fault(say("unit_twice", unit=after.unit), unit=after.unit),))
    document = write_set(criteria_set)
    if policy is not None:
        document["policy"] = write_policy(policy)
    body = {"format": INPUT_FORMAT, "engine": ENGINE_VERSION, "criteria_set": document}
    writer = SheetWriter()
    sheets_of = {sheet.unit: writer.text(sheet) for sheet in ordered}
    data = f'{_text(body)[:-1]},"sheets":[{",".join(sheets_of.values())}]}}'.encode()
    return Frozen(data, sha256(data).hexdigest(), sheets_of)


def replay(data: bytes) -> Results:
    """The results of a frozen input; :class:`NotReplayable` if this engine cannot have frozen it."""
    try:
        body = json.loads(data)
        if body["format"] != INPUT_FORMAT:
            raise NotReplayable(f"not a frozen input: {body['format']!r}")
        if body["engine"] != ENGINE_VERSION:
            raise NotReplayable(f"frozen by engine {body['engine']!r}; this is engine {ENGINE_VERSION!r}")
        reading = read_set(body["criteria_set"])
        sheets = [read_sheet(sheet) for sheet in body["sheets"]]
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise NotReplayable(f"not a frozen input: {error}") from error
    if reading.criteria_set is None:
        raise NotReplayable("; ".join(f"{fault.place}: {fault.message}" for fault in reading.faults))
    return evaluate(reading.criteria_set, sheets)


def results_bytes(results: Results) -> bytes:
    """Everything published of a result, as canonical bytes: values at the policy's places, states, ranks, classes.

    ``exact`` carries the unrounded index cut to thirty digits, so that two engines that differ anywhere differ here.
    """
    return write_results(results).data


def write_results(results: Results) -> WrittenResults:
    """:func:`results_bytes`, with each unit's nodes apart."""
    groups = [
        {
            "group": group.group,
            "mean": group.printed_mean(results.policy),
            "units": group.units,
            "ranked": group.ranked,
        }
        for group in results.groups
    ]
    body = {
        "format": RESULT_FORMAT,
        "engine": ENGINE_VERSION,
        "criteria_set": results.criteria_set.code,
        "groups": groups,
    }
    nodes = {unit.unit: unit.written_nodes() for unit in results.units}
    units = ",".join([_unit_text(unit, nodes[unit.unit]) for unit in results.units])
    return WrittenResults(f'{_text(body)[:-1]},"units":[{units}]}}'.encode(), nodes)


def _unit_text(unit: UnitResult, nodes: str) -> str:
    """A unit as canonical JSON; its nodes are written already."""
    printed = unit.printed()
    index = unit.index
    fine = "" if index is None else fixed(index.numerator * 10**_FINE // index.denominator, _FINE)
    before = {
        "class": printed.performance_class,
        "exact": fine,
        "group": unit.group,
        "index": printed.index,
        "maximum": printed.maximum,
    }
    after = {"points": printed.points, "rank": unit.rank, "unit": printed.unit}
    return f'{_text(before)[:-1]},"nodes":{nodes},{_text(after)[1:]}'


def _text(body: object) -> str:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


class SheetWriter:
    """Writes sheets as canonical JSON. Four hundred thousand answers are put together by hand, each once: units that
    say the same share their answers."""

    __slots__ = ("_answers", "_kept", "_names")

    def __init__(self) -> None:
        self._answers: dict[int, str] = {}
        self._kept: list[Answer] = []
        """Keeps what is known by its address."""
        self._names: dict[str, str] = {}

    def text(self, sheet: Sheet) -> str:
        """One sheet as a frozen input holds it."""
        rest = {
            "bonus": plain(sheet.bonus),
            "bonus_cases": dict(sheet.bonus_cases),
            "deductions": {
                code: {"points": plain(deduction.points), "reason": deduction.reason}
                for code, deduction in sheet.deductions.items()
            },
            "excluded": sorted(sheet.excluded),
            "group": sheet.group,
            "penalty": plain(sheet.penalty),
            "penalty_cases": dict(sheet.penalty_cases),
            "ranked": sheet.ranked,
            "unit": sheet.unit,
        }
        given = sheet.answers
        answers = [f"{self._name(code)}:{self._answer(given[code])}" for code in sorted(given) if given[code].given]
        return f'{{"answers":{{{",".join(answers)}}},{_text(rest)[1:]}'

    def _name(self, name: str) -> str:
        text = self._names.get(name)
        if text is None:
            text = self._names[name] = json.dumps(name, ensure_ascii=False)
        return text

    def _answer(self, answer: Answer) -> str:
        text = self._answers.get(id(answer))
        if text is None:
            given = answer.given
            stages = [
                f'"{stage.value}":{{{",".join(self._figures(given[stage]))}}}'
                for stage in _STAGES_BY_NAME
                if stage in given
            ]
            text = self._answers[id(answer)] = "{" + ",".join(stages) + "}"
            self._kept.append(answer)
        return text

    def _figures(self, values: Mapping[str, Kept]) -> list[str]:
        """Numbers as text, conditions as true and false, choices and sentences as ``{"text": …}``."""
        made = []
        for name in sorted(values):
            value = values[name]
            if type(value) is int:
                made.append(f'{self._name(name)}:"{value}"')
            elif isinstance(value, bool):
                made.append(f"{self._name(name)}:{'true' if value else 'false'}")
            elif isinstance(value, str):
                made.append(f'{self._name(name)}:{{"text":{json.dumps(value, ensure_ascii=False)}}}')
            else:
                made.append(f'{self._name(name)}:"{plain(value)}"')
        return made


_STAGES_BY_NAME = tuple(sorted(STAGES, key=lambda stage: stage.value))


def write_sheet(sheet: Sheet) -> dict[str, Any]:
    """One sheet as a frozen input holds it, as a document."""
    document: dict[str, Any] = json.loads(SheetWriter().text(sheet))
    return document


def read_sheet(body: Mapping[str, Any]) -> Sheet:
    """The sheet that :func:`write_sheet` wrote; ``KeyError`` or ``TypeError`` for anything else."""
    return Sheet(
        unit=body["unit"],
        answers={code: _read_answer(given) for code, given in body["answers"].items()},
        group=body["group"],
        ranked=body["ranked"],
        excluded=frozenset(body["excluded"]),
        bonus=_read_number(body["bonus"]),
        penalty=_read_number(body["penalty"]),
        bonus_cases=dict(body["bonus_cases"]),
        penalty_cases=dict(body["penalty_cases"]),
        deductions={
            code: Deduction(_read_number(deduction["points"]), deduction["reason"])
            for code, deduction in body["deductions"].items()
        },
    )


def _read_answer(given: Mapping[str, Mapping[str, Any]]) -> Answer:
    return Answer(
        {
            stage: {name: _read_figure(value) for name, value in given[stage.value].items()}
            for stage in STAGES
            if stage.value in given
        }
    )


def _read_figure(value: Any) -> Kept:
    if isinstance(value, bool):
        return value
    return str(value["text"]) if isinstance(value, dict) else _read_number(value)


def _read_number(text: str) -> Exact:
    number = parse_exact(text)
    if number is None:
        raise TypeError(f"{text!r} is not an exact number")
    return number

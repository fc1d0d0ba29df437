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
    data = _bytes(
        {
            "format": INPUT_FORMAT,
            "engine": ENGINE_VERSION,
            "criteria_set": document,
            "sheets": [write_sheet(sheet) for sheet in ordered],
        }
    )
    return Frozen(data, sha256(data).hexdigest())


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
    groups = [
        {
            "group": group.group,
            "mean": group.printed_mean(results.policy),
            "units": group.units,
            "ranked": group.ranked,
        }
        for group in results.groups
    ]
    return _bytes(
        {
            "format": RESULT_FORMAT,
            "engine": ENGINE_VERSION,
            "criteria_set": results.criteria_set.code,
            "groups": groups,
            "units": [_write_unit(unit) for unit in results.units],
        }
    )


def _write_unit(unit: UnitResult) -> dict[str, Any]:
    printed = unit.printed()
    index = unit.index
    fine = "" if index is None else fixed(index.numerator * 10**_FINE // index.denominator, _FINE)
    return {
        "unit": printed.unit,
        "group": unit.group,
        "points": printed.points,
        "maximum": printed.maximum,
        "index": printed.index,
        "exact": fine,
        "rank": unit.rank,
        "class": printed.performance_class,
        "nodes": {code: [state.value, *values] for code, state, values in unit.values()},
    }


def _bytes(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def write_sheet(sheet: Sheet) -> dict[str, Any]:
    """One sheet as a frozen input holds it."""
    return {
        "unit": sheet.unit,
        "group": sheet.group,
        "ranked": sheet.ranked,
        "excluded": sorted(sheet.excluded),
        "bonus": plain(sheet.bonus),
        "penalty": plain(sheet.penalty),
        "bonus_cases": dict(sheet.bonus_cases),
        "penalty_cases": dict(sheet.penalty_cases),
        "deductions": {
            code: {"points": plain(deduction.points), "reason": deduction.reason}
            for code, deduction in sheet.deductions.items()
        },
        "answers": {
            code: {
                stage.value: {name: _write_figure(value) for name, value in answer.given[stage].items()}
                for stage in STAGES
                if stage in answer.given
            }
            for code, answer in sheet.answers.items()
            if answer.given
        },
    }


def _write_figure(value: Kept) -> object:
    """Numbers as text, conditions as true and false, choices and sentences as ``{"text": …}``."""
    if isinstance(value, bool):
        return value
    return {"text": value} if isinstance(value, str) else plain(value)


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

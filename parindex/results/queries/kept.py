"""The check of every run: its stored bytes, its rows, and what the trail says of it."""

import json
from collections.abc import Iterator
from typing import Any

from parindex.kernel.files import fault_of, path_of
from parindex.kernel.models import AuditEvent
from parindex.kernel.trail import UNREADABLE, readable
from parindex.results.models import Run, Standing

#: The trail's name of what made a run, and what it recorded of it.
_COMPUTED = "results.computed"
_RECORDED = ("number", "kind", "missing", "input_sha256", "result_sha256")


def run_faults() -> Iterator[str]:
    """What is not as it was computed, each in a line. For verification only: logic never reads the trail."""
    told = {
        event.subject_id: event.facts
        for _sequence, event in readable(AuditEvent.objects.filter(action=_COMPUTED))
        if event is not None
    }
    for key, run in readable(Run.objects.select_related("round", "input_file", "result_file")):
        facts = told.pop(str(key), None)
        if run is None:
            yield f"run {key}: it cannot be read"
            continue
        for fault in _faults(run, facts):
            yield f"run {run.number} of round {run.round.code}: {fault}"
    for subject in sorted(told):
        yield f"run {subject}: the trail tells of it; it is not there"


def _faults(run: Run, facts: Any) -> Iterator[str]:
    whole = True
    for what, digest, file in (
        ("input", run.input_sha256, run.input_file),
        ("result", run.result_sha256, run.result_file),
    ):
        fault = fault_of(digest)
        if fault:
            whole = False
            yield f"{what}: {fault}"
        if file.sha256 != digest:
            yield f"{what}: its file is another one"
    if not isinstance(facts, dict):
        yield "the trail does not tell of it"
    else:
        for name in _RECORDED:
            if facts.get(name) != getattr(run, name):
                yield f"its {name} is not what the trail recorded"
    if whole:
        yield from _row_faults(run)


def _row_faults(run: Run) -> Iterator[str]:
    """The rows that lists and pages show, against the stored result and input."""
    try:
        results = json.loads(path_of(run.result_sha256).read_bytes())["units"]
        sheets = json.loads(path_of(run.input_sha256).read_bytes())["sheets"]
        wanted = {unit["unit"]: (_row(unit), sheet) for unit, sheet in zip(results, sheets, strict=True)}
    except (*UNREADABLE, KeyError):
        yield "its stored bytes cannot be read"
        return
    for _key, row in readable(Standing.objects.filter(run=run).select_related("unit")):
        if row is None:
            yield "a unit's row cannot be read"
            continue
        values, sheet = wanted.pop(row.unit.code, (None, None))
        shown = (row.group, row.points, row.maximum, row.index, row.rank, row.performance_class, row.nodes)
        if shown != values or row.sheet != sheet:
            yield f"the row of {row.unit.code} is not what was computed"
    for code in sorted(wanted):
        yield f"the row of {code} is not there"


def _row(unit: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(unit[name] for name in ("group", "points", "maximum", "index", "rank", "class", "nodes"))

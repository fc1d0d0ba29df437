"""Every write of results: a run is computed and kept with its frozen input; the approver approves one."""

import gc
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db.models import Value
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from parindex import __version__
from parindex.assessments.models import Sheet
from parindex.criteria.pinned import PinnedNode
from parindex.engine import (
    ENGINE_VERSION,
    InvalidFigures,
    Results,
    UnitResult,
    evaluate,
    freeze,
    write_results,
)
from parindex.kernel.changes import locked
from parindex.kernel.files import store
from parindex.kernel.models import StoredFile
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused
from parindex.kernel.workflow import move
from parindex.people.models import Account
from parindex.programmes.models import Round
from parindex.results.enums import RunKind, RunState
from parindex.results.models import Run, Standing, Written
from parindex.results.queries.gathering import Gap, Gathered, gather
from parindex.results.rules import may_compute
from parindex.results.workflow import WORKFLOW

__all__ = ["NotComputable", "approve", "compute"]

#: Rows of one statement: a unit's row holds all its nodes and figures.
_AT_ONCE = 250
#: As many bytes as are written at once.
_CHUNK = 2**20
#: A run's files are our own, of whatever size.
_MOST = 2**40


class NotComputable(Refused):
    """A final run has gaps: sheets that are not settled, rows without a value; carries them all."""

    def __init__(self, reason: str, gaps: Sequence[Gap]) -> None:
        super().__init__(reason)
        self.gaps = tuple(gaps)


@action
def compute(round: Round, *, id: uuid.UUID, kind: RunKind, note: str = "", by: Account | None, at: datetime) -> Run:
    """Freezes what the round holds now, computes it, and keeps input, result and one row a unit.

    A provisional run takes what is there; rows without a value count 0. Computed twice from the same rows, a run has
    the same bytes.

    :param id: made by the form; sent again, it gives the run that it made.
    :raises NotComputable: a final run, and a sheet is not settled or a row has no value.
    """
    round = locked(round)
    may_compute(by, round, at).demand()
    before = Run.objects.filter(pk=id, round=round).first()
    if before is not None:
        return before
    if kind == RunKind.FINAL:
        _hold_sheets(round)
    with _without_collecting():
        return _computed(round, id, kind, note.strip(), by, at)


def _computed(round: Round, id: uuid.UUID, kind: RunKind, note: str, by: Account | None, at: datetime) -> Run:
    gathered = gather(round)
    if kind == RunKind.FINAL:
        _demand_settled(gathered)
    results = _evaluated(gathered)
    missing = sum(len(unit.missing) for unit in results.units)
    if kind == RunKind.FINAL and (missing or gathered.unreadable):
        _refuse_gaps(gathered, results)
    number = Run.objects.filter(round=round).count() + 1
    frozen = freeze(gathered.pinned.criteria_set, gathered.sheets)
    name = f"{round.code}-{number}"
    keep = _keeper(by, at)
    input_file = keep(f"{name}-input.json", frozen.data)
    written = write_results(results)
    result_file = keep(f"{name}-results.json", written.data)
    run = Run.objects.create(
        id=id,
        round=round,
        set_version_id=round.set_version_id,
        number=number,
        kind=kind,
        note=note,
        input_file=input_file,
        input_sha256=input_file.sha256,
        result_file=result_file,
        result_sha256=result_file.sha256,
        engine_version=ENGINE_VERSION,
        program_version=__version__,
        held_survey=results.held_survey,
        missing=missing,
        computed_at=at,
        computed_by=by,
    )
    units = (
        Standing(
            run=run,
            unit_id=gathered.units[unit.unit].unit_id,
            nodes=Written(written.nodes[unit.unit]),
            sheet=Written(frozen.sheets[unit.unit]),
            **_columns(unit),
        )
        for unit in results.units
    )
    Standing.objects.bulk_create(units, batch_size=_AT_ONCE)
    facts: dict[str, Fact] = {
        "number": number,
        "kind": RunKind(kind).value,
        "units": len(results.units),
        "missing": missing,
        "engine": ENGINE_VERSION,
        "input_sha256": run.input_sha256,
        "result_sha256": run.result_sha256,
    }
    record("results.computed", run, by=by, at=at, note=note, facts=facts)
    return run


@action
def approve(run: Run, *, note: str = "", by: Account, at: datetime) -> Run:
    """Approves a final run: from now on it may be published, and what it holds stands fast.

    :raises Refused: approved already, a newer final run is there, or what it was computed from has changed since.
    """
    round = locked(run.round)
    run = locked(run)
    if run.state == RunState.COMPUTED:
        WORKFLOW.may(by, run, "approve", at=at).demand()
        _demand_fresh_run(run, round)
    facts: dict[str, Fact] = {"number": run.number, "result_sha256": run.result_sha256}
    move(WORKFLOW, run, "approve", by=by, at=at, note=note.strip(), facts=facts, sets={"approval_note": note.strip()})
    return run


@contextmanager
def _without_collecting() -> Iterator[None]:
    """A run makes a million small things and drops none before its end: looking for garbage meanwhile finds nothing and
    costs a fifth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _hold_sheets(round: Round) -> None:
    """Nobody takes a settlement back while the run is being computed."""
    list(Sheet.objects.select_for_update(no_key=True).filter(round=round).order_by("pk").values_list("pk"))


def _demand_settled(gathered: Gathered) -> None:
    gaps = gathered.unsettled()
    if gaps:
        raise NotComputable(
            ngettext("%(n)d score sheet is not settled yet.", "%(n)d score sheets are not settled yet.", len(gaps))
            % {"n": len(gaps)},
            gaps,
        )


def _evaluated(gathered: Gathered) -> Results:
    try:
        return evaluate(gathered.pinned.criteria_set, gathered.sheets)
    except InvalidFigures as invalid:
        # What a row's figures must be is checked when they are saved: only a re-issued set can leave this behind.
        first, nodes = invalid.faults[0], gathered.pinned.nodes
        why = first.message.text("en" if get_language() == "en" else "vi")
        raise NotComputable(
            _("The round cannot be computed: %(why)s") % {"why": why},
            [gathered.units[fault.unit].gap(fault.node, _title(nodes.get(fault.node))) for fault in invalid.faults],
        ) from invalid


def _title(node: PinnedNode | None) -> str:
    return "" if node is None else node.node.title


def _refuse_gaps(gathered: Gathered, results: Results) -> None:
    nodes = gathered.pinned.nodes
    gaps = [
        gathered.units[unit.unit].gap(code, nodes[code].node.title) for unit in results.units for code in unit.missing
    ]
    raise NotComputable(
        ngettext("%(n)d row has no value.", "%(n)d rows have no value.", len(gaps)) % {"n": len(gaps)}, gaps
    )


def _keeper(by: Account | None, at: datetime) -> Callable[[str, bytes], StoredFile]:
    def keep(name: str, data: bytes) -> StoredFile:
        return store(_chunks(data), name=name, by=by, at=at, limit=_MOST)

    return keep


def _chunks(data: bytes) -> Iterator[bytes]:
    return (data[place : place + _CHUNK] for place in range(0, len(data), _CHUNK))


def _columns(unit: UnitResult) -> dict[str, Any]:
    printed = unit.printed()
    return {
        # An expression keeps Django from sending columns as arrays to PostgreSQL: that escapes every mark of a text.
        "group": Value(unit.group),
        "ranked": unit.sheet.ranked,
        "points": printed.points,
        "maximum": printed.maximum,
        "index": printed.index,
        "rank": unit.rank,
        "performance_class": printed.performance_class,
        "missing": len(unit.missing),
        "reason": {"vi": unit.reason.text("vi"), "en": unit.reason.text("en")},
    }


def _demand_fresh_run(run: Run, round: Round) -> None:
    """The newest final run, of the rows as they are: nobody approves what is no longer so."""
    if Run.objects.filter(round=round, kind=RunKind.FINAL, number__gt=run.number).exists():
        raise Refused(_("A newer final run is there: approve that one."))
    _hold_sheets(round)
    gathered = gather(round)
    if gathered.unsettled() or freeze(gathered.pinned.criteria_set, gathered.sheets).sha256 != run.input_sha256:
        raise Refused(_("Something has changed since this run was computed. Compute another, then approve that one."))

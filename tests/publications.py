"""Runs and publications as rows, for pages: the engine's own results, stored as the apps store them."""

import csv
import io
import json
import uuid
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from parindex.criteria.pinned import pinned
from parindex.engine import ENGINE_VERSION, NODE_COLUMNS, UNIT_COLUMNS, Sheet, evaluate, freeze, results_bytes
from parindex.kernel.files import store
from parindex.kernel.models import StoredFile
from parindex.people.models import Account, Unit
from parindex.programmes.models import Round
from parindex.publishing.models import Publication
from parindex.results.enums import RunKind, RunState
from parindex.results.models import Run, Standing


def kept(data: bytes, name: str, at: datetime) -> StoredFile:
    return store([data], name=name, by=None, at=at)


def make_run(
    round: Round,
    sheets: Sequence[Sheet],
    *,
    at: datetime,
    by: Account | None = None,
    kind: RunKind = RunKind.FINAL,
    approved_by: Account | None = None,
) -> Run:
    """A run of the round over these sheets; approved if somebody approves it."""
    criteria_set = pinned(round.set_version).criteria_set
    results, frozen = evaluate(criteria_set, sheets), freeze(criteria_set, sheets)
    input_file, result_file = kept(frozen.data, "input.json", at), kept(results_bytes(results), "results.json", at)
    run = Run.objects.create(
        id=uuid.uuid4(),
        round=round,
        set_version=round.set_version,
        number=Run.objects.filter(round=round).count() + 1,
        kind=kind,
        state=RunState.APPROVED if approved_by else RunState.COMPUTED,
        input_file=input_file,
        input_sha256=input_file.sha256,
        result_file=result_file,
        result_sha256=result_file.sha256,
        engine_version=ENGINE_VERSION,
        program_version="0.1.0",
        held_survey=results.held_survey,
        missing=sum(len(unit.missing) for unit in results.units) if kind == RunKind.PROVISIONAL else 0,
        computed_at=at,
        computed_by=by,
        approved_at=at if approved_by else None,
        approved_by=approved_by,
    )
    units = {unit.code: unit for unit in Unit.objects.filter(participations__round=round)}
    inputs = {sheet["unit"]: sheet for sheet in json.loads(frozen.data)["sheets"]}
    rows: list[dict[str, Any]] = json.loads(results_bytes(results))["units"]
    Standing.objects.bulk_create(
        Standing(
            run=run,
            unit=units[row["unit"]],
            group=row["group"],
            ranked=inputs[row["unit"]]["ranked"],
            points=row["points"],
            maximum=row["maximum"],
            index=row["index"],
            rank=row["rank"],
            performance_class=row["class"],
            missing=len(results.unit(row["unit"]).missing),
            nodes=row["nodes"],
            sheet=inputs[row["unit"]],
            reason={language: results.unit(row["unit"]).reason.text(language) for language in ("vi", "en")},
        )
        for row in rows
    )
    return run


def make_publication(
    run: Run, *, publish_at: datetime, by: Account, at: datetime, correction: str = "", decision: str = "12/QĐ-UBND"
) -> Publication:
    """The run published at that moment, with a package that holds its tables."""
    data = _package(run)
    file = kept(data, "package.zip", at)
    return Publication.objects.create(
        id=uuid.uuid4(),
        round=run.round,
        run=run,
        number=Publication.objects.filter(round=run.round).count() + 1,
        publish_at=publish_at,
        decision=decision,
        correction=correction,
        package=file,
        package_sha256=file.sha256,
        scheduled_at=at,
        scheduled_by=by,
    )


def _package(run: Run) -> bytes:
    from parindex.engine import replay
    from parindex.kernel.files import open_stored

    with open_stored(run.input_file) as stream:
        results = replay(stream.read())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, head, rows in (
            ("results.csv", UNIT_COLUMNS, results.unit_rows()),
            ("nodes.csv", NODE_COLUMNS, results.rows("vi")),
        ):
            lines = io.StringIO()
            writer = csv.writer(lines)
            writer.writerow(head)
            writer.writerows(rows)
            package.writestr(name, lines.getvalue())
    return out.getvalue()

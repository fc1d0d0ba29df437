"""``parindex score SET DATA.csv --out DIR``: the engine on two files, without a database.

Every fault is named as ``file:row:column: what is wrong`` on standard error; then the exit code is 2 and nothing is
written. The two result files are put in place together, after everything has been computed.
"""

from __future__ import annotations

import argparse
import errno
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from parindex.cli import streams
from parindex.cli.tables import BadTable, read_table, read_units

if TYPE_CHECKING:
    from parindex.engine import CriteriaSet, Finding, Message, Results, UnitResult
    from parindex.engine.numbers import Language

SAID = {
    "unreadable": ("không đọc được tệp: {detail}", "cannot be read: {detail}"),
    "no_such_file": ("không có tệp này", "there is no such file"),
    "is_directory": ("đây là thư mục, không phải tệp", "this is a directory, not a file"),
    "not_allowed": ("không có quyền truy cập", "access is not allowed"),
    "disk_full": ("ổ đĩa đã đầy", "the disk is full"),
    "no_figures": (
        "tệp chỉ có dòng tên cột, chưa có số liệu của đơn vị nào",
        "the file holds the heading only: no unit has a figure",
    ),
    "more_faults": ("còn {number} lỗi khác", "{number:fault} more"),
    "out_is_file": (
        "đây là một tệp; --out phải là thư mục",
        "this is a file; --out must be a directory",
    ),
    "out_empty": ("chưa ghi tên thư mục", "no directory is named"),
    "target_is_directory": (
        "đây là một thư mục; kết quả phải ghi vào tệp tên này",
        "this is a directory; a result file has to be written under this name",
    ),
    "unwritable": ("không ghi được: {detail}", "cannot be written: {detail}"),
    "scored": (
        "Đã chấm {units} đơn vị theo bộ tiêu chí {code} ({leaves} tiêu chí chấm điểm).",
        "Scored {units:unit} with the criteria set {code} ({leaves:leaf}).",
    ),
    "mean": ("Chỉ số bình quân{group}: {mean}%.", "Mean index{group}: {mean}%."),
    "group": (" nhóm {group}", " of group {group}"),
    "no_group": (" các đơn vị không thuộc nhóm nào", " of units without a group"),
    "missing": (
        "Kết quả tạm tính: {units} đơn vị còn tiêu chí chưa có số liệu (tổng cộng {leaves} tiêu chí).",
        "Provisional: {leaves:leaf} without a value, in {units:unit}.",
    ),
    "written": ("Đã ghi {files} vào {directory}.", "Wrote {files} to {directory}."),
    "faults": (
        "Có {number} lỗi; chưa ghi tệp kết quả.",
        "{number:fault}; no result file was written.",
    ),
}
"""What this command says, in Vietnamese and in English."""

RESULTS, NODES = "results.csv", "nodes.csv"
MOST_FAULTS = 200
"""So many are named; more are counted: a set that does not fit the figures faults every row."""
_ERRORS = {errno.ENOENT: "no_such_file", errno.EISDIR: "is_directory", errno.EACCES: "not_allowed",
           errno.EPERM: "not_allowed", errno.ENOSPC: "disk_full"}  # fmt: skip
MANY_ROWS = 100_000
"""From so many rows of reasons on a second process pays."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("set", metavar="SET", type=Path, help="criteria set: exchange form, .json or .xlsx")
    parser.add_argument("data", metavar="DATA.csv", type=Path, help="figures: unit,node,stage,input,value")
    parser.add_argument("--out", metavar="DIR", required=True, help="directory for the two result files")
    parser.add_argument("--units", metavar="UNITS.csv", type=Path, help="who is scored: unit,group,ranked,name")
    parser.add_argument("--lang", choices=["vi", "en"], default="vi", help="language of reasons and messages")


def run(args: argparse.Namespace) -> int:
    # A short-lived process that holds everything it makes: looking for garbage would only cost time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _score(args)
    except Refused as refused:
        lines, rest = refused.lines[:MOST_FAULTS], len(refused.lines) - MOST_FAULTS
        more = [said("more_faults", args.lang, number=rest)] if rest > 0 else []
        streams.tell([*lines, *more, said("faults", args.lang, number=len(refused.lines))], sys.stderr)
        return 2
    finally:
        if collecting:
            gc.enable()


class Refused(Exception):
    """Input that cannot be scored: one line for every fault."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def said(key: str, language: Language, **values: object) -> str:
    """One of this command's sentences."""
    from parindex.engine.messages import Counted

    told = {name: Counted(value) for name, value in values.items()}
    return SAID[key][0 if language == "vi" else 1].format_map(told)


def _score(args: argparse.Namespace) -> int:
    from parindex.engine import evaluate, read_figures

    language: Language = args.lang
    if not args.out:
        raise Refused([f"--out::: {said('out_empty', language)}"])
    criteria_set = _criteria_set(args.set, language)
    units = None
    try:
        if args.units is not None:
            units = read_units(_content(args.units, language))
    except BadTable as bad:
        raise Refused(bad.lines(args.units, language)) from None
    try:
        rows = read_table(_content(args.data, language), ("unit", "node", "stage", "input", "value"))
        reading = read_figures(criteria_set, rows, units)
    except BadTable as bad:
        raise Refused(bad.lines(args.data, language)) from None
    if reading.faults:
        raise Refused(
            [
                f"{args.data}:{fault.row or ''}:{fault.column}: {fault.message.text(language)}"
                for fault in sorted(reading.faults, key=lambda fault: fault.row or 0)
            ]
        )
    if not reading.sheets:
        raise Refused([f"{args.data}:1:: {said('no_figures', language)}"])
    results = evaluate(criteria_set, reading.sheets)
    _write(Path(args.out), results, language)
    streams.tell(_summary(results, Path(args.out), language), sys.stdout)
    return 0


def _why(error: OSError, language: Language) -> str:
    """What the system says, in the language asked for where it is one of the usual reasons."""
    key = _ERRORS.get(error.errno or 0)
    return said(key, language) if key else str(error.strerror)


def _content(path: Path, language: Language) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused([f"{path}::: {said('unreadable', language, detail=_why(error, language))}"]) from None


def _criteria_set(path: Path, language: Language) -> CriteriaSet:
    """The set, free of faults and of lint errors."""
    from parindex.engine import Level, lint, read_set_json
    from parindex.engine.exchange.json_text import spots_of

    data = _content(path, language)
    if path.suffix.lower() == ".xlsx":
        return _from_workbook(path, data, language)
    reading = read_set_json(data)
    faults = [(fault.row, fault.column, fault.place, fault.message) for fault in reading.faults]
    doubts: list[tuple[int | None, str, str, Message]] = []
    if reading.criteria_set is not None:
        findings = [finding for finding in lint(reading.criteria_set) if finding.level is Level.ERROR or _odd(finding)]
        spots = spots_of([finding.place for finding in findings], data.decode("utf-8-sig"))
        for finding, (row, column) in zip(findings, spots, strict=True):
            found = (row, str(column), finding.place, finding.message)
            (faults if finding.level is Level.ERROR else doubts).append(found)
    lines = [
        f"{path}:{row or 1}:{column or 1}: {place}{': ' if place else ''}{message.text(language)}"
        for row, column, place, message in faults or doubts
    ]
    if faults or reading.criteria_set is None:
        raise Refused(lines)
    streams.tell(lines, sys.stderr)
    return reading.criteria_set


def _odd(finding: Finding) -> bool:
    """Whether a rule can be scored and yet cannot be what its author meant, such as a case that never applies."""
    return finding.level == "blocks_issue" and ".rule" in finding.place


def _from_workbook(path: Path, data: bytes, language: Language) -> CriteriaSet:
    from parindex.criteria.workbook import inspect_workbook
    from parindex.engine import Level, read_set

    reading = inspect_workbook(data)
    faults = [(fault.cell, fault.text(language)) for fault in reading.faults]
    for placed in reading.findings:
        if placed.finding.level is Level.ERROR:
            faults.append((placed.cell, placed.text(language)))
    doubts = [
        f"{path}:{placed.cell.row or ''}:{placed.cell.column}: {placed.text(language)}"
        for placed in reading.findings
        if _odd(placed.finding)
    ]
    criteria_set = None if reading.document is None else read_set(reading.document).criteria_set
    if faults or criteria_set is None:
        raise Refused([f"{path}:{cell.row or ''}:{cell.column}: {text}" for cell, text in faults])
    streams.tell(doubts, sys.stderr)
    return criteria_set


def _write(directory: Path, results: Results, language: Language) -> None:
    """Both files or, if one cannot be written, none; a file that was there before is replaced whole."""
    try:
        if directory.exists() and not directory.is_dir():
            raise Refused([f"{directory}::: {said('out_is_file', language)}"])
        for target in (directory / RESULTS, directory / NODES):
            if target.is_dir():
                raise Refused([f"{target}::: {said('target_is_directory', language)}"])
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=directory, prefix=".parindex-") as name:
            made = Path(name)
            _units_table(made / RESULTS, results)
            _nodes_table(made / NODES, results, language)
            for file in (NODES, RESULTS):
                os.replace(made / file, directory / file)
    except OSError as error:
        raise Refused([f"{directory}::: {said('unwritable', language, detail=_why(error, language))}"]) from None


def _units_table(path: Path, results: Results) -> None:
    from parindex.publishing.package.tables import unit_lines

    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(unit_lines(results))


def _nodes_table(path: Path, results: Results, language: Language) -> None:
    """Every node of every unit with its reason. A province's whole table is put together on two cores."""
    units = results.ranking()
    nodes = sum(1 for _ in results.criteria_set.walk())
    if len(units) * nodes < MANY_ROWS or (os.cpu_count() or 1) < 2 or not hasattr(os, "fork"):
        _write_nodes(path, results, units, language)
        return
    half, rest = len(units) // 2, path.with_suffix(".rest")
    child = os.fork()
    if child == 0:
        status = 1
        try:
            _write_nodes(rest, results, units[half:], language, headed=False)
            status = 0
        finally:
            os._exit(status)
    try:
        _write_nodes(path, results, units[:half], language)
    finally:
        _, status = os.waitpid(child, 0)
    if status:
        raise OSError(0, f"exit {status}")
    with path.open("ab") as whole, rest.open("rb") as more:
        shutil.copyfileobj(more, whole)


def _write_nodes(
    path: Path, results: Results, units: Sequence[UnitResult], language: Language, headed: bool = True
) -> None:
    from parindex.publishing.package.tables import node_lines

    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(node_lines(results, language, units, headed))


def _summary(results: Results, directory: Path, language: Language) -> Iterator[str]:
    leaves = sum(1 for _ in results.criteria_set.leaves())
    yield said("scored", language, units=len(results.units), code=results.criteria_set.code, leaves=leaves)
    for group in results.groups:
        mean = group.printed_mean(results.policy)
        if mean:
            of = said("group", language, group=group.group) if group.group else ""
            if not group.group and len(results.groups) > 1:
                of = said("no_group", language)
            yield said("mean", language, group=of, mean=mean.replace(".", ",") if language == "vi" else mean)
    missing = [len(unit.missing) for unit in results.units if unit.missing]
    if missing:
        yield said("missing", language, units=len(missing), leaves=sum(missing))
    yield said("written", language, files=f"{RESULTS}, {NODES}", directory=directory)

"""``verify``: computes a published package again and names what differs. Needs neither database nor network."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from parindex.engine import (
    ENGINE_VERSION,
    InvalidFigures,
    NotReplayable,
    Results,
    Unscorable,
    read_set_json,
    replay,
    results_bytes,
    write_set,
)
from parindex.publishing.package.comparing import first_difference, result_differences, table_difference
from parindex.publishing.package.contents import (
    CRITERIA_SET,
    INPUT,
    LANGUAGE,
    NODES_TABLE,
    RESULTS,
    UNITS,
    UNITS_TABLE,
)
from parindex.publishing.package.reading import Package, Unverifiable, file_faults, open_package
from parindex.publishing.package.tables import chunks, node_lines, unit_lines
from parindex.publishing.package.wording import Said

#: Findings after which a file cannot be compared any further.
_UNREADABLE = {"missing", "damaged"}


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: nothing in ``differences`` means that the package agrees to the last byte."""

    #: Of the package itself, to be compared with the page of the publication.
    sha256: str
    manifest: dict[str, Any]
    differences: tuple[Said, ...]
    agreements: tuple[Said, ...]


def verify(path: Path, expected_sha256: str = "") -> Report:
    """Checks every file's SHA-256, computes the results again, and compares all byte for byte.

    :param expected_sha256: what the page of the publication says of the package; empty does not compare.
    :raises Unverifiable: no package, or one of an engine that this program does not have.
    """
    package = open_package(path)
    with package.stream, package.archive:
        differences = [*_package_faults(package, expected_sha256.lower()), *file_faults(package)]
        # ASCII names only are framed; others were told as not belonging there.
        if not differences and not package.is_framed():
            differences.append(Said("framing"))
        agreements: list[Said] = []
        if not differences:
            agreements.append(Said("agrees_files", {"number": len(package.listed())}))
        spoiled = {str(said.values["file"]): said.key for said in differences if "file" in said.values}
        if INPUT in spoiled:
            # What is not the input that was published gives no results to compare with.
            return Report(package.sha256, package.manifest, tuple(differences), ())
        if not differences and package.manifest["engine"] != ENGINE_VERSION:
            program = package.manifest.get("program", "?")
            raise Unverifiable("engine", found=package.manifest["engine"], known=ENGINE_VERSION, program=program)
        for found in _recomputed(package, spoiled, agreements):
            differences.append(found)
        return Report(package.sha256, package.manifest, tuple(differences), tuple(agreements))


def _package_faults(package: Package, expected: str) -> Iterator[Said]:
    if expected and expected != package.sha256:
        yield Said("package_hash", {"found": package.sha256, "listed": expected})


def _recomputed(package: Package, spoiled: dict[str, str], agreements: list[Said]) -> Iterator[Said]:
    """Differences between what is published and what the input gives."""
    data = package.content(INPUT)
    try:
        results = replay(data)
        body = json.loads(data)
    except (NotReplayable, InvalidFigures, Unscorable, ValueError, TypeError, ArithmeticError) as error:
        yield Said("no_input", {"detail": str(error)})
        return
    yield from _manifest_faults(package, body)
    if CRITERIA_SET not in spoiled:
        found = list(_set_faults(package, body))
        yield from found
        if not found:
            agreements.append(Said("agrees_set", {"code": results.criteria_set.code}))
    if UNITS not in spoiled:
        yield from _unit_faults(package, results)
    found = [*_result_faults(package, results, spoiled)]
    yield from found
    if not found and not {RESULTS, UNITS_TABLE, NODES_TABLE} & spoiled.keys():
        leaves = sum(1 for _ in results.criteria_set.leaves())
        told = {"units": len(results.units), "leaves": leaves, "engine": ENGINE_VERSION}
        agreements.append(Said("agrees_results", told))


def _manifest_faults(package: Package, body: dict[str, Any]) -> Iterator[Said]:
    """The manifest's facts that stand in other files as well."""
    stated = package.manifest.get("criteria_set")
    stated = stated if isinstance(stated, dict) else {}
    listed = package.listed().get(CRITERIA_SET, {})
    for place, published, recomputed in (
        ("criteria_set.code", stated.get("code"), body["criteria_set"].get("code")),
        ("criteria_set.sha256", stated.get("sha256"), listed.get("sha256")),
        ("engine", package.manifest["engine"], body["engine"]),
    ):
        if published != recomputed:
            yield Said("manifest_says", {"place": place, "published": published, "recomputed": recomputed})


def _set_faults(package: Package, body: dict[str, Any]) -> Iterator[Said]:
    criteria_set = read_set_json(package.content(CRITERIA_SET)).criteria_set
    if criteria_set is None:
        yield Said("no_set")
        return
    found = first_difference(write_set(criteria_set), body["criteria_set"])
    if found is not None:
        place, published, recomputed = found
        yield Said("set", {"place": place, "published": published, "recomputed": recomputed})


def _unit_faults(package: Package, results: Results) -> Iterator[Said]:
    """``units.csv`` names exactly the units of the input, in the order of their codes."""
    rows = list(_lines(package.content(UNITS)))
    codes = ["code", *sorted(unit.unit for unit in results.units)]
    for number in range(max(len(rows), len(codes))):
        published = rows[number][0] if number < len(rows) and rows[number] else ""
        wanted = codes[number] if number < len(codes) else ""
        if published != wanted or (number < len(rows) and len(rows[number]) != 2):
            yield Said("units", {"line": number + 1, "published": published, "recomputed": wanted})
            return


def _lines(data: bytes) -> Iterator[list[str]]:
    """The lines of a table; one that is none ends it, empty."""
    reader = csv.reader(data.decode("utf-8", "replace").splitlines(keepends=True))
    try:
        yield from reader
    except csv.Error:
        yield []


def _result_faults(package: Package, results: Results, spoiled: dict[str, str]) -> Iterator[Said]:
    """The first difference in each of the three files of results. A file whose SHA-256 was wrong is compared as well:
    that it differs is told already, here the value is named."""
    recomputed = results_bytes(results)
    if spoiled.get(RESULTS) not in _UNREADABLE:
        published = package.content(RESULTS)
        if published != recomputed:
            yield from result_differences(published, recomputed, results)
    for name, lines in (
        (UNITS_TABLE, partial(unit_lines, results)),
        (NODES_TABLE, partial(node_lines, results, LANGUAGE)),
    ):
        if spoiled.get(name) in _UNREADABLE:
            continue
        digest = sha256()
        for chunk in chunks(lines()):
            digest.update(chunk)
        if digest.hexdigest() != package.listed().get(name, {}).get("sha256") or name in spoiled:
            yield from table_difference(name, package.chunks(name), lines())

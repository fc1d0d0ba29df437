"""Files that came in to become criteria sets: kept as they are, read for a dry run, read again to be applied."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from parindex.criteria.queries.findings import OfProvince, of_the_province
from parindex.criteria.queries.tree import AppraisingUnit
from parindex.criteria.workbook import inspect_workbook
from parindex.criteria.workbook.faults import Cell
from parindex.engine import Fault, Level, Message, inspect_set, write_set
from parindex.engine.exchange.json_text import MAX_BYTES, located, parse_json, spots_of
from parindex.engine.numbers import Language
from parindex.kernel.files import open_stored, store
from parindex.kernel.models import StoredFile
from parindex.kernel.text import fold
from parindex.people.models import Account, Tier

JSON_LIMIT = MAX_BYTES
"""Largest set in the exchange form, in bytes; of a workbook, the limit of all files that come in."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said about a file, at its place: a fault, or a finding of lint."""

    place: str
    """``Tiêu chí!F12``, or line and column of a JSON file."""
    said: Any
    """A message of the engine, or has ``problem(language)``; both have ``mend(language)``."""
    level: Level | None = None
    """Of a finding; None for a fault."""
    sheet: str = ""
    row: int | None = None
    column: str = ""

    def problem(self, language: Language) -> str:
        said: str = self.said.text(language) if isinstance(self.said, Message) else self.said.problem(language)
        return said[:1].upper() + said[1:]

    def mend(self, language: Language) -> str:
        said: str = self.said.mend(language)
        return said[:1].upper() + said[1:]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a file would bring: a canonical document with what lint says of it, or the faults that prevent it."""

    document: dict[str, Any] | None
    faults: tuple[Remark, ...] = ()
    findings: tuple[Remark, ...] = ()
    cells_of: Callable[[Sequence[str]], Sequence[Cell]] = lambda places: [Cell()] * len(places)
    """Where in the file paths of the document stand: cells of a workbook, lines and columns of a JSON file."""

    def count(self, *levels: Level) -> int:
        """How many findings have one of these levels."""
        return sum(finding.level in levels for finding in self.findings)


def keep_upload(chunks: Iterable[bytes], *, name: str, by: Account, at: datetime) -> StoredFile:
    """Keeps the bytes of an upload for its dry run. Nothing of the domain changes by it.

    :raises Refused: larger than the limit.
    """
    return store(chunks, name=name, by=by, at=at)


def find_upload(pk: uuid.UUID, by: Account) -> StoredFile | None:
    """A file that this person uploaded; nobody sees another's."""
    return StoredFile.objects.filter(pk=pk, stored_by=by.pk).first()


def read_upload(file: StoredFile) -> Candidate:
    """Reads the kept bytes: the same bytes give the same candidate. Never raises on any content."""
    with open_stored(file) as stream:
        data = stream.read(JSON_LIMIT + 1)
        is_json = data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))
        if is_json or file.name.lower().endswith(".json"):
            return _of_a_known_tier(_read_json(data))  # cut off if it is too large; then it is refused by its size
        return _of_a_known_tier(_read_workbook(data + stream.read()))


def _of_a_known_tier(candidate: Candidate) -> Candidate:
    """The candidate with the code of its tier, which files may call by its title; a fault where nobody knows it."""
    document = candidate.document
    stated = document.get("tier", "") if document else ""
    if document is None or not stated:
        return candidate
    tiers = list(Tier.objects.all())
    if any(tier.code == stated for tier in tiers):
        return candidate
    for tier in tiers:
        if fold(stated) in {fold(tier.code), fold(tier.title), fold(tier.title_en)}:
            return replace(candidate, document=document | {"tier": tier.code})
    said = OfProvince(
        _("“%(tier)s” is no tier of units that this installation knows.") % {"tier": stated},
        _("Write one of these: %(tiers)s.") % {"tiers": "; ".join(tier.shown_title for tier in tiers)},
    )
    return replace(candidate, document=None, faults=(_at(candidate.cells_of(["tier"])[0], said, None),))


def seen_by_province(candidate: Candidate, units: Sequence[AppraisingUnit]) -> Candidate:
    """The candidate with what the draft's findings will say beyond lint: its appraisers, decision and period."""
    document = candidate.document
    if document is None:
        return candidate
    named = [(place, code) for place, code in _appraisers(document["nodes"], "nodes") if code]
    decision = document.get("decision") or {}
    said = of_the_province(
        named, {unit.code: unit for unit in units},
        decided=bool(decision.get("number") and decision.get("on")), timed=bool(document.get("period")),
    )  # fmt: skip
    placed = [(f"{place}.{inner}" if place else inner, message) for place, message, _code, inner in said]
    cells = candidate.cells_of([place for place, _message in placed])
    found = [_at(cell, message, Level.BLOCKS_ISSUE) for cell, (_place, message) in zip(cells, placed, strict=True)]
    return replace(candidate, findings=(*candidate.findings, *found))


def _at(cell: Cell, said: Any, level: Level | None) -> Remark:
    place = str(cell) if cell.sheet or not cell.row else f"{cell.row}:{cell.column}"
    return Remark(place, said, level, cell.sheet, cell.row, cell.column)


def _appraisers(nodes: list[dict[str, Any]], path: str) -> Iterator[tuple[str, str]]:
    for index, node in enumerate(nodes):
        yield f"{path}[{index}]", node.get("appraised_by", "")
        yield from _appraisers(node.get("children", []), f"{path}[{index}].children")


def _read_workbook(data: bytes) -> Candidate:
    reading = inspect_workbook(data)
    faults = tuple(_at(fault.cell, fault.message, None) for fault in reading.faults)
    findings = tuple(_at(found.cell, found.finding.message, found.finding.level) for found in reading.findings)
    notes = reading.notes
    return Candidate(reading.document, faults, findings, lambda places: [notes.cell_of(place) for place in places])


def _read_json(data: bytes) -> Candidate:
    document, unread = parse_json(data)
    if unread:
        return Candidate(None, tuple(_json_fault(fault) for fault in unread))
    inspection = inspect_set(document)
    found = inspection.findings
    text = data.decode("utf-8-sig")

    def cells_of(places: Sequence[str]) -> list[Cell]:
        return [Cell(row=row, column=str(column)) for row, column in spots_of(list(places), text)]

    cells = cells_of([finding.place for finding in found])
    findings = tuple(_at(cell, finding.message, finding.level) for cell, finding in zip(cells, found, strict=True))
    if inspection.criteria_set is None:
        return Candidate(None, tuple(_json_fault(fault) for fault in located(inspection.faults, text)), findings)
    return Candidate(write_set(inspection.criteria_set), (), findings, cells_of)


def _json_fault(fault: Fault) -> Remark:
    place = f"{fault.row}:{fault.column}" if fault.row else ""
    return Remark(place, fault.message, None, "", fault.row, fault.column)

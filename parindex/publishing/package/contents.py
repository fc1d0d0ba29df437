"""What a package holds: the frozen input, the set, the results, and a manifest with the SHA-256 of each file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from parindex.engine import (
    ENGINE_VERSION,
    InvalidFigures,
    Language,
    NotReplayable,
    Results,
    Unscorable,
    replay,
    results_bytes,
    set_schema,
    write_set,
)
from parindex.publishing.package.container import Part, pack, part
from parindex.publishing.package.tables import chunks, line, node_lines, unit_lines

FORMAT = "parindex/package/1"

MANIFEST = "manifest.json"
INPUT = "input.json"
RESULTS = "results.json"
CRITERIA_SET = "criteria-set.json"
SCHEMA = "schema.json"
UNITS_TABLE = "results.csv"
NODES_TABLE = "nodes.csv"
UNITS = "units.csv"
README = "README.txt"
#: What a package holds beside its manifest; nothing else.
FILES = frozenset({INPUT, RESULTS, CRITERIA_SET, SCHEMA, UNITS_TABLE, NODES_TABLE, UNITS, README})

#: Language of the reasons in ``nodes.csv``.
LANGUAGE: Language = "vi"


class NotReproduced(Exception):
    """The stored input no longer gives the stored result: nothing may be published of it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the manifest says of a publication."""

    round: Mapping[str, str]
    organiser: Mapping[str, str]
    programme: Mapping[str, str | int]
    #: 1, then 2 for the first correction and so on.
    number: int
    decision: str
    #: What is corrected and why; empty in the first.
    correction: str
    #: ISO 8601 with its offset.
    published_at: str
    #: Version of the program that made the package.
    program: str


def build(*, frozen: bytes, results: bytes, units: Mapping[str, str], facts: Facts) -> Iterator[bytes]:
    """The package's bytes; the same arguments give the same bytes.

    :param frozen: the run's input as it was stored; :param results: its result as it was stored.
    :param units: names by code, of the units in the input.
    :raises NotReproduced: the input can't be computed again, or gives another result.
    """
    try:
        found = replay(frozen)
    except (NotReplayable, InvalidFigures, Unscorable) as error:
        raise NotReproduced from error
    if results_bytes(found) != results:
        raise NotReproduced
    named = [("code", "name"), *sorted((unit.unit, units[unit.unit]) for unit in found.units)]
    parts = [
        part(INPUT, [frozen]),
        part(RESULTS, [results]),
        part(CRITERIA_SET, [_document(found)]),
        part(SCHEMA, [schema()]),
        part(UNITS_TABLE, chunks(unit_lines(found))),
        part(NODES_TABLE, chunks(node_lines(found, LANGUAGE))),
        part(UNITS, chunks(map(line, named))),
        part(README, [_readme(facts)]),
    ]
    return pack([*parts, part(MANIFEST, [_manifest(parts, found.criteria_set.code, facts)])])


def _document(results: Results) -> bytes:
    """The set in the very bytes in which it was issued: their SHA-256 is the issued version's."""
    body = write_set(results.criteria_set)
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def schema() -> bytes:
    """The JSON Schema of ``criteria-set.json``."""
    return json.dumps(set_schema(), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _manifest(parts: list[Part], code: str, facts: Facts) -> bytes:
    hashes = {each.name: each.sha256 for each in parts}
    body = {
        "format": FORMAT,
        "programme": dict(facts.programme),
        "round": dict(facts.round),
        "organiser": dict(facts.organiser),
        "publication": facts.number,
        "decision": facts.decision,
        "correction": facts.correction,
        "published_at": facts.published_at,
        "engine": ENGINE_VERSION,
        "program": facts.program,
        "criteria_set": {"code": code, "sha256": hashes[CRITERIA_SET]},
        "files": {each.name: {"sha256": each.sha256, "size": each.size} for each in parts},
    }
    return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _readme(facts: Facts) -> bytes:
    told = {
        "round": facts.round["title"],
        "organiser": facts.organiser["name"],
        "number": facts.number,
        "at": facts.published_at,
        "decision": facts.decision,
    }
    return (
        _README_VI.format_map(told | {"at": _shown(facts.published_at)}) + "\n\n" + _README_EN.format_map(told)
    ).encode()


def _shown(moment: str) -> str:
    """A moment as Vietnamese readers write it, with the offset that it is meant in."""
    read = datetime.fromisoformat(moment)
    return f"{read:%H:%M} ngày {read:%d/%m/%Y} (UTC{read:%:z})"


_README_VI = """\
GÓI KẾT QUẢ CHỈ SỐ CẢI CÁCH HÀNH CHÍNH, KIỂM CHỨNG ĐƯỢC

{round}
Cơ quan tổ chức đánh giá: {organiser}
Lần công bố: {number}; công bố từ: {at}; căn cứ: {decision}

Trong gói có
  input.json         toàn bộ dữ liệu đầu vào của lần tính: bộ tiêu chí, số liệu của từng đơn vị ở từng bước
  results.json       kết quả: điểm, chỉ số, xếp hạng, xếp loại của từng đơn vị và từng tiêu chí
  results.csv        bảng kết quả của các đơn vị
  nodes.csv          điểm từng tiêu chí của từng đơn vị, kèm lý do
  units.csv          mã và tên đơn vị
  criteria-set.json  bộ tiêu chí đã ban hành; schema.json là lược đồ JSON của tệp này
  manifest.json      thông tin của lần công bố và mã SHA-256 của từng tệp

Cách kiểm chứng
1. Đối chiếu mã SHA-256 của gói với mã ghi trên trang công bố:
     sha256sum TÊN-GÓI.zip
2. Giải nén, đối chiếu mã của từng tệp với manifest.json:
     sha256sum *
3. Tính lại toàn bộ kết quả bằng phần mềm parindex; không cần mạng và cơ sở dữ liệu:
     parindex verify TÊN-GÓI.zip
   Phần mềm báo gói khớp, hoặc nêu chỗ sai khác đầu tiên.
"""
_README_EN = """\
RESULTS OF THE PUBLIC ADMINISTRATION REFORM INDEX, A PACKAGE THAT CAN BE VERIFIED

{round}
Organiser: {organiser}
Publication: {number}; published from: {at}; by: {decision}

What is inside
  input.json         everything that was computed from: the criteria set, the figures of every unit at every stage
  results.json       the results: points, index, rank, class of every unit and every criterion
  results.csv        the table of the units
  nodes.csv          points of every criterion of every unit, each with its reason
  units.csv          code and name of the units
  criteria-set.json  the criteria set as it was issued; schema.json is the JSON Schema of this file
  manifest.json      facts of the publication, and the SHA-256 of each file

How to verify it
1. Compare the SHA-256 of the package with the one on the page of the publication:
     sha256sum PACKAGE.zip
2. Unpack it and compare each file's SHA-256 with manifest.json:
     sha256sum *
3. Compute every result again with the program parindex; neither network nor database is needed:
     parindex verify PACKAGE.zip
   It says that the package agrees, or names the first difference.
"""

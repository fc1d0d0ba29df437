"""``parindex verify``: whatever was changed in a package is found and named, and nothing else is called changed."""

import csv
import io
import json
import random
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from parindex.cli.main import main
from parindex.cli.tables import read_table, read_units
from parindex.engine import Sheet, evaluate, freeze, read_figures, read_set_json, results_bytes
from parindex.publishing.package import Facts, NotReproduced, Report, Unverifiable, build, verify
from parindex.publishing.package.container import Part, pack, part

ROOT = Path(__file__).resolve().parents[3]
RICH = ROOT / "tests" / "golden" / "rich"
FACTS = Facts(
    round={"code": "H-2023", "title": "Đánh giá các huyện năm 2023"},
    organiser={"code": "BK", "name": "UBND tỉnh Bắc Kạn"},
    programme={"code": "CCHC-2023", "title": "Chỉ số CCHC năm 2023", "year": 2023},
    number=1,
    decision="12/QĐ-UBND",
    correction="",
    published_at="2024-03-16T09:30:00+07:00",
    program="0.1.0",
)


def made(facts: Facts = FACTS) -> bytes:
    """A package of the rich set: every kind of rule, groups, exclusions, ties."""
    criteria_set = read_set_json((RICH / "set.json").read_bytes()).criteria_set
    assert criteria_set is not None
    rows = read_table((RICH / "data.csv").read_bytes(), ("unit", "node", "stage", "input", "value"))
    sheets = read_figures(criteria_set, rows, read_units((RICH / "units.csv").read_bytes())).sheets
    return packed(sheets, criteria_set, facts)


def packed(sheets: tuple[Sheet, ...], criteria_set: Any, facts: Facts = FACTS) -> bytes:
    results = results_bytes(evaluate(criteria_set, sheets))
    names = {sheet.unit: f"Đơn vị {sheet.unit}" for sheet in sheets}
    return b"".join(build(frozen=freeze(criteria_set, sheets).data, results=results, units=names, facts=facts))


@pytest.fixture(scope="module")
def package() -> bytes:
    return made()


def contents(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(files: dict[str, bytes], *, signed: bool = False) -> bytes:
    """The files in a container as ours; ``signed``: by somebody who corrects the manifest's hashes as well."""
    if signed:
        manifest = json.loads(files["manifest.json"])
        for name in manifest["files"].keys() & files.keys():
            manifest["files"][name] = {"sha256": sha256(files[name]).hexdigest(), "size": len(files[name])}
        manifest["criteria_set"]["sha256"] = manifest["files"]["criteria-set.json"]["sha256"]
        files = {**files, "manifest.json": json.dumps(manifest).encode()}
    return b"".join(pack([part(name, [data]) for name, data in files.items()]))


def checked(package: bytes, tmp_path: Path, sha: str = "") -> Report:
    place = tmp_path / "package.zip"
    place.write_bytes(package)
    return verify(place, sha)


def keys(report: Report) -> list[str]:
    return [said.key for said in report.differences]


def put(files: dict[str, bytes], name: str, old: bytes, new: bytes) -> dict[str, bytes]:
    assert old in files[name], (name, old)
    return {**files, name: files[name].replace(old, new, 1)}


def results_put(files: dict[str, bytes], change: Callable[[dict[str, Any]], None]) -> dict[str, bytes]:
    body = json.loads(files["results.json"])
    change(body)
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {**files, "results.json": text.encode()}


# What agrees ------------------------------------------
def test_an_untouched_package_agrees(package: bytes, tmp_path: Path) -> None:
    report = checked(package, tmp_path, sha256(package).hexdigest().upper())
    assert report.differences == ()
    assert [said.key for said in report.agreements] == ["agrees_files", "agrees_set", "agrees_results"]
    assert report.sha256 == sha256(package).hexdigest()


def test_made_twice_it_is_the_same_to_the_byte(package: bytes) -> None:
    assert made() == package


def test_any_other_program_reads_the_zip(package: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(archive.namelist())
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_its_tables_are_those_of_parindex_score(package: bytes) -> None:
    files = contents(package)
    assert files["results.csv"] == (RICH / "results.csv").read_bytes()
    assert files["nodes.csv"] == (RICH / "nodes.vi.csv").read_bytes()
    units = list(csv.reader(io.StringIO(files["units.csv"].decode())))
    assert units[0] == ["code", "name"]
    assert len(units) == len(json.loads(files["input.json"])["sheets"]) + 1


def test_the_manifest_lists_every_file(package: bytes) -> None:
    files = contents(package)
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["files"] == {
        name: {"sha256": sha256(data).hexdigest(), "size": len(data)} for name, data in files.items()
    }
    assert manifest["round"] == dict(FACTS.round)
    assert manifest["published_at"] == FACTS.published_at


# What was changed, and the manifest was left ------------------------------------------
@pytest.mark.parametrize(
    "name",
    [
        *("README.txt", "criteria-set.json", "input.json", "nodes.csv", "results.csv"),
        *("results.json", "schema.json", "units.csv"),
    ],
)
def test_a_changed_byte_in_any_file_is_named_with_its_file(package: bytes, tmp_path: Path, name: str) -> None:
    files = contents(package)
    data = bytearray(files[name])
    data[len(data) // 2] ^= 1
    report = checked(repacked({**files, name: bytes(data)}), tmp_path)
    assert report.differences[0].key == "hash"
    assert report.differences[0].values["file"] == name


def test_a_changed_figure_in_the_input_is_found_by_its_hash_alone(package: bytes, tmp_path: Path) -> None:
    files = contents(package)
    report = checked(repacked({**files, "input.json": files["input.json"].replace(b'"45"', b'"46"', 1)}), tmp_path)
    assert keys(report) == ["hash"]
    assert report.agreements == ()


# What was changed by somebody who corrects the manifest too ------------------------------------------
def test_a_changed_figure_names_the_leaf_whose_points_no_longer_follow(package: bytes, tmp_path: Path) -> None:
    files = contents(package)
    body = json.loads(files["input.json"])
    unit = body["sheets"][0]
    published = json.loads(files["results.json"])["units"][0]
    code = next(code for code, given in unit["answers"].items() if published["nodes"][code][0] == "scored")
    del unit["answers"][code]
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    report = checked(repacked({**files, "input.json": text.encode()}, signed=True), tmp_path)
    first = report.differences[0]
    assert first.key == "node_value"
    assert (first.values["unit"], first.values["node"], first.values["value"]) == (unit["unit"], code, "state")
    assert (first.values["published"], first.values["recomputed"]) == ("scored", "missing")


def test_changed_points_are_named_with_both_values(package: bytes, tmp_path: Path) -> None:
    files = contents(package)
    seen: dict[str, Any] = {}

    def change(body: dict[str, Any]) -> None:
        unit = body["units"][1]
        code, values = next((c, v) for c, v in unit["nodes"].items() if v[0] == "scored" and "." in c)
        seen.update(unit=unit["unit"], code=code, points=values[1])
        values[1] = "9.99"

    report = checked(repacked(results_put(files, change), signed=True), tmp_path)
    [first] = report.differences
    assert first.key == "node_value"
    assert first.values == {
        "file": "results.json",
        "unit": seen["unit"],
        "node": seen["code"],
        "value": "points",
        "published": "9.99",
        "recomputed": seen["points"],
    }
    assert seen["code"] in first.text("vi")
    assert "9.99" in first.text("en")


@pytest.mark.parametrize(
    ("value", "new"),
    [("rank", 99), ("index", "99.99"), ("class", "x"), ("exact", "1"), ("points", "1"), ("group", "Z")],
)
def test_a_changed_value_of_a_unit_is_named(package: bytes, tmp_path: Path, value: str, new: object) -> None:
    files = contents(package)
    old = json.loads(files["results.json"])["units"][0]
    changed = results_put(files, lambda body: body["units"][0].update({value: new}))
    [first] = checked(repacked(changed, signed=True), tmp_path).differences
    assert first.key == "value"
    assert (first.values["unit"], first.values["value"]) == (old["unit"], value)
    assert (first.values["published"], first.values["recomputed"]) == (new, old[value])


def test_a_unit_left_out_or_put_in_is_named(package: bytes, tmp_path: Path) -> None:
    files = contents(package)
    gone = json.loads(files["results.json"])["units"][2]["unit"]
    [first] = checked(
        repacked(results_put(files, lambda body: body["units"].pop(2)), signed=True), tmp_path
    ).differences
    assert (first.key, first.values["unit"]) == ("unit_missing", gone)

    def add(body: dict[str, Any]) -> None:
        body["units"].append({**body["units"][0], "unit": "ZZZ"})

    [first] = checked(repacked(results_put(files, add), signed=True), tmp_path).differences
    assert (first.key, first.values["unit"]) == ("unit_extra", "ZZZ")


def test_a_changed_group_mean_is_named(package: bytes, tmp_path: Path) -> None:
    changed = results_put(contents(package), lambda body: body["groups"][0].update(mean="1.00"))
    [first] = checked(repacked(changed, signed=True), tmp_path).differences
    assert (first.key, first.values["value"], first.values["published"]) == ("value", "mean", "1.00")


def test_results_written_otherwise_are_told(package: bytes, tmp_path: Path) -> None:
    files = contents(package)
    spaced = json.dumps(json.loads(files["results.json"]), ensure_ascii=False, sort_keys=True).encode()
    assert keys(checked(repacked({**files, "results.json": spaced}, signed=True), tmp_path)) == ["written"]
    assert keys(checked(repacked({**files, "results.json": b"[1"}, signed=True), tmp_path)) == ["written"]


@pytest.mark.parametrize(("name", "column"), [("results.csv", 3), ("nodes.csv", 5), ("nodes.csv", 2)])
def test_a_changed_cell_of_a_table_is_named(package: bytes, tmp_path: Path, name: str, column: int) -> None:
    files = contents(package)
    rows = list(csv.reader(io.StringIO(files[name].decode(), newline="")))
    old = rows[3][column]
    rows[3][column] = "sửa"
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    [first] = checked(repacked({**files, name: out.getvalue().encode()}, signed=True), tmp_path).differences
    assert first.values["file"] == name
    assert (first.values["unit"], first.values["value"]) == (rows[3][0], rows[0][column])
    assert (first.values["published"], first.values["recomputed"]) == ("sửa", old)


def test_a_table_with_a_line_more_or_less_is_told(package: bytes, tmp_path: Path) -> None:
    files = contents(package)
    for changed in (files["results.csv"] + b"X,1,1,1,1,\n", files["results.csv"].rsplit(b"\n", 2)[0] + b"\n"):
        [first] = checked(repacked({**files, "results.csv": changed}, signed=True), tmp_path).differences
        assert (first.key, first.values["file"]) == ("line", "results.csv")


def test_another_set_than_that_of_the_input_is_named_at_its_place(package: bytes, tmp_path: Path) -> None:
    files = contents(package)
    document = json.loads(files["criteria-set.json"])
    document["title"] = "Bộ khác"
    [first] = checked(
        repacked({**files, "criteria-set.json": json.dumps(document).encode()}, signed=True), tmp_path
    ).differences
    assert (first.key, first.values["place"], first.values["published"]) == ("set", "title", "Bộ khác")
    assert keys(checked(repacked({**files, "criteria-set.json": b"{}"}, signed=True), tmp_path)) == ["no_set"]


def test_other_units_than_those_of_the_input_are_named(package: bytes, tmp_path: Path) -> None:
    files = contents(package)
    endless = b'"' + b"x" * 200_000
    more, other = files["units.csv"] + b"ZZ,Z\n", files["units.csv"].replace(b"code,name", b"ma,ten")
    for changed in (more, other, b"", endless, files["units.csv"] + endless):
        assert keys(checked(repacked({**files, "units.csv": changed}, signed=True), tmp_path)) == ["units"]


def test_a_manifest_that_contradicts_the_files_is_named(package: bytes, tmp_path: Path) -> None:
    files = contents(package)
    manifest = json.loads(files["manifest.json"])
    manifest["criteria_set"]["code"] = "KHAC"
    [first] = checked(repacked({**files, "manifest.json": json.dumps(manifest).encode()}), tmp_path).differences
    assert (first.key, first.values["place"], first.values["published"]) == (
        "manifest_says",
        "criteria_set.code",
        "KHAC",
    )


def test_a_hash_changed_in_the_manifest_is_found(package: bytes, tmp_path: Path) -> None:
    files = contents(package)
    manifest = json.loads(files["manifest.json"])
    manifest["files"]["units.csv"]["size"] += 1
    report = checked(repacked({**files, "manifest.json": json.dumps(manifest).encode()}), tmp_path)
    assert keys(report) == ["size"]


def test_the_package_is_compared_with_what_the_page_says(package: bytes, tmp_path: Path) -> None:
    other = made(Facts(**{**{name: getattr(FACTS, name) for name in Facts.__slots__}, "decision": "13/QĐ"}))
    assert keys(checked(other, tmp_path, sha256(package).hexdigest())) == ["package_hash"]


# Files missing, extra, hostile ------------------------------------------
def test_missing_extra_and_hostile_names_are_named(package: bytes, tmp_path: Path) -> None:
    files = contents(package)
    short = {name: data for name, data in files.items() if name != "schema.json"}
    [first] = checked(repacked(short), tmp_path).differences
    assert (first.key, first.values["file"]) == ("missing", "schema.json")
    for name in ("more.txt", "../evil", "/etc/passwd", "C:\\x", "a\x1b[2Jb"):
        report = checked(with_raw_name(files, name), tmp_path)
        assert [(said.key, said.values["file"]) for said in report.differences] == [("extra", name)]
        assert "\x1b" not in report.differences[0].text("vi")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["package.zip"]


def with_raw_name(files: dict[str, bytes], name: str) -> bytes:
    return b"".join(pack([*(part(each, [data]) for each, data in files.items()), part(name, [b"x"])]))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_told(package: bytes, tmp_path: Path) -> None:
    files = contents(package)
    parts: list[Part] = [part(name, [data]) for name, data in files.items()]
    assert keys(checked(b"".join(pack([*parts, part("units.csv", [files["units.csv"]])])), tmp_path)) == ["twice"]


def test_what_the_manifest_does_not_list_is_told(package: bytes, tmp_path: Path) -> None:
    files = contents(package)
    manifest = json.loads(files["manifest.json"])
    del manifest["files"]["README.txt"]
    manifest["files"]["other.txt"] = {"sha256": "0" * 64, "size": 1}
    report = checked(repacked({**files, "manifest.json": json.dumps(manifest).encode()}), tmp_path)
    assert keys(report) == ["unlisted", "missing", "listed"]


# Every byte ------------------------------------------
def test_any_flipped_bit_is_found_or_leaves_every_file_as_it_was(package: bytes, tmp_path: Path) -> None:
    """A bit of the fill at the end of a deflated file carries nothing; every other one is found."""
    files, dice, harmless = contents(package), random.Random(7), 0
    framing = [*range(60), *range(len(package) - 700, len(package))]
    for place in [*framing[::9], *dice.sample(range(len(package)), 60)]:
        changed = bytearray(package)
        changed[place] ^= 1 << dice.randrange(8)
        try:
            report = checked(bytes(changed), tmp_path)
        except Unverifiable:
            continue
        if not report.differences:
            harmless += 1
            assert contents(bytes(changed)) == files
    assert harmless <= 1


def test_the_container_itself_is_compared(package: bytes, tmp_path: Path) -> None:
    later = bytearray(package)
    later[10] ^= 1  # the first file's time
    assert keys(checked(bytes(later), tmp_path)) == ["framing"]
    assert keys(checked(b"#!/bin/sh\n" + package, tmp_path)) == ["framing"]
    files, out = contents(package), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert keys(checked(out.getvalue(), tmp_path)) == ["framing"]


# What cannot be checked ------------------------------------------
def why(package: bytes, tmp_path: Path) -> str:
    with pytest.raises(Unverifiable) as refused:
        checked(package, tmp_path)
    return refused.value.said.key


def test_what_is_no_package_is_told(package: bytes, tmp_path: Path) -> None:
    files = contents(package)
    assert why(b"", tmp_path) == "not_zip"
    assert why(b"PK\x03\x04 but no more", tmp_path) == "not_zip"
    for share in (2, 3, 100):
        assert why(package[: -len(package) // share], tmp_path) == "not_zip"
    assert (
        why(repacked({name: data for name, data in files.items() if name != "manifest.json"}), tmp_path)
        == "no_manifest"
    )
    for text in (b"", b"[]", b"{", b"[" * 100_000, b"1" * 5_000, b"\xff"):
        assert why(repacked({**files, "manifest.json": text}), tmp_path) == "bad_manifest"
    changes: list[dict[str, Any]] = [{"files": []}, {"files": {"a": 1}}, {"engine": 1}]
    for change in (*changes, {"files": {"a": {"sha256": "", "size": "1"}}}):
        body = {**json.loads(files["manifest.json"]), **change}
        assert why(repacked({**files, "manifest.json": json.dumps(body).encode()}), tmp_path) == "bad_manifest"
    body = {**json.loads(files["manifest.json"]), "format": "parindex/package/2"}
    assert why(repacked({**files, "manifest.json": json.dumps(body).encode()}), tmp_path) == "format"
    with pytest.raises(Unverifiable):
        verify(tmp_path)
    with pytest.raises(Unverifiable):
        verify(tmp_path / "nowhere.zip")


def test_a_package_of_another_engine_is_not_judged(package: bytes, tmp_path: Path) -> None:
    files = contents(package)
    files["input.json"] = files["input.json"].replace(b'"engine":"1"', b'"engine":"2"')
    body = {**json.loads(files["manifest.json"]), "engine": "2", "program": "9.0"}
    files["manifest.json"] = json.dumps(body).encode()
    assert why(repacked(files, signed=True), tmp_path) == "engine"
    # Only the input says another engine: the manifest contradicts it.
    files["manifest.json"] = contents(package)["manifest.json"]
    assert keys(checked(repacked(files, signed=True), tmp_path)) == ["no_input"]


def test_an_input_that_is_none_is_told(package: bytes, tmp_path: Path) -> None:
    files = contents(package)
    for text in (b"{}", b"[]", b"null", b"\xff", b"[" * 50_000, files["input.json"][:-1]):
        assert keys(checked(repacked({**files, "input.json": text}, signed=True), tmp_path)) == ["no_input"]


def test_bombs_are_refused_without_being_unpacked(package: bytes, tmp_path: Path) -> None:
    files = contents(package)
    swollen = part("nodes.csv", (b"\0" * 2**20 for _ in range(64)))
    others = [part(name, [data]) for name, data in files.items() if name != "nodes.csv"]
    started = time.perf_counter()
    assert why(b"".join(pack([*others, swollen])), tmp_path) == "bomb"
    assert time.perf_counter() - started < 5
    # It says a size that it does not have.
    lying = Part("nodes.csv", 100, "", zlib.crc32(b""), swollen.data)
    report = checked(b"".join(pack([*others, lying])), tmp_path)
    assert ("damaged", "nodes.csv") in [(said.key, said.values.get("file")) for said in report.differences]
    many = [part(f"{number}.txt", [b""]) for number in range(200)]
    assert why(b"".join(pack([*others, *many])), tmp_path) == "too_many"
    huge = part("manifest.json", [b" " * (2**20 + 1)])
    assert why(b"".join(pack([huge])), tmp_path) == "bomb"


def test_encrypted_and_oddly_packed_files_are_refused(package: bytes, tmp_path: Path) -> None:
    end = package.rindex(b"PK\1\2")
    for offset, value in ((8, 1), (10, 12)):
        changed = bytearray(package)
        struct.pack_into("<H", changed, end + offset, value)
        assert why(bytes(changed), tmp_path) == "packing"


def test_what_does_not_compute_to_its_own_result_is_not_packed() -> None:
    criteria_set = read_set_json((RICH / "set.json").read_bytes()).criteria_set
    assert criteria_set is not None
    frozen = freeze(criteria_set, [Sheet("A")])
    with pytest.raises(NotReproduced):
        build(frozen=frozen.data, results=b"{}", units={"A": "A"}, facts=FACTS)
    with pytest.raises(NotReproduced):
        build(frozen=b"{}", results=b"{}", units={}, facts=FACTS)


# The command ------------------------------------------
def test_the_command_says_what_it_found(package: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "goi.zip"
    place.write_bytes(package)
    assert main(["verify", str(place)]) == 0
    said = capsys.readouterr()
    assert "KHỚP" in said.out
    assert sha256(package).hexdigest() in said.out
    assert "UBND tỉnh Bắc Kạn" in said.out
    assert said.err == ""
    assert main(["verify", str(place), "--lang", "en", "--sha256", "0" * 64]) == 1
    said = capsys.readouterr()
    assert "DIFFERS: 1 difference" in said.err
    assert main(["verify", str(tmp_path / "none.zip"), "--lang", "en"]) == 2
    assert "CANNOT BE VERIFIED" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_changed_package_ends_with_one(
    package: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    changed = results_put(contents(package), lambda body: body["units"][0].update(rank=99))
    place = tmp_path / "goi.zip"
    place.write_bytes(repacked(changed, signed=True))
    assert main(["verify", str(place), "--lang", language]) == 1
    assert "“99”" in capsys.readouterr().err


def test_neither_django_nor_a_database_is_needed(package: bytes, tmp_path: Path) -> None:
    place = tmp_path / "goi.zip"
    place.write_bytes(package)
    program = (
        f"import sys; from parindex.cli.main import main; code = main(['verify', {str(place)!r}]); "
        "assert not [name for name in sys.modules if name.startswith('django')]; sys.exit(code)"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program], cwd=ROOT, check=True, capture_output=True)

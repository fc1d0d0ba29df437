"""``parindex score``: the two result files byte for byte, and everything that it refuses."""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from parindex.cli.main import main
from parindex.cli.tables import read_table
from parindex.engine import NODE_COLUMNS, evaluate, freeze, read_figures, read_set_json, replay, results_bytes
from tests.engine.building import STEPS, YES_NO, field_form, leaf_form, set_form

RICH = Path(__file__).parents[1] / "golden" / "rich"
ROOT = Path(__file__).parents[2]
HEADER = "unit,node,stage,input,value\n"


def score(*arguments: object) -> int:
    return main(["score", *map(str, arguments)])


@pytest.fixture
def files(tmp_path: Path) -> Path:
    document = set_form(field_form("1", leaf_form("1.1", STEPS, "2"), leaf_form("1.2", YES_NO)))
    (tmp_path / "set.json").write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_rich_set_byte_for_byte(tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        RICH / "set.json",
        RICH / "data.csv",
        "--units",
        RICH / "units.csv",
        "--out",
        tmp_path,
        "--lang",
        language,
    ]
    assert score(*arguments) == 0
    assert (tmp_path / "results.csv").read_bytes() == (RICH / "results.csv").read_bytes()
    assert (tmp_path / "nodes.csv").read_bytes() == (RICH / f"nodes.{language}.csv").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nodes.csv", "results.csv"]
    said = capsys.readouterr().out
    assert "GOLD-2023" in said
    assert gc.isenabled()


def test_two_processes_write_what_one_writes(tmp_path: Path) -> None:
    arguments = [RICH / "set.json", RICH / "data.csv", "--units", RICH / "units.csv", "--out", tmp_path]
    program = (
        "import os, sys; from parindex.cli import main, score; score.MANY_ROWS = 1; os.cpu_count = lambda: 2; "
        f"sys.exit(main.main({['score', *map(str, arguments)]!r}))"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program], cwd=ROOT, check=True, capture_output=True)
    assert (tmp_path / "nodes.csv").read_bytes() == (RICH / "nodes.vi.csv").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nodes.csv", "results.csv"]


def test_reasons_with_marks_of_the_table_are_read_back_as_they_were(tmp_path: Path) -> None:
    options = [
        {"code": "a", "points": "1", "title": title} for title in ('Đạt "tốt", "khá"', "một; hai", "dòng,\nsau", '"')
    ]
    leaves = [leaf_form(f"1.{n}", {"kind": "choice", "options": [option]}) for n, option in enumerate(options, start=1)]
    document = json.dumps(set_form(field_form("1", *leaves)), ensure_ascii=False).encode()
    (tmp_path / "set.json").write_bytes(document)
    rows = [('Xã A, "B"', f"1.{n}", "", "choice", "a") for n in range(1, 5)]
    with (tmp_path / "data.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADER.strip().split(","), *rows])
    assert score(tmp_path / "set.json", tmp_path / "data.csv", "--out", tmp_path / "out") == 0
    criteria_set = read_set_json(document).criteria_set
    assert criteria_set is not None
    results = evaluate(criteria_set, read_figures(criteria_set, enumerate(rows, start=2)).sheets)
    table = [NODE_COLUMNS, *results.rows("vi")]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(table)
    assert (tmp_path / "out" / "nodes.csv").read_bytes().decode() == written.getvalue()


def test_the_rich_set_frozen_and_replayed() -> None:
    criteria_set = read_set_json((RICH / "set.json").read_bytes()).criteria_set
    assert criteria_set is not None
    with (RICH / "data.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    frozen = freeze(criteria_set, read_figures(criteria_set, enumerate(rows, start=2)).sheets)
    import hashlib

    results = hashlib.sha256(results_bytes(replay(frozen.data))).hexdigest()
    assert [frozen.sha256, results] == (RICH / "sha256.txt").read_text().split()


def test_results_are_in_the_fixed_columns(files: Path) -> None:
    (files / "data.csv").write_text(HEADER + "B,1.1,,done,9\nB,1.1,,total,10\nB,1.2,,choice,yes\nA,1.2,,choice,no\n")
    assert score(files / "set.json", files / "data.csv", "--out", files / "new" / "out") == 0
    results = (files / "new" / "out" / "results.csv").read_text(encoding="utf-8")
    assert results == "unit,points,maximum,index,rank,class\nB,2.00,3.00,66.67,1,\nA,0.00,3.00,0.00,2,\n"
    rows = list(csv.DictReader(io.StringIO((files / "new" / "out" / "nodes.csv").read_text(encoding="utf-8"))))
    assert list(rows[0]) == ["unit", "node", "points", "maximum", "sub_index", "reason"]
    assert [(row["unit"], row["node"]) for row in rows] == [
        (unit, node) for unit in "BA" for node in ("", "1", "1.1", "1.2")
    ]
    assert rows[2]["reason"].startswith("Kết quả: tỷ lệ done / total = 9 / 10 = 90%")


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfunit,node,stage,input,value\r\nA,1.2,,choice,yes\r\n\r\n",
        b"value,input,stage,node,unit\nyes,choice,settled,1.2,A\n,,,,\n",
        b'"unit","node","stage","input","value"\n"A","1.2","","choice","yes"',
    ],
)
def test_files_as_offices_send_them(files: Path, data: bytes) -> None:
    (files / "data.csv").write_bytes(data)
    assert score(files / "set.json", files / "data.csv", "--out", files / "out") == 0
    assert (files / "out" / "results.csv").read_bytes().splitlines()[1] == b"A,1.00,3.00,33.33,1,"


REFUSED: list[tuple[bytes, str]] = [
    (b"", "data.csv:1:: the file is empty"),
    (b"\n\n", "data.csv:1:: the file is empty"),
    (
        b"unit;node;stage;input;value\nA;1.2;;choice;yes\n",
        "data.csv:1:: columns are separated by commas; this file uses “;”",
    ),
    (b"unit\tnode\tstage\tinput\tvalue\n", "this file uses “tab”"),
    (b"unit,node,stage,input\nA,1.2,,choice\n", "data.csv:1:value: column value is missing"),
    (b"unit,node,stage,input,value,note\n", "data.csv:1:note: “note” is no column"),
    (b"unit,unit,node,stage,input,value\n", "data.csv:1:unit: column unit stands twice"),
    (HEADER.encode() + b"A,1.2,choice,yes\n", "data.csv:2:: the line has 4 columns; 5 are needed"),
    (HEADER.encode() + b"A,1.2,,choice,yes\nB,1.2,,choice,\xff\n", "data.csv:3:: the file is not UTF-8"),
    ("unit,node\n".encode("utf-16"), "the file is not UTF-8"),
    (HEADER.encode() + b"A,1.2,,choice,y\0s\n", "data.csv:2:: the file holds a NUL"),
    (HEADER.encode() + b'A,1.2,,choice,"yes\n', "data.csv:2:: the line is not valid CSV"),
    (HEADER.encode() + b'A,1.2,,choice,"y"es\n', "data.csv:2:: the line is not valid CSV"),
    (HEADER.encode() + b"A,1.2,,reason," + b"x" * 200_000 + b"\n", "data.csv:2:: the line is not valid CSV"),
    (HEADER.encode() + b"=A,1.2,,choice,yes\n", "data.csv:2:unit: “=A” cannot be a unit"),
    (HEADER.encode() + b'A,1.1,,reason,"a\nb"\nA,1.1,,done,x\n', "data.csv:4:value: “x” is not a number"),
    (HEADER.encode() + b"A,1.3,,choice,yes\nA,1.2,,choice,maybe\n", "2 faults; no result file was written."),
]


@pytest.mark.parametrize(("data", "said"), REFUSED)
def test_what_is_wrong_is_named_and_nothing_is_written(
    files: Path, data: bytes, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "data.csv").write_bytes(data)
    assert score(files / "set.json", files / "data.csv", "--out", files / "out", "--lang", "en") == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""
    assert not (files / "out").exists()


def test_earlier_results_stay_when_the_new_input_is_wrong(files: Path) -> None:
    (files / "data.csv").write_text(HEADER + "A,1.2,,choice,yes\n")
    assert score(files / "set.json", files / "data.csv", "--out", files / "out") == 0
    before = (files / "out" / "results.csv").read_bytes()
    (files / "data.csv").write_text(HEADER + "A,1.2,,choice,perhaps\n")
    assert score(files / "set.json", files / "data.csv", "--out", files / "out") == 2
    assert (files / "out" / "results.csv").read_bytes() == before
    (files / "data.csv").write_text(HEADER + "A,1.2,,choice,no\n")
    assert score(files / "set.json", files / "data.csv", "--out", files / "out") == 0
    assert (files / "out" / "results.csv").read_bytes() != before


def spoil(files: Path, **changes: Any) -> None:
    document = json.loads((files / "set.json").read_text(encoding="utf-8"))
    document["nodes"][0]["children"][0] |= changes
    (files / "set.json").write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")


def test_a_fault_of_the_set_is_named_with_line_column_and_place(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "data.csv").write_text(HEADER)
    spoil(files, max_points="two")
    assert score(files / "set.json", files / "data.csv", "--out", files / "out") == 2
    line = capsys.readouterr().err.splitlines()[0]
    path, row, column, place, _ = line.split(":", 4)
    assert path == str(files / "set.json")
    assert place == " nodes[0].children[0].max_points"
    text = (files / "set.json").read_text(encoding="utf-8").splitlines()[int(row) - 1]
    assert text[int(column) - 1 :].startswith('"two"')


def test_a_set_that_cannot_be_scored_is_refused(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "data.csv").write_text(HEADER)
    spoil(files, rule=STEPS | {"steps": STEPS["steps"][:2]})
    assert score(files / "set.json", files / "data.csv", "--out", files / "out", "--lang", "en") == 2
    assert "Values below 70% belong to no step" in capsys.readouterr().err
    assert not (files / "out").exists()


def test_files_that_are_not_there(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "data.csv").write_text(HEADER + "A,1.2,,choice,yes\n")
    assert score(files / "none.json", files / "data.csv", "--out", files / "out") == 2
    assert score(files / "set.json", files / "none.csv", "--out", files / "out") == 2
    assert score(files / "set.json", files / "data.csv", "--out", files / "set.json") == 2
    assert score(files / "set.json", files / "data.csv", "--out", files / "set.json" / "x") == 2
    assert len(capsys.readouterr().err.splitlines()) == 8


def test_an_output_directory_that_cannot_be(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "data.csv").write_text(HEADER + "A,1.2,,choice,yes\n")
    for out, said in (
        ("x" * 300, "cannot be written: File name too long"),
        ("", "no directory is named"),
    ):
        assert score(files / "set.json", files / "data.csv", "--out", out, "--lang", "en") == 2
        assert said in capsys.readouterr().err


@pytest.mark.parametrize("taken", ["results.csv", "nodes.csv"])
def test_a_directory_in_the_place_of_a_result_file(files: Path, taken: str, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "data.csv").write_text(HEADER + "A,1.2,,choice,yes\n")
    (files / "out" / taken).mkdir(parents=True)
    assert score(files / "set.json", files / "data.csv", "--out", files / "out", "--lang", "en") == 2
    assert f"{taken}::: this is a directory" in capsys.readouterr().err
    assert [path.name for path in (files / "out").iterdir()] == [taken]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "ascii:strict"])
@pytest.mark.parametrize(("value", "code"), [("yes", 0), ("có lẽ", 2)])
def test_a_console_that_lacks_vietnamese_letters(files: Path, encoding: str, value: str, code: int) -> None:
    (files / "data.csv").write_text(HEADER + f"A,1.2,,choice,{value}\n", encoding="utf-8")
    done = program(files, env=os.environ | {"PYTHONIOENCODING": encoding})
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
    assert (done.stdout if code == 0 else done.stderr).strip()
    assert (files / "out").exists() == (code == 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize(("value", "code"), [("yes", 0), ("maybe", 2)])
def test_a_full_disk_behind_the_console_changes_no_exit_code(files: Path, stream: str, value: str, code: int) -> None:
    (files / "data.csv").write_text(HEADER + f"A,1.2,,choice,{value}\n")
    with open("/dev/full", "wb") as full:
        done = program(files, **{stream: full})
    assert done.returncode == code
    assert b"Traceback" not in (done.stderr or b"")
    assert (files / "out").exists() == (code == 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_an_answer_that_could_not_be_written_is_a_failure() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "parindex.cli.main", "schema", "criteria-set"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
        )
    assert done.returncode == 1
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


def program(files: Path, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    arguments = ["score", *map(str, (files / "set.json", files / "data.csv", "--out", files / "out"))]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more
    return subprocess.run([sys.executable, "-m", "parindex.cli.main", *arguments], cwd=ROOT, **streams)


def test_a_flood_of_blank_lines_is_read_in_bounded_memory() -> None:
    data = HEADER.encode() + b"\n" * 300_000 + b",,,,\n" * 10_000 + b"A,1.2,,choice,yes\n"
    tracemalloc.start()
    try:
        rows = list(read_table(data, ("unit", "node", "stage", "input", "value")))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert rows == [(310_002, ["A", "1.2", "", "choice", "yes"])]
    assert peak < 1_000_000


def test_counts_and_nouns_agree(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = (files / "set.json", files / "data.csv", "--out", files / "out", "--lang", "en")
    (files / "data.csv").write_text(HEADER + "A,1.2,,choice,maybe\n")
    assert score(*arguments) == 2
    assert capsys.readouterr().err.splitlines()[-1] == "1 fault; no result file was written."
    (files / "data.csv").write_text(HEADER + "A,1.2,,choice,yes\n")
    assert score(*arguments) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Scored 1 unit with the criteria set TEST (2 leaves)."
    assert said[2] == "Provisional: 1 leaf without a value, in 1 unit."


def test_the_mean_of_units_without_a_group_is_labelled(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "data.csv").write_text(HEADER + "A,1.2,,choice,yes\nB,1.2,,choice,no\n")
    arguments = (files / "set.json", files / "data.csv", "--out", files / "out", "--units", files / "units.csv")
    (files / "units.csv").write_text("unit,group\nA,x\nB,\n")
    assert score(*arguments, "--lang", "en") == 0
    said = capsys.readouterr().out
    assert "Mean index of units without a group: 0.00%." in said
    assert "Mean index of group x: 33.33%." in said
    assert score(*arguments) == 0
    assert "Chỉ số bình quân các đơn vị không thuộc nhóm nào: 0,00%." in capsys.readouterr().out
    (files / "units.csv").write_text("unit,group\nA,\nB,\n")
    assert score(*arguments, "--lang", "en") == 0
    assert "Mean index: 16.67%." in capsys.readouterr().out


def test_a_case_that_never_applies_is_shown(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from parindex.criteria.workbook import write_workbook

    (files / "data.csv").write_text(HEADER + "A,1.1,,a,1\n")
    spoil(files, rule={"kind": "formula", "cases": [{"points": "a"}, {"when": "a > 1", "points": "0"}]})
    assert score(files / "set.json", files / "data.csv", "--out", files / "out", "--lang", "en") == 0
    (line,) = capsys.readouterr().err.splitlines()
    path, row, _, place, said = line.split(":", 4)
    assert (path, place) == (str(files / "set.json"), " nodes[0].children[0].rule.cases[1]")
    assert said == " Case 2 can never apply: an earlier case covers it, or its condition cannot hold."
    assert (files / "set.json").read_text(encoding="utf-8").splitlines()[int(row) - 1].strip() == "{"
    document = json.loads((files / "set.json").read_text(encoding="utf-8"))
    (files / "set.xlsx").write_bytes(write_workbook(document))
    assert score(files / "set.xlsx", files / "data.csv", "--out", files / "out", "--lang", "en") == 0
    assert "can never apply" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ("unit\nA\nA\n", "units.csv:3:unit: the unit “A” stands twice"),
        ("unit,ranked\nA,maybe\n", "units.csv:2:ranked: “maybe” must be yes or no"),
        ("name\nA\n", "units.csv:1:unit: column unit is missing"),
        ("unit\n+A\n", "units.csv:2:unit: “+A” cannot be a unit"),
        ("unit\nB\n", "data.csv:2:unit: The unit “A” is not in the list of units."),
    ],
)
def test_a_list_of_units_is_checked(files: Path, units: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "data.csv").write_text(HEADER + "A,1.2,,choice,yes\n")
    (files / "units.csv").write_text(units)
    arguments = (files / "set.json", files / "data.csv", "--out", files / "out", "--lang", "en")
    assert score(*arguments, "--units", files / "units.csv") == 2
    assert said in capsys.readouterr().err


def test_a_workbook_is_a_set_too(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from parindex.criteria.workbook import write_workbook

    document = json.loads((files / "set.json").read_text(encoding="utf-8"))
    (files / "set.xlsx").write_bytes(write_workbook(document))
    (files / "data.csv").write_text(HEADER + "A,1.2,,choice,yes\n")
    assert score(files / "set.json", files / "data.csv", "--out", files / "json") == 0
    assert score(files / "set.xlsx", files / "data.csv", "--out", files / "xlsx") == 0
    for name in ("results.csv", "nodes.csv"):
        assert (files / "json" / name).read_bytes() == (files / "xlsx" / name).read_bytes()
    (files / "set.xlsx").write_bytes(b"no workbook")
    assert score(files / "set.xlsx", files / "data.csv", "--out", files / "other") == 2


def test_the_schema_is_published(capsys: pytest.CaptureFixture[str]) -> None:
    from parindex.engine import set_schema

    assert main(["schema", "criteria-set"]) == 0
    assert json.loads(capsys.readouterr().out) == set_schema()


def test_the_program_starts_without_django_in_half_a_second(files: Path) -> None:
    (files / "data.csv").write_text(HEADER + "A,1.2,,choice,yes\n")
    arguments = ["score", *map(str, (files / "set.json", files / "data.csv", "--out", files / "out"))]
    program = (
        f"import sys; from parindex.cli.main import main; code = main({arguments!r}); "
        "sys.exit(code or int(bool({'django', 'numpy'} & set(sys.modules))))"
    )
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert time.perf_counter() - start < 5  # loose: the machine may be busy; the benchmark prints the figure


def renew() -> None:
    """Writes the golden files anew; read the differences before keeping them."""
    import hashlib
    import shutil
    import tempfile

    for language in ("vi", "en"):
        with tempfile.TemporaryDirectory() as name:
            out = Path(name)
            code = score(
                RICH / "set.json", RICH / "data.csv", "--units", RICH / "units.csv", "--out", out, "--lang", language
            )
            assert code == 0
            shutil.copy(out / "results.csv", RICH / "results.csv")
            shutil.copy(out / "nodes.csv", RICH / f"nodes.{language}.csv")
    criteria_set = read_set_json((RICH / "set.json").read_bytes()).criteria_set
    assert criteria_set is not None
    with (RICH / "data.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    frozen = freeze(criteria_set, read_figures(criteria_set, enumerate(rows, start=2)).sheets)
    results = hashlib.sha256(results_bytes(replay(frozen.data))).hexdigest()
    (RICH / "sha256.txt").write_text(f"{frozen.sha256}\n{results}\n")


if __name__ == "__main__":
    renew()


def test_a_table_without_figures_is_no_result(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "data.csv").write_text(HEADER)
    assert score(files / "set.json", files / "data.csv", "--out", files / "out") == 2
    assert "data.csv:1:: tệp chỉ có dòng tên cột" in capsys.readouterr().err
    assert not (files / "out").exists()
    (files / "units.csv").write_text("unit\nA\n")
    listed = ("--units", files / "units.csv", "--out", files / "out")
    assert score(files / "set.json", files / "data.csv", *listed) == 0


def test_a_set_that_does_not_fit_names_the_first_faults_and_counts_the_rest(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "data.csv").write_text(HEADER + "".join(f"U{n},9.9,,done,1\n" for n in range(950)))
    assert score(files / "set.json", files / "data.csv", "--out", files / "out") == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 202
    assert lines[-2:] == ["còn 750 lỗi khác", "Có 950 lỗi; chưa ghi tệp kết quả."]


def test_vietnamese_faults_have_no_english_inside(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "data.csv").write_text(HEADER)
    assert score(files / "none.json", files / "data.csv", "--out", files / "out") == 2
    assert "không đọc được tệp: không có tệp này" in capsys.readouterr().err
    assert score(files, files / "data.csv", "--out", files / "out") == 2
    assert "đây là thư mục, không phải tệp" in capsys.readouterr().err
    broken = {"": "thiếu giá trị", "{": "thiếu tên khóa", '{"a" 1}': "thiếu dấu hai chấm", "{} x": "thừa"}
    broken |= {'{"a": 1 "b"': "thiếu dấu phẩy", '{"a': "thiếu dấu nháy kép đóng"}
    for text, told in broken.items():
        (files / "bad.json").write_text(text)
        assert score(files / "bad.json", files / "data.csv", "--out", files / "out") == 2
        assert told in capsys.readouterr().err
    (files / "data.xlsx").write_bytes(b"PK\x03\x04" + bytes(40))
    assert score(files / "set.json", files / "data.xlsx", "--out", files / "out") == 2
    assert "data.xlsx:1:: đây là tệp Excel, không phải CSV" in capsys.readouterr().err

"""Trial scoring: figures in, ranking and reasons out, nothing kept, the same files as the command line writes."""

import io
import json
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from parindex.cli.main import main
from parindex.criteria import actions
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.models import CriteriaSetVersion, Node
from parindex.criteria.trial import MAX_UNITS, Busy, scorable, scoring, try_figures, turn
from parindex.criteria.trial.reading import MAX_ROWS, Unreadable, pointed, table
from parindex.criteria.workbook.sample import sample_set
from parindex.kernel.models import StoredFile
from parindex.people.models import Tier
from tests.conftest import NOW
from tests.pages import said, travelling_bytes
from tests.people import Province

pytestmark = pytest.mark.django_db

EXAMPLES = Path(__file__).parents[2] / "examples/bac-kan-2023"

type As = Callable[..., Client]

FIGURES = """unit,node,stage,input,value
SNV,1.1,,choice,kip_thoi
SNV,1.2,,hoan_thanh,45
SNV,1.2,,ke_hoach,50
SNV,1.3,,gui_cham,1
SNV,1.3,,khong_gui,0
STC,1.1,,choice,cham
STC,1.2,,hoan_thanh,46
STC,1.2,,ke_hoach,50
"""


def made(province: Province, document: dict[str, Any]) -> CriteriaSetVersion:
    facts = SetFacts(document["code"], Tier.objects.get(code=document["tier"]), document["year"], illustration=True)
    return actions.create_set(
        id=uuid.uuid4(), owner=province.root, facts=facts, title="", document=document, by=None, at=NOW
    )


@pytest.fixture
def version(province: Province) -> CriteriaSetVersion:
    return made(province, sample_set("vi"))


@pytest.fixture
def url(version: CriteriaSetVersion) -> str:
    return reverse("criteria_trial", args=[version.pk])


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def file(text: str | bytes, name: str = "so-lieu.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def streamed(response: Any) -> bytes:
    return b"".join(response.streaming_content)


# Results ------------------------------------------------------------------------------------------------------------


def test_pasted_figures_give_the_ranking_with_missing_values(client_as: As, url: str) -> None:
    page = client_as("coordinator").post(url, {"figures": FIGURES})
    text = text_of(page)
    assert page.status_code == 200
    assert "SNV – Sở Nội vụ" in text
    assert text.index("SNV – Sở Nội vụ") < text.index("STC – Sở Tài chính")
    assert said("Provisional: values are missing") in text
    assert "SNV,1.1,,choice,kip_thoi" in page.content.decode()
    assert "H061" not in text


def test_units_that_the_set_is_not_for_are_named(client_as: As, url: str) -> None:
    client, notice = client_as("coordinator"), said("Units that this set is not for")
    assert notice not in text_of(client.post(url, {"figures": FIGURES}))
    text = text_of(client.post(url, {"figures": FIGURES.replace("SNV,", "H999,")}))
    assert notice in text
    assert "<strong>H999</strong>" in text
    assert "<strong>STC</strong>" not in text
    assert 'value="H999"' in text, "it is ranked all the same"


def test_files_of_results_are_offered_with_the_results(client_as: As, url: str) -> None:
    client = client_as("coordinator")
    for page in (client.get(url), client.post(url, {"figures": FIGURES.replace("45", "x")})):
        assert 'name="download"' not in text_of(page)
    assert text_of(client.post(url, {"figures": FIGURES})).count('name="download"') == 2


def test_one_unit_is_shown_with_every_reason(client_as: As, url: str) -> None:
    page = client_as("coordinator").post(url, {"figures": FIGURES, "unit": "SNV"})
    text = text_of(page)
    assert "Ban hành kế hoạch cải cách hành chính năm" in text
    assert "tỷ lệ Số nhiệm vụ đã hoàn thành / Số nhiệm vụ đề ra = 45 / 50 = 90%" in text
    assert "0,75" in text
    client = client_as("coordinator")
    client.cookies["django_language"] = "en"
    assert "45 / 50 = 90%" in text_of(client.post(url, {"figures": FIGURES, "unit": "SNV"}))
    assert "H061" not in text_of(client.post(url, {"figures": FIGURES, "unit": "H061"}))


def test_the_files_are_those_of_the_command_line(client_as: As, province: Province, tmp_path: Path) -> None:
    version = made(province, json.loads((EXAMPLES / "criteria/district.json").read_text()))
    figures = EXAMPLES / "figures/district.csv"
    assert main(["score", str(EXAMPLES / "criteria/district.json"), str(figures), "--out", str(tmp_path)]) == 0
    client, url = client_as("coordinator"), reverse("criteria_trial", args=[version.pk])
    for name in ("results", "nodes"):
        given = client.post(url, {"file": file(figures.read_text()), "download": name})
        assert given["Content-Disposition"] == f'attachment; filename="{name}.csv"'
        assert streamed(given) == (tmp_path / f"{name}.csv").read_bytes()


def test_nothing_is_kept(client_as: As, url: str) -> None:
    client = client_as("coordinator")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.post(url, {"figures": FIGURES, "unit": "SNV"})
    assert [query["sql"] for query in queries if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))] == []
    assert len(queries) == 8
    assert StoredFile.objects.count() == 0


def test_an_issued_version_can_be_tried_by_everybody_who_reads_it(
    client_as: As, account_as: Any, province: Province
) -> None:
    document = json.loads(json.dumps(sample_set("vi")).replace("VPUB", "STC").replace("STTTT", "STC"))
    version = made(province, document)
    actions.issue(version, row_version=version.version, by=account_as("coordinator"), at=NOW)
    page = client_as("unit_officer").post(reverse("criteria_trial", args=[version.pk]), {"figures": FIGURES})
    assert page.status_code == 200


def test_htmx_gets_only_the_results(client_as: As, url: str) -> None:
    page = client_as("coordinator").post(url, {"figures": FIGURES}, headers={"HX-Request": "true"})
    assert page.content.decode().lstrip().startswith('<div id="trial-out"')
    assert "<textarea" not in page.content.decode()
    empty = client_as("coordinator").post(url, {"figures": ""}, headers={"HX-Request": "true"})
    assert empty.status_code == 422
    assert "Chọn một tệp, hoặc dán số liệu" in text_of(empty)


# Forms in which figures come ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        FIGURES.replace(",", ";").encode(),
        FIGURES.replace(",", "\t").encode("utf-16"),
        ("\ufeff" + FIGURES.replace("\n", "\r\n")).encode(),
        FIGURES.replace("\n", "\n\n").encode(),
        (FIGURES + "SNV,1.4,,co_ke_hoach,\n").encode(),
        FIGURES.replace("unit,node,stage,input,value", "Unit, Node,Stage ,INPUT,value").encode(),
    ],
    ids=["semicolons", "excel-unicode", "bom-crlf", "blank-lines", "no-value", "heading"],
)
def test_figures_as_spreadsheets_save_them(client_as: As, url: str, data: bytes) -> None:
    client = client_as("coordinator")
    expected = streamed(client.post(url, {"figures": FIGURES, "download": "nodes"}))
    assert streamed(client.post(url, {"file": file(data), "download": "nodes"})) == expected


@pytest.mark.parametrize(
    ("typed", "read"), [("0,5", "0.5"), ("90%", "0.9"), ("1,234", "1,234"), ("0.5", "0.5"), ("a,b", "a,b"), ("7", "7")]
)
def test_a_decimal_comma_is_understood_where_it_is_clear(typed: str, read: str) -> None:
    assert pointed(typed) == read


def test_the_csv_template_names_every_figure_of_the_tiers_units(client_as: As, version: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    text = streamed(client.get(reverse("criteria_trial_template", args=[version.pk, "csv"]))).decode("utf-8-sig")
    lines = text.split("\r\n")
    assert lines[0] == "unit,node,stage,input,value"
    assert "SNV,1.2,,hoan_thanh," in lines
    assert "STC,2.5,,huong_dan," in lines
    assert not any(line.startswith("H061") for line in lines)
    assert client.get(reverse("criteria_trial_template", args=[version.pk, "ods"])).status_code == 404


def test_the_matrix_is_filled_in_and_scored(client_as: As, version: CriteriaSetVersion, url: str) -> None:
    client = client_as("coordinator")
    template = client.get(reverse("criteria_trial_template", args=[version.pk, "xlsx"])).content
    book = load_workbook(io.BytesIO(template))
    sheet = book.active
    assert [sheet["A1"].value, sheet["A2"].value, sheet["A3"].value] == ["Mã tiêu chí", "Tên số liệu", "Mã đơn vị ↓"]
    columns = {(sheet.cell(1, c).value, sheet.cell(2, c).value): c for c in range(2, sheet.max_column + 1)}
    rows = {sheet.cell(r, 1).value: r for r in range(4, sheet.max_row + 1)}
    for line in FIGURES.split("\n")[1:-1]:
        unit, node, _stage, name, value = line.split(",")
        sheet.cell(rows[unit], columns[node, name]).value = float(value) if value.isdigit() else value
    sheet.cell(rows["SNV"], columns["1.4", "co_ke_hoach"]).value = "Có"
    sheet.cell(rows["SNV"], columns["1.4", "hai_hinh_thuc"]).value = True
    stream = io.BytesIO()
    book.save(stream)
    expected = FIGURES + "SNV,1.4,,co_ke_hoach,yes\nSNV,1.4,,hai_hinh_thuc,yes\n"
    given = client.post(url, {"file": file(stream.getvalue(), "so-lieu.xlsx"), "download": "nodes"})
    assert streamed(given) == streamed(client.post(url, {"figures": expected, "download": "nodes"}))
    sheet.cell(rows["STC"], columns["1.2", "ke_hoach"]).value = "năm mươi"
    stream = io.BytesIO()
    book.save(stream)
    faulty = client.post(url, {"file": file(stream.getvalue(), "so-lieu.xlsx")})
    cell = sheet.cell(rows["STC"], columns["1.2", "ke_hoach"])
    assert f'data-label="Hàng">{cell.row}<' in faulty.content.decode().replace("Dòng", "Hàng")
    assert f">{cell.column_letter}<" in faulty.content.decode()
    empty = client.post(url, {"file": file(template, "so-lieu.xlsx")}).content.decode()
    assert "chưa ghi ô nào" in empty
    damaged = client.post(url, {"file": file(template[5:], "so-lieu.xlsx")}).content.decode()
    assert "Đây không phải là tệp Excel" in damaged


# Faults -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "row", "column", "said"),
    [
        ("unit,node,value\nSNV,1.1,x\n", "1", "–",
         "Dòng đầu phải là tên cột: unit, node, stage, input, value. Thiếu: stage, input."),
        (FIGURES + "SNV,9.9,,a,1\n", "10", "node", "9.9"),
        (FIGURES + "SNV,1.3,,gui_cham,hai\n", "10", "value", "hai"),
        (FIGURES + "SNV,1.3,,nothing,2\n", "10", "input", "nothing"),
        (FIGURES + "SNV,1.3,giữa,gui_cham,2\n", "10", "stage", "giữa"),
        (FIGURES + 'SNV,1.3,,gui_cham,"2\n', "10", "–", "Dòng không đúng dạng CSV: kiểm tra dấu nháy kép."),
        (FIGURES + "SNV,1.3\n", "10", "–", "Dòng có 2 cột, cần 5 cột."),
    ],
)  # fmt: skip
def test_a_fault_is_said_with_its_row_and_column(
    client_as: As, url: str, figures: str, row: str, column: str, said: str
) -> None:
    page = client_as("coordinator").post(url, {"figures": figures, "download": "results"})
    assert page.status_code == 422
    text = text_of(page)
    assert "Chưa chấm được số liệu này" in text
    assert f">{row}</td>" in text
    assert f">{column}</td>" in text
    assert said in text


def test_what_is_no_table_is_refused(client_as: As, url: str) -> None:
    client = client_as("coordinator")
    for name, data, words in [
        ("a.csv", b"\xff\x00\xfa", "Tệp không được mã hóa UTF-8"),
        ("a.csv", b"unit\0", "Tệp không phải là văn bản."),
        ("a.csv", b"unit,node,stage,input,value\n", "Chưa có số liệu."),
        ("a.xlsx", b"unit,node,stage,input,value\n", "Đây không phải là tệp Excel"),
        ("a.xlsx", b"PK\x03\x04", "tệp bị hỏng, không đọc được"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Excel 97–2003"),
    ]:
        page = client.post(url, {"file": file(data, name)})
        assert page.status_code == 422
        assert words in text_of(page), words


def test_a_set_with_errors_is_not_scored(client_as: As, version: CriteriaSetVersion, url: str) -> None:
    Node.objects.filter(set_version=version, code="1.2").update(rule=None)
    client = client_as("coordinator")
    page = client.post(url, {"figures": FIGURES})
    assert "Bộ tiêu chí này chưa chấm được" in text_of(page)
    assert reverse("criteria_findings", args=[version.pk]) in text_of(page)
    assert client.get(reverse("criteria_trial_template", args=[version.pk, "csv"])).status_code == 404


# Limits -------------------------------------------------------------------------------------------------------------


def test_more_units_than_a_trial_takes_are_refused_and_the_way_out_is_named(
    client_as: As, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "MAX_UNITS", 1)
    page = client_as("coordinator").post(url, {"figures": FIGURES})
    assert page.status_code == 422
    assert "Quá nhiều đơn vị: chấm thử tối đa 1 đơn vị. Với số lượng lớn hơn, dùng lệnh parindex score." in text_of(
        page
    )
    monkeypatch.setattr(scoring, "MAX_ROWS", 3)
    page = client_as("coordinator").post(url, {"figures": FIGURES})
    assert "Quá nhiều số liệu: chấm thử tối đa 3 dòng." in text_of(page)


def test_a_set_of_thousands_of_nodes_is_tried_for_fewer_units(client_as: As, url: str, monkeypatch: Any) -> None:
    """Every node of every unit has a result, even where there are few figures."""
    criteria_set = scorable(sample_set("vi"))
    assert criteria_set is not None
    nodes = sum(1 for _ in criteria_set.walk())
    assert scoring.most_units(criteria_set) == MAX_UNITS
    monkeypatch.setattr(scoring, "MAX_RESULTS", 2 * nodes - 1)
    client = client_as("coordinator")
    page = client.post(url, {"figures": FIGURES})
    assert page.status_code == 422
    assert "chấm thử tối đa 1 đơn vị" in text_of(page)
    monkeypatch.setattr(scoring, "MAX_RESULTS", 2 * nodes)
    assert client.post(url, {"figures": FIGURES}).status_code == 200


def test_a_heading_of_millions_of_columns_is_not_read_through() -> None:
    """Each name was once made readable: 18 MB of commas took 9 s and 740 MB."""
    texts = [
        "," * n + "unit,node,stage,input,value\n" + "," * n + "SNV,1.1,,choice,cham\n" for n in (95, 96, 1_000_000)
    ]
    assert len(list(table(texts[0]))) == 1
    for text in texts[1:]:
        with pytest.raises(Unreadable):
            list(table(text))


def test_a_large_trial_is_shown_in_part_and_says_so(client_as: As, url: str) -> None:
    units = [f"U{n:04}-{'x' * 60}" for n in range(1, MAX_UNITS + 1)]
    lines = "".join(f"{unit},1.2,,hoan_thanh,{n % 50}\n{unit},1.2,,ke_hoach,50\n" for n, unit in enumerate(units))
    client = client_as("coordinator")
    page = client.post(url, {"file": file("unit,node,stage,input,value\n" + lines)})
    text = text_of(page)
    assert "Hiển thị 200 trong tổng số 1.000 đơn vị; tệp results.csv có đủ." in text
    assert (
        said(
            "These figures are too many to keep on the page: to see a unit or to download the results, "
            "choose the file again."
        )
        in text
    )
    assert travelling_bytes(page) <= 20_000
    whole = streamed(client.post(url, {"file": file("unit,node,stage,input,value\n" + lines), "download": "results"}))
    assert whole.count(b"\n") == MAX_UNITS + 1


LARGEST = r"""
import csv, io, json, resource, sys
from parindex.criteria.trial import MAX_UNITS, scorable, try_figures
from parindex.criteria.trial.reading import MAX_ROWS
criteria_set = scorable(json.load(open(sys.argv[1] + "/criteria/department.json")))
heading, *rows = csv.reader(open(sys.argv[1] + "/figures/department.csv"))
figures = io.StringIO()
lines = csv.writer(figures)
lines.writerow(heading)
own = [row[1:] for row in rows if row[0] == rows[0][0]]
lines.writerows([f"U{n}", *row] for n in range(min(MAX_UNITS, MAX_ROWS // len(own))) for row in own)
trial = try_figures(criteria_set, figures.getvalue().encode())
made = sum(map(len, trial.nodes_csv("vi")))
print(made, int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) // 1024)
"""


def test_the_largest_trial_takes_less_than_400_megabytes() -> None:
    """In a process of its own, which tells its highest mark. Each unit has 121 figures, as a department has."""
    run = subprocess.run(
        [sys.executable, "-c", LARGEST, str(EXAMPLES)], capture_output=True, text=True, check=True, timeout=300
    )
    made, peak = map(int, run.stdout.split())
    assert made > 100 * MAX_ROWS
    assert peak < 400


def test_trials_wait_for_each_other_and_say_when_it_takes_too_long(
    client_as: As, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert scoring.PATIENCE <= 5
    monkeypatch.setattr(scoring, "PATIENCE", 0.01)
    with turn():
        page = client_as("coordinator").post(url, {"figures": FIGURES})
        assert page.status_code == 503
        assert said("Another trial is being scored. Try again in a moment.") in text_of(page)
    assert client_as("coordinator").post(url, {"figures": FIGURES}).status_code == 200


def is_taken() -> bool:
    """Whether somebody has the turn."""
    if scoring._one_at_a_time.acquire(blocking=False):
        scoring._one_at_a_time.release()
        return False
    return True


@pytest.mark.parametrize("wanted", ["", "nodes", "results"])
def test_a_trial_has_its_turn_until_its_answer_is_made_and_no_longer(
    client_as: As, url: str, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    """Results once lived on while a browser fetched them, next to those of the trials that followed."""
    seen: list[bool] = []

    class Watched(io.BytesIO):
        def write(self, piece: Any) -> int:
            seen.append(is_taken())
            return super().write(piece)

    def note(**_: Any) -> None:
        seen.append(is_taken())

    client = client_as("coordinator")
    monkeypatch.setattr(tempfile, "TemporaryFile", Watched)
    template_rendered.connect(note)
    try:
        answer = client.post(url, {"figures": FIGURES, "unit": "SNV", "download": wanted})
    finally:
        template_rendered.disconnect(note)
    assert answer.status_code == 200
    assert seen
    assert all(seen)
    assert not is_taken(), "a browser that does not fetch the file keeps others waiting"
    answer.close()
    assert not is_taken()


def test_a_turn_ends_whatever_happens_in_it(client_as: As, url: str) -> None:
    with pytest.raises(ZeroDivisionError), turn():
        raise ZeroDivisionError
    client = client_as("coordinator")
    for figures in ("nothing", FIGURES + "SNV,9.9,,a,1\n", FIGURES):
        client.post(url, {"figures": figures})
        assert not is_taken()
    criteria_set = scorable(sample_set("vi"))
    assert criteria_set is not None
    assert try_figures(criteria_set, FIGURES).results is not None


def test_a_second_trial_is_told_that_there_is_a_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "PATIENCE", 0)
    outcome: list[str] = []

    def second() -> None:
        try:
            with turn():
                outcome.append("scored")
        except Busy:
            outcome.append("busy")

    for _ in range(2):
        with turn():
            other = threading.Thread(target=second)
            other.start()
            other.join()
    second()
    assert outcome == ["busy", "busy", "scored"]

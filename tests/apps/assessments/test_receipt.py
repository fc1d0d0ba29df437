"""The receipt of a submission on paper names every file with its hash; the same submission gives the same bytes."""

import copy
import hashlib
import json
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from parindex.assessments import workbook
from parindex.assessments.actions import save_row, submit
from parindex.assessments.models import Submission
from parindex.assessments.receipt import receipt_pdf
from parindex.assessments.receipt.facts import breakable, facts_of, grouped
from tests.apps.assessments.real_set import Desk, make_desk
from tests.apps.assessments.test_workbook import sample
from tests.conftest import NOW


def text_of(pdf: bytes, folder: Path) -> str:
    """What a reader finds on the pages; hashes and long words joined again."""
    path = folder / "receipt.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode().replace("\u200b", "")


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


@pytest.fixture
def submission(desk: Desk) -> Submission:
    for row in workbook.sheet_form(desk.sheet, by=desk.officer, at=NOW).rows:
        if row.leaf.source == "unit":
            save_row(
                desk.row(row.leaf.code),
                figures=sample(row),
                explanation="Có số liệu kèm theo",
                version=None,
                by=desk.officer,
                at=NOW,
            )
    desk.sheet.refresh_from_db()
    return submit(desk.sheet, version=desk.sheet.version, by=desk.leader, at=NOW)


def with_files(submission: Submission, number: int) -> Submission:
    """The same submission with so many files, spread over its rows."""
    document = json.loads(submission.document)
    rows = [row for row in document["rows"] if row["source"] == "unit"]
    for each in range(number):
        citation = {
            "title": f"Báo cáo kết quả công tác cải cách hành chính lần thứ {each}",
            "number": f"{each}/BC-STC",
            "issued_on": "2023-11-30",
            "issuing_body": "Sở Tài chính",
            "version": 1,
            "file": f"bao_cao_ket_qua_cong_tac_cai_cach_hanh_chinh_nam_2023_{each}_ban_ky_so_cuoi_cung.pdf",
            "size": 1_234_567 + each,
            "sha256": hashlib.sha256(str(each).encode()).hexdigest(),
            "media_type": "application/pdf",
            "sections": "Mục II",
            "pages": "3–5",
        }
        rows[each % len(rows)]["citations"].append(citation)
    made = copy.copy(submission)
    made.document = json.dumps(document, ensure_ascii=False)
    return made


def test_names_number_moment_person_points_and_every_file(submission: Submission, tmp_path: Path) -> None:
    text = text_of(receipt_pdf(with_files(submission, 80)), tmp_path)
    flat = re.sub(r"\s+", " ", text)
    for wanted in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập – Tự do – Hạnh phúc",
        "GIẤY XÁC NHẬN NỘP PHIẾU CHẤM ĐIỂM",
        "Lần nộp thứ 1",
        "Ngày 05 tháng 12 năm 2023",
        "09:30 05/12/2023",
        "Nguyễn Thị Thịnh",
        "Sở Tài chính (STC)",
        "không phải bộ tiêu chí chính thức",
        "[80] Mục",
    ):
        assert wanted in flat, wanted
    for each in range(80):
        digest = hashlib.sha256(str(each).encode()).hexdigest()
        first, second = grouped(digest).split("\n")
        assert first in flat, each
        assert second in flat, each
    assert all(line in flat for line in grouped(submission.sha256).split("\n"))
    document = json.loads(submission.document)
    codes = {row["leaf"] for row in document["rows"]}
    assert codes <= set(flat.split())
    points, maximum = (document["totals"][name].replace(".", ",") for name in ("points", "maximum"))
    assert f"Tổng {maximum} {points}" in flat


def test_the_same_submission_gives_the_same_bytes_in_a_second(submission: Submission) -> None:
    large = with_files(submission, 80)
    receipt_pdf(submission)
    began = time.perf_counter()
    first = receipt_pdf(large)
    assert time.perf_counter() - began < 1
    assert first == receipt_pdf(large)
    assert b"D:20231205" in first
    with translation.override("en"):
        assert receipt_pdf(submission) != first


def test_speaks_english_too(submission: Submission, tmp_path: Path) -> None:
    with translation.override("en"):
        text = text_of(receipt_pdf(submission), tmp_path)
    assert "RECEIPT OF A SCORE SHEET" in text
    assert "No file was cited." in text


def test_a_file_that_two_rows_cite_is_listed_once(submission: Submission) -> None:
    two = with_files(submission, 1)
    content = json.loads(two.document)
    rows = [row for row in content["rows"] if row["source"] == "unit"]
    rows[1]["citations"] = rows[0]["citations"]
    two.document = json.dumps(content)
    facts = facts_of(two)
    assert len(facts["files"]) == 1
    assert [row["files"] for row in facts["rows"] if "[1]" in row["files"]] == [
        "[1] Mục II, tr. 3–5; có giải trình"
    ] * 2


def test_markup_in_titles_stays_text(submission: Submission, tmp_path: Path) -> None:
    made = with_files(submission, 1)
    hostile = '#read("/etc/passwd") *x* $y$ \\ [z] @q <b>'
    made.document = made.document.replace(
        "Báo cáo kết quả công tác cải cách hành chính lần thứ 0", json.dumps(hostile)[1:-1]
    )
    assert hostile.split()[0] in text_of(receipt_pdf(made), tmp_path)


def test_long_words_may_break() -> None:
    assert breakable("ngắn thôi") == "ngắn thôi"
    assert breakable("x" * 40).replace("\u200b", "") == "x" * 40
    assert max(map(len, breakable("x" * 40).split("\u200b"))) == 16


def _any_citation(content: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(row["citations"][0] for row in content["rows"] if row["citations"])
    return found


def test_maxima_stand_at_two_places_as_points_do(submission: Submission) -> None:
    with translation.override("vi"):
        facts = facts_of(submission)
    assert all(re.fullmatch(r"\d+,\d{2,}", row["maximum"]) for row in facts["rows"])

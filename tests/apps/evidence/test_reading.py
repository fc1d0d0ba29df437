"""Reading in a process of its own: text, pages, pictures, and what becomes of files that fight back."""

import shutil
from pathlib import Path

import pytest
from django.tasks import Task

from parindex.evidence import texts
from parindex.evidence.actions.reading import read_again, read_version
from parindex.evidence.enums import Reading
from parindex.evidence.models import Document, DocumentVersion
from parindex.evidence.reading import preview_of, program, read_file
from parindex.kernel.models import Job
from tests import papers
from tests.apps.evidence.conftest import Take
from tests.conftest import NOW


def read(take: Take, data: bytes, name: str = "a.pdf") -> DocumentVersion:
    assert isinstance(read_version, Task)
    number = take(data, name).version.pk
    read_version.call(number)
    return DocumentVersion.objects.select_related("document").get(pk=number)


def test_a_paper_gives_its_text_its_pages_and_their_pictures(take: Take) -> None:
    version = read(take, papers.pdf("Quyết định số 12", pages=3))
    assert (version.reading, version.pages, version.text) == (Reading.READ, 3, "\n".join(["Quyết định số 12"] * 3))
    assert version.previews == [[1000, 1416]] * 3
    for page in (1, 2, 3):
        picture = preview_of(version.sha256, page)
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_size <= program.HEAVIEST


def test_office_files_give_their_text(take: Take) -> None:
    word = read(take, papers.docx("Kế hoạch &amp; phân công"), "a.docx")
    assert (word.reading, word.pages, word.text) == (Reading.READ, None, "Kế hoạch & phân công")
    assert read(take, papers.xlsx("Tỷ lệ hồ sơ"), "a.xlsx").text == "Tỷ lệ hồ sơ"


def test_a_photograph_becomes_a_light_picture(take: Take) -> None:
    version = read(take, papers.jpeg(2400, 1800, noise=True), "anh.jpg")
    assert version.pages == 1
    assert preview_of(version.sha256, 1).stat().st_size <= program.HEAVIEST
    assert max(version.previews[0]) <= 1000


def test_a_paper_with_a_password_is_said_to_be_locked(take: Take) -> None:
    assert read(take, papers.locked_pdf()).reading == Reading.LOCKED


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\nnothing\n%%EOF\n",
        papers.pdf().replace(b"/Type /Pages", b"/Type /Pagez"),
        papers.png()[:60] + bytes(8) + papers.png()[68:],
    ],
)
def test_what_cannot_be_read_is_kept_and_said(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    kind = "image/png" if data.startswith(b"\x89") else "application/pdf"
    assert read_file(path, kind, "0" * 64).state in {"unreadable", "read"}


def test_a_page_that_is_never_done_ends_at_the_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parindex.evidence.reading.child.SECONDS", 1)
    path = tmp_path / "file"
    # A million shadings, one over the other.
    layer = b"q 0 0 600 800 re W n Q\n" * 3_000_000
    path.write_bytes(papers.assembled([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 595 842] >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(layer), layer),
    ]))  # fmt: skip
    assert read_file(path, "application/pdf", "1" * 64).state == "unreadable"
    assert not preview_of("1" * 64, 1).exists()


def test_reading_twice_changes_nothing(take: Take) -> None:
    once = read(take, papers.pdf("Một lần"))
    read_version.call(once.pk)
    again = DocumentVersion.objects.get(pk=once.pk)
    assert (again.text, again.previews, again.marks) == (once.text, once.previews, once.marks)
    assert Document.objects.get(pk=once.document_id).version == 1


def test_pictures_that_are_gone_are_made_again(take: Take) -> None:
    version = read(take, papers.pdf("Sau khi phục hồi"))
    take(papers.docx(), "b.docx")
    before = Job.objects.count()
    assert read_again(by=None, at=NOW) == 0
    shutil.rmtree(preview_of(version.sha256, 1).parent)
    assert read_again(by=None, at=NOW) == 1
    assert Job.objects.count() == before + 1
    read_version.call(version.pk)
    assert preview_of(version.sha256, 1).exists()


def test_scripts_that_only_a_reader_finds_are_marked(take: Take) -> None:
    hidden = papers.pdf(extra=b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert(1)) >>] >> >>")
    assert read(take, hidden).marks == ["active"]


def test_a_text_has_one_digest_however_it_is_broken_into_lines() -> None:
    text = "Quyết định số 12 về việc ban hành kế hoạch cải cách hành chính. " * 5
    assert texts.text_digest(text) == texts.text_digest(text.replace(" ", "\n").upper())
    assert texts.text_digest("Trang 1") == ""


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\a\\Báo cáo.docx", "Báo cáo.pdf"),
        ("hóa đơn\u202efdp.exe", "hóa đơnfdp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        (".pdf", "pdf.pdf"),
        ("", "tai-lieu.pdf"),
    ],
)
def test_names_are_safe_and_end_as_the_content_says(name: str, kept: str) -> None:
    assert texts.name_with(name, ".pdf") == kept

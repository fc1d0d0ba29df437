"""A unit's library on its pages: list, upload without scripts, document, download; who sees it; how much it asks."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from parindex.evidence import intake
from parindex.evidence.actions import begin_upload
from parindex.evidence.actions.reading import read_version
from parindex.evidence.models import Document, DocumentVersion
from parindex.people.enums import Role
from parindex.people.models import Account
from tests import papers
from tests.conftest import NOW
from tests.people import Province
from tests.web.forms import form_with


@pytest.fixture(autouse=True)
def _places(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES = tmp_path / "files"
    settings.EVIDENCE_PARTS = tmp_path / "uploads"
    settings.EVIDENCE_PREVIEWS = tmp_path / "previews"


@pytest.fixture
def officer(account_as: Callable[..., Account]) -> Account:
    return account_as(Role.UNIT_OFFICER)


@pytest.fixture
def client(client_as: Callable[..., Client]) -> Client:
    return client_as(Role.UNIT_OFFICER)


@pytest.fixture
def here(province: Province) -> str:
    return reverse("library", args=[province["STC"].pk])


def file(data: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def add(province: Province, officer: Account, data: bytes, name: str, *, read: bool = False) -> DocumentVersion:
    import uuid

    facts = {"name": name, "size": len(data), "document": None, "by": officer, "at": NOW}
    begun = begin_upload(province["STC"], number=uuid.uuid4(), **facts)  # type: ignore[arg-type]
    done = intake.receive(begun, [data], offset=0, by=officer, at=NOW)[1]
    assert done is not None
    if read:
        read_version.call(done.version.pk)
        done.version.refresh_from_db()
    return done.version


def test_who_keeps_one_library_is_led_to_it(client: Client, here: str, client_as: Callable[..., Client]) -> None:
    assert client.get(reverse("evidence")).headers["Location"] == here
    assert client_as(Role.COORDINATOR).get(reverse("evidence")).status_code == 404


def test_who_keeps_several_chooses(client: Client, province: Province, officer: Account) -> None:
    from datetime import date

    from parindex.people.actions import give_role

    give_role(officer, Role.UNIT_LEADER, province["H061"], from_on=date(2023, 1, 1), by=None, at=NOW)
    page = client.get(reverse("evidence")).content.decode()
    assert "UBND huyện Ba Bể" in page
    assert "Sở Tài chính" in page


def test_an_empty_library_says_what_to_do(client: Client, here: str) -> None:
    page = client.get(here).content.decode()
    assert "Chưa có tài liệu kiểm chứng" in page
    assert f"{here}upload/" in page


def test_the_plain_form_takes_many_files_and_tells_each_ones_fate(client: Client, here: str) -> None:
    files = [file(papers.pdf(), "Báo cáo.pdf"), file(papers.png(), "ảnh.png")]
    answer = client.post(f"{here}upload/", {"file": files}, follow=True)
    assert "Đã thêm 2 tệp." in answer.content.decode()
    assert Document.objects.count() == 2
    files = [
        file(papers.pdf(), "lại.pdf"),
        file(papers.docx(word__vbaProject_dot_bin=b"x"), "xấu.docx"),
        file(b"", "0"),
    ]
    answer = client.post(f"{here}upload/", {"file": files})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Kho đã có đúng tệp này" in page
    assert "macro" in page
    assert "Tệp rỗng." in page
    assert Document.objects.count() == 2


def test_the_plain_form_without_a_file_says_so(client: Client, here: str) -> None:
    answer = client.post(f"{here}upload/", {})
    assert answer.status_code == 422
    assert 'href="#id_file"' in answer.content.decode()


def test_a_known_file_is_told_before_it_is_sent(
    client: Client, here: str, province: Province, officer: Account
) -> None:
    version = add(province, officer, papers.pdf(), "a.pdf")
    found = client.get(f"{here}known/?sha256={version.sha256}").json()
    assert found == {"known": True, "title": "a", "url": reverse("document", args=[version.document_id])}
    for asked in ("", "x", "0" * 64, "A" * 64):
        assert client.get(f"{here}known/?sha256={asked}").json() == {"known": False}


def test_a_document_is_edited_and_a_conflict_shown(client: Client, province: Province, officer: Account) -> None:
    version = add(province, officer, papers.pdf(), "a.pdf")
    address = reverse("document", args=[version.document_id])
    form = form_with(client.get(address), "issuing_body")
    typed = form.fields | {"title": "Kế hoạch", "number": "1/KH", "issued_on": "05/12/2023"}
    assert client.post(address, typed).status_code == 302
    document = Document.objects.get()
    assert (document.title, document.number, str(document.issued_on)) == ("Kế hoạch", "1/KH", "2023-12-05")
    stale = client.post(address, form.fields | {"title": "Của tôi"})
    assert stale.status_code == 409
    page = stale.content.decode()
    assert "Kế hoạch" in page
    assert "Của tôi" in page
    assert client.post(address, form_with(stale, "issuing_body").fields).status_code == 302
    assert Document.objects.get().title == "Của tôi"
    assert Document.objects.get().number == "1/KH"


def test_versions_stand_on_the_page(client: Client, province: Province, officer: Account) -> None:
    version = add(province, officer, papers.pdf("một"), "a.pdf", read=True)
    address = reverse("document", args=[version.document_id])
    assert client.post(f"{address}version/", {"file": file(papers.docx(), "b.docx")}).status_code == 302
    page = client.get(address).content.decode()
    assert "Phiên bản 2" in page
    assert "b.docx" in page
    assert f"{address}2/file/" in page
    old = client.get(f"{address}?version=1").content.decode()
    assert f'{address}1/page/1/"' in old
    assert client.get(f"{address}?version=7").status_code == 404
    again = client.post(f"{address}version/", {"file": file(papers.docx(), "c.docx")})
    assert "Kho đã có đúng tệp này" in again.content.decode()


def test_withdrawal_asks_for_a_reason_and_can_be_taken_back(
    client: Client, here: str, province: Province, officer: Account
) -> None:
    version = add(province, officer, papers.pdf(), "a.pdf")
    address = reverse("document", args=[version.document_id])
    form = form_with(client.get(f"{address}withdraw/"), "reason")
    assert client.post(f"{address}withdraw/", form.fields).status_code == 422
    assert client.post(f"{address}withdraw/", form.fields | {"reason": "Nhầm"}).headers["Location"] == here
    assert "Nhầm" in client.get(f"{here}?withdrawn=on").content.decode()
    assert client.get(f"{address}withdraw/").status_code == 403
    assert client.get(f"{address}version/").status_code == 403
    assert client.post(f"{address}restore/").status_code == 302
    assert "Nhầm" not in client.get(here).content.decode()


def test_the_list_is_exported_as_it_is_filtered(
    client: Client, here: str, province: Province, officer: Account
) -> None:
    version = add(province, officer, papers.pdf(), "một.pdf")
    add(province, officer, papers.png(), "hai.png")
    text = b"".join(client.get(f"{here}?q=mot&export=csv").streaming_content).decode("utf-8-sig")
    assert version.sha256 in text
    assert "hai" not in text
    assert client.get(f"{here}?export=xlsx").content.startswith(b"PK")


# Files as they leave ------------------------------------------------------------------------------------------------
def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_file_is_saved_and_never_run(client: Client, province: Province, officer: Account) -> None:
    data = papers.pdf()
    version = add(province, officer, data, 'Báo "cáo"; x.html')
    answer = client.get(reverse("document_file", args=[version.document_id, 1]), headers={"Accept-Encoding": "gzip"})
    assert body(answer) == data
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''B%C3%A1o%20%22c%C3%A1o%22%3B%20x.pdf"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Length"] == str(len(data))


def test_pictures_of_pages_are_pictures(client: Client, province: Province, officer: Account) -> None:
    version = add(province, officer, papers.pdf(pages=2), "a.pdf", read=True)
    answer = client.get(reverse("document_preview", args=[version.document_id, 1, 2]))
    assert answer.headers["Content-Type"] == "image/png"
    assert body(answer).startswith(b"\x89PNG")
    for page in (0, 3):
        assert client.get(reverse("document_preview", args=[version.document_id, 1, page])).status_code == 404


def addresses(version: DocumentVersion) -> Iterator[str]:
    pk, unit = version.document_id, version.unit_id
    yield from (reverse("library", args=[unit]), reverse("evidence_upload", args=[unit]))
    yield reverse("evidence_known", args=[unit]) + f"?sha256={version.sha256}"
    yield from (reverse(name, args=[pk]) for name in ("document", "document_version", "document_withdraw"))
    yield from (reverse("document_file", args=[pk, 1]), reverse("document_preview", args=[pk, 1, 1]))


def status_of(client: Client, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        # Read to its end, which closes the file; closing it by hand would close the test's connection as well.
        body(answer)
    return answer.status_code


@pytest.mark.parametrize("role", [None, *Role])
def test_whoever_does_not_keep_the_library_finds_nothing(
    client_as: Callable[..., Client], province: Province, officer: Account, role: Role | None
) -> None:
    """Every role at another unit, and at this one every role but the two that keep it."""
    version = add(province, officer, papers.pdf(), "a.pdf", read=True)
    mine = role in {Role.UNIT_OFFICER, Role.UNIT_LEADER}
    for unit, status in [("SNV", 404), ("STC", 200 if mine else 404)] if role else [("", 404)]:
        client = client_as(role, unit)
        found = {address: status_of(client, address) for address in addresses(version)}
        assert found == dict.fromkeys(addresses(version), status)
        if status == 404:
            assert client.post(reverse("document_restore", args=[version.document_id])).status_code == 404
            assert client.post(reverse("document", args=[version.document_id]), {"title": "x"}).status_code == 404
            headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "9"}
            created = client.post(reverse("tus_uploads", args=[version.unit_id]), headers=headers)
            assert created.status_code == 404


def test_pages_ask_the_same_at_one_row_and_at_three(
    client: Client, here: str, province: Province, officer: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = add(province, officer, papers.pdf("một"), "a.pdf", read=True)
    address = reverse("document", args=[version.document_id])
    client.get(here)
    for _round in range(2):
        with django_assert_num_queries(10):
            client.get(here)
        # One of them: whether a submission cites it.
        with django_assert_num_queries(8):
            client.get(address)
        with django_assert_num_queries(4):
            status_of(client, reverse("document_file", args=[version.document_id, 1]))
        for number in (2, 3):
            add(province, officer, papers.pdf(f"bản {number}"), f"{number}.pdf")


def test_pages_are_light(client: Client, here: str, province: Province, officer: Account) -> None:
    from tests.pages import travelling_bytes

    for number in range(25):
        add(province, officer, papers.png(seed=number), f"Ảnh chụp bộ phận một cửa {number}.png")
    assert travelling_bytes(client.get(here)) < 20_000
    assert travelling_bytes(client.get(f"{here}upload/")) < 20_000


def test_hashes_of_files_and_rows_agree(province: Province, officer: Account) -> None:
    data = papers.pdf(filling=300_000)
    assert add(province, officer, data, "a.pdf").sha256 == hashlib.sha256(data).hexdigest()

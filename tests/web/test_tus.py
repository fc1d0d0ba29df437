"""The tus protocol 1.0.0, step by step as its specification says (tus.io/protocols/resumable-upload)."""

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parindex.evidence import parts
from parindex.evidence.models import Document, DocumentVersion, Upload
from parindex.people.enums import Role
from tests import papers
from tests.people import Province

PIECE = "application/offset+octet-stream"


@pytest.fixture(autouse=True)
def _places(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES = tmp_path / "files"
    settings.EVIDENCE_PARTS = tmp_path / "uploads"
    settings.EVIDENCE_PREVIEWS = tmp_path / "previews"


class Tus:
    """A client that says what it is told, and nothing by itself but the version."""

    def __init__(self, client: Client, province: Province) -> None:
        self.client = client
        self.library = reverse("tus_uploads", args=[province["STC"].pk])

    def ask(self, method: str, url: str, data: bytes = b"", *, version: str = "1.0.0", **headers: str) -> HttpResponse:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = given.pop("Content-Type", PIECE)
        if version:
            given["Tus-Resumable"] = version
        if not data:
            given["Content-Type"] = kind
        return self.client.generic(method, url, data, content_type=kind, headers=given)  # type: ignore[return-value]

    def create(self, size: int, name: str = "báo cáo.pdf", **metadata: str) -> str:
        pairs = {"filename": name} | metadata
        said = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in pairs.items())
        answer = self.ask("POST", self.library, Upload_Length=str(size), Upload_Metadata=said)
        assert answer.status_code == 201, answer.content.decode()
        return answer.headers["Location"]

    def patch(self, url: str, data: bytes, offset: int, **headers: str) -> HttpResponse:
        return self.ask("PATCH", url, data, Upload_Offset=str(offset), **headers)


@pytest.fixture
def tus(client_as: Callable[..., Client], province: Province) -> Tus:
    return Tus(client_as(Role.UNIT_OFFICER), province)


def checksum(data: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


def test_options_tell_what_the_server_can(tus: Tus, settings: Any) -> None:
    answer = tus.ask("OPTIONS", tus.library, version="")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {"creation", "termination", "checksum", "expiration"}
    assert answer.headers["Tus-Max-Size"] == str(max(settings.EVIDENCE_LIMITS.values()))
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha256,sha1"


@pytest.mark.parametrize("version", ["", "0.2.2", "2.0.0"])
def test_another_version_is_told_which_one_is_spoken(tus: Tus, version: str) -> None:
    answer = tus.ask("POST", tus.library, version=version, Upload_Length="10")
    assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")
    assert not Upload.objects.exists()


def test_creation_head_patch_to_the_end(tus: Tus) -> None:
    data = papers.pdf(filling=5000)
    url = tus.create(len(data))
    head = tus.ask("HEAD", url)
    assert head.status_code == 200
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("0", str(len(data)))
    assert head.headers["Cache-Control"] == "no-store"
    first = tus.patch(url, data[:3000], 0)
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "3000")
    assert first.headers["Tus-Resumable"] == "1.0.0"
    assert tus.ask("HEAD", url).headers["Upload-Offset"] == "3000"
    last = tus.patch(url, data[3000:], 3000)
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(data)))
    version = DocumentVersion.objects.select_related("document").get()
    assert version.sha256 == hashlib.sha256(data).hexdigest()
    assert version.document.title == "báo cáo"
    assert last.headers["Upload-Document"] == reverse("document", args=[version.document_id])
    assert tus.ask("HEAD", url).headers["Upload-Offset"] == str(len(data))
    # A lost answer: the client asks again and is told the same.
    assert tus.patch(url, b"", len(data)).headers["Upload-Document"] == last.headers["Upload-Document"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 400),
        ({"Upload_Length": "-1"}, 400),
        ({"Upload_Length": "viele"}, 400),
        ({"Upload_Length": "0"}, 422),
        ({"Upload_Defer_Length": "1"}, 400),
        ({"Upload_Length": "10", "Upload_Metadata": "filename %%%"}, 400),
        ({"Upload_Length": str(1 << 40)}, 413),
    ],
)
def test_a_creation_that_cannot_be_is_refused(tus: Tus, headers: dict[str, str], status: int) -> None:
    assert tus.ask("POST", tus.library, **headers).status_code == status
    assert not Upload.objects.exists()


def test_what_a_patch_must_say(tus: Tus) -> None:
    data = papers.pdf(filling=5000)
    url = tus.create(len(data))
    assert tus.ask("PATCH", url, data, Upload_Offset="0", Content_Type="application/octet-stream").status_code == 415
    assert tus.ask("PATCH", url, data).status_code == 400
    assert tus.patch(url, data[:50], 5).status_code == 409
    assert tus.patch(url, data + b"more", 0).status_code == 413
    assert tus.patch(url, data, 0, Upload_Checksum="md5 abc").status_code == 400
    assert tus.ask("HEAD", url).headers["Upload-Offset"] == "0"


def test_an_unknown_upload_is_not_found(tus: Tus) -> None:
    url = "/evidence/tus/00000000-0000-0000-0000-000000000001/"
    assert {method: tus.ask(method, url).status_code for method in ("HEAD", "PATCH", "DELETE")} == {
        "HEAD": 404,
        "PATCH": 404,
        "DELETE": 404,
    }


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_checksum_is_held_against_what_arrived(tus: Tus, algorithm: str) -> None:
    data = papers.pdf(filling=5000)
    url = tus.create(len(data))
    wrong = tus.patch(url, data[:3000], 0, Upload_Checksum=checksum(b"other", algorithm))
    assert (wrong.status_code, wrong.reason_phrase) == (460, "Checksum Mismatch")
    assert tus.ask("HEAD", url).headers["Upload-Offset"] == "0"
    assert tus.patch(url, data[:3000], 0, Upload_Checksum=checksum(data[:3000], algorithm)).status_code == 204
    assert tus.patch(url, data[3000:], 3000, Upload_Checksum=checksum(data[3000:], algorithm)).status_code == 204
    assert DocumentVersion.objects.get().sha256 == hashlib.sha256(data).hexdigest()


def test_termination_frees_bytes_and_room(tus: Tus) -> None:
    url = tus.create(9000)
    tus.patch(url, b"%PDF-1.7" + bytes(100), 0)
    place = parts.path_of(Upload.objects.get().pk)
    assert place.exists()
    assert tus.ask("DELETE", url).status_code == 204
    assert not place.exists()
    assert tus.ask("HEAD", url).status_code == 404


def test_an_upload_expires(tus: Tus) -> None:
    url = tus.create(9000)
    until = parsedate_to_datetime(tus.ask("HEAD", url).headers["Upload-Expires"])
    assert timedelta(days=6) < until - timezone.now() < timedelta(days=8)
    past = timezone.now() - timedelta(days=9)
    Upload.objects.update(created_at=past, expires_at=past + timedelta(days=7))
    assert tus.ask("HEAD", url).status_code == 410
    assert tus.patch(url, b"x", 0).status_code == 410


def test_while_one_writes_another_is_told_to_wait(tus: Tus) -> None:
    url = tus.create(9000)
    with parts.writing(Upload.objects.get().pk):
        assert tus.patch(url, b"x", 0).status_code == 423
        assert tus.ask("HEAD", url).status_code == 200


def test_a_method_may_be_named_in_a_header(tus: Tus) -> None:
    data = papers.pdf()
    url = tus.create(len(data))
    answer = tus.ask("POST", url, data, Upload_Offset="0", X_HTTP_Method_Override="PATCH")
    assert answer.status_code == 204
    assert DocumentVersion.objects.count() == 1
    assert tus.ask("POST", url).status_code == 405


def test_a_wrong_file_is_refused_with_the_reason_before_it_is_whole(tus: Tus) -> None:
    url = tus.create(900_000, "lưu trữ.pdf")
    answer = tus.patch(url, b"Rar!\x1a\x07\x00" + bytes(5000), 0)
    assert answer.status_code == 422
    assert "Không nhận loại tệp này (.rar)" in answer.content.decode()
    assert tus.ask("HEAD", url).status_code == 404


def test_a_known_file_leads_to_the_document_that_holds_it(tus: Tus) -> None:
    data = papers.pdf()
    first = tus.patch(tus.create(len(data)), data, 0)
    again = tus.patch(tus.create(len(data), "khác.pdf"), data, 0)
    assert (first.headers["Upload-Known"], again.headers["Upload-Known"]) == ("0", "1")
    assert first.headers["Upload-Document"] == again.headers["Upload-Document"]
    assert Document.objects.count() == 1


def test_a_new_version_comes_the_same_way(tus: Tus) -> None:
    data, more = papers.pdf("một"), papers.pdf("hai")
    tus.patch(tus.create(len(data)), data, 0)
    document = Document.objects.get()
    tus.patch(tus.create(len(more), document=str(document.pk)), more, 0)
    assert document.versions.count() == 2
    pairs = f"document {base64.b64encode(b'999').decode()}"
    assert tus.ask("POST", tus.library, Upload_Length="9", Upload_Metadata=pairs).status_code == 404


def test_nobody_else_goes_on_with_it(tus: Tus, client_as: Callable[..., Client], province: Province) -> None:
    url = tus.create(9000)
    for role, unit in [(Role.UNIT_LEADER, "STC"), (Role.UNIT_OFFICER, "SNV"), (Role.ADMINISTRATOR, "")]:
        other = Tus(client_as(role, unit), province)
        assert [other.ask(method, url).status_code for method in ("HEAD", "PATCH", "DELETE")] == [404] * 3


def test_a_page_of_another_site_cannot_begin_or_end_one(
    tus: Tus, client_as: Callable[..., Client], account_as: Any, province: Province
) -> None:
    url = tus.create(9000)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(account_as(Role.UNIT_OFFICER))
    foreign = Tus(strict, province)
    assert foreign.ask("POST", tus.library, Upload_Length="9").status_code == 403
    assert [foreign.ask(method, url).status_code for method in ("PATCH", "DELETE")] == [403, 403]
    assert Upload.objects.count() == 1


def test_who_is_signed_out_is_not_answered_in_tus(tus: Tus) -> None:
    url = tus.create(9000)
    answer = Client().generic("HEAD", url, headers={"Tus-Resumable": "1.0.0"})
    assert answer.status_code == 302
    assert "Tus-Resumable" not in answer.headers

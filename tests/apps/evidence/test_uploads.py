"""Uploads: bytes on the disk, room, finishing, sweeping; and races with real threads."""

import base64
import hashlib
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import close_old_connections, connection

from parindex.evidence import intake, parts
from parindex.evidence.actions import begin_upload, end_upload, sweep_uploads
from parindex.evidence.actions.uploads import EXPIRES, TooLarge
from parindex.evidence.intake import WrongOffset
from parindex.evidence.models import Document, DocumentVersion, Upload
from parindex.evidence.parts import Busy, Checksum, Mismatch
from parindex.kernel.files import path_of
from parindex.kernel.models import StoredFile
from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.people.enums import Role
from parindex.people.models import Account
from tests import papers
from tests.conftest import NOW
from tests.people import Province

type Begin = Callable[..., Upload]


@pytest.fixture
def begin(province: Province, officer: Account) -> Begin:
    def begun(size: int, *, name: str = "a.pdf", by: Account | None = None) -> Upload:
        facts = {"name": name, "size": size, "document": None, "by": by or officer, "at": NOW}
        return begin_upload(province["STC"], number=uuid.uuid4(), **facts)  # type: ignore[arg-type]

    return begun


def send(upload: Upload, data: bytes, offset: int, by: Account, **more: Any) -> tuple[int, Any]:
    return intake.receive(upload, [data], offset=offset, by=by, at=NOW, **more)


def test_bytes_come_in_pieces_and_the_last_one_makes_the_document(begin: Begin, officer: Account) -> None:
    data = papers.pdf(filling=9000)
    upload = begin(len(data))
    assert send(upload, data[:5000], 0, officer) == (5000, None)
    assert intake.offset_of(upload) == 5000
    size, done = send(upload, data[5000:], 5000, officer)
    assert (size, done.known) == (len(data), False)
    assert path_of(done.version.sha256).read_bytes() == data
    assert not parts.path_of(upload.pk).exists()
    upload.refresh_from_db()
    assert intake.offset_of(upload) == len(data)


def test_a_piece_that_does_not_go_on_where_the_bytes_end_is_refused(begin: Begin, officer: Account) -> None:
    upload = begin(9000)
    send(upload, bytes(b"%PDF-1.7" + bytes(4992)), 0, officer)
    for offset in (0, 4999, 5001):
        with pytest.raises(WrongOffset):
            send(upload, b"x", offset, officer)
    assert intake.offset_of(upload) == 5000


def test_what_goes_beyond_the_stated_size_is_not_taken(begin: Begin, officer: Account) -> None:
    data = papers.pdf()
    upload = begin(len(data))
    assert send(upload, data + b"more", 0, officer)[0] == len(data)
    assert DocumentVersion.objects.get().sha256 == hashlib.sha256(data).hexdigest()


def test_a_piece_with_a_wrong_checksum_leaves_nothing(begin: Begin, officer: Account) -> None:
    upload, piece = begin(9000), b"%PDF-1.7" + bytes(100)
    wrong = Checksum("sha256", hashlib.sha256(b"other").digest())
    with pytest.raises(Mismatch):
        send(upload, piece, 0, officer, checksum=wrong)
    assert intake.offset_of(upload) == 0
    stated = f"sha1 {base64.b64encode(hashlib.sha1(piece).digest()).decode()}"
    assert send(upload, piece, 0, officer, checksum=Checksum.read(stated))[0] == len(piece)
    assert not list(parts.path_of(upload.pk).parent.glob("*.piece"))


@pytest.mark.parametrize("header", ["md5 abcd", "sha256", "sha256 %%%", ""])
def test_a_checksum_that_means_nothing_is_refused(header: str) -> None:
    if header == "sha256":
        assert Checksum.read(header).digest == b""
        return
    with pytest.raises(ValueError):
        Checksum.read(header)


def test_a_line_that_breaks_leaves_what_came(begin: Begin, officer: Account) -> None:
    data, upload = papers.pdf(filling=9000), None
    upload = begin(len(data))

    def cut() -> Iterator[bytes]:
        yield data[:6000]

    assert intake.receive(upload, cut(), offset=0, by=officer, at=NOW) == (6000, None)
    assert send(upload, data[6000:], 6000, officer)[1] is not None


def test_all_bytes_there_but_no_document_yet_is_finished_by_the_last_byte(begin: Begin, officer: Account) -> None:
    """As after a crash between the last byte and the document: whoever asks is told to send the last byte again."""
    data = papers.pdf()
    upload = begin(len(data))
    with parts.writing(upload.pk) as part:
        part.append([data], at=0, limit=len(data))
    assert intake.offset_of(upload) == len(data) - 1
    assert send(upload, data[-1:], len(data) - 1, officer)[1].version.size == len(data)


def test_finishing_twice_gives_the_same_document(begin: Begin, officer: Account) -> None:
    data = papers.pdf()
    upload = begin(len(data))
    first = send(upload, data, 0, officer)[1]
    assert send(upload, b"", len(data), officer) == (len(data), first)
    assert Document.objects.count() == StoredFile.objects.count() == 1


def test_a_file_that_is_refused_ends_its_upload(begin: Begin, officer: Account) -> None:
    upload = begin(8000)
    with pytest.raises(Refused, match="Không nhận"):
        send(upload, b"Rar!\x1a\x07\x00" + bytes(4993), 0, officer)
    assert not Upload.objects.exists()
    assert not parts.path_of(upload.pk).exists()


def test_a_silent_scanner_keeps_the_bytes(begin: Begin, officer: Account, settings: Any, tmp_path: Any) -> None:
    data = papers.pdf()
    upload = begin(len(data))
    settings.CLAMD = str(tmp_path / "nobody")
    with pytest.raises(Refused, match="không phản hồi"):
        send(upload, data, 0, officer)
    settings.CLAMD = ""
    assert send(upload, data[-1:], intake.offset_of(upload), officer)[1] is not None


def test_room_is_counted_with_what_is_under_way(begin: Begin, settings: Any, officer: Account) -> None:
    settings.EVIDENCE_UNIT_LIMIT = 10_000
    first = begin(6000)
    with pytest.raises(TooLarge, match="còn lại"):
        begin(6000)
    end_upload(first, by=officer, at=NOW)
    begin(6000)
    settings.EVIDENCE_UNIT_LIMIT, settings.EVIDENCE_TOTAL_LIMIT = 1 << 30, 10_000
    with pytest.raises(TooLarge, match="Dung lượng chung"):
        begin(6000)
    with pytest.raises(TooLarge, match="vượt quá"):
        begin(1 << 40)
    with pytest.raises(Refused, match="rỗng"):
        begin(0)


def test_nobody_goes_on_with_another_persons_upload(begin: Begin, account_as: Any) -> None:
    upload = begin(9000)
    leader = account_as(Role.UNIT_LEADER)
    assert not Upload.objects.visible_to(leader, on=NOW.date()).exists()
    with pytest.raises(NotAllowed):
        end_upload(upload, by=leader, at=NOW)


def test_a_role_that_ended_ends_the_upload_too(begin: Begin, officer: Account) -> None:
    from parindex.people.actions import revoke_role

    data = papers.pdf()
    upload = begin(len(data))
    grant = officer.grants.get()
    revoke_role(grant, reason="chuyển công tác", by=None, at=NOW)
    with pytest.raises(NotAllowed):
        send(upload, data, 0, officer)
    assert not Document.objects.exists()


def test_abandoned_uploads_are_swept_with_their_bytes(begin: Begin, officer: Account) -> None:
    import os

    old, fresh = begin(9000), begin(9000)
    for upload in (old, fresh):
        send(upload, b"%PDF-1.7" + bytes(4992), 0, officer)
    Upload.objects.filter(pk=old.pk).update(created_at=NOW - 2 * EXPIRES, expires_at=NOW - timedelta(days=1))
    stray = parts.path_of(uuid.uuid4())
    stray.write_bytes(b"x")
    os.utime(stray, (0, 0))
    assert sweep_uploads(by=None, at=NOW) == 2
    assert not parts.path_of(old.pk).exists()
    assert not stray.exists()
    assert intake.offset_of(fresh) == 5000


# Races ----------------------------------------------------------------------------------------------------------------
def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Runs the works in threads that start together; each one's result, or what it raised."""
    gate, results = threading.Barrier(len(works)), [None] * len(works)

    def run(number: int, work: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[number] = work()
        except Exception as error:
            results[number] = error
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_one_writer_at_a_time(begin: Begin, officer: Account) -> None:
    upload = begin(9000)
    with parts.writing(upload.pk), pytest.raises(Busy):
        send(upload, b"x", 0, officer)


@pytest.mark.django_db(transaction=True)
def test_two_pieces_at_one_offset_leave_one(on_postgresql: None, begin: Begin, officer: Account) -> None:
    upload = begin(50_000)
    one, two = b"%PDF-1.7" + b"a" * 20_000, b"%PDF-1.7" + b"b" * 20_000
    results = at_once(lambda: send(upload, one, 0, officer), lambda: send(upload, two, 0, officer))
    assert sorted(type(result).__name__ for result in results)[1] == "tuple"
    assert isinstance(next(r for r in results if not isinstance(r, tuple)), Busy | WrongOffset)
    assert parts.path_of(upload.pk).read_bytes() in {one, two}


@pytest.mark.django_db(transaction=True)
def test_the_same_file_at_once_becomes_one_document(on_postgresql: None, begin: Begin, officer: Account) -> None:
    data = papers.pdf(filling=100_000)
    uploads = [begin(len(data)) for _ in range(4)]
    results = at_once(*[lambda upload=upload: send(upload, data, 0, officer) for upload in uploads])
    assert sorted(done.known for _size, done in results) == [False, True, True, True]
    assert Document.objects.count() == DocumentVersion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_room_is_not_taken_twice(on_postgresql: None, begin: Begin, settings: Any) -> None:
    settings.EVIDENCE_UNIT_LIMIT = 10_000
    results = at_once(*[lambda: begin(6000)] * 4)
    assert sum(isinstance(result, Upload) for result in results) == 1
    assert sum(isinstance(result, TooLarge) for result in results) == 3

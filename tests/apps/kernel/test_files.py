"""Stored files are whole or not there, and the same bytes are kept once."""

import errno
import hashlib
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from parindex.kernel.files import forget_unclaimed, open_stored, path_of, remove_drafts, store
from parindex.kernel.models import AuditEvent, StoredFile
from parindex.kernel.verdicts import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.STORED_FILES = tmp_path
    return tmp_path


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_bytes_come_back(folder: Path, now: datetime) -> None:
    file = store([b"abc", b"def"], name="Quyết định.pdf", by=None, at=now)
    with open_stored(file) as stream:
        assert stream.read() == b"abcdef"
    assert (file.size, file.sha256) == (6, hashlib.sha256(b"abcdef").hexdigest())


def test_the_same_bytes_lie_once_on_disk(folder: Path, now: datetime) -> None:
    first = store([b"abc"], name="a.pdf", by=None, at=now)
    second = store([b"abc"], name="b.pdf", by=None, at=now)
    assert first.pk != second.pk
    assert files_in(folder) == [path_of(first.sha256)]


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\Users\\x\\passwd", "/etc/passwd"])
def test_a_name_is_no_path(name: str, now: datetime) -> None:
    assert store([b"x"], name=name, by=None, at=now).name == "passwd"


def test_too_large_leaves_nothing(folder: Path, now: datetime) -> None:
    with pytest.raises(Refused, match=r"\(0 Mi?B\)|0 MiB"):
        store([b"x" * 10] * 10, name="a", by=None, at=now, limit=50)
    assert files_in(folder) == []
    assert not StoredFile.objects.exists()


def test_a_broken_line_leaves_nothing(folder: Path, now: datetime) -> None:
    def cut() -> Iterator[bytes]:
        yield b"x"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        store(cut(), name="a", by=None, at=now)
    assert files_in(folder) == []


def test_a_full_disk_is_said_and_leaves_nothing(folder: Path, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused, match=r"no room|hết dung lượng"):
        store([b"x"], name="a", by=None, at=now)
    assert files_in(folder) == []


# Swept ----------------------------------------------------------------------------------------------------------------
def aged(file: StoredFile, now: datetime, days: int) -> StoredFile:
    """As if it had come in that many days ago."""
    StoredFile.objects.filter(pk=file.pk).update(stored_at=now - timedelta(days=days))
    moment = (now - timedelta(days=days)).timestamp()
    os.utime(path_of(file.sha256), (moment, moment))
    return file


def swept(now: datetime) -> int:
    return forget_unclaimed(before=now - timedelta(days=30), at=now)


def test_what_nothing_refers_to_goes_after_its_time_and_is_told(folder: Path, now: datetime) -> None:
    old = aged(store([b"old"], name="cu.xlsx", by=None, at=now), now, 31)
    young = aged(store([b"young"], name="moi.xlsx", by=None, at=now), now, 29)
    assert swept(now) == 1
    assert list(StoredFile.objects.all()) == [young]
    assert files_in(folder) == [path_of(young.sha256)]
    told = AuditEvent.objects.get(action="kernel.file_forgotten")
    assert (told.subject_name, told.facts["sha256"], told.actor_id) == ("cu.xlsx", old.sha256, None)
    assert swept(now) == 0


def test_bytes_stay_as_long_as_a_row_has_them(folder: Path, now: datetime) -> None:
    first = aged(store([b"same"], name="a", by=None, at=now), now, 40)
    second = store([b"same"], name="b", by=None, at=now)
    assert swept(now) == 1
    with open_stored(second) as stream:
        assert stream.read() == b"same"
    aged(second, now, 40)
    assert swept(now) == 1
    assert not path_of(first.sha256).exists()


def test_bytes_written_anew_a_moment_ago_stay(folder: Path, now: datetime) -> None:
    """Somebody stores the same bytes while the sweep runs: they are in place, their row is still to come."""
    file = store([b"same"], name="a", by=None, at=now)
    StoredFile.objects.filter(pk=file.pk).update(stored_at=now - timedelta(days=40))
    os.utime(path_of(file.sha256), (now.timestamp(), now.timestamp()))
    assert swept(now) == 1
    assert path_of(file.sha256).read_bytes() == b"same"


def test_a_hundred_and_more_go_too(folder: Path, now: datetime) -> None:
    for number in range(105):
        aged(store([str(number).encode()], name="x", by=None, at=now), now, 31)
    assert swept(now) == 105
    assert files_in(folder) == []


def test_parts_that_a_crash_left_go(folder: Path, now: datetime) -> None:
    old, young = folder / ".draft-1-a", folder / ".draft-2-b"
    for part, days in ((old, 2), (young, 0)):
        part.write_bytes(b"x")
        moment = (now - timedelta(days=days)).timestamp()
        os.utime(part, (moment, moment))
    assert remove_drafts(before=now - timedelta(days=1)) == 1
    assert files_in(folder) == [young]

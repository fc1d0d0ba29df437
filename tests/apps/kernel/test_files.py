"""Stored files are whole or not there, and the same bytes are kept once."""

import errno
import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from parindex.kernel.files import open_stored, path_of, store
from parindex.kernel.models import StoredFile
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

"""``parindex backup`` and ``parindex restore`` as processes: there and back on SQLite, and what is refused."""

import contextlib
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.demonstration import Demonstration

#: They choose their databases themselves: in the run of the suite on PostgreSQL they would only be repeated.
pytestmark = pytest.mark.skipif("PARINDEX_DATABASE" in os.environ, reason="chooses its databases itself")

ROOT = Path(__file__).resolve().parents[2]


def parindex(data: Path, *arguments: object, database: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PARINDEX_", "DJANGO_", "PG"))}
    given = {"PARINDEX_DATA": str(data), "PARINDEX_DATABASE": database, "PARINDEX_LOG_LEVEL": "ERROR", **more}
    command = [sys.executable, "-m", "parindex.cli.main", *map(str, arguments)]
    return subprocess.run(command, env={**kept, **given}, cwd=ROOT, capture_output=True, text=True, timeout=240)


def with_a_file(data: Path) -> Path:
    """A stored file; for the backup it is enough that it lies in the store."""
    digest = sha256(b"co so").hexdigest()
    file = data / "files" / digest[:2] / digest[2:4] / digest
    file.parent.mkdir(parents=True)
    file.write_bytes(b"co so")
    (data / "files" / ".draft-1-0").write_text("not whole yet")
    return file


def stored(data: Path) -> list[str]:
    """The names of the stored files: their SHA-256."""
    return sorted(file.name for file in (data / "files").glob("??/??/*"))


def events(data: Path, database: str = "") -> str:
    """What the check of the trail prints: the number of events and the last hash."""
    found = parindex(data, "audit", "verify", database=database)
    assert found.returncode == 0, found.stderr
    return found.stdout


@pytest.fixture(scope="module")
def source(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = demonstration.copied(tmp_path_factory.mktemp("source")).data
    assert stored(data)
    with_a_file(data)
    return data


@pytest.fixture(scope="module")
def made(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backups") / "parindex"
    found = parindex(source, "backup", folder)
    assert (found.returncode, found.stderr) == (0, "")
    assert str(source / "parindex.sqlite3") in found.stdout
    assert f"with {len(stored(source))} stored files" in found.stdout
    return folder


@pytest.fixture
def backup(made: Path, tmp_path: Path) -> Path:
    """A copy of the backup, to spoil."""
    return Path(shutil.copytree(made, tmp_path / "backup"))


def parts(backup: Path) -> list[str]:
    return [part["path"] for part in json.loads((backup / "manifest.json").read_text())["parts"]]


def test_there_and_back_on_sqlite(source: Path, backup: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    found = parindex(data, "restore", backup)
    assert (found.returncode, found.stderr) == (0, "")
    expected = events(source)
    assert found.stdout.startswith(expected)
    manifest = json.loads((backup / "manifest.json").read_text())
    assert f"Events: {manifest['events']}, last hash {manifest['last_hash']}" in found.stdout
    assert f"{manifest['events']}:{manifest['last_hash']}" in expected
    assert events(data) == expected
    assert (data / "secret_key").read_bytes() == (source / "secret_key").read_bytes()
    for file in (source / "files").glob("??/??/*"):
        assert (data / file.relative_to(source)).read_bytes() == file.read_bytes()
    assert not list((data / "files").glob(".draft*"))
    assert "already" in parindex(data, "demo").stdout


def test_only_the_owner_reads_a_backup(made: Path) -> None:
    for path in [made, *made.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_second_backup_takes_the_firsts_place_and_copies_what_is_new(source: Path, backup: Path) -> None:
    first = [name for name in parts(backup) if name.startswith("database-")]
    before = {path: path.stat().st_mtime_ns for path in (backup / "files").rglob("*") if path.is_file()}
    extra = backup / "files" / "ab" / "cd" / ("ab" + "cd" + "0" * 60)
    extra.parent.mkdir(parents=True)
    extra.write_text("swept since")
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["parts"].append({"path": str(extra.relative_to(backup)), "size": 11, "sha256": "0" * 64})
    (backup / "manifest.json").write_text(json.dumps(manifest))
    found = parindex(source, "backup", backup)
    assert (found.returncode, found.stderr) == (0, "")
    assert len(list(backup.glob("database-*"))) == 1
    assert not (backup / first[0]).exists()
    assert not extra.exists()
    assert {path: path.stat().st_mtime_ns for path in (backup / "files").rglob("*") if path.is_file()} == before


def test_a_backup_while_somebody_writes_holds_what_was_committed(source: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(source, tmp_path / "data"))
    with contextlib.closing(sqlite3.connect(data / "parindex.sqlite3", isolation_level=None)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint=0")
        writer.execute("UPDATE people_account SET full_name = 'Đã ghi' WHERE username = 'dieuphoi.snv'")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE people_account SET full_name = 'Đang ghi' WHERE username = 'dieuphoi.snv'")
        found = parindex(data, "backup", tmp_path / "backup")
        assert (found.returncode, found.stderr) == (0, "")
        writer.execute("ROLLBACK")
    copy = next((tmp_path / "backup").glob("database-*"))
    with contextlib.closing(sqlite3.connect(copy)) as base:
        name = base.execute("SELECT full_name FROM people_account WHERE username = 'dieuphoi.snv'").fetchone()[0]
    assert name == "Đã ghi"


def test_a_damaged_stored_file_is_told(source: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(source, tmp_path / "data"))
    file = next((data / "files").glob("??/??/*"))
    file.write_text("something else")
    found = parindex(data, "backup", tmp_path / "backup")
    assert found.returncode == 1
    assert file.name in found.stderr


def test_a_place_without_a_database_is_not_backed_up(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    found = parindex(tmp_path / "data", "backup", tmp_path / "backup")
    assert (found.returncode, found.stdout) == (2, "")
    assert f"there is no database {tmp_path}/data/parindex.sqlite3" in found.stderr
    assert list((tmp_path / "data").iterdir()) == []
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / "parindex.sqlite3")) as base:
        base.execute("CREATE TABLE other (x)")
    found = parindex(tmp_path / "data", "backup", tmp_path / "backup")
    assert found.returncode == 2
    assert "holds no tables of this program" in found.stderr


def test_a_backup_spares_a_folder_that_holds_other_things(source: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Kính gửi")
    found = parindex(source, "backup", tmp_path)
    assert found.returncode == 2
    assert "letter.txt" in found.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("left", ["", "-wal", "-shm", "-journal"])
def test_nothing_is_restored_over_what_a_database_left(backup: Path, tmp_path: Path, left: str) -> None:
    """A log of another database would be replayed over the restored one, and the trail would still hold."""
    data = tmp_path / "data"
    data.mkdir()
    leftover = data / f"parindex.sqlite3{left}"
    leftover.write_text("left")
    found = parindex(data, "restore", backup)
    assert (found.returncode, found.stdout) == (2, "")
    assert str(leftover) in found.stderr
    assert [path.name for path in data.iterdir()] == [leftover.name]
    assert leftover.read_text() == "left"


def test_nothing_is_restored_over_stored_files(backup: Path, tmp_path: Path) -> None:
    kept = with_a_file(tmp_path / "data")
    found = parindex(tmp_path / "data", "restore", backup)
    assert found.returncode == 2
    assert f"{tmp_path}/data/files" in found.stderr
    assert kept.exists()
    assert not (tmp_path / "data" / "parindex.sqlite3").exists()


@pytest.mark.parametrize("kind", ["database-", "files/", "secret_key"])
def test_a_part_that_changed_is_named_and_nothing_is_written(backup: Path, tmp_path: Path, kind: str) -> None:
    part = next(path for path in parts(backup) if path.startswith(kind))
    with (backup / part).open("r+b") as stream:
        stream.seek(-1, os.SEEK_END)
        last = stream.read(1)
        stream.seek(-1, os.SEEK_END)
        stream.write(bytes([last[0] ^ 1]))
    found = parindex(tmp_path / "data", "restore", backup)
    assert (found.returncode, found.stdout) == (2, "")
    assert f"{part} is not what was backed up: its SHA-256 differs" in found.stderr
    assert not (tmp_path / "data").exists()


def test_a_part_that_is_missing_is_named(backup: Path, tmp_path: Path) -> None:
    part = parts(backup)[0]
    (backup / part).unlink()
    found = parindex(tmp_path / "data", "restore", backup)
    assert found.returncode == 2
    assert f"{part} is missing" in found.stderr


def test_a_backup_of_a_newer_version_is_refused(backup: Path, tmp_path: Path) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["migrations"].append("kernel.9999_next")
    (backup / "manifest.json").write_text(json.dumps(manifest))
    found = parindex(tmp_path / "data", "restore", backup)
    assert found.returncode == 2
    assert "newer version" in found.stderr


def test_a_manifest_reaches_no_file_outside(backup: Path, tmp_path: Path) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["parts"].append({"path": "files/../../x", "size": 0, "sha256": "0" * 64})
    (backup / "manifest.json").write_text(json.dumps(manifest))
    found = parindex(tmp_path / "data", "restore", backup)
    assert found.returncode == 2
    assert "outside the backup" in found.stderr


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"parts": 3}', "\udcff"])
def test_what_is_no_manifest_is_said_without_a_traceback(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    found = parindex(tmp_path / "data", "restore", tmp_path)
    assert found.returncode == 2
    assert "is not the manifest of a backup" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_folder_that_cannot_be_read_is_said_without_a_traceback(tmp_path: Path) -> None:
    absent = parindex(tmp_path / "data", "restore", tmp_path / "absent")
    assert (absent.returncode, absent.stdout) == (2, "")
    assert "there is no manifest.json in it" in absent.stderr
    (tmp_path / "file").write_text("")
    file = parindex(tmp_path / "data", "restore", tmp_path / "file")
    assert file.returncode == 2
    assert "Not a directory" in file.stderr
    assert "is a file" in parindex(tmp_path / "data", "backup", tmp_path / "file").stderr


@pytest.fixture
def locked(backup: Path) -> Iterator[Path]:
    backup.chmod(0)
    yield backup
    backup.chmod(0o700)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every folder")
def test_a_folder_of_somebody_else_is_said_without_a_traceback(locked: Path, tmp_path: Path) -> None:
    found = parindex(tmp_path / "data", "restore", locked)
    assert found.returncode == 2
    assert "Permission denied" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_restores_belongs_to_the_owner_of_the_data(backup: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    shutil.chown(data, 65534, 65534)
    found = parindex(data, "restore", backup)
    assert (found.returncode, found.stderr) == (0, "")
    assert {path.stat().st_uid for path in [data, *data.rglob("*")]} == {65534}

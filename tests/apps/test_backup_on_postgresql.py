"""``parindex backup`` and ``parindex restore`` as processes: there and back on PostgreSQL."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.apps.test_backup import events, parindex, stored
from tests.cluster import binaries
from tests.demonstration import Demonstration


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_there_and_back_on_postgresql(demonstration: Demonstration, tmp_path: Path) -> None:
    if not demonstration.database:
        pytest.skip("SQLite has a test of its own")
    source, data, folder = tmp_path / "source", tmp_path / "data", tmp_path / "backup"
    address = demonstration.copied(source).database
    host, _slash, base = address.rpartition("/")
    port = host.rpartition(":")[2]
    with_password = host.replace("parindex@", "parindex:mat-khau-bi-mat@") + "/"
    for name in ("other", "full"):
        subprocess.run(
            [binaries() / "createdb", "-h", "127.0.0.1", "-p", port, "-U", "parindex", name], check=True, timeout=60
        )
    # The program's own watcher on the way to pg_dump: its command line, which everybody on the machine can read.
    watcher = tmp_path / "bin" / "pg_dump"
    watcher.parent.mkdir()
    watcher.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/seen\nexec {binaries()}/pg_dump "$@"\n')
    watcher.chmod(0o755)
    path = f"{watcher.parent}:{binaries()}:{os.environ['PATH']}"
    found = parindex(source, "backup", folder, database=with_password + base, PATH=path)
    assert (found.returncode, found.stderr) == (0, "")
    assert "--snapshot" in (tmp_path / "seen").read_text()
    assert "bi-mat" not in (tmp_path / "seen").read_text() + found.stdout
    expected = events(source, address)

    wrong = parindex(data, "restore", folder)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "the backup is of postgresql; PARINDEX_DATABASE names SQLite" in wrong.stderr
    assert parindex(tmp_path / "full", "prepare", database=f"{host}/full").returncode == 0
    full = parindex(data, "restore", folder, database=f"{host}/full", PATH=path)
    assert full.returncode == 2
    assert "the place is not empty" in full.stderr
    assert "PostgreSQL full at 127.0.0.1 with" in full.stderr

    found = parindex(data, "restore", folder, database=f"{host}/other", PATH=path)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith(expected)
    assert events(data, f"{host}/other") == expected
    assert stored(data) == stored(source) != []
    again = parindex(tmp_path / "third", "restore", folder, database=f"{host}/missing", PATH=path)
    assert again.returncode == 2
    assert "missing" in again.stderr
    assert "Traceback" not in again.stderr

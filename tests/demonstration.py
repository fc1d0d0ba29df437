"""The demonstration, made once in a run of the tests and copied by whoever needs it: the fixture ``demonstration``."""

import fcntl
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = [sys.executable, "-m", "parindex.cli.main"]


@dataclass(frozen=True)
class Demonstration:
    """Where one lies: its data folder, and the address of its PostgreSQL base; "" is SQLite, in that folder.

    The one that the fixture gives belongs to all tests and is only copied: a base that is open cannot be.
    """

    data: Path
    database: str

    @property
    def environment(self) -> dict[str, str]:
        """What a process of the program is given to work on it."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PARINDEX_", "DJANGO_"))}
        ours = {"PARINDEX_DATA": str(self.data), "PARINDEX_DATABASE": self.database, "PARINDEX_LOG_LEVEL": "ERROR"}
        return {**kept, **ours, "PYTHONPATH": str(ROOT)}

    def copied(self, data: Path) -> "Demonstration":
        """A copy of its own in the folder ``data``: on PostgreSQL also a base of its own, removed with the cluster."""
        shutil.copytree(self.data, data, dirs_exist_ok=True)
        if not self.database:
            return Demonstration(data, "")
        name = f"demonstration_{uuid.uuid4().hex}"
        with _server(self.database) as server:
            server.execute(f"CREATE DATABASE {name} TEMPLATE {urlsplit(self.database).path[1:]}".encode())
        return Demonstration(data, _address(self.database, name))


def made_once(place: Path) -> Demonstration:
    """The demonstration in the folder ``place``, made by the first process of the run that asks; the others wait."""
    with open(place.with_name(f"{place.name}.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        given = os.environ.get("PARINDEX_DATABASE", "")
        made = Demonstration(place, _address(given, "demonstration") if given else "")
        if not place.exists():
            _make(made)
        return made


def _make(wanted: Demonstration) -> None:
    """Under another name until it is whole."""
    draft = Demonstration(wanted.data.with_name(f"{wanted.data.name}.draft"), wanted.database)
    if wanted.database:
        with _server(wanted.database) as server:
            server.execute("DROP DATABASE IF EXISTS demonstration")
            server.execute("CREATE DATABASE demonstration")
    found = subprocess.run([*PROGRAM, "demo"], env=draft.environment, cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    draft.data.rename(wanted.data)


def _address(database: str, name: str) -> str:
    return urlsplit(database)._replace(path=f"/{name}").geturl()


@contextmanager
def _server(database: str) -> Iterator[psycopg.Connection]:
    """A connection to the cluster's own base: nobody may be connected to one that is copied."""
    with psycopg.connect(_address(database, "postgres"), autocommit=True) as connection:
        yield connection

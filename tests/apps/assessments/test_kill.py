"""The server is killed with -9 under a load of row saves: what it acknowledged is there, and nothing is half there."""

import json
import re
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.load.pages import Visitor
from tests.people import PASSWORD
from tests.serving import Server

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
KILLS = 3
#: A row for each writer, with the name of a figure in which it counts.
ROWS = {"1.4": "done", "2.1": "ideas", "2.2": "late", "2.3": "a"}
_SEEN = re.compile(r'name="version" value="([^"]+)"')
#: Acknowledged in each life of the server before it is killed, all writers together.
SAVES = 40


@dataclass
class Writer:
    """Saves one row again and again, counting up; keeps what the server acknowledged."""

    leaf: str
    figure: str
    sheet: int
    visitor: Visitor
    #: What was last acknowledged, and the row's version then.
    saved: int = 0
    version: int = 1
    #: What was sent last; the server may have it or not.
    sent: int = 0
    faults: list[str] = field(default_factory=list)

    #: As the form carries what it was opened with.
    seen: str = ""

    def run(self, stop: threading.Event) -> None:
        try:
            page = self.visitor.ask(f"/sheets/{self.sheet}/rows/{self.leaf}/")[1].decode()
            self.seen = _SEEN.findall(page)[0]
            while not stop.is_set():
                self._save()
        except (OSError, HTTPException):
            return

    def _save(self) -> None:
        self.sent += 1
        form = {f"figures.{self.figure}": str(self.sent), "explanation": f"Lần {self.sent}", "version": self.seen}
        line = HTTPConnection("127.0.0.1", self.visitor.port, timeout=30)
        cookies = self.visitor.cookies
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": cookies["csrftoken"],
            "HX-Request": "true",
        }
        line.request("POST", f"/sheets/{self.sheet}/rows/{self.leaf}/", urlencode(form), headers)
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        found = _SEEN.findall(text)
        if answer.status != 200 or 'data-state="saved"' not in text or not found:
            self.faults.append(f"{answer.status}: {text[:300]}")
            raise ConnectionAbortedError
        self.saved, self.seen = self.sent, found[0]
        self.version = int(self.seen.split()[0])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path) as made:
        made.run("prepare", "--quiet")
        yield made


def test_a_killed_server_loses_no_acknowledged_save_and_leaves_none_half(server: Server) -> None:
    sheet = json.loads(server.seed("tests.apps.assessments.served_world"))["sheet"]
    server.start()
    visitors = []
    for name in ("unit_officer", "unit_leader"):
        visitor = Visitor(server.port)
        visitor.sign_in("/account/sign-in/", name, PASSWORD)
        visitors.append(visitor)
    writers = [Writer(leaf, name, sheet, visitors[n % 2]) for n, (leaf, name) in enumerate(ROWS.items())]
    cut = 0
    for life in range(KILLS):
        if life:
            server.start()
        before = sum(writer.saved for writer in writers)
        stop = threading.Event()
        threads = [threading.Thread(target=writer.run, args=(stop,)) for writer in writers]
        for thread in threads:
            thread.start()
        end = time.monotonic() + 20
        while sum(writer.saved for writer in writers) - before < SAVES and time.monotonic() < end:
            time.sleep(0.001)
        server.kill()
        stop.set()
        for thread in threads:
            thread.join(30)
        cut += sum(writer.sent > writer.saved for writer in writers)
        assert [fault for writer in writers for fault in writer.faults] == []
        assert_nothing_is_lost_or_half(server, writers)
    assert cut, "nothing was under way"
    server.run("audit", "verify")


def assert_nothing_is_lost_or_half(server: Server, writers: Sequence[Writer]) -> None:
    """Reads the base while nobody serves; each writer goes on from what is there."""
    for writer in writers:
        figures, explanation, version = rows(
            server,
            "SELECT figures, explanation, version FROM assessments_answer WHERE sheet_id = {0} AND leaf = {0}",
            writer.sheet,
            writer.leaf,
        )[0]
        found = figures if isinstance(figures, dict) else json.loads(figures)
        stands = int(found.get(writer.figure, 0))
        # The save that was under way when the server died is there whole, or not at all.
        assert writer.saved <= stands <= writer.sent, writer.leaf
        assert explanation == (f"Lần {stands}" if stands else "")
        assert version - writer.version == stands - writer.saved
        told = rows(
            server,
            "SELECT COUNT(*) FROM kernel_auditevent e JOIN assessments_answer a "
            "ON e.subject_id = CAST(a.id AS VARCHAR) AND e.action = 'assessments.row_saved' "
            "WHERE a.sheet_id = {0} AND a.leaf = {0}",
            writer.sheet,
            writer.leaf,
        )[0][0]
        assert told == version - 1
        writer.saved = writer.sent = stands
        writer.version = version


def rows(server: Server, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """What the base itself says, without the program."""
    address = server.environment.get("PARINDEX_DATABASE", "")
    if address:
        import psycopg

        with psycopg.connect(address) as connection:
            return connection.execute(statement.format("%s"), values).fetchall()  # type: ignore[call-overload,no-any-return]
    connection = sqlite3.connect(server.data / "parindex.sqlite3")
    try:
        return connection.execute(statement.format("?"), values).fetchall()
    finally:
        connection.close()

"""The server is killed with -9 in the middle of uploads: what it acknowledged is there, and nothing is half there.

The program as it is shipped: granian with two processes.
"""

import base64
import csv
import hashlib
import io
import threading
import time
import urllib.parse
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from tests import papers
from tests.load.pages import Visitor
from tests.people import PASSWORD
from tests.serving import Server

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
ROUNDS, AT_ONCE, PIECE = 3, 4, 150_000


@dataclass
class Sender:
    """One file on its way: what the server acknowledged of it, and where its document is."""

    data: bytes
    url: str = ""
    acknowledged: int = 0
    document: str = ""
    faults: list[str] = field(default_factory=list)


def ask(
    visitor: Visitor, token: str, method: str, url: str, body: bytes = b"", **headers: str
) -> tuple[int, dict[str, str]]:
    line = HTTPConnection("127.0.0.1", visitor.port, timeout=30)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    given |= {"Tus-Resumable": "1.0.0", "X-CSRFToken": token, "Content-Type": "application/offset+octet-stream"}
    given["Cookie"] = "; ".join(f"{k}={v}" for k, v in visitor.cookies.items())
    try:
        line.request(method, url, body, given)
        answer = line.getresponse()
        answer.read()
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}
    finally:
        line.close()


def send(sender: Sender, visitor: Visitor, token: str, library: str, *, checked: bool) -> None:
    """Goes on from where the server says, piece by piece, until the document is there or the line is cut."""
    try:
        if not sender.url:
            _status, said = ask(visitor, token, "POST", library, Upload_Length=str(len(sender.data)))
            sender.url = said["location"]
        status, said = ask(visitor, token, "HEAD", sender.url)
        offset = int(said.get("upload-offset", -1))
        if status != 200 or offset < min(sender.acknowledged, len(sender.data) - 1):
            sender.faults.append(f"acknowledged {sender.acknowledged}, then {status} {offset}")
            return
        while not sender.document:
            piece = sender.data[offset : offset + PIECE]
            sums = f"sha256 {base64.b64encode(hashlib.sha256(piece).digest()).decode()}"
            more = {"Upload_Checksum": sums} if checked else {}
            status, said = ask(visitor, token, "PATCH", sender.url, piece, Upload_Offset=str(offset), **more)
            if status == 423:
                # The request that was cut is still being given up.
                time.sleep(0.1)
                continue
            assert status == 204, status
            offset = sender.acknowledged = int(said["upload-offset"])
            sender.document = said.get("upload-document", "")
    except (OSError, HTTPException, KeyError):
        return
    except AssertionError as fault:
        sender.faults.append(f"status {fault}")


def token_of(visitor: Visitor, page: str) -> str:
    text = visitor.ask(page)[1].decode()
    return text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path) as made:
        made.run("prepare", "--quiet")
        made.seed("tests.apps.assessments.served_world")
        made.start()
        yield made


def test_a_killed_server_loses_no_acknowledged_byte_and_leaves_none_half(server: Server, tmp_path: Path) -> None:
    visitor = Visitor(server.port)
    visitor.sign_in("/account/sign-in/", "unit_officer", PASSWORD)
    library = urllib.parse.urlsplit(visitor.ask("/evidence/")[3]["location"]).path
    token = token_of(visitor, f"{library}upload/")
    cut = 0
    kept = [Sender(papers.pdf(f"Tệp {n}", filling=3_000_000 + n)) for n in range(AT_ONCE * ROUNDS)]
    for number in range(ROUNDS):
        now = kept[number * AT_ONCE : (number + 1) * AT_ONCE]
        left = [sender for sender in kept[: number * AT_ONCE] if not sender.document]
        threads = [
            threading.Thread(target=send, args=(each, visitor, token, f"{library}tus/"), kwargs={"checked": n % 2 == 0})
            for n, each in enumerate([*now, *left])
        ]
        for thread in threads:
            thread.start()
        # As soon as one of the files is in its middle, however fast the others are.
        end = time.monotonic() + 20
        while not any(len(s.data) / 5 < s.acknowledged < len(s.data) / 2 for s in now) and time.monotonic() < end:
            time.sleep(0.002)
        server.kill()
        for thread in threads:
            thread.join(60)
        cut += sum(0 < s.acknowledged < len(s.data) and not s.document for s in kept)
        assert_nothing_is_half(tmp_path, kept)
        server.start()
    assert [sender.faults for sender in kept if sender.faults] == []
    assert cut, "nothing was under way"
    for sender in kept:
        send(sender, visitor, token, f"{library}tus/", checked=False)
    assert [sender.faults for sender in kept if sender.faults] == []
    assert all(sender.document for sender in kept)
    _, table, _, _ = visitor.ask(f"{library}?export=csv")
    listed = [row[-1] for row in csv.reader(io.StringIO(table.decode("utf-8-sig")))][1:]
    wanted = {hashlib.sha256(sender.data).hexdigest() for sender in kept}
    assert wanted <= set(listed)
    assert len(listed) == len(set(listed))
    assert not list((tmp_path / "uploads").iterdir())
    server.run("audit", "verify")


def assert_nothing_is_half(data: Path, senders: list[Sender]) -> None:
    """What lies on the disk while nobody runs: whole files under their hash; of each upload a true beginning."""
    for path in (data / "files").rglob("*"):
        if path.is_file() and not path.name.startswith(".draft-"):
            assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
    for sender in senders:
        if not sender.url:
            continue
        number = uuid.UUID(sender.url.strip("/").rpartition("/")[2])
        part = data / "uploads" / number.hex
        if part.exists():
            there = part.read_bytes()
            assert sender.data.startswith(there)
            assert len(there) >= sender.acknowledged
        elif sender.acknowledged:
            assert any((data / "files").rglob(hashlib.sha256(sender.data).hexdigest())), sender.acknowledged

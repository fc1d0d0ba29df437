"""What an upload costs the server: time of a 3 MB file with hashing, memory of a 300 MB one. The program as shipped."""

import base64
import hashlib
import http.client
import os
import re
import statistics
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

from tests import papers
from tests.load.pages import Visitor, served

MB = 1_000_000
PIECE = 4 * MB


def peak_memory() -> dict[int, int]:
    """Largest resident size so far in KB of each process that serves, by number."""
    found = {}
    for folder in Path("/proc").iterdir():
        try:
            command = (folder / "cmdline").read_bytes()
            if b"granian" in command:
                status = (folder / "status").read_text()
                found[int(folder.name)] = int(re.search(r"VmHWM:\s+(\d+)", status)[1])  # type: ignore[index]
        except (OSError, ValueError, TypeError):
            continue
    return found


def ask(visitor: Visitor, token: str, method: str, url: str, body: bytes, headers: dict[str, str]) -> dict[str, str]:
    line = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=120)
    given = {"Tus-Resumable": "1.0.0", "X-CSRFToken": token, "Content-Type": "application/offset+octet-stream"}
    given["Cookie"] = "; ".join(f"{k}={v}" for k, v in visitor.cookies.items())
    line.request(method, url, body, given | headers)
    answer = line.getresponse()
    text = answer.read()
    assert answer.status in {201, 204}, (answer.status, text)
    line.close()
    return {name.lower(): value for name, value in answer.headers.items()}


def send(visitor: Visitor, token: str, library: str, pieces: Iterator[bytes], size: int) -> float:
    """Sends a file and says the seconds of all its requests together, the sums of the pieces not counted."""
    began = time.perf_counter()
    url = ask(visitor, token, "POST", library, b"", {"Upload-Length": str(size)})["location"]
    spent, offset = time.perf_counter() - began, 0
    for piece in pieces:
        sums = f"sha256 {base64.b64encode(hashlib.sha256(piece).digest()).decode()}"
        headers = {"Upload-Offset": str(offset), "Upload-Checksum": sums}
        began = time.perf_counter()
        said = ask(visitor, token, "PATCH", url, piece, headers)
        spent += time.perf_counter() - began
        offset = int(said["upload-offset"])
    assert offset == size
    assert "upload-document" in said
    return spent


def measure() -> None:
    """Prints the figures."""
    from parindex.cli.demo import PASSWORD

    os.environ["PARINDEX_EVIDENCE_PDF_LIMIT"] = "400"
    with served() as (port, _ready), tempfile.TemporaryDirectory() as folder:
        visitor = Visitor(port)
        visitor.sign_in("/account/sign-in/", "canbo.snv", PASSWORD)
        library = urllib.parse.urlsplit(visitor.ask("/evidence/")[3]["location"]).path
        page = visitor.ask(f"{library}upload/")[1].decode()
        token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        times = []
        for number in range(20):
            data = papers.pdf("Ba megabyte", filling=3 * MB + number)
            times.append(send(visitor, token, f"{library}tus/", iter([data]), len(data)) * 1000)
        median, worst = statistics.median(times), sorted(times)[-2]
        print(f"3 MB by tus, hashed twice and synced: median {median:.0f} ms, p95 {worst:.0f} ms (wanted: 60)")
        path = Path(folder) / "large.pdf"
        path.write_bytes(papers.pdf("Ba trăm megabyte", filling=300 * MB))
        before = peak_memory()
        with path.open("rb") as stream:
            pieces = iter(lambda: stream.read(PIECE), b"")
            spent = send(visitor, token, f"{library}tus/", pieces, path.stat().st_size)
        grown = max((size - before.get(number, size) for number, size in peak_memory().items()), default=0)
        print(f"300 MB by tus: {spent:.1f} s, memory of a web process grew by {grown / 1024:.0f} MB")


if __name__ == "__main__":
    measure()

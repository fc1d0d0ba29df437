"""How fast pages come and how heavy they are, on the program as shipped: granian, the demonstration, loopback.

Prints the time from start to the first answer, and for each page the median and 95th percentile of its time and its
bytes as they travel (compressed). The number of queries of each page is asserted in tests/web.
"""

import contextlib
import gzip
import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROUNDS = 40


@dataclass
class Visitor:
    """A browser's share of HTTP: cookies, compressed answers, their size on the line."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes, int, dict[str, str]]:
        """Status, body, bytes of the body on the line, headers by name in lower case."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Accept-Encoding": "gzip", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"}
        connection.request("GET" if form is None else "POST", path, body, headers)
        answer = connection.getresponse()
        raw = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        plain = gzip.decompress(raw) if answer.headers.get("Content-Encoding") == "gzip" else raw
        return answer.status, plain, len(raw), {name.lower(): text for name, text in answer.headers.items()}

    def sign_in(self, path: str, username: str, password: str) -> None:
        _, page, _, _ = self.ask(path)
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None, page[:500]
        form = {"csrfmiddlewaretoken": token[1].decode(), "login": username, "password": password}
        status, page, _, _ = self.ask(path, form)
        assert status == 302, (status, page[:500])


@contextlib.contextmanager
def served() -> Iterator[tuple[int, float]]:
    """The demonstration, prepared and served; its port, and the seconds from start to the first answer."""
    with tempfile.TemporaryDirectory(prefix="parindex-bench-") as data, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "PARINDEX_DATA": data, "PARINDEX_LOG_LEVEL": "WARNING"}
        program = str(Path(sys.executable).parent / "parindex")
        begun = time.perf_counter()
        subprocess.run([program, "demo"], env=environment, check=True, stdout=subprocess.DEVNULL)
        print(f"demonstration made in {time.perf_counter() - begun:.1f} s")
        begun = time.perf_counter()
        server = subprocess.Popen([program, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
        try:
            while True:
                with contextlib.suppress(OSError):
                    if Visitor(port).ask("/health/")[0] == 200:
                        break
                assert server.poll() is None, "the server ended"
                time.sleep(0.02)
            yield port, time.perf_counter() - begun
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


def assets(visitor: Visitor, base: str, text: bytes, known: set[str] | None = None) -> Iterator[int]:
    """Bytes on the line of every style, script, picture and font that a page names, and that those name in turn."""
    known = set() if known is None else known
    for name in re.findall(rb'(?:(?:href|src)=|url\()"?(/static/[^" )>]+|[^/" )>:][^" )>:]*[.](?:css|woff2))', text):
        address = urllib.parse.urljoin(base, name.decode())
        if address not in known:
            known.add(address)
            status, body, size, headers = visitor.ask(address)
            assert status == 200, (address, status)
            yield size
            if "css" in headers.get("content-type", ""):
                yield from assets(visitor, address, body, known)


def addresses(visitor: Visitor) -> list[str]:
    """Pages to measure: the coordinator's navigation, and what the first criteria set's page leads to."""
    _, page, _, _ = visitor.ask("/")
    navigation = re.findall(rb'<a[^>]*href="(/[^"#?]*)"', page)
    found = ["/", *(address.decode() for address in navigation)]
    _, page, _, _ = visitor.ask("/criteria-sets/")
    inside = re.findall(rb'href="(/criteria-sets/[0-9a-f-]{36}/)"', page)
    assert inside, "the demonstration's criteria sets are not listed"
    for address in dict.fromkeys(inside):
        found.append(address.decode())
        _, page, _, _ = visitor.ask(address.decode())
        found += [a.decode() for a in re.findall(rb'href="(/criteria-sets/[^"#?]+/)"', page) if a.startswith(address)]
    return list(dict.fromkeys(found))


def measure() -> None:
    from parindex.cli.demo import PASSWORD, accounts

    with served() as (port, ready):
        print(f"server ready {ready:.2f} s after start (wanted: 3)")
        stranger = Visitor(port)
        _, page, size, _ = stranger.ask("/account/sign-in/")
        heavy = size + sum(assets(stranger, "/", page))
        print(f"first visit with every style, script and font: {heavy / 1024:.1f} KB compressed (wanted: 120)")
        visitor = Visitor(port)
        coordinator = next(a for a in accounts() if a.role == "coordinator")
        visitor.sign_in("/account/sign-in/", coordinator.username, PASSWORD)
        print(f"{'page':<70} {'median':>9} {'p95':>9} {'KB':>7}")
        worst = 0.0
        for path in addresses(visitor):
            times, size, status = [], 0, 0
            for _ in range(ROUNDS):
                begun = time.perf_counter()
                status, _, size, _ = visitor.ask(path)
                times.append((time.perf_counter() - begun) * 1000)
            p95 = statistics.quantiles(times, n=20)[-1]
            worst = max(worst, p95 if status == 200 else 0)
            assert status in (200, 302), (path, status)
            print(f"{path:<70} {statistics.median(times):7.1f}ms {p95:7.1f}ms {size / 1024:7.1f}  {status}")
        print(f"worst p95 {worst:.0f} ms (wanted: 200)")


if __name__ == "__main__":
    measure()

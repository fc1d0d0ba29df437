"""How fast a whole round is at its real size: 4,000 units × 100 leaves in PostgreSQL, the program as shipped.

python -m tests.load.rounds [UNITS]        4,000 if not told; a base of 50 units beside it tells whether size matters

The base is durable (fsync on). The clients run on the same machine and take their share of it.
"""

import contextlib
import gzip
import http.client
import json
import os
import queue
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

from tests.cluster import cluster
from tests.load.pages import Visitor
from tests.load.rounds_base import LEAVES, PASSWORD, leaf
from tests.serving import Server

SMALL, ALONE, AT_ONCE, SECONDS = 50, 200, 16, 8
SAVES_BESIDE, READS_BESIDE = 40, 100
#: Leaves that count something, where each save says another number.
COUNTED = [leaf(number)["code"] for number in range(LEAVES) if number % 5 == 1]
_SEEN = re.compile(rb'name="version" value="([^"]+)"')

type Ask = Callable[["Browser", int], None]


class Browser:
    """A person with a connection that stays open, as a browser's does."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": cookies.get("csrftoken", ""),
            "Accept-Encoding": "gzip",
        }
        self.seen: dict[str, bytes] = {}
        self.count = 0

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, bytes, int]:
        """Status, body, bytes on the line."""
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        if form is None:
            self.line.request("GET", path, headers=sent)
        else:
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            self.line.request("POST", path, urlencode(form), sent | kind)
        answer = self.line.getresponse()
        raw = answer.read()
        plain = gzip.decompress(raw) if answer.headers.get("Content-Encoding") == "gzip" else raw
        return answer.status, plain, len(raw)

    def save(self, sheet: int, code: str) -> float:
        """Saves a row as the score sheet's script does; milliseconds of the request."""
        path = f"/sheets/{sheet}/rows/{code}/"
        if path not in self.seen:
            self.seen[path] = _SEEN.findall(self.ask(path)[1])[0]
        self.count += 1
        form = {"figures.late": str(self.count), "explanation": f"Lần {self.count}"}
        began = time.perf_counter()
        status, body, _size = self.ask(path, form | {"version": self.seen[path].decode()}, HX_Request="true")
        spent = (time.perf_counter() - began) * 1000
        assert status == 200, (status, body[:500])
        assert b'data-state="saved"' in body
        self.seen[path] = _SEEN.findall(body)[0]
        return spent


def people(server: Server, names: Sequence[str]) -> list[dict[str, str]]:
    """Cookies of these accounts, signed in."""
    found = []
    for name in names:
        visitor = Visitor(server.port)
        visitor.sign_in("/account/sign-in/", name, PASSWORD)
        found.append(visitor.cookies)
    return found


def shown(times: Sequence[float]) -> str:
    ordered = sorted(times)
    return f"median {statistics.median(ordered):.1f} ms, p95 {ordered[int(len(ordered) * 0.95)]:.1f} ms"


def saves_alone(server: Server, cookies: dict[str, str], sheet: int) -> tuple[list[float], float]:
    """One person who saves row after row: milliseconds of each, and the server's own work for one in milliseconds."""
    browser = Browser(server.port, cookies)
    for code in COUNTED:
        browser.save(sheet, code)
    before = work_done(server)
    times = [browser.save(sheet, COUNTED[number % len(COUNTED)]) for number in range(ALONE)]
    return times, (work_done(server) - before) / ALONE


def work_done(server: Server) -> float:
    """Milliseconds of processor time so far of all its processes: unlike times, a busy machine leaves them alone."""
    ticks = 0
    for pid in server.members():
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def saves_at_once(
    server: Server, cookies: Sequence[dict[str, str]], sheets: Sequence[int]
) -> tuple[float, list[float]]:
    """Saves a second by so many connections that never wait, and the times of each."""
    times: list[float] = []
    browsers = [Browser(server.port, each) for each in cookies[:AT_ONCE]]
    for number, browser in enumerate(browsers):
        for code in COUNTED[:5]:
            browser.save(sheets[number], code)
    end = time.perf_counter() + SECONDS

    def work(number: int) -> None:
        turn = 0
        while time.perf_counter() < end:
            times.append(browsers[number].save(sheets[number], COUNTED[turn % 5]))
            turn += 1

    in_threads([lambda number=number: work(number) for number in range(AT_ONCE)])  # type: ignore[misc]
    return len(times) / SECONDS, times


def saves_beside_reads(
    server: Server, cookies: Sequence[dict[str, str]], sheets: Sequence[int], pages: Sequence[str]
) -> tuple[list[float], list[float], float, float]:
    """Times of saves and of page reads that come at their own pace, counted from the moment at which each was due;
    and how many of each a second were done."""
    saves: list[float] = []
    reads: list[float] = []
    began = time.perf_counter() + 0.5

    def paced(
        times: list[float], rate: float, workers: int, ask: Callable[[Browser, int], None]
    ) -> list[Callable[[], None]]:
        due: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number in range(int(rate * SECONDS)):
            due.put(number)

        def work(place: int) -> None:
            browser = Browser(server.port, cookies[place])
            while True:
                try:
                    number = due.get_nowait()
                except queue.Empty:
                    return
                moment = began + number / rate
                time.sleep(max(0.0, moment - time.perf_counter()))
                ask(browser, place)
                times.append((time.perf_counter() - moment) * 1000)

        return [lambda place=place: work(place) for place in range(workers)]  # type: ignore[misc]

    def read(browser: Browser, place: int) -> None:
        path = pages[browser.count % len(pages)].format(sheet=sheets[place])
        browser.count += 1
        assert browser.ask(path)[0] == 200, path

    def save(browser: Browser, place: int) -> None:
        browser.save(sheets[place], COUNTED[browser.count % 5])

    in_threads([*paced(saves, SAVES_BESIDE, 12, save), *paced(reads, READS_BESIDE, 20, read)])
    spent = time.perf_counter() - began
    return saves, reads, len(saves) / spent, len(reads) / spent


def in_threads(works: Sequence[Callable[[], None]]) -> None:
    """Runs all at once; the first failure is raised."""
    failures: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def timed_page(browser: Browser, path: str, times: int = 20) -> tuple[list[float], float, bytes]:
    """Milliseconds of each time, KB on the line, the page."""
    found: list[float] = []
    size, body = 0, b""
    for _ in range(times + 2):
        began = time.perf_counter()
        status, body, size = browser.ask(path)
        found.append((time.perf_counter() - began) * 1000)
        assert status == 200, (path, status)
    return found[2:], size / 1024, body


def memory(server: Server) -> tuple[float, float]:
    """MB of all its processes: resident, and their proportional share where pages are shared."""
    resident = shared = 0
    for pid in server.members():
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            resident += int(re.findall(r"^Rss:\s+(\d+)", text, re.MULTILINE)[0])
            shared += int(re.findall(r"^Pss:\s+(\d+)", text, re.MULTILINE)[0])
    return resident / 1024, shared / 1024


@contextlib.contextmanager
def base(units: int, processes: int) -> Iterator[tuple[Server, dict[str, object]]]:
    """A served base of so many units, and what filling it said."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="parindex-rounds-"))
        server = stack.enter_context(Server(Path(folder), processes=processes, worker=True))
        server.run("prepare", "--quiet")
        began = time.perf_counter()
        facts = json.loads(server.seed("tests.load.rounds_base", "fill", str(units)))
        print(f"{units} units: {facts['rows']} rows; base made in {time.perf_counter() - began:.0f} s, "
                  f"of these {facts['opened']:.1f} s for the action that opens the sheets")  # fmt: skip
        yield server, facts


def measure(units: int = 4000, processes: int = 1) -> None:
    """Prints the figures."""
    os.environ["PARINDEX_TEST_DURABLE"] = "1"
    with cluster() as address:
        os.environ["PARINDEX_DATABASE"] = address
        try:
            with base(SMALL, processes) as (server, facts):
                server.start()
                sheets: list[int] = facts["sheets"]  # type: ignore[assignment]
                small, work = saves_alone(server, people(server, ["officer0"])[0], sheets[0])
                print(f"row save alone, {SMALL} sheets in the base: {shown(small)}; {work:.1f} ms of the server's work")
            with base(units, processes) as (server, facts):
                _measure(server, facts, small)
        finally:
            del os.environ["PARINDEX_DATABASE"]


def _measure(server: Server, facts: dict[str, object], small: Sequence[float]) -> None:
    sheets: list[int] = facts["sheets"]  # type: ignore[assignment]
    counts = json.loads(server.seed("tests.load.rounds_base", "count_save", str(sheets[0])))
    print(f"SQL statements: row save {counts['save']} (wanted: 12), score sheet page {counts['sheet']} (wanted: 15), "
          f"row page {counts['row']}")  # fmt: skip
    server.start()
    cookies = people(server, [f"officer{number}" for number in range(32)])
    alone, work = saves_alone(server, cookies[0], sheets[0])
    ratio = statistics.median(alone) / statistics.median(small)
    print(f"row save alone: {shown(alone)} (wanted: 15 and 60); {ratio:.2f} of the small base's (wanted: 1.2); "
          f"{work:.1f} ms of the server's work")  # fmt: skip
    rate, times = saves_at_once(server, cookies, sheets)
    print(f"{AT_ONCE} connections: {rate:.0f} saves/s (wanted: 120), {shown(times)}")
    pages = ["/sheets/", "/sheets/{sheet}/rows/1.2/", "/", "/sheets/{sheet}/?field=2"]
    saves, reads, done, read = saves_beside_reads(server, cookies, sheets, pages)
    print(f"{SAVES_BESIDE} saves/s beside {READS_BESIDE} page reads/s: saves {shown(saves)} (wanted p95: 100), "
          f"reads {shown(reads)}; done {done:.0f} and {read:.0f} a second")  # fmt: skip
    browser = Browser(server.port, cookies[0])
    for name, path in (("score sheet page", f"/sheets/{sheets[0]}/"), ("list of sheets", "/sheets/"),
                       ("leader's review", f"/sheets/{sheets[0]}/review/")):  # fmt: skip
        found, size, _body = timed_page(browser, path)
        print(f"{name}: {shown(found)}, {size:.1f} KB (wanted of the score sheet: 120 ms, 25 KB)")
    _appraise(server, str(facts["round"]))
    resident, shared = memory(server)
    print(f"memory of all {len(server.members())} processes after all that: {resident:.0f} MB resident, "
          f"{shared:.0f} MB with shared pages counted once (wanted: 350)")  # fmt: skip


def _appraise(server: Server, round: str) -> None:
    server.seed("tests.load.rounds_base", "hand_in")
    counts = json.loads(server.seed("tests.load.rounds_base", "count_queue", round))
    browser = Browser(server.port, people(server, ["appraiser"])[0])
    for name, path in (("one criterion", f"/appraisal/rounds/{round}/leaves/1.2/"),
                       ("its last page", f"/appraisal/rounds/{round}/leaves/1.2/?page=40"),
                       ("the round's criteria", f"/appraisal/rounds/{round}/"),
                       ("the round's units", f"/appraisal/rounds/{round}/units/")):  # fmt: skip
        found, size, body = timed_page(browser, path, 10)
        rows = body.count(b"<tr") - 1
        print(f"appraiser's page, {name}: {shown(found)}, {size:.1f} KB, {rows} rows (wanted of the queue: 150 ms)")
    print(f"SQL statements of the queue page: {counts['queue']}")
    done = json.loads(server.seed("tests.load.rounds_base", "confirm", round))
    print(f"bulk confirm of {done['rows']} rows: {done['seconds']:.2f} s (wanted: 3)")
    done = json.loads(server.seed("tests.load.rounds_base", "compute", round))
    first, second = done["seconds"]
    agree = "byte-identical" if done["equal"] else "DIFFERENT"
    print(f"result run from read to stored: {first:.1f} s, again {second:.1f} s, {agree} (wanted: 8 s)")


if __name__ == "__main__":
    measure(*(int(given) for given in sys.argv[1:]))

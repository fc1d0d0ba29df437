"""The operator's commands as whole processes, on a folder of their own and on SQLite."""

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster import cluster
from tests.demonstration import Demonstration

#: They choose their databases themselves: in the run of the suite on PostgreSQL they would only be repeated.
pytestmark = pytest.mark.skipif("PARINDEX_DATABASE" in os.environ, reason="chooses its databases itself")

PROGRAM = [sys.executable, "-m", "parindex.cli.main"]
ROOT = Path(__file__).resolve().parents[2]


def environment(data: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PARINDEX_", "DJANGO_"))}
    return {**kept, "PARINDEX_DATA": str(data), "PARINDEX_LOG_LEVEL": "ERROR"}


def parindex(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments], env=environment(data), cwd=ROOT, capture_output=True, text=True, timeout=240
    )


@pytest.fixture(scope="module")
def made(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy that this file only asks."""
    return demonstration.copied(tmp_path_factory.mktemp("made")).data


@pytest.fixture
def data(demonstration: Demonstration, tmp_path: Path) -> Path:
    """A copy of the demonstration, to spoil."""
    return demonstration.copied(tmp_path).data


def spoil(data: Path, sql: str) -> None:
    """Changes the base as somebody who can switch its triggers off."""
    with contextlib.closing(sqlite3.connect(data / "parindex.sqlite3")) as base, base:
        triggers = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            base.execute(f"DROP TRIGGER {name}")
        assert base.execute(sql).rowcount > 0
        for _, text in triggers:
            base.execute(text)


def test_the_demonstration_is_made_once_and_holds(made: Path) -> None:
    assert "already" in parindex(made, "demo").stdout
    found = parindex(made, "audit", "verify")
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith("OK: ")


def test_the_demonstration_stays_out_of_a_base_in_use(tmp_path: Path) -> None:
    assert parindex(tmp_path, "prepare").returncode == 0
    first = ["account", "quantri", "--name", "Lê Văn A", "--unit", "TN", "--new-province", "UBND tỉnh Thái Nguyên"]
    found = parindex(tmp_path, *first)
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("quantri: ")
    refused = parindex(tmp_path, "demo")
    assert refused.returncode == 2
    assert "in use" in refused.stderr


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("UPDATE kernel_auditevent SET actor_name = 'Ai đó' WHERE sequence = 7", "event 7"),
        ("DELETE FROM kernel_auditevent WHERE sequence = 9", "event 9"),
        ("DELETE FROM kernel_auditevent WHERE sequence = (SELECT MAX(sequence) FROM kernel_auditevent)", "missing"),
        ("UPDATE criteria_criteriasetversion SET document = replace(document, '2023', '2022')", "BK-2023"),
        (
            "UPDATE criteria_criteriasetversion SET state = 'withdrawn', withdrawn_at = issued_at, "
            "withdrawn_by_id = issued_by_id, withdrawal_reason = 'x' WHERE state = 'issued'",
            "not what the trail tells",
        ),
        ("UPDATE criteria_node SET max_points = '9' WHERE code = '1.1'", "BK-2023"),
        ("UPDATE kernel_auditevent SET at = '2023-13-45 25:00:00' WHERE sequence = 7", "event 7: content changed"),
        ("UPDATE kernel_auditevent SET at = 'hôm qua' WHERE sequence = 7", "event 7: content changed"),
        ("UPDATE kernel_auditevent SET facts = '[]' WHERE action = 'criteria.issue'", "content changed"),
        ("UPDATE criteria_criteriasetversion SET issued_at = '2023-13-45 00:00:00' WHERE sha256 <> ''", "be read"),
    ],
)
def test_tampering_is_found(data: Path, sql: str, names: str) -> None:
    spoil(data, sql)
    found = parindex(data, "audit", "verify")
    assert found.returncode == 1
    assert names in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ('UPDATE results_standing SET "index" = \'99.99\' WHERE "rank" = 2', "is not what was computed"),
        ("UPDATE assessments_submission SET document = replace(document, 'yes', 'no')", "does not have its SHA-256"),
        ("UPDATE publishing_publication SET decision = 'x'", "its decision is not what the trail recorded"),
    ],
)
def test_tampering_with_results_is_found(data: Path, sql: str, names: str) -> None:
    spoil(data, sql)
    found = parindex(data, "audit", "verify")
    assert found.returncode == 1
    assert names in found.stderr


def test_a_changed_byte_of_a_published_package_is_found(data: Path) -> None:
    with contextlib.closing(sqlite3.connect(data / "parindex.sqlite3")) as base:
        [digest] = base.execute("SELECT package_sha256 FROM publishing_publication ORDER BY id LIMIT 1").fetchone()
    [package] = data.rglob(digest)
    assert parindex(data, "verify", str(package), "--sha256", digest).returncode == 0
    content = bytearray(package.read_bytes())
    content[len(content) // 2] ^= 1
    package.unlink()
    package.write_bytes(content)
    found = parindex(data, "audit", "verify")
    assert found.returncode == 1
    assert "package: its bytes do not have their SHA-256" in found.stderr
    found = parindex(data, "verify", str(package), "--lang", "en")
    assert found.returncode == 1
    assert "DIFFERS" in found.stderr


def test_a_failed_check_says_so_to_nobody_too(data: Path, tmp_path: Path) -> None:
    spoil(data, "UPDATE kernel_auditevent SET actor_name = 'Ai đó' WHERE sequence = 7")

    def unheard(*arguments: str) -> int:
        """The exit code of a command whose output and errors have no reader."""
        reader, writer = os.pipe()
        os.close(reader)
        with open(writer, "wb") as pipe:
            return subprocess.run(
                [*PROGRAM, *arguments], env=environment(data), cwd=ROOT, stdout=pipe, stderr=pipe, timeout=240
            ).returncode

    assert unheard("audit", "verify") == 1
    assert unheard("audit", "verify", "--anchor", "x") == 2
    assert unheard("schema", "criteria-set") == 0


@pytest.mark.parametrize("anchor", ["0:" + "0" * 64, "7:" + "z" * 64, "7", "x:" + "0" * 64])
def test_an_anchor_that_checks_nothing_is_refused(made: Path, anchor: str) -> None:
    assert parindex(made, "audit", "verify", "--anchor", anchor).returncode == 2


def test_a_setting_that_cannot_be_used_is_named_without_a_traceback(tmp_path: Path) -> None:
    given = {**environment(tmp_path), "PARINDEX_DATABASE": "mysql://x/y"}
    found = subprocess.run([*PROGRAM, "prepare"], env=given, cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 2
    assert found.stderr.startswith("PARINDEX_DATABASE")
    assert "Traceback" not in found.stderr


def free_port(host: str = "127.0.0.1") -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served(data: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    assert parindex(data, "prepare", "--quiet").returncode == 0
    server = subprocess.Popen([*PROGRAM, "serve", "--port", str(port)], env=environment(data), cwd=ROOT)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=2):
                break
            assert server.poll() is None
            time.sleep(0.1)
        yield port, server
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def children(pid: int) -> dict[str, int]:
    """Command line → process number of the direct children."""
    found = {}
    for line in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found[Path(f"/proc/{line}/cmdline").read_text().replace("\0", " ")] = int(line)
    return found


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")
def test_serve_keeps_a_worker_and_ends_everything_it_started(
    data: Path, served: tuple[int, subprocess.Popen[bytes]]
) -> None:
    port, server = served
    refused = parindex(data, "serve", "--port", str(port))
    assert refused.returncode == 2
    assert "taken" in refused.stderr
    # The worker starts when the site has answered.
    started = time.monotonic()
    while not (found := [pid for command, pid in children(server.pid).items() if "worker" in command]):
        assert time.monotonic() - started < 30
        time.sleep(0.1)
    worker = found[0]
    os.kill(worker, signal.SIGKILL)
    for _ in range(100):
        again = [pid for command, pid in children(server.pid).items() if "worker" in command and pid != worker]
        if again:
            break
        time.sleep(0.1)
    assert again
    begun = children(server.pid).values()
    server.send_signal(signal.SIGTERM)
    assert server.wait(30) == 0
    assert not [pid for pid in begun if Path(f"/proc/{pid}").exists()]
    # The web server's own processes too: they stand in its group, and once stayed behind.
    for pid in begun:
        with pytest.raises(ProcessLookupError):
            os.killpg(pid, 0)


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize("moment", ["at once", "the server starts", "its process loads the site"])
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")
def test_serve_ends_when_it_is_stopped_while_it_starts(data: Path, moment: str) -> None:
    """The server's own process misses a signal that comes while it loads; a server once stood there for ever."""
    command = [*PROGRAM, "serve", "--port", str(free_port())]
    server = subprocess.Popen(command, env=environment(data), cwd=ROOT, start_new_session=True)
    try:
        began = time.monotonic()
        web: dict[str, int] = {}
        while moment != "at once" and not (web and (moment == "the server starts" or children(*web.values()))):
            assert time.monotonic() - began < 30
            web = children(server.pid)
            time.sleep(0.01)
        # As `timeout` and a terminal do: the whole group gets it.
        os.killpg(server.pid, signal.SIGTERM)
        assert server.wait(30) in {0, -signal.SIGTERM}, moment
        # A process that the server has just killed may still stand in the table for a moment.
        ended = time.monotonic()
        while left := [path for path in Path("/proc").glob("[0-9]*/stat") if session_of(path) == server.pid]:
            assert time.monotonic() - ended < 5, [path.read_text() for path in left]
            time.sleep(0.05)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def session_of(stat: Path) -> int:
    """The session of a process, by its ``/proc/…/stat``; 0 when it has ended in the meantime."""
    try:
        return int(stat.read_text().rpartition(")")[2].split()[3])
    except (FileNotFoundError, ProcessLookupError):
        return 0


@pytest.mark.allow_hosts(["::1"])
@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6")
def test_serve_announces_an_address_that_a_browser_takes_on_ipv6_too(data: Path) -> None:
    try:
        port = free_port("::1")
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    assert parindex(data, "prepare", "--quiet").returncode == 0
    command = [*PROGRAM, "serve", "--host", "::1", "--port", str(port), "--no-worker"]
    server = subprocess.Popen(
        command, env=environment(data), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == "\n"
        assert f"http://[::1]:{port}/ " in server.stdout.readline()
    finally:
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=30)
    assert said == ""


def test_a_worker_sweeps_when_it_starts(data: Path) -> None:
    draft = data / "files" / ".draft-1-0"
    draft.write_text("a part that a crash left")
    os.utime(draft, (0, 0))
    found = parindex(data, "worker", "--once")
    assert (found.returncode, found.stderr) == (0, "")
    assert not draft.exists()


def prepare_at_once(*environments: dict[str, str]) -> None:
    both = [
        subprocess.Popen([*PROGRAM, "prepare"], env=given, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for given in environments
    ]
    said = [process.communicate(timeout=240) for process in both]
    assert [process.returncode for process in both] == [0, 0], said


def test_two_may_prepare_at_once_on_sqlite(tmp_path: Path) -> None:
    prepare_at_once(environment(tmp_path), environment(tmp_path))


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_two_may_prepare_at_once_on_postgresql(tmp_path: Path) -> None:
    """Also from two machines, which share the database alone."""
    with cluster() as address:
        machines = [{**environment(tmp_path / name), "PARINDEX_DATABASE": address} for name in ("one", "other")]
        prepare_at_once(*machines)

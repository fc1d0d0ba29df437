"""Every command line of ``parindex`` in README and docs/operations.md is run as it stands there, in their order."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parindex.cli.main import COMMANDS

#: They choose their databases themselves: in the run of the suite on PostgreSQL they would only be repeated.
pytestmark = pytest.mark.skipif("PARINDEX_DATABASE" in os.environ, reason="chooses its databases itself")

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "docs" / "operations.md"]
#: What stands in front of a command: run by hand, and as the service (by root, with the settings of the server).
PREFIX = r"(?:30 1 \* \* \* root )?(\.venv/bin/parindex|(?:/opt/parindex/)?deploy/as-service)"
OWN = "/srv/backup/"


def lines(page: Path) -> list[tuple[str, list[str]]]:
    """Prefix and words of every command line in the page's blocks of code."""
    found = re.findall(rf"^ {{4,}}{PREFIX} (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [(prefix, shlex.split(command, comments=True)) for prefix, command in found]


def spans(page: Path) -> list[list[str]]:
    """Words of every ``parindex …`` that stands in the running text."""
    return [shlex.split(text) for text in re.findall(r"`parindex ((?!-)[^`]+)`", page.read_text(encoding="utf-8"))]


def environment(data: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PARINDEX_", "DJANGO_"))}
    return {**kept, "PARINDEX_DATA": str(data), "PARINDEX_LOG_LEVEL": "ERROR"}


def parindex(words: list[str], data: Path, place: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "parindex.cli.main", *words]
    given = {**environment(data), "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=given, cwd=place, capture_output=True, text=True, timeout=240)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    return tmp_path


def test_the_pages_name_commands() -> None:
    assert len(lines(PAGES[0])) >= 1
    words = [command[0] for _, command in lines(PAGES[1])]
    assert {"prepare", "account", "serve", "audit", "backup", "restore"} <= set(words)


@pytest.mark.parametrize(("page", "prefix"), [(PAGES[0], "parindex"), (PAGES[1], "parindex"), (PAGES[1], "as-service")])
def test_every_command_line_does_what_it_says(page: Path, prefix: str, place: Path) -> None:
    chosen = [words for given, words in lines(page) if given.endswith(prefix)]
    assert chosen
    anchor = ""
    for words in chosen:
        if words[0] == "serve":
            continue  # below: it does not end
        data = place / ("restored" if words[0] == "restore" else "data")
        # What only root may write lies in the test's own folder, and the example's anchor gives way to the real one.
        run = [str(place / word.removeprefix("/")) if word.startswith(OWN) else word for word in words]
        run = [anchor if "…" in word else word for word in run]
        found = parindex(run, data, place)
        assert found.returncode == 0, (run, found.stderr)
        if match := re.search(r"(\d+:[0-9a-f]{64})$", found.stdout, re.MULTILINE):
            anchor = match[1]


def served() -> Iterator[list[str]]:
    for page in PAGES:
        yield from (words for _, words in lines(page) if words[0] == "serve")


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize("words", list(served()), ids=" ".join)
def test_the_site_is_served_as_it_is_written(words: list[str], place: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    assert parindex(["prepare"], place / "data", place).returncode == 0
    command = [sys.executable, "-m", "parindex.cli.main", *words]
    command[command.index("--port") + 1] = port
    server = subprocess.Popen(command, env=environment(place / "data"), cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == "\n"
        assert f":{port}/" in server.stdout.readline()
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)
    assert server.returncode == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_text_names_only_commands_and_options_that_exist(page: Path, place: Path) -> None:
    assert spans(page)
    for words in spans(page):
        assert words[0] in COMMANDS, words
        known = parindex([words[0], "--help"], place / "data", place).stdout
        for option in [word for word in words if word.startswith("--")]:
            assert option in known, words

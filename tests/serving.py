"""The program as it is shipped, served for tests that need real processes: started, killed, asked over HTTP.

It runs on the kind of database that PARINDEX_DATABASE names, in one of its own there; else on SQLite.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from http.client import HTTPException
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tests.load.pages import Visitor

PROGRAM = [sys.executable, "-m", "parindex.cli.main"]
ROOT = Path(__file__).resolve().parents[1]


class Server:
    """The served program, killed with everything that it started.

    >>> with Server(folder) as server:
    ...     server.run("demo", "--quiet")
    ...     server.start()
    """

    def __init__(self, data: Path, *, processes: int = 2, worker: bool = False, **settings: str) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PARINDEX_")}
        own = {"PARINDEX_DATA": str(data), "PARINDEX_LOG_LEVEL": "ERROR", "PYTHONPATH": str(ROOT)}
        self.environment = {**kept, **own, "DJANGO_SETTINGS_MODULE": "parindex.config.settings", **settings}
        self.data, self._processes, self._worker = data, processes, worker
        self._base = os.environ.get("PARINDEX_DATABASE", "") if "PARINDEX_DATABASE" not in settings else ""
        self._own = f"served_{uuid.uuid4().hex[:12]}"
        self.process: subprocess.Popen[bytes] | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def __enter__(self) -> Self:
        if self._base.startswith("postgres"):
            self._maintain(f"CREATE DATABASE {self._own}")
            self.environment["PARINDEX_DATABASE"] = urlsplit(self._base)._replace(path=f"/{self._own}").geturl()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        if self._base.startswith("postgres"):
            self._maintain(f"DROP DATABASE {self._own} WITH (FORCE)")

    def _maintain(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._base, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def run(self, *arguments: str) -> str:
        """A command of the program, to its end."""
        return self._done([*PROGRAM, *arguments])

    def seed(self, module: str, *arguments: str) -> str:
        """A module of the tests that fills the base, as a process of its own."""
        return self._done([sys.executable, "-m", module, *arguments])

    def _done(self, command: list[str]) -> str:
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def start(self) -> None:
        """Serves, and waits until it answers."""
        command = [*PROGRAM, "serve", "--port", str(self.port), "--processes", str(self._processes)]
        command += [] if self._worker else ["--no-worker"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, start_new_session=True, **quiet)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if Visitor(self.port).ask("/health/")[0] == 200:
                    return
            except (OSError, HTTPException):
                time.sleep(0.05)
        raise AssertionError("the server does not answer")

    def members(self) -> list[int]:
        """Numbers of the processes that it consists of."""
        if self.process is None:
            return []
        found, waiting = [], [self.process.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            try:
                for task in Path(f"/proc/{pid}/task").iterdir():
                    waiting += [int(child) for child in (task / "children").read_text().split()]
            except OSError:
                continue
        return found

    def kill(self) -> None:
        """Kills every process of it at once, as a power cut does."""
        if self.process is None:
            return
        # The web server leads a group of its own.
        for leader in {_group(pid) for pid in self.members()} - {0}:
            try:
                os.killpg(leader, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(20)
        self.process = None


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0

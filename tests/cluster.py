"""A throw-away PostgreSQL cluster for tests and benchmarks: made in a temporary folder, on a free loopback port.

python -m tests.cluster COMMAND [ARG ...]     # runs COMMAND with PARINDEX_DATABASE set, then removes the cluster
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path


def binaries() -> Path:
    """The folder of PostgreSQL's programs: Debian keeps them out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    if initdb is None:
        raise SystemExit("PostgreSQL is missing: apt install postgresql")
    return Path(initdb).parent


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Starts a cluster and yields its address; stops and removes it at the end."""
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="parindex-postgresql-"))
    as_owner: list[str] = []
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        shutil.chown(folder, "postgres", "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"

    def owner(*command: str) -> None:
        subprocess.run([*as_owner, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)

    owner(str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "parindex", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
    options += " -c max_connections=120 -c shared_buffers=256MB"
    if os.environ.get("PARINDEX_TEST_DURABLE"):
        options = options.replace("fsync=off", "fsync=on").replace("full_page_writes=off", "full_page_writes=on")
    owner(str(programs / "pg_ctl"), "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        owner(str(programs / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "parindex", "parindex")
        yield f"postgresql://parindex@127.0.0.1:{port}/parindex"
    finally:
        owner(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    with cluster() as address:
        sys.exit(subprocess.run(sys.argv[1:], env={**os.environ, "PARINDEX_DATABASE": address}).returncode)

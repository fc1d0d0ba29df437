"""``parindex serve``: the web server and one worker, on one machine, in one command."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from types import FrameType

#: Seconds after which what does not end by itself is ended: a request under way, a process that was still loading when
#: the signal came and so missed it. A job of the worker may take longer; one that is cut off is done again later.
WEB_STOPS_IN = 6
JOB_ENDS_IN = 60


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=port_number, default=8000, help="port to listen on (default 8000)")
    parser.add_argument("--processes", type=int, default=1, help="web processes (default 1)")
    parser.add_argument("--threads", type=int, default=32, help="threads per web process (default 32)")
    parser.add_argument("--no-worker", action="store_true", help="web only; run `parindex worker` elsewhere")
    parser.add_argument("--accounts", action="store_true", help="print the demonstration's accounts")


def run(args: argparse.Namespace) -> int:
    if not port_is_free(args.host, args.port):
        print(f"Port {args.port} is taken. Choose another: parindex serve --port {args.port + 1}", file=sys.stderr)
        return 2
    address = address_of(args.host, args.port)
    # Links in mail and on slips lead here, unless the operator says where the site is reached from outside.
    os.environ.setdefault("PARINDEX_SITE_URL", address.rstrip("/"))
    web: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None
    stopping = False
    asked: set[int] = set()

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        for process in (web, worker):
            if process is not None:
                ask(process, asked)

    # Before anything is started: a signal in between would leave it behind.
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    web = subprocess.Popen(web_command(args), process_group=0)
    if answers(address, web, until=lambda: stopping):
        announce(address, accounts=args.accounts)
    # Only now: the first page does not wait for the worker's imports.
    if not args.no_worker and not stopping and web.poll() is None:
        worker = subprocess.Popen(worker_command())
    started = time.monotonic()
    while web.poll() is None and not stopping:
        if worker is not None and worker.poll() is not None and time.monotonic() - started > 5:
            started = time.monotonic()
            worker = subprocess.Popen(worker_command())
        time.sleep(0.2)
    # The server ends its own processes after ``WEB_STOPS_IN``; this is for the server itself.
    end(web, asked, seconds=WEB_STOPS_IN + 3)
    end_group(web.pid)
    if worker is not None:
        end(worker, asked, seconds=JOB_ENDS_IN)
    return 0 if stopping else (web.returncode or 1)


def ask(process: subprocess.Popen[bytes], asked: set[int]) -> None:
    """Asks ``process`` to end, once: asked twice, the web server leaves at once and its own processes stay behind."""
    if process.pid not in asked and process.poll() is None:
        asked.add(process.pid)
        process.send_signal(signal.SIGTERM)


def end(process: subprocess.Popen[bytes], asked: set[int], *, seconds: float) -> None:
    """Asks ``process`` to end unless that was done, and ends it when it has not after ``seconds``."""
    ask(process, asked)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def end_group(leader: int) -> None:
    """Ends what the web server left behind: its process may go before its own processes have gone."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        last = time.monotonic() + WEB_STOPS_IN
        try:
            os.killpg(leader, number)
            while time.monotonic() < last:
                os.killpg(leader, 0)
                time.sleep(0.05)
        except ProcessLookupError:
            return


def address_of(host: str, port: int) -> str:
    """Where a browser on this machine finds the site; an IPv6 address stands in brackets."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104
        host = "localhost"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def port_number(text: str) -> int:
    """:raises ValueError: not a port's number."""
    number = int(text)
    if not 0 < number < 65536:
        raise ValueError(text)
    return number


def web_command(args: argparse.Namespace) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", args.host, "--port", str(args.port)),
        *("--workers", str(args.processes), "--blocking-threads", str(args.threads), "--backlog", "1024"),
        *("--workers-kill-timeout", str(WEB_STOPS_IN)),
        *("--log-level", "error", "parindex.config.wsgi:application"),
    ]


def worker_command() -> list[str]:
    return [sys.executable, "-m", "parindex.cli.main", "worker"]


def port_is_free(host: str, port: int) -> bool:
    """The server would share a taken port silently, and half of the visitors would land elsewhere."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(
    address: str, web: subprocess.Popen[bytes], *, until: Callable[[], bool] = lambda: False, seconds: float = 30
) -> bool:
    """Waits until the site answers its health check; False when the web process ended, the time ran out or ``until``
    says to wait no longer."""
    last = time.monotonic() + seconds
    while time.monotonic() < last and web.poll() is None and not until():
        try:
            with urllib.request.urlopen(address + "health/", timeout=2):  # noqa: S310
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.05)
    return False


def announce(address: str, *, accounts: bool) -> None:
    print(f"\nparindex: {address}   (Ctrl+C ends it)", flush=True)
    if accounts:
        from parindex.cli.demo import print_accounts

        print_accounts()
    sys.stdout.flush()

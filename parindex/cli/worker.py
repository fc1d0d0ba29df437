"""``parindex worker``: runs background jobs and hands the trail to its readers. Any number may run at once."""

import argparse
import logging
import os
import secrets
import signal
import socket
import threading
from datetime import datetime, timedelta

from parindex.cli.program import start

logger = logging.getLogger(__name__)

SWEEP_EVERY = timedelta(hours=1)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="do what is due now, then stop")
    parser.add_argument("--pause", type=float, default=1.0, metavar="SECONDS", help="wait when idle (default 1)")


def run(args: argparse.Namespace) -> int:
    start()
    from django.db import close_old_connections
    from django.utils import timezone

    name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    # Soon after the start as well: a machine that is switched off every night gets its sweep too.
    parent, next_sweep = os.getppid(), timezone.now()
    while not stop.is_set():
        try:
            busy = work_once(name)
            if timezone.now() >= next_sweep:
                next_sweep = sweep(at=timezone.now()) + SWEEP_EVERY
        except Exception:
            # The database may be away for a while: whoever runs this at night is not to start it again by hand.
            logger.exception("the worker goes on after a fault")
            busy = False
            if args.once:
                return 1
        close_old_connections()
        if args.once and not busy:
            return 0
        if not busy and (stop.wait(args.pause) or os.getppid() != parent):
            break
    return 0


def work_once(name: str) -> bool:
    """Hands new events to each reader of the trail and runs one job; says whether there was anything to do."""
    from django.utils import timezone

    from parindex.kernel import jobs, outbox

    busy = False
    for consumer in outbox.consumers():
        try:
            busy |= outbox.deliver(consumer) > 0
        except Exception:
            # One reader's fault must hold up neither the other readers nor the jobs.
            logger.exception("outbox reader %s", consumer.name)
    job = jobs.claim(name, at=timezone.now())
    if job is not None:
        jobs.run(job, worker=name)
        return True
    return busy


def sweep(*, at: datetime) -> datetime:
    """Removes what nobody needs any more: jobs done and uploads never applied for a month, sessions that ran out,
    evidence never sent to its end, parts of files that a crash left a day ago. Closes rows sent back for supplement
    whose time ran out."""
    from django.core.management import call_command

    from parindex.appraisals.actions import forget_registers
    from parindex.assessments.actions import sweep_lapsed
    from parindex.evidence.actions import read_again, sweep_uploads
    from parindex.kernel import files, jobs
    from parindex.people import actions

    month_ago = at - timedelta(days=30)
    jobs.forget_finished(before=month_ago)
    actions.forget_uploads(before=month_ago, by=None, at=at)
    forget_registers(before=month_ago, by=None, at=at)
    files.forget_unclaimed(before=month_ago, at=at)
    files.remove_drafts(before=at - timedelta(days=1))
    call_command("clearsessions", verbosity=0)
    sweep_uploads(by=None, at=at)
    read_again(by=None, at=at)
    sweep_lapsed(by=None, at=at)
    return at

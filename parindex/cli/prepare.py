"""``parindex prepare``: the database's tables and the static files, as this version needs them. Safe to repeat."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parindex.cli.program import start

#: Names the lock among PostgreSQL's advisory locks; any number that nobody else in this database uses.
LOCK = 7_262_021_453


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="print nothing when all is well")


def run(args: argparse.Namespace) -> int:
    start()
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA.mkdir(parents=True, exist_ok=True)
    with alone(settings.DATA):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    if not args.quiet:
        print(f"Ready: {settings.DATABASES['default']['NAME']}, {settings.STATIC_ROOT}")
    return 0


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """One process at a time: over one data folder by a locked file, over one PostgreSQL from any machine by its lock.
    Who comes second waits and finds nothing left to do."""
    from django.core.files import locks
    from django.db import connection

    with (data / ".prepare.lock").open("w") as file:
        locks.lock(file, locks.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

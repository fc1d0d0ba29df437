"""``parindex prepare``: the database's tables and the static files, as this version needs them. Safe to repeat."""

import argparse

from parindex.cli.program import start


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="print nothing when all is well")


def run(args: argparse.Namespace) -> int:
    start()
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    if not args.quiet:
        print(f"Ready: {settings.DATABASES['default']['NAME']}, {settings.STATIC_ROOT}")
    return 0

"""Brings Django up for the commands that need the database; the others start without it."""

import os
import sys


def start() -> None:
    """Sets Django up. A setting that cannot be used ends the command with its message, not with a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parindex.config.settings")
    import django

    from parindex.config.environment import SettingError

    try:
        django.setup()
    except SettingError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from error

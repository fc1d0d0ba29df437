"""``parindex``: one program, its commands in one table. Nothing is imported before a command is chosen."""

import argparse
import errno
import sys
from collections.abc import Sequence
from importlib import import_module

from parindex.cli import streams

#: Command → the module that has ``configure(parser)`` and ``run(args) -> exit code``, and what it is for.
COMMANDS = {
    "score": ("parindex.cli.score", "score figures against a criteria set, without a database"),
    "verify": ("parindex.cli.verify", "verify a published package: compute it again, without a database"),
    "schema": ("parindex.cli.schema", "print the JSON Schema of an exchange form"),
    "demo": ("parindex.cli.demo", "make the demonstration province"),
    "serve": ("parindex.cli.serve", "serve the site, with a worker beside it"),
    "worker": ("parindex.cli.worker", "run background jobs"),
    "prepare": ("parindex.cli.prepare", "make the database and the static files ready for this version"),
    "account": ("parindex.cli.account", "make an account with a role: the first administrator"),
    "audit": ("parindex.cli.audit", "verify the audit trail and what was issued"),
    "backup": ("parindex.cli.backup", "back up the database, the stored files and the secret key, while the site runs"),
    "restore": ("parindex.cli.restore", "restore a backup into an empty place"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Ends with 0 when all is well, 1 when a check found something, 2 on bad input."""
    streams.prepare()
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="parindex", description="The Public Administration Reform Index of a province."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module, purpose) in COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=purpose)
        if given[:1] == [name]:
            import_module(module).configure(command)
    args = parser.parse_args(given)
    try:
        return streams.finish(int(import_module(COMMANDS[args.command][0]).run(args)))
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EIO):
            raise
        # A full disk, under our output or elsewhere, is no fault of the program.
        streams.silence(sys.stdout)
        streams.tell([str(error)], sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())

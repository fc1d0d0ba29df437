"""``parindex audit verify``: recomputes the trail's chain, the issued criteria sets, what was handed in, computed and
published; says every fault found."""

import argparse
import re
import sys

from parindex.cli.program import start


def configure(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="audit_command", required=True)
    verify = commands.add_parser(
        "verify", help="recompute the trail, and everything that was issued, handed in, computed, published"
    )
    verify.add_argument(
        "--anchor",
        metavar="SEQUENCE:HASH",
        help="an earlier check's last event, kept outside the database: finds a chain that was rewritten as a whole",
    )


def run(args: argparse.Namespace) -> int:
    anchor = None
    if args.anchor:
        sequence, _, digest = args.anchor.partition(":")
        if not re.fullmatch(r"[1-9]\d{0,17}", sequence, re.ASCII) or not re.fullmatch(r"[0-9a-fA-F]{64}", digest):
            print("--anchor takes SEQUENCE:HASH, as an earlier check printed it", file=sys.stderr)
            return 2
        anchor = (int(sequence), digest.lower())
    start()
    from parindex.assessments.queries.kept import submission_faults
    from parindex.criteria.queries import issued_faults
    from parindex.kernel import trail
    from parindex.publishing.queries.kept import publication_faults
    from parindex.results.queries.kept import run_faults

    found = trail.verify(anchor=anchor)
    faults = [f"event {found.first_break.sequence}: {found.first_break.fault}"] if found.first_break else []
    faults += [str(fault) for fault in issued_faults()]
    faults += [*submission_faults(), *run_faults(), *publication_faults()]
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        print(f"FAULT: {len(faults)} found; {found.events} events hold before the first break", file=sys.stderr)
        return 1
    print(f"OK: {found.events} events, the chain holds")
    print("Criteria sets that were issued, sheets that were handed in, runs and publications agree with it")
    print(f"Anchor to note down outside this machine: {found.events}:{found.last_hash}")
    return 0

"""``parindex account``: an account with a role, from the command line: the first administrator of an installation."""

import argparse
import sys

from parindex.cli.program import start


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("username", help="name to sign in with")
    parser.add_argument("--name", required=True, help="full name")
    parser.add_argument("--email", default="", help="for a forgotten password")
    parser.add_argument("--role", default="administrator", help="code of the role (default administrator)")
    parser.add_argument(
        "--unit",
        required=True,
        metavar="CODE",
        help="code of the unit at which the role is held; BK/SNV where several provinces have one",
    )
    parser.add_argument(
        "--new-province",
        metavar="NAME",
        help="make the unit, as a province of this name: for the first account, while there is no unit yet",
    )


def run(args: argparse.Namespace) -> int:
    start()
    from django.utils import timezone

    from parindex.kernel.trail import changing
    from parindex.kernel.verdicts import Refused
    from parindex.people import actions, queries
    from parindex.people.enums import Role

    if args.role not in Role.values:
        print(f"--role takes one of {', '.join(Role.values)}", file=sys.stderr)
        return 2
    at = timezone.now()
    try:
        with changing():
            if args.new_province:
                actions.add_usual_tiers(by=None, at=at)
                tier = queries.tiers().get(code="province")
                unit = actions.create_unit(
                    code=args.unit, name=args.new_province, tier=tier, parent=None, by=None, at=at
                )
            else:
                unit = queries.unit_by_code(args.unit)
            made = actions.create_account(username=args.username, full_name=args.name, email=args.email, by=None, at=at)
            actions.give_role(made.account, args.role, unit, from_on=timezone.localdate(at), by=None, at=at)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print(f"{args.username}: {made.password}   (to be changed at the first sign-in)")
    return 0

"""``parindex demo``: the demonstration province, made by the program's own actions. Safe to repeat."""

import argparse
import csv
import sys
from dataclasses import dataclass
from datetime import date

from parindex.cli import prepare
from parindex.cli.demo import bac_kan, thai_nguyen
from parindex.cli.demo.province import EXAMPLES
from parindex.cli.program import start

#: Of every account of the demonstration. It is printed and stands in the documentation: never load it into real data.
PASSWORD = "cchc-minh-hoa-2023"  # noqa: S105
COORDINATOR = "dieuphoi.snv"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    username: str
    full_name: str
    role: str
    unit: str


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="print nothing when all is well")
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="the day on which the running year stands in its middle (default today); the same day gives the same data",
    )


def run(args: argparse.Namespace) -> int:
    prepare.run(argparse.Namespace(quiet=True))
    from django.utils import timezone

    from parindex.kernel.trail import changing
    from parindex.people import queries

    if queries.account_for_sign_in(COORDINATOR) is not None:
        if not args.quiet:
            print("The demonstration is there already.")
        return 0
    if queries.any_account():
        print("This database is in use: the demonstration, whose password is known, is not loaded.", file=sys.stderr)
        return 2
    with changing():
        load(args.today or timezone.localdate())
    if not args.quiet:
        print("The demonstration is ready: Bắc Kạn 2023, Thái Nguyên 2025.")
    return 0


def load(today: date) -> None:
    """Bắc Kạn 2023, a finished year in three tiers; Thái Nguyên 2025, in the middle of its year in two."""
    from parindex.people import actions

    actions.add_usual_tiers(by=None, at=bac_kan.LOADED_AT)
    bac_kan.load(PASSWORD)
    thai_nguyen.load(PASSWORD, today=today)


#: Folder of a province's files → what a newcomer finds there.
PROVINCES = {
    "thai-nguyen-2025": "Thái Nguyên 2025, under way: communes fill in, departments are appraised",
    "bac-kan-2023": "Bắc Kạn 2023, finished and published",
}


def accounts(folder: str = "bac-kan-2023") -> list[DemoAccount]:
    """One account per role, the first that the province's file names."""
    found: dict[str, DemoAccount] = {}
    with (EXAMPLES / folder / "accounts.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            account = DemoAccount(row["username"], row["full_name"], row["role"], row["unit_code"])
            found.setdefault(row["role"], account)
    return list(found.values())


def print_accounts() -> None:
    """The accounts for a newcomer's first sign-in."""
    start()
    from django.utils.translation import override

    from parindex.people.enums import Role

    print("\nAn account per role, all with the password  " + PASSWORD)
    for folder, state in PROVINCES.items():
        print(f"\n  {state}")
        for account in accounts(folder):
            role = Role(account.role)
            with override("vi"):
                vietnamese = str(role.label)
            with override("en"):
                print(f"  {account.username:<20} {role.label} · {vietnamese} · {account.unit}")

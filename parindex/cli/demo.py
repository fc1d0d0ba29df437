"""``parindex demo``: the demonstration province, made by the program's own actions. Safe to repeat."""

import argparse
import csv
import json
import sys
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from parindex.cli import demo_evidence, demo_programme, prepare
from parindex.cli.program import start

if TYPE_CHECKING:
    from parindex.criteria.models import CriteriaSetVersion
    from parindex.people.models import Account, Unit

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "bac-kan-2023"
#: Of every account of the demonstration. It is printed and stands in the documentation: never load it into real data.
PASSWORD = "cchc-minh-hoa-2023"  # noqa: S105
#: The demonstration's days, so that it is the same whenever it is made.
LOADED_AT = datetime(2023, 9, 25, 1, 0, tzinfo=UTC)
ISSUED_AT = datetime(2023, 10, 5, 2, 0, tzinfo=UTC)
COORDINATOR = "dieuphoi.snv"
#: The tiers whose sets are issued, and that of the set cloned to the next year as a draft to work on.
ISSUED = ("department", "district", "commune")
CLONED = "district"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    username: str
    full_name: str
    role: str
    unit: str


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="print nothing when all is well")


def run(args: argparse.Namespace) -> int:
    prepare.run(argparse.Namespace(quiet=True))
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
        load()
    if not args.quiet:
        print("The demonstration is ready: Bắc Kạn 2023.")
    return 0


def load() -> None:
    """Tiers, units, accounts with roles; criteria sets issued, one cloned as a draft; the year's programme with its ten
    rounds; evidence of two units."""
    from parindex.people import actions, queries

    actions.add_usual_tiers(by=None, at=LOADED_AT)
    units = EXAMPLE / "units.csv"
    made = actions.import_file("units", units.read_bytes(), name=units.name, by=None, at=LOADED_AT)
    file = EXAMPLE / "accounts.csv"
    actions.import_file(
        "accounts", file.read_bytes(), name=file.name, province=made.province, password=PASSWORD, by=None, at=LOADED_AT
    )
    coordinator = queries.account_for_sign_in(COORDINATOR)
    if coordinator is None or made.province is None:
        raise LookupError("the demonstration's files name no coordinator or no province")
    versions = {tier: issue_set(tier, coordinator, made.province) for tier in ISSUED}
    clone(versions[CLONED], coordinator, made.province)
    demo_evidence.load()
    plan = EXAMPLE / "plan.csv"
    demo_programme.load(plan, province=made.province, coordinator=coordinator, versions=versions)


def issue_set(tier: str, coordinator: "Account", province: "Unit") -> "CriteriaSetVersion":
    from parindex.criteria import actions
    from parindex.criteria.actions.sets import SetFacts
    from parindex.people import queries

    document = json.loads((EXAMPLE / "criteria" / f"{tier}.json").read_text(encoding="utf-8"))
    facts = SetFacts(document["code"], queries.tiers().get(code=tier), document["year"], illustration=True)
    version = actions.create_set(
        id=uuid.uuid5(uuid.NAMESPACE_URL, document["code"]),
        owner=province,
        facts=facts,
        title=document["title"],
        document=document,
        by=coordinator,
        at=LOADED_AT,
    )
    actions.issue(version, row_version=version.version, by=coordinator, at=ISSUED_AT)
    return version


def clone(version: "CriteriaSetVersion", coordinator: "Account", province: "Unit") -> None:
    from datetime import date

    from parindex.criteria import actions
    from parindex.criteria.actions.sets import SetFacts

    year = version.criteria_set.year + 1
    code = version.criteria_set.code.replace(str(year - 1), str(year))
    actions.clone_set(
        version,
        id=uuid.uuid5(uuid.NAMESPACE_URL, code),
        owner=province,
        facts=SetFacts(code, version.criteria_set.tier, year, illustration=True),
        title=version.title.replace(str(year - 1), str(year)),
        title_en=version.title_en.replace(str(year - 1), str(year)),
        period_from=date(year, 1, 1),
        period_to=date(year, 12, 31),
        by=coordinator,
        at=ISSUED_AT,
    )


def accounts() -> list[DemoAccount]:
    """One account per role, the first that the demonstration's file names."""
    found: dict[str, DemoAccount] = {}
    with (EXAMPLE / "accounts.csv").open(encoding="utf-8", newline="") as stream:
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
    for account in accounts():
        role = Role(account.role)
        with override("vi"):
            vietnamese = str(role.label)
        with override("en"):
            print(f"  {account.username:<20} {role.label} · {vietnamese} · {account.unit}")

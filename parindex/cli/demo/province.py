"""A province of the demonstration: units, people, criteria sets and plan from its files, by the program's actions."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from parindex.criteria.models import CriteriaSetVersion
    from parindex.people.models import Account, Unit
    from parindex.programmes.models import PlanTask, Programme, Round

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def number(name: str) -> uuid.UUID:
    """The same for the same name, so that the demonstration is the same whenever it is made."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"parindex-demo-{name}")


@dataclass(slots=True)
class Province:
    """What everything else is made from."""

    folder: Path
    unit: "Unit"
    units: Mapping[str, "Unit"]
    #: Role and unit's code → who holds it.
    holders: Mapping[tuple[str, str], "Account"]
    #: Tier → its issued set.
    versions: dict[str, "CriteriaSetVersion"] = field(default_factory=dict)

    def who(self, role: str, code: str) -> "Account":
        """:raises KeyError: the files name nobody."""
        return self.holders[role, code]

    @property
    def coordinator(self) -> "Account":
        return self.who("coordinator", "SNV")

    def keeper(self, organiser: "Unit") -> "Account":
        """Who coordinates the organiser's rounds: a district's own coordinator, else the province's."""
        return self.holders.get(("coordinator", organiser.code), self.coordinator)


def load(name: str, *, password: str, at: datetime, standing_at: datetime) -> Province:
    """Units, and accounts with their roles; those of ``accounts.csv`` get the password.

    :param standing_at: the moment at which the roles are looked at.
    """
    from parindex.people import actions, queries

    folder = EXAMPLES / name
    units, people, others = (folder / f"{part}.csv" for part in ("units", "accounts", "accounts-units"))
    made = actions.import_file("units", units.read_bytes(), name=units.name, by=None, at=at)
    if made.province is None:
        raise LookupError(f"{units} names no province")
    for file, given in ((people, password), (others, None)):
        actions.import_file(
            "accounts", file.read_bytes(), name=file.name, province=made.province, password=given, by=None, at=at
        )
    on = standing_at.date()
    holders = queries.holders_below(made.province, on=on)
    units_seen = queries.units(holders["coordinator", "SNV"], on=on)
    return Province(folder, made.province, {unit.code: unit for unit in units_seen}, holders)


def issue_set(province: Province, tier: str, *, at: datetime, issued_at: datetime) -> None:
    """The tier's illustrative set, issued by the coordinator."""
    from parindex.criteria import actions
    from parindex.criteria.actions.sets import SetFacts
    from parindex.people import queries

    document = json.loads((province.folder / "criteria" / f"{tier}.json").read_text(encoding="utf-8"))
    facts = SetFacts(document["code"], queries.tiers().get(code=tier), document["year"], illustration=True)
    version = actions.create_set(
        id=uuid.uuid5(uuid.NAMESPACE_URL, document["code"]),
        owner=province.unit,
        facts=facts,
        title=document["title"],
        document=document,
        by=province.coordinator,
        at=at,
    )
    actions.issue(version, row_version=version.version, by=province.coordinator, at=issued_at)
    province.versions[tier] = version


def make_programme(
    province: Province, *, year: int, code: str, title: str, decision: str, plan: bytes, at: datetime
) -> "tuple[Programme, Mapping[int, PlanTask]]":
    """The year's programme, and its tasks by number."""
    from parindex.programmes import actions, queries
    from parindex.programmes.plan_files import keep_upload

    by = province.coordinator
    programme = actions.create_programme(
        id=number(code), province=province.unit, year=year, code=code, title=title, decision=decision, by=by, at=at
    )
    kept = keep_upload([plan], name="plan.csv", by=by, at=at)
    actions.import_plan(programme, kept, digest=None, by=by, at=at)
    return programme, {task.number: task for task in queries.tasks_of(programme)}


@dataclass(frozen=True, slots=True)
class Days:
    """A window's first and last day, and the plan's task that it carries out."""

    first: date
    last: date
    task: "PlanTask"


def moment(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """That time of day in Vietnam."""
    from parindex.programmes.enums import TIME_ZONE

    return datetime.combine(day, time(hour, minute), ZoneInfo(TIME_ZONE))


def make_round(
    province: Province,
    programme: "Programme",
    *,
    tier: str,
    organiser: "Unit",
    code: str,
    title: str,
    windows: Mapping[str, Days],
    substitutes: Mapping[str, str],
    decision: str,
    at: datetime,
) -> "Round":
    """A round of all the tier's units below the organiser, prepared by whoever coordinates it.

    :param windows: by their kind.
    :param substitutes: agency → who stands in for it, named by ``decision``.
    """
    from parindex.people import queries as people
    from parindex.programmes import actions, queries
    from parindex.programmes.actions.rounds import Period
    from parindex.programmes.enums import WindowKind

    by = province.keeper(organiser)
    made = actions.create_round(
        id=number(f"{province.unit.code}/{code}"),
        programme=programme,
        organiser=organiser,
        code=code,
        title=title,
        tier=people.tiers().get(code=tier),
        set_version=province.versions[tier],
        by=by,
        at=at,
    )
    actions.take_in(made, on=at.date(), digest=None, by=by, at=at)
    periods: dict[WindowKind, Period | None] = {
        WindowKind(kind): Period(moment(days.first), moment(days.last, 23, 59), days.task)
        for kind, days in windows.items()
    }
    made = actions.set_windows(made, periods, version=made.version, by=by, at=at)
    units = {unit.code: unit for unit in queries.possible_substitutes(made, at=at)}
    for agency, other in substitutes.items():
        actions.name_substitute(
            made, agency=units[agency], substitute=units[other], decision=decision, version=0, by=by, at=at
        )
    return made

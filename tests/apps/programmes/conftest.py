"""A province with two districts, issued sets for its three tiers, and rounds in every state."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.utils import translation

from parindex.criteria.models import CriteriaSetVersion
from parindex.people.enums import Role
from parindex.people.models import Account
from parindex.programmes.models import Participant, Programme, Round
from tests.people import Province, accounts_of, make_province
from tests.rounds import add_units, issued_set, make_programme, make_round, ready, started


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are compared in the source's language."""
    with translation.override("en"):
        yield


@dataclass
class World:
    province: Province
    account: Callable[..., Account]
    coordinator: Account
    district: Account
    foreign: Account
    sets: dict[str, CriteriaSetVersion]
    programme: Programme

    def round(self, code: str = "R-1", tier: str = "department") -> Round:
        organiser = self.province["H061"] if tier == "commune" else self.province.root
        by = self.district if tier == "commune" else self.coordinator
        return make_round(self.programme, organiser, self.sets[tier], by=by, code=code)

    def ready(self, code: str = "R-1", tier: str = "department") -> Round:
        return ready(self.round(code, tier), by=self.keeper(tier))

    def started(self, code: str = "R-1", tier: str = "department") -> Round:
        return started(self.round(code, tier), by=self.keeper(tier))

    def keeper(self, tier: str) -> Account:
        return self.district if tier == "commune" else self.coordinator

    def member(self, round: Round, code: str) -> Participant:
        return Participant.objects.select_related("unit", "round__organiser").get(round=round, unit__code=code)


@pytest.fixture
def world(db: None) -> World:
    province = make_province()
    add_units(province)
    account = accounts_of(province)
    coordinator = account(Role.COORDINATOR)
    sets = {tier: issued_set(province.root, tier, by=coordinator) for tier in ("department", "district", "commune")}
    return World(
        province,
        account,
        coordinator,
        account(Role.COORDINATOR, "H061"),
        account(Role.COORDINATOR, "H064"),
        sets,
        make_programme(province, by=coordinator),
    )

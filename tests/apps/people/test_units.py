"""Tiers and units: made, corrected, ended, succeeded; the tree as of a day; search and sorting."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from parindex.kernel.models import AuditEvent
from parindex.kernel.verdicts import NotAllowed, Refused, Stale
from parindex.people import actions, queries
from parindex.people.enums import Role
from parindex.people.models import Account, RoleGrant, Succession, Tier, Unit
from parindex.people.queries import UnitFilter
from tests.apps.people.conftest import Province

pytestmark = pytest.mark.django_db

TODAY = date(2023, 12, 5)


def last_event() -> AuditEvent:
    return AuditEvent.objects.order_by("-sequence")[0]


def changed(unit: Unit, **values: object) -> dict[str, object]:
    names = ("code", "name", "tier", "parent", "official_code", "from_on", "to_on", "version")
    return {name: getattr(unit, name) for name in names} | values


# Tiers ----------------------------------------------------------------------------------------------------------------
def test_tiers_are_data(province: Province, administrator: Account, now: datetime) -> None:
    zone = actions.add_tier(code="special_zone", title="Đặc khu", by=administrator, at=now)
    assert last_event().action == "people.tier_added"
    assert [tier.code for tier in Tier.objects.all()][-1] == "special_zone"
    actions.move_tier(zone, up=True, by=administrator, at=now)
    assert [tier.code for tier in Tier.objects.all()] == [
        "province",
        "department",
        "district",
        "special_zone",
        "commune",
    ]
    actions.move_tier(Tier.objects.get(code="province"), up=True, by=administrator, at=now)
    assert Tier.objects.first().code == "province", "at the edge nothing happens"
    zone = actions.change_tier(
        zone, title="Đặc khu kinh tế", title_en="", is_agency=False, version=1, by=administrator, at=now
    )
    assert (zone.title, zone.version) == ("Đặc khu kinh tế", 2)
    with pytest.raises(Stale) as stale:
        actions.change_tier(zone, title="X", title_en="", is_agency=False, version=1, by=administrator, at=now)
    assert (stale.value.current, stale.value.yours) == ({"title": "Đặc khu kinh tế"}, {"title": "X"})
    actions.delete_tier(zone, by=administrator, at=now)
    assert not Tier.objects.filter(code="special_zone").exists()
    with pytest.raises(Refused, match="2 đơn vị"):
        actions.delete_tier(Tier.objects.get(code="commune"), by=administrator, at=now)
    with pytest.raises(Refused) as taken:
        actions.add_tier(code="commune", title="Xã", by=administrator, at=now)
    assert taken.value.field == "code"


def test_usual_tiers_are_added_once(db: None, now: datetime) -> None:
    assert actions.add_usual_tiers(by=None, at=now) == 4
    assert actions.add_usual_tiers(by=None, at=now) == 0


# Units ----------------------------------------------------------------------------------------------------------------
def test_a_unit_is_made_and_found_without_diacritics(
    province: Province, coordinator: Account, now: datetime, make_unit: Callable[..., Unit]
) -> None:
    unit = actions.create_unit(
        code="X01912",
        name="UBND xã Thượng Giáo",
        tier=province.tiers["commune"],
        parent=province["H061"],
        official_code="1912",
        from_on=date(2020, 1, 1),
        by=coordinator,
        at=now,
    )
    assert unit.root == province["BK"]
    assert last_event().facts == {"code": "X01912", "tier": "commune", "parent": "H061 UBND huyện Ba Bể"}
    for text in ("thuong giao", "THƯỢNG", "1912", "x01912 ubnd", "giao thuong"):
        found = queries.unit_rows(coordinator, UnitFilter(q=text, on=TODAY), on=TODAY)
        assert [row.code for row in found] == ["X01912"], text
    assert not queries.unit_rows(coordinator, UnitFilter(q="thuong giao khong"), on=TODAY)


def test_vietnamese_order(province: Province, coordinator: Account, now: datetime) -> None:
    names = ["An", "Ăn", "Ấn", "Bà", "Bả", "Bã", "Bá", "Bạ", "Ca", "Da", "Đa", "Ô", "Ơ", "Xã 2", "Xã 10", "Y"]
    shuffled = names.copy()
    random.Random(7).shuffle(shuffled)
    for number, name in enumerate(shuffled):
        actions.create_unit(
            code=f"Z{number}", name=name, tier=province.tiers["commune"], parent=province["STC"], by=None, at=now
        )
    rows = queries.unit_rows(coordinator, UnitFilter(under=province["STC"], sort="name"), on=TODAY)
    assert [row.name for row in rows if row.code.startswith("Z")] == names
    rows = queries.unit_rows(coordinator, UnitFilter(under=province["STC"], sort="-name"), on=TODAY)
    assert [row.name for row in rows if row.code.startswith("Z")] == names[::-1]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "SNV"}, "code"),
        ({"name": "Sở\u2028Nội vụ"}, "name"),
        ({"name": "Sở \u202eivộn"}, "name"),
        ({"from_on": date(2023, 2, 1), "to_on": date(2023, 1, 1)}, "to_on"),
    ],
)
def test_what_a_new_unit_may_not_be(
    province: Province, coordinator: Account, now: datetime, values: dict[str, object], field: str
) -> None:
    facts: dict[str, object] = {
        "code": "NEW",
        "name": "Mới",
        "tier": province.tiers["department"],
        "parent": province["BK"],
    }
    with pytest.raises(Refused) as refused:
        actions.create_unit(**{**facts, **values}, by=coordinator, at=now)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_codes_that_differ_only_in_case_are_one(
    province: Province, now: datetime, make_unit: Callable[..., Unit]
) -> None:
    department = province.tiers["department"]
    with pytest.raises(Refused, match="SNV") as refused:
        make_unit("snv", "Sở Nông vụ", department, province["BK"])
    assert refused.value.field == "code"
    with pytest.raises(Refused):
        make_unit("bk", "Tỉnh khác", province.tiers["province"], None)
    with pytest.raises(Refused):
        actions.change_unit(province["STC"], **changed(province["STC"], code="Snv"), by=None, at=now)  # type: ignore[arg-type]
    own = actions.change_unit(province["SNV"], **changed(province["SNV"], code="Snv"), by=None, at=now)  # type: ignore[arg-type]
    assert own.code == "Snv", "a unit may write its own code otherwise"
    for values in ({"root": province["BK"], "parent": province["BK"], "code": "sNV"}, {"code": "bk"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Unit.objects.create(name="Sở Nông vụ", tier=department, **values)


def test_codes_are_unique_inside_a_province_only(
    province: Province, now: datetime, make_unit: Callable[..., Unit]
) -> None:
    make_unit("SNV", "Sở Nội vụ", province.tiers["department"], province["TN"])
    with pytest.raises(Refused):
        make_unit("BK", "Tỉnh khác", province.tiers["province"], None)


@pytest.mark.django_db
def test_the_database_itself_refuses_doubles(province: Province) -> None:
    snv = province["SNV"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(code="SNV", name="x", tier=snv.tier, parent=snv.parent, root=snv.root)
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=snv.pk).update(from_on=date(2023, 2, 1), to_on=date(2023, 1, 1))


def test_corrections_are_versioned_and_audited(province: Province, coordinator: Account, now: datetime) -> None:
    unit = province["STC"]
    done = actions.change_unit(unit, **changed(unit, name="Sở Tài chính tỉnh"), by=coordinator, at=now)  # type: ignore[arg-type]
    assert (done.name, done.version) == ("Sở Tài chính tỉnh", 2)
    assert "so tai chinh tinh" in done.search_text
    assert last_event().facts == {"name": ["Sở Tài chính", "Sở Tài chính tỉnh"]}
    with pytest.raises(Stale) as stale:
        actions.change_unit(unit, **changed(unit, name="Sở TC"), by=coordinator, at=now)  # type: ignore[arg-type]
    assert stale.value.current == {"name": "Sở Tài chính tỉnh"}
    assert stale.value.yours == {"name": "Sở TC"}
    assert stale.value.version == 2
    before = AuditEvent.objects.count()
    actions.change_unit(unit, **changed(done, version=1), by=coordinator, at=now)  # type: ignore[arg-type]
    assert AuditEvent.objects.count() == before, "nothing differs: nothing is stale, nothing is written"


def test_the_tree_stays_a_tree(province: Province, coordinator: Account, now: datetime) -> None:
    def move(code: str, parent: str | None) -> None:
        unit = Unit.objects.get(pk=province[code].pk)
        above = province[parent] if parent else None
        actions.change_unit(unit, **changed(unit, parent=above), by=None, at=now)  # type: ignore[arg-type]

    for code, parent in [("H061", "X01906"), ("BK", "SNV"), ("SNV", None), ("SNV", "TN"), ("H061", "H061")]:
        with pytest.raises(Refused) as refused:
            move(code, parent)
        assert refused.value.field == "parent", (code, parent)
    move("X01906", "SNV")
    move("H061", "SNV")
    move("STC", "X01909")
    with pytest.raises(Refused, match="4 cấp"):
        move("X01909", "X01906")


@pytest.mark.parametrize("role", [Role.UNIT_LEADER, Role.APPROVER, Role.OBSERVER])
def test_others_do_not_keep_units(province: Province, now: datetime, role: Role) -> None:
    user = province.holder(role, "BK")
    unit = province["STC"]
    for act in (
        lambda: actions.change_unit(unit, **changed(unit, name="x"), by=user, at=now),  # type: ignore[arg-type]
        lambda: actions.end_unit(unit, to_on=TODAY, decision="x", version=1, by=user, at=now),
        lambda: actions.succeed([unit], [province["SNV"]], on=TODAY, decision="x", by=user, at=now),
        lambda: actions.create_unit(code="N", name="N", tier=unit.tier, parent=province["BK"], by=user, at=now),
        lambda: actions.create_unit(code="N", name="N", tier=unit.tier, parent=None, by=user, at=now),
    ):
        with pytest.raises(NotAllowed):
            act()


# The end, and what follows --------------------------------------------------------------------------------------------
def test_a_unit_ends_without_a_successor(province: Province, coordinator: Account, now: datetime) -> None:
    unit = actions.end_unit(
        province["STC"], to_on=date(2023, 12, 31), decision="NQ 01", version=1, by=coordinator, at=now
    )
    assert Unit.objects.on(date(2023, 12, 31)).contains(unit)
    assert not Unit.objects.on(date(2024, 1, 1)).contains(unit)
    assert last_event().note == "NQ 01"
    with pytest.raises(Refused, match="2 đơn vị trực thuộc"):
        actions.end_unit(province["H061"], to_on=TODAY, decision="x", version=1, by=coordinator, at=now)


def test_a_merger(province: Province, coordinator: Account, now: datetime, make_unit: Callable[..., Unit]) -> None:
    """Sở Tài chính and Sở Kế hoạch và Đầu tư became one; who held a role at the one goes on at the other."""
    day = date(2024, 3, 1)
    new = make_unit("STC-M", "Sở Tài chính (mới)", province.tiers["department"], province["BK"], from_on=day)
    officer = province.holder(Role.UNIT_OFFICER, "STC")
    acting = province.account("acting")
    province.give(acting, Role.UNIT_LEADER, "STC", from_on=date(2023, 6, 1), to_on=date(2024, 6, 30))
    past = province.give(acting, Role.UNIT_OFFICER, "STC", from_on=date(2022, 1, 1), to_on=date(2022, 12, 31))
    admin = province.holder(Role.ADMINISTRATOR, "STC")
    actions.succeed(
        [province["STC"], province["SNV"]], [new], on=day, decision="NQ 18", carry_roles=True, by=coordinator, at=now
    )
    assert Unit.objects.get(pk=province["STC"].pk).to_on == date(2024, 2, 29)
    assert {step.unit.code for step in new.predecessions.all()} == {"STC", "SNV"}
    (old, going_on) = RoleGrant.objects.filter(account=officer).order_by("from_on")
    assert (old.to_on, going_on.unit, going_on.from_on, going_on.to_on) == (date(2024, 2, 29), new, day, None)
    assert acting.grants.get(unit=new).to_on == date(2024, 6, 30)
    past.refresh_from_db()
    assert past.to_on == date(2022, 12, 31)
    assert admin.grants.get().to_on is None, "administrators administer the installation, not the unit"
    assert coordinator.grants.filter(unit=new, to_on=None).exists()


def test_an_approver_goes_on_only_where_the_recorder_may_give_the_role(
    province: Province, coordinator: Account, administrator: Account, now: datetime, make_unit: Callable[..., Unit]
) -> None:
    """The province's coordinator chooses a district's approver, but not its own: nor by a succession."""
    district = make_unit("H061-M", "UBND huyện mới", province.tiers["district"], province["BK"])
    approver = province.holder(Role.APPROVER, "H061")
    actions.succeed(
        [province["H061"]], [district], on=date(2024, 3, 1), decision="x", carry_roles=True, by=coordinator, at=now
    )
    assert approver.grants.filter(unit=district).exists()
    own, agency = (
        province.holder(Role.APPROVER, "STC"),
        make_unit("M", "Sở mới", province.tiers["department"], province["BK"]),
    )
    actions.succeed(
        [province["STC"]], [agency], on=date(2024, 3, 1), decision="x", carry_roles=True, by=coordinator, at=now
    )
    assert [grant.to_on for grant in own.grants.all()] == [date(2024, 2, 29)]


def test_one_of_the_merged_goes_on_under_its_name(province: Province, coordinator: Account, now: datetime) -> None:
    actions.succeed(
        [province["STC"], province["SNV"]], [province["SNV"]], on=date(2024, 3, 1), decision="x", by=coordinator, at=now
    )
    assert Unit.objects.get(pk=province["SNV"].pk).to_on is None
    assert Unit.objects.get(pk=province["STC"].pk).to_on == date(2024, 2, 29)


def test_units_below_pass_to_a_single_successor(
    province: Province, coordinator: Account, now: datetime, make_unit: Callable[..., Unit]
) -> None:
    day = date(2024, 1, 1)
    new = make_unit("H061B", "UBND huyện Ba Bể mới", province.tiers["district"], province["BK"], from_on=day)
    actions.succeed([province["H061"]], [new], on=day, decision="x", by=coordinator, at=now)
    assert {unit.code for unit in new.children.all()} == {"X01906", "X01909"}
    before = queries.tree(coordinator, province["BK"], day=date(2023, 12, 31), on=TODAY)
    after = queries.tree(coordinator, province["BK"], day=day, on=TODAY)
    shown = [(branch.unit.code, branch.level) for branch in before if branch.unit.code.startswith(("H", "X"))]
    assert shown == [("H061", 2), ("X01906", 3), ("X01909", 3)], "as it stood, below the predecessor"
    shown = [(branch.unit.code, branch.level) for branch in after if branch.unit.code.startswith(("H", "X"))]
    assert shown == [("H061B", 2), ("X01906", 3), ("X01909", 3)]


def test_a_split_says_first_where_the_units_below_go(
    province: Province, coordinator: Account, now: datetime, make_unit: Callable[..., Unit]
) -> None:
    day = date(2024, 1, 1)
    halves = [
        make_unit(code, f"Huyện {code}", province.tiers["district"], province["BK"], from_on=day)
        for code in ("HA", "HB")
    ]
    with pytest.raises(Refused, match="2 đơn vị trực thuộc"):
        actions.succeed([province["H061"]], halves, on=day, decision="x", by=coordinator, at=now)
    assert not Succession.objects.exists()
    for code, half in zip(("X01906", "X01909"), halves, strict=True):
        unit = province[code]
        actions.change_unit(unit, **changed(unit, parent=half), by=coordinator, at=now)  # type: ignore[arg-type]
    actions.succeed([province["H061"]], halves, on=day, decision="x", by=coordinator, at=now)
    assert province["H061"].successions.count() == 2
    with pytest.raises(Refused, match="đúng một đơn vị kế thừa"):
        actions.succeed([province["STC"]], halves, on=day, decision="x", carry_roles=True, by=coordinator, at=now)


def test_a_province_passes_into_another(province: Province, administrator: Account, now: datetime) -> None:
    coordinator = province.holder(Role.COORDINATOR, "SNV")
    with pytest.raises(NotAllowed):
        actions.succeed(
            [province["SNV"]], [province["TN-SNV"]], on=date(2025, 7, 1), decision="x", by=coordinator, at=now
        )
    actions.succeed(
        [province["SNV"]],
        [province["TN-SNV"]],
        on=date(2025, 7, 1),
        decision="NQ 202/2025/QH15",
        by=administrator,
        at=now,
    )
    page = queries.unit_page(administrator, province["TN-SNV"], on=TODAY)
    assert [step.unit.root.code for step in page.predecessions] == ["BK"]


@pytest.mark.parametrize(
    ("ending", "following", "on"),
    [
        ([], ["SNV"], date(2024, 1, 1)),
        (["SNV"], [], date(2024, 1, 1)),
        (["SNV"], ["SNV"], date(2024, 1, 1)),
        (["OLD"], ["SNV"], date(2024, 1, 1)),
        (["SNV"], ["LATER"], date(2024, 1, 1)),
    ],
)
def test_successions_that_make_no_sense(
    province: Province,
    administrator: Account,
    now: datetime,
    make_unit: Callable[..., Unit],
    ending: list[str],
    following: list[str],
    on: date,
) -> None:
    department = province.tiers["department"]
    province.units["OLD"] = make_unit("OLD", "Cũ", department, province["BK"], to_on=date(2020, 1, 1))
    province.units["LATER"] = make_unit("LATER", "Sau", department, province["BK"], from_on=date(2026, 1, 1))
    with pytest.raises(Refused):
        actions.succeed(
            [province[code] for code in ending],
            [province[code] for code in following],
            on=on,
            decision="x",
            by=administrator,
            at=now,
        )
    assert not Succession.objects.exists()


@pytest.fixture
def merged(province: Province, coordinator: Account, now: datetime, make_unit: Callable[..., Unit]) -> Unit:
    """X01906 and X01909 have become the commune KM; the leader of one leads on."""
    day = date(2023, 7, 1)
    new = make_unit("KM", "UBND xã Khang Mẫu", province.tiers["commune"], province["H061"], from_on=day)
    province.holder(Role.UNIT_LEADER, "X01906")
    both = [province["X01906"], province["X01909"]]
    actions.succeed(both, [new], on=day, decision="NQ 1", carry_roles=True, by=coordinator, at=now)
    return new


def test_what_was_succeeded_is_neither_dissolved_nor_revived(
    province: Province, coordinator: Account, now: datetime, merged: Unit
) -> None:
    old = Unit.objects.get(code="X01906")
    for day in (date(2030, 12, 31), date(2023, 1, 31)):
        with pytest.raises(Refused, match="Khang Mẫu") as refused:
            actions.end_unit(old, to_on=day, decision="x", version=old.version, by=coordinator, at=now)
        assert refused.value.field == "to_on"
    with pytest.raises(Refused, match="Khang Mẫu"):
        actions.change_unit(old, **changed(old, to_on=None), by=coordinator, at=now)  # type: ignore[arg-type]
    actions.change_unit(old, **changed(old, name="Khang Ninh cũ"), by=coordinator, at=now)  # type: ignore[arg-type]
    assert queries.unit_page(coordinator, old, on=date(2023, 6, 1)).ended, "nothing is left to end"
    for table, values in ((Unit, {"to_on": date(2030, 1, 1)}), (Unit, {"to_on": None})):
        with pytest.raises(IntegrityError), transaction.atomic():
            table.objects.filter(pk=old.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Succession.objects.filter(unit=old).update(on=date(2023, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Succession.objects.create(unit=province["STC"], successor=province["SNV"], on=TODAY)


def test_a_unit_ends_once(province: Province, coordinator: Account, now: datetime) -> None:
    day = date(2023, 6, 30)
    ended = actions.end_unit(province["STC"], to_on=day, decision="x", version=1, by=coordinator, at=now)
    actions.end_unit(ended, to_on=day, decision="x", version=1, by=coordinator, at=now)
    with pytest.raises(Refused) as refused:
        actions.end_unit(ended, to_on=date(2030, 1, 1), decision="x", version=2, by=coordinator, at=now)
    assert refused.value.field == "to_on"
    assert queries.unit_page(coordinator, ended, on=TODAY).ended
    corrected = actions.change_unit(ended, **changed(ended, to_on=None), by=coordinator, at=now)  # type: ignore[arg-type]
    assert corrected.to_on is None, "a wrong end is corrected as a fact"


def test_a_second_succession_agrees_with_the_first(
    province: Province, coordinator: Account, now: datetime, merged: Unit, make_unit: Callable[..., Unit]
) -> None:
    old, day = Unit.objects.get(code="X01906"), date(2023, 7, 1)
    commune = make_unit("K2", "UBND xã Hai", province.tiers["commune"], province["H061"])

    def succeed(successor: Unit, on: date, decision: str = "NQ 1") -> None:
        actions.succeed([old], [successor], on=on, decision=decision, by=coordinator, at=now)

    for successor, on, decision in [
        (commune, date(2024, 1, 1), "NQ 1"),
        (commune, date(2023, 1, 1), "NQ 1"),
        (commune, day, "NQ 2"),
        (province["H061"], day, "NQ 1"),
        (province["STC"], day, "NQ 1"),
    ]:
        with pytest.raises(Refused):
            succeed(successor, on, decision)
    assert [step.successor for step in old.successions.all()] == [merged]
    succeed(commune, day)
    assert old.successions.count() == 2, "split: one more successor on the same day by the same decision"
    with pytest.raises(Refused):
        actions.succeed([province["STC"]], [commune], on=day, decision="x", by=coordinator, at=now)


@pytest.mark.parametrize("on", [date(2023, 8, 1), date(2023, 5, 1), date(2023, 7, 1)])
def test_the_day_of_a_succession_is_corrected_for_all_that_it_joined(
    province: Province, coordinator: Account, now: datetime, merged: Unit, on: date
) -> None:
    old = Unit.objects.get(code="X01906")
    actions.correct_succession(old, on=on, decision="NQ 1a", version=old.version, by=coordinator, at=now)
    last_day = on - timedelta(days=1)
    assert {unit.to_on for unit in Unit.objects.filter(code__in=["X01906", "X01909"])} == {last_day}
    assert {(step.on, step.decision) for step in Succession.objects.all()} == {(on, "NQ 1a")}
    assert Unit.objects.get(code="KM").from_on == on
    leads = RoleGrant.objects.filter(role=Role.UNIT_LEADER).order_by("from_on")
    assert [(grant.unit.code, grant.from_on, grant.to_on) for grant in leads] == [
        ("X01906", date(2023, 1, 1), last_day),
        ("KM", on, None),
    ]
    assert AuditEvent.objects.filter(action="people.succession_corrected").count() == 2


def test_a_succession_is_corrected_within_what_else_is_known(
    province: Province, coordinator: Account, now: datetime, merged: Unit
) -> None:
    old = Unit.objects.get(code="X01906")

    def correct(unit: Unit, on: date, version: int = old.version, by: Account = coordinator) -> None:
        actions.correct_succession(unit, on=on, decision="x", version=version, by=by, at=now)

    with pytest.raises(Refused):
        correct(province["STC"], TODAY, 1)
    with pytest.raises(Refused, match="giữ vai trò"):
        correct(old, date(2022, 12, 1))
    with pytest.raises(Stale):
        correct(old, date(2023, 9, 1), 1)
    with pytest.raises(NotAllowed):
        correct(old, date(2023, 9, 1), by=province.holder(Role.COORDINATOR, "H061"))
    assert {step.on for step in Succession.objects.all()} == {date(2023, 7, 1)}


def test_filters(province: Province, administrator: Account, now: datetime) -> None:
    actions.end_unit(province["STC"], to_on=date(2023, 6, 30), decision="x", version=1, by=administrator, at=now)

    def codes(**wanted: object) -> set[str]:
        return {row.code for row in queries.unit_rows(administrator, UnitFilter(**wanted), on=TODAY)}  # type: ignore[arg-type]

    assert codes(tier=province.tiers["commune"]) == {"X01906", "X01909"}
    assert codes(under=province["H061"]) == {"H061", "X01906", "X01909"}
    assert codes(under=province["TN"]) == {"TN", "TN-SNV"}
    assert "STC" not in codes(on=TODAY)
    assert "STC" in codes(on=date(2023, 6, 30))
    assert "STC" in codes()
    assert codes(sort="no such thing") == codes()

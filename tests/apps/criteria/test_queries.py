"""What each user sees, the tree's sums, and that whatever was tampered with is found."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from parindex.criteria import actions, queries
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.models import CriteriaSetVersion, Node
from parindex.people.models import Account, Tier, Unit, day_of
from tests.apps.criteria.conftest import Province
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

DAY = day_of(NOW)

SEES_DRAFTS = {
    "coordinator": True,
    "district_coordinator": False,
    "officer": False,
    "administrator": True,
    "stranger": False,
}
SEES_ISSUED = SEES_DRAFTS | {"district_coordinator": True, "officer": True}


@pytest.mark.parametrize("role", SEES_DRAFTS)
def test_drafts_and_issued_versions_are_seen_by(
    whole: CriteriaSetVersion, province: Province, now: datetime, role: str
) -> None:
    user: Account = getattr(province, role)
    assert queries.visible_versions(user, on=day_of(now)).exists() is SEES_DRAFTS[role]
    actions.issue(whole, row_version=1, by=province.coordinator, at=now)
    assert queries.visible_versions(user, on=day_of(now)).exists() is SEES_ISSUED[role]
    draft = actions.start_version(whole, id=uuid.uuid4(), by=province.coordinator, at=now)
    assert queries.visible_versions(user, on=day_of(now)).filter(pk=draft.pk).exists() is SEES_DRAFTS[role]
    wanted = queries.VersionList()
    found = [v.number for v in queries.version_list(user, wanted, on=day_of(now))]
    assert found == ([2] if SEES_DRAFTS[role] else [1] if SEES_ISSUED[role] else [])


def test_the_list_filters_searches_and_sorts(whole: CriteriaSetVersion, province: Province, now: datetime) -> None:
    who = {"by": province.coordinator, "at": now}
    other = actions.create_set(
        id=uuid.uuid4(),
        owner=province.root,
        facts=SetFacts("BK-2022-X", Tier.objects.get(code="commune"), 2022),
        title="Ấn phẩm cấp xã",
        **who,
    )

    def found(**wanted: Any) -> list[CriteriaSetVersion]:
        return list(queries.version_list(province.coordinator, queries.VersionList(**wanted), on=day_of(now)))

    assert found() == [whole, other]
    assert found(q="HUYEN bo") == [whole]
    assert found(q="cap xa") == [other]
    assert found(q="1234/qđ") == [whole]
    assert found(tier="commune") == [other]
    assert found(year=2023) == [whole]
    assert found(state="issued") == []
    assert found(sort="title") == [other, whole]
    assert found(sort="-title") == [whole, other]
    assert found(sort="nonsense") == [whole, other]
    assert [v.leaf_count for v in found()] == [3, 0]
    assert [v.in_force for v in found()] == [None, None]
    assert queries.years(province.coordinator, on=day_of(now)) == [2023, 2022]


def test_the_tree_is_read_at_once(whole: CriteriaSetVersion, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        tree = queries.tree_of(whole)
    assert tree.maximum == Decimal(4)
    assert [(row.node.code, row.level, row.maximum, row.appraiser) for row in tree.rows] == [
        ("1", 1, Decimal(3), "SNV"),
        ("1.1", 2, Decimal(1), "SNV"),
        ("1.2", 2, Decimal(2), "VPUB"),
        ("2", 1, Decimal(1), "SNV"),
    ]
    assert tree.rows[0].share == Fraction(3, 4)
    assert [(row.is_first, row.is_last) for row in tree.rows] == [
        (True, False),
        (True, False),
        (False, True),
        (False, True),
    ]
    assert (tree.complete, tree.leaf_count) == (True, 3)
    assert [row.node.code for row in tree.path(tree.rows[2])] == ["1"]
    assert [row.node.code for row in tree.below(tree.rows[0])] == ["1.1", "1.2"]


def test_an_incomplete_tree_says_so(whole: CriteriaSetVersion, province: Province, now: datetime) -> None:
    node = Node.objects.get(code="1.2")
    actions.edit_node(node, row_version=1, values={"max_points": ""}, by=province.coordinator, at=now)
    tree = queries.tree_of(whole)
    assert (tree.complete, tree.maximum, tree.rows[0].complete, tree.rows[1].complete) == (
        False,
        Decimal(2),
        False,
        True,
    )


def findings(version: CriteriaSetVersion) -> list[tuple[str, str, str]]:
    tree = queries.tree_of(version)
    found = queries.findings_of(version, tree, queries.appraising_units(version, on=DAY))
    return [(finding.code, finding.node.code if finding.node else "", finding.place) for finding in found]


def test_nothing_speaks_against_a_whole_set(whole: CriteriaSetVersion) -> None:
    assert [f for f in findings(whole) if f[0] in {"unknown_appraiser", "no_decision", "no_period"}] == []
    tree = queries.tree_of(whole)
    assert queries.blocking(queries.findings_of(whole, tree, queries.appraising_units(whole, on=DAY))) == []


def test_findings_name_node_and_place(whole: CriteriaSetVersion, province: Province, now: datetime) -> None:
    who = {"by": province.coordinator, "at": now}
    rule = {**Node.objects.get(code="1.2").rule, "steps": [{"points": "2"}, {"above": "much", "points": "1"}]}
    actions.edit_node(Node.objects.get(code="1.2"), row_version=1, values={"rule": rule}, **who)
    actions.edit_node(Node.objects.get(code="2"), row_version=1, values={"appraised_by": "NOBODY"}, **who)
    found = findings(whole)
    assert ("not_a_number", "1.2", "rule.steps[1].above") in found
    assert ("unknown_appraiser", "2", "appraised_by") in found


@pytest.mark.parametrize(
    ("guidance", "words"),
    [
        ("Ban hành chậm nhất ngày 31/01/2023.", "Ban hành chậm nhất ngày 31/01/2023"),
        ("Năm 2023 không điều tra xã hội học.", "Năm 2023"),
        ("Chỉ tính nhiệm vụ có thời hạn trong năm 2023", "… có thời hạn trong năm 2023"),
        ("Tính từ ngày 15/11/2023 đến hết kỳ.", ""),
        ("Tính từ ngày 31/02/2023.", "Tính từ ngày 31/02/2023"),
        ("Theo Nghị định số 61/2023/NĐ-CP ngày 23/4/2023 của Chính phủ.", ""),
        ("Năm 2024, mã 120234.", ""),
        ("", ""),
    ],
)
def test_a_set_of_the_next_year_says_which_texts_still_name_the_last_one(
    whole: CriteriaSetVersion, province: Province, now: datetime, guidance: str, words: str
) -> None:
    new = actions.clone_set(
        whole,
        id=uuid.uuid4(),
        owner=province.root,
        facts=SetFacts("BK-2024-H", whole.criteria_set.tier, 2024),
        title="Bộ tiêu chí năm 2024",
        period_from=date(2023, 11, 15),
        period_to=date(2024, 11, 14),
        by=province.coordinator,
        at=now,
    )
    node = Node.objects.get(set_version=new, code="1.2")
    label = {**node.inputs[0], "title": "Đúng hạn năm 2023"}
    values = {"guidance": guidance, "inputs": [label, *node.inputs[1:]]}
    actions.edit_node(node, row_version=1, values=values, by=province.coordinator, at=now)
    said = {}
    for language in ("vi", "en"):
        with translation.override(language):
            found = queries.findings_of(new, queries.tree_of(new), ())
            said[language] = {f.place: f for f in found if f.code == "past_year"}
            assert not any(finding.blocks for finding in said[language].values())
    assert set(said["vi"]) == ({"guidance"} if words else set()) | {"inputs[0].title"}
    if words:
        found = said["vi"]["guidance"]
        assert found.node == node
        assert f"“{words}” ghi năm 2023, trong khi đây là bộ tiêu chí năm 2024." == found.text
        assert "Sửa thành năm 2024" in found.mend
        assert f"“{words}” names 2023, but the set is that of 2024." == said["en"]["guidance"].text
        assert "Write 2024" in said["en"]["guidance"].mend


# Tampering ----------------------------------------------------------------------------------------------------------
def asleep(table: str, sql: str) -> None:
    """Runs ``sql`` as somebody who can switch the table's triggers off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(sql)
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(sql)
        for _, text in triggers:
            cursor.execute(text)


@pytest.mark.parametrize(
    ("table", "change", "fault"),
    [
        ("criteria_node", "SET max_points = '3' WHERE code = '1.2'", "nodes or header"),
        ("criteria_node", "SET code = '1.9' WHERE code = '1.2'", "nodes or header"),
        ("criteria_criteriasetversion", "SET title = 'x'", "nodes or header"),
        ("criteria_criteriasetversion", "SET document = replace(document, '\"0.9\"', '\"0.8\"')", "SHA-256"),
        ("criteria_criteriasetversion", "SET sha256 = repeat('0', 64)", "SHA-256"),
        ("criteria_criteriaset", "SET year = 2020", "nodes or header"),
    ],
)
def test_what_was_tampered_with_is_found(
    whole: CriteriaSetVersion, province: Province, now: datetime, table: str, change: str, fault: str
) -> None:
    actions.issue(whole, row_version=1, by=province.coordinator, at=now)
    if connection.vendor == "sqlite":
        change = change.replace("repeat('0', 64)", f"'{'0' * 64}'")
    asleep(table, f"UPDATE {table} {change}")
    found = [str(fault) for fault in queries.issued_faults()]
    assert any(fault in line and "BK-2023-H v1" in line for line in found), found


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("issued_at = created_at", "issued at the time"),
        ("issued_by_id = {other}", "issued by the account"),
        ("number = 7", "recorded its issue as “BK-2023-H v1”"),
        ("change_note = 'x'", "note"),
        ("created_by_id = {other}", "making"),
        ("created_at = issued_at", "making"),
        ("based_on_id = id", "origin"),
        ("withdrawn_at = issued_at", "withdrawn at the time"),
        ("withdrawn_by_id = {other}", "withdrawn by the account"),
        ("withdrawal_reason = 'x'", "reason"),
    ],
)
def test_stamps_and_header_are_those_that_the_trail_recorded(
    whole: CriteriaSetVersion, province: Province, now: datetime, change: str, fault: str
) -> None:
    later = now + timedelta(hours=1)
    actions.issue(whole, row_version=1, by=province.coordinator, at=later)
    actions.withdraw(whole, note="Thay thế", by=province.coordinator, at=later + timedelta(hours=1))
    assert list(queries.issued_faults()) == []
    other = Account.objects.exclude(pk=province.coordinator.pk)[0].pk
    asleep("criteria_criteriasetversion", "UPDATE criteria_criteriasetversion SET " + change.format(other=other))
    found = [str(told) for told in queries.issued_faults()]
    assert any(fault in line for line in found), found


def test_a_set_given_to_another_organiser_is_found(
    whole: CriteriaSetVersion, province: Province, now: datetime
) -> None:
    actions.issue(whole, row_version=1, by=province.coordinator, at=now)
    other = Unit.objects.exclude(pk=whole.criteria_set.owner_id)[0].pk
    asleep("criteria_criteriaset", f"UPDATE criteria_criteriaset SET owner_id = {other}")
    assert ["organiser" in fault.fault for fault in queries.issued_faults()] == [True]


def test_a_whole_forgery_disagrees_with_the_trail(whole: CriteriaSetVersion, province: Province, now: datetime) -> None:
    from parindex.criteria.documents import canonical_text, sha256_of

    actions.issue(whole, row_version=1, by=province.coordinator, at=now)
    asleep("criteria_node", "UPDATE criteria_node SET max_points = '3' WHERE code = '1.2'")
    text = canonical_text(queries.document_of(CriteriaSetVersion.objects.get()))
    quoted = text.replace("'", "''")
    asleep(
        "criteria_criteriasetversion",
        f"UPDATE criteria_criteriasetversion SET document = '{quoted}', sha256 = '{sha256_of(text)}'",
    )
    assert [fault.fault for fault in queries.issued_faults()] == ["its SHA-256 is not the one that the trail recorded"]


def test_an_issue_that_vanished_is_found(whole: CriteriaSetVersion, province: Province, now: datetime) -> None:
    actions.issue(whole, row_version=1, by=province.coordinator, at=now)
    pk = str(whole.pk)
    asleep("criteria_node", "DELETE FROM criteria_node")
    asleep("criteria_criteriasetversion", "DELETE FROM criteria_criteriasetversion")
    assert [pk in str(fault) for fault in queries.issued_faults()] == [True]


def test_an_appraiser_that_has_ended_gives_way_to_its_successor(
    whole: CriteriaSetVersion, province: Province, now: datetime
) -> None:
    province.vpub.to_on = date(2023, 6, 30)
    province.vpub.save(update_fields=["to_on"])
    assert ("ended_appraiser", "1.2", "appraised_by") in findings(whole)
    with pytest.raises(actions.NotIssuable, match="1 finding"):
        actions.issue(whole, row_version=1, by=province.coordinator, at=now)

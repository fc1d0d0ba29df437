"""Every write: what it does, what it refuses, that it can be sent twice, and what the trail tells."""

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from parindex.criteria import actions, queries
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.enums import VersionState
from parindex.criteria.models import CriteriaSet, CriteriaSetVersion, Node
from parindex.kernel.models import AuditEvent
from parindex.kernel.verdicts import NotAllowed, Refused, Stale
from parindex.people.models import Tier
from tests.apps.criteria.conftest import Province

pytestmark = pytest.mark.django_db

type Version = CriteriaSetVersion


def node(code: str) -> Node:
    return Node.objects.get(code=code, removed_with=None)


def codes(version: Version) -> list[str]:
    return [row.node.code for row in queries.tree_of(version).rows]


def told(action: str) -> dict[str, Any]:
    facts: dict[str, Any] = AuditEvent.objects.filter(action=action).latest("sequence").facts
    return facts


@pytest.fixture
def who(province: Province, now: datetime) -> dict[str, Any]:
    return {"by": province.coordinator, "at": now}


def facts(code: str = "BK-2024-H", year: int = 2024) -> SetFacts:
    return SetFacts(code, Tier.objects.get(code="district"), year)


# Sets and headers ---------------------------------------------------------------------------------------------------
def test_a_set_starts_with_its_first_draft(province: Province, who: dict[str, Any]) -> None:
    id = uuid.uuid4()
    for _ in range(2):
        version = actions.create_set(id=id, owner=province.root, facts=facts(), title="Bộ tiêu chí", **who)
    assert (version.number, version.state, version.criteria_set_id) == (1, VersionState.DRAFT, id)
    assert version.search_text == "bk-2024-h bo tieu chi"
    assert AuditEvent.objects.filter(action="criteria.set_created").count() == 1


def test_a_code_is_used_once_by_an_organiser(province: Province, whole: Version, who: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        actions.create_set(id=uuid.uuid4(), owner=province.root, facts=facts("BK-2023-H"), title="x", **who)
    assert refused.value.field == "code"
    who["by"] = province.district_coordinator
    actions.create_set(id=uuid.uuid4(), owner=province.district, facts=facts("BK-2023-H"), title="x", **who)


def test_the_header_is_edited_and_told(whole: Version, who: dict[str, Any]) -> None:
    header = {"title": "Tên mới", "decision_number": "99/QĐ-UBND"}
    for _ in range(2):
        actions.edit_header(whole, row_version=1, header=header, facts=facts(), **who)
    whole.refresh_from_db()
    whole.criteria_set.refresh_from_db()
    assert (whole.title, whole.criteria_set.code, whole.version) == ("Tên mới", "BK-2024-H", 2)
    assert whole.search_text == "bk-2024-h ten moi 99/qd-ubnd"
    assert AuditEvent.objects.filter(action="criteria.header_edited").count() == 1
    assert told("criteria.header_edited")["title"] == ["Bộ tiêu chí cấp huyện", "Tên mới"]


def test_a_stale_header_shows_both(whole: Version, who: dict[str, Any]) -> None:
    actions.edit_header(whole, row_version=1, header={"title": "Của chị"}, **who)
    with pytest.raises(Stale) as stale:
        actions.edit_header(whole, row_version=1, header={"title": "Của tôi", "title_en": ""}, **who)
    assert (stale.value.current, stale.value.yours) == ({"title": "Của chị"}, {"title": "Của tôi"})


def test_the_policy_is_edited(whole: Version, who: dict[str, Any]) -> None:
    item = [{"code": "T1", "title": "Thưởng", "points": "1"}]
    for _ in range(2):
        actions.edit_policy(whole, row_version=1, policy={"places": 3}, bonus=item, penalty=[], **who)
    whole.refresh_from_db()
    assert (whole.policy, whole.bonus, whole.version) == ({"places": 3}, item, 2)
    with pytest.raises(Stale):
        actions.edit_policy(whole, row_version=1, policy={"places": 1}, bonus=[], penalty=[], **who)


# The tree -----------------------------------------------------------------------------------------------------------
def test_nodes_are_added_in_place_and_take_the_next_code(whole: Version, who: dict[str, Any]) -> None:
    id = uuid.uuid4()
    first = node("1.1")
    for _ in range(2):
        actions.add_node(whole, id=id, parent=node("1").pk, after=first.pk, is_leaf=True, title="Mới", **who)
    assert codes(whole) == ["1", "1.1", "1.3", "1.2", "2"]
    actions.add_node(whole, id=uuid.uuid4(), parent=None, is_leaf=False, title="Lĩnh vực 3", **who)
    assert codes(whole)[-1] == "3"
    with pytest.raises(Refused) as refused:
        actions.add_node(whole, id=uuid.uuid4(), parent=None, is_leaf=True, code="1.2", title="", **who)
    assert refused.value.field == "code"


def test_a_scored_leaf_gets_no_children_but_an_empty_one_becomes_a_group(whole: Version, who: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="gives points itself"):
        actions.add_node(whole, id=uuid.uuid4(), parent=node("1.1").pk, is_leaf=True, title="x", **who)
    empty = actions.add_node(whole, id=uuid.uuid4(), parent=None, is_leaf=True, title="Trống", **who)
    actions.add_node(whole, id=uuid.uuid4(), parent=empty.pk, is_leaf=True, title="Con", **who)
    assert not node("3").is_leaf
    assert node("3.1").parent_id == empty.pk


def test_a_node_is_edited_and_told(whole: Version, who: dict[str, Any]) -> None:
    rule = {"kind": "judgement", "increment": "0.5"}
    for _ in range(2):
        actions.edit_node(node("1.1"), row_version=1, values={"title": "Khác", "max_points": "2", "rule": rule}, **who)
    assert (node("1.1").title, node("1.1").max_points, node("1.1").rule) == ("Khác", "2", rule)
    facts = told("criteria.node_edited")
    assert facts["node"] == "1.1"
    assert facts["max_points"] == ["1", "2"]
    assert AuditEvent.objects.filter(action="criteria.node_edited").count() == 1


def test_a_stale_node_shows_both(whole: Version, who: dict[str, Any]) -> None:
    read = node("1.1")
    actions.edit_node(read, row_version=1, values={"title": "Của chị", "max_points": "3"}, **who)
    with pytest.raises(Stale) as stale:
        actions.edit_node(read, row_version=1, values={"title": "Của tôi", "max_points": "3"}, **who)
    assert (stale.value.current, stale.value.yours) == ({"title": "Của chị"}, {"title": "Của tôi"})
    assert node("1.1").title == "Của chị"


def test_a_leaf_becomes_a_group_and_back(whole: Version, who: dict[str, Any]) -> None:
    group = actions.edit_node(node("1.1"), row_version=1, values={"is_leaf": False, "title": "Nhóm"}, **who)
    assert (group.rule, group.max_points, group.evidence, group.inputs) == (None, "", "", [])
    leaf = actions.edit_node(group, row_version=2, values={"is_leaf": True}, **who)
    assert (leaf.is_leaf, leaf.source) == (True, "unit")
    with pytest.raises(Refused) as refused:
        actions.edit_node(node("1"), row_version=1, values={"is_leaf": True}, **who)
    assert refused.value.field == "is_leaf"


def test_tie_breaks_follow_a_code(whole: Version, who: dict[str, Any]) -> None:
    actions.edit_node(node("1"), row_version=1, values={"code": "I"}, **who)
    whole.refresh_from_db()
    assert whole.policy["tie_break"] == ["I"]
    with pytest.raises(Refused):
        actions.edit_node(node("I"), row_version=2, values={"code": "2"}, **who)


def test_nodes_move(whole: Version, who: dict[str, Any]) -> None:
    actions.move_node(node("1.2"), parent=node("1").pk, after=None, **who)
    assert codes(whole) == ["1", "1.2", "1.1", "2"]
    actions.move_node(node("1.2"), parent=None, after=node("2").pk, **who)
    assert codes(whole) == ["1", "1.1", "2", "1.2"]
    events = AuditEvent.objects.count()
    actions.move_node(node("1.2"), parent=None, after=node("2").pk, **who)
    assert AuditEvent.objects.count() == events
    actions.move_node(node("2"), parent=node("1").pk, after=node("1.1").pk, **who)
    assert codes(whole) == ["1", "1.1", "2", "1.2"]
    assert node("2").parent_id == node("1").pk


def test_nodes_do_not_move_into_themselves_or_under_a_scored_leaf(whole: Version, who: dict[str, Any]) -> None:
    inner = actions.add_node(whole, id=uuid.uuid4(), parent=node("1").pk, is_leaf=False, title="Trong", **who)
    for place in (node("1").pk, inner.pk):
        with pytest.raises(Refused, match="below itself"):
            actions.move_node(node("1"), parent=place, after=None, **who)
    with pytest.raises(Refused, match="gives points itself"):
        actions.move_node(node("2"), parent=node("1.1").pk, after=None, **who)


def test_a_tree_does_not_grow_without_end(whole: Version, who: dict[str, Any]) -> None:
    parent = None
    for _ in range(20):
        parent = actions.add_node(whole, id=uuid.uuid4(), parent=parent, is_leaf=False, title="", **who).pk
    with pytest.raises(Refused, match="20 levels"):
        actions.add_node(whole, id=uuid.uuid4(), parent=parent, is_leaf=False, title="", **who)
    with pytest.raises(Refused, match="20 levels"):
        actions.move_node(node("1"), parent=Node.objects.get(pk=parent).parent_id, after=None, **who)


def test_a_branch_is_duplicated(whole: Version, who: dict[str, Any]) -> None:
    id = uuid.uuid4()
    for _ in range(2):
        actions.duplicate_node(node("1"), id=id, **who)
    assert codes(whole) == ["1", "1.1", "1.2", "3", "3.1", "3.2", "2"]
    assert node("3.2").rule == node("1.2").rule
    assert node("3").appraised_by == "SNV"


def test_removed_and_restored(whole: Version, who: dict[str, Any]) -> None:
    before = queries.document_of(whole)
    field = node("1")
    assert actions.remove_node(field, **who) == 3
    assert actions.remove_node(field, **who) == 0
    assert codes(whole) == ["2"]
    assert [removed.pk for removed in queries.tree_of(whole).removed] == [field.pk]
    assert actions.restore_node(field, **who) == 3
    assert actions.restore_node(field, **who) == 0
    assert queries.document_of(whole) == before


def test_restoring_finds_its_code_taken_or_its_parent_gone(whole: Version, who: dict[str, Any]) -> None:
    leaf, field = node("1.1"), node("1")
    actions.remove_node(leaf, **who)
    taker = actions.add_node(whole, id=uuid.uuid4(), parent=field.pk, is_leaf=True, code="1.1", title="", **who)
    with pytest.raises(Refused, match="taken"):
        actions.restore_node(leaf, **who)
    actions.remove_node(taker, **who)
    actions.remove_node(field, **who)
    actions.restore_node(leaf, **who)
    assert codes(whole) == ["1.1", "2"]
    assert node("1.1").parent_id is None


def test_appraisers_are_assigned_at_once(whole: Version, who: dict[str, Any]) -> None:
    wanted = {node("1").pk: (1, "STP"), node("1.2").pk: (1, ""), node("2").pk: (1, "SNV")}
    assert actions.assign_appraisers(whole, appraisers=wanted, **who) == 2
    assert actions.assign_appraisers(whole, appraisers=wanted, **who) == 0
    assert told("criteria.appraisers_assigned") == {"1": ["SNV", "STP"], "1.2": ["VPUB", ""]}
    with pytest.raises(Stale):
        actions.assign_appraisers(whole, appraisers={node("1").pk: (1, "VPUB"), node("2").pk: (1, "STC")}, **who)
    assert node("2").appraised_by == "SNV"


def test_codes_are_renumbered_by_place(whole: Version, who: dict[str, Any]) -> None:
    actions.move_node(node("2"), parent=None, after=None, **who)
    actions.move_node(node("1.2"), parent=node("1").pk, after=None, **who)
    assert actions.renumber_codes(whole, **who) == 4
    tree = queries.tree_of(whole)
    assert [(row.node.code, row.node.title[:4]) for row in tree.rows] == [
        ("1", "Đánh"),
        ("2", "Chỉ "),
        ("2.1", "Nhiệ"),
        ("2.2", "Kế h"),
    ]
    whole.refresh_from_db()
    assert whole.policy["tie_break"] == ["2"]
    assert actions.renumber_codes(whole, **who) == 0


# Versions and steps -------------------------------------------------------------------------------------------------
@pytest.fixture
def issued(whole: Version, who: dict[str, Any]) -> Version:
    actions.issue(whole, row_version=1, **who)
    whole.refresh_from_db()
    return whole


def test_issue_freezes_the_document_and_tells_its_hash(issued: Version, province: Province, now: datetime) -> None:
    assert (issued.state, issued.issued_at, issued.issued_by) == (VersionState.ISSUED, now, province.coordinator)
    assert issued.document == queries.text_of(issued)
    assert told("criteria.issue")["sha256"] == issued.sha256
    assert list(queries.issued_faults()) == []


def test_removed_nodes_go_with_the_issue(whole: Version, who: dict[str, Any]) -> None:
    actions.remove_node(node("1.1"), **who)
    actions.issue(whole, row_version=1, **who)
    assert sorted(Node.objects.values_list("code", flat=True)) == ["1", "1.2", "2"]


def test_what_is_not_ready_is_not_issued(draft: Version, who: dict[str, Any]) -> None:
    with pytest.raises(actions.NotIssuable) as refused:
        actions.issue(draft, row_version=1, **who)
    assert {"no_decision", "no_period"} <= {finding.code for finding in refused.value.findings}
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT


def test_an_issue_needs_the_header_that_was_looked_at(whole: Version, who: dict[str, Any]) -> None:
    actions.edit_header(whole, row_version=1, header={"title": "Khác"}, **who)
    with pytest.raises(Stale):
        actions.issue(whole, row_version=1, **who)


def test_nobody_issues_twice_or_as_the_program(whole: Version, who: dict[str, Any], now: datetime) -> None:
    with pytest.raises(NotAllowed):
        actions.issue(whole, row_version=1, by=None, at=now)  # type: ignore[arg-type]
    actions.issue(whole, row_version=1, **who)
    with pytest.raises(Refused):
        actions.issue(whole, row_version=1, **who)


EDITS: dict[str, Callable[[Version, dict[str, Any]], object]] = {
    "header": lambda v, who: actions.edit_header(v, row_version=1, header={"title": "x"}, **who),
    "policy": lambda v, who: actions.edit_policy(v, row_version=1, policy={}, bonus=[], penalty=[], **who),
    "add": lambda v, who: actions.add_node(v, id=uuid.uuid4(), parent=None, is_leaf=True, title="x", **who),
    "edit": lambda v, who: actions.edit_node(node("1"), row_version=1, values={"title": "x"}, **who),
    "move": lambda v, who: actions.move_node(node("2"), parent=None, after=None, **who),
    "duplicate": lambda v, who: actions.duplicate_node(node("2"), id=uuid.uuid4(), **who),
    "remove": lambda v, who: actions.remove_node(node("2"), **who),
    "restore": lambda v, who: actions.restore_node(node("2"), **who),
    "appraisers": lambda v, who: actions.assign_appraisers(v, appraisers={node("1").pk: (1, "")}, **who),
    "renumber": lambda v, who: actions.renumber_codes(v, **who),
    "replace": lambda v, who: actions.replace_tree(v, {"nodes": []}, seen="", **who),
    "discard": lambda v, who: actions.discard(v, note="x", **who),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_nothing_changes_what_was_issued(
    issued: Version, who: dict[str, Any], edit: Callable[[Version, dict[str, Any]], object]
) -> None:
    with pytest.raises(Refused, match=r"frozen|not possible"):
        edit(issued, who)
    assert list(queries.issued_faults()) == []


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("role", ["administrator", "officer", "district_coordinator", "stranger"])
def test_only_the_coordinator_of_the_organiser_writes(
    whole: Version, province: Province, now: datetime, edit: Callable[[Version, dict[str, Any]], object], role: str
) -> None:
    events = AuditEvent.objects.count()
    with pytest.raises(NotAllowed, match="Tỉnh Bắc Kạn"):
        edit(whole, {"by": getattr(province, role), "at": now})
    assert AuditEvent.objects.count() == events


def test_a_coordinator_out_of_office_writes_nothing(whole: Version, province: Province) -> None:
    before_office = datetime.fromisoformat("2022-06-01T02:00:00+00:00")
    with pytest.raises(NotAllowed):
        actions.edit_header(whole, row_version=1, header={"title": "x"}, by=province.coordinator, at=before_office)


def test_withdrawal_keeps_everything(issued: Version, who: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        actions.withdraw(issued, note=" ", **who)
    assert refused.value.field == "note"
    actions.withdraw(issued, note="Thay bằng bộ tiêu chí mới", **who)
    issued.refresh_from_db()
    assert (issued.state, issued.withdrawal_reason) == (VersionState.WITHDRAWN, "Thay bằng bộ tiêu chí mới")
    assert list(queries.issued_faults()) == []


def test_a_discarded_draft_stays_and_makes_room(issued: Version, who: dict[str, Any]) -> None:
    draft = actions.start_version(issued, id=uuid.uuid4(), **who)
    actions.discard(draft, note="Không dùng", **who)
    with pytest.raises(NotAllowed, match="discarded"):
        actions.edit_header(draft, row_version=1, header={"title": "x"}, **who)
    assert actions.start_version(issued, id=uuid.uuid4(), **who).number == 3


def test_a_new_version_copies_the_issued_one(issued: Version, who: dict[str, Any]) -> None:
    id = uuid.uuid4()
    for _ in range(2):
        draft = actions.start_version(issued, id=id, change_note="Sửa tiêu chí 1.2", **who)
    assert (draft.number, draft.based_on, draft.decision_number) == (2, issued, "")
    differing = {"decision"}
    strip = lambda d: {k: v for k, v in d.items() if k not in differing}  # noqa: E731
    assert strip(queries.document_of(draft)) == strip(queries.document_of(issued))
    with pytest.raises(Refused, match="2"):
        actions.start_version(issued, id=uuid.uuid4(), **who)
    with pytest.raises(Refused, match="cannot change"):
        actions.edit_header(draft, row_version=1, header={}, facts=facts(), **who)
    actions.edit_header(draft, row_version=1, header={"title": "Bản 2"}, **who)


def test_a_draft_is_no_base_for_another(whole: Version, who: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed, match="never issued"):
        actions.start_version(whole, id=uuid.uuid4(), **who)


def test_cloned_to_the_next_year(issued: Version, province: Province, who: dict[str, Any]) -> None:
    id = uuid.uuid4()
    for _ in range(2):
        clone = actions.clone_set(
            issued,
            id=id,
            owner=province.root,
            facts=facts(),
            title="Bộ tiêu chí năm 2024",
            title_en="Criteria of 2024",
            period_from=date(2023, 12, 15),
            period_to=date(2024, 12, 14),
            **who,
        )
    assert CriteriaSet.objects.count() == 2
    assert (clone.number, clone.based_on, clone.criteria_set.year) == (1, issued, 2024)
    assert clone.title_en == "Criteria of 2024"
    assert queries.document_of(clone)["nodes"] == queries.document_of(issued)["nodes"]
    assert queries.document_of(clone)["policy"] == queries.document_of(issued)["policy"]

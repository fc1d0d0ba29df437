"""What differs between two versions, in sentences that a person reads."""

import copy
import json
import os
from collections.abc import Callable
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from parindex.criteria.compare import Kind, compare
from parindex.criteria.compare.matching import out_of_order
from parindex.criteria.compare.wording import SENTENCES
from parindex.criteria.workbook.sample import sample_set
from parindex.engine import read_set, write_set
from tests.apps.criteria.workbooks import SOME_SETS, documents

#: Needs no database: once is enough.
pytestmark = pytest.mark.skipif(bool(os.environ.get("PARINDEX_DATABASE")), reason="needs no database")

type Document = dict[str, Any]


def sample() -> Document:
    criteria_set = read_set(sample_set("vi")).criteria_set
    assert criteria_set is not None
    return write_set(criteria_set)


def node(document: Document, code: str) -> Document:
    waiting = list(document["nodes"])
    for form in waiting:
        if form["code"] == code:
            return form
        waiting += form.get("children", [])
    raise KeyError(code)


def drop(document: Document, *codes: str) -> None:
    document["nodes"] = [form for form in document["nodes"] if form["code"] not in codes]
    for form in document["nodes"]:
        form["children"] = [child for child in form["children"] if child["code"] not in codes]


def leaf(code: str, title: str, points: str = "1") -> Document:
    return {"code": code, "title": title, "max_points": points, "rule": {"kind": "judgement", "increment": "0.01"}}


def insert_before_the_second(document: Document) -> None:
    children = node(document, "1")["children"]
    for number, child in enumerate(children[1:], start=3):
        child["code"] = f"1.{number}"
    children.insert(1, leaf("1.2", "Phân công nhiệm vụ", "0.5"))


def move(document: Document) -> None:
    found = node(document, "1.5")
    drop(document, "1.5")
    node(document, "2")["children"].append(found)


def swap(document: Document) -> None:
    children = node(document, "2")["children"]
    children.insert(0, children.pop())


def group(document: Document) -> None:
    found = node(document, "1.5")
    keep = {key: found[key] for key in ("code", "title")}
    found.clear()
    found.update(keep | {"children": [leaf("1.5.1", "Cấp tỉnh"), leaf("1.5.2", "Cấp sở")]})


CASES: dict[str, tuple[Callable[[Document], Any], list[tuple[str, str, str]]]] = {
    "a new leaf": (
        lambda d: node(d, "1")["children"].append(leaf("1.6", "Đối thoại với người dân", "0.5")),
        [("added", "Thêm tiêu chí 1.6 “Đối thoại với người dân” (0,5 điểm)",
          "Criterion 1.6 “Đối thoại với người dân” was added (0.5 points)")],
    ),
    "a field that went": (
        lambda d: drop(d, "2"),
        [("removed", "Bỏ lĩnh vực 2 “Cải cách thủ tục hành chính” (8 điểm, gồm 5 tiêu chí bên dưới)",
          "Field 2 “Cải cách thủ tục hành chính” was removed (8 points, with 5 nodes below)")],
    ),
    "a leaf in between renumbers the rest": (
        insert_before_the_second,
        [("added", "Thêm tiêu chí 1.2 “Phân công nhiệm vụ” (0,5 điểm)",
          "Criterion 1.2 “Phân công nhiệm vụ” was added (0.5 points)"),
         ("moved", "Đổi mã 1.2 thành 1.3: “Mức độ hoàn thành kế hoạch”",
          "1.2 is now 1.3: “Mức độ hoàn thành kế hoạch”"),
         ("moved", "Đổi mã 1.3 thành 1.4: “Chế độ báo cáo định kỳ”", "1.3 is now 1.4: “Chế độ báo cáo định kỳ”"),
         ("moved", "Đổi mã 1.4 thành 1.5: “Tuyên truyền cải cách hành chính”",
          "1.4 is now 1.5: “Tuyên truyền cải cách hành chính”"),
         ("moved", "Đổi mã 1.5 thành 1.6: “Sáng kiến, cách làm mới”", "1.5 is now 1.6: “Sáng kiến, cách làm mới”")],
    ),
    "a leaf under another field": (
        move,
        [("moved", "Chuyển 1.5 “Sáng kiến, cách làm mới” từ 1 sang 2",
          "1.5 “Sáng kiến, cách làm mới” moved from 1 to 2")],
    ),
    "another place": (
        swap,
        [("moved", "Đổi thứ tự 2.5 “Thái độ phục vụ của công chức” trong 2",
          "2.5 “Thái độ phục vụ của công chức” has another place in 2")],
    ),
    "fields that changed places": (
        lambda d: d["nodes"].reverse(),
        [("moved", "Đổi thứ tự 1 “Công tác chỉ đạo, điều hành” trong cấp lĩnh vực",
          "1 “Công tác chỉ đạo, điều hành” has another place in the top level")],
    ),
    "another title": (
        lambda d: node(d, "1.1").update(title="Ban hành kế hoạch CCHC"),
        [("renamed", "Sửa tên tiêu chí 1.1", "The title of 1.1 changed")],
    ),
    "other points": (
        lambda d: node(d, "1.2").update(max_points="1.5"),
        [("points", "Điểm tối đa của 1.2 “Mức độ hoàn thành kế hoạch”: 2 → 1,5",
          "The maximum of 1.2 “Mức độ hoàn thành kế hoạch”: 2 → 1.5")],
    ),
    "another rule": (
        lambda d: node(d, "1.2")["rule"]["steps"][0].update(above="0.95"),
        [("rule", "Sửa cách tính điểm của 1.2 “Mức độ hoàn thành kế hoạch”",
          "The rule of 1.2 “Mức độ hoàn thành kế hoạch” changed")],
    ),
    "another source": (
        lambda d: node(d, "1.2").update(source="register"),
        [("rule", "Nguồn số liệu của 1.2 “Mức độ hoàn thành kế hoạch”: Đơn vị kê khai → Dữ liệu từ hệ thống dùng chung",
          "The source of 1.2 “Mức độ hoàn thành kế hoạch”: Unit → Register")],
    ),
    "another appraiser": (
        lambda d: node(d, "1.2").update(appraised_by="STP"),
        [("appraiser", "Cơ quan thẩm định 1.2 “Mức độ hoàn thành kế hoạch”: theo cấp trên → STP",
          "The appraiser of 1.2 “Mức độ hoàn thành kế hoạch”: as its parent → STP")],
    ),
    "evidence": (
        lambda d: node(d, "1.1").update(evidence="Quyết định", evidence_required=False),
        [("evidence", "Sửa tài liệu kiểm chứng của 1.1 “Ban hành kế hoạch cải cách hành chính năm”",
          "The evidence of 1.1 “Ban hành kế hoạch cải cách hành chính năm” changed"),
         ("evidence", "Tài liệu kiểm chứng của 1.1 “Ban hành kế hoạch cải cách hành chính năm” nay không bắt buộc",
          "Evidence for 1.1 “Ban hành kế hoạch cải cách hành chính năm” is no longer compulsory")],
    ),
    "a leaf with children now": (
        group,
        [("rule", "1.5 “Sáng kiến, cách làm mới” trước trực tiếp chấm điểm, nay có tiêu chí cấp dưới",
          "1.5 “Sáng kiến, cách làm mới” gave points itself and now has children"),
         ("added", "Thêm tiêu chí thành phần 1.5.1 “Cấp tỉnh” (1 điểm)",
          "Sub-criterion 1.5.1 “Cấp tỉnh” was added (1 points)"),
         ("added", "Thêm tiêu chí thành phần 1.5.2 “Cấp sở” (1 điểm)",
          "Sub-criterion 1.5.2 “Cấp sở” was added (1 points)")],
    ),
    "the header": (
        lambda d: d.update(year=2024, decision={"number": "12/QĐ-UBND", "on": "2024-05-06"}),
        [("header", "Năm đánh giá: 2023 → 2024", "The year: 2023 → 2024"),
         ("header", "Quyết định ban hành: 0000/QĐ-UBND, 16/10/2023 → 12/QĐ-UBND, 06/05/2024",
          "The decision: 0000/QĐ-UBND, 16/10/2023 → 12/QĐ-UBND, 06/05/2024")],
    ),
    "the policy": (
        lambda d: d["policy"].update(places=3, ties="dense", tie_break=[]),
        [("policy", "Khi các đơn vị bằng chỉ số: 1, 2, 2, 4 → 1, 2, 2, 3",
          "Ranks after a tie: 1, 2, 2, 4 → 1, 2, 2, 3"),
         ("policy", "Số chữ số thập phân: 2 → 3", "Decimal places: 2 → 3"),
         ("policy", "Tiêu chí phụ khi bằng chỉ số: 2; 1 → không có", "Nodes that break ties: 2; 1 → none")],
    ),
    "a class": (
        lambda d: d["policy"]["classes"][0].update({"from": "95", "inclusive": False}),
        [("policy", "Sửa mức xếp loại Xuất sắc", "The class Xuất sắc changed")],
    ),
    "a bonus": (
        lambda d: d.pop("bonus"),
        [("policy", "Bỏ điểm thưởng T1 “Mô hình được tỉnh cho nhân rộng”",
          "The bonus T1 “Mô hình được tỉnh cho nhân rộng” was removed")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_difference_is_one_sentence(name: str) -> None:
    edit, expected = CASES[name]
    before, after = sample(), sample()
    edit(after)
    for form in after["nodes"]:
        form.pop("max_points", None)
    for form in before["nodes"]:
        form.pop("max_points", None)
    found = compare(before, after)
    assert [(change.kind, change.text("vi"), change.text("en")) for change in found.changes] == expected


def test_values_stand_side_by_side() -> None:
    before, after = sample(), sample()
    node(after, "1.2")["rule"]["steps"][0]["above"] = "0.95"
    after["policy"]["classes"][0] |= {"from": "95", "inclusive": False}
    found = compare(before, after)
    (rule,), (band,) = found.of(Kind.RULE), found.of(Kind.POLICY)
    assert rule.code == "1.2"
    left, right = rule.sides("vi")
    assert "trên 90" in left
    assert "trên 95" in right
    assert band.sides("vi") == ("Xuất sắc: từ 90", "Xuất sắc: trên 95")
    assert band.sides("en") == ("Xuất sắc: from 90", "Xuất sắc: above 95")


def test_points_of_each_field_before_and_after() -> None:
    before, after = sample(), sample()
    node(after, "1.2")["max_points"] = "3.5"
    drop(after, "2")
    after["nodes"].append({"code": "3", "title": "Cải cách thể chế", "children": [leaf("3.1", "Rà soát", "4")]})
    found = compare(before, after)
    assert [(field.code, field.before, field.after, field.difference) for field in found.fields] == [
        ("1", Decimal("6.5"), Decimal(8), Decimal("1.5")),
        ("3", None, Decimal(4), Decimal(4)),
        ("2", Decimal(8), None, Decimal(-8)),
    ]
    assert (found.before_total, found.after_total) == (Decimal("14.5"), Decimal(12))
    assert (found.before_leaves, found.after_leaves) == (10, 6)
    assert found.counts() == {Kind.ADDED: 1, Kind.REMOVED: 1, Kind.POINTS: 1}


def test_a_branch_whose_leaf_was_saved_counts_only_what_came() -> None:
    before, after = sample(), sample()
    kept = node(after, "2.1")
    drop(after, "2")
    node(after, "1")["children"].append(kept)
    texts = [change.text("vi") for change in compare(before, after).changes]
    assert texts == [
        "Chuyển 2.1 “Hồ sơ nộp trực tuyến” từ 2 sang 1",
        "Bỏ lĩnh vực 2 “Cải cách thủ tục hành chính” (8 điểm, gồm 4 tiêu chí bên dưới)",
    ]


def test_two_illustrative_sets_are_compared_without_end() -> None:
    folder = Path(__file__).parents[3] / "examples/bac-kan-2023/criteria"
    left, right = (json.loads((folder / f"{name}.json").read_text()) for name in ("department", "commune"))
    found = compare(left, right)
    assert len(found.changes) > 50
    assert all(change.text(lang) for change in found.changes for lang in ("vi", "en"))
    assert found.after_total == sum(field.after or 0 for field in found.fields)


def test_incomplete_drafts_can_be_compared() -> None:
    draft: Document = {"nodes": [{"code": "1"}, {"code": "2", "max_points": "nhiều", "rule": None}]}
    found = compare(draft, sample())
    assert found
    assert not compare(draft, copy.deepcopy(draft))


@SOME_SETS
@given(documents(), documents())
def test_what_is_the_same_has_no_difference_and_any_two_can_be_compared(one: Document, other: Document) -> None:
    assert not compare(one, copy.deepcopy(one))
    # Random points have up to 38 digits, the usual context keeps 28: no sum of them is rounded here.
    with localcontext(prec=60):
        found, back = compare(one, other), compare(other, one)
        assert found.after_total - found.before_total == sum(field.difference for field in found.fields)
    assert bool(found) == (one != other)
    assert bool(back) == (one != other)
    for change in found.changes:
        assert change.text("vi")
        assert change.text("en")
        assert len(change.sides("vi")) == 2


@pytest.mark.parametrize(
    ("order", "moved"), [([], set()), ([0, 1, 2], set()), ([2, 0, 1], {2}), ([1, 2, 0], {0}), ([3, 0, 1, 2, 4], {3})]
)
def test_the_fewest_nodes_are_said_to_have_moved(order: list[int], moved: set[int]) -> None:
    assert out_of_order(order) == moved


def test_both_languages_of_a_sentence_take_the_same_values() -> None:
    import string

    for key, (vi, en) in SENTENCES.items():
        names = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (vi, en)]
        assert names[0] - {"level"} == names[1] - {"level"}, key

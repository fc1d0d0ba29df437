"""Journeys of the author of a criteria set."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from parindex.criteria import actions
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.models import CriteriaSetVersion, Node
from parindex.people.models import Tier
from tests.conftest import NOW
from tests.people import Province

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/bac-kan-2023/criteria/district.json"

type Opened = Callable[..., Page]


@pytest.fixture
def district_set(province: Province) -> CriteriaSetVersion:
    document: dict[str, Any] = json.loads(EXAMPLE.read_text())
    facts = SetFacts(document["code"], Tier.objects.get(code="district"), 2023, illustration=True)
    return actions.create_set(
        id=uuid.uuid4(), owner=province.root, facts=facts, title="", document=document, by=None, at=NOW
    )


def node(code: str) -> Node:
    return Node.objects.get(code=code, removed_with=None)


def address(version: CriteriaSetVersion, place: str = "") -> str:
    return f"/criteria-sets/{version.pk}/{place}"


def leaf(version: CriteriaSetVersion, code: str) -> str:
    return address(version, f"edit/{node(code).pk}/")


@pytest.mark.parametrize(("phone", "theme"), [(False, "light"), (True, "dark")], ids=["desktop", "phone"])
def test_every_screen_holds(
    page_as: Opened,
    district_set: CriteriaSetVersion,
    shot: Callable[..., Path],
    no_axe_violations: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
    phone: bool,
    theme: str,
) -> None:
    page = page_as("coordinator", phone=phone, theme=theme)
    screens = {
        "list": "/criteria-sets/",
        "new": "/criteria-sets/new/",
        **{name: address(district_set, f"{name}/") for name in ("header", "policy", "appraisers", "findings", "print")},
        "overview": address(district_set),
        "editor": address(district_set, "edit/"),
        "add": address(district_set, f"edit/add/?parent={node('1').pk}"),
        "group": leaf(district_set, "1"),
        "steps": leaf(district_set, "1.3.1"),
        "deduct": leaf(district_set, "1.2"),
        "formula": leaf(district_set, "1.6"),
        "move": leaf(district_set, "1.2") + "move/",
    }
    for name, where in screens.items():
        page.goto(where)
        shot(page, f"criteria-{name}-{'360' if phone else '1440'}")
        no_sideways_scroll(page)
        no_axe_violations(page)


def test_a_rule_is_tried_while_it_is_written(page_as: Opened, district_set: CriteriaSetVersion) -> None:
    page = page_as("coordinator")
    page.goto(leaf(district_set, "1.3.1"))
    result = page.locator("#trial-result")
    numerator, denominator = page.locator("#trial .form-row input").all()
    numerator.fill("30")
    denominator.fill("100")
    expect(result.locator(".score strong")).to_have_text("1,00")
    expect(result).to_contain_text("30 / 100")
    numerator.fill("29")
    expect(result.locator(".score strong")).to_have_text("0,50")
    numerator.fill("3x")
    expect(result).to_contain_text("một số, ví dụ 0,5")
    numerator.fill("30")
    page.locator("[name='steps-0-low']").fill("40")
    expect(result).to_contain_text("không thuộc mức nào")
    page.locator("[name='steps-1-high']").fill("40")
    expect(result.locator(".score strong")).to_have_text("0,50")
    expect(result.locator("tbody tr").first).to_contain_text("401")
    assert node("1.3.1").version == 1


def test_rows_come_and_go_in_place_and_are_saved(page_as: Opened, district_set: CriteriaSetVersion) -> None:
    page = page_as("coordinator")
    page.goto(leaf(district_set, "1.2"))
    page.get_by_role("button", name="Thêm khoản trừ").click()
    added = page.locator("[name='items-2-title']")
    expect(added).to_be_focused()
    added.fill("Báo cáo sai số liệu")
    page.locator("[name='items-2-worth']").fill("10")
    page.locator("[name='items-2-per']").select_option("share")
    page.locator("button[value='drop:items:1']").click()
    expect(page.locator("[name='items-2-title']")).to_have_count(0)
    expect(page.locator("#trial-result .reads")).to_contain_text("trừ 10% điểm tối đa")
    page.get_by_role("button", name="Lưu", exact=True).last.click()
    expect(page.get_by_text("Đã lưu 1.2.")).to_be_visible()
    saved = node("1.2")
    assert saved.rule is not None
    assert [sorted(item) for item in saved.rule["items"]] == [["count", "points"], ["count", "share"]]
    assert saved.rule["items"][1] == {"count": "bao_cao_sai_so_lieu", "share": "0.1"}


def test_another_kind_of_rule_brings_its_own_form(page_as: Opened, district_set: CriteriaSetVersion) -> None:
    page = page_as("coordinator")
    page.goto(leaf(district_set, "1.5"))
    page.get_by_label("Loại cách tính").select_option("linear")
    expect(page.locator("[name='rule-start_at']")).to_be_visible()
    page.get_by_label("Đại lượng là").select_option("number")
    expect(page.locator("[name='in-number-title']")).to_be_visible()
    expect(page.locator("[name='in-denominator-title']")).to_have_count(0)
    assert node("1.5").version == 1


def test_a_field_made_larger_by_hand_survives_a_new_row(page_as: Opened, district_set: CriteriaSetVersion) -> None:
    """The browser gives such a field an inline style; copied to the new part it would breach the policy."""
    page = page_as("coordinator")
    page.goto(leaf(district_set, "1.2"))
    page.locator("[name='title']").evaluate("field => { field.style.height = '9rem' }")
    page.get_by_role("button", name="Thêm khoản trừ").click()
    expect(page.locator("[name='items-2-title']")).to_be_focused()


def test_on_a_phone_the_chosen_node_and_tab_are_in_sight(page_as: Opened, district_set: CriteriaSetVersion) -> None:
    page = page_as("coordinator", phone=True)
    page.goto(leaf(district_set, "4.1.1"))
    tree, chosen = page.locator(".set-tree").bounding_box(), page.locator(".tree a[aria-current]").bounding_box()
    assert tree is not None
    assert chosen is not None
    assert tree["y"] <= chosen["y"] < chosen["y"] + chosen["height"] <= tree["y"] + tree["height"]
    page.goto(address(district_set, "exchange/"))
    tab = page.locator(".tabs [aria-current]").bounding_box()
    assert tab is not None
    assert 0 <= tab["x"] < tab["x"] + tab["width"] <= 360


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_the_keyboard_reaches_is_in_sight(page_as: Opened, district_set: CriteriaSetVersion, theme: str) -> None:
    page = page_as("coordinator", theme=theme)
    page.goto(leaf(district_set, "1.3.1"))
    page.locator("[name='code']").focus()
    for _step in range(60):
        page.keyboard.press("Tab")
        name, ringed, covered = page.evaluate(
            """() => { const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return [e.getAttribute("aria-label") || e.name || e.innerText, style.outlineStyle !== "none",
                    !top || !(e.contains(top) || top.contains(e))] }"""
        )
        if page.locator(".save-bar :focus").count():
            break
        assert (name, ringed, covered) == (name, True, False)
    else:
        pytest.fail("the form does not end")


def test_enlarged_four_times_nothing_stays_before_the_text(page_as: Opened, district_set: CriteriaSetVersion) -> None:
    page = page_as("coordinator", size={"width": 360, "height": 225})
    page.goto(leaf(district_set, "1.3.1"))
    assert page.locator(".save-bar").evaluate("bar => getComputedStyle(bar).position") == "static"
    box = page.locator(".set-tree").bounding_box()
    assert box is not None
    assert box["height"] <= 0.6 * 225 + 1


def test_the_tree_by_keyboard(page_as: Opened, district_set: CriteriaSetVersion) -> None:
    page = page_as("coordinator")
    page.goto(leaf(district_set, "1.2"))
    page.locator(".tree a[aria-current]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".tree a:focus")).to_contain_text("1.3")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Alt+ArrowDown")
    codes = page.locator(".tree > li:first-child > ul > li > a .code")
    expect(codes.nth(1)).to_have_text("1.3")
    expect(codes.nth(2)).to_have_text("1.2")
    focused = page.locator(".tree a:focus")
    expect(focused).to_contain_text("1.2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**" + leaf(district_set, "1.4"))
    expect(focused).to_contain_text("1.4")


def test_two_authors_meet(page_as: Opened, district_set: CriteriaSetVersion) -> None:
    mine, theirs = page_as("coordinator"), page_as("coordinator")
    for page, title in ((mine, "Của tôi"), (theirs, "Của chị")):
        page.goto(leaf(district_set, "1.1.1"))
        page.locator("#id_title").fill(title)
    theirs.get_by_role("button", name="Lưu", exact=True).last.click()
    expect(theirs.get_by_text("Đã lưu 1.1.1.")).to_be_visible()
    mine.get_by_role("button", name="Lưu", exact=True).last.click()
    expect(mine.locator(".comparison del")).to_have_text("Của chị")
    expect(mine.locator(".comparison ins")).to_have_text("Của tôi")
    mine.get_by_role("button", name="Lưu", exact=True).last.click()
    expect(mine.get_by_text("Đã lưu 1.1.1.")).to_be_visible()
    assert node("1.1.1").title == "Của tôi"


def test_without_scripts_a_rule_is_written_tried_and_saved(page_as: Opened, district_set: CriteriaSetVersion) -> None:
    page = page_as("coordinator", scripts=False)
    page.goto(leaf(district_set, "1.5"))
    page.get_by_label("Loại cách tính").select_option("steps")
    page.get_by_role("button", name="Hiện biểu mẫu").click()
    page.locator("[name='in-numerator-title']").fill("Số sáng kiến nhân rộng")
    page.locator("[name='in-denominator-title']").fill("Tổng số sáng kiến")
    page.locator("[name='steps-0-low']").fill("50")
    page.locator("[name='steps-0-points']").fill("2")
    page.locator("[name='steps-1-high']").fill("50")
    page.locator("[name='steps-1-points']").fill("0,5")
    page.locator("button[value='drop:steps:2']").click()
    page.locator("#trial .form-row input").first.fill("1")
    page.locator("#trial .form-row input").last.fill("2")
    page.get_by_role("button", name="Chấm thử").click()
    expect(page.locator("#trial-result .score strong")).to_have_text("2,00")
    page.get_by_role("button", name="Lưu", exact=True).last.click()
    expect(page.get_by_text("Đã lưu 1.5.")).to_be_visible()
    rule = node("1.5").rule
    assert rule is not None
    assert rule["steps"] == [{"from": "0.5", "points": "2"}, {"below": "0.5", "points": "0.5"}]


def test_a_removed_field_comes_back(page_as: Opened, district_set: CriteriaSetVersion) -> None:
    page = page_as("coordinator")
    page.goto(leaf(district_set, "7"))
    page.get_by_role("button", name="Xóa", exact=True).click()
    expect(page.locator(".tree > li")).to_have_count(6)
    page.get_by_text("Mục đã xóa, có thể khôi phục").click()
    page.get_by_role("button", name="Khôi phục 7").click()
    expect(page.locator(".tree > li")).to_have_count(7)


def test_the_policy_is_checked_while_it_is_typed(page_as: Opened, district_set: CriteriaSetVersion) -> None:
    page = page_as("coordinator")
    page.goto(address(district_set, "policy/"))
    page.locator("[name='classes-1-threshold']").fill("95")
    expect(page.locator("#policy-check")).to_contain_text("phải thấp hơn")
    page.locator("[name='classes-1-threshold']").fill("85,5")
    expect(page.locator("#policy-check")).to_contain_text("từ 85,5 đến dưới 90")
    expect(page.locator("#policy-check .notice")).to_have_count(0)


def test_the_official_table_prints_on_a4(page_as: Opened, district_set: CriteriaSetVersion, tmp_path: Path) -> None:
    page = page_as("coordinator")
    page.goto(address(district_set, "print/"))
    path = tmp_path / "set.pdf"
    page.pdf(path=path, format="A4", prefer_css_page_size=True)
    document = pypdfium2.PdfDocument(path)
    texts = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    width, height = document[0].get_size()
    document.close()
    assert (round(min(width, height)), round(max(width, height))) == (595, 842)
    assert "minh họa" in texts[0]
    assert all("Cơ quan thẩm định" in text.replace("\r\n", " ") for text in texts)
    assert "Việc của tôi" not in "".join(texts)

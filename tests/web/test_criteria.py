"""Pages of criteria sets: who sees what, what they hold, how many queries they take, that they work without scripts."""

import io
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from parindex.criteria import actions
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.models import CriteriaSet, CriteriaSetVersion, Node
from parindex.people.enums import Role
from parindex.people.models import Account, Tier
from tests.apps.criteria.conftest import DOCUMENT
from tests.conftest import NOW
from tests.pages import said, travelling_bytes
from tests.people import Province
from tests.web.forms import form_with, forms_of

pytestmark = pytest.mark.django_db

EXAMPLES = Path(__file__).resolve().parents[2] / "examples/bac-kan-2023/criteria"
READ = ["criteria_version", "criteria_policy", "criteria_appraisers", "criteria_findings", "criteria_print"]
EDIT = ["criteria_editor", "criteria_header", "criteria_add", "criteria_renumber"]

type As = Callable[..., Client]


def made(province: Province, document: dict[str, Any], *, illustration: bool = False) -> CriteriaSetVersion:
    facts = SetFacts(document["code"], Tier.objects.get(code=document["tier"]), document["year"], illustration)
    return actions.create_set(
        id=uuid.uuid4(), owner=province.root, facts=facts, title="", document=document, by=None, at=NOW
    )


def example(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text())
    return document


@pytest.fixture
def draft(province: Province) -> CriteriaSetVersion:
    return made(province, json.loads(json.dumps(DOCUMENT).replace("VPUB", "STC")))


@pytest.fixture
def big(province: Province) -> CriteriaSetVersion:
    """The district set of the demonstration."""
    return made(province, example("district") | {"code": "BK-2023-HUYEN"}, illustration=True)


@pytest.fixture
def issued(draft: CriteriaSetVersion, account_as: Callable[..., Account]) -> CriteriaSetVersion:
    actions.issue(draft, row_version=1, by=account_as("coordinator"), at=NOW)
    draft.refresh_from_db()
    return draft


def node(code: str) -> Node:
    return Node.objects.get(code=code, removed_with=None)


def page_of(version: CriteriaSetVersion, code: str) -> str:
    return reverse("criteria_node", args=[version.pk, node(code).pk])


# What opens, for whom, at what price --------------------------------------------------------------------------------
@pytest.mark.parametrize("name", READ + EDIT)
def test_pages_of_a_whole_set_are_small_and_marked(
    client_as: As, big: CriteriaSetVersion, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_as("coordinator")
    with django_assert_max_num_queries(15):
        response = client.get(reverse(name, args=[big.pk]))
    assert response.status_code == 200
    assert travelling_bytes(response) <= 20_000
    assert "Bộ tiêu chí minh họa" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("criteria_version", 7),
        ("criteria_editor", 6),
        ("criteria_policy", 7),
        ("criteria_appraisers", 7),
        ("criteria_findings", 6),
        ("criteria_print", 7),
    ],
)
def test_queries_do_not_grow_with_the_tree(
    client_as: As,
    draft: CriteriaSetVersion,
    big: CriteriaSetVersion,
    name: str,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_as("coordinator")
    for version in (draft, big):
        with django_assert_num_queries(queries):
            client.get(reverse(name, args=[version.pk]))


def test_a_leaf_s_form_is_small_and_cheap(
    client_as: As, big: CriteriaSetVersion, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_as("coordinator")
    for url in [page_of(big, code) for code in ("1", "1.2", "1.3.1", "1.6")]:
        with django_assert_num_queries(7):
            response = client.get(url)
        assert 'aria-current="true">Soạn' in response.content.decode()
        assert travelling_bytes(response) <= 20_000


def test_the_list_costs_the_same_for_one_and_three(
    client_as: As, draft: CriteriaSetVersion, province: Province, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_as("coordinator")
    with django_assert_num_queries(7):
        assert client.get(reverse("criteria_sets")).content.decode().count("row-title") == 1
    for name in ("commune", "district"):
        made(province, example(name) | {"code": name})
    with django_assert_num_queries(7):
        assert client.get(reverse("criteria_sets")).content.decode().count("row-title") == 3


OTHERS = [role for role in Role if role not in {Role.COORDINATOR, Role.ADMINISTRATOR}]


@pytest.mark.parametrize("role", [*Role, None])
def test_who_sees_a_draft_and_an_issued_set(
    client_as: As, draft: CriteriaSetVersion, account_as: Callable[..., Account], role: Role | None
) -> None:
    client = client_as(role)
    keeps = role == Role.COORDINATOR
    sees = role in {Role.COORDINATOR, Role.ADMINISTRATOR}
    for name in READ:
        assert client.get(reverse(name, args=[draft.pk])).status_code == (200 if sees else 404), name
    for name in EDIT:
        expected = 200 if keeps else 403 if sees else 404
        assert client.get(reverse(name, args=[draft.pk])).status_code == expected, name
    assert client.get(reverse("criteria_sets")).status_code == 200
    actions.issue(draft, row_version=1, by=account_as("coordinator"), at=NOW)
    for name in READ:
        assert client.get(reverse(name, args=[draft.pk])).status_code == (404 if role is None else 200), name
    for name in EDIT:
        assert client.get(reverse(name, args=[draft.pk])).status_code == (404 if role is None else 403), name


def test_another_district_s_coordinator_sees_no_draft(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator", at="H061")
    assert client.get(reverse("criteria_version", args=[draft.pk])).status_code == 404
    assert "BK-2023-H" not in client.get(reverse("criteria_sets")).content.decode()


@pytest.mark.parametrize("name", ["duplicate", "remove", "restore", "move"])
def test_what_was_issued_refuses_every_button_with_the_reason(
    client_as: As, issued: CriteriaSetVersion, name: str
) -> None:
    url = reverse(f"criteria_{name}", args=[issued.pk, node("1").pk])
    response = client_as("coordinator").post(url, {"place": "down", "id": str(uuid.uuid4())})
    assert response.status_code == 403
    assert "đã ban hành" in response.content.decode()
    assert Node.objects.count() == 4


def test_the_history_of_a_version_is_a_click_away(client_as: As, issued: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    link = f"{reverse('trail')}?kind=criteria.criteriasetversion&number={issued.pk}"
    assert link.replace("&", "&amp;") in client.get(reverse("criteria_version", args=[issued.pk])).content.decode()
    assert client.get(link).content.decode().count("BK-2023-H, phiên bản 1") == 2
    assert "trail" not in client_as("unit_officer").get(reverse("criteria_version", args=[issued.pk])).content.decode()


# The list and the header --------------------------------------------------------------------------------------------
def test_the_list_filters_searches_and_exports(client_as: As, draft: CriteriaSetVersion, province: Province) -> None:
    made(province, example("commune"))
    client = client_as("coordinator")

    def found(query: str) -> list[str]:
        text = client.get(reverse("criteria_sets") + query).content.decode()
        return [code for code in ("BK-2023-H", "BK-2023-X") if f">{code} ·" in text]

    assert found("") == ["BK-2023-H", "BK-2023-X"]
    assert found("?q=cap+HUYEN") == ["BK-2023-H"]
    assert found("?tier=commune") == ["BK-2023-X"]
    assert found("?state=issued") == []
    assert found("?year=1234&state=nonsense&page=99") == ["BK-2023-H", "BK-2023-X"]
    csv = b"".join(client.get(reverse("criteria_sets") + "?q=huyen&export=csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert [line.split(",")[0] for line in csv.splitlines()] == ["Mã", "BK-2023-H"]
    book = client.get(reverse("criteria_sets") + "?export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    assert [sheet.cell(row, 1).value for row in (1, 2, 3)] == ["Mã", "BK-2023-H", "BK-2023-X"]


def test_empty_lists_say_what_to_do(client_as: As) -> None:
    for role, words in (
        ("coordinator", reverse("criteria_new")),
        ("unit_officer", "Chưa có bộ tiêu chí nào được ban hành"),
    ):
        assert words in client_as(role).get(reverse("criteria_sets")).content.decode()
    page = client_as("coordinator").get(reverse("criteria_sets")).content.decode()
    empty = page[page.index("Chưa có bộ tiêu chí nào") :]
    for name in ("criteria_new", "criteria_import", "criteria_template"):
        assert page.count(f'href="{reverse(name)}"') == 2
        assert f'href="{reverse(name)}"' in empty


def test_a_set_is_made_once(client_as: As) -> None:
    client = client_as("coordinator")
    sent = form_with(client.get(reverse("criteria_new")), "owner_id").fields
    sent |= {"title": "Bộ  tiêu chí\ncấp xã", "code": "BK-2024-X", "tier": "commune", "year": "2024"}
    first, second = (client.post(reverse("criteria_new"), sent) for _ in range(2))
    assert first.status_code == second.status_code == 302
    version = CriteriaSetVersion.objects.get()
    assert first["Location"] == second["Location"] == reverse("criteria_editor", args=[version.pk])
    assert (version.title, version.criteria_set.tier_id) == ("Bộ tiêu chí cấp xã", "commune")
    refused = client.post(reverse("criteria_new"), sent | {"id": str(uuid.uuid4())})
    assert "đã có bộ tiêu chí mã “BK-2024-X”" in refused.content.decode()
    assert CriteriaSet.objects.count() == 1


def test_who_keeps_no_sets_is_told_who_does(client_as: As) -> None:
    response = client_as("administrator").get(reverse("criteria_new"))
    assert response.status_code == 403
    assert "Chỉ cán bộ điều phối" in response.content.decode()


def test_the_header_saves_and_a_stale_one_shows_both(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    url = reverse("criteria_header", args=[draft.pk])
    sent = form_with(client.get(url), "row_version").fields
    assert client.post(url, sent).status_code == 302
    draft.refresh_from_db()
    assert draft.version == 1
    assert client.post(url, sent | {"title": "Của chị", "year": "2024"}).status_code == 302
    stale = client.post(url, sent | {"title": "Của tôi", "year": "2024"})
    assert stale.status_code == 409
    assert "Của chị" in stale.content.decode()
    assert client.post(url, form_with(stale, "row_version").fields).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.criteria_set.year) == ("Của tôi", 2024)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"period_to": ""}, "cả hai ngày"),
        ({"period_to": "01/01/2020"}, "trước ngày bắt đầu"),
        ({"period_from": "khi nào"}, "05/12/2023"),
        ({"code": "=1+1"}, "class=\"errors\""),
        ({"title": " "}, "class=\"errors\""),
    ],
)  # fmt: skip
def test_a_wrong_header_says_why(client_as: As, draft: CriteriaSetVersion, change: dict[str, str], said: str) -> None:
    client = client_as("coordinator")
    url = reverse("criteria_header", args=[draft.pk])
    response = client.post(url, form_with(client.get(url), "row_version").fields | change)
    assert response.status_code == 422
    assert said in response.content.decode()


# The editor ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["department", "district", "commune"])
def test_opening_and_saving_changes_nothing(client_as: As, province: Province, name: str) -> None:
    """Every rule of the demonstration goes through its form and comes out as it was."""
    version = made(province, example(name), illustration=True)
    before = {n.code: (n.rule, n.inputs, n.max_points, n.evidence) for n in Node.objects.all()}
    client = client_as("coordinator")
    # One of each shape of rule is enough: which keys it states, and what labels its figures have.
    shapes = {
        str(
            (sorted(rule or {}), (rule or {}).get("kind"), [sorted(label) for label in labels], len(evidence) > 0)
        ): code
        for code, (rule, labels, _points, evidence) in before.items()
    }
    for code in shapes.values():
        response = client.post(
            page_of(version, code), form_with(client.get(page_of(version, code)), "row_version").fields
        )
        assert response.status_code == 302, code
    after = {n.code: (n.rule, n.inputs, n.max_points, n.evidence) for n in Node.objects.all()}
    assert after == before
    assert set(Node.objects.values_list("version", flat=True)) == {1}
    policy = reverse("criteria_policy", args=[version.pk])
    assert client.post(policy, form_with(client.get(policy), "row_version").fields).status_code == 302
    appraisers = reverse("criteria_appraisers", args=[version.pk])
    sent = next(form for form in forms_of(client.get(appraisers)) if any(f.startswith("unit:") for f in form.fields))
    assert client.post(appraisers, sent.fields).status_code == 302
    version.refresh_from_db()
    assert version.version == 1
    assert set(Node.objects.values_list("version", flat=True)) == {1}


def test_a_rule_is_written_from_nothing_without_scripts(client_as: As, draft: CriteriaSetVersion) -> None:
    """A new leaf, its kind chosen, rows added and removed, figures named by their titles, tried, saved."""
    client = client_as("coordinator")
    add = reverse("criteria_add", args=[draft.pk]) + f"?parent={node('1').pk}"
    sent = form_with(client.get(add), "parent").fields
    assert (sent["code"], sent["role"]) == ("1.3", "leaf")
    assert client.post(add, sent | {"title": "Hồ sơ đúng hạn", "max_points": "2"}).status_code == 302
    url = page_of(draft, "1.3")

    def drawn(changes: dict[str, str], response: Any = None) -> Any:
        fields = form_with(response or client.get(url), "row_version").fields
        answer = client.post(url, fields | changes)
        assert answer.status_code == 200, answer.status_code
        return answer

    page = drawn({"kind": "steps", "draw": "kind"})
    assert form_with(page, "steps-count").fields["steps-count"] == "3"
    page = drawn({"draw": "add:steps"}, page)
    assert form_with(page, "steps-count").fields["steps-count"] == "4"
    page = drawn({"draw": "drop:steps:3"}, page)
    figures = {
        "in-numerator-title": "Số hồ sơ đúng hạn",
        "in-denominator-title": "Tổng số hồ sơ",
        "in-numerator-type": "count",
        "in-denominator-type": "count",
        "steps-0-low_sign": "above",
        "steps-0-low": "90",
        "steps-0-points": "2",
        "steps-1-low": "70",
        "steps-1-high": "90",
        "steps-1-high_sign": "to",
        "steps-1-points": "1",
        "steps-2-high": "70",
        "steps-2-points": "0",
    }
    page = drawn(figures | {"draw": "show"}, page)
    page = drawn({"try:so_ho_so_dung_han": "45", "try:tong_so_ho_so": "50", "try": "1"}, page)
    assert "45 / 50" in page.content.decode()
    assert '<strong class="number">1,00</strong>' in page.content.decode()
    assert node("1.3").rule is None
    assert client.post(url, form_with(page, "row_version").fields).status_code == 302
    saved = node("1.3")
    assert saved.rule == {
        "kind": "steps",
        "quantity": {"ratio": ["so_ho_so_dung_han", "tong_so_ho_so"]},
        "steps": [
            {"above": "0.9", "points": "2"},
            {"from": "0.7", "to": "0.9", "points": "1"},
            {"below": "0.7", "points": "0"},
        ],
    }
    assert saved.inputs == [
        {"name": "so_ho_so_dung_han", "title": "Số hồ sơ đúng hạn", "type": "count"},
        {"name": "tong_so_ho_so", "title": "Tổng số hồ sơ", "type": "count"},
    ]


def test_what_lint_says_stands_beside_its_row(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    fields = form_with(client.get(page_of(draft, "1.2")), "row_version").fields
    page = client.post(page_of(draft, "1.2"), fields | {"steps-0-points": "5", "draw": "show"}).content.decode()
    row = page[page.index('name="steps-0-low_sign"') : page.index('name="steps-1-low_sign"')]
    assert "vượt điểm tối đa" in row
    page = client.post(page_of(draft, "1.2"), fields | {"steps-1-low": "80", "try": "1"}).content.decode()
    assert "không thuộc mức nào" in page
    box = page[page.index('id="trial-result"') :]
    assert "Cách sửa:</strong> Sửa giới hạn trên (cột “Đến”) của mức" in box


@pytest.mark.parametrize(("typed", "said"), [("0,x", "một số, ví dụ 0,5"), ("1.500", "hai cách")])
def test_a_wrong_number_keeps_the_form_and_says_so(
    client_as: As, draft: CriteriaSetVersion, typed: str, said: str
) -> None:
    client = client_as("coordinator")
    fields = form_with(client.get(page_of(draft, "1.2")), "row_version").fields
    response = client.post(page_of(draft, "1.2"), fields | {"steps-0-points": typed})
    assert response.status_code == 422
    assert f'value="{typed}"' in response.content.decode()
    assert said in response.content.decode()
    assert node("1.2").version == 1


def test_a_trial_by_htmx_gives_only_its_results(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    fields = form_with(client.get(page_of(draft, "1.2")), "row_version").fields
    headers = {"HX-Request": "true", "HX-Target": "trial-result"}
    answer = client.post(
        page_of(draft, "1.2"), fields | {"try:on_time": "0", "try:total": "0", "try": "1"}, headers=headers
    )
    text = answer.content.decode()
    assert text.strip().startswith('<div id="trial-result"')
    assert "không phát sinh" in text
    part = client.post(
        page_of(draft, "1.2"), fields | {"draw": "add:steps"}, headers={**headers, "HX-Target": "leaf-form"}
    )
    assert part.content.decode().strip().startswith('<div id="leaf-form"')
    assert 'name="steps-3-points"' in part.content.decode()


def test_a_stale_leaf_shows_both_and_the_second_save_wins(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    url = page_of(draft, "1.1")
    fields = form_with(client.get(url), "row_version").fields
    assert client.post(url, fields | {"title": "Của chị"}).status_code == 302
    stale = client.post(url, fields | {"title": "Của tôi"})
    assert stale.status_code == 409
    assert "Của chị" in stale.content.decode()
    assert client.post(url, form_with(stale, "row_version").fields).status_code == 302
    assert node("1.1").title == "Của tôi"


def test_a_leaf_becomes_a_group_and_a_taken_code_is_refused_at_its_field(
    client_as: As, draft: CriteriaSetVersion
) -> None:
    client = client_as("coordinator")
    url = page_of(draft, "1.1")
    fields = form_with(client.get(url), "row_version").fields
    refused = client.post(url, fields | {"code": "1.2"})
    assert refused.status_code == 422
    assert 'id="id_code_error"' in refused.content.decode()
    assert client.post(url, fields | {"role": "group"}).status_code == 302
    assert (node("1.1").is_leaf, node("1.1").rule) == (False, None)


def test_buttons_move_duplicate_remove_and_restore(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")

    def codes() -> list[str]:
        page = client.get(reverse("criteria_editor", args=[draft.pk])).content.decode()
        return [part.split("</span>")[0] for part in page.split('<span class="code">')[1:]]

    def press(name: str, code: str, **data: str) -> Any:
        return client.post(reverse(f"criteria_{name}", args=[draft.pk, node(code).pk]), data)

    assert press("move", "1.2", place="up").status_code == 302
    assert codes() == ["1", "1.2", "1.1", "2"]
    place = next(v for v in [f":{node('2').pk}"])
    assert press("move", "1.2", place=place).status_code == 302
    assert codes() == ["1", "1.1", "2", "1.2"]
    id = str(uuid.uuid4())
    for _ in range(2):
        assert press("duplicate", "1", id=id).status_code == 302
    assert codes() == ["1", "1.1", "3", "3.1", "2", "1.2"]
    gone = node("3").pk
    assert press("remove", "3").status_code == 302
    page = client.get(reverse("criteria_editor", args=[draft.pk])).content.decode()
    assert reverse("criteria_restore", args=[draft.pk, gone]) in page
    assert client.post(reverse("criteria_restore", args=[draft.pk, gone])).status_code == 302
    assert codes() == ["1", "1.1", "3", "3.1", "2", "1.2"]
    assert client.post(reverse("criteria_renumber", args=[draft.pk])).status_code == 302
    assert codes() == ["1", "1.1", "2", "2.1", "3", "4"]


def test_nonsense_is_not_found_or_refused(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    nobody = uuid.uuid4()
    assert client.get(reverse("criteria_node", args=[draft.pk, nobody])).status_code == 404
    assert client.get(reverse("criteria_version", args=[nobody])).status_code == 404
    assert client.post(reverse("criteria_duplicate", args=[draft.pk, node("1").pk]), {"id": "x"}).status_code == 404
    assert client.get(reverse("criteria_remove", args=[draft.pk, node("1").pk])).status_code == 405
    response = client.post(reverse("criteria_move", args=[draft.pk, node("1").pk]), {"place": "anywhere"})
    assert response.status_code == 200
    assert client.get(reverse("criteria_add", args=[draft.pk]) + "?parent=x&after=y").status_code == 200
    odd = {"steps-count": "99999999", "draw": "drop:steps:-1", "role": "leaf", "kind": "steps", "drawn": "steps"}
    assert client.post(page_of(draft, "1.2"), odd).status_code == 200
    assert client.post(page_of(draft, "1.2"), {}).status_code == 422
    assert client.post(reverse("criteria_policy", args=[draft.pk]), {"classes-count": "-1"}).status_code == 422


# Policy, appraisers, findings, print --------------------------------------------------------------------------------
def test_the_policy_is_written_and_checked(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    url = reverse("criteria_policy", args=[draft.pk])
    page = client.post(url, form_with(client.get(url), "row_version").fields | {"draw": "add:bonus"})
    fields = form_with(page, "row_version").fields
    fields |= {"bonus-0-title": "Mô hình nhân rộng", "bonus-0-points": "0,5", "bonus-0-cap": "2", "places": "3"}
    check = client.post(url, fields | {"try": "1"}, headers={"HX-Request": "true", "HX-Target": "policy-check"})
    assert "tổng điểm thưởng" in check.content.decode().lower() or "điểm thưởng" in check.content.decode().lower()
    assert client.post(url, fields | {"bonus_cap": "2", "classes-0-threshold": "90,5"}).status_code == 302
    draft.refresh_from_db()
    assert draft.bonus == [{"code": "B1", "title": "Mô hình nhân rộng", "points": "0.5", "cap": "2"}]
    assert (draft.policy["places"], draft.policy["bonus_cap"]) == (3, "2")
    assert draft.policy["classes"][0] == {"code": "good", "title": "Tốt", "from": "90.5", "inclusive": True}
    assert draft.policy["tie_break"] == ["1"]


def test_readers_see_the_policy_in_words(client_as: As, issued: CriteriaSetVersion) -> None:
    page = client_as("unit_officer").get(reverse("criteria_policy", args=[issued.pk])).content.decode()
    assert "từ 80" in page
    assert "dưới 80" in page
    assert "<form" not in page[page.index("<main") : page.index("</main")]


def test_appraisers_by_field_with_an_exception(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    url = reverse("criteria_appraisers", args=[draft.pk])
    page = client.get(url)
    sent = next(form for form in forms_of(page) if any(name.startswith("unit:") for name in form.fields)).fields
    field, leaf = node("1"), node("1.1")
    sent |= {f"unit:{field.pk}": "STC", f"new-node:{field.pk}": str(leaf.pk), f"new-unit:{field.pk}": "SNV"}
    assert client.post(url, sent).status_code == 302
    assert {n.code: n.appraised_by for n in Node.objects.all()} == {"1": "STC", "1.1": "SNV", "1.2": "STC", "2": "SNV"}
    assert client.post(url, sent | {f"unit:{field.pk}": "SNV"}).status_code == 409


def test_findings_lead_to_where_they_are_mended(client_as: As, draft: CriteriaSetVersion) -> None:
    Node.objects.filter(code="2").update(appraised_by="")
    CriteriaSetVersion.objects.update(decision_number="")
    page = client_as("coordinator").get(reverse("criteria_findings", args=[draft.pk])).content.decode()
    assert page_of(draft, "2") in page
    assert reverse("criteria_header", args=[draft.pk]) in page
    assert "chưa có cơ quan thẩm định" in page
    assert "Ghi cơ quan thẩm định (ví dụ SNV) ở “2”, hoặc ở lĩnh vực chứa" in page
    assert "Ghi số và ngày quyết định, ví dụ 123/QĐ-UBND và 05/12/2023." in page
    readers = client_as("administrator").get(reverse("criteria_findings", args=[draft.pk])).content.decode()
    assert page_of(draft, "2") not in readers


def test_the_print_is_the_official_table(client_as: As, issued: CriteriaSetVersion) -> None:
    page = client_as("observer").get(reverse("criteria_print", args=[issued.pk])).content.decode()
    heads = ["TT", "Lĩnh vực / Tiêu chí / Tiêu chí thành phần", "Điểm tối đa", "Cách tính điểm", "Tài liệu kiểm chứng"]
    for head in [*heads, "Cơ quan thẩm định"]:
        assert f">{head}</th>" in page
    assert f"Quyết định số 1234/QĐ-UBND ngày 16 tháng 10 năm 2023 của {issued.criteria_set.owner.name})" in page
    assert "trên 90%: 2 điểm" in page


def test_english_pages_speak_english(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    client.cookies["django_language"] = "en"
    page = client.get(page_of(draft, "1.2")).content.decode()
    assert "How points are given" in page
    assert "above 90%: 2 points" in page
    assert "Cách tính" not in page


@pytest.mark.parametrize("name", ["criteria_policy", "criteria_appraisers", "criteria_header"])
def test_a_refused_change_of_an_issued_version_shows_the_way(
    client_as: As, issued: CriteriaSetVersion, name: str
) -> None:
    answer = client_as("coordinator").post(reverse(name, args=[issued.pk]), {"row_version": "2"})
    assert answer.status_code == 403
    assert "đã ban hành" in answer.text
    assert f'href="{reverse("criteria_start", args=[issued.pk])}"' in answer.text
    assert "Phiên bản mới" in answer.text


def test_readers_see_what_decides_between_equal_indices_by_name(client_as: As, big: CriteriaSetVersion) -> None:
    document = example("district")
    text = client_as("administrator").get(reverse("criteria_policy", args=[big.pk])).text
    first = document["policy"]["tie_break"][0]
    title = next(row["title"] for row in document["nodes"] if row["code"] == first)
    assert f"{first} {title}" in text


def test_a_survey_criterion_names_no_appraiser(client_as: As, big: CriteriaSetVersion) -> None:
    text = client_as("coordinator").get(reverse("criteria_print", args=[big.pk])).text
    row = text[text.index(">1.9</td>") :].split("</tr>")[0]
    assert row.count("–</td>") == 1
    assert "Sở Nội vụ" not in row
    form = client_as("coordinator").get(page_of(big, "1.9")).text
    assert said("nobody: the points come from outside the sheet") in form
    assert "theo cấp trên" not in form


def test_points_that_a_person_gives_are_tried_under_a_name(client_as: As, big: CriteriaSetVersion) -> None:
    text = client_as("coordinator").get(page_of(big, "6.3")).text
    assert '<label class="label" for="id-try:points">Điểm chấm theo đánh giá' in text

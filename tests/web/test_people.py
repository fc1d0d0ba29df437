"""The office's pages of units, tiers, accounts, roles, imports, the trail and jobs."""

import csv
import io
import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from parindex.criteria import actions as criteria
from parindex.criteria.actions.sets import SetFacts
from parindex.kernel import jobs
from parindex.kernel.models import AuditEvent, Job
from parindex.people import actions, rules
from parindex.people.enums import ImportKind, Role
from parindex.people.models import Account, Import, RoleGrant, Tier, Unit
from parindex.web.office.trail.words import ACTIONS, KINDS, TASKS
from tests.pages import said, travelling_bytes
from tests.people import Province
from tests.web.forms import form_with

pytestmark = pytest.mark.django_db

type As = Callable[..., Client]


def rows_of(text: str) -> int:
    """How many rows the page's first table shows."""
    return text.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr")


# Who sees what --------------------------------------------------------------------------------------------------------
#: Addresses without arguments, and the answer for administrator, coordinator, district coordinator, officer, nobody.
OPEN_TO = {
    "/units/": (200, 200, 200, 200, 200),
    "/units/tree/": (200, 200, 200, 200, 200),
    "/units/new/": (200, 200, 403, 403, 403),
    "/tiers/": (200, 403, 403, 403, 403),
    "/tiers/new/": (200, 403, 403, 403, 403),
    "/people/": (200, 200, 200, 403, 403),
    "/people/new/": (200, 403, 403, 403, 403),
    "/imports/": (200, 200, 200, 403, 403),
    "/imports/new/units/": (200, 200, 403, 403, 403),
    "/imports/new/accounts/": (200, 403, 403, 403, 403),
    "/imports/new/kings/": (404, 404, 404, 404, 404),
    "/trail/": (200, 200, 200, 403, 403),
    "/jobs/": (200, 403, 403, 403, 403),
}


@pytest.mark.parametrize("url", OPEN_TO)
def test_each_page_for_each_role(client_as: As, url: str) -> None:
    clients = [
        client_as("administrator"),
        client_as("coordinator"),
        client_as("coordinator", "H061"),
        client_as("unit_officer"),
        client_as(None),
    ]
    assert tuple(client.get(url).status_code for client in clients) == OPEN_TO[url]


def test_what_one_may_not_see_is_not_found(
    client_as: As, province: Province, account_as: Callable[..., Account]
) -> None:
    stranger = actions.create_account(username="xa", full_name="Xa", by=None, at=timezone.now()).account
    other = actions.create_unit(
        code="TN", name="UBND tỉnh Thái Nguyên", tier=province.root.tier, parent=None, by=None, at=timezone.now()
    )
    grant = actions.give_role(stranger, Role.UNIT_OFFICER, other, from_on=date(2023, 1, 1), by=None, at=timezone.now())
    district = client_as("coordinator", "H061")
    for url in (
        f"/units/{other.pk}/",
        f"/units/{other.pk}/edit/",
        f"/people/{stranger.pk}/",
        f"/people/{stranger.pk}/roles/new/",
        f"/people/roles/{grant.pk}/end/",
        f"/people/roles/{grant.pk}/revoke/",
        f"/imports/{uuid.uuid4()}/",
        "/units/999999/",
        f"/units/succeed/?unit={other.pk}",
        "/units/succeed/",
    ):
        assert district.get(url).status_code == 404, url
    assert client_as("unit_officer").get(f"/units/{province['STC'].pk}/").status_code == 200
    assert client_as("unit_officer").get(f"/people/{stranger.pk}/").status_code == 403
    assert client_as("coordinator").get(f"/units/{province['STC'].pk}/edit/").status_code == 200
    refused = district.get(f"/units/{province['STC'].pk}/edit/")
    assert refused.status_code == 403
    assert said("Units are kept by the province's coordinator and by administrators.") in refused.text


def test_buttons_are_offered_to_who_may_use_them(client_as: As, province: Province) -> None:
    page = f"/units/{province['STC'].pk}/"
    assert f"{page}edit/" in client_as("coordinator").get(page).text
    assert f"{page}edit/" not in client_as("unit_officer").get(page).text
    assert "Người đang giữ vai trò tại đây" not in client_as("unit_officer").get(page).text


# Units ----------------------------------------------------------------------------------------------------------------
def test_units_are_filtered_sorted_and_searched(client_as: As, province: Province) -> None:
    client = client_as("coordinator")
    actions.end_unit(province["STC"], to_on=date(2020, 1, 1), decision="x", version=1, by=None, at=timezone.now())

    def names(query: str) -> list[str]:
        text = client.get(f"/units/?{query}").text
        return re.findall(r'<th scope="row"><a href="/units/\d+/">([^<]+)</a>', text)

    everything = ["UBND tỉnh Bắc Kạn", "Sở Nội vụ", "UBND huyện Ba Bể", "UBND xã Khang Ninh"]
    assert names("") == everything
    assert names("all=on") == [everything[0], "Sở Nội vụ", "Sở Tài chính", *everything[2:]]
    assert names("on=2019-06-01&tier=department") == ["Sở Nội vụ", "Sở Tài chính"]
    assert names("q=khang+ninh") == ["UBND xã Khang Ninh"]
    assert names("q=ba+be+huyen") == ["UBND huyện Ba Bể"]
    assert names(f"under={province['H061'].pk}") == ["UBND huyện Ba Bể", "UBND xã Khang Ninh"]
    assert names("sort=-name") == ["UBND xã Khang Ninh", "UBND tỉnh Bắc Kạn", "UBND huyện Ba Bể", "Sở Nội vụ"]
    assert names("tier=khong-co&on=bay&sort=xyz") == everything, "a filter that makes no sense is left out"
    assert names("q=khong+co+gi") == []
    assert said("No unit fits these filters") in client.get("/units/?q=khong+co+gi").text


def test_an_exported_list_can_be_imported_again(client_as: As, province: Province) -> None:
    client = client_as("administrator")
    answer = client.get("/units/?export=csv&tier=department")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["code"] for row in rows] == ["SNV", "STC"]
    whole = client.get("/units/?export=xlsx&all=on")
    sheet = openpyxl.load_workbook(io.BytesIO(whole.content)).active
    assert [cell.value for cell in sheet[1]][:2] == ["Mã đơn vị", "Tên đơn vị"]
    page = upload(client, "units", whole.content, "don-vi.xlsx", province.root.pk)
    assert page.context["plan"].unchanged == 5
    assert page.context["plan"].faults == []


def test_a_unit_is_added_and_corrected(client_as: As, province: Province) -> None:
    client = client_as("coordinator")
    facts = {
        "name": "UBND xã Thượng Giáo",
        "code": "X01912",
        "tier": province["X01906"].tier_id,
        "parent": "H061 – UBND huyện Ba Bể",
        "official_code": "1912",
        "from_on": "",
        "to_on": "",
    }
    answer = client.post("/units/new/", facts)
    unit = Unit.objects.get(code="X01912")
    assert (answer.status_code, answer.url, unit.parent) == (302, f"/units/{unit.pk}/", province["H061"])
    doubled = client.post("/units/new/", facts)
    assert doubled.status_code == 422
    assert "Mã này đã được dùng cho “UBND xã Thượng Giáo”." in doubled.text
    edit = f"/units/{unit.pk}/edit/"
    page = client.get(edit)
    assert 'value="H061 – UBND huyện Ba Bể"' in page.text
    assert client.post(edit, facts | {"name": "UBND xã Thượng Giáo A", "version": 1}).status_code == 302
    stale = client.post(edit, facts | {"name": "UBND xã Thượng Giáo B", "version": 1})
    assert stale.status_code == 409
    assert "<del>UBND xã Thượng Giáo A</del>" in stale.text
    assert "<ins>UBND xã Thượng Giáo B</ins>" in stale.text
    assert 'name="version" value="2 ' in stale.text, "saving again is a decision on top of what is there"
    assert client.post(edit, facts | {"name": "UBND xã Thượng Giáo B", "version": 2}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "parent"),
    [("H061", "H061"), ("h061", "H061"), ("ba be", "H061"), ("Sở Nội vụ", "SNV"), ("BK – UBND tỉnh Bắc Kạn", "BK")],
)
def test_a_unit_is_named_by_code_or_by_enough_of_its_name(
    client_as: As, province: Province, typed: str, parent: str
) -> None:
    facts = {"name": "Mới", "code": "M", "tier": province["SNV"].tier_id, "parent": typed}
    assert client_as("coordinator").post("/units/new/", facts).status_code == 302
    assert Unit.objects.get(code="M").parent == province[parent]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("sở", "Có nhiều đơn vị phù hợp: SNV – Sở Nội vụ; STC – Sở Tài chính. Đề nghị ghi mã."),
        ("không có", said("No unit has this code or name.")),
        ("1906", said("No unit has this code or name.")),
        ("", said("Only an administrator may do this.")),
    ],
)
def test_a_unit_that_is_not_clear(client_as: As, province: Province, typed: str, message: str) -> None:
    facts = {"name": "Mới", "code": "M", "tier": province["SNV"].tier_id, "parent": typed}
    page = client_as("coordinator").post("/units/new/", facts)
    assert page.status_code == (403 if not typed else 422)
    assert message in page.text
    assert not Unit.objects.filter(code="M").exists()


def test_a_code_that_two_provinces_use(client_as: As, province: Province, account_as: Callable[..., Account]) -> None:
    tier, at = province.root.tier, timezone.now()
    other = actions.create_unit(code="TN", name="UBND tỉnh Thái Nguyên", tier=tier, parent=None, by=None, at=at)
    tier = province["STC"].tier
    actions.create_unit(code="STC", name="Sở Tài chính", tier=tier, parent=other, by=None, at=at)
    url = f"/people/{account_as(None).pk}/roles/new/"
    role = {"role": "unit_officer", "from_on": "2024-01-01"}
    asked = client_as("administrator").post(url, role | {"unit": "STC"})
    assert asked.status_code == 422
    assert "Đề nghị ghi kèm mã tỉnh, ví dụ BK/STC." in asked.text
    assert "TN/STC – Sở Tài chính" in asked.text
    actions.create_unit(code="snv", name="Sở Nội vụ", tier=tier, parent=other, by=None, at=at)
    assert client_as("administrator").post(url, role | {"unit": "snv"}).status_code == 302
    assert RoleGrant.objects.latest("pk").unit.root == other, "as it was typed goes first"
    assert client_as("administrator").post(url, role | {"unit": "tn/stc"}).status_code == 302
    assert RoleGrant.objects.latest("pk").unit.root == other
    # A coordinator may grant in its own province only: there the code is clear.
    url = f"/people/{account_as('unit_leader', 'SNV').pk}/roles/new/"
    assert client_as("coordinator").post(url, role | {"unit": "STC"}).status_code == 302
    assert RoleGrant.objects.latest("pk").unit == province["STC"]


def test_a_merger_is_recorded_on_one_page(client_as: As, province: Province) -> None:
    client = client_as("coordinator")
    page = f"/units/succeed/?unit={province['STC'].pk}"
    assert client.get(page).status_code == 200
    given = {"on": "2024-03-01", "decision": "NQ 18", "ending_1": "STC", "following_1": "SNV", "carry_roles": "on"}
    assert client.post(page, given).status_code == 302
    assert Unit.objects.get(code="STC").to_on == date(2024, 2, 29)
    text = client.get(f"/units/{province['SNV'].pk}/").text
    assert "Kế thừa từ" in text
    assert "NQ 18" in text
    before = AuditEvent.objects.count()
    assert client.post(page, given).status_code == 302
    assert AuditEvent.objects.count() == before, "the same once more changes nothing"
    nothing = client.post(page, given | {"following_1": "STC"})
    assert nothing.status_code == 422
    assert "không thể tự kế thừa" in nothing.text


def test_a_succession_is_corrected_on_its_page_and_the_unit_is_not_ended_again(
    client_as: As, province: Province
) -> None:
    client, old = client_as("coordinator"), province["STC"]
    given = {"on": "2024-03-01", "decision": "NQ 18", "ending_1": "STC", "following_1": "SNV"}
    assert client.post(f"/units/succeed/?unit={old.pk}", given).status_code == 302
    text = client.get(f"/units/{old.pk}/").text
    assert f"/units/{old.pk}/end/" not in text
    assert f"/units/succeed/?unit={old.pk}" not in text
    assert f"/units/{old.pk}/succession/" in text
    assert f"/units/{old.pk}/succession/" not in client_as("unit_officer").get(f"/units/{old.pk}/").text
    page = f"/units/{old.pk}/succession/"
    sent = form_with(client.get(page), "decision").fields
    assert sent["decision"] == "NQ 18"
    assert client.post(page, sent | {"on": ""}).status_code == 422
    assert client.post(page, sent | {"on": "2024-04-01"}).status_code == 302
    assert Unit.objects.get(code="STC").to_on == date(2024, 3, 31)
    late = client.post(page, sent | {"on": "2024-05-01"})
    assert late.status_code == 409
    assert "30/04/2024" in late.text
    again = form_with(late, "decision").fields
    assert client.post(page, again | {"on": "2024-05-01"}).status_code == 302
    renewed = upload(
        client,
        "units",
        "code,name,tier,parent_code,to_on\nSTC,Sở,department,BK,31/12/2030\n".encode(),
        "x.csv",
        province.root.pk,
    )
    (fault,) = renewed.context["plan"].faults
    assert "Sở Nội vụ" in fault.problem
    refused = client.post(f"/units/{old.pk}/end/", {"to_on": "2030-12-31", "decision": "x", "version": 9})
    assert refused.status_code == 422
    assert client.get(f"/units/{province['H061'].pk}/succession/").status_code == 404


def test_a_unit_is_dissolved_on_its_own_page(client_as: As, province: Province) -> None:
    client = client_as("coordinator")
    page = f"/units/{province['STC'].pk}/end/"
    assert client.post(page, {"to_on": "2024-01-31", "decision": "", "version": 1}).status_code == 422
    assert client.post(page, {"to_on": "2024-01-31", "decision": "QĐ 5", "version": 1}).status_code == 302
    refused = client.post(f"/units/{province['H061'].pk}/end/", {"to_on": "2024-01-31", "decision": "x", "version": 1})
    assert refused.status_code == 422
    assert "UBND xã Khang Ninh" in refused.text


def test_the_tree_as_of_a_day(client_as: As, province: Province) -> None:
    client = client_as("unit_officer")
    text = client.get("/units/tree/").text
    levels = re.findall(r'data-level="(\d)">.*?">([^<]+)</a>', text)
    assert levels == [
        ("1", "UBND tỉnh Bắc Kạn"),
        ("2", "Sở Nội vụ"),
        ("2", "Sở Tài chính"),
        ("2", "UBND huyện Ba Bể"),
        ("3", "UBND xã Khang Ninh"),
    ]
    actions.end_unit(province["STC"], to_on=date(2020, 1, 1), decision="x", version=1, by=None, at=timezone.now())
    gone = f'href="/units/{province["STC"].pk}/"'
    assert gone not in client.get("/units/tree/").text
    assert gone in client.get("/units/tree/?day=2019-01-01").text


def test_tiers_are_kept_on_a_page(client_as: As, province: Province) -> None:
    client = client_as("administrator")
    answer = client.post("/tiers/new/", {"code": "special_zone", "title": "Đặc khu", "title_en": "Special zone"})
    assert answer.status_code == 302
    zone = Tier.objects.get(code="special_zone")
    client.post(f"/tiers/{zone.pk}/move/", {"to": "up"})
    assert [tier.code for tier in Tier.objects.all()][-2:] == ["special_zone", "commune"]
    assert client.post(f"/tiers/{zone.pk}/edit/", {"title": "Đặc khu A", "version": 1}).status_code == 302
    assert client.post(f"/tiers/{zone.pk}/edit/", {"title": "Đặc khu B", "version": 1}).status_code == 409
    refused = client.post(f"/tiers/{province['SNV'].tier_id}/delete/", follow=True)
    assert "Còn 2 đơn vị thuộc cấp này nên không xóa được." in refused.text
    client.post(f"/tiers/{zone.pk}/delete/")
    assert not Tier.objects.filter(pk=zone.pk).exists()
    assert client_as("coordinator").post(f"/tiers/{province['SNV'].tier_id}/delete/").status_code == 403
    assert client.post("/tiers/usual/", follow=True).status_code == 200


# Accounts and roles ---------------------------------------------------------------------------------------------------
def test_a_start_password_is_shown_once(client_as: As) -> None:
    client = client_as("administrator")
    facts = {
        "full_name": "Lý Thị Hoa",
        "position": "",
        "username": "hoa.ly",
        "email": "",
        "phone": "",
        "first_way": "slip",
    }
    page = client.post("/people/new/", facts)
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    (password,) = re.findall(r"<code>((?:[a-z2-9]{4}-){2}[a-z2-9]{4})</code>", page.text)
    account = Account.objects.get(username="hoa.ly")
    assert account.check_password(password)
    assert password not in client.get(f"/people/{account.pk}/").text
    doubled = client.post("/people/new/", facts)
    assert doubled.status_code == 422
    assert said("There is already an account with this user name.") in doubled.text


def test_an_invitation_needs_an_address(client_as: As) -> None:
    client = client_as("administrator")
    facts = {"full_name": "Lý Thị Hoa", "username": "hoa.ly", "email": "", "first_way": "mail"}
    assert "phải có địa chỉ thư điện tử" in client.post("/people/new/", facts).text
    answer = client.post("/people/new/", facts | {"email": "hoa@x.example"}, follow=True)
    assert said("Nobody can sign in with this account yet") in answer.text
    account = Account.objects.get(username="hoa.ly")
    assert "Thư đang được gửi đến hoa@x.example." in client.post(f"/people/{account.pk}/invite/", follow=True).text


def test_slips_for_those_who_wait(client_as: As) -> None:
    client = client_as("administrator")
    waiting = [
        actions.create_account(
            username=f"cho{n}", full_name=f"Chờ {n}", email=f"c{n}@x.example", invite=True, by=None, at=timezone.now()
        ).account
        for n in range(3)
    ]
    page = client.get("/people/?state=waiting")
    assert page.text.count('name="account"') == 3
    keeper = Account.objects.get(username="administrator")
    slips = client.post("/people/slips/", {"account": [waiting[0].pk, waiting[2].pk, keeper.pk, "x"]})
    assert slips.text.count('class="slip"') == 2, "who has a password keeps it"
    assert [Account.objects.get(pk=w.pk).has_usable_password() for w in waiting] == [True, False, True]
    again = client.post("/people/slips/", {"account": [waiting[0].pk]}, follow=True)
    assert said("Select accounts that have no password yet.") in again.text
    assert client_as("coordinator").post("/people/slips/", {"account": [waiting[1].pk]}).status_code == 403


def test_a_new_start_password_ends_sessions(client_as: As, account_as: Callable[..., Account]) -> None:
    officer_client = client_as("unit_officer")
    officer = account_as("unit_officer")
    assert officer_client.get("/account/profile/").status_code == 200
    client = client_as("administrator")
    assert "Cấp" in client.get(f"/people/{officer.pk}/password/").text
    assert 'class="slip"' in client.post(f"/people/{officer.pk}/password/").text
    assert officer_client.get("/account/profile/").status_code == 302


def test_an_account_is_corrected_closed_and_opened(client_as: As, account_as: Callable[..., Account]) -> None:
    client = client_as("administrator")
    officer = account_as("unit_officer")
    page = f"/people/{officer.pk}/"
    facts = {"full_name": "Đổi Tên", "position": "", "email": "", "phone": ""}
    assert client.post(f"{page}edit/", facts | {"version": officer.version}).status_code == 302
    stale = client.post(f"{page}edit/", facts | {"full_name": "Khác", "version": officer.version})
    assert stale.status_code == 409
    assert "<del>Đổi Tên</del>" in stale.text
    officer.refresh_from_db()
    assert client.post(f"{page}active/", {"note": "", "version": officer.version}).status_code == 422
    assert client.post(f"{page}active/", {"note": "Nghỉ hưu", "version": officer.version}).status_code == 302
    assert "Đã khóa" in client.get(page).text
    officer.refresh_from_db()
    assert client.post(f"{page}active/", {"note": "Nhầm", "version": officer.version}).status_code == 302
    mine = account_as("administrator")
    refused = client.post(f"/people/{mine.pk}/active/", {"note": "x", "version": mine.version})
    assert refused.status_code == 403
    assert said("You cannot deactivate your own account. Another administrator can.") in refused.text


def test_a_role_is_given_ended_and_revoked(
    client_as: As, account_as: Callable[..., Account], province: Province
) -> None:
    client = client_as("coordinator")
    nobody = account_as(None)
    page = f"/people/{nobody.pk}/roles/new/"
    form = client.get(page).text
    assert 'value="administrator"' not in form
    assert 'value="administrator"' in client_as("administrator").get(page).text
    given = {"role": "unit_officer", "unit": "STC", "from_on": "2023-01-01", "to_on": "", "decision": "QĐ 7"}
    guessed = client.post(page, given | {"unit": "06"})
    assert guessed.status_code == 422, "part of a code names no unit"
    notice = client.post(page, given, follow=True).text
    assert f"Đã giao cho “{nobody}” vai trò “Cán bộ đơn vị” tại “Sở Tài chính”." in notice
    doubled = client.post(page, given)
    assert doubled.status_code == 422
    assert "Người này đã giữ vai trò này ở đơn vị đó, từ ngày 01/01/2023 đến ngày ….".rstrip(".") in doubled.text
    assert client.post(page, given | {"role": "administrator"}).status_code == 422
    approver = client.post(page, given | {"role": "approver", "unit": "BK"})
    assert approver.status_code == 422, "who can is said beside the role"
    assert [str(reason) for reason in approver.context["form"].errors["role"]] == [
        str(
            rules.may_change_grants(
                approver.wsgi_request.user, "approver", province["BK"], on=timezone.localdate()
            ).reason
        )
    ]
    assert client.post(page, given | {"role": "approver", "unit": "H061"}).status_code == 302
    own = client_as("coordinator", "H061").post(
        page, given | {"role": "approver", "unit": "H061", "from_on": "2022-01-01"}
    )
    assert list(own.context["form"].errors) == ["role"]
    grant = RoleGrant.objects.get(account=nobody, role=Role.UNIT_OFFICER)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    end = f"/people/roles/{grant.pk}/end/"
    assert client.post(end, {"to_on": "2023-02-01", "note": "", "version": 1}).status_code == 422
    assert client.post(end, {"to_on": tomorrow, "note": "", "version": 1}).status_code == 302
    stale = client.post(end, {"to_on": timezone.localdate().isoformat(), "note": "", "version": 1})
    assert stale.status_code == 409
    revoke = f"/people/roles/{grant.pk}/revoke/"
    assert client.post(revoke, {"reason": ""}).status_code == 422
    assert client.post(revoke, {"reason": "Kỷ luật"}).status_code == 302
    text = client.get(f"/people/{nobody.pk}/").text
    assert "Đã thu hồi" in text
    assert "Kỷ luật" in text
    again = client.post(revoke, {"reason": "lần nữa"})
    assert again.status_code == 422
    assert "Vai trò này đã được thu hồi." in again.text


def test_the_last_administrator_cannot_go(client_as: As, account_as: Callable[..., Account]) -> None:
    client = client_as("administrator")
    grant = account_as("administrator").grants.get()
    page = client.post(f"/people/roles/{grant.pk}/revoke/", {"reason": "x"})
    assert page.status_code == 422
    assert (
        said("This is the last administrator. Give the role to somebody else first, or nobody can manage accounts.")
        in page.text
    )


def test_the_list_of_people_is_exported_whole(client_as: As) -> None:
    client = client_as("administrator")
    for n in range(45):
        actions.create_account(username=f"p{n}", full_name=f"=Người {n}", password="x" * 12, by=None, at=timezone.now())
    assert rows_of(client.get("/people/").text) == 40
    text = b"".join(client.get("/people/?export=csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 1 + 46
    assert sum(row[1].startswith("'=") for row in rows) == 45, "no cell is a formula"


# Imports --------------------------------------------------------------------------------------------------------------
def upload(client: Client, kind: str, content: bytes, name: str, province: int | str) -> object:
    form = client.get(f"/imports/new/{kind}/")
    number = form.context["form"]["id"].value()
    file = SimpleUploadedFile(name, content)
    answer = client.post(f"/imports/new/{kind}/", {"id": number, "province": province, "file": file})
    assert answer.status_code == 302, answer.context["form"].errors
    return client.get(answer.url)


UNITS = "code,name,tier,parent_code\nSYT,Sở Y tế,department,BK\nSNV,Sở Nội vụ tỉnh,department,BK\n".encode()


def test_the_only_province_is_chosen_and_a_commune_is_not_taken_for_one(client_as: As, province: Province) -> None:
    client = client_as("administrator")
    offered = form_with(client.get("/imports/new/units/"), "province").fields["province"]
    assert offered == str(province.root.pk)
    file = "code,name,tier,parent_code\nX1,UBND xã Một,commune,H061\nX2,UBND xã Hai,commune,\n".encode()
    for chosen in (offered, ""):
        faults = upload(client, "units", file, "units.csv", chosen).context["plan"].faults
        assert (faults[0].row, faults[0].problem) == (3, said("The superior unit is missing."))
    file = "code,name,tier,parent_code\nX1,UBND xã Một,commune,H061\n".encode()
    assert upload(client, "units", file, "units.csv", offered).context["plan"].created == 1
    actions.create_unit(code="TN", name="Tỉnh", tier=province.root.tier, parent=None, by=None, at=timezone.now())
    assert form_with(client.get("/imports/new/units/"), "province").fields["province"] == ""


def test_an_import_goes_through_a_dry_run(client_as: As, province: Province) -> None:
    client = client_as("coordinator")
    page = upload(client, "units", UNITS, "units.csv", province.root.pk)
    assert "Chưa lưu gì vào hệ thống." in page.text
    assert "<ins>Sở Nội vụ tỉnh</ins>" in page.text
    assert not Unit.objects.filter(code="SYT").exists()
    address = page.wsgi_request.path
    digest = page.context["form"]["digest"].value()
    done = client.post(address, {"digest": digest}, follow=True)
    assert "Đã nhập tệp." in done.text
    assert Unit.objects.filter(code="SYT").exists()
    again = client.post(address, {"digest": digest}, follow=True)
    assert said("This file has already been imported; nothing was done this time.") in again.text
    listed = client.get("/imports/").text
    assert "units.csv" in listed
    assert "Đã nhập" in listed


def test_a_stale_dry_run_is_shown_again(client_as: As, province: Province) -> None:
    client = client_as("coordinator")
    page = upload(client, "units", UNITS, "units.csv", province.root.pk)
    refused = client.post(page.wsgi_request.path, {"digest": "0" * 64})
    assert refused.status_code == 409
    assert (
        said("The data have changed since this dry run. Look at the new result below, then confirm again.")
        in refused.text
    )
    fresh = refused.context["form"]["digest"].value()
    assert client.post(page.wsgi_request.path, {"digest": fresh}).status_code == 302


def test_faults_are_shown_and_exported_whole(client_as: As, province: Province) -> None:
    client = client_as("coordinator")
    lines = "code,name,tier,parent_code\n" + "".join(f"X{n},Tên,thon,BK\n" for n in range(100))
    page = upload(client, "units", lines.encode(), "units.csv", province.root.pk)
    assert "Có 100 lỗi." in page.text
    assert rows_of(page.text) == 60
    assert "dòng 2, cột C (tier)" in page.text
    assert 'name="digest"' not in page.text
    exported = client.get(f"{page.wsgi_request.path}?export=csv")
    text = b"".join(exported.streaming_content).decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == 101
    assert client.post(page.wsgi_request.path, {"digest": page.context["plan"].digest}).status_code == 409
    assert Import.objects.get().applied_at is None


def test_accounts_are_imported_by_administrators(client_as: As, province: Province) -> None:
    text = (
        "username,full_name,email,position,role,unit_code\n"
        "hoa,Nguyễn Thị Hoa,hoa@x.example,,unit_officer,STC\nlan,Lan,,,unit_leader,STC\n"
    )
    client = client_as("administrator")
    page = upload(client, "accounts", text.encode(), "a.csv", province.root.pk)
    assert "1 tài khoản mới không có thư điện tử" in page.text
    digest = page.context["form"]["digest"].value()
    done = client.post(page.wsgi_request.path, {"digest": digest, "invite": "on"}, follow=True)
    assert "/people/?state=waiting" in done.text
    assert Account.objects.get(username="hoa").grants.get().role == "unit_officer"


@pytest.mark.parametrize("kind", ["units", "accounts"])
def test_templates_are_offered(client_as: As, kind: str) -> None:
    client = client_as("administrator")
    assert client.get(f"/imports/template/{kind}/csv/").status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/imports/template/{kind}/xlsx/").content))
    assert book.sheetnames[1] == "Hướng dẫn"
    assert client.get(f"/imports/template/{kind}/pdf/").status_code == 404


def test_the_list_of_imports_is_filtered_sorted_and_exported(client_as: As, province: Province) -> None:
    client = client_as("administrator")
    for name in ("b.csv", "a.csv"):
        upload(client, "units", UNITS, name, province.root.pk)
    actions.apply_import(Import.objects.get(file__name="a.csv").pk, digest=None, by=None, at=timezone.now())

    def names(query: str) -> list[str]:
        return re.findall(r"([ab]\.csv)</a>", client.get(f"/imports/?{query}").text)

    assert names("") == ["a.csv", "b.csv"]
    assert names("sort=-name") == ["b.csv", "a.csv"]
    assert names("applied=no") == names("q=b.") == ["b.csv"]
    assert names("kind=accounts") == []
    text = b"".join(client.get("/imports/?export=csv&applied=yes").streaming_content).decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(text))][1:] == ["a.csv"]


def test_an_upload_without_a_file(client_as: As, province: Province) -> None:
    page = client_as("administrator").post("/imports/new/units/", {"id": uuid.uuid4(), "province": ""})
    assert page.status_code == 422
    assert "Cần điền mục này." in page.text


def test_a_file_that_is_too_large(client_as: As, province: Province, settings: object) -> None:
    settings.STORED_FILE_LIMIT = 10
    file = SimpleUploadedFile("a.csv", b"x" * 11)
    page = client_as("administrator").post("/imports/new/units/", {"id": uuid.uuid4(), "province": "", "file": file})
    assert page.status_code == 422
    assert not Import.objects.exists()


# The trail and jobs ---------------------------------------------------------------------------------------------------
def test_every_action_and_subject_has_its_words() -> None:
    source = Path(__file__).resolve().parents[2] / "parindex"
    text = "\n".join(path.read_text(encoding="utf-8") for path in source.rglob("*.py"))
    recorded = set(re.findall(r'record\(\s*f?"((?:people|criteria|kernel)\.[a-z_]+)"', text))
    assert recorded
    assert recorded - {"people."} <= set(ACTIONS)
    used = set(AuditEvent.objects.values_list("subject_kind", flat=True))
    assert used <= set(KINDS)


def test_every_task_has_its_name() -> None:
    source = Path(__file__).resolve().parents[2] / "parindex"
    declared = set()
    for path in source.rglob("*.py"):
        module = ".".join(path.relative_to(source.parent).with_suffix("").parts)
        for name in re.findall(r"^@task\b.*\n(?:@.*\n)*def (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE):
            declared.add(f"{module}.{name}")
    assert len(declared) >= 3
    assert declared == set(TASKS)


def test_the_trail_is_filtered_and_searched(
    client_as: As, province: Province, account_as: Callable[..., Account]
) -> None:
    client = client_as("administrator")
    admin = account_as("administrator")
    actions.end_unit(
        province["STC"], to_on=date(2030, 1, 1), decision="Nghị quyết 18", version=1, by=admin, at=timezone.now()
    )

    def found(query: str) -> list[str]:
        text = client.get(f"/trail/?{query}").text
        return re.findall(r'<th scope="row">([^<]+)</th>', text)

    assert found("action=people.unit_ended") == ["Giải thể đơn vị"]
    assert found(f"actor={admin.pk}") == ["Giải thể đơn vị"]
    assert found("q=Nghị+quyết+18") == ["Giải thể đơn vị"]
    assert found("q=so+tai+chinh")[0] == "Giải thể đơn vị", "units are found without diacritics"
    assert found(f"kind=people.unit&number={province['STC'].pk}") == ["Giải thể đơn vị", "Thêm đơn vị"]
    assert found(f"kind=people.unit&number={province['SNV'].pk}") == ["Giao vai trò", "Thêm đơn vị"]
    assert found(f"kind=people.account&number={admin.pk}") == ["Giao vai trò", "Tạo tài khoản"]
    today = timezone.localdate().isoformat()
    assert found(f"from_on={today}&to_on={today}") == ["Giải thể đơn vị"]
    assert found("from_on=2040-01-01") == []
    assert found(f"q={admin.username}") == ["Giải thể đơn vị", "Giao vai trò", "Tạo tài khoản"], "roles given as well"
    text = client.get("/trail/?action=people.unit_ended").text
    assert "Nghị quyết 18" in text
    assert "01/01/2030" in text
    assert f'href="/units/{province["STC"].pk}/"' in text


def test_the_trail_is_paged_by_number(client_as: As, province: Province) -> None:
    client = client_as("administrator")
    for n in range(120):
        actions.add_tier(code=f"t{n}", title="x", by=None, at=timezone.now())
    seen: list[int] = []
    url = "/trail/?action=people.tier_added"
    while url:
        page = client.get(url)
        seen += [line.event.sequence for line in page.context["lines"]]
        actions.add_tier(code=f"u{len(seen)}", title="x", by=None, at=timezone.now())
        url = f"/trail/{page.context['older']}" if page.context["older"] else ""
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 124, "what comes in meanwhile shifts nothing"
    newer = client.get(f"/trail/{page.context['newer']}")
    assert [line.event.sequence for line in newer.context["lines"]] == seen[50:100]


def test_a_coordinator_reads_what_concerns_its_realm(
    client_as: As, province: Province, account_as: Callable[..., Account]
) -> None:
    officer, other = account_as("unit_officer", "X01906"), account_as("unit_leader", "STC")
    actions.note_sign_in(officer, address="10.1.2.3", device="x", at=timezone.now())
    text = client_as("coordinator", "H061").get("/trail/").text
    assert str(officer) in text
    assert "UBND xã Khang Ninh" in text
    assert "Sở Tài chính" not in text
    assert other.username not in text
    assert "10.1.2.3" not in text, "from where somebody signs in is not the coordinator's business"
    assert "10.1.2.3" in client_as("administrator").get("/trail/").text


def test_each_app_says_what_may_be_read(client_as: As, province: Province) -> None:
    """Subjects with a number and with a UUID, of every app, in one statement whatever the number of rows."""
    actions.upload(
        uuid.uuid4(), ImportKind.UNITS, [b"code"], name="don-vi.csv", province=province.root, by=None, at=timezone.now()
    )
    facts = SetFacts("BK-1", Tier.objects.get(code="department"), 2024)
    criteria.create_set(id=uuid.uuid4(), owner=province.root, facts=facts, title="Bộ", by=None, at=timezone.now())
    wide = client_as("coordinator").get("/trail/").context["lines"]
    assert {"people.import", "criteria.criteriasetversion", "people.unit", "people.rolegrant"} <= {
        line.event.subject_kind for line in wide
    }
    narrow = client_as("coordinator", "H061").get("/trail/").context["lines"]
    assert {line.event.subject_kind for line in narrow} <= {"people.unit", "people.rolegrant", "people.account"}


def test_the_trail_is_exported(client_as: As, province: Province) -> None:
    text = b"".join(client_as("administrator").get("/trail/?export=csv").streaming_content).decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == 1 + AuditEvent.objects.count()


def _work() -> None:
    while (job := jobs.claim("test", at=timezone.now())) is not None:
        jobs.run(job, worker="test")


def test_the_chain_is_checked_on_demand(client_as: As, province: Province) -> None:
    client = client_as("administrator")
    assert "Chưa kiểm tra lần nào" in client.get("/trail/").text
    assert client.get("/trail/verify/").headers["Location"] == "/trail/", "an address typed or kept is no error"
    waiting = client.post("/trail/verify/", follow=True).text
    assert "Đang kiểm tra" in waiting
    assert '<a href="/trail/">Tải lại trang</a>' in waiting
    asks = {"HTTP_HX_REQUEST": "true"}
    assert 'hx-get="/trail/verify/" hx-trigger="every 2s"' in waiting
    assert client.get("/trail/verify/", **asks).status_code == 204, "the page stays as it is and asks again"
    count = AuditEvent.objects.count()
    _work()
    answer = client.get("/trail/verify/", **asks).text
    assert f"Đã kiểm tra đến sự kiện số {count}." in answer
    assert "hx-trigger" not in answer, "nothing is asked for any more"
    assert "<html" not in answer
    assert f"Đã kiểm tra đến sự kiện số {count}." in client.get("/trail/").text
    assert client_as("coordinator").get("/trail/verify/").status_code == 403
    assert client_as("coordinator").post("/trail/verify/").status_code == 403
    assert "Kiểm tra toàn bộ chuỗi" not in client_as("coordinator").get("/trail/").text


def test_a_failed_job_is_started_again(client_as: As) -> None:
    at = timezone.now()
    job = Job.objects.create(
        task="parindex.web.account.mail.send_reset_link",
        arguments={"args": ["a@x.example"], "kwargs": {}}, queue="default",
        status="FAILED", run_after=at, enqueued_at=at, finished_at=at, attempts=5, error="SMTP: <lỗi>",
    )  # fmt: skip
    client = client_as("administrator")
    assert "SMTP: &lt;lỗi&gt;" in client.get(f"/jobs/{job.pk}/").text
    failed = client.get("/jobs/?status=FAILED").text
    assert "Chạy lại" in failed
    assert ">Gửi thư kèm đường dẫn đặt lại mật khẩu</a>" in failed
    assert rows_of(client.get(f"/jobs/?task={job.task}").text) == 1
    assert rows_of(client.get("/jobs/?task=parindex.web.account.mail.send_invitation").text) == 0
    assert client_as("coordinator").post(f"/jobs/{job.pk}/retry/").status_code == 403
    assert "Đã cho tác vụ chạy lại." in client.post(f"/jobs/{job.pk}/retry/", follow=True).text
    assert "parindex.web" not in client.get(f"/jobs/{job.pk}/").text + client.get("/trail/").text
    assert "có thể đã có người cho chạy lại" in client.post(f"/jobs/{job.pk}/retry/", follow=True).text
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("READY", 0)
    _work()
    job.refresh_from_db()
    assert job.status == "SUCCESSFUL"


# How many queries, how many bytes -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("url", "queries"),
    [
        ("/units/", 7),
        ("/units/tree/", 6),
        ("/tiers/", 4),
        ("/people/", 7),
        ("/imports/", 7),
        ("/trail/", 6),
        ("/jobs/", 5),
    ],
)
@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_rows(
    client_as: As,
    province: Province,
    account_as: Callable[..., Account],
    django_assert_num_queries: Callable[..., object],
    url: str,
    queries: int,
    rows: int,
) -> None:
    at = timezone.now()
    for n in range(rows):
        unit = actions.create_unit(
            code=f"N{n}", name=f"N{n}", tier=province["SNV"].tier, parent=province["H061"], by=None, at=at
        )
        person = actions.create_account(username=f"n{n}", full_name=f"N {n}", password="x" * 12, by=None, at=at).account
        for role in (Role.UNIT_OFFICER, Role.UNIT_LEADER):
            actions.give_role(person, role, unit, from_on=date(2023, 1, 1), by=None, at=at)
        number = uuid.uuid4()
        actions.upload(number, "units", [b"x"], name="a.csv", province=province.root, by=None, at=at)
        Job.objects.create(task="x.y", arguments={}, queue="default", run_after=at, enqueued_at=at)
    client = client_as("administrator")
    client.get(url)
    with django_assert_num_queries(queries):  # type: ignore[attr-defined]
        assert client.get(url).status_code == 200


@pytest.mark.parametrize(("which", "queries"), [("unit", 8), ("person", 6), ("import", 6)])
def test_queries_of_a_page(
    client_as: As,
    province: Province,
    account_as: Callable[..., Account],
    django_assert_num_queries: Callable[..., object],
    which: str,
    queries: int,
) -> None:
    client = client_as("administrator")
    if which == "import":
        url = upload(client, "units", UNITS, "units.csv", province.root.pk).wsgi_request.path
    elif which == "unit":
        url = f"/units/{province['X01906'].pk}/"
    else:
        url = f"/people/{account_as('unit_officer').pk}/"
    client.get(url)
    with django_assert_num_queries(queries):  # type: ignore[attr-defined]
        assert client.get(url).status_code == 200


def test_pages_travel_lightly(client_as: As, province: Province) -> None:
    lines = "code,name,tier,parent_code\n" + "".join(f"X{n},UBND xã số {n},commune,H061\n" for n in range(250))
    actions.import_file("units", lines.encode(), name="a.csv", province=province.root, by=None, at=timezone.now())
    client = client_as("administrator")
    for n in range(60):
        actions.create_account(username=f"p{n}", full_name=f"Người {n}", password="x" * 12, by=None, at=timezone.now())
    unit = Unit.objects.get(code="X7")
    large = client.get("/units/tree/")
    assert large.text.count('data-level="3"') == 251
    more = "code,name,tier,parent_code\n" + "".join(f"Y{n},UBND xã Y{n},commune,H061\n" for n in range(300))
    actions.import_file("units", more.encode(), name="b.csv", province=province.root, by=None, at=timezone.now())
    larger = client.get("/units/tree/")
    assert larger.text.count('data-level="3"') == 0, "a very large tree shows its two upper levels"
    assert ">551</a>" in larger.text
    for url in (
        "/units/",
        "/units/tree/",
        "/people/",
        "/trail/",
        f"/units/{unit.pk}/edit/",
        f"/units/succeed/?unit={unit.pk}",
        f"/units/{province['H061'].pk}/",
    ):
        assert travelling_bytes(client.get(url)) <= 20 * 1024, url


def test_mail_that_is_only_written_to_a_file_is_not_called_sent(
    client_as: As, account_as: Callable[..., Account], settings: Any, tmp_path: Path
) -> None:
    client, person = client_as("administrator"), account_as("unit_officer")
    Account.objects.filter(pk=person.pk).update(email="an@example.vn", invited_at=timezone.now())
    invited = client.post(f"/people/{person.pk}/invite/", follow=True).text
    assert said("An e-mail to %(address)s is on its way.") % {"address": "an@example.vn"} in invited
    assert said("Invitation sent") in invited
    backend = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"file_path": tmp_path}}}
    written = client.post(f"/people/{person.pk}/invite/", follow=True).text
    assert said("An e-mail to %(address)s is on its way.") % {"address": "an@example.vn"} not in written
    assert said("Invitation sent") not in written
    assert said("Invitation written to a file") in written
    assert str(tmp_path) in written

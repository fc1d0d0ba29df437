"""Criteria sets as files and versions: dry run before anything changes, readable difference, issue, clone."""

import io
import json
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from parindex.criteria import actions, queries
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.documents import sha256_of
from parindex.criteria.enums import VersionState
from parindex.criteria.models import CriteriaSet, CriteriaSetVersion, Node
from parindex.criteria.workbook import read_workbook, write_workbook
from parindex.criteria.workbook.sample import sample_set
from parindex.engine import read_set, write_set
from parindex.kernel.models import AuditEvent, StoredFile
from parindex.people.models import Account, RoleGrant, Tier, Unit
from tests.apps.criteria.workbooks import Put, edited
from tests.conftest import NOW
from tests.pages import travelling_bytes
from tests.people import Province
from tests.web.forms import form_with, forms_of

pytestmark = pytest.mark.django_db

type As = Callable[..., Client]


def document(**changes: Any) -> dict[str, Any]:
    """The template's example, appraised by units of the small province."""
    text = json.dumps(sample_set("vi")).replace("VPUB", "STC").replace("STTTT", "STC")
    reading = read_set(json.loads(text) | changes)
    assert reading.criteria_set is not None
    return write_set(reading.criteria_set)


@pytest.fixture
def draft(province: Province) -> CriteriaSetVersion:
    form = document()
    facts = SetFacts(form["code"], Tier.objects.get(code=form["tier"]), form["year"], illustration=True)
    return actions.create_set(
        id=uuid.uuid4(), owner=province.root, facts=facts, title="", document=form, by=None, at=NOW
    )


@pytest.fixture
def issued(draft: CriteriaSetVersion, account_as: Callable[..., Account]) -> CriteriaSetVersion:
    actions.issue(draft, row_version=draft.version, by=account_as("coordinator"), at=NOW)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def second(issued: CriteriaSetVersion, account_as: Callable[..., Account]) -> CriteriaSetVersion:
    """A draft after an issued version."""
    return actions.start_version(issued, id=uuid.uuid4(), change_note="", by=account_as("coordinator"), at=NOW)


def digest(version: CriteriaSetVersion) -> str:
    return sha256_of(queries.text_of(CriteriaSetVersion.objects.get(pk=version.pk)))


def upload(client: Client, url: str, data: bytes, name: str = "bo-tieu-chi.xlsx") -> Any:
    return client.post(url, {"file": SimpleUploadedFile(name, data)})


def issue_form(response: Any) -> Any:
    """The form that freezes the version; the decision has one of its own."""
    return next(form for form in forms_of(response) if form.action == "" and "row_version" in form.fields)


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


# Files out ----------------------------------------------------------------------------------------------------------


def test_the_template_comes_in_the_language_of_the_page(client_as: As) -> None:
    client = client_as("coordinator")
    book = load_workbook(io.BytesIO(client.get(reverse("criteria_template")).content))
    assert book.sheetnames[:2] == ["Hướng dẫn", "Bộ tiêu chí"]
    client.cookies["django_language"] = "en"
    book = load_workbook(io.BytesIO(client.get(reverse("criteria_template")).content))
    assert book.sheetnames[:2] == ["Guide", "Criteria set"]


def test_a_version_goes_out_as_workbook_and_as_exchange_form(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    workbook = client.get(reverse("criteria_export", args=[draft.pk, "xlsx"]))
    assert workbook["Content-Disposition"] == "attachment; filename*=UTF-8''VD-2023-v1.xlsx"
    assert read_workbook(workbook.content) == (document(), ())
    exchange = client.get(reverse("criteria_export", args=[draft.pk, "json"]))
    assert json.loads(exchange.content) == document()
    assert client.get(reverse("criteria_export", args=[draft.pk, "pdf"])).status_code == 404


def test_who_may_not_see_a_draft_finds_nothing(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("unit_officer")
    for name, more in [("criteria_export", ["xlsx"]), ("criteria_exchange", []), ("criteria_versions", []),
                       ("criteria_issue", []), ("criteria_trial", []), ("criteria_clone", [])]:  # fmt: skip
        assert client.get(reverse(name, args=[draft.pk, *more])).status_code == 404


def test_everybody_of_the_province_reads_an_issued_version_and_changes_nothing(
    client_as: As, issued: CriteriaSetVersion
) -> None:
    client = client_as("unit_officer")
    assert client.get(reverse("criteria_export", args=[issued.pk, "json"])).status_code == 200
    assert client.get(reverse("criteria_versions", args=[issued.pk])).status_code == 200
    for name in ("criteria_issue", "criteria_withdraw", "criteria_start"):
        assert client.get(reverse(name, args=[issued.pk])).status_code == 403
    sent = upload(client, reverse("criteria_exchange", args=[issued.pk]), write_workbook(document()))
    assert sent.status_code == 403
    assert StoredFile.objects.count() == 0


# Import into a draft ------------------------------------------------------------------------------------------------


def test_a_dry_run_shows_what_would_change_and_the_confirmation_applies_it_once(
    client_as: As, draft: CriteriaSetVersion
) -> None:
    client = client_as("coordinator")
    wanted = document(title="Tên mới")
    wanted["nodes"][0]["children"][2]["max_points"] = "1.5"
    wanted["nodes"][0]["max_points"] = "7"
    before = digest(draft)
    tried = upload(client, reverse("criteria_exchange", args=[draft.pk]), write_workbook(wanted))
    page = client.get(tried.url)
    assert "Điểm tối đa của 1.3 “Chế độ báo cáo định kỳ”: 1 → 1,5" in text_of(page)
    assert "Sửa tên bộ tiêu chí" in text_of(page)
    assert digest(draft) == before
    sent = form_with(page, "seen").fields
    assert client.post(tried.url, sent).status_code == 302
    assert queries.document_of(CriteriaSetVersion.objects.get(pk=draft.pk)) == wanted
    events = AuditEvent.objects.count()
    again = client.post(tried.url, sent, follow=True)
    assert "Đã đưa nội dung tệp vào dự thảo." in text_of(again)
    assert AuditEvent.objects.count() == events


def test_the_exchange_form_is_taken_in_too(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    data = json.dumps(document(title="Từ JSON")).encode()
    tried = upload(client, reverse("criteria_exchange", args=[draft.pk]), data, "bo-tieu-chi.json")
    client.post(tried.url, form_with(client.get(tried.url), "seen").fields)
    assert CriteriaSetVersion.objects.get(pk=draft.pk).title == "Từ JSON"


def test_a_faulty_file_names_every_fault_and_changes_nothing(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    data = edited(write_workbook(document()), Put("Tiêu chí", "D6", None), Put("Thang điểm", "M4", 0.5))
    before = digest(draft)
    tried = upload(client, reverse("criteria_exchange", args=[draft.pk]), data)
    page = text_of(client.get(tried.url))
    assert "Có 2 lỗi. Đề nghị sửa trong tệp rồi tải lên lại." in page
    for said in ("Tiêu chí!D6", "1.2 chưa có điểm tối đa", "Ghi điểm tối đa, ví dụ 2", "Thang điểm!M4",
                 "Dòng này ghi cả điểm và tỷ lệ điểm tối đa", "Giữ một trong hai, xóa ô kia"):  # fmt: skip
        assert said in page
    assert client.post(tried.url, {"seen": before}).status_code == 200
    assert digest(draft) == before
    listed = b"".join(client.get(tried.url + "?export=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Tiêu chí,6,D,1.2 chưa có điểm tối đa" in listed


def test_a_dry_run_names_the_cell_of_an_appraiser_that_nobody_is(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    data = edited(write_workbook(document()), Put("Tiêu chí", "J4", "SNVX"), Put("Bộ tiêu chí", "B10", None),
                  Put("Bộ tiêu chí", "B11", None))  # fmt: skip
    page = text_of(client.get(upload(client, reverse("criteria_exchange", args=[draft.pk]), data).url))
    assert "Tiêu chí!J4" in page
    assert "“SNVX”" in page
    assert "Ghi mã đơn vị đúng như ở trang “Đơn vị”, ví dụ SNV" in page
    assert "Bộ tiêu chí!B10" in page
    assert "Các lưu ý này không cản trở việc ban hành" not in page


def test_a_dry_run_of_json_names_the_line_of_an_appraiser_that_nobody_is(
    client_as: As, draft: CriteriaSetVersion
) -> None:
    client = client_as("coordinator")
    text = json.dumps(document(), indent=1, ensure_ascii=False).replace('"SNV"', '"SNVX"', 1)
    line = text[: text.index('"SNVX"')].count("\n") + 1
    page = text_of(
        client.get(upload(client, reverse("criteria_exchange", args=[draft.pk]), text.encode(), "a.json").url)
    )
    assert "“SNVX”" in page
    assert f"dòng {line}, cột" in page


def test_faults_of_a_json_file_have_line_and_column(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    text = json.dumps(document(), indent=1, ensure_ascii=False).replace('"places": 2', '"places": 99')
    tried = upload(client, reverse("criteria_exchange", args=[draft.pk]), text.encode(), "a.json")
    page = text_of(client.get(tried.url))
    line = next(number for number, row in enumerate(text.split("\n"), start=1) if '"places"' in row)
    assert f"dòng {line}, cột 13" in page
    assert "Số 99 phải nằm trong khoảng từ 0 đến 10." in page


def test_a_dry_run_says_what_mends_each_finding(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    wanted = document()
    wanted["nodes"][0]["children"][0]["evidence_required"] = True
    wanted["nodes"][0]["children"][0].pop("evidence", None)
    for name, data in (("a.xlsx", write_workbook(wanted)), ("a.json", json.dumps(wanted).encode())):
        tried = upload(client, reverse("criteria_exchange", args=[draft.pk]), data, name)
        mend = "Ghi tên văn bản, báo cáo đơn vị phải gửi vào mục “Tài liệu kiểm chứng” của “1.1”"
        page = text_of(client.get(tried.url))
        assert mend in page
        assert ("0.9 thay cho 90 phần trăm" in page) == (name == "a.json")
        exported = b"".join(client.get(tried.url + "?export=csv").streaming_content)  # type: ignore[attr-defined]
        assert mend in exported.decode().replace('""', '"')


def test_a_draft_that_changed_since_the_dry_run_is_kept(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    tried = upload(client, reverse("criteria_exchange", args=[draft.pk]), write_workbook(document(title="Của tệp")))
    sent = form_with(client.get(tried.url), "seen").fields
    header = {"title": "Người khác sửa", "title_en": ""}
    actions.edit_header(draft, row_version=draft.version, header=header, by=None, at=NOW)
    refused = client.post(tried.url, sent)
    assert refused.status_code == 409
    assert "Dự thảo vừa được thay đổi. Đề nghị kiểm tra lại tệp trước khi đưa vào." in text_of(refused)
    assert CriteriaSetVersion.objects.get(pk=draft.pk).title == "Người khác sửa"


def test_what_belongs_to_the_set_stays_and_is_said(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    data = write_workbook(document(code="KHAC-2030", year=2030, title="X"))
    tried = upload(client, reverse("criteria_exchange", args=[draft.pk]), data)
    page = client.get(tried.url)
    assert "Mã: VD-2023 (trong tệp là KHAC-2030)" in text_of(page)
    other = upload(client, reverse("criteria_exchange", args=[draft.pk]), write_workbook(document(tier="district")))
    titles = {tier.code: tier.title for tier in Tier.objects.all()}
    said = f"{titles['department']} (trong tệp là {titles['district']})"
    assert said in text_of(client.get(other.url))
    client.post(tried.url, form_with(page, "seen").fields)
    found = CriteriaSetVersion.objects.get(pk=draft.pk)
    assert (found.title, found.criteria_set.code, found.criteria_set.year) == ("X", "VD-2023", 2023)


def test_the_second_of_two_clicks_says_what_the_first_did(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    tried = upload(client, reverse("criteria_exchange", args=[draft.pk]), write_workbook(document(title="X")))
    fields = form_with(client.get(tried.url), "seen").fields
    for _click in range(2):
        said = text_of(client.post(tried.url, fields, follow=True))
        assert "Đã đưa nội dung tệp vào dự thảo." in said
        assert "không có gì thay đổi" not in said
    assert "chưa thay đổi gì" not in text_of(client.get(tried.url))


def test_the_tab_of_findings_counts_what_blocks_the_issue(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    tab = reverse("criteria_findings", args=[draft.pk])
    for where in ("criteria_version", "criteria_findings", "criteria_versions"):
        page = text_of(client.get(reverse(where, args=[draft.pk])))
        assert re.search(rf'href="{tab}"[^>]*>[^<]*</a>', page), "a note is not counted"
    Node.objects.filter(set_version=draft, code="1.1").update(title="")
    for where in ("criteria_version", "criteria_findings", "criteria_versions"):
        page = text_of(client.get(reverse(where, args=[draft.pk])))
        assert re.search(rf'href="{tab}"[^>]*>[^<]*<span class="count">1</span>', page)


def test_my_work_tells_drafts_of_one_title_apart(client_as: As, draft: CriteriaSetVersion) -> None:
    assert "VD-2023, phiên bản 1 · " in text_of(client_as("coordinator").get(reverse("home")))


def test_a_file_that_says_the_same_changes_nothing(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    tried = upload(client, reverse("criteria_exchange", args=[draft.pk]), write_workbook(document()))
    assert "Không có gì thay đổi" in text_of(client.get(tried.url))


def test_another_person_does_not_find_the_upload(client_as: As, draft: CriteriaSetVersion, province: Province) -> None:
    client = client_as("coordinator")
    tried = upload(client, reverse("criteria_exchange", args=[draft.pk]), write_workbook(document()))
    other = client_as("coordinator", at="STC")
    assert other.get(tried.url).status_code in {403, 404}
    assert client_as("administrator").get(tried.url).status_code in {403, 404}


def test_no_file_and_too_large_a_file_are_refused(client_as: As, draft: CriteriaSetVersion, settings: Any) -> None:
    client = client_as("coordinator")
    url = reverse("criteria_exchange", args=[draft.pk])
    assert client.post(url, {}).status_code == 422
    settings.STORED_FILE_LIMIT = 1 << 20
    refused = upload(client, url, bytes((1 << 20) + 1))
    assert refused.status_code == 422
    assert "1 MB" in text_of(refused)
    assert StoredFile.objects.count() == 0


def test_json_larger_than_any_set_is_refused_by_its_size(client_as: As, draft: CriteriaSetVersion) -> None:
    """Whatever the limit of files is: parsed, a file of 20 MB took 2 GB."""
    client = client_as("coordinator")
    page = client.get(reverse("criteria_exchange", args=[draft.pk]))
    assert "Tệp Excel (.xlsx) tối đa 20 MB hoặc tệp trao đổi (.json) tối đa 4 MB." in text_of(page)
    tried = upload(client, page.wsgi_request.path, b"[" + b"0," * 2_100_000 + b"0]", "bo.json")
    text = text_of(client.get(tried.url))
    assert "bộ tiêu chí dạng JSON tối đa 4 MB (một bộ tiêu chí thực tế chỉ khoảng 75 kB)" in text


# A new set from a file ----------------------------------------------------------------------------------------------


def test_a_new_set_is_made_from_a_file_once(client_as: As, province: Province) -> None:
    client = client_as("coordinator")
    tried = upload(client, reverse("criteria_import"), write_workbook(document()))
    page = client.get(tried.url)
    assert CriteriaSet.objects.count() == 0
    form = form_with(page, "owner_id")
    assert (form.fields["code"], form.fields["tier"], form.fields["year"]) == ("VD-2023", "department", "2023")
    made = client.post(tried.url, form.fields)
    version = CriteriaSetVersion.objects.get()
    assert made.url == reverse("criteria_version", args=[version.pk])
    assert queries.document_of(version) == document()
    assert client.post(tried.url, form.fields).url == made.url
    assert CriteriaSet.objects.count() == 1
    again = client.get(tried.url)
    assert "Tệp này đã được đưa vào" in text_of(again)
    assert "Chưa lưu gì vào hệ thống" not in text_of(again)
    assert made.url in text_of(again)
    assert 'name="owner_id"' not in text_of(again)


def test_appraisers_of_a_new_set_are_checked_where_the_organiser_is_known(
    client_as: As, province: Province, account_as: Callable[..., Account]
) -> None:
    data = edited(write_workbook(document()), Put("Tiêu chí", "J4", "SNVX"))
    only = client_as("coordinator")
    page = text_of(only.get(upload(only, reverse("criteria_import"), data).url))
    assert "Tiêu chí!J4" in page
    assert "Đã đối chiếu cơ quan thẩm định với danh mục đơn vị của" in page

    district = Unit.objects.filter(tier__code="district").first()
    assert district is not None
    coordinator = account_as("coordinator")
    grant = coordinator.grants.get()
    RoleGrant.objects.create(account=coordinator, unit=district, role=grant.role, from_on=grant.from_on, granted_at=NOW)
    tried = upload(only, reverse("criteria_import"), data)
    page = text_of(only.get(tried.url))
    assert "Tiêu chí!J4" not in page
    assert "Chưa đối chiếu cơ quan thẩm định" in page
    for owner in (province.root, district):
        assert f'href="?owner={owner.pk}"' in page
        asked = only.get(tried.url, {"owner": owner.pk})
        assert "Tiêu chí!J4" in text_of(asked)
        assert form_with(asked, "owner_id").fields["owner_id"] == str(owner.pk)
        listed = b"".join(only.get(tried.url, {"owner": owner.pk, "export": "csv"}).streaming_content)  # type: ignore[attr-defined]
        assert "SNVX" in listed.decode()
    for nonsense in ("x", "0", "9" * 30, "²"):
        assert "Tiêu chí!J4" not in text_of(only.get(tried.url, {"owner": nonsense}))


def test_a_code_that_is_taken_is_refused_beside_its_field(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    tried = upload(client, reverse("criteria_import"), write_workbook(document()))
    refused = client.post(tried.url, form_with(client.get(tried.url), "owner_id").fields)
    assert refused.status_code == 422
    assert "VD-2023" in text_of(refused)
    assert CriteriaSet.objects.count() == 1


def test_a_faulty_file_makes_no_set(client_as: As, province: Province) -> None:
    client = client_as("coordinator")
    tried = upload(client, reverse("criteria_import"), b"%PDF-1.7", "a.xlsx")
    page = text_of(client.get(tried.url))
    assert "Tệp tải lên không phải là tệp Excel (.xlsx)" in page
    assert client.post(tried.url, {"code": "X"}).status_code == 422
    assert CriteriaSet.objects.count() == 0


def test_a_tier_that_nobody_knows_is_named_at_its_cell_and_none_is_chosen_instead(
    client_as: As, province: Province
) -> None:
    client = client_as("coordinator")
    data = edited(write_workbook(document()), Put("Bộ tiêu chí", "B8", "Quận lỵ"))
    page = text_of(client.get(upload(client, reverse("criteria_import"), data).url))
    assert "Bộ tiêu chí!B8" in page
    assert "“Quận lỵ”" in page
    assert all(tier.title in page for tier in Tier.objects.all())
    assert 'name="owner_id"' not in page
    known = Tier.objects.get(code="district")
    data = edited(write_workbook(document()), Put("Bộ tiêu chí", "B8", known.title.upper()))
    form = form_with(client.get(upload(client, reverse("criteria_import"), data).url), "owner_id")
    assert form.fields["tier"] == "district"
    data = edited(write_workbook(document()), Put("Bộ tiêu chí", "B8", None))
    tried = upload(client, reverse("criteria_import"), data)
    form = form_with(client.get(tried.url), "owner_id")
    assert form.fields["tier"] == ""
    assert client.post(tried.url, form.fields).status_code == 422
    assert CriteriaSet.objects.count() == 0


def test_faults_and_findings_of_a_file_come_together(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    data = edited(write_workbook(document()), Put("Tiêu chí", "D12", "một"), Put("Thang điểm", "N22", 0.8))
    tried = upload(client, reverse("criteria_exchange", args=[draft.pk]), data)
    page = text_of(client.get(tried.url))
    assert "Tiêu chí!D12" in page
    assert "Thang điểm!N22" in page
    assert "Tổng các trọng số là 120%" in page
    lines = b"".join(client.get(tried.url + "?export=csv").streaming_content).decode("utf-8-sig")
    assert "không phải là số" in lines or "một" in lines
    assert "120%" in lines
    form = document()
    form["nodes"][0]["children"][0]["max_points"] = "một"
    form["nodes"][1]["title"] = ""
    text = json.dumps(form).encode()
    page = text_of(client.get(upload(client, reverse("criteria_exchange", args=[draft.pk]), text, "a.json").url))
    assert "“một”" in page
    assert "“2” chưa có tên" in page


def test_who_makes_no_sets_is_not_sent_to_the_page_that_refuses(client_as: As, issued: CriteriaSetVersion) -> None:
    where = reverse("criteria_exchange", args=[issued.pk])
    assert reverse("criteria_import") in text_of(client_as("coordinator").get(where))
    assert reverse("criteria_import") not in text_of(client_as("approver").get(where))


def test_who_keeps_no_sets_is_told_so(client_as: As) -> None:
    page = client_as("unit_officer").get(reverse("criteria_import"))
    assert page.status_code == 403
    assert 'name="file"' not in text_of(page)


# Versions -----------------------------------------------------------------------------------------------------------


def test_versions_are_listed_with_who_when_and_decision(client_as: As, second: CriteriaSetVersion) -> None:
    page = text_of(client_as("coordinator").get(reverse("criteria_versions", args=[second.pk])))
    assert "0000/QĐ-UBND" in page
    assert "Nguyễn Thị Hằng" in page
    assert "Đã ban hành" in page
    assert "phiên bản 1 – Đã ban hành" in page


def test_the_difference_of_two_versions_is_read_in_both_languages(
    client_as: As, second: CriteriaSetVersion, issued: CriteriaSetVersion
) -> None:
    node = Node.objects.get(set_version=second, code="1.3")
    Node.objects.filter(pk=node.pk).update(max_points="1.5")
    client = client_as("coordinator")
    url = reverse("criteria_difference", args=[second.pk]) + f"?before={issued.pk}"
    page = text_of(client.get(url))
    assert "Điểm tối đa của 1.3 “Chế độ báo cáo định kỳ”: 1 → 1,5" in page
    assert "+0,50" in page
    assert "Không có khác biệt" not in page
    client.cookies["django_language"] = "en"
    assert "The maximum of 1.3 “Chế độ báo cáo định kỳ”: 1 → 1.5" in text_of(client.get(url))
    other = text_of(client.get(reverse("criteria_difference", args=[issued.pk]) + f"?before={second.pk}"))
    assert "1.5 → 1" in other
    assert client.get(url.split("?")[0] + "?before=nothing").status_code == 404


def test_the_difference_is_filtered_by_kind_and_paged(
    client_as: As, second: CriteriaSetVersion, issued: CriteriaSetVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = json.loads(json.dumps(document()).replace('"title": "', '"title": "Mới: '))
    reading = read_set(changed)
    assert reading.criteria_set is not None
    actions.replace_tree(second, write_set(reading.criteria_set), seen=digest(second), by=None, at=NOW)
    client = client_as("coordinator")
    url = reverse("criteria_difference", args=[second.pk]) + f"?before={issued.pk}"
    item = b'<li><span class="change-kind">'
    assert client.get(url).content.count(item) == 31
    assert client.get(url + "&kind=renamed").content.count(item) == 12
    assert client.get(url + "&kind=appraiser").content.count(item) == 31
    monkeypatch.setattr("parindex.web.office.criteria.versions.PER_PAGE", 10)
    assert client.get(url + "&page=4").content.count(item) == 1


# Issue --------------------------------------------------------------------------------------------------------------


def test_the_issue_page_checks_then_freezes(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    url = reverse("criteria_issue", args=[draft.pk])
    page = client.get(url)
    assert digest(draft)[:8] in text_of(page)
    form = issue_form(page)
    unsure = client.post(url, {"row_version": form.fields["row_version"]})
    assert unsure.status_code == 422
    assert '<li><a href="#id_sure">Đề nghị xác nhận đã đối chiếu bộ tiêu chí.</a></li>' in text_of(unsure)
    assert client.post(url, form.fields | {"sure": "on"}).url == reverse("criteria_version", args=[draft.pk])
    found = CriteriaSetVersion.objects.get(pk=draft.pk)
    assert found.state == VersionState.ISSUED
    assert found.sha256 == digest(draft)
    frozen = text_of(client.get(url))
    assert "Phiên bản này đã ban hành" in frozen
    for name in ("criteria_editor", "criteria_header"):
        refused = client.get(reverse(name, args=[draft.pk]))
        assert refused.status_code == 403
        assert "ban hành" in text_of(refused)


def test_findings_block_the_issue_with_the_way_to_mend_them(client_as: As, draft: CriteriaSetVersion) -> None:
    Node.objects.filter(set_version=draft, code="1.2").update(appraised_by="VPUB")
    actions.edit_header(
        draft, row_version=draft.version, header={"decision_number": "", "decision_on": None}, by=None, at=NOW
    )
    client = client_as("coordinator")
    url = reverse("criteria_issue", args=[draft.pk])
    page = client.get(url)
    node = Node.objects.get(set_version=draft, code="1.2")
    assert reverse("criteria_node", args=[draft.pk, node.pk]) in text_of(page)
    assert 'name="sure"' not in text_of(page)
    row = form_with(page, "decision_number").fields["row_version"]
    refused = client.post(url, {"row_version": row, "sure": "on"})
    assert refused.status_code == 422
    assert CriteriaSetVersion.objects.get(pk=draft.pk).state == VersionState.DRAFT


def test_the_decision_is_stated_on_the_page_of_the_issue(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    url = reverse("criteria_decision", args=[draft.pk])
    form = form_with(client.get(reverse("criteria_issue", args=[draft.pk])), "decision_number")
    assert client.post(url, form.fields | {"decision_number": "", "decision_on": "x"}).status_code == 422
    sent = form.fields | {"decision_number": "2106/QĐ-UBND", "decision_on": "16/11/2023"}
    assert client.post(url, sent).url == reverse("criteria_issue", args=[draft.pk])
    found = CriteriaSetVersion.objects.get(pk=draft.pk)
    assert (found.decision_number, str(found.decision_on)) == ("2106/QĐ-UBND", "2023-11-16")
    stale = client.post(url, sent | {"decision_number": "1/QĐ"})
    assert stale.status_code == 409
    assert "<del>2106/QĐ-UBND</del>" in text_of(stale)
    again = form_with(stale, "decision_number").fields
    assert again["decision_number"] == "1/QĐ"
    assert client.post(url, again).status_code == 302
    assert CriteriaSetVersion.objects.get(pk=draft.pk).decision_number == "1/QĐ"
    assert client.get(url).url == reverse("criteria_issue", args=[draft.pk])


def test_a_stale_look_does_not_issue(client_as: As, draft: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    url = reverse("criteria_issue", args=[draft.pk])
    sent = issue_form(client.get(url)).fields | {"sure": "on"}
    actions.edit_header(draft, row_version=draft.version, header={"title": "Khác"}, by=None, at=NOW)
    assert client.post(url, sent).status_code == 422
    assert CriteriaSetVersion.objects.get(pk=draft.pk).state == VersionState.DRAFT


def test_an_issued_version_is_withdrawn_with_its_reason(client_as: As, issued: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    url = reverse("criteria_withdraw", args=[issued.pk])
    assert client.post(url, {"note": "  "}).status_code == 422
    assert client.post(url, {"note": "Thay bằng bộ tiêu chí mới"}).status_code == 302
    found = CriteriaSetVersion.objects.get(pk=issued.pk)
    assert (found.state, found.withdrawal_reason) == (VersionState.WITHDRAWN, "Thay bằng bộ tiêu chí mới")
    again = client.post(url, {"note": "Lần nữa"})
    assert again.status_code == 422
    assert "Thay bằng bộ tiêu chí mới" in text_of(client.get(reverse("criteria_versions", args=[issued.pk])))


def test_a_draft_is_given_up_with_its_reason(client_as: As, second: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    assert client.post(reverse("criteria_discard", args=[second.pk]), {"note": "Không cần nữa"}).status_code == 302
    assert CriteriaSetVersion.objects.get(pk=second.pk).state == VersionState.DISCARDED


# Copies -------------------------------------------------------------------------------------------------------------


def test_a_new_version_is_started_once(client_as: As, issued: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    url = reverse("criteria_start", args=[issued.pk])
    sent = form_with(client.get(url), "change_note").fields | {"change_note": "Sửa theo góp ý"}
    made = client.post(url, sent)
    assert client.post(url, sent).url == made.url
    new = CriteriaSetVersion.objects.get(number=2)
    assert (new.change_note, new.based_on_id, new.decision_number) == ("Sửa theo góp ý", issued.pk, "")
    refused = client.post(url, sent | {"id": str(uuid.uuid4())})
    assert refused.status_code == 422
    assert CriteriaSetVersion.objects.count() == 2


def test_a_set_is_cloned_to_the_next_year(client_as: As, issued: CriteriaSetVersion) -> None:
    client = client_as("coordinator")
    url = reverse("criteria_clone", args=[issued.pk])
    form = form_with(client.get(url), "owner_id")
    assert form.fields["code"] == "VD-2024"
    assert form.fields["year"] == "2024"
    assert (form.fields["period_from"], form.fields["period_to"]) == ("15/12/2023", "14/12/2024")
    form.fields["title_en"] = "Criteria of 2024"
    made = client.post(url, form.fields)
    assert client.post(url, form.fields).url == made.url
    clone = CriteriaSetVersion.objects.get(criteria_set__code="VD-2024")
    assert (clone.state, clone.criteria_set.year, clone.number) == (VersionState.DRAFT, 2024, 1)
    assert clone.title_en == "Criteria of 2024"
    assert queries.document_of(clone)["nodes"] == document()["nodes"]
    page = text_of(client.get(reverse("criteria_versions", args=[clone.pk])))
    assert "Sao chép từ VD-2023, phiên bản 1." in page
    assert client.get(reverse("criteria_difference", args=[clone.pk]) + f"?before={issued.pk}").status_code == 200
    half = client.post(url, form.fields | {"id": str(uuid.uuid4()), "code": "Z", "period_to": ""})
    assert half.status_code == 422


# What pages cost ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "more", "count"),
    [
        ("criteria_exchange", [], 6),
        ("criteria_versions", [], 7),
        ("criteria_issue", [], 8),
        ("criteria_trial", [], 7),
        ("criteria_clone", [], 7),
        ("criteria_discard", [], 6),
        ("criteria_export", ["json"], 5),
    ],
)
def test_pages_of_a_draft_cost_a_fixed_number_of_queries(
    client_as: As,
    draft: CriteriaSetVersion,
    django_assert_num_queries: DjangoAssertNumQueries,
    name: str,
    more: list[str],
    count: int,
) -> None:
    client = client_as("coordinator")
    url = reverse(name, args=[draft.pk, *more])
    client.get(url)
    with django_assert_num_queries(count):
        page = client.get(url)
    assert page.status_code == 200
    assert travelling_bytes(page) <= 20_000


def test_a_dry_run_of_a_whole_set_is_small(
    client_as: As, draft: CriteriaSetVersion, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    from pathlib import Path

    whole = json.loads((Path(__file__).parents[2] / "examples/bac-kan-2023/criteria/department.json").read_text())
    client = client_as("coordinator")
    tried = upload(client, reverse("criteria_exchange", args=[draft.pk]), write_workbook(whole))
    with django_assert_max_num_queries(15):
        page = client.get(tried.url)
    assert travelling_bytes(page) <= 20_000
    client.post(tried.url, form_with(page, "seen").fields)
    other = client.get(reverse("criteria_issue", args=[draft.pk]))
    assert travelling_bytes(other) <= 20_000

"""Pages of programmes and rounds: what is on them, what they cost, and that refusals keep what was typed."""

import copy
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from parindex.kernel.models import AuditEvent
from parindex.people.enums import Role
from parindex.people.models import Account, Tier, Unit
from parindex.programmes import actions
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Exclusion, Extension, Participant, PlanTask, Programme, Round, Substitute
from tests.conftest import NOW
from tests.pages import said, travelling_bytes
from tests.people import Province
from tests.rounds import (
    CLOSES,
    DOCUMENT,
    PREPARED,
    add_units,
    issued_again,
    issued_set,
    make_programme,
    make_round,
    ready,
    started,
)
from tests.web.forms import form_with

PLAN = "number,kind,title,opens_on,due_on,lead,coordinating,unit_tiers\n"
TASK = "1,guidance,Gửi hướng dẫn,2023-10-01,2023-10-31,SNV,STC;#citizens,department\n"


@pytest.fixture
def coordinator(account_as: Callable[..., Account]) -> Account:
    return account_as(Role.COORDINATOR)


@pytest.fixture
def programme(province: Province, coordinator: Account) -> Programme:
    add_units(province)
    return make_programme(province, by=coordinator)


@pytest.fixture
def sets(province: Province, coordinator: Account) -> dict[str, Any]:
    return {tier: issued_set(province.root, tier, by=coordinator) for tier in ("department", "commune")}


@pytest.fixture
def prepared(programme: Programme, province: Province, coordinator: Account, sets: dict[str, Any]) -> Round:
    return ready(make_round(programme, province.root, sets["department"], by=coordinator), by=coordinator)


@pytest.fixture
def running(programme: Programme, province: Province, coordinator: Account, sets: dict[str, Any]) -> Round:
    return started(make_round(programme, province.root, sets["department"], by=coordinator, code="R-2"), by=coordinator)


def text(response: Any) -> str:
    content: str = response.content.decode()
    return content


def member_of(round: Round, code: str = "STC") -> Participant:
    return Participant.objects.get(round=round, unit__code=code)


# Programmes and plans -------------------------------------------------------------------------------------------------
def test_an_empty_list_says_what_to_do(client_as: Callable[..., Client]) -> None:
    assert "Lập kế hoạch của năm nay" in text(client_as(Role.COORDINATOR).get("/programmes/"))
    assert "Cán bộ điều phối của tỉnh lập kế hoạch" in text(client_as(Role.OBSERVER).get("/programmes/"))


def test_a_programme_is_made_and_edited(client_as: Callable[..., Client]) -> None:
    client = client_as(Role.COORDINATOR)
    url = reverse("programme_new")
    sent = form_with(client.get(url), "year").fields | {"year": "2023", "title": "CCHC 2023", "code": "C-23"}
    assert client.post(url, sent).status_code == 302
    made = Programme.objects.get()
    assert client.post(url, sent).headers["Location"] == reverse("programme", args=[made.pk])
    again = client.post(url, sent | {"id": str(uuid.uuid4()), "title": "Lần hai"})
    assert again.status_code == 422
    assert "đã có kế hoạch năm 2023" in text(again)
    assert "Lần hai" in text(again)
    edit = reverse("programme_edit", args=[made.pk])
    first = form_with(client.get(edit), "title").fields
    assert client.post(edit, first | {"title": "Của người khác"}).status_code == 302
    stale = client.post(edit, first | {"title": "Của tôi"})
    assert stale.status_code == 409
    assert "Của người khác" in text(stale)
    assert "Của tôi" in text(stale)


def test_a_plan_comes_from_a_file_after_a_dry_run(client_as: Callable[..., Client], programme: Programme) -> None:
    client = client_as(Role.COORDINATOR)
    upload = reverse("plan_upload", args=[programme.pk])
    answer = client.post(upload, {"file": SimpleUploadedFile("plan.csv", (PLAN + TASK).encode())}, follow=True)
    page = text(answer)
    assert "Gửi hướng dẫn" in page
    assert not PlanTask.objects.exists()
    url = answer.redirect_chain[-1][0]
    sent = form_with(answer, "digest").fields
    assert client.post(url, sent).headers["Location"] == reverse("programme", args=[programme.pk])
    assert PlanTask.objects.get().title == "Gửi hướng dẫn"
    assert client.post(url, sent).status_code == 409
    exported = b"".join(client.get(reverse("programme", args=[programme.pk]) + "?export=csv"))
    assert TASK.split(",", 1)[1].strip().encode() in exported
    assert client.get(reverse("programme", args=[programme.pk]) + "?export=xlsx").content.startswith(b"PK")


def test_a_broken_plan_names_row_column_and_mend(client_as: Callable[..., Client], programme: Programme) -> None:
    client = client_as(Role.COORDINATOR)
    data = (PLAN + TASK.replace("SNV", "KHONG")).encode()
    answer = client.post(
        reverse("plan_upload", args=[programme.pk]), {"file": SimpleUploadedFile("plan.csv", data)}, follow=True
    )
    page = text(answer)
    assert "dòng 2" in page
    assert "F (lead)" in page
    assert "mang mã “KHONG”" in page
    assert "Ghi mã đơn vị, cách nhau bằng dấu chấm phẩy" in page
    assert b"KHONG" in b"".join(client.get(answer.redirect_chain[-1][0] + "?export=csv"))


def test_the_plan_stands_by_month_and_as_a_timeline(
    client_as: Callable[..., Client], programme: Programme, coordinator: Account
) -> None:
    facts = {"kind": "guidance", "coordinating": "#citizens", "tiers": "department"}
    for number, month in enumerate((10, 12), start=1):
        days = {"opens_on": date(2023, month, 1), "due_on": date(2023, month, 20)}
        values = {"number": number, "title": f"Việc {number}", "lead": "SNV", **facts, **days}
        actions.add_task(programme, id=uuid.uuid4(), values=values, by=coordinator, at=PREPARED)
    page = text(client_as(Role.OBSERVER).get(reverse("programme", args=[programme.pk])))
    assert "Bắt đầu trong tháng 10/2023" in page
    assert "Người dân" in page
    assert '<rect class="period" x="61" y="1" width="20" height="8"/>' in page
    assert "style=" not in page
    assert "Thêm nhiệm vụ" not in page


def test_a_task_is_added_moved_with_a_reason_and_taken_out(
    client_as: Callable[..., Client], programme: Programme
) -> None:
    client = client_as(Role.COORDINATOR)
    new = reverse("plan_task_new", args=[programme.pk])
    typed = {"title": "Họp", "opens_on": "01/10/2023", "due_on": "31/10/2023", "lead": "SNV"}
    sent = form_with(client.get(new), "number").fields | typed
    wrong = client.post(new, sent | {"lead": "KHONG"})
    assert wrong.status_code == 422
    assert "mang mã “KHONG”" in text(wrong)
    assert client.post(new, sent).status_code == 302
    task = PlanTask.objects.get()
    edit = reverse("plan_task_edit", args=[task.pk])
    opened = form_with(client.get(edit), "title").fields
    refused = client.post(edit, opened | {"due_on": "15/11/2023"})
    assert refused.status_code == 422
    assert "vui lòng ghi lý do" in text(refused)
    assert client.post(edit, opened | {"due_on": "15/11/2023", "note": "Lùi"}).status_code == 302
    stale = client.post(edit, opened | {"title": "Khác"})
    assert stale.status_code == 409
    assert form_with(stale, "title").fields["due_on"] == "15/11/2023"
    assert client.post(edit, form_with(stale, "title").fields).status_code == 302
    assert str(PlanTask.objects.get()) == "1. Khác"
    remove = reverse("plan_task_remove", args=[task.pk])
    assert client.post(remove, {"note": ""}).status_code == 422
    assert client.post(remove, {"note": "Trùng"}).status_code == 302
    assert not PlanTask.objects.exists()


# Rounds ---------------------------------------------------------------------------------------------------------------
def test_a_round_is_made_set_up_and_started(
    client_as: Callable[..., Client], programme: Programme, sets: dict[str, Any]
) -> None:
    client = client_as(Role.COORDINATOR)
    new = reverse("round_new", args=[programme.pk])
    typed = {"tier": "department", "title": "Sở, ban, ngành", "code": "SO", "set_version": sets["department"].pk}
    sent = form_with(client.get(new), "organiser").fields | typed
    wrong = client.post(new, sent | {"tier": "district"})
    assert wrong.status_code == 422
    assert "dành cho cấp khác" in text(wrong)
    assert client.post(new, sent).status_code == 302
    round = Round.objects.get()
    assert "Chưa có đơn vị nào tham gia." in text(client.get(reverse("round", args=[round.pk])))
    take = reverse("round_take_in", args=[round.pk])
    preview = client.get(take)
    assert "Sở Tài chính" in text(preview)
    assert client.post(take, form_with(preview, "digest").fields).status_code == 302
    windows = reverse("round_windows", args=[round.pk])
    times = {
        "self_assessment": ("01/12/2023 00:00", "31/12/2023 23:59"),
        "appraisal": ("01/01/2024 00:00", "31/01/2024 23:59"),
        "settlement": ("01/02/2024 00:00", "29/02/2024 23:59"),
    }
    typed = {
        f"{kind}_{name}": pair[n] for kind, pair in times.items() for n, name in enumerate(("opens_at", "closes_at"))
    }
    opened = form_with(client.get(windows), "version").fields
    wrong = client.post(windows, opened | typed | {"appraisal_opens_at": "30/12/2023 00:00"})
    assert wrong.status_code == 422
    assert "chỉ bắt đầu khi" in text(wrong)
    assert "30/12/2023 00:00" in text(wrong)
    half = client.post(windows, opened | typed | {"settlement_closes_at": ""})
    assert "Phải ghi cả thời điểm bắt đầu và kết thúc." in text(half)
    assert client.post(windows, opened | typed).status_code == 302
    assert round.windows.get(kind="self_assessment").closes_at == CLOSES
    start = reverse("round_start", args=[round.pk])
    asked = client.get(start)
    assert "2 cơ quan sẽ phải tự thẩm định" in text(asked)
    refused = client.post(start, form_with(asked, "version").fields)
    assert refused.status_code == 422
    assert "2 cơ quan sẽ phải tự thẩm định" in text(refused)


def test_windows_are_suggested_as_planned(
    client_as: Callable[..., Client],
    programme: Programme,
    province: Province,
    coordinator: Account,
    sets: dict[str, Any],
) -> None:
    days = {"opens_on": date(2023, 12, 1), "due_on": date(2023, 12, 31)}
    values = {"number": 7, "kind": "self_assessment", "title": "Tự chấm", "lead": "SNV", "coordinating": "", **days}
    made = actions.add_task(
        programme, id=uuid.uuid4(), values=values | {"tiers": "department"}, by=coordinator, at=PREPARED
    )
    round = make_round(programme, province.root, sets["department"], by=coordinator)
    fields = form_with(client_as(Role.COORDINATOR).get(reverse("round_windows", args=[round.pk])), "version").fields
    assert (fields["self_assessment_opens_at"], fields["self_assessment_closes_at"]) == (
        "01/12/2023 00:00",
        "31/12/2023 23:59",
    )
    assert fields["self_assessment_task"] == str(made.pk)


def test_a_stale_save_of_windows_shows_both(client_as: Callable[..., Client], prepared: Round) -> None:
    client = client_as(Role.COORDINATOR)
    url = reverse("round_windows", args=[prepared.pk])
    opened = form_with(client.get(url), "version").fields
    assert client.post(url, opened | {"settlement_closes_at": "27/02/2024 17:00"}).status_code == 302
    stale = client.post(url, opened | {"settlement_closes_at": "28/02/2024 17:00"})
    assert stale.status_code == 409
    page = text(stale)
    assert "17:00 27/02/2024" in page
    assert "17:00 28/02/2024" in page
    assert client.post(url, form_with(stale, "version").fields).status_code == 302


def test_a_round_starts_closes_and_may_be_taken_back(client_as: Callable[..., Client], running: Round) -> None:
    client = client_as(Role.COORDINATOR)
    page = text(client.get(reverse("round", args=[running.pk])))
    assert "Đang diễn ra" in page
    assert reverse("round_edit", args=[running.pk]) not in page
    assert client.get(reverse("round_edit", args=[running.pk])).status_code == 403
    assert client.post(reverse("round_remove", args=[running.pk]), {"note": "x"}).status_code == 403
    # The clock of the pages is the real one: every window of 2023 is over.
    assert client.post(reverse("round_close", args=[running.pk]), {"note": ""}).status_code == 422
    assert client.post(reverse("round_close", args=[running.pk]), {"note": "Xong"}).status_code == 302
    assert client.get(reverse("round_windows", args=[running.pk])).status_code == 403


def test_a_prepared_round_is_edited_and_taken_back(client_as: Callable[..., Client], prepared: Round) -> None:
    client = client_as(Role.COORDINATOR)
    edit = reverse("round_edit", args=[prepared.pk])
    opened = form_with(client.get(edit), "title").fields
    assert client.post(edit, opened | {"title": "Tên mới"}).status_code == 302
    assert client.post(edit, opened | {"title": "Tên khác"}).status_code == 409
    remove = reverse("round_remove", args=[prepared.pk])
    assert client.post(remove, {"note": ""}).status_code == 422
    assert client.post(remove, {"note": "Nhầm"}).status_code == 302
    assert not Round.objects.exists()


# Units and decisions --------------------------------------------------------------------------------------------------
def test_units_are_filtered_exported_ranked_added_and_taken_out(
    client_as: Callable[..., Client], prepared: Round
) -> None:
    client = client_as(Role.COORDINATOR)
    units = reverse("round_units", args=[prepared.pk])
    assert "Sở Nội vụ</a>" not in text(client.get(units, {"q": "so tai"}))
    assert "Không có đơn vị nào" in text(client.get(units, {"q": "zzz"}))
    member = member_of(prepared)
    edit = reverse("participant_edit", args=[member.pk])
    opened = form_with(client.get(edit), "group").fields
    assert client.post(edit, opened | {"group": "Khối 1"}).status_code == 302
    assert client.post(edit, opened | {"group": "Khối 2"}).status_code == 409
    assert "Sở Nội vụ</a>" not in text(client.get(units, {"group": "Khối 1"}))
    exported = b"".join(client.get(units, {"export": "csv"})).decode()
    assert "STC,Sở Tài chính,UBND tỉnh Bắc Kạn,Khối 1,có," in exported
    assert client.get(units, {"export": "xlsx"}).content.startswith(b"PK")
    assert client.post(reverse("participant_remove", args=[member.pk])).status_code == 302
    new = reverse("participant_new", args=[prepared.pk])
    sent = form_with(client.get(new), "unit").fields
    assert client.post(new, sent | {"unit": "H061"}).status_code == 422
    assert client.post(new, sent | {"unit": "STC"}).status_code == 302
    assert Participant.objects.filter(round=prepared).count() == 2


def test_a_preview_of_units_that_changed_is_shown_again(
    client_as: Callable[..., Client],
    programme: Programme,
    province: Province,
    coordinator: Account,
    sets: dict[str, Any],
) -> None:
    round = make_round(programme, province.root, sets["department"], by=coordinator)
    url, client = reverse("round_take_in", args=[round.pk]), client_as(Role.COORDINATOR)
    sent = form_with(client.get(url), "digest").fields
    actions.add_participant(round, id=uuid.uuid4(), unit=province["STC"], on=date(2023, 12, 1), by=coordinator, at=NOW)
    refused = client.post(url, sent | {"group": "Khối 1"})
    assert refused.status_code == 422
    assert "Vui lòng xem lại trước khi xác nhận" in text(refused)
    assert form_with(refused, "digest").fields["group"] == "Khối 1"
    assert client.post(url, form_with(refused, "digest").fields).status_code == 302
    assert Participant.objects.filter(round=round).count() == 2


def test_a_unit_gets_more_time_and_loses_it(client_as: Callable[..., Client], running: Round) -> None:
    client, member = client_as(Role.COORDINATOR), member_of(running)
    url = reverse("participant_extend", args=[member.pk])
    sent = form_with(client.get(url), "until").fields | {"until": "31/12/2099 17:00", "reason": "Mưa lũ"}
    wrong = client.post(url, sent | {"until": "mai"})
    assert wrong.status_code == 422
    assert "Mưa lũ" in text(wrong)
    assert "không muộn hơn hạn hiện tại: 23:59 31/12/2023" in text(
        client.post(url, sent | {"until": "31/12/2023 17:00"})
    )
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 302, "sent twice"
    extension = Extension.objects.get()
    page = text(client.get(reverse("participant", args=[member.pk])))
    assert "17:00 31/12/2099" in page
    assert "các đơn vị khác đến 23:59 31/12/2023" in page
    assert "Đang mở" in page
    assert "Mưa lũ" in text(client.get(reverse("round_extensions", args=[running.pk])))
    revoke = reverse("extension_revoke", args=[extension.pk])
    assert client.post(revoke, {"reason": ""}).status_code == 422
    assert client.post(revoke, {"reason": "Đã nộp"}).status_code == 302
    assert "Đang mở" not in text(client.get(reverse("participant", args=[member.pk])))


def test_a_criterion_is_excluded_by_decision_and_withdrawn(client_as: Callable[..., Client], prepared: Round) -> None:
    client, member = client_as(Role.COORDINATOR), member_of(prepared)
    url = reverse("participant_exclude", args=[member.pk])
    page = client.get(url)
    assert "\u20031.1 Kế hoạch" in text(page)
    sent = form_with(page, "node_code").fields | {"node_code": "1.1", "decision": "", "reason": "Không có"}
    assert client.post(url, sent).status_code == 422
    assert client.post(url, sent | {"decision": "15/QĐ"}).status_code == 302
    assert "1.1 Kế hoạch" in text(client.get(reverse("round_exclusions", args=[prepared.pk])))
    withdraw = reverse("exclusion_withdraw", args=[Exclusion.objects.get().pk])
    assert client.post(withdraw, {"reason": "Nhầm"}).status_code == 302
    assert "Nhầm" in text(client.get(reverse("participant", args=[member.pk])))


def test_substitutes_are_named_and_taken_away(client_as: Callable[..., Client], prepared: Round) -> None:
    client, named = client_as(Role.COORDINATOR), Substitute.objects.get(agency__code="STC")
    url = reverse("substitute_name", args=[prepared.pk, named.agency_id])
    opened = form_with(client.get(url), "substitute").fields
    assert opened["substitute"] == "SNV – Sở Nội vụ"
    assert client.post(url, opened | {"substitute": "STC"}).status_code == 422
    assert client.post(url, opened | {"substitute": "BK"}).status_code == 302
    stale = client.post(url, opened | {"decision": "2/QĐ"})
    assert stale.status_code == 409
    assert client.post(reverse("substitute_remove", args=[named.pk])).status_code == 302
    assert "Thiếu" in text(client.get(reverse("round_substitutes", args=[prepared.pk])))
    assert client.get(reverse("substitute_name", args=[prepared.pk, 999999])).status_code == 404


def test_a_districts_round_is_its_own(
    client_as: Callable[..., Client],
    account_as: Callable[..., Account],
    programme: Programme,
    province: Province,
    sets: dict[str, Any],
) -> None:
    keeper = account_as(Role.COORDINATOR, "H061")
    round = ready(make_round(programme, province["H061"], sets["commune"], by=keeper), by=keeper)
    member = member_of(round, "X01906")
    pages = ["round", "round_units", "round_extensions", "round_exclusions", "round_substitutes"]
    forms = ["round_edit", "round_windows", "round_start", "round_remove", "round_take_in", "participant_new"]
    units = ["participant_edit", "participant_exclude", "participant_remove"]
    read = [reverse(name, args=[round.pk]) for name in pages] + [reverse("participant", args=[member.pk])]
    change = [reverse(name, args=[round.pk]) for name in forms] + [reverse(name, args=[member.pk]) for name in units]

    def answers(client: Client, urls: list[str]) -> set[int]:
        return {client.get(url).status_code for url in urls}

    own, foreign = client_as(Role.COORDINATOR, at="H061"), client_as(Role.COORDINATOR, at="H064")
    assert (answers(own, read), answers(own, change)) == ({200}, {200})
    assert (answers(foreign, read), answers(foreign, change)) == ({404}, {404})
    above = client_as(Role.COORDINATOR)
    assert (answers(above, read), answers(above, change)) == ({200}, {403})
    assert foreign.post(reverse("round_start", args=[round.pk]), {"version": round.version}).status_code == 404
    assert above.post(reverse("round_start", args=[round.pk]), {"version": round.version}).status_code == 403
    assert "Chỉ cán bộ điều phối của UBND huyện Ba Bể" in text(above.get(change[0]))


def test_the_trail_tells_of_rounds_in_words(client_as: Callable[..., Client], running: Round) -> None:
    page = text(client_as(Role.COORDINATOR).get("/trail/", {"kind": "programmes.round", "number": running.pk}))
    assert "Bắt đầu đợt đánh giá" in page
    assert "Đang chuẩn bị → Đang diễn ra" in page
    assert "2023-12-01 00:00 – 2023-12-31 23:59" in page
    assert AuditEvent.objects.filter(subject_kind="programmes.round").count() == 4


def test_pages_are_complete_in_english(client_as: Callable[..., Client], prepared: Round, programme: Programme) -> None:
    client = client_as(Role.COORDINATOR)
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    page = text(client.get(reverse("round", args=[prepared.pk])))
    assert "In preparation" in page
    # The clock of the pages is the real one: the windows of 2023 are over.
    assert "What the round still lacks" in page
    assert "Self-assessment would be over already" in page

    assert "The plan has no task yet" in text(client.get(reverse("programme", args=[programme.pk])))


# Cost -----------------------------------------------------------------------------------------------------------------
def more_units(province: Province, number: int) -> None:
    tier = Tier.objects.get(code="department")
    rows = [
        Unit(
            code=f"S{n:04}",
            name=f"Sở số {n:04}",
            tier=tier,
            parent=province.root,
            root=province.root,
            search_text=f"so so {n:04} s{n:04}",
            sort_text=f"s{n:04}",
        )
        for n in range(number)
    ]
    Unit.objects.bulk_create(rows, batch_size=500)


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_however_long(
    client_as: Callable[..., Client],
    programme: Programme,
    province: Province,
    coordinator: Account,
    sets: dict[str, Any],
    django_assert_num_queries: Any,
    rows: int,
) -> None:
    for n in range(rows):
        if n:
            make_programme(province, by=coordinator, year=2023 + n)
        days = {"opens_on": date(2023, 10, 1), "due_on": date(2023, 10, 31)}
        values = {"number": n + 1, "kind": "guidance", "title": "x", "lead": "SNV", "coordinating": "", "tiers": ""}
        actions.add_task(programme, id=uuid.uuid4(), values=values | days, by=coordinator, at=PREPARED)
        make_round(programme, province.root, sets["department"], by=coordinator, code=f"R{n}")
    more_units(province, rows - 1)
    round = started(make_round(programme, province.root, sets["department"], by=coordinator, code="X"), by=coordinator)
    member = member_of(round)
    for n in range(rows):
        until = CLOSES.replace(year=2030 + n)
        actions.extend(
            member,
            id=uuid.uuid4(),
            kind=WindowKind.SELF_ASSESSMENT,
            until=until,
            reason="x",
            by=coordinator,
            at=NOW,
        )
    for code in ["1.1", "1.2", "2"][:rows]:
        actions.exclude(member, id=uuid.uuid4(), node_code=code, decision="1", reason="x", by=coordinator, at=NOW)
    client = client_as(Role.COORDINATOR)
    costs = {
        reverse("programmes"): 5,
        reverse("programme", args=[programme.pk]): 9,
        reverse("round", args=[round.pk]): 13,
        reverse("round_units", args=[round.pk]): 11,
        reverse("round_extensions", args=[round.pk]): 9,
        reverse("round_exclusions", args=[round.pk]): 10,
        reverse("round_substitutes", args=[round.pk]): 11,
        reverse("participant", args=[member.pk]): 12,
    }
    for url, queries in costs.items():
        client.get(url)
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200


def test_four_thousand_units_cost_no_more_queries(
    client_as: Callable[..., Client],
    programme: Programme,
    province: Province,
    coordinator: Account,
    sets: dict[str, Any],
    django_assert_max_num_queries: Any,
) -> None:
    more_units(province, 4_000)
    round = started(make_round(programme, province.root, sets["department"], by=coordinator, code="X"), by=coordinator)
    client = client_as(Role.COORDINATOR)
    with django_assert_max_num_queries(15):
        page = client.get(reverse("round_units", args=[round.pk]), {"page": "40", "sort": "until"})
    assert page.status_code == 200
    assert travelling_bytes(page) < 20_000
    with django_assert_max_num_queries(15):
        assert client.get(reverse("round", args=[round.pk])).status_code == 200


def test_a_running_round_goes_over_to_a_re_issued_set(
    client_as: Callable[..., Client], running: Round, province: Province
) -> None:
    client, address = client_as(Role.COORDINATOR), reverse("round_set", args=[running.pk])
    assert said("There is no newer version") in client.get(address).content.decode()
    nodes = copy.deepcopy(DOCUMENT["nodes"])
    nodes[0]["children"][0]["title"] = "Kế hoạch năm"
    target = issued_again(running.set_version, nodes, by=Account.objects.get(username="coordinator"))
    page = client.get(address).content.decode()
    assert "1.1" in page
    assert f'value="{target.pk}"' in page
    form = {"to": target.pk, "version": running.version, "note": ""}
    assert client.post(address, form).status_code == 422
    stale = client.post(address, form | {"note": "Quyết định 9/QĐ-UBND", "version": running.version + 1})
    assert stale.status_code == 422
    assert "Quyết định 9/QĐ-UBND" in stale.content.decode()
    assert client.post(address, form | {"note": "Quyết định 9/QĐ-UBND"}).status_code == 302
    running.refresh_from_db()
    assert running.set_version_id == target.pk

"""Pages of the appraisal: queues, rows, bulk confirmation, settlement, register data, progress."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from parindex.appraisals import queries
from parindex.appraisals.enums import AdjustmentKind, Decision
from parindex.appraisals.models import Adjustment, Mark, RegisterImport, Settlement
from parindex.appraisals.queries import QueueFilter
from parindex.appraisals.rows import rows_of
from parindex.appraisals.rules import may_mark
from parindex.assessments import actions as assessments
from parindex.assessments.enums import SheetState
from parindex.assessments.models import Answer
from parindex.evidence import intake
from parindex.evidence.actions import begin_upload
from parindex.evidence.actions.reading import read_version
from parindex.evidence.models import DocumentVersion
from parindex.people.enums import Role
from parindex.programmes import actions as programmes
from parindex.programmes.actions.rounds import Period
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Round
from tests import papers
from tests.apps.appraisals import conftest as made
from tests.apps.appraisals.conftest import World
from tests.conftest import NOW
from tests.pages import said, travelling_bytes
from tests.web.forms import form_with, forms_of

#: A round whose sheets were handed in, and folders of the test's own.
world, places = made.world, made._places


def open_now(world: World, kind: WindowKind = WindowKind.APPRAISAL) -> None:
    """The round's windows around this moment, so that pages of today find the one of that kind open."""
    now = timezone.now()
    edges = {
        WindowKind.SELF_ASSESSMENT: (now - timedelta(days=40), now - timedelta(days=20)),
        WindowKind.APPRAISAL: (now - timedelta(days=10), now + timedelta(days=12)),
        WindowKind.SETTLEMENT: (now + timedelta(days=13), now + timedelta(days=20)),
    }
    if kind == WindowKind.SETTLEMENT:
        edges[WindowKind.APPRAISAL] = (now - timedelta(days=10), now - timedelta(days=2))
        edges[WindowKind.SETTLEMENT] = (now - timedelta(days=1), now + timedelta(days=9))
    round = Round.objects.get(pk=world.round.pk)
    periods = {each: Period(*edge) for each, edge in edges.items()}
    programmes.set_windows(round, periods, version=round.version, note="Lũ", by=world.coordinator, at=now)


@pytest.fixture(autouse=True)
def in_vietnamese(world: World) -> Any:
    with translation.override("vi"):
        yield


def signed_in(world: World, role: Role, at: str) -> Client:
    client = Client()
    client.force_login(world.account(role, at))
    return client


def queue(world: World, leaf: str, **query: str) -> str:
    address = reverse("appraisal_leaf", args=[world.round.pk, leaf])
    return address + ("?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else "")


def page_of(world: World, leaf: str, code: str = "SXD") -> str:
    return reverse("appraisal_row", args=[world.row(leaf, code).pk])


def text(response: Any) -> str:
    return response.content.decode()


def sent(client: Client, page: str, name: str, world: World, leaf: str, **values: Any) -> Any:
    """A form of the row's page, as a browser sends it with these values."""
    address = reverse(f"appraisal_{name}", args=[world.row(leaf).pk])
    form = next(form for form in forms_of(client.get(page)) if form.action.startswith(address))
    return client.post(form.action, {**form.fields, **values})


def cite(world: World, leaf: str, code: str = "SXD") -> DocumentVersion:
    """Evidence behind a row, handed in with it."""
    data = papers.pdf(f"Kế hoạch {leaf}", pages=2)
    facts: dict[str, Any] = {"name": f"{leaf}.pdf", "size": len(data), "document": None, "by": None, "at": NOW}
    begun = begin_upload(world.province[code], number=uuid.uuid4(), **facts)
    done = intake.receive(begun, [data], offset=0, by=None, at=NOW)[1]
    assert done is not None
    row = world.row(leaf, code)
    officer = world.account(Role.UNIT_OFFICER, code)
    until = timezone.now() + timedelta(days=3)
    assessments.reopen(row, until=until, note="Bổ sung", by=None, at=timezone.now())
    row.refresh_from_db()
    assessments.cite(
        row, done.version, sections="Điều 2", pages="2", version=row.version, by=officer, at=timezone.now()
    )
    leader = world.account(Role.UNIT_LEADER, code)
    sheet = world.sheet(code)
    assessments.submit(sheet, version=sheet.version, by=leader, at=timezone.now())
    read_version.call(done.version.pk)
    return DocumentVersion.objects.get(pk=done.version.pk)


# What is in a queue ---------------------------------------------------------------------------------------------------
def test_nobody_finds_their_own_unit_in_a_queue(world: World) -> None:
    """The condition of a desk agrees with the rule, row by row, for every appraiser."""
    open_now(world)
    for user in (world.snv, world.stc, world.account(Role.APPRAISER, "BK")):
        on = timezone.localdate()
        found = queries.desk_of(user, Round.objects.select_related("set_version").get(pk=world.round.pk), on=on)
        answers = Answer.objects.filter(round=world.round).select_related("sheet__unit")
        by_hand = {node.code for node in found.by_hand()}
        rows = rows_of([answer for answer in answers if answer.leaf in by_hand])
        allowed = {row.answer.pk for row in rows if may_mark(user, row, timezone.now())}
        assert set(Answer.objects.filter(found.mine()).values_list("pk", flat=True)) == allowed
        assert allowed == {row.answer.pk for row in rows if found.marks(row.sheet.unit_id, row.answer.leaf)}


def test_one_criterion_across_units(world: World) -> None:
    open_now(world)
    page = signed_in(world, Role.APPRAISER, "SNV").get(queue(world, "1.3"))
    assert [row.unit_name for row in page.context["rows"]] == ["Sở Tài chính", "Sở Xây dựng"]
    row = page.context["rows"][1]
    assert (row.figures, row.points, row.evidence, row.standing) == ("45/50", 1, 0, "open")
    assert "45/50" in text(page)
    assert "1,00" in text(page)
    assert "Sở Nội vụ</a>" not in text(page)
    # Sở Nội vụ stands in where Sở Tài chính would appraise itself, and sees nobody else there.
    other = signed_in(world, Role.APPRAISER, "SNV").get(queue(world, "2.1"))
    assert [row.unit_name for row in other.context["rows"]] == ["Sở Tài chính"]


def test_filters_search_and_order(world: World) -> None:
    open_now(world)
    world.confirm("1.3", "STC", at=timezone.now())
    world.adjust("1.3", {"on_time": "30"}, at=timezone.now())
    client = signed_in(world, Role.APPRAISER, "SNV")

    def units(**query: str) -> list[str]:
        return [row.unit_name for row in client.get(queue(world, "1.3", **query)).context["rows"]]

    assert units(rows="open") == []
    assert units(rows="done") == ["Sở Tài chính", "Sở Xây dựng"]
    assert units(rows="differs") == ["Sở Xây dựng"]
    assert units(rows="unevidenced") == ["Sở Tài chính", "Sở Xây dựng"]
    assert units(q="xay dung") == ["Sở Xây dựng"]
    assert units(sort="-appraised") == ["Sở Tài chính", "Sở Xây dựng"]
    assert units(sort="appraised") == units(sort="difference") == ["Sở Xây dựng", "Sở Tài chính"]
    assert units(sort="-unit") == ["Sở Xây dựng", "Sở Tài chính"]
    world.flag("1.4", at=timezone.now())
    assert len(client.get(queue(world, "1.4", rows="flagged")).context["rows"]) == 1
    assert said("No row fits these filters") in text(client.get(queue(world, "1.4", q="khong co")))
    tally = client.get(queue(world, "1.3")).context["tally"]
    assert (tally.total, tally.done, tally.open, tally.differs) == (2, 2, 0, 1)


def test_exact_points_order_as_numbers(world: World) -> None:
    """8/3 stands between 2 and 3, though it is a text."""
    open_now(world)
    world.adjust("1.4", {"points": "3"}, at=timezone.now())
    world.confirm("1.4", "STC", at=timezone.now())
    client = signed_in(world, Role.APPRAISER, "SNV")
    rows = client.get(queue(world, "1.4", sort="appraised")).context["rows"]
    assert [str(row.appraised) for row in rows] == ["8/3", "3"]
    desk = queries.desk_of(world.snv, world.round, on=timezone.localdate())
    found = queries.leaf_rows(desk, "1.4", QueueFilter(sort="-difference"))
    assert [answer.sheet.unit.code for answer in found] == ["SXD", "STC"]


def test_a_supplement_is_seen_only_once_it_is_handed_in(world: World) -> None:
    open_now(world)
    client, now = signed_in(world, Role.APPRAISER, "SNV"), timezone.now()
    world.send_back("1.3", at=now, until=now + timedelta(days=2))
    row = client.get(queue(world, "1.3")).context["rows"][1]
    assert (row.standing, row.figures) == ("returned", "45/50")
    answer, officer = world.row("1.3"), world.account(Role.UNIT_OFFICER, "SXD")
    figures = {"on_time": "48", "total": "50"}
    assessments.save_row(answer, figures=figures, explanation="", version=answer.version, by=officer, at=timezone.now())
    assert client.get(queue(world, "1.3")).context["rows"][1].figures == "45/50"
    sheet = world.sheet()
    leader = world.account(Role.UNIT_LEADER, "SXD")
    assessments.submit(sheet, version=sheet.version, by=leader, at=timezone.now())
    row = client.get(queue(world, "1.3", rows="changed")).context["rows"][0]
    assert (row.standing, row.figures, row.points) == ("changed", "48/50", 2)
    page = client.get(page_of(world, "1.3"))
    assert said("Supplemented since it was marked") in text(page)
    assert page.context["page"].history[0].what.startswith("Đã nộp, lần 2")


def test_one_units_rows(world: World) -> None:
    open_now(world)
    client = signed_in(world, Role.APPRAISER, "SNV")
    address = reverse("appraisal_unit", args=[world.round.pk, world.province["SXD"].pk])
    assert [row.leaf for row in client.get(address).context["rows"]] == ["1.1", "1.2", "1.3", "1.4", "1.5"]
    assert [row.leaf for row in client.get(f"{address}?q=giai quyet").context["rows"]] == ["1.3"]
    own = reverse("appraisal_unit", args=[world.round.pk, world.province["SNV"].pk])
    assert client.get(own).status_code == 404


def test_a_queue_leaves_as_a_file(world: World) -> None:
    open_now(world)
    world.adjust("1.3", {"on_time": "30"}, at=timezone.now())
    client = signed_in(world, Role.APPRAISER, "SNV")
    answer = client.get(queue(world, "1.3", export="csv"))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 3
    assert "Sở Xây dựng,45/50,1.000000,0,Điều chỉnh,0.000000,-1.000000," in lines[2]
    assert client.get(queue(world, "1.3", export="xlsx")).status_code == 200


# A row ----------------------------------------------------------------------------------------------------------------
def test_a_row_beside_its_evidence(world: World) -> None:
    open_now(world)
    version = cite(world, "1.3")
    client = signed_in(world, Role.APPRAISER, "SNV")
    page = client.get(page_of(world, "1.3"))
    proof = page.context["page"].evidence[0]
    assert (proof.sections, proof.pages, proof.first, proof.handed_in) == ("Điều 2", "2", 2, 2)
    picture = reverse("document_preview", args=[version.document_id, 1, 2])
    assert picture in text(page)
    answer: Any = client.get(picture)
    assert answer.status_code == 200
    # Read to its end: closing it by hand would end the test's own connection to PostgreSQL.
    assert b"".join(answer.streaming_content)
    # Others of the province do not open it.
    stranger = signed_in(world, Role.OBSERVER, "BK")
    assert stranger.get(picture).status_code == 404
    assert "Kết quả" in page.context["page"].claim.reason
    assert page.context["page"].claims[0].units == 1
    assert [peer.unit_name for peer in page.context["page"].peers] == ["Sở Tài chính"]
    assert travelling_bytes(page) <= 25_000


def test_confirming_goes_on_to_the_next_row_that_waits(world: World) -> None:
    open_now(world)
    client = signed_in(world, Role.APPRAISER, "SNV")
    page = page_of(world, "1.3")
    answer = sent(client, page, "confirm", world, "1.3")
    assert answer["Location"] == page_of(world, "1.3", "STC")
    mark = world.mark("1.3")
    assert mark is not None
    assert (mark.decision, mark.marked_by) == (Decision.CONFIRMED, world.snv)
    following = reverse("appraisal_confirm", args=[world.row("1.3", "STC").pk])
    form = next(form for form in forms_of(client.get(answer["Location"])) if form.action == following)
    assert client.post(following, form.fields)["Location"] == reverse("appraisal_leaf", args=[world.round.pk, "1.3"])
    by_unit = client.get(page + "?by=unit")
    assert by_unit.context["page"].neighbours.open == world.row("1.4").pk


def test_a_value_is_adjusted_with_its_reason(world: World) -> None:
    open_now(world)
    client, page = signed_in(world, Role.APPRAISER, "SNV"), page_of(world, "1.3")
    answer = sent(client, page, "adjust", world, "1.3", figure_on_time="46", reason_code="", reason="")
    assert answer.status_code == 422
    assert 'id="adjust_reason_code_error"' in text(answer)
    assert 'id="adjust_reason_error"' in text(answer)
    assert 'value="46"' in text(answer)
    reason = {"reason_code": "figures_differ", "reason": "Theo Cổng"}
    answer = sent(client, page, "adjust", world, "1.3", figure_on_time="4,5,6", way="figures", **reason)
    assert answer.status_code == 422
    assert 'value="4,5,6"' in text(answer)
    answer = sent(client, page, "adjust", world, "1.3", figure_on_time="46", way="figures", **reason)
    assert answer.status_code == 302
    mark = world.mark("1.3")
    assert mark is not None
    assert (mark.decision, mark.points, mark.reason) == (Decision.ADJUSTED, "2", "Theo Cổng")
    answer = sent(client, page, "adjust", world, "1.3", way="points", points="0,5", **reason)
    assert world.mark("1.3").points == "0.5"  # type: ignore[union-attr]
    assert "0,50" in text(client.get(page))
    answer = sent(client, page, "adjust", world, "1.3", way="points", points="5", **reason)
    assert answer.status_code == 422
    assert 'id="adjust_points_error"' in text(answer)
    answer = sent(client, page, "adjust", world, "1.3", way="not_arising", **reason)
    assert world.mark("1.3").state == "not_arising"  # type: ignore[union-attr]


def test_the_agency_gives_a_value_that_nobody_claims(world: World) -> None:
    open_now(world)
    client, page = signed_in(world, Role.APPRAISER, "STC"), page_of(world, "2.5")
    shown = client.get(page)
    assert said("Enter the value") in text(shown)
    assert reverse("appraisal_confirm", args=[world.row("2.5").pk]) not in text(shown)
    values = {"figure_points": "4", "reason": "Chấp hành tốt"}
    assert sent(client, page, "adjust", world, "2.5", way="figures", **values).status_code == 302
    assert world.mark("2.5").points == "4"  # type: ignore[union-attr]


def test_a_row_is_sent_back_and_flagged(world: World) -> None:
    open_now(world)
    client, page = signed_in(world, Role.APPRAISER, "SNV"), page_of(world, "1.4")
    assert sent(client, page, "flag", world, "1.4", reason="Cần họp").status_code == 302
    assert world.mark("1.4").flagged  # type: ignore[union-attr]
    assert sent(client, page, "unflag", world, "1.4", reason="Đã rõ").status_code == 302
    late = (timezone.localtime() + timedelta(days=60)).strftime("%d/%m/%Y %H:%M")
    reason = {"reason_code": "evidence_missing", "reason": "Gửi kế hoạch"}
    answer = sent(client, page, "send_back", world, "1.4", until=late, **reason)
    assert answer.status_code == 422
    assert 'id="send_back_until_error"' in text(answer)
    soon = (timezone.localtime() + timedelta(days=2)).strftime("%d/%m/%Y %H:%M")
    assert sent(client, page, "send_back", world, "1.4", until=soon, **reason).status_code == 302
    assert world.sheet().state == SheetState.RETURNED
    shown = client.get(page)
    assert not shown.context["verdict"].allowed
    assert "Gửi kế hoạch" in text(shown)
    # Who sent it back may close it before its time; another agency may not.
    take_back = reverse("appraisal_take_back", args=[world.row("1.4").pk])
    assert take_back in text(shown)
    assert signed_in(world, Role.TEAM_SECRETARY, "SNV").post(take_back).status_code == 403
    assert client.post(take_back)["Location"] == page
    assert world.sheet().state == SheetState.SUBMITTED
    assert take_back not in text(client.get(page))


def test_two_appraisers_on_one_row_see_both_values(world: World) -> None:
    open_now(world)
    client, page = signed_in(world, Role.APPRAISER, "SNV"), page_of(world, "1.3")
    address = reverse("appraisal_confirm", args=[world.row("1.3").pk])
    form = next(form for form in forms_of(client.get(page)) if form.action == address)
    world.adjust("1.3", {"points": "0.5"}, at=timezone.now())
    answer = client.post(address, form.fields)
    assert answer.status_code == 409
    assert "<del>" in text(answer)
    assert world.mark("1.3").decision == Decision.ADJUSTED  # type: ignore[union-attr]


def test_the_own_unit_is_refused_and_the_reason_says_where_the_row_went(world: World) -> None:
    open_now(world)
    client = signed_in(world, Role.APPRAISER, "SNV")
    answer = client.get(page_of(world, "1.3", "SNV"))
    assert answer.status_code == 403
    assert "Sở Tài chính" in text(answer)
    form = {"version": 0, "handed_version": world.row("1.3", "SNV").handed_version}
    confirm = reverse("appraisal_confirm", args=[world.row("1.3", "SNV").pk])
    assert client.post(confirm, form).status_code == 403
    assert world.mark("1.3", "SNV") is None
    substitute = signed_in(world, Role.APPRAISER, "STC")
    assert substitute.get(page_of(world, "1.3", "SNV")).status_code == 200
    assert substitute.post(confirm, form).status_code == 302
    # Another agency's row is not found; who coordinates reads, but does not mark.
    assert signed_in(world, Role.APPRAISER, "STC").get(page_of(world, "1.3")).status_code == 404
    reader = signed_in(world, Role.COORDINATOR, "SNV")
    assert reader.get(page_of(world, "1.3")).status_code == 200
    assert (
        reader.post(confirm.replace(str(world.row("1.3", "SNV").pk), str(world.row("1.3").pk)), form).status_code == 403
    )


# Many at once ---------------------------------------------------------------------------------------------------------
def test_many_rows_are_confirmed_after_a_word_on_what_is_left(world: World) -> None:
    open_now(world)
    cite(world, "1.3")
    world.adjust("1.3", {"on_time": "30"}, "STC", at=timezone.now())
    client = signed_in(world, Role.APPRAISER, "SNV")
    address = reverse("appraisal_confirm_many", args=[world.round.pk])
    page = client.get(address, {"leaf": "1.3", "all": "1"})
    assert len(page.context["bulk"].ready) == 1
    assert page.context["bulk"].left == [(said("marked already"), 1)]
    assert said("marked already") in text(page)
    form = form_with(page, "digest")
    answer = client.post(f"{address}?leaf=1.3&all=1", form.fields)
    assert answer["Location"] == queue(world, "1.3")
    assert world.mark("1.3").decision == Decision.CONFIRMED  # type: ignore[union-attr]
    assert world.mark("1.3", "STC").decision == Decision.ADJUSTED  # type: ignore[union-attr]
    # Sent again it would be about other rows: nothing is confirmed unseen.
    again = client.post(f"{address}?leaf=1.3&all=1", form.fields)
    assert again.status_code == 200
    assert again.context["bulk"].ready == {}


def test_ticked_rows_may_lack_evidence_but_the_question_says_so(world: World) -> None:
    open_now(world)
    client = signed_in(world, Role.APPRAISER, "SNV")
    address = reverse("appraisal_confirm_many", args=[world.round.pk])
    everything = client.get(address, {"leaf": "1.3", "all": "1"})
    assert everything.context["bulk"].left == [(said("without evidence: look at each of them"), 2)]
    ticked = client.get(address, {"leaf": "1.3", "rows": [world.row("1.3").pk]})
    assert (len(ticked.context["bulk"].ready), ticked.context["bulk"].unevidenced) == (1, 1)
    query = f"?leaf=1.3&rows={world.row('1.3').pk}"
    client.post(address + query, form_with(ticked, "digest").fields)
    assert (world.mark("1.3") is None, world.mark("1.3", "STC") is None) == (False, True)
    unit = client.get(address, {"unit": world.province["SXD"].pk, "rows": [world.row("1.4").pk]})
    assert len(unit.context["bulk"].ready) == 1
    for query in ("?leaf=2.5.1", "?leaf=x", "?unit=x", "", "?leaf=1.3&rows=x"):
        assert client.get(address + query).status_code == (200 if "1.3" in query else 404), query


# Progress -------------------------------------------------------------------------------------------------------------
def test_progress_by_criterion_unit_agency_and_field(world: World) -> None:
    open_now(world)
    now = timezone.now()
    world.confirm("1.1", at=now)
    world.adjust("1.3", {"on_time": "30"}, at=now)
    world.send_back("1.4", at=now, until=now + timedelta(days=1))
    world.flag("1.5", at=now)
    # Sở Tài chính, standing in for Sở Nội vụ.
    world.confirm("1.1", "SNV", by=world.stc, at=now)
    world.exclude("1.2", at=now)
    board = (
        signed_in(world, Role.APPRAISER, "SNV").get(reverse("appraisal_round", args=[world.round.pk])).context["board"]
    )
    rows = {row.leaf: row.progress for part in board.fields for row in part.rows}
    facts = {leaf: (p.total, p.done, p.open, p.returned, p.flagged) for leaf, p in rows.items()}
    assert {leaf: facts[leaf] for leaf in ("1.1", "1.2", "1.3", "1.4", "1.5", "2.1")} == {
        "1.1": (2, 1, 1, 0, 0),
        "1.2": (1, 0, 1, 0, 0),
        "1.3": (2, 1, 1, 0, 0),
        "1.4": (2, 0, 1, 1, 0),
        "1.5": (2, 0, 2, 0, 1),
        "2.1": (1, 0, 1, 0, 0),
    }
    units = (
        signed_in(world, Role.APPRAISER, "SNV").get(reverse("appraisal_units", args=[world.round.pk])).context["rows"]
    )
    assert [(row.sheet.unit.code, row.progress.total, row.progress.done) for row in units] == [
        ("STC", 10, 0),
        ("SXD", 4, 2),
    ]
    page = signed_in(world, Role.COORDINATOR, "SNV").get(reverse("appraisal_progress", args=[world.round.pk]))
    agencies = {row.code: (row.progress.total, row.progress.done) for row in page.context["agencies"]}
    # Sở Nội vụ: 5 leaves of two units less one excluded, and 5 of Sở Tài chính; Sở Tài chính the other way round.
    assert agencies == {"SNV": (14, 2), "STC": (15, 1)}
    heat = {row.sheet.unit.code: [(cell.done, cell.total) for cell in row.fields] for row in page.context["rows"]}
    assert heat == {"SNV": [(1, 5), (0, 5)], "STC": [(0, 5), (0, 5)], "SXD": [(2, 4), (0, 5)]}


def test_my_work_says_what_waits_until_when(world: World) -> None:
    open_now(world)
    page = text(signed_in(world, Role.APPRAISER, "SNV").get("/"))
    assert "15 mục chờ thẩm định" in page
    assert reverse("appraisal_round", args=[world.round.pk]) in page
    open_now(world, WindowKind.SETTLEMENT)
    assert "mục chờ thống nhất" in text(signed_in(world, Role.TEAM_HEAD, "BK").get("/"))
    assert "mục chờ thẩm định" not in text(signed_in(world, Role.APPRAISER, "SNV").get("/"))


# Settlement -----------------------------------------------------------------------------------------------------------
def test_the_head_settles_open_rows_one_by_one_and_then_the_sheet(world: World) -> None:
    world.mark_all()
    world.flag("1.3")
    open_now(world, WindowKind.SETTLEMENT)
    head = signed_in(world, Role.TEAM_HEAD, "BK")
    address = reverse("settlement", args=[world.round.pk])
    rows = [row for row in head.get(address).context["rows"] if row.unit_name == "Sở Xây dựng"]
    assert [(row.leaf, row.appraised) for row in rows] == [("1.3", 1)]
    assert rows[0].whys == ["Đưa ra họp"]
    assert len(head.get(f"{address}?why=flagged").context["rows"]) == 1
    assert head.get(f"{address}?field=2&q=xay dung").context["rows"] == []
    assert head.get(f"{address}?export=csv").status_code == 200
    page = reverse("settle_row", args=[world.row("1.3").pk])
    form = form_with(head.get(page), "mark_version")
    answer = head.post(page, {**form.fields, "way": "points", "points": "1,5", "reason": ""})
    assert answer.status_code == 422
    answer = head.post(page, {**form.fields, "way": "points", "points": "9", "reason": "Tổ thống nhất"})
    assert 'id="id_points_error"' in text(answer)
    answer = head.post(page, {**form.fields, "way": "points", "points": "1,5", "reason": "Tổ thống nhất"})
    assert answer.status_code == 302
    assert Settlement.objects.get().points == "1.5"
    sheets = head.get(reverse("settlement_sheets", args=[world.round.pk]))
    assert {row.sheet.unit.code: row.ready for row in sheets.context["rows"]} == {
        "SNV": False,
        "STC": False,
        "SXD": True,
    }
    settle = reverse("settlement_settle", args=[world.round.pk])
    assert "1 phiếu" in text(head.get(settle))
    assert head.post(settle)["Location"] == reverse("settlement_sheets", args=[world.round.pk])
    assert world.sheet().state == SheetState.SETTLED
    reopen = reverse("settlement_reopen", args=[world.sheet().pk])
    assert head.post(reopen, {"reason": ""}).status_code == 422
    assert head.post(reopen, {"reason": "Sai số liệu"}).status_code == 302
    assert world.sheet().state == SheetState.SUBMITTED
    assert head.post(reverse("settlement_sheet_settle", args=[world.sheet().pk])).status_code == 302
    assert world.sheet().state == SheetState.SETTLED


def test_nobody_settles_for_their_own_unit(world: World) -> None:
    open_now(world, WindowKind.SETTLEMENT)
    head = signed_in(world, Role.TEAM_HEAD, "SNV")
    rows = head.get(reverse("settlement", args=[world.round.pk])).context["rows"]
    assert {row.unit_name for row in rows} == {"Sở Tài chính", "Sở Xây dựng"}
    assert head.get(reverse("settle_row", args=[world.row("1.3", "SNV").pk])).status_code == 403
    assert head.get(reverse("settlement_sheet_settle", args=[world.sheet("SNV").pk])).status_code == 403
    sheet = head.get(reverse("settlement_sheet", args=[world.sheet("SNV").pk]))
    assert not sheet.context["verdict"].allowed
    reader = signed_in(world, Role.TEAM_SECRETARY, "SNV")
    assert reader.get(reverse("settlement", args=[world.round.pk])).status_code == 200
    assert reader.get(reverse("settle_row", args=[world.row("1.3").pk])).status_code == 403


def test_points_are_taken_from_a_field_and_given_back(world: World) -> None:
    open_now(world, WindowKind.SETTLEMENT)
    head = signed_in(world, Role.TEAM_HEAD, "BK")
    page = reverse("settlement_sheet", args=[world.sheet().pk])
    form = form_with(head.get(page), "code")
    given = {**form.fields, "code": "deduction:1", "points": "0,5", "cases": "", "reason": "Nộp chậm"}
    assert head.post(page, {**given, "points": ""}).status_code == 422
    assert head.post(page, given).status_code == 302
    deduction = Adjustment.objects.get()
    assert (deduction.kind, deduction.points) == (AdjustmentKind.DEDUCTION, "0.5")
    assert "−0,50" in text(head.get(page))
    withdraw = reverse("adjustment_withdraw", args=[deduction.pk])
    assert head.post(withdraw, {"reason": "Nhầm"}).status_code == 302
    assert "Nhầm" in text(head.get(page))
    assert signed_in(world, Role.COORDINATOR, "SNV").get(withdraw).status_code == 403


# Values for all units -------------------------------------------------------------------------------------------------
def test_a_table_with_faults_and_then_a_clean_one(world: World) -> None:
    open_now(world)
    client = signed_in(world, Role.COORDINATOR, "SNV")
    page = reverse("registers", args=[world.round.pk])
    template = b"".join(client.get(reverse("registers_template", args=[world.round.pk, "csv"])).streaming_content)
    assert template.decode("utf-8-sig").splitlines()[0] == "unit,node,input,value"
    assert len(template.decode().splitlines()) == 1 + 3 * 6

    def upload(content: str) -> Any:
        form = form_with(client.get(page), "origin")
        file = SimpleUploadedFile("so-lieu.csv", content.encode())
        return client.post(page, {**form.fields, "origin": "Cổng dịch vụ công", "file": file}, follow=True)

    faulty = upload("unit,node,input,value\nSXD,2.6,on_time,ba\nXXX,2.6,on_time,1\n")
    assert {fault.row for fault in faulty.context["plan"].faults} >= {2, 3}
    assert said("This file cannot be taken over") in text(faulty)
    lines = "".join(f"SXD,{node},{name},{value}\n" for node, name, value in made.TABLE)
    clean = upload("unit,node,input,value\n" + lines)
    assert clean.context["plan"].created == 4
    assert Mark.objects.filter(decision=Decision.SUPPLIED).count() == 0
    table = RegisterImport.objects.latest("uploaded_at")
    address = reverse("register", args=[world.round.pk, table.pk])
    stale = client.post(address, {"digest": "0" * 64})
    assert stale.status_code == 409
    assert client.post(address, form_with(clean, "digest").fields)["Location"] == page
    assert Mark.objects.filter(decision=Decision.SUPPLIED).count() == 4
    assert said("Taken over") in text(client.get(address))
    assert client.get(f"{address}?export=csv").status_code == 200
    reader = signed_in(world, Role.TEAM_HEAD, "SNV")
    assert reader.get(page).status_code == 200
    assert reader.get(address).status_code == 404


# Who opens what -------------------------------------------------------------------------------------------------------
ROLES: dict[tuple[Role, str], tuple[int, int, int, int, int, int, int]] = {
    # round, criterion, unit, row, progress, settlement, settling a row
    (Role.APPRAISER, "SNV"): (200, 200, 200, 200, 404, 404, 403),
    (Role.APPRAISER, "STC"): (200, 200, 200, 404, 404, 404, 404),
    (Role.APPRAISER, "H061"): (404, 404, 404, 404, 404, 404, 404),
    (Role.COORDINATOR, "SNV"): (200, 200, 200, 200, 200, 200, 403),
    (Role.TEAM_HEAD, "BK"): (200, 200, 200, 200, 200, 200, 200),
    (Role.TEAM_SECRETARY, "SNV"): (200, 200, 200, 200, 200, 200, 403),
    (Role.TEAM_MEMBER, "STC"): (200, 200, 200, 200, 200, 200, 403),
    (Role.APPROVER, "BK"): (200, 200, 200, 200, 200, 200, 403),
    (Role.ADMINISTRATOR, "SNV"): (200, 200, 200, 200, 200, 200, 403),
    (Role.COORDINATOR, "H061"): (404, 404, 404, 404, 404, 404, 404),
    (Role.UNIT_OFFICER, "SXD"): (404, 404, 404, 404, 404, 404, 404),
    (Role.UNIT_LEADER, "SXD"): (404, 404, 404, 404, 404, 404, 404),
    (Role.SURVEY_MANAGER, "SNV"): (404, 404, 404, 404, 404, 404, 404),
    (Role.INTERVIEWER, "SNV"): (404, 404, 404, 404, 404, 404, 404),
    (Role.DATA_ENTRY_CLERK, "SNV"): (404, 404, 404, 404, 404, 404, 404),
    (Role.OBSERVER, "BK"): (404, 404, 404, 404, 404, 404, 404),
}


def test_every_role_opens_what_is_its_own(world: World) -> None:
    open_now(world, WindowKind.SETTLEMENT)
    round, unit, row = world.round.pk, world.province["SXD"].pk, world.row("1.3").pk
    addresses = [
        reverse("appraisal_round", args=[round]),
        reverse("appraisal_leaf", args=[round, "1.3"]),
        reverse("appraisal_unit", args=[round, unit]),
        reverse("appraisal_row", args=[row]),
        reverse("appraisal_progress", args=[round]),
        reverse("settlement", args=[round]),
        reverse("settle_row", args=[row]),
    ]
    found = {}
    for role, at in ROLES:
        client = signed_in(world, role, at)
        found[role, at] = tuple(client.get(address).status_code for address in addresses)
        # Whoever may not appraise the row does not mark it by knowing its address.
        if (role, at) != (Role.APPRAISER, "SNV"):
            form = {"version": 0, "handed_version": world.row("1.3").handed_version}
            assert client.post(reverse("appraisal_confirm", args=[row]), form).status_code in {403, 404}
    assert found == ROLES
    assert {role for role, _at in ROLES} == set(Role)


# What it costs --------------------------------------------------------------------------------------------------------
def counted(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_queries_do_not_grow_with_the_rows(world: World) -> None:
    open_now(world)
    client, coordinator = signed_in(world, Role.APPRAISER, "SNV"), signed_in(world, Role.COORDINATOR, "SNV")
    round = world.round.pk
    costs = {
        "queue of one row": counted(client, queue(world, "2.1")),
        "queue of two rows": counted(client, queue(world, "1.3")),
        "unit": counted(client, reverse("appraisal_unit", args=[round, world.province["SXD"].pk])),
        "row": counted(client, page_of(world, "1.3")),
        "round": counted(client, reverse("appraisal_round", args=[round])),
        "units": counted(client, reverse("appraisal_units", args=[round])),
        "progress": counted(coordinator, reverse("appraisal_progress", args=[round])),
        "settlement": counted(coordinator, reverse("settlement", args=[round])),
    }
    assert costs == {
        "queue of one row": 10,
        "queue of two rows": 10,
        "unit": 13,
        "row": 15,
        "round": 13,
        "units": 10,
        "progress": 18,
        "settlement": 16,
    }

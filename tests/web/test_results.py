"""Results in the office: what holds up a final run, a run down to every figure, approval, publication, their cost."""

import csv
import io
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from parindex.appraisals.enums import Decision
from parindex.assessments.models import Citation
from parindex.engine import State
from parindex.evidence import intake
from parindex.evidence.actions import begin_upload
from parindex.evidence.models import DocumentVersion
from parindex.kernel.models import AuditEvent
from parindex.people.enums import Role
from parindex.people.models import Account
from parindex.publishing import actions as publishing
from parindex.publishing.models import Publication
from parindex.results.enums import NodeState, RunKind, RunState
from parindex.results.models import Run
from tests import papers
from tests.conftest import NOW
from tests.pages import said, travelling_bytes
from tests.people import Province
from tests.results import COMPUTED, World, district_round, make_world
from tests.web.forms import form_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def province(world: World) -> Province:
    return world.province


@pytest.fixture
def account_as(world: World) -> Callable[..., Account]:
    made: Callable[..., Account] = world.account
    return made


def content(response: Any) -> bytes:
    body: bytes = b"".join(response.streaming_content) if response.streaming else response.content
    return body


def page_of(client: Client, address: str) -> Any:
    return client.get(address)


def url(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def test_states_of_nodes_are_the_engine_s() -> None:
    assert set(NodeState.values) == {state.value for state in State}


# Who sees what --------------------------------------------------------------------------------------------------------
def test_the_list_is_for_whoever_reads_runs(client_as: Callable[..., Client], world: World) -> None:
    world.fill()
    world.computed()
    for role in (Role.COORDINATOR, Role.APPROVER, Role.OBSERVER, Role.TEAM_HEAD, Role.ADMINISTRATOR):
        assert world.round.title in client_as(role).get(url("results")).text, role
    for role in (Role.UNIT_OFFICER, Role.APPRAISER, Role.TEAM_MEMBER):
        page = client_as(role).get(url("results")).text
        assert world.round.title not in page, role
        assert said("No result to read yet") in page


def test_a_district_s_runs_are_read_there_and_above(client_as: Callable[..., Client], world: World) -> None:
    communes = district_round(world)
    address = url("round_results", communes.pk)
    assert client_as(Role.COORDINATOR, at="H061").get(address).status_code == 200
    assert client_as(Role.COORDINATOR).get(address).status_code == 200
    assert client_as(Role.COORDINATOR, at="H064").get(address).status_code == 404
    assert client_as(Role.COORDINATOR, at="H061").get(url("round_results", world.round.pk)).status_code == 404


#: What each role gets: the approver at the organiser, who else reads its runs, everybody else. Coordinators and
#: administrators stand in test_access.py.
READERS = {Role.OBSERVER, Role.TEAM_HEAD, Role.TEAM_SECRETARY}
EVERY = {
    "results": (200, 200, 200),
    "round_results": (200, 200, 404),
    "run_new": (403, 403, 404),
    "run": (200, 200, 404),
    "run_unit": (200, 200, 404),
    "run_node": (200, 200, 404),
    "run_compare": (200, 200, 404),
    "run_approve": (200, 403, 404),
    "publish": (403, 403, 404),
    "publication": (200, 200, 404),
    "publication_package": (200, 200, 404),
    "publication_cancel": (200, 403, 404),
}


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.COORDINATOR, Role.ADMINISTRATOR}])
def test_every_address_for_every_role(client_as: Callable[..., Client], world: World, role: Role) -> None:
    world.fill()
    approved = world.approved()
    at = timezone.now()
    facts: dict[str, Any] = {"publish_at": at + timedelta(hours=1), "decision": "1/QĐ", "by": world.approver, "at": at}
    publication = publishing.schedule(approved, id=uuid.uuid4(), **facts)
    run, unit = world.computed(), world.province["STC"].pk
    arguments: dict[str, list[Any]] = {
        "results": [],
        **{key: [world.round.pk] for key in ("round_results", "run_new")},
        **{key: [run.pk] for key in ("run", "run_approve", "publish")},
        "run_unit": [run.pk, unit],
        "run_node": [run.pk, unit, "1.1"],
        "run_compare": [run.pk, approved.pk],
        **{key: [publication.pk] for key in ("publication", "publication_package", "publication_cancel")},
    }
    client = client_as(role)
    found = {}
    for name in EVERY:
        answer = client.get(url(name, *arguments[name]))
        content(answer)
        found[name] = answer.status_code
    column = 0 if role == Role.APPROVER else 1 if role in READERS else 2
    assert found == {name: row[column] for name, row in EVERY.items()}


# What is missing ------------------------------------------------------------------------------------------------------
def test_a_round_says_what_is_missing_and_who_holds_it_up(client_as: Callable[..., Client], world: World) -> None:
    world.hand_in("SNV")
    world.claim("SNV", "1.1", on_time="45", total="50")
    page = client_as(Role.COORDINATOR).get(url("round_results", world.round.pk)).text
    assert said("Not ready for the final result") in page
    assert f"lãnh đạo {world.province['STC'].name}" in page
    assert said("the appraising agencies") in page
    assert "Sở Tài chính (3)" in page
    world.fill()
    page = client_as(Role.COORDINATOR).get(url("round_results", world.round.pk)).text
    assert said("Every sheet is settled") in page
    assert said("Sheets that are not settled") not in page


def test_a_final_run_with_gaps_is_refused_with_all_of_them(client_as: Callable[..., Client], world: World) -> None:
    world.fill({"STC": {"1.2": {}}})
    client = client_as(Role.COORDINATOR)
    address = url("run_new", world.round.pk)
    sent = form_with(page_of(client, address), "note").fields
    assert sent["kind"] == RunKind.FINAL
    answer = client.post(address, sent | {"note": "Lần chính thức"})
    assert answer.status_code == 422
    assert "Sở Tài chính: 1.2 Kế hoạch" in answer.text
    assert "Lần chính thức" in answer.text
    assert not Run.objects.exists()


def test_a_run_is_computed_once_however_often_it_is_sent(client_as: Callable[..., Client], world: World) -> None:
    world.fill()
    client = client_as(Role.COORDINATOR)
    address = url("run_new", world.round.pk)
    sent = form_with(page_of(client, address), "note").fields | {"kind": "provisional", "note": "Xem thử"}
    first, second = client.post(address, sent), client.post(address, sent)
    assert first.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert Run.objects.get().note == "Xem thử"
    assert client_as(Role.APPROVER).get(address).status_code == 403


# A run ----------------------------------------------------------------------------------------------------------------
def filled(world: World) -> Run:
    """STC at 90 % gets 1 of 2 on 1.1, SNV at 96 % both."""
    world.fill({"SNV": {"1.1": {"on_time": "48", "total": "50"}}})
    return world.computed()


def test_a_run_ranks_and_filters_and_sorts(client_as: Callable[..., Client], world: World) -> None:
    run = filled(world)
    client = client_as(Role.APPROVER)
    page = client.get(url("run", run.pk)).text
    assert page.index("Sở Nội vụ") < page.index("Sở Tài chính")
    assert "67,50" in page
    assert "77,50" in page
    found = client.get(url("run", run.pk), {"q": "tai chinh"}).text
    assert "Sở Nội vụ</a>" not in found
    assert said("No unit fits") in client.get(url("run", run.pk), {"performance_class": "good"}).text
    backwards = client.get(url("run", run.pk), {"sort": "field-1"}).text
    assert backwards.index("Sở Tài chính") < backwards.index("Sở Nội vụ")
    assert client.get(url("run", run.pk), {"sort": "field-9"}).status_code == 200


def test_a_run_is_exported_as_it_is_filtered(client_as: Callable[..., Client], world: World) -> None:
    run = filled(world)
    client = client_as(Role.OBSERVER)
    lines = list(
        csv.reader(io.StringIO(content(client.get(url("run", run.pk), {"export": "csv"})).decode("utf-8-sig")))
    )
    assert lines[1][:8] == ["SNV", "Sở Nội vụ", "", "1", "7.75", "10.00", "77.50", "Yếu"]
    assert lines[1][-2:] == ["90.00", "65.00"]
    told = json.loads(content(client.get(url("run", run.pk), {"export": "json", "q": "tai chinh"})))
    assert [row[said("Code")] for row in told] == ["STC"]
    assert content(client.get(url("run", run.pk), {"export": "xlsx"})).startswith(b"PK")


def test_a_unit_has_the_reason_of_every_number(client_as: Callable[..., Client], world: World) -> None:
    run = filled(world)
    page = client_as(Role.APPROVER).get(url("run_unit", run.pk, world.province["STC"].pk)).text
    assert "45 / 50 = 90%" in page
    assert "Xếp thứ 2/2" in page
    assert url("run_node", run.pk, world.province["STC"].pk, "1.1") in page
    elsewhere = url("run_unit", run.pk, world.province["X01906"].pk)
    assert client_as(Role.APPROVER).get(elsewhere).status_code == 404


# A number -------------------------------------------------------------------------------------------------------------
def cited(world: World) -> DocumentVersion:
    """The row 1.1 of STC cites a document."""
    data = papers.pdf()
    facts: dict[str, Any] = {"name": "a.pdf", "size": len(data), "document": None, "by": None, "at": NOW}
    begun = begin_upload(world.province["STC"], number=uuid.uuid4(), **facts)
    done = intake.receive(begun, [data], offset=0, by=None, at=NOW)[1]
    assert done is not None
    Citation.objects.create(
        answer=world.answer("STC", "1.1"),
        document_version=done.version,
        sections="Điều 2",
        cited_at=NOW,
        cited_by=world.officer,
        handed_in=1,
    )
    return done.version


def test_a_number_leads_to_who_entered_what_and_on_which_evidence(
    client_as: Callable[..., Client], world: World
) -> None:
    world.fill()
    world.mark("STC", "1.1", Decision.ADJUSTED, on_time="30")
    world.settle_row("STC", "1.1", on_time="40")
    version = cited(world)
    run = world.computed()
    address = url("run_node", run.pk, world.province["STC"].pk, "1.1")
    page = client_as(Role.APPROVER).get(address).text
    for name in (world.officer.full_name, world.appraiser.full_name, world.head.full_name):
        assert name in page
    for figure in ("<dd>45</dd>", "<dd>30</dd>", "<dd>40</dd>"):
        assert figure in page
    assert "Sổ theo dõi ghi khác" in page
    assert "Tổ thẩm định thống nhất" in page
    assert version.file.sha256[:8] in page
    assert "Điều 2" in page
    assert url("document", version.document_id) in page
    assert "40 / 50 = 80%" in page
    # An observer reads the result, not the evidence.
    watched = client_as(Role.OBSERVER).get(address).text
    assert version.file.sha256[:8] in watched
    assert url("document", version.document_id) not in watched


def test_a_number_stays_the_run_s_when_its_row_changes(client_as: Callable[..., Client], world: World) -> None:
    world.fill()
    run = world.computed()
    mark = world.mark("STC", "1.1", Decision.ADJUSTED, on_time="10")
    type(mark).objects.filter(pk=mark.pk).update(marked_at=COMPUTED + timedelta(days=1))
    page = client_as(Role.APPROVER).get(url("run_node", run.pk, world.province["STC"].pk, "1.1")).text
    assert "<dd>10</dd>" not in page
    assert "45 / 50 = 90%" in page
    assert "Đã thay đổi sau lần tính này" in page


def test_a_field_leads_to_its_criteria(client_as: Callable[..., Client], world: World) -> None:
    run = filled(world)
    unit = world.province["STC"].pk
    page = client_as(Role.APPROVER).get(url("run_node", run.pk, unit, "1")).text
    assert url("run_node", run.pk, unit, "1.3") in page
    assert client_as(Role.APPROVER).get(url("run_node", run.pk, unit, "9")).status_code == 404


# Two runs -------------------------------------------------------------------------------------------------------------
def test_two_runs_differ_in_units_ranks_and_criteria(client_as: Callable[..., Client], world: World) -> None:
    first = filled(world)
    world.settle_row("STC", "1.1", on_time="50", total="50")
    world.settle_row("SNV", "1.1", on_time="10", total="50")
    second = world.computed()
    client = client_as(Role.APPROVER)
    page = client.get(url("run_compare", second.pk, first.pk)).text
    assert "67,50 → 77,50" in page
    assert "2 → 1" in page
    assert "1,00 → 2,00" in page
    third = world.computed()
    same = client.get(url("run_compare", third.pk, second.pk)).text
    assert said("The same, byte for byte") in same
    other = district_round(world)
    assert client.get(url("run_compare", third.pk, other.pk)).status_code == 404


# Approval -------------------------------------------------------------------------------------------------------------
def test_the_approver_reads_a_brief_and_approves(client_as: Callable[..., Client], world: World) -> None:
    run = filled(world)
    address = url("run_approve", run.pk)
    assert client_as(Role.COORDINATOR).get(address).status_code == 403
    assert client_as(Role.OBSERVER).get(address).status_code == 403
    client = client_as(Role.APPROVER)
    page = page_of(client, address)
    assert "Sở Nội vụ" in page.text
    assert "72,50" in page.text
    assert run.result_sha256[:8] in page.text
    unread = client.post(address, form_with(page, "note").fields | {"note": "Đồng ý"})
    assert unread.status_code == 422
    assert said("Please confirm that you have read the brief.") in unread.text
    assert "Đồng ý" in unread.text
    assert client.post(address, {"note": "Đồng ý", "read": "on"}).headers["Location"] == url("run", run.pk)
    run.refresh_from_db()
    assert (run.state, run.approved_by, run.approval_note) == (RunState.APPROVED, world.approver, "Đồng ý")
    assert url("publish", run.pk) in client.get(url("run", run.pk)).text


def test_what_changed_since_is_not_approved(client_as: Callable[..., Client], world: World) -> None:
    run = filled(world)
    world.settle_row("STC", "1.1", on_time="50")
    answer = client_as(Role.APPROVER).post(url("run_approve", run.pk), {"read": "on"})
    assert answer.status_code == 422
    assert (
        "Có số liệu đã thay đổi" in answer.text
        or said("Something has changed since this run was computed. Compute another, then approve that one.")
        in answer.text
    )


# Publication ----------------------------------------------------------------------------------------------------------
def test_a_result_is_published_at_a_moment_of_the_round_s_time(client_as: Callable[..., Client], world: World) -> None:
    world.fill()
    run = world.approved()
    client = client_as(Role.APPROVER)
    address = url("publish", run.pk)
    assert client_as(Role.COORDINATOR).get(address).status_code == 403
    sent = form_with(page_of(client, address), "decision").fields
    past = client.post(address, sent | {"publish_at": "01/01/2020 08:00", "decision": "12/QĐ-UBND"})
    assert past.status_code == 422
    assert "12/QĐ-UBND" in past.text
    ahead = timezone.localtime() + timedelta(days=2)
    done = client.post(address, sent | {"publish_at": f"{ahead:%d/%m/%Y} 08:00", "decision": "12/QĐ-UBND"})
    publication = Publication.objects.get()
    assert done.headers["Location"] == url("publication", publication.pk)
    assert timezone.localtime(publication.publish_at).strftime("%H:%M") == "08:00"
    assert said("Waits for its time") in client.get(url("publication", publication.pk)).text
    assert client.get(url("public_round", world.round.pk)).status_code == 404
    package = content(client.get(url("publication_package", publication.pk)))
    assert package.startswith(b"PK")


def test_a_correction_must_say_what_it_corrects(client_as: Callable[..., Client], world: World) -> None:
    world.fill()
    run = world.approved()
    at = timezone.now()
    facts: dict[str, Any] = {"decision": "1/QĐ", "by": world.approver, "at": at}
    publishing.schedule(run, id=uuid.uuid4(), publish_at=at, **facts)
    client = client_as(Role.APPROVER)
    address = url("publish", run.pk)
    sent = form_with(page_of(client, address), "correction").fields | {"decision": "2/QĐ"}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert client.post(address, sent | {"correction": "Sửa tên đơn vị"}).status_code == 302
    assert Publication.objects.get(number=2).correction == "Sửa tên đơn vị"


def test_a_publication_is_cancelled_before_its_time_only(client_as: Callable[..., Client], world: World) -> None:
    world.fill()
    run = world.approved()
    at = timezone.now()
    facts: dict[str, Any] = {"decision": "1/QĐ", "by": world.approver, "at": at}
    publication = publishing.schedule(run, id=uuid.uuid4(), publish_at=at + timedelta(hours=1), **facts)
    client = client_as(Role.APPROVER)
    address = url("publication_cancel", publication.pk)
    assert client_as(Role.COORDINATOR).get(address).status_code == 403
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Chờ ý kiến"}).status_code == 302
    assert "Chờ ý kiến" in client.get(url("publication", publication.pk)).text
    public = publishing.schedule(run, id=uuid.uuid4(), publish_at=at, **facts)
    assert client.get(url("publication_cancel", public.pk)).status_code == 403
    assert url("public_round", world.round.pk) in client.get(url("publication", public.pk)).text


def test_the_trail_tells_of_runs_and_publications(client_as: Callable[..., Client], world: World) -> None:
    world.fill()
    run = world.approved()
    at = timezone.now()
    publishing.schedule(run, id=uuid.uuid4(), publish_at=at, decision="1/QĐ", by=world.approver, at=at)
    page = client_as(Role.COORDINATOR).get(url("trail"), {"kind": "results.run", "number": str(run.pk)}).text
    assert said("Result computed") in page
    assert said("Result approved") in page
    assert said("Publication set") in client_as(Role.COORDINATOR).get(url("trail")).text
    assert AuditEvent.objects.filter(action="publishing.scheduled").exists()


# What it costs --------------------------------------------------------------------------------------------------------
def test_queries_do_not_grow_with_units_or_runs(
    client_as: Callable[..., Client], world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = filled(world)
    run = world.computed()
    unit = world.province["STC"].pk
    client = client_as(Role.APPROVER)
    costs = {
        url("results"): 6,
        url("round_results", world.round.pk): 10,
        url("run", run.pk): 9,
        url("run_unit", run.pk, unit): 6,
        url("run_node", run.pk, unit, "1.1"): 12,
        url("run_compare", run.pk, first.pk): 7,
        url("run_approve", run.pk): 11,
    }
    for address in costs:
        client.get(address)
    for address, cost in costs.items():
        with django_assert_num_queries(cost):
            response: Any = client.get(address)
        assert travelling_bytes(response) < 8_000, address

"""Publications: from approval to the public moment, corrections, and what is refused."""

import io
import json
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from parindex.appraisals import actions as appraisals
from parindex.kernel.files import open_stored, path_of
from parindex.kernel.models import AuditEvent
from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.people.enums import Role
from parindex.programmes import actions as programmes
from parindex.programmes.enums import WindowKind
from parindex.publishing import actions
from parindex.publishing.models import Publication
from parindex.publishing.package import verify
from parindex.publishing.rules import is_public
from parindex.results import actions as results
from parindex.results.enums import RunKind
from parindex.results.models import Run
from tests.results import COMPUTED, World, district_round

TIME = COMPUTED + timedelta(days=2)
BEFORE = TIME - timedelta(seconds=1)


def schedule(world: World, run: Run, **given: Any) -> Publication:
    facts: dict[str, Any] = {
        "id": uuid.uuid4(),
        "publish_at": TIME,
        "decision": "12/QĐ-UBND",
        "by": world.approver,
        "at": COMPUTED + timedelta(days=1),
    }
    return actions.schedule(run, **(facts | given))


def package(publication: Publication) -> bytes:
    with open_stored(publication.package) as stream:
        return stream.read()


@pytest.fixture
def run(world: World) -> Run:
    world.fill({"STC": {"1.1": {"on_time": "46", "total": "50"}}})
    return world.approved()


def test_it_is_public_from_its_moment_on_and_not_a_second_before(world: World, run: Run) -> None:
    publication = schedule(world, run)
    assert publication.number == 1
    assert list(Publication.objects.public(at=BEFORE)) == []
    assert not is_public(publication, BEFORE)
    assert list(Publication.objects.public(at=TIME)) == [publication]
    assert is_public(publication, TIME)


def test_the_package_holds_everything_and_verifies(world: World, run: Run, tmp_path: Path) -> None:
    publication = schedule(world, run)
    data = package(publication)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert archive.read("input.json") == path_of(run.input_sha256).read_bytes()
        assert archive.read("results.json") == path_of(run.result_sha256).read_bytes()
        assert archive.read("criteria-set.json").decode() == world.round.set_version.document
        assert archive.read("units.csv").decode() == "code,name\nSNV,Sở Nội vụ\nSTC,Sở Tài chính\n"
    assert (manifest["format"], manifest["publication"], manifest["decision"]) == (
        "parindex/package/1",
        1,
        "12/QĐ-UBND",
    )
    assert manifest["criteria_set"]["sha256"] == world.round.set_version.sha256
    assert manifest["published_at"] == "2024-03-16T09:30:00+07:00"
    place = tmp_path / "goi.zip"
    place.write_bytes(data)
    report = verify(place, publication.package_sha256)
    assert report.differences == ()
    assert [said.key for said in report.agreements] == ["agrees_files", "agrees_set", "agrees_results"]


def test_the_same_run_and_facts_make_the_same_package(world: World, run: Run) -> None:
    one = schedule(world, run)
    actions.cancel(one, reason="Sai ngày", by=world.approver, at=BEFORE)
    other = schedule(world, run, at=BEFORE)
    assert one.package_sha256 == other.package_sha256
    assert (one.number, other.number) == (1, 1)


def test_a_form_sent_twice_publishes_once(world: World, run: Run) -> None:
    id = uuid.uuid4()
    assert schedule(world, run, id=id) == schedule(world, run, id=id)
    assert Publication.objects.count() == 1


def test_a_correction_is_a_further_number_and_says_what(world: World, run: Run) -> None:
    first = schedule(world, run)
    with pytest.raises(Refused) as refused:
        schedule(world, run, at=TIME, publish_at=TIME)
    assert refused.value.field == "correction"
    world.settle_row("STC", "1.2", choice="no")
    newer = results.approve(world.computed(), by=world.approver, at=TIME)
    second = schedule(world, newer, at=TIME, publish_at=TIME + timedelta(days=1), correction="Sửa điểm 1.2 của STC")
    assert second.number == 2
    assert list(Publication.objects.public(at=TIME)) == [first]
    assert list(Publication.objects.public(at=TIME + timedelta(days=1))) == [second, first]
    with pytest.raises(Refused):
        schedule(world, run, at=TIME + timedelta(days=2), publish_at=TIME + timedelta(days=2), correction="Trở lại")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"publish_at": COMPUTED}, "publish_at"),
        ({"decision": "  "}, "decision"),
        ({"correction": "Không có gì"}, "correction"),
    ],
)
def test_what_is_missing_is_refused_beside_its_field(world: World, run: Run, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        schedule(world, run, **given)
    assert refused.value.field == field
    assert not Publication.objects.exists()


def test_it_may_be_published_at_once(world: World, run: Run) -> None:
    publication = schedule(world, run, publish_at=TIME, at=TIME)
    assert is_public(publication, TIME)


def test_one_waits_at_a_time(world: World, run: Run) -> None:
    schedule(world, run)
    with pytest.raises(Refused):
        schedule(world, run, correction="Khác", publish_at=TIME + timedelta(days=3))


def test_only_an_approved_run_is_published(world: World) -> None:
    world.fill()
    with pytest.raises(NotAllowed):
        schedule(world, world.computed())


@pytest.mark.parametrize("role", [role for role in Role if role != Role.APPROVER])
def test_only_the_approver_of_the_organiser_publishes_and_cancels(world: World, run: Run, role: Role) -> None:
    for who in (world.account(role), world.account(Role.APPROVER, at="H061")):
        with pytest.raises(NotAllowed):
            schedule(world, run, by=who)
    publication = schedule(world, run)
    for who in (world.account(role), world.account(Role.APPROVER, at="H061")):
        with pytest.raises(NotAllowed):
            actions.cancel(publication, reason="Thôi", by=who, at=BEFORE)


def test_it_is_cancelled_before_its_time_with_a_reason_and_never_after(world: World, run: Run) -> None:
    publication = schedule(world, run)
    with pytest.raises(Refused) as refused:
        actions.cancel(publication, reason=" ", by=world.approver, at=BEFORE)
    assert refused.value.field == "reason"
    with pytest.raises(NotAllowed):
        actions.cancel(publication, reason="Muộn", by=world.approver, at=TIME)
    publication = actions.cancel(publication, reason="Sai ngày", by=world.approver, at=BEFORE)
    assert list(Publication.objects.public(at=TIME)) == []
    with pytest.raises(NotAllowed):
        actions.cancel(publication, reason="Nữa", by=world.approver, at=BEFORE)
    assert AuditEvent.objects.get(action="publishing.cancelled").note == "Sai ngày"


def test_a_damaged_run_is_not_published(world: World, run: Run) -> None:
    path = path_of(run.input_sha256)
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"45"', b'"50"'))
    try:
        with pytest.raises(Refused):
            schedule(world, run)
    finally:
        path.write_bytes(data)


def test_rounds_of_one_programme_are_published_apart(world: World, run: Run) -> None:
    schedule(world, run)
    round = district_round(world)
    world.round = round
    world.coordinator, world.approver = (
        world.account(Role.COORDINATOR, at="H061"),
        world.account(Role.APPROVER, at="H061"),
    )
    world.fill()
    other = schedule(world, world.approved())
    assert (other.number, other.round) == (1, round)
    assert Publication.objects.public(at=TIME).count() == 2


def test_the_database_keeps_a_publication_as_it_was_made(world: World, run: Run) -> None:
    publication = schedule(world, run)
    changes: list[dict[str, Any]] = [{"publish_at": BEFORE}, {"decision": "13"}, {"package_sha256": "0" * 64}]
    for columns in changes:
        refused(publication, columns)
    refused(publication, {"cancelled_at": TIME})
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication._base_manager.filter(pk=publication.pk)._raw_delete("default")
    actions.cancel(publication, reason="Sai", by=world.approver, at=BEFORE)
    refused(publication, {"cancelled_reason": "Khác"})
    refused(publication, {"cancelled_at": None, "cancelled_by": None, "cancelled_reason": ""})


def refused(publication: Publication, columns: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=publication.pk).update(**columns)


def test_a_correction_is_settled_anew_once_the_first_is_public(world: World, run: Run) -> None:
    """Approved, it stands until it is public; then the head takes one settlement back, within an extension that states
    its reason, and the corrected run is approved and published beside the first."""
    head = world.account(Role.TEAM_HEAD, "SNV")
    schedule(world, run)
    sheet = world.sheet("STC")
    for at in (COMPUTED + timedelta(days=1), BEFORE):
        with pytest.raises(Refused, match="chưa công bố"):
            appraisals.reopen_settlement(sheet, reason="Tính nhầm", by=head, at=at)
    with pytest.raises(Refused, match=r"đã đóng|đã kết thúc|đã hết"):
        appraisals.reopen_settlement(sheet, reason="Tính nhầm", by=head, at=TIME)
    programmes.extend(
        sheet.participant,
        id=uuid.uuid4(),
        kind=WindowKind.SETTLEMENT,
        until=TIME + timedelta(days=10),
        reason="Đính chính theo Công văn số 15/UBND-NC",
        by=world.coordinator,
        at=TIME,
    )
    appraisals.reopen_settlement(sheet, reason="Tính nhầm", by=head, at=TIME)
    answer = world.answer("STC", "1.1")
    appraisals.settle_row(answer, figures={"points": "0"}, reason="Tính nhầm", version=None, by=head, at=TIME)
    appraisals.settle_sheet(world.sheet("STC"), by=head, at=TIME)
    later = TIME + timedelta(days=1)
    again = results.compute(world.round, id=uuid.uuid4(), kind=RunKind.FINAL, by=world.coordinator, at=later)
    again = results.approve(again, by=world.approver, at=later)
    schedule(world, again, publish_at=later, at=later, correction="Đính chính điểm của Sở Tài chính")
    shown = Publication.objects.public(at=later).order_by("number")
    assert [(one.number, one.run_id) for one in shown] == [(1, run.pk), (2, again.pk)]
    first, second = (run.standings.get(unit__code="STC").points for run in (run, again))
    assert first != second

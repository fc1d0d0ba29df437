"""What ``parindex audit verify`` finds of publications and of what was handed in."""

import hashlib
import uuid
from datetime import timedelta

import pytest

from parindex.assessments.models import Submission
from parindex.assessments.queries.kept import submission_faults
from parindex.kernel.files import path_of
from parindex.kernel.trail import Fact, changing, record
from parindex.publishing import actions
from parindex.publishing.models import Publication
from parindex.publishing.queries.kept import publication_faults
from tests.apps.criteria.test_queries import asleep
from tests.conftest import NOW
from tests.results import COMPUTED, World


@pytest.fixture
def publication(world: World) -> Publication:
    world.fill()
    return actions.schedule(
        world.approved(),
        id=uuid.uuid4(),
        publish_at=COMPUTED + timedelta(days=2),
        decision="12/QĐ-UBND",
        by=world.approver,
        at=COMPUTED + timedelta(days=1),
    )


def test_an_untouched_publication_has_no_fault(publication: Publication, world: World) -> None:
    assert list(publication_faults()) == []
    actions.cancel(publication, reason="Sai ngày", by=world.approver, at=COMPUTED + timedelta(days=1))
    assert list(publication_faults()) == []


def test_a_changed_byte_of_a_package_is_found(publication: Publication) -> None:
    path = path_of(publication.package_sha256)
    data = path.read_bytes()
    path.write_bytes(data[:100] + bytes([data[100] ^ 1]) + data[101:])
    try:
        assert list(publication_faults()) == [
            "publication 1 of round D-1: package: its bytes do not have their SHA-256"
        ]
    finally:
        path.write_bytes(data)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("decision = '13/QĐ'", "its decision is not what the trail recorded"),
        ("publish_at = scheduled_at", "its publish_at is not what the trail recorded"),
        ("cancelled_at = scheduled_at, cancelled_reason = 'x'", "whether it was cancelled is not what the trail tells"),
    ],
)
def test_what_the_trail_recorded_otherwise_is_found(publication: Publication, change: str, fault: str) -> None:
    asleep("publishing_publication", f"UPDATE publishing_publication SET {change}")
    assert list(publication_faults()) == [f"publication 1 of round D-1: {fault}"]


def test_a_publication_that_went_is_found(publication: Publication) -> None:
    asleep("publishing_publication", "DELETE FROM publishing_publication")
    assert list(publication_faults()) == [f"publication {publication.pk}: the trail tells of it; it is not there"]


def test_what_was_handed_in_is_compared_with_its_hash_and_with_the_trail(world: World) -> None:
    sheet, text = world.sheet("SNV"), '{"format":"parindex/submission/1"}'
    digest = hashlib.sha256(text.encode()).hexdigest()
    with changing():
        Submission.objects.create(
            sheet=sheet, number=1, document=text, sha256=digest, submitted_at=NOW, submitted_by=world.officer
        )
        facts: dict[str, Fact] = {"submission": 1, "sha256": digest}
        record("assessments.submit", sheet, by=world.officer, at=NOW, facts=facts)
    assert list(submission_faults()) == []
    name = f"submission 1 of score sheet {sheet.pk}"
    asleep("assessments_submission", "UPDATE assessments_submission SET document = '{}'")
    assert list(submission_faults()) == [f"{name}: its document does not have its SHA-256"]
    other = hashlib.sha256(b"{}").hexdigest()
    asleep("assessments_submission", f"UPDATE assessments_submission SET sha256 = '{other}'")
    assert list(submission_faults()) == [f"{name}: its SHA-256 is not the one that the trail recorded"]
    asleep("assessments_submission", "DELETE FROM assessments_submission")
    assert list(submission_faults()) == [f"{name}: the trail tells of it; it is not there"]

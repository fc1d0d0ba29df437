"""The check of all that was handed in: each submission's document, its SHA-256, and what the trail says of it."""

from collections.abc import Iterator

from parindex.assessments.handed_in import digest_of
from parindex.assessments.models import Submission
from parindex.kernel.models import AuditEvent
from parindex.kernel.trail import readable

#: The trail's name of the step, and the kind of its subject.
_STEP, _SUBJECT = "assessments.submit", "assessments.sheet"


def submission_faults() -> Iterator[str]:
    """What is not as it was handed in, each in a line. For verification only: logic never reads the trail."""
    told = _told()
    for key, submission in readable(Submission.objects.all()):
        if submission is None:
            yield f"submission {key}: it cannot be read"
            continue
        name = f"submission {submission.number} of score sheet {submission.sheet_id}"
        recorded = told.pop((str(submission.sheet_id), submission.number), None)
        if digest_of(submission.document) != submission.sha256:
            yield f"{name}: its document does not have its SHA-256"
        if recorded is None:
            yield f"{name}: the trail does not tell of it"
        elif recorded != submission.sha256:
            yield f"{name}: its SHA-256 is not the one that the trail recorded"
    for sheet, number in sorted(told, key=str):
        yield f"submission {number} of score sheet {sheet}: the trail tells of it; it is not there"


def _told() -> dict[tuple[str, object], object]:
    """Sheet and number → the SHA-256 that the trail recorded."""
    events = AuditEvent.objects.filter(action=_STEP, subject_kind=_SUBJECT)
    found: dict[tuple[str, object], object] = {}
    for _sequence, event in readable(events):
        if event is not None and isinstance(event.facts, dict) and event.facts.get("submission") is not None:
            found[event.subject_id, event.facts["submission"]] = event.facts.get("sha256")
    return found

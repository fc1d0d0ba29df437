"""A version's exchange document, and the check of everything that was issued."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from parindex.criteria.documents import Document, canonical, canonical_text, put_together, sha256_of
from parindex.criteria.enums import ONCE_ISSUED, VersionState
from parindex.criteria.models import CriteriaSetVersion, Node
from parindex.kernel.models import AuditEvent
from parindex.kernel.trail import UNREADABLE, readable

#: The trail's names of the steps whose facts and stamps are compared.
ISSUE_EVENT = "criteria.issue"
WITHDRAW_EVENT = "criteria.withdraw"


def document_of(version: CriteriaSetVersion) -> Document:
    """The version in the exchange form, put together from its rows: canonical if the engine can read it, and as its
    author left it if it is too incomplete for that."""
    return canonical(put_together(version, Node.objects.filter(set_version=version)))


def text_of(version: CriteriaSetVersion) -> str:
    """The canonical JSON text that an issue freezes; of an issued version the very text that it froze."""
    return version.document or canonical_text(document_of(version))


@dataclass(frozen=True, slots=True)
class IssuedFault:
    """Something about an issued version that is not as it was issued."""

    criteria_set: str
    version: int
    fault: str

    def __str__(self) -> str:
        return f"criteria set {self.criteria_set} v{self.version}: {self.fault}"


def header_sha256(version: CriteriaSetVersion) -> str:
    """SHA-256 of what an issued version states outside its document: organiser, number, origin, note, and who made it
    when. The trail keeps it of every issue."""
    facts = {
        "owner": version.criteria_set.owner_id,
        "criteria_set": str(version.criteria_set_id),
        "number": version.number,
        "based_on": str(version.based_on_id) if version.based_on_id else None,
        "change_note": version.change_note,
        "created_at": version.created_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "created_by": version.created_by_id,
    }
    return sha256_of(canonical_text(facts))


def issued_faults() -> Iterator[IssuedFault]:
    """Recomputes every version that was ever issued: its document from its rows, the SHA-256 of its document; and
    compares both, its header and its stamps with what the trail says of its issue and of its withdrawal.

    Not compared: drafts and what was discarded, and the texts by which versions are searched and sorted. For
    verification only: logic never reads the trail.
    """
    issues, withdrawals = _told(ISSUE_EVENT), _told(WITHDRAW_EVENT)
    issued = CriteriaSetVersion.objects.filter(state__in=ONCE_ISSUED).select_related("criteria_set")
    for key, version in readable(issued):
        issue, withdrawal = issues.pop(str(key), None), withdrawals.pop(str(key), None)
        if version is None:
            yield IssuedFault("?", 0, f"{key} cannot be read")
            continue
        for fault in _faults(version, issue, withdrawal):
            yield IssuedFault(version.criteria_set.code, version.number, fault)
    for subject in sorted(issues.keys() | withdrawals.keys()):
        yield IssuedFault("?", 0, f"the trail says that {subject} was issued; it is not there as issued")


def _told(action: str) -> dict[str, AuditEvent]:
    """The last event of that name about each version; one that cannot be read breaks the chain, and is told there."""
    events = AuditEvent.objects.filter(action=action, subject_kind=CriteriaSetVersion._meta.label_lower)
    return {event.subject_id: event for _sequence, event in readable(events) if event is not None}


def _faults(version: CriteriaSetVersion, issue: AuditEvent | None, withdrawal: AuditEvent | None) -> Iterator[str]:
    if sha256_of(version.document) != version.sha256:
        yield "its document does not have its SHA-256"
    if issue is None:
        yield "the trail does not tell of its issue"
    else:
        yield from _issue_faults(version, issue)
    try:
        text = canonical_text(document_of(version))
    except UNREADABLE:
        text = ""
    if text != version.document:
        yield "its nodes or header are not those of its document"
    if (version.state == VersionState.WITHDRAWN) != (withdrawal is not None):
        yield f"its state is “{version.state}”, which is not what the trail tells"
    elif withdrawal is not None:
        yield from _stamp_faults(withdrawal, version.withdrawn_at, version.withdrawn_by_id, "withdrawn")
        if withdrawal.note.strip() != version.withdrawal_reason:
            yield "its withdrawal has not the reason that the trail recorded"


def _issue_faults(version: CriteriaSetVersion, issue: AuditEvent) -> Iterator[str]:
    facts = issue.facts if isinstance(issue.facts, dict) else {}
    if facts.get("sha256") != version.sha256:
        yield "its SHA-256 is not the one that the trail recorded"
    if issue.subject_name != str(version):
        yield f"the trail recorded its issue as “{issue.subject_name}”"
    # The trail of an older version of the program does not have it.
    if "header_sha256" in facts and facts["header_sha256"] != header_sha256(version):
        yield "its organiser, number, origin, note or making is not what the trail recorded"
    yield from _stamp_faults(issue, version.issued_at, version.issued_by_id, "issued")


def _stamp_faults(event: AuditEvent, at: datetime | None, by: int | None, done: str) -> Iterator[str]:
    if at != event.at:
        yield f"it was not {done} at the time that the trail recorded"
    if by != event.actor_id:
        yield f"it was not {done} by the account that the trail recorded"

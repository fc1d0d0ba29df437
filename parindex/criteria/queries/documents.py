"""A version's exchange document, and the check of everything that was issued."""

from collections.abc import Iterator
from dataclasses import dataclass

from parindex.criteria.documents import Document, canonical, canonical_text, put_together, sha256_of
from parindex.criteria.enums import ONCE_ISSUED, VersionState
from parindex.criteria.models import CriteriaSetVersion, Node
from parindex.kernel.models import AuditEvent

#: The trail's name of the step that issues, whose facts hold the SHA-256.
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


def issued_faults() -> Iterator[IssuedFault]:
    """Recomputes every version that was ever issued: its document from its rows, the SHA-256 of its document; and
    compares both with what the trail says of its issue. For verification only: logic never reads the trail."""
    events = AuditEvent.objects.filter(action=ISSUE_EVENT).order_by("sequence").values_list("subject_id", "facts")
    recorded = {subject: facts.get("sha256") for subject, facts in events.iterator()}
    withdrawn = set(AuditEvent.objects.filter(action=WITHDRAW_EVENT).values_list("subject_id", flat=True))
    issued = CriteriaSetVersion.objects.filter(state__in=ONCE_ISSUED).select_related("criteria_set")
    for version in issued.order_by("criteria_set__code", "criteria_set_id", "number").iterator():
        for fault in _faults(version, recorded.pop(str(version.pk), None)):
            yield IssuedFault(version.criteria_set.code, version.number, fault)
        if (version.state == VersionState.WITHDRAWN) != (str(version.pk) in withdrawn):
            fault = f"its state is “{version.state}”, which is not what the trail tells"
            yield IssuedFault(version.criteria_set.code, version.number, fault)
    for subject in sorted(recorded):
        yield IssuedFault("?", 0, f"the trail says that {subject} was issued; it is not there as issued")


def _faults(version: CriteriaSetVersion, recorded: object) -> Iterator[str]:
    if sha256_of(version.document) != version.sha256:
        yield "its document does not have its SHA-256"
    if recorded is None:
        yield "the trail does not tell of its issue"
    elif recorded != version.sha256:
        yield "its SHA-256 is not the one that the trail recorded"
    if canonical_text(document_of(version)) != version.document:
        yield "its nodes or header are not those of its document"

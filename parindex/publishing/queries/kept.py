"""The check of every publication: its package's bytes, and what the trail says of it."""

from collections.abc import Iterator
from typing import Any

from parindex.kernel.files import fault_of
from parindex.kernel.models import AuditEvent
from parindex.kernel.trail import readable
from parindex.programmes.windows import written
from parindex.publishing.models import Publication

_SCHEDULED, _CANCELLED = "publishing.scheduled", "publishing.cancelled"


def publication_faults() -> Iterator[str]:
    """What is not as it was published, each in a line. For verification only: logic never reads the trail."""
    scheduled, cancelled = _told(_SCHEDULED), _told(_CANCELLED)
    for key, publication in readable(Publication.objects.select_related("round", "run", "package")):
        facts, stopped = scheduled.pop(str(key), None), cancelled.pop(str(key), None)
        if publication is None:
            yield f"publication {key}: it cannot be read"
            continue
        for fault in _faults(publication, facts, stopped is not None):
            yield f"publication {publication.number} of round {publication.round.code}: {fault}"
    for subject in sorted(scheduled.keys() | cancelled.keys()):
        yield f"publication {subject}: the trail tells of it; it is not there"


def _told(action: str) -> dict[str, Any]:
    events = readable(AuditEvent.objects.filter(action=action))
    return {event.subject_id: event.facts for _sequence, event in events if event is not None}


def _faults(publication: Publication, facts: Any, stopped: bool) -> Iterator[str]:
    fault = fault_of(publication.package_sha256)
    if fault:
        yield f"package: {fault}"
    if publication.package.sha256 != publication.package_sha256:
        yield "package: its file is another one"
    if not isinstance(facts, dict):
        yield "the trail does not tell of it"
    else:
        now = {
            "number": publication.number,
            "run": publication.run.number,
            "decision": publication.decision,
            "publish_at": written(publication.publish_at, publication.round),
            "package_sha256": publication.package_sha256,
        }
        for name, value in now.items():
            if facts.get(name) != value:
                yield f"its {name} is not what the trail recorded"
    if stopped != (publication.cancelled_at is not None):
        yield "whether it was cancelled is not what the trail tells"

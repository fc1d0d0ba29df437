"""What a submission keeps: the sheet as one canonical JSON document, with every file's SHA-256.

    {"format": "parindex/submission/1", "number": 1, "submitted_at": "2023-12-05T02:30:00+00:00", "submitted_by": "…",
     "round": {"id", "code", "title", "organiser"}, "unit": {"code", "name"},
     "criteria_set": {"code", "version", "title", "sha256"}, "totals": {"points", "maximum", "index"},
     "rows": [{"leaf", "title", "source", "figures": {input: text}, "explanation", "points", "state", "excluded_by",
               "citations": [{"title", "number", "issued_on", "issuing_body", "version", "file", "size", "sha256",
                              "media_type", "sections", "pages"}]}]}

Rows come in the set's order. Points are exact texts ("3/2"), totals as the set's policy prints them.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from parindex.assessments.frames import Frame
from parindex.assessments.models import Answer, Citation
from parindex.criteria.pinned import PinnedNode
from parindex.people.models import Account

FORMAT = "parindex/submission/1"


def document_of(
    frame: Frame,
    answers: Mapping[str, Answer],
    citations: Iterable[Citation],
    *,
    totals: Mapping[str, str],
    number: int,
    by: Account,
    at: datetime,
) -> str:
    """The document of a sheet whose rows were just frozen.

    :param citations: those handed in, with their version, document and file read.
    """
    cited: dict[int, list[Citation]] = {}
    for citation in citations:
        cited.setdefault(citation.answer_id, []).append(citation)
    round, version = frame.sheet.round, frame.sheet.round.set_version
    leaves = (node for node in frame.pinned.leaves() if node.code in answers)
    document = {
        "format": FORMAT,
        "number": number,
        "submitted_at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "submitted_by": str(by),
        "round": {
            "id": str(round.pk),
            "code": round.code,
            "title": round.title,
            "organiser": {"code": round.organiser.code, "name": round.organiser.name},
        },
        "unit": {"code": frame.sheet.unit.code, "name": frame.sheet.unit.name},
        "criteria_set": {
            "code": version.criteria_set.code,
            "version": version.number,
            "title": version.title,
            "sha256": version.sha256,
        },
        "totals": dict(totals),
        "rows": [_row(frame, node, answers[node.code], cited.get(answers[node.code].pk, ())) for node in leaves],
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(document: str) -> str:
    """SHA-256 (hexadecimal) of a document's UTF-8 bytes."""
    return hashlib.sha256(document.encode()).hexdigest()


def _row(frame: Frame, node: PinnedNode, answer: Answer, citations: Iterable[Citation]) -> dict[str, Any]:
    return {
        "leaf": node.code,
        "title": node.node.title,
        "source": node.leaf.source.value,
        "figures": answer.handed_figures,
        "explanation": answer.handed_explanation,
        "points": answer.handed_points,
        "state": str(answer.handed_state),
        "excluded_by": frame.decision_on(node),
        "citations": [_citation(citation) for citation in citations],
    }


def _citation(citation: Citation) -> dict[str, Any]:
    version = citation.document_version
    document = version.document
    return {
        "title": document.title,
        "number": document.number,
        "issued_on": document.issued_on.isoformat() if document.issued_on else "",
        "issuing_body": document.issuing_body,
        "version": version.number,
        "file": version.file.name,
        "size": version.size,
        "sha256": version.sha256,
        "media_type": version.media_type,
        "sections": citation.sections,
        "pages": citation.pages,
    }

"""The steps of a version's life: issue, withdraw, discard."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from parindex.criteria.documents import canonical_text, sha256_of
from parindex.criteria.drafts import locked_version
from parindex.criteria.enums import VersionState
from parindex.criteria.models import CriteriaSetVersion, Node
from parindex.criteria.queries.documents import document_of, header_sha256
from parindex.criteria.queries.findings import CheckFinding, blocking, findings_of
from parindex.criteria.queries.tree import appraising_units, tree_of
from parindex.criteria.workflow import WORKFLOW
from parindex.kernel.trail import action
from parindex.kernel.verdicts import Refused, Stale
from parindex.kernel.workflow import move
from parindex.people.models import Account, day_of


class NotIssuable(Refused):
    """The version has findings that block its issue; carries them."""

    def __init__(self, findings: Sequence[CheckFinding]) -> None:
        super().__init__(
            _("This version cannot be issued yet: %(count)s findings block it.") % {"count": len(findings)}
        )
        self.findings = tuple(findings)


@action
def issue(version: CriteriaSetVersion, *, row_version: int, by: Account, at: datetime) -> None:
    """Freezes a draft for good: its canonical document and SHA-256 are kept, and the SHA-256 goes into the trail.

    Removed nodes go; a database trigger refuses every later change of the version and of its nodes.

    :param row_version: of the version that the person looked at.
    :raises NotIssuable: with the findings that block it.
    """
    version = locked_version(version.pk)
    verdict = WORKFLOW.may(by, version, "issue", at=at)
    if version.state != VersionState.DRAFT:
        raise Refused(verdict.reason)
    verdict.demand()
    if version.version != row_version:
        reason = _("The header or policy was changed in the meantime. Look at it again before you issue it.")
        seen = {"version": row_version}
        raise Stale(reason, current={"version": version.version}, yours=seen, version=version.version)
    Node.objects.filter(set_version=version).exclude(removed_with=None).delete()
    found = blocking(findings_of(version, tree_of(version), appraising_units(version, on=day_of(at))))
    if found:
        raise NotIssuable(found)
    text = canonical_text(document_of(version))
    digest = sha256_of(text)
    move(
        WORKFLOW,
        version,
        "issue",
        by=by,
        at=at,
        sets={"document": text, "sha256": digest},
        facts={
            "sha256": digest,
            "decision": version.decision_number,
            "owner": version.criteria_set.owner.code,
            "header_sha256": header_sha256(version),
        },
    )


@action
def withdraw(version: CriteriaSetVersion, *, note: str, by: Account, at: datetime) -> None:
    """Takes an issued version out of use; what was scored with it stays. Demands the reason."""
    move(WORKFLOW, version, "withdraw", by=by, at=at, note=note, sets={"withdrawal_reason": note.strip()})


@action
def discard(version: CriteriaSetVersion, *, note: str, by: Account | None, at: datetime) -> None:
    """Gives a draft up. It stays as it is, for the record; another may then be started. Demands the reason."""
    move(WORKFLOW, version, "discard", by=by, at=at, note=note)

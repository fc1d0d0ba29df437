"""A whole exchange document into a draft."""

from datetime import datetime

from django.utils.translation import gettext as _

from parindex.criteria.documents import Document, canonical, canonical_text, sha256_of
from parindex.criteria.drafts import fill, header_or_refused, open_draft, searched
from parindex.criteria.models import CriteriaSetVersion, Node
from parindex.criteria.queries.documents import text_of
from parindex.kernel.changes import put
from parindex.kernel.trail import action, record
from parindex.kernel.verdicts import Stale
from parindex.people.models import Account


@action
def replace_tree(
    version: CriteriaSetVersion, document: Document, *, seen: str, by: Account | None, at: datetime
) -> bool:
    """Puts a document in place of a draft's header, policy and tree; code, tier, year and the illustration mark are
    the set's and stay. The exact inverse of ``queries.document_of``, complete or not.

    :param seen: SHA-256 of ``queries.text_of(version)`` as it stood when the person decided (at the dry run).
    :return: whether anything changed: sent twice, the second time changes nothing.
    :raises Stale: the draft changed since; carries both SHA-256.
    :raises Refused: the document has not the exchange form, or a code stands in it twice.
    """
    version = open_draft(version.pk, by=by, at=at)
    document = canonical(document)
    header = header_or_refused(document)
    before = sha256_of(text_of(version))
    if sha256_of(canonical_text(_of_this_set(document, version))) == before:
        return False
    if before != seen:
        reason = _("The draft was changed in the meantime. Check the import again before you apply it.")
        raise Stale(reason, current={"sha256": before}, yours={"sha256": seen}, version=version.version)
    known = {node.code: node for node in Node.objects.filter(set_version=version, removed_with=None)}
    Node.objects.filter(set_version=version).delete()
    nodes = fill(version, document, known)
    put(version, {**header, **searched(version.criteria_set, header)})
    after = sha256_of(text_of(version))
    record("criteria.tree_replaced", version, by=by, at=at, facts={"sha256": [before, after], "nodes": len(nodes)})
    return True


def _of_this_set(document: Document, version: CriteriaSetVersion) -> Document:
    """The document with the facts that belong to the set and not to the import."""
    criteria_set = version.criteria_set
    facts = {"code": criteria_set.code, "tier": criteria_set.tier_id, "year": criteria_set.year}
    rest = {key: value for key, value in document.items() if key != "illustration"}
    return canonical(rest | facts | ({"illustration": True} if criteria_set.illustration else {}))

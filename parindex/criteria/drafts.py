"""What every change of a draft does first: lock it, check it, take a document apart."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from parindex.criteria.documents import Document, Malformed, header_of, take_apart
from parindex.criteria.models import CriteriaSet, CriteriaSetVersion, Node
from parindex.criteria.queries.tree import Tree
from parindex.criteria.rules import may_edit
from parindex.kernel.text import fold, sort_key
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account


def locked_version(pk: uuid.UUID) -> CriteriaSetVersion:
    """The version, its row locked, so that changes of one version follow each other."""
    versions = CriteriaSetVersion.objects.select_for_update(of=("self",))
    return versions.select_related("criteria_set__owner").get(pk=pk)


def open_draft(pk: uuid.UUID, *, by: Account | None, at: datetime) -> CriteriaSetVersion:
    """The locked draft.

    :raises NotAllowed: it is no draft any more, or ``by`` does not keep the set.
    """
    version = locked_version(pk)
    may_edit(by, version, at).demand()
    return version


def known_node(tree: Tree, pk: uuid.UUID) -> Node:
    """:raises Refused: somebody removed it in the meantime."""
    try:
        return tree.row(pk).node
    except KeyError:
        raise Refused(_("This criterion was removed in the meantime.")) from None


def header_or_refused(document: Document) -> dict[str, Any]:
    """:raises Refused: the document has not the exchange form."""
    try:
        return header_of(document)
    except Malformed as fault:
        raise Refused(_("This is no criteria set in the exchange form: %(fault)s") % {"fault": fault}) from None


def fill(version: CriteriaSetVersion, document: Document, known: Mapping[str, Node] | None = None) -> list[Node]:
    """Creates the document's nodes in an empty draft.

    :raises Refused: the document has not the exchange form.
    """
    try:
        return Node.objects.bulk_create(take_apart(document, version, known))
    except Malformed as fault:
        raise Refused(_("This is no criteria set in the exchange form: %(fault)s") % {"fault": fault}) from None


def searched(criteria_set: CriteriaSet, header: Mapping[str, Any]) -> dict[str, str]:
    """The columns for search and sorting that follow from a header."""
    words = (criteria_set.code, header["title"], header.get("title_en", ""), header.get("decision_number", ""))
    return {"search_text": fold(" ".join(words)), "sort_text": sort_key(header["title"])}

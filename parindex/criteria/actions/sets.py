"""Criteria sets and the headers of their versions."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from parindex.criteria.documents import Document
from parindex.criteria.drafts import fill, header_or_refused, locked_version, open_draft, searched
from parindex.criteria.enums import ONCE_ISSUED, VersionState
from parindex.criteria.models import CriteriaSet, CriteriaSetVersion, Node
from parindex.criteria.rules import may_keep_sets, may_start_version
from parindex.kernel.changes import demand_fresh, differences, differing, put
from parindex.kernel.trail import action, record
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account, Tier, Unit

#: Columns of a version that its header form states.
HEADER = ("title", "title_en", "decision_number", "decision_on", "period_from", "period_to", "change_note")


@dataclass(frozen=True, slots=True)
class SetFacts:
    """What stands fast once a version was issued."""

    code: str
    tier: Tier
    year: int
    illustration: bool = False

    @property
    def columns(self) -> dict[str, Any]:
        return {"code": self.code, "tier_id": self.tier.code, "year": self.year, "illustration": self.illustration}


@action
def create_set(
    *,
    id: uuid.UUID,
    owner: Unit,
    facts: SetFacts,
    title: str,
    title_en: str = "",
    document: Document | None = None,
    by: Account | None,
    at: datetime,
) -> CriteriaSetVersion:
    """A new set with its first draft: empty, or with the tree and header of an exchange document.

    :param id: made by the form; sent again, it gives the set that it made.
    :raises Refused: the code is taken, or the document has not the exchange form.
    """
    may_keep_sets(by, owner, at).demand()
    _lock(owner)
    before = CriteriaSetVersion.objects.filter(criteria_set_id=id, criteria_set__owner=owner).order_by("number").first()
    if before is not None:
        return before
    _demand_free_code(owner, facts.code)
    criteria_set = CriteriaSet.objects.create(id=id, owner=owner, **facts.columns)
    header: dict[str, Any] = {"title": title, "title_en": title_en}
    if document is not None:
        header = header_or_refused(document) | {key: value for key, value in header.items() if value}
    version = _new_draft(criteria_set, uuid.uuid5(id, "1"), header, based_on=None, by=by, at=at)
    if document is not None:
        fill(version, document)
    record(
        "criteria.set_created",
        version,
        by=by,
        at=at,
        facts={"title": version.title, "owner": owner.code, "tier": facts.tier.code, "year": facts.year},
    )
    return version


@action
def edit_header(
    version: CriteriaSetVersion,
    *,
    row_version: int,
    header: Mapping[str, Any],
    facts: SetFacts | None = None,
    by: Account | None,
    at: datetime,
) -> None:
    """Changes title, decision, period and note of a draft; with ``facts`` also what belongs to the set, as long as no
    version of it was issued.

    :raises Stale: somebody saved the header or policy since.
    """
    version = open_draft(version.pk, by=by, at=at)
    criteria_set = version.criteria_set
    wanted = differing(version, {name: header[name] for name in HEADER if name in header})
    wanted_of_set = differing(criteria_set, facts.columns) if facts else {}
    if not wanted and not wanted_of_set:
        return
    current = {name: getattr(version, name) for name in wanted}
    current |= {name: getattr(criteria_set, name) for name in wanted_of_set}
    demand_fresh(version, row_version, wanted | wanted_of_set, current=current)
    if wanted_of_set:
        if criteria_set.versions.filter(state__in=ONCE_ISSUED).exists():
            raise Refused(_("Code, tier and year cannot change: a version of this set has been issued."), field="code")
        if "code" in wanted_of_set:
            _demand_free_code(criteria_set.owner, wanted_of_set["code"])
    told = differences(version, wanted) | differences(criteria_set, wanted_of_set)
    if wanted_of_set:
        put(criteria_set, wanted_of_set)
    put(version, wanted | searched(criteria_set, {name: getattr(version, name) for name in HEADER} | wanted))
    record("criteria.header_edited", version, by=by, at=at, facts=told)


@action
def edit_policy(
    version: CriteriaSetVersion,
    *,
    row_version: int,
    policy: Mapping[str, Any],
    bonus: list[Document],
    penalty: list[Document],
    by: Account | None,
    at: datetime,
) -> None:
    """Changes how points become index, rank and class, and the bonus and penalty items; all in the exchange form."""
    version = open_draft(version.pk, by=by, at=at)
    wanted = differing(version, {"policy": dict(policy), "bonus": bonus, "penalty": penalty})
    if not wanted:
        return
    demand_fresh(version, row_version, wanted)
    told = differences(version, wanted)
    put(version, wanted)
    record("criteria.policy_edited", version, by=by, at=at, facts=told)


@action
def start_version(
    version: CriteriaSetVersion, *, id: uuid.UUID, change_note: str = "", by: Account | None, at: datetime
) -> CriteriaSetVersion:
    """A new draft of the same set, copied from a version that was issued.

    :raises Refused: the set has an open draft already.
    """
    criteria_set = CriteriaSet.objects.select_for_update(of=("self",)).get(pk=version.criteria_set_id)
    version = locked_version(version.pk)
    may_start_version(by, version, at).demand()
    before = criteria_set.versions.filter(pk=id).first()
    if before is not None:
        return before
    draft = criteria_set.versions.filter(state=VersionState.DRAFT).first()
    if draft is not None:
        raise Refused(_("There is an open draft already: version %(number)s.") % {"number": draft.number})
    header = {name: getattr(version, name) for name in HEADER} | {
        "decision_number": "",
        "decision_on": None,
        "change_note": change_note,
    }
    new = _copy(version, criteria_set, id, header, by=by, at=at)
    record("criteria.version_started", new, by=by, at=at, facts={"based_on": str(version)})
    return new


@action
def clone_set(
    version: CriteriaSetVersion,
    *,
    id: uuid.UUID,
    owner: Unit,
    facts: SetFacts,
    title: str,
    title_en: str = "",
    period_from: date | None = None,
    period_to: date | None = None,
    by: Account | None,
    at: datetime,
) -> CriteriaSetVersion:
    """A new set, usually of the next year, whose first draft is copied from a version that ``by`` may see."""
    may_keep_sets(by, owner, at).demand()
    _lock(owner)
    before = CriteriaSetVersion.objects.filter(criteria_set_id=id, criteria_set__owner=owner).order_by("number").first()
    if before is not None:
        return before
    _demand_free_code(owner, facts.code)
    criteria_set = CriteriaSet.objects.create(id=id, owner=owner, **facts.columns)
    header = {"title": title, "title_en": title_en, "period_from": period_from, "period_to": period_to}
    new = _copy(version, criteria_set, uuid.uuid5(id, "1"), header, by=by, at=at)
    record("criteria.set_cloned", new, by=by, at=at, facts={"based_on": str(version), "title": title})
    return new


def _lock(owner: Unit) -> None:
    """Sets of one organiser are made one after the other: a form sent twice at once makes one."""
    Unit.objects.select_for_update(of=("self",)).get(pk=owner.pk)


def _demand_free_code(owner: Unit, code: str) -> None:
    if CriteriaSet.objects.filter(owner=owner, code=code).exists():
        raise Refused(
            _("%(owner)s already has a criteria set “%(code)s”.") % {"owner": owner, "code": code}, field="code"
        )


def _new_draft(
    criteria_set: CriteriaSet,
    id: uuid.UUID,
    header: Mapping[str, Any],
    *,
    based_on: CriteriaSetVersion | None,
    by: Account | None,
    at: datetime,
) -> CriteriaSetVersion:
    last = criteria_set.versions.aggregate(last=Max("number"))["last"] or 0
    return CriteriaSetVersion.objects.create(
        id=id,
        criteria_set=criteria_set,
        number=last + 1,
        based_on=based_on,
        created_at=at,
        created_by=by,
        **header,
        **searched(criteria_set, header),
    )


def _copy(
    version: CriteriaSetVersion,
    criteria_set: CriteriaSet,
    id: uuid.UUID,
    header: Mapping[str, Any],
    *,
    by: Account | None,
    at: datetime,
) -> CriteriaSetVersion:
    """A draft with the policy and tree of ``version``."""
    policy = {name: getattr(version, name) for name in ("policy", "bonus", "penalty")}
    new = _new_draft(criteria_set, id, {**header, **policy}, based_on=version, by=by, at=at)
    nodes = list(Node.objects.filter(set_version=version, removed_with=None))
    ids = {node.pk: uuid.uuid4() for node in nodes}
    for node in nodes:
        node.parent_id = ids[node.parent_id] if node.parent_id else None
        node.pk, node.set_version, node.version = ids[node.pk], new, 1
    Node.objects.bulk_create(nodes)
    return new

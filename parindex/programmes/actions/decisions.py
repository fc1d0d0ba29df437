"""What is decided for single units of a round: more time, criteria taken out; and who stands in for an agency."""

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from parindex.criteria.models import Node
from parindex.kernel.changes import fact, locked, one_at_a_time, write
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused, Verdict
from parindex.people.models import Account, Unit
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Exclusion, Extension, Participant, Round, Substitute
from parindex.programmes.queries.agencies import appraising_participants, possible_substitutes
from parindex.programmes.rules import may_decide, may_extend, may_prepare, may_withdraw
from parindex.programmes.windows import told, window_for, written


@action
def extend(
    participant: Participant,
    *,
    id: uuid.UUID,
    kind: WindowKind,
    until: datetime,
    reason: str,
    by: Account | None,
    at: datetime,
) -> Extension:
    """Gives one unit a later end of a window, also after the window has closed.

    :param id: made by the form; sent again, it gives the extension that it made.
    :raises Refused: not later than its end now, already past, or without a reason.
    """
    round = locked(participant.round)
    may_extend(by, round, at).demand()
    before = Extension.objects.filter(pk=id, participant=participant).first()
    if before is not None:
        return before
    window = window_for(participant, kind)
    if window is None:
        raise Refused(_("The round has no such window."), field="kind")
    if until <= window.closes_at:
        raise Refused(
            _("This is not later than the end now: %(moment)s.") % {"moment": told(window.closes_at, round)},
            field="until",
        )
    if until <= at:
        raise Refused(_("This moment is past already."), field="until")
    _demand(reason, "reason")
    with one_at_a_time():
        made = Extension.objects.create(
            id=id,
            participant=participant,
            kind=kind,
            until=until,
            reason=reason.strip(),
            granted_at=at,
            granted_by=by,
        )
    facts: dict[str, Fact] = {"window": kind.value, "until": [written(window.closes_at, round), written(until, round)]}
    record("programmes.extension_given", made, by=by, at=at, note=reason.strip(), facts=facts)
    return made


@action
def revoke_extension(extension: Extension, *, reason: str, by: Account | None, at: datetime) -> Extension:
    """Takes an extension back at once; it stays on record. Demands the reason."""
    round = locked(extension.participant.round)
    extension = locked(extension)
    _demand_standing(may_withdraw(by, round, extension.revoked_at is None, at), extension.revoked_at)
    _demand(reason, "reason")
    extension.revoked_at, extension.revoked_by, extension.revoked_reason = at, by, reason.strip()
    extension.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    facts: dict[str, Fact] = {"window": extension.kind, "until": written(extension.until, round)}
    record("programmes.extension_revoked", extension, by=by, at=at, note=reason.strip(), facts=facts)
    return extension


@action
def exclude(
    participant: Participant,
    *,
    id: uuid.UUID,
    node_code: str,
    decision: str,
    reason: str,
    by: Account | None,
    at: datetime,
) -> Exclusion:
    """Takes a node of the round's set out for one unit, with all below it, by decision.

    :param id: made by the form; sent again, it gives the exclusion that it made.
    :raises Refused: no such node, taken out already (itself or one above it), or without decision or reason.
    """
    round = locked(participant.round)
    may_decide(by, round, at).demand()
    before = Exclusion.objects.filter(pk=id, participant=participant).first()
    if before is not None:
        return before
    _demand(decision, "decision")
    _demand(reason, "reason")
    _demand_free(participant, _with_those_above(round, node_code))
    with one_at_a_time():
        made = Exclusion.objects.create(
            id=id,
            participant=participant,
            node_code=node_code,
            decision=decision.strip(),
            reason=reason.strip(),
            decided_at=at,
            decided_by=by,
        )
    facts: dict[str, Fact] = {"node": node_code, "decision": decision.strip()}
    record("programmes.exclusion_decided", made, by=by, at=at, note=reason.strip(), facts=facts)
    return made


@action
def withdraw_exclusion(exclusion: Exclusion, *, reason: str, by: Account | None, at: datetime) -> Exclusion:
    """Takes an exclusion back; it stays on record. Demands the reason."""
    round = locked(exclusion.participant.round)
    exclusion = locked(exclusion)
    _demand_standing(may_withdraw(by, round, exclusion.withdrawn_at is None, at), exclusion.withdrawn_at)
    _demand(reason, "reason")
    exclusion.withdrawn_at, exclusion.withdrawn_by, exclusion.withdrawn_reason = at, by, reason.strip()
    exclusion.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    facts: dict[str, Fact] = {"node": exclusion.node_code, "decision": exclusion.decision}
    record("programmes.exclusion_withdrawn", exclusion, by=by, at=at, note=reason.strip(), facts=facts)
    return exclusion


@action
def name_substitute(
    round: Round, *, agency: Unit, substitute: Unit, decision: str = "", version: int, by: Account | None, at: datetime
) -> Substitute:
    """Names who appraises an agency's own rows; named again, another takes its place.

    :param version: of the substitute that was read; 0 when there was none.
    :raises Stale: somebody else named one since.
    """
    round = locked(round)
    may_decide(by, round, at).demand()
    if agency.pk not in {unit.pk for unit in appraising_participants(round)}:
        raise Refused(_("%(unit)s would not meet itself in this round.") % {"unit": agency}, field="agency")
    if substitute.pk == agency.pk:
        raise Refused(_("Nobody appraises their own unit."), field="substitute")
    if not possible_substitutes(round, at=at).filter(pk=substitute.pk).exists():
        raise Refused(_("%(unit)s cannot appraise in this round.") % {"unit": substitute}, field="substitute")
    found = Substitute.objects.select_for_update(of=("self",)).filter(round=round, agency=agency).first()
    number = uuid.uuid5(round.pk, f"substitute {agency.code}")
    row = found or Substitute(id=number, round=round, agency=agency, substitute=agency, version=0)
    facts = write(row, {"substitute": substitute, "decision": decision.strip()}, version=version)
    if found is None:
        facts["substitute"] = fact(substitute)
    if facts:
        record("programmes.substitute_named", row, by=by, at=at, facts={"agency": fact(agency), **facts})
    return row


@action
def remove_substitute(substitute: Substitute, *, by: Account | None, at: datetime) -> None:
    """Takes a substitute away before the round starts; sent again it does nothing. Afterwards only another is named."""
    round = locked(substitute.round)
    may_prepare(by, round, at).demand()
    found = Substitute.objects.filter(pk=substitute.pk).first()
    if found is None:
        return
    facts = {"agency": fact(found.agency), "substitute": fact(found.substitute)}
    record("programmes.substitute_removed", found, by=by, at=at, facts=facts)
    found.delete()


def _demand(text: str, field: str) -> None:
    if not text.strip():
        reason = _("Please give the number of the decision.") if field == "decision" else _("Please give the reason.")
        raise Refused(reason, field=field)


def _demand_standing(verdict: Verdict, taken_back: datetime | None) -> None:
    if taken_back is not None:
        raise Refused(verdict.reason)
    verdict.demand()


def _with_those_above(round: Round, node_code: str) -> list[str]:
    nodes = {node.pk: node for node in Node.objects.filter(set_version=round.set_version_id, removed_with=None)}
    node = next((node for node in nodes.values() if node.code == node_code), None)
    if node is None:
        raise Refused(_("The round's set has no such criterion."), field="node_code")
    codes = []
    while node is not None:
        codes.append(node.code)
        node = nodes.get(node.parent_id) if node.parent_id else None
    return codes


def _demand_free(participant: Participant, codes: list[str]) -> None:
    standing = Exclusion.objects.filter(participant=participant, withdrawn_at=None, node_code__in=codes).first()
    if standing is not None:
        raise Refused(
            _("“%(code)s” is excluded already by %(decision)s.")
            % {"code": standing.node_code, "decision": standing.decision},
            field="node_code",
        )

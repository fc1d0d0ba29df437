"""The units of a round, until it starts; their ranking groups, until it is closed."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from parindex.kernel.changes import fact, locked, one_at_a_time, write
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account, Unit
from parindex.programmes.models import Exclusion, Participant, Round
from parindex.programmes.queries.participants import candidates, digest_of
from parindex.programmes.rules import may_decide, may_prepare

#: Rows written by one statement.
_BATCH = 500


@action
def take_in(
    round: Round,
    *,
    on: date,
    group: str = "",
    ranked: bool = True,
    digest: str | None,
    by: Account | None,
    at: datetime,
) -> Sequence[Participant]:
    """Takes in all units of the round's tier below its organiser that exist on that day and take part not yet.

    :param digest: of the preview that the person saw; None takes whoever is there now (the demonstration).
    :raises Refused: other units would be taken in now than were shown.
    """
    round = locked(round)
    may_prepare(by, round, at).demand()
    units = list(candidates(round, on=on))
    if digest is not None and digest != digest_of(units):
        raise Refused(_("The units have changed since this was shown. Look at the preview again."))
    made = [
        Participant(id=uuid.uuid5(round.pk, unit.code), round=round, unit=unit, group=group, ranked=ranked)
        for unit in units
    ]
    with one_at_a_time():
        Participant.objects.bulk_create(made, batch_size=_BATCH)
    if made:
        facts: dict[str, Fact] = {"units": len(units), "on": on.isoformat(), "group": group, "ranked": ranked}
        facts["codes"] = "; ".join(unit.code for unit in units)
        record("programmes.participants_taken_in", round, by=by, at=at, facts=facts)
    return made


@action
def add_participant(
    round: Round,
    *,
    id: uuid.UUID,
    unit: Unit,
    group: str = "",
    ranked: bool = True,
    on: date,
    by: Account | None,
    at: datetime,
) -> Participant:
    """Adds one unit of the round's tier below its organiser, in force on that day.

    :param id: made by the form; sent again, it gives the participant that it made.
    :raises Refused: it takes part already, is of another tier or organiser, or not in force.
    """
    round = locked(round)
    may_prepare(by, round, at).demand()
    before = Participant.objects.filter(pk=id, round=round).first()
    if before is not None:
        return before
    if Participant.objects.filter(round=round, unit=unit).exists():
        raise Refused(_("%(unit)s takes part already.") % {"unit": unit}, field="unit")
    if not candidates(round, on=on).filter(pk=unit.pk).exists():
        raise Refused(
            _("%(unit)s is not a unit in force of the tier “%(tier)s” below %(organiser)s.")
            % {"unit": unit, "tier": round.tier.shown_title, "organiser": round.organiser},
            field="unit",
        )
    with one_at_a_time():
        participant = Participant.objects.create(id=id, round=round, unit=unit, group=group, ranked=ranked)
    facts = {"unit": fact(unit), "group": group, "ranked": ranked}
    record("programmes.participant_added", participant, by=by, at=at, facts=facts)
    return participant


@action
def change_participant(
    participant: Participant, *, group: str, ranked: bool, version: int, by: Account | None, at: datetime
) -> Participant:
    """Changes in which group a unit is ranked, or that it is only listed.

    :raises Stale: somebody else changed it since ``version``.
    """
    round = locked(participant.round)
    may_decide(by, round, at).demand()
    participant = locked(participant)
    facts = write(participant, {"group": group, "ranked": ranked}, version=version)
    if facts:
        record("programmes.participant_changed", participant, by=by, at=at, facts=facts)
    return participant


@action
def remove_participant(participant: Participant, *, by: Account | None, at: datetime) -> None:
    """Takes a unit out of a round that has not started; sent again it does nothing."""
    round = locked(participant.round)
    may_prepare(by, round, at).demand()
    found = Participant.objects.filter(pk=participant.pk).select_related("unit", "round").first()
    if found is None:
        return
    if Exclusion.objects.filter(participant=found).exists():
        raise Refused(_("Exclusions were decided for this unit: it stays. It can be only listed, without a rank."))
    record("programmes.participant_removed", found, by=by, at=at, facts={"unit": fact(found.unit)})
    found.delete()

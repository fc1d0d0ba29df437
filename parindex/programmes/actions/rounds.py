"""Rounds: made, set up, started with everything that they need, closed."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from parindex.criteria.models import CriteriaSetVersion
from parindex.kernel.changes import fact, locked, one_at_a_time, write
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused, Stale
from parindex.kernel.workflow import move
from parindex.people.models import Account, Tier, Unit
from parindex.programmes.enums import TIME_ZONE, RoundState, WindowKind
from parindex.programmes.models import Exclusion, Extension, PlanTask, Programme, Round, Window
from parindex.programmes.queries.readiness import missing_for_start
from parindex.programmes.rules import may_decide, may_organise, may_pin, may_prepare, may_reissue
from parindex.programmes.windows import told, written
from parindex.programmes.workflow import WORKFLOW


@dataclass(frozen=True, slots=True)
class Period:
    """A window as it shall be: open from ``opens_at`` until just before ``closes_at``."""

    opens_at: datetime
    closes_at: datetime
    #: The plan's task that it carries out.
    task: PlanTask | None = None


class NotStartable(Refused):
    """A round cannot start yet; carries what is missing, each in a sentence."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(_("The round cannot start yet: %(missing)s") % {"missing": " ".join(missing)})
        self.missing = tuple(missing)


@action
def create_round(
    *,
    id: uuid.UUID,
    programme: Programme,
    organiser: Unit,
    code: str,
    title: str,
    tier: Tier,
    set_version: CriteriaSetVersion,
    time_zone: str = TIME_ZONE,
    by: Account | None,
    at: datetime,
) -> Round:
    """Makes a round of ``organiser`` for the units of ``tier`` below it.

    :param id: made by the form; sent again, it gives the round that it made.
    :raises Refused: the code is taken, the set may not be pinned, or the organiser is of another province.
    """
    may_organise(by, organiser, at).demand()
    programme = locked(programme)
    before = Round.objects.filter(pk=id, programme=programme, organiser=organiser).first()
    if before is not None:
        return before
    if organiser.root_id != programme.province_id:
        raise Refused(_("The organiser is of another province."), field="organiser")
    _demand_units(organiser, tier)
    values = {"code": code, "title": title, "tier": tier, "set_version": set_version, "time_zone": time_zone}
    _demand_settings(programme, organiser, values)
    with one_at_a_time():
        round = Round.objects.create(
            id=id, programme=programme, organiser=organiser, created_at=at, created_by=by, **values
        )
    facts: dict[str, Fact] = {"code": code, "tier": tier.code, "set_version": fact(set_version)}
    record("programmes.round_created", round, by=by, at=at, facts={**facts, "organiser": fact(organiser)})
    return round


@action
def change_round(
    round: Round,
    *,
    code: str,
    title: str,
    set_version: CriteriaSetVersion,
    time_zone: str,
    version: int,
    by: Account | None,
    at: datetime,
) -> Round:
    """Changes a round that has not started. Organiser and tier stand fast.

    :raises Stale: somebody else changed it since ``version``.
    """
    round = locked(round)
    may_prepare(by, round, at).demand()
    values = {"code": code, "title": title, "set_version": set_version, "time_zone": time_zone}
    _demand_settings(round.programme, round.organiser, values | {"tier": round.tier}, round)
    if set_version.pk != round.set_version_id and Exclusion.objects.filter(participant__round=round).exists():
        raise Refused(_("Exclusions name criteria of the present set: it stays."), field="set_version")
    with one_at_a_time():
        facts = write(round, values, version=version)
    if facts:
        record("programmes.round_changed", round, by=by, at=at, facts=facts)
    return round


@action
def remove_round(round: Round, *, note: str, by: Account | None, at: datetime) -> None:
    """Takes back a round that has not started, with its windows, units and substitutes. Demands the reason."""
    round = locked(round)
    may_prepare(by, round, at).demand()
    if Exclusion.objects.filter(participant__round=round).exists():
        raise Refused(_("Exclusions were decided in this round: it stays on record."))
    if not note.strip():
        raise Refused(_("Please give the reason."), field="note")
    facts: dict[str, Fact] = {"code": round.code, "units": round.participants.count()}
    record("programmes.round_removed", round, by=by, at=at, note=note.strip(), facts=facts)
    round.delete()


@action
def set_windows(
    round: Round,
    windows: Mapping[WindowKind, Period | None],
    *,
    note: str = "",
    version: int,
    by: Account | None,
    at: datetime,
) -> Round:
    """Sets the round's windows, each after the one before it; None takes a window away while the round is prepared.

    Once the round has started a change demands its reason, and no window goes.

    :raises Stale: somebody else changed the round or its windows since ``version``.
    """
    round = locked(round)
    may_decide(by, round, at).demand()
    _demand_periods(windows)
    now = {WindowKind(window.kind): window for window in Window.objects.filter(round=round)}
    before = {kind: Period(w.opens_at, w.closes_at, w.task) for kind, w in now.items()}
    wanted = {kind: windows.get(kind) for kind in WindowKind if windows.get(kind) != before.get(kind)}
    if not wanted:
        return round
    if version != round.version:
        raise Stale(
            _("Somebody else has changed this in the meantime. Compare, then save again or leave it as it is."),
            current=_moments({kind: before.get(kind) for kind in wanted}, round),
            yours=_moments(wanted, round),
            version=round.version,
        )
    if round.state == RoundState.RUNNING:
        _demand_reason_and_all(wanted, note)
    _demand_room(round, wanted)
    facts: dict[str, Fact] = {
        kind.value: [_period(before.get(kind), round), _period(period, round)] for kind, period in wanted.items()
    }
    for kind, period in wanted.items():
        Window.objects.filter(round=round, kind=kind).delete()
        if period is not None:
            Window.objects.create(id=uuid.uuid5(round.pk, kind), round=round, kind=kind, **_columns(period))
    round.version += 1
    round.save(update_fields=["version"])
    record("programmes.windows_set", round, by=by, at=at, note=note.strip(), facts=facts)
    return round


@action
def start(round: Round, *, version: int, by: Account, at: datetime) -> None:
    """Fixes the round's units and lets its windows open by themselves.

    :param version: of the round that the person looked at.
    :raises NotStartable: with everything that is missing.
    """
    round = locked(round)
    verdict = WORKFLOW.may(by, round, "start", at=at)
    if round.state != RoundState.PREPARED:
        raise Refused(verdict.reason)
    verdict.demand()
    if version != round.version:
        raise Refused(_("The round was changed in the meantime. Look at it again before you start it."))
    # Under lock: the set is not withdrawn between the look and the start.
    round.set_version = CriteriaSetVersion.objects.select_for_update().get(pk=round.set_version_id)
    missing = missing_for_start(round, at=at)
    if missing:
        raise NotStartable(missing)
    units = round.participants.count()
    move(WORKFLOW, round, "start", by=by, at=at, facts={"units": units, "set_version": fact(round.set_version)})


@action
def pin_reissued(
    round: Round,
    set_version: CriteriaSetVersion,
    *,
    note: str,
    version: int,
    by: Account | None,
    at: datetime,
) -> Round:
    """A running round goes over to a newer issued version of its set. ``assessments`` calls this and carries the score
    sheets over in the same transaction. Demands the reason.

    :raises Stale: somebody else changed the round since ``version``.
    """
    round = locked(round)
    may_reissue(by, round, at).demand()
    now = round.set_version
    if set_version.criteria_set_id != now.criteria_set_id or set_version.number <= now.number:
        raise Refused(
            _("“%(set)s” is no newer version of the round's set.") % {"set": set_version}, field="set_version"
        )
    verdict = may_pin(round.organiser, round.programme, round.tier_id, set_version)
    if not verdict:
        raise Refused(verdict.reason, field="set_version")
    if not note.strip():
        raise Refused(_("Please give the reason."), field="note")
    facts = write(round, {"set_version": set_version}, version=version)
    record("programmes.set_changed", round, by=by, at=at, note=note.strip(), facts=facts)
    return round


@action
def close(round: Round, *, note: str, by: Account, at: datetime) -> None:
    """Ends a round for good, after its last window. Demands the reason (the decision on its results).

    :raises Refused: a window, or an extension of one, still runs.
    """
    round = locked(round)
    verdict = WORKFLOW.may(by, round, "close", at=at)
    if round.state != RoundState.RUNNING:
        raise Refused(verdict.reason)
    verdict.demand()
    ends = [*Window.objects.filter(round=round).values_list("closes_at", flat=True)]
    ends += Extension.objects.filter(participant__round=round, revoked_at=None).values_list("until", flat=True)
    last = max(ends, default=at)
    if last > at:
        raise Refused(_("A window still runs until %(moment)s.") % {"moment": told(last, round)})
    move(WORKFLOW, round, "close", by=by, at=at, note=note)


def _demand_units(organiser: Unit, tier: Tier) -> None:
    if not Unit.objects.under(organiser).filter(tier=tier).exclude(pk=organiser.pk).exists():
        raise Refused(
            _("No unit of the tier “%(tier)s” stands below %(unit)s.") % {"tier": tier, "unit": organiser}, field="tier"
        )


def _demand_settings(
    programme: Programme, organiser: Unit, values: Mapping[str, object], round: Round | None = None
) -> None:
    same = Round.objects.filter(programme=programme, code=values["code"])
    other = (same.exclude(pk=round.pk) if round else same).first()
    if other is not None:
        raise Refused(_("“%(title)s” has this code already.") % {"title": other.title}, field="code")
    # Under lock: the set is not withdrawn between the look and the pin.
    pinned = CriteriaSetVersion.objects.select_for_update(of=("self",)).select_related("criteria_set")
    version = pinned.get(pk=values["set_version"].pk)  # type: ignore[attr-defined]
    if round is None or round.set_version_id != version.pk:
        verdict = may_pin(organiser, programme, values["tier"].code, version)  # type: ignore[attr-defined]
        if not verdict:
            raise Refused(verdict.reason, field="set_version")
    try:
        ZoneInfo(str(values["time_zone"]))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Refused(
            _("“%(zone)s” is not a time zone. Vietnam's is %(ours)s.")
            % {"zone": values["time_zone"], "ours": TIME_ZONE},
            field="time_zone",
        ) from error


def _demand_periods(windows: Mapping[WindowKind, Period | None]) -> None:
    """Each closes after it opens, and opens only when the one before it has closed."""
    before: tuple[WindowKind, Period] | None = None
    for kind in WindowKind:
        period = windows.get(kind)
        if period is None:
            continue
        if period.closes_at <= period.opens_at:
            raise Refused(_("A window closes after it opens."), field=f"{kind}_closes_at")
        if before is not None and period.opens_at < before[1].closes_at:
            raise Refused(
                _("“%(window)s” opens when “%(before)s” has closed.")
                % {"window": kind.label, "before": before[0].label},
                field=f"{kind}_opens_at",
            )
        before = kind, period


def _demand_reason_and_all(wanted: Mapping[WindowKind, Period | None], note: str) -> None:
    gone = next((kind for kind, period in wanted.items() if period is None), None)
    if gone is not None:
        raise Refused(_("The round runs: no window can be taken away."), field=f"{gone}_opens_at")
    if not note.strip():
        raise Refused(_("The round runs: please give the reason."), field="note")


def _demand_room(round: Round, wanted: Mapping[WindowKind, Period | None]) -> None:
    """A task that a window carries out belongs to the round's own programme."""
    for kind, period in wanted.items():
        if period is not None and period.task is not None and period.task.programme_id != round.programme_id:
            raise Refused(_("This task is of another programme."), field=f"{kind}_opens_at")


def _columns(period: Period) -> dict[str, object]:
    return {"opens_at": period.opens_at, "closes_at": period.closes_at, "task": period.task}


def _period(period: Period | None, round: Round) -> str:
    return f"{written(period.opens_at, round)} – {written(period.closes_at, round)}" if period else ""


def _moments(windows: Mapping[WindowKind, Period | None], round: Round) -> dict[str, str]:
    """By the form's fields, as the round's offices read their clocks."""
    return {
        f"{kind}_{name}": told(getattr(period, name), round) if period else ""
        for kind, period in windows.items()
        for name in ("opens_at", "closes_at")
    }

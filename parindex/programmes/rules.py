"""Who may do what with programmes and rounds, and when a window is open.

The province's coordinator keeps the programme and the rounds that the province organises; a district's coordinator
keeps the rounds of that district's communes and no others. ``None`` is the program itself (the demonstration).
"""

from datetime import datetime

from django.utils.translation import gettext as _

from parindex.criteria.enums import VersionState
from parindex.criteria.models import CriteriaSetVersion
from parindex.kernel.verdicts import YES, Verdict, first_no, no
from parindex.people.models import Account, Unit, day_of, realms
from parindex.programmes.enums import RoundState, WindowKind
from parindex.programmes.models import Participant, Programme, Round
from parindex.programmes.windows import EffectiveWindow, told, window_for


def may_keep_programmes(user: Account | None, province: Unit, at: datetime) -> Verdict:
    """The province's coordinator makes the programme of a year and keeps its plan."""
    if user is None or province.pk in realms(user, on=day_of(at)):
        return YES
    return no(_("The programme is kept by a coordinator of %(province)s.") % {"province": province})


def may_edit_programme(user: Account | None, programme: Programme, at: datetime) -> Verdict:
    """As :func:`may_keep_programmes`."""
    return may_keep_programmes(user, programme.province, at)


def may_organise(user: Account | None, organiser: Unit, at: datetime) -> Verdict:
    """Rounds are kept by a coordinator of their organiser itself, not of a unit above it."""
    if user is None or organiser.pk in realms(user, on=day_of(at)):
        return YES
    return no(_("Only a coordinator of %(organiser)s keeps its rounds.") % {"organiser": organiser})


def may_pin(organiser: Unit, programme: Programme, tier: str, version: CriteriaSetVersion) -> Verdict:
    """A round pins an issued set of the province or of the organiser itself, of its own tier and year."""
    kept = version.criteria_set
    if version.state != VersionState.ISSUED:
        return no(_("“%(set)s” is not in force: choose an issued version.") % {"set": version})
    if kept.owner_id not in (organiser.pk, programme.province_id):
        return no(_("“%(set)s” belongs neither to the province nor to %(unit)s.") % {"set": version, "unit": organiser})
    if kept.tier_id != tier:
        return no(_("“%(set)s” is made for another tier.") % {"set": version})
    if kept.year != programme.year:
        return no(
            _("“%(set)s” is of %(year)s, the programme of %(wanted)s.")
            % {"set": version, "year": str(kept.year), "wanted": str(programme.year)}
        )
    return YES


def may_keep_round(user: Account | None, round: Round, at: datetime) -> Verdict:
    """Whoever keeps its organiser's rounds, whatever its state."""
    return may_organise(user, round.organiser, at)


def may_prepare(user: Account | None, round: Round, at: datetime) -> Verdict:
    """Title, set, units: only while the round is being prepared."""
    if round.state == RoundState.PREPARED:
        return may_keep_round(user, round, at)
    if round.state == RoundState.CLOSED:
        return _closed()
    return no(_("The round has started: its set and its units stand fast."))


def may_decide(user: Account | None, round: Round, at: datetime) -> Verdict:
    """Windows, exclusions, substitutes: until the round is closed."""
    return _closed() if round.state == RoundState.CLOSED else may_keep_round(user, round, at)


def may_extend(user: Account | None, round: Round, at: datetime) -> Verdict:
    """Extensions are given to units of a round that runs."""
    if round.state == RoundState.PREPARED:
        return no(_("The round has not started: change its windows instead."))
    return may_decide(user, round, at)


def may_reissue(user: Account | None, round: Round, at: datetime) -> Verdict:
    """A re-issued version of the set is taken over while the round runs; before, its set is simply changed."""
    if round.state == RoundState.PREPARED:
        return no(_("The round has not started: change its set instead."))
    return may_decide(user, round, at)


def may_start(user: Account | None, round: Round, at: datetime) -> Verdict:
    """As :func:`may_keep_round`, but always a person: a start names who did it."""
    if user is None:
        return no(_("A round is started and closed by a person."))
    return may_keep_round(user, round, at)


def is_open(participant: Participant, kind: WindowKind, at: datetime) -> Verdict:
    """Whether the window of that kind is open for this participant at that moment, with the extensions that stand.

    The refusal tells the exact local time and who can change it.
    """
    return is_open_by(participant, kind, window_for(participant, kind), at)


def is_open_by(participant: Participant, kind: WindowKind, window: EffectiveWindow | None, at: datetime) -> Verdict:
    """As :func:`is_open`, for whoever has read the window already."""
    round = participant.round
    if round.state == RoundState.RUNNING and window is not None and window.opens_at <= at < window.closes_at:
        return YES
    running = is_running(round)
    if not running:
        return running
    names = {"window": WindowKind(kind).label, "organiser": round.organiser, "unit": participant.unit}
    if window is None:
        return no(_("The round has no window “%(window)s”. A coordinator of %(organiser)s sets it.") % names)
    if at < window.opens_at:
        return no(
            _("“%(window)s” opens at %(moment)s. A coordinator of %(organiser)s can change it.")
            % (names | {"moment": told(window.opens_at, round)})
        )
    return no(
        _("“%(window)s” closed at %(moment)s. A coordinator of %(organiser)s can extend it for %(unit)s.")
        % (names | {"moment": told(window.closes_at, round)})
    )


def is_running(round: Round) -> Verdict:
    """Whether the round goes on: started, and not closed."""
    if round.state == RoundState.CLOSED:
        return _closed()
    return YES if round.state == RoundState.RUNNING else _not_started(round)


def may_withdraw(user: Account | None, round: Round, stands: bool, at: datetime) -> Verdict:
    """What was decided for one unit is taken back once."""
    return first_no(YES if stands else no(_("This was taken back already.")), lambda: may_decide(user, round, at))


def _not_started(round: Round) -> Verdict:
    return no(
        _("The round has not started yet. A coordinator of %(organiser)s starts it.") % {"organiser": round.organiser}
    )


def _closed() -> Verdict:
    return no(_("The round is closed: nothing in it changes any more."))

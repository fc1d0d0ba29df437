"""Who computes and who approves results."""

from datetime import datetime

from django.utils.translation import gettext as _

from parindex.kernel.verdicts import YES, Verdict, first_no, no
from parindex.people.enums import Role
from parindex.people.models import Account, day_of
from parindex.people.rules import holds
from parindex.programmes.enums import RoundState
from parindex.programmes.models import Round
from parindex.programmes.rules import may_keep_round
from parindex.results.enums import RunKind
from parindex.results.models import Run


def may_compute(user: Account | None, round: Round, at: datetime) -> Verdict:
    """Whoever keeps the organiser's rounds, once the round has started. Also after it was closed: a run changes nothing
    in it."""
    if round.state == RoundState.PREPARED:
        return no(_("The round has not started: there is nothing to compute yet."))
    return may_keep_round(user, round, at)


def may_approve(user: Account | None, run: Run, at: datetime) -> Verdict:
    """The approver at the organiser itself: the province for its rounds, a district for those of its communes."""
    return first_no(_holds_approval(user, run.round, at), lambda: _is_approvable(run))


def may_be_approver(user: Account | None, round: Round, at: datetime) -> Verdict:
    """Whether ``user`` approves and publishes for the round's organiser at that moment."""
    return _holds_approval(user, round, at)


def _holds_approval(user: Account | None, round: Round, at: datetime) -> Verdict:
    if holds(user, Role.APPROVER, round.organiser, on=day_of(at)):
        return YES
    return no(_("Results are approved and published by an approver of %(organiser)s.") % {"organiser": round.organiser})


def _is_approvable(run: Run) -> Verdict:
    if run.kind != RunKind.FINAL:
        return no(_("A provisional run is a look at how things stand: only a final one is approved."))
    return YES

"""Who publishes, and what may be stopped. Whether something is public the server's clock alone decides."""

from datetime import datetime

from django.utils.translation import gettext as _

from parindex.assessments.models import Sheet
from parindex.kernel.verdicts import YES, Verdict, first_no, no
from parindex.people.models import Account
from parindex.programmes.models import Round
from parindex.programmes.windows import told
from parindex.publishing.models import Publication
from parindex.results.enums import RunState
from parindex.results.models import Run
from parindex.results.rules import may_be_approver


def may_schedule(user: Account | None, run: Run, at: datetime) -> Verdict:
    """The approver at the organiser, of a run that was approved."""
    return first_no(may_be_approver(user, run.round, at), lambda: _is_approved(run))


def may_cancel(user: Account | None, publication: Publication, at: datetime) -> Verdict:
    """The approver at the organiser, before the time has come: what was public stays so."""
    return first_no(may_be_approver(user, publication.round, at), lambda: _is_pending(publication, at))


def is_public(publication: Publication, at: datetime) -> bool:
    """Whether anybody may read it at that moment."""
    return publication.cancelled_at is None and publication.publish_at <= at


def pending(round: Round, at: datetime) -> Publication | None:
    """The publication of the round whose time is still to come, if one is scheduled."""
    return Publication.objects.filter(round=round, cancelled_at=None, publish_at__gt=at).order_by("number").first()


def is_not_waiting(sheet: Sheet, at: datetime) -> Verdict:
    """Whether no approved run that holds the sheet waits for its publication: what was approved comes out as it was
    approved. Once it is public a settlement may be taken back again, for a correction, which is a further publication.
    """
    run = Run.objects.filter(round=sheet.round_id, state=RunState.APPROVED).order_by("-number").first()
    if run is None or Publication.objects.public(at=at).filter(run=run).exists():
        return YES
    return no(
        _(
            "Run %(number)d holds this score sheet, was approved and is not public yet: its settled values stand until "
            "it is."
        )
        % {"number": run.number}
    )


def _is_approved(run: Run) -> Verdict:
    if run.state == RunState.APPROVED:
        return YES
    return no(_("Only an approved run is published. An approver of %(organiser)s approves it.") % _organiser(run))


def _organiser(run: Run) -> dict[str, object]:
    return {"organiser": run.round.organiser}


def _is_pending(publication: Publication, at: datetime) -> Verdict:
    if publication.cancelled_at is not None:
        return no(_("This publication was cancelled already."))
    if publication.publish_at <= at:
        return no(
            _("This has been public since %(moment)s: it stays. A correction is a further publication.")
            % {"moment": told(publication.publish_at, publication.round)}
        )
    return YES

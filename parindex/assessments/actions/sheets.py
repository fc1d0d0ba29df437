"""A round starts, and its units get their score sheets."""

from datetime import datetime
from uuid import UUID

from django.tasks import TaskContext, task
from django.utils.translation import gettext as _

from parindex.assessments.models import Answer, Sheet
from parindex.criteria.pinned import pinned
from parindex.kernel.jobs import progress
from parindex.kernel.trail import action, record
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account
from parindex.programmes import actions as programmes
from parindex.programmes.enums import RoundState
from parindex.programmes.models import Participant, Round

#: Sheets made in one transaction of the job: as many rows as a set has leaves each.
_AT_ONCE = 200
_BATCH = 2000


@action
def start_round(round: Round, *, version: int, by: Account, at: datetime) -> None:
    """Starts a round; its score sheets are made in the background.

    :param version: of the round that the person looked at.
    :raises NotStartable: with everything that is missing.
    """
    programmes.start(round, version=version, by=by, at=at)
    make_sheets.enqueue(str(round.pk), at.isoformat())


@action
def open_sheets(round: Round, *, by: Account | None = None, at: datetime) -> int:
    """Makes the sheets that the round's units do not have yet, each with a row for every leaf. Safe to repeat.

    :return: how many were made.
    :raises Refused: the round has not started: its units and its set may still change.
    """
    made = 0
    while some := open_some(round, by=by, at=at):
        made += some
    return made


@task(takes_context=True)
def make_sheets(context: TaskContext, number: str, moment: str) -> int:  # type: ignore[type-arg]
    """The job behind :func:`start_round`: a few sheets in each transaction, so that it shows how far it is."""
    round, at = Round.objects.get(pk=UUID(number)), datetime.fromisoformat(moment)
    total = Participant.objects.filter(round=round).count()
    while open_some(round, by=None, at=at):
        progress(context, Sheet.objects.filter(round=round).count(), total)
    return total


@action
def open_some(round: Round, *, by: Account | None, at: datetime) -> int:
    """Makes at most as many sheets as one transaction should hold; says how many. 0: every unit has its own."""
    round = Round.objects.select_for_update(of=("self",), no_key=True).select_related("set_version").get(pk=round.pk)
    if round.state == RoundState.PREPARED:
        raise Refused(_("The round has not started yet: it has no score sheets."))
    without = Participant.objects.filter(round=round, sheet=None).order_by("pk")[:_AT_ONCE]
    sheets = Sheet.objects.bulk_create(
        [Sheet(participant=participant, round=round, unit_id=participant.unit_id) for participant in without]
    )
    leaves = [leaf.code for leaf in pinned(round.set_version).leaves()]
    answers = (Answer(sheet=sheet, round=round, leaf=leaf) for sheet in sheets for leaf in leaves)
    Answer.objects.bulk_create(answers, batch_size=_BATCH)
    if sheets:
        record("assessments.sheets_opened", round, by=by, at=at, facts={"sheets": len(sheets)})
    return len(sheets)

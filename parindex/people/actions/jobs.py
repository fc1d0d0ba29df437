"""What an administrator does with background jobs."""

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from parindex.kernel import jobs
from parindex.kernel.trail import action, record
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account, day_of
from parindex.people.rules import may_operate


@action
def retry_job(number: uuid.UUID, *, by: Account | None, at: datetime) -> None:
    """Starts a failed job again, with all its attempts.

    :raises Refused: it is not, or no longer, among the failed.
    """
    may_operate(by, on=day_of(at)).demand()
    job = jobs.retry(number, at=at)
    if job is None:
        raise Refused(_("This job is no longer among the failed ones: somebody may have started it again already."))
    record("kernel.job_retried", job, by=by, at=at, facts={"task": job.task})

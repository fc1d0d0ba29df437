"""Every write of publishing: an approved run is made public at a set time, or stopped before it."""

import uuid
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from parindex import __version__
from parindex.kernel.changes import locked
from parindex.kernel.files import open_stored, store
from parindex.kernel.models import StoredFile
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account
from parindex.programmes.models import Round
from parindex.programmes.windows import told, written
from parindex.publishing.models import Publication
from parindex.publishing.package import Facts, NotReproduced, build
from parindex.publishing.rules import may_cancel, may_schedule, pending
from parindex.results.models import Run, Standing

__all__ = ["cancel", "schedule"]

#: A package is our own, of whatever size.
_MOST = 2**40


@action
def schedule(
    run: Run,
    *,
    id: uuid.UUID,
    publish_at: datetime,
    decision: str,
    correction: str = "",
    by: Account,
    at: datetime,
) -> Publication:
    """Makes an approved run public from ``publish_at`` on, with its verifiable package.

    :param id: made by the form; sent again, it gives the publication that it made.
    :param publish_at: now or later; who publishes at once passes ``at``.
    :param correction: what is corrected and why: compulsory from the second publication on, empty in the first.
    :raises Refused: not approved, in the past, another one is waiting for its time, or a text is missing.
    """
    round = locked(run.round)
    run = locked(run)
    may_schedule(by, run, at).demand()
    before = Publication.objects.filter(pk=id, round=round).first()
    if before is not None:
        return before
    if publish_at < at:
        raise Refused(_("This moment is past already."), field="publish_at")
    if not decision.strip():
        raise Refused(_("Please name the decision by which it is published."), field="decision")
    standing = Publication.objects.filter(round=round, cancelled_at=None).order_by("-number").first()
    _demand_place(round, run, standing, at)
    number = 1 if standing is None else standing.number + 1
    if number > 1 and not correction.strip():
        raise Refused(_("Please say what is corrected, and why: everybody will read it."), field="correction")
    if number == 1 and correction.strip():
        raise Refused(_("This is the first publication: there is nothing to correct."), field="correction")
    facts = Facts(
        round={"code": round.code, "title": round.title},
        organiser={"code": round.organiser.code, "name": round.organiser.name},
        programme={"code": round.programme.code, "title": round.programme.title, "year": round.programme.year},
        number=number,
        decision=decision.strip(),
        correction=correction.strip(),
        published_at=publish_at.astimezone(ZoneInfo(round.time_zone)).isoformat(timespec="seconds"),
        program=__version__,
    )
    package = _package(run, facts, by=by, at=at)
    publication = Publication.objects.create(
        id=id,
        round=round,
        run=run,
        number=number,
        publish_at=publish_at,
        decision=decision.strip(),
        correction=correction.strip(),
        package=package,
        package_sha256=package.sha256,
        scheduled_at=at,
        scheduled_by=by,
    )
    noted: dict[str, Fact] = {
        "number": number,
        "run": run.number,
        "publish_at": written(publish_at, round),
        "decision": decision.strip(),
        "package_sha256": package.sha256,
    }
    record("publishing.scheduled", publication, by=by, at=at, note=correction.strip(), facts=noted)
    return publication


@action
def cancel(publication: Publication, *, reason: str, by: Account, at: datetime) -> Publication:
    """Stops a publication before its time; it stays on record. Its number goes to the next one. Demands the reason.

    :raises NotAllowed: it is public already, or was cancelled.
    """
    round = locked(publication.round)
    publication = locked(publication)
    may_cancel(by, publication, at).demand()
    if not reason.strip():
        raise Refused(_("Please give the reason."), field="reason")
    publication.cancelled_at, publication.cancelled_by, publication.cancelled_reason = at, by, reason.strip()
    publication.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_reason"])
    facts: dict[str, Fact] = {"number": publication.number, "publish_at": written(publication.publish_at, round)}
    record("publishing.cancelled", publication, by=by, at=at, note=reason.strip(), facts=facts)
    return publication


def _demand_place(round: Round, run: Run, standing: Publication | None, at: datetime) -> None:
    """One publication waits at a time, and none goes back behind another."""
    waiting = pending(round, at)
    if waiting is not None:
        raise Refused(
            _("Publication %(number)d is waiting for its time, %(moment)s. Cancel it first.")
            % {"number": waiting.number, "moment": told(waiting.publish_at, round)}
        )
    if standing is not None and run.number < standing.run.number:
        raise Refused(
            _("Run %(number)d is newer and was published: publish none before it.") % {"number": standing.run.number}
        )


def _package(run: Run, facts: Facts, *, by: Account, at: datetime) -> StoredFile:
    units = dict(Standing.objects.filter(run=run).order_by().values_list("unit__code", "unit__name"))
    try:
        frozen, results = _bytes(run.input_file, run.input_sha256), _bytes(run.result_file, run.result_sha256)
        package = build(frozen=frozen, results=results, units=units, facts=facts)
    except (NotReproduced, OSError) as error:
        raise Refused(
            _("The stored run does not compute to its own result any more. Please tell the administrator.")
        ) from error
    return store(package, name=f"{run.round.code}-{facts.number}.zip", by=by, at=at, limit=_MOST)


def _bytes(file: StoredFile, digest: str) -> bytes:
    """:raises NotReproduced: the stored bytes are no longer those of the run."""
    with open_stored(file) as stream:
        data = stream.read()
    if sha256(data).hexdigest() != digest:
        raise NotReproduced
    return data

"""Tables with values for all units: kept as they came, tried dry, applied once and whole."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from parindex.appraisals.actions.marks import facts_of
from parindex.appraisals.enums import Decision
from parindex.appraisals.models import Mark, RegisterImport
from parindex.appraisals.register_files import RegisterPlan, Supplied, plan_of
from parindex.appraisals.rules import may_import_registers
from parindex.assessments.claims import readable_text
from parindex.assessments.models import Sheet
from parindex.kernel import files
from parindex.kernel.changes import locked, put_many
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account, day_of
from parindex.people.rules import may_operate
from parindex.programmes.models import Round

_BATCH = 500
_LONGEST = 300


@action
def keep_register(
    round: Round,
    *,
    id: uuid.UUID,
    chunks: Iterable[bytes],
    name: str,
    origin: str,
    by: Account | None,
    at: datetime,
) -> RegisterImport:
    """Keeps a table for its dry run; nothing of the round changes by it.

    :param id: made by the form; sent again, it gives the import that it made.
    :param origin: where the figures come from, as the result's account will say.
    :raises NotAllowed: not a coordinator of the organiser.
    :raises Refused: too large, or without its origin.
    """
    round = Round.objects.select_related("organiser").get(pk=round.pk)
    may_import_registers(by, round, at).demand()
    before = RegisterImport.objects.filter(pk=id, round=round).first()
    if before is not None:
        return before
    origin = readable_text(origin, longest=_LONGEST, field="origin")
    if not origin:
        raise Refused(_("Say where the figures come from."), field="origin")
    file = files.store(chunks, name=name, by=by, at=at)
    made = RegisterImport(id=id, round=round, file=file, origin=origin, uploaded_at=at, uploaded_by=by)
    # The form may be sent twice at the same moment: the first one in is kept.
    RegisterImport.objects.bulk_create([made], ignore_conflicts=True)
    kept = RegisterImport.objects.get(pk=id)
    if kept.file_id != file.pk:
        file.delete()
        return kept
    facts: dict[str, Fact] = {"round": round.code, "file": file.name, "sha256": file.sha256}
    record("appraisals.register_uploaded", made, by=by, at=at, facts=facts)
    return made


@action
def apply_register(
    upload: RegisterImport, *, digest: str | None, by: Account | None, at: datetime
) -> tuple[RegisterImport, RegisterPlan]:
    """Takes a table over, whole or not at all, once: one supplied mark for each unit and leaf that it names, in place
    of what was supplied before. Sent again it does nothing.

    :param digest: of the dry run that the person saw; None takes whatever it says now (the demonstration).
    :raises NotAllowed: not a coordinator of the organiser.
    :raises Refused: the file has faults, or would do something else now than was shown.
    """
    upload = (
        RegisterImport.objects.select_for_update(of=("self",), no_key=True).select_related("file").get(pk=upload.pk)
    )
    round = upload.round = locked(upload.round)
    may_import_registers(by, round, at).demand()
    if upload.applied_at is not None:
        return upload, RegisterPlan()
    # Before the plan is made: what it reads of the sheets stays so.
    list(Sheet.objects.filter(round=round).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    plan = plan_of(upload)
    if plan.faults:
        first = plan.faults[0]
        raise Refused(
            _("The file has %(count)d faults, the first: %(place)s: %(problem)s %(mend)s")
            % {"count": len(plan.faults), "place": first.place, "problem": first.problem, "mend": first.mend}
        )
    if digest is not None and digest != plan.digest:
        raise Refused(_("The data have changed since this dry run. Look at the new result below, then confirm again."))
    changed = [each for each in plan.rows if each.differs]
    told = [_supply(each, upload, by=by, at=at) for each in changed]
    marks = [mark for mark, _facts in told]
    Mark.objects.bulk_create([mark for mark in marks if mark.pk is None], batch_size=_BATCH)
    put_many([mark for mark in marks if mark.version > 1], _COLUMNS)
    for mark, facts in told:
        record("appraisals.row_supplied", mark, by=by, at=at, note=upload.origin, facts=facts)
    upload.applied_at, upload.applied_by, upload.rows = at, by, len(marks)
    upload.save(update_fields=["applied_at", "applied_by", "rows"])
    counts: dict[str, Fact] = {"created": plan.created, "changed": plan.changed, "unchanged": plan.unchanged}
    record("appraisals.register_imported", upload, by=by, at=at, facts={**counts, "sha256": upload.file.sha256})
    return upload, plan


@action
def forget_registers(*, before: datetime, by: Account | None, at: datetime) -> int:
    """Deletes the tables kept before that moment that nobody took over. Their files are then anybody's to sweep.

    :return: how many there were.
    """
    may_operate(by, on=day_of(at)).demand()
    waiting = RegisterImport.objects.select_for_update(of=("self",)).filter(applied_at=None, uploaded_at__lt=before)
    found = list(waiting.select_related("file").order_by("pk"))
    for upload in found:
        record("appraisals.register_forgotten", upload, by=by, at=at, facts={"sha256": upload.file.sha256})
    RegisterImport.objects.filter(pk__in=[upload.pk for upload in found]).delete()
    return len(found)


def _supply(
    each: Supplied, upload: RegisterImport, *, by: Account | None, at: datetime
) -> tuple[Mark, dict[str, Fact]]:
    """The mark as it shall be, not saved yet, with what differs."""
    round = each.sheet.round
    if each.found is None:
        raise RuntimeError("a plan without faults has every value")
    mark = each.mark or Mark(answer=each.answer, round=round, leaf=each.answer.leaf, agency=round.organiser, version=0)
    mark.answer = each.answer
    before = {column: getattr(mark, column) for column in ("decision", "figures", "points", "state")}
    # In the organiser's name: its coordinator brings the table in.
    mark.agency, mark.decision, mark.figures = round.organiser, Decision.SUPPLIED, each.figures
    mark.reason_code, mark.reason, mark.answer_version, mark.source = "", "", each.answer.version, upload
    mark.points, mark.state = each.found.points, each.found.state
    mark.marked_at, mark.marked_by = at, by
    mark.version += 1
    return mark, facts_of(each.answer, mark, before)


_COLUMNS = [
    "agency",
    "decision",
    "figures",
    "reason_code",
    "reason",
    "answer_version",
    "source",
    "points",
    "state",
    "marked_at",
    "marked_by",
    "version",
]

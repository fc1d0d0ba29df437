"""The tasks of a year's plan: by hand, and from a file."""

import uuid
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from parindex.kernel.changes import fact, locked, one_at_a_time, write
from parindex.kernel.models import StoredFile
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused
from parindex.people.imports.plans import Plan
from parindex.people.models import Account
from parindex.programmes.models import PlanTask, Programme, Window
from parindex.programmes.plan_files import body_codes, changed_values, known_in, plan_of, tier_codes
from parindex.programmes.rules import may_edit_programme

#: What a task's form states.
COLUMNS = ("number", "kind", "title", "opens_on", "due_on", "lead", "coordinating", "tiers")


@action
def add_task(
    programme: Programme, *, id: uuid.UUID, values: dict[str, Any], by: Account | None, at: datetime
) -> PlanTask:
    """Adds a task by hand; ``values`` are its ``COLUMNS``.

    :raises Refused: the number is taken, the days are the wrong way round, or a code names nothing.
    """
    programme = locked(programme)
    may_edit_programme(by, programme, at).demand()
    before = PlanTask.objects.filter(pk=id, programme=programme).first()
    if before is not None:
        return before
    values = _checked(programme, values)
    with one_at_a_time():
        task = PlanTask.objects.create(id=id, programme=programme, **values)
    facts = {name: fact(values[name]) for name in ("kind", "opens_on", "due_on", "lead")}
    record("programmes.task_added", task, by=by, at=at, facts=facts)
    return task


@action
def change_task(
    task: PlanTask, *, values: dict[str, Any], note: str = "", version: int, by: Account | None, at: datetime
) -> PlanTask:
    """Changes a task. Moving its days demands a reason: others planned by them.

    :raises Stale: somebody else changed it since ``version``.
    """
    programme = locked(task.programme)
    may_edit_programme(by, programme, at).demand()
    task = locked(task)
    values = _checked(programme, values, task)
    moved = (values["opens_on"], values["due_on"]) != (task.opens_on, task.due_on)
    facts = write(task, values, version=version)
    if moved and not note.strip():
        raise Refused(_("The days change: please give the reason."), field="note")
    if facts:
        record("programmes.task_changed", task, by=by, at=at, note=note.strip(), facts=facts)
    return task


@action
def remove_task(task: PlanTask, *, note: str, by: Account | None, at: datetime) -> None:
    """Takes a task out of the plan, as long as no round carries it out.

    :raises Refused: a round's window carries it out, or no reason was given.
    """
    programme = locked(task.programme)
    may_edit_programme(by, programme, at).demand()
    task = locked(task)
    used = Window.objects.filter(task=task).select_related("round").first()
    if used is not None:
        raise Refused(_("The round “%(round)s” carries this task out. It stays.") % {"round": used.round})
    if not note.strip():
        raise Refused(_("Please give the reason."), field="note")
    facts = {name: fact(getattr(task, name)) for name in COLUMNS}
    record("programmes.task_removed", task, by=by, at=at, note=note.strip(), facts=facts)
    task.delete()


@action
def import_plan(
    programme: Programme, file: StoredFile, *, digest: str | None, by: Account | None, at: datetime
) -> Plan:
    """Takes a plan file over that was kept for its dry run, whole or not at all.

    :param digest: of the dry run that the person saw; None takes whatever it says now (the demonstration).
    :raises Refused: the file has faults, or it would do something else now than was shown.
    """
    programme = locked(programme)
    may_edit_programme(by, programme, at).demand()
    plan = plan_of(programme, file)
    if plan.faults:
        first = plan.faults[0]
        raise Refused(f"{first.place}: {first.problem} {first.mend}")
    if digest is not None and digest != plan.digest:
        raise Refused(_("The plan has changed since this was shown. Look at the dry run again."))
    for row in plan.rows or []:
        task = (plan.existing or {}).get(row.number)
        if task is None:
            number = uuid.uuid5(programme.pk, str(row.number))
            made = PlanTask.objects.create(id=number, programme=programme, number=row.number, **row.values)
            record("programmes.task_added", made, by=by, at=at, facts={"kind": made.kind, "lead": made.lead})
        elif values := changed_values(row, task):
            told = write(task, values)
            record("programmes.task_changed", task, by=by, at=at, note=file.name, facts=told)
    counts: dict[str, Fact] = {"created": plan.created, "changed": plan.changed, "unchanged": plan.unchanged}
    record("programmes.plan_imported", programme, by=by, at=at, facts={**counts, "sha256": file.sha256})
    return plan


def _checked(programme: Programme, values: dict[str, Any], task: PlanTask | None = None) -> dict[str, Any]:
    opens_on, due_on = values["opens_on"], values["due_on"]
    _demand_order(opens_on, due_on)
    others = PlanTask.objects.filter(programme=programme, number=values["number"])
    other = (others.exclude(pk=task.pk) if task else others).first()
    if other is not None:
        raise Refused(_("“%(title)s” has this number already.") % {"title": other.title}, field="number")
    known = known_in(programme.province)
    read = {"lead": body_codes, "coordinating": body_codes, "tiers": tier_codes}
    codes: dict[str, str] = {}
    for name, reader in read.items():
        codes[name], wrong = reader(values[name], known)
        if wrong:
            raise Refused(_("Nothing has the code “%(code)s”.") % {"code": wrong}, field=name)
    return {name: values[name] for name in COLUMNS} | codes


def _demand_order(opens_on: date, due_on: date) -> None:
    if due_on < opens_on:
        raise Refused(_("The last day is before the first day."), field="due_on")

"""State, once: a table says what may follow what, and ``move()`` alone moves a subject along it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from parindex.kernel.trail import Actor, Fact, action, record
from parindex.kernel.verdicts import YES, Refused, Text, Verdict, first_no, no

#: ``may_…(user, subject, at)``: roles and windows hold at a moment, and that is always handed in.
type Rule = Callable[[Any, Any, datetime], Verdict]


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table: who may take a subject from which states to which, under what name."""

    name: str
    #: The button's text.
    title: Text
    sources: tuple[str, ...]
    target: str
    #: Of the app's rules; it need not look at the state.
    rule: Rule
    demands_note: bool = False
    #: Fields that the step sets to its moment and to the person (``issued_at``, ``issued_by``).
    stamp_at: str = ""
    stamp_by: str = ""


@dataclass(frozen=True, slots=True)
class Workflow:
    """The life of one kind of subject: its states and the steps between them."""

    name: str
    states: type[models.TextChoices]
    initial: str
    steps: tuple[Step, ...]
    _by_name: dict[str, Step] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {step.name: step for step in self.steps})
        if len(self._by_name) != len(self.steps):
            raise ValueError(f"{self.name}: two steps of the same name")

    def step(self, name: str) -> Step:
        """:raises KeyError: no step of that name."""
        return self._by_name[name]

    def may(self, user: Any, subject: Any, name: str, *, at: datetime) -> Verdict:
        """Whether ``user`` may take this step at that moment: the state first, then the step's rule."""
        step = self._by_name[name]
        return first_no(self._state_verdict(subject, step), lambda: step.rule(user, subject, at))

    def _state_verdict(self, subject: Any, step: Step) -> Verdict:
        if subject.state in step.sources:
            return YES
        return no(
            _("“%(step)s” is not possible while the state is “%(state)s”.")
            % {"step": step.title, "state": self.states(subject.state).label}
        )

    def offered(self, user: Any, subject: Any, *, at: datetime) -> list[tuple[Step, Verdict]]:
        """The steps that leave the subject's state, each with its verdict for ``user``: the buttons of a page."""
        return [(step, step.rule(user, subject, at)) for step in self.steps if subject.state in step.sources]


@action
def move(
    workflow: Workflow,
    subject: models.Model,
    step_name: str,
    *,
    by: Actor | None,
    at: datetime,
    note: str = "",
    facts: Mapping[str, Fact] | None = None,
    sets: Mapping[str, Any] | None = None,
) -> None:
    """Takes one step: lock the row, check, demand the note, stamp, save, audit — all or nothing.

    ``subject`` is brought up to date with the locked row. ``sets`` are further fields that belong to the step.

    :raises Refused: wrong state (somebody was faster) or missing note.
    :raises NotAllowed: the step's rule says no.
    """
    locked = type(subject)._base_manager.select_for_update(no_key=True).get(pk=subject.pk)
    subject.__dict__.update({k: v for k, v in locked.__dict__.items() if k != "_state"})
    subject._state.fields_cache.clear()
    step = workflow.step(step_name)
    verdict = workflow._state_verdict(subject, step)
    if not verdict:
        raise Refused(verdict.reason)
    step.rule(by, subject, at).demand()
    if step.demands_note and not note.strip():
        raise Refused(_("Please give the reason."), field="note")
    before = subject.state  # type: ignore[attr-defined]
    changes: dict[str, Any] = {"state": step.target, **(sets or {})}
    if step.stamp_at:
        changes[step.stamp_at] = at
    if step.stamp_by:
        changes[step.stamp_by] = by
    for name, value in changes.items():
        setattr(subject, name, value)
    subject.save(update_fields=list(changes))
    record(
        f"{subject._meta.app_label}.{step.name}",
        subject,
        by=by,
        at=at,
        note=note,
        facts={"state": [before, step.target], **(facts or {})},
    )


def diagram(workflow: Workflow) -> str:
    """The workflow as a Mermaid state diagram, for docs/architecture.md; a test compares the two."""
    lines = ["stateDiagram-v2", f"    [*] --> {workflow.initial}"]
    lines += [
        f"    {source} --> {step.target}: {step.name}{' (note)' if step.demands_note else ''}"
        for step in workflow.steps
        for source in step.sources
    ]
    return "\n".join(lines)

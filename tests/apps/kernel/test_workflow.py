"""move() alone moves a subject along its table: checked under lock, with its note, stamps and audit, or not at all."""

from datetime import datetime

import pytest

from parindex.kernel.enums import JobStatus
from parindex.kernel.workflow import Step, Workflow, diagram


def step(name: str, *sources: str, target: str = "RUNNING", **more: object) -> Step:
    from parindex.kernel.verdicts import YES

    return Step(name, name, sources, target, lambda user, subject, at: YES, **more)  # type: ignore[arg-type]


def test_two_steps_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        Workflow("job", JobStatus, "READY", (step("start", "READY"), step("start", "FAILED")))


def test_the_state_is_asked_before_the_rule(now: datetime) -> None:
    from types import SimpleNamespace

    from parindex.kernel.verdicts import no

    refusing = Step("start", "Start", ("READY",), "RUNNING", lambda user, subject, at: no("not you"))
    workflow = Workflow("job", JobStatus, "READY", (refusing,))
    ready, failed = SimpleNamespace(state="READY"), SimpleNamespace(state="FAILED")
    assert str(workflow.may(None, ready, "start", at=now).reason) == "not you"
    assert "Start" in str(workflow.may(None, failed, "start", at=now).reason)


def test_the_diagram_names_every_step() -> None:
    workflow = Workflow(
        "job", JobStatus, "READY", (step("start", "READY"), step("stop", "RUNNING", target="FAILED", demands_note=True))
    )
    assert diagram(workflow).splitlines() == [
        "stateDiagram-v2",
        "    [*] --> READY",
        "    READY --> RUNNING: start",
        "    RUNNING --> FAILED: stop (note)",
    ]

"""What is wrong, and where: faults of documents and figures, findings about a readable set."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from parindex.engine.messages import Message
from parindex.engine.tree import CriteriaSet


@dataclass(frozen=True, slots=True)
class Fault:
    """A reason why something could not be read. Nothing is computed while there is one."""

    message: Message
    place: str = ""
    """Path inside a JSON document: ``nodes[0].children[2].rule.steps[1].above``; empty for the whole."""
    node: str = ""
    """Code of the node concerned, where one is known."""
    unit: str = ""
    """The unit concerned, of figures."""
    row: int | None = None
    """Line number of a figures row, the header being line 1."""
    column: str = ""
    """Column name of a figures row, or the name of the input concerned."""

    @property
    def code(self) -> str:
        """A stable slug: the key of the message."""
        return self.message.key


class Level(StrEnum):
    """What a finding prevents."""

    ERROR = "error"
    """The set cannot be scored."""
    BLOCKS_ISSUE = "blocks_issue"
    """It may be kept as a draft and scored, not issued."""
    ADVICE = "advice"
    """Nothing; a person should look."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that lint says about a readable criteria set."""

    level: Level
    message: Message
    place: str = ""
    node: str = ""

    @property
    def code(self) -> str:
        """A stable slug: the key of the message."""
        return self.message.key


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that was read: a criteria set, or every fault that prevents it."""

    criteria_set: CriteriaSet | None
    faults: tuple[Fault, ...] = ()


class Unscorable(ValueError):
    """The criteria set has findings of level ``error``: it must be mended before anything is computed."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("; ".join(str(finding.message) for finding in findings))


class InvalidFigures(ValueError):
    """Sheets or an answer hold something that the criteria set does not know or allow."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(str(fault.message) for fault in faults))

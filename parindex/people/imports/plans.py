"""What taking a file over would do: the dry run's result, the same for units and for accounts."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from parindex.people.enums import Effect
from parindex.people.imports.table import Fault


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file and what it would do."""

    row: int
    key: str
    title: str
    effect: Effect
    #: What would change: (label, before, after), as a person reads it.
    changes: Sequence[tuple[str, str, str]] = ()


@dataclass(slots=True)
class Plan:
    """The dry run: every row with its effect, or every fault. Nothing is taken over while a fault remains."""

    sheet: str = ""
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    #: What the province holds that the file does not name; it stays as it is.
    absent: int = 0

    @property
    def created(self) -> int:
        return self._count(Effect.CREATED)

    @property
    def changed(self) -> int:
        return self._count(Effect.CHANGED)

    @property
    def unchanged(self) -> int:
        return self._count(Effect.UNCHANGED)

    def _count(self, effect: Effect) -> int:
        # A person with several roles has several rows and counts once.
        return len({line.key for line in self.lines if line.effect == effect})

    @property
    def digest(self) -> str:
        """The same for the same effects: confirming compares it, so that nothing happens that was not shown."""
        content = [
            [line.row, line.key, line.effect.value, [[before, after] for _label, before, after in line.changes]]
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()

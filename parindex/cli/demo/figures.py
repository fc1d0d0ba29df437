"""The figures of the demonstration's units as their files have them."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

#: Of these sources the figures come as a table for all units at once.
SUPPLIED = frozenset({"register", "survey", "satisfaction", "round"})


@dataclass(slots=True)
class UnitFigures:
    """What one unit's file says: leaf → stage → input → value, and what is said of the whole sheet."""

    leaves: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    excluded: list[str] = field(default_factory=list)
    #: (``bonus`` or ``penalty``, code of the item, cases).
    items: list[tuple[str, str, int]] = field(default_factory=list)

    def of(self, leaf: str, stage: str) -> Mapping[str, str]:
        """Input → value; empty where nothing is said."""
        return self.leaves.get(leaf, {}).get(stage, {})


def read(path: Path) -> dict[str, UnitFigures]:
    """A file of figures by unit, in its order."""
    found: dict[str, UnitFigures] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            unit = found.setdefault(row["unit"], UnitFigures())
            name, _colon, item = row["input"].partition(":")
            if not row["node"]:
                unit.items.append((name, item, int(row["value"])))
            elif name == "excluded":
                unit.excluded.append(row["node"])
            else:
                unit.leaves.setdefault(row["node"], {}).setdefault(row["stage"], {})[row["input"]] = row["value"]
    return found


def supplied(figures: Mapping[str, UnitFigures], leaves: frozenset[str]) -> Iterator[tuple[str, str, str, str]]:
    """The table of the leaves whose figures come for all units at once: unit, node, input, value."""
    for unit, known in figures.items():
        for leaf, stages in known.leaves.items():
            if leaf in leaves:
                for values in stages.values():
                    yield from ((unit, leaf, name, value) for name, value in values.items())

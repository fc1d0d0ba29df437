"""What the engine says of a row's figures while they are typed: nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from parindex.assessments.claims import asked_of, claim_of, language
from parindex.criteria.models import CriteriaSetVersion
from parindex.criteria.pinned import pinned
from parindex.engine import Leaf


@dataclass(frozen=True, slots=True)
class Scored:
    """Points so far with their reason, or what is wrong with the figures by input."""

    #: A word of ``enums.RowState``; empty while a figure is impossible.
    state: str
    points: Fraction | None
    maximum: Fraction
    reason: str
    faults: Mapping[str, str]
    #: Something was entered.
    begun: bool


def preview(version: CriteriaSetVersion, code: str, figures: Mapping[str, str]) -> Scored:
    """The points that these figures would have for the leaf ``code``."""
    return scored(pinned(version).nodes[code].leaf, figures)


def scored(leaf: Leaf, figures: Mapping[str, str]) -> Scored:
    """One row of a unit's own series, in the page's language. Inputs that the leaf no longer asks for are left out."""
    asked = asked_of(leaf)
    claim = claim_of(leaf, {name: text for name, text in figures.items() if name in asked})
    if claim.score is None:
        return Scored("", None, Fraction(leaf.max_points), "", claim.told(), True)
    score = claim.score
    return Scored(claim.state, score.points, score.maximum, score.reason.text(language()), {}, bool(claim.figures))

"""The words for what the engine knows name the engine's values, all of them, in its order."""

from enum import StrEnum

import pytest
from django.db.models import TextChoices

from parindex.criteria import enums
from parindex.engine import Level, Rounding, tree
from parindex.engine.rules.kinds import KINDS


@pytest.mark.parametrize(
    ("words", "engine"),
    [
        (enums.ValueSource, tree.Source),
        (enums.WhenNotArising, tree.NotArising),
        (enums.FigureType, tree.InputType),
        (enums.NotApplicablePolicy, tree.NotApplicable),
        (enums.WithoutSurveyPolicy, tree.WithoutSurvey),
        (enums.RoundingMode, Rounding),
        (enums.RankOnPolicy, tree.RankOn),
        (enums.TiesPolicy, tree.Ties),
        (enums.FindingLevel, Level),
    ],
)
def test_values_are_the_engines(words: type[TextChoices], engine: type[StrEnum]) -> None:
    assert words.values == [member.value for member in engine]


def test_rule_kinds_are_the_engines() -> None:
    assert enums.RuleKind.values == list(KINDS)

"""Figures that provinces published, computed again."""

import csv
from decimal import Decimal
from pathlib import Path

from parindex.engine import Answer, Sheet, evaluate
from tests.engine.building import JUDGEMENT, field_form, given, leaf_form, plain_set, set_of

PUBLISHED = Path(__file__).parent.parent / "golden" / "published"


def rows(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_binh_duong_2017_districts() -> None:
    """Nine districts: 65 appraised points and 35 of survey; total, index, order and the published mean of 78.39."""
    published = rows("binh-duong-2017-districts.csv")
    criteria_set = set_of(
        field_form("A", leaf_form("A.1", JUDGEMENT, "65")),
        field_form("B", leaf_form("B.1", {"kind": "survey", "questions": ["q"]}, "35", source="survey")),
    )
    sheets = [
        Sheet(
            row["unit"],
            {
                "A.1": Answer.of(points=Decimal(row["appraised_of_65"])),
                "B.1": Answer.of(points=Decimal(row["survey_of_35"])),
            },
        )
        for row in published
    ]
    results = evaluate(criteria_set, sheets)
    assert len(published) == 9
    for place, (row, unit) in enumerate(zip(published, results.ranking(), strict=True), start=1):
        printed = unit.printed()
        assert (printed.unit, printed.points, printed.index, unit.rank) == (
            row["unit"],
            row["total_of_100"],
            row["index_percent"],
            place,
        )
    assert results.groups[0].printed_mean(results.policy) == "78.39"


def test_binh_thuan_2018_own_maximum() -> None:
    """Units with their own maximum; the second published figure does not compute, and the engine says what does."""
    first, second = rows("binh-thuan-2018-own-maximum.csv")
    criteria_set = plain_set(("95", "3.5", "1.5"))
    sheets = [
        Sheet(first["unit"], given({"1.1": first["points"]}), excluded=frozenset({"2", "3"})),
        Sheet(second["unit"], given({"1.1": second["points"], "2.1": 0}), excluded=frozenset({"3"})),
    ]
    results = evaluate(criteria_set, sheets)
    leader, follower = results.ranking()
    assert (leader.unit, leader.points, leader.maximum) == (
        first["unit"],
        Decimal("93.76"),
        Decimal(first["own_maximum"]),
    )
    assert (follower.unit, follower.maximum) == (second["unit"], Decimal(second["own_maximum"]))
    assert follower.points > leader.points
    assert Decimal(leader.printed().index).quantize(Decimal("0.1")) == Decimal(first["index_percent_published"])
    assert follower.printed().index == "95.38"
    assert follower.printed().index != second["index_percent_published"]

"""Every sentence in both languages, with the same places to fill."""

from __future__ import annotations

import re
import string
from decimal import Decimal as D
from fractions import Fraction as F
from pathlib import Path

import pytest

from parindex.engine.messages import Bilingual, Percent, Phrase, Slot, say
from parindex.engine.spelling import equals, equals_percent, localised, quotient, shown
from parindex.engine.wording import DOCUMENTS, FINDINGS, FORMULAS, MENDS, WORDING

ENGINE = Path(__file__).parents[2] / "parindex" / "engine"


def slots(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("key", sorted(WORDING))
def test_both_languages_say_the_same_things(key: str) -> None:
    vietnamese, english = WORDING[key]
    assert slots(vietnamese) == slots(english)
    assert vietnamese.strip() == vietnamese != ""
    assert english.strip() == english != ""


WORDS_OF_FORMULAS = {"yes", "no"}

FILLED_BY_LINT = {
    "steps_overlap": {"way"},
    "steps_share_edge": {"way"},
    "steps_edge_of_nobody": {"way"},
    "steps_gap": {"way"},
    "steps_nothing_below": {"end"},
    "steps_nothing_above": {"start"},
    "increment_misses": {"example"},
}
"""Values that only the mend shows; ``tests/engine/test_lint.py`` fills each."""


def test_whatever_may_be_wrong_with_a_set_has_its_mend() -> None:
    assert set(MENDS) == (set(DOCUMENTS) | set(FINDINGS) | set(FORMULAS)) - WORDS_OF_FORMULAS


@pytest.mark.parametrize("key", sorted(MENDS))
def test_a_mend_says_the_same_in_both_languages_and_more_than_the_problem(key: str) -> None:
    vietnamese, english = MENDS[key]
    problem_vi, problem_en = WORDING[key]
    assert slots(vietnamese) == slots(english) <= slots(problem_vi) | FILLED_BY_LINT.get(key, set())
    assert "kiểm tra lại" not in vietnamese.lower()
    assert vietnamese.strip() == vietnamese not in {"", problem_vi}
    assert english.strip() == english not in {"", problem_en}
    assert not re.search(r"\{\w+:", vietnamese)


def test_every_sentence_is_used_and_every_used_one_exists() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in ENGINE.rglob("*.py") if "wording" not in path.parts)
    for path in (ENGINE.parent / "cli").glob("*.py"):
        source += path.read_text(encoding="utf-8")
    plain = set(re.findall(r'"([a-z][a-z0-9_]+)"', source))
    patterns = [
        re.compile(re.sub(r"\{[^}]*\}", "[a-z_0-9]+", pattern) + r"\Z")
        for pattern in re.findall(r'f"([a-z_]*\{[a-z_.0-9]+\}[a-z_{}.]*)"', source)
        if len(re.sub(r"\{[^}]*\}", "", pattern)) >= 5
    ]
    unused = [key for key in WORDING if key not in plain and not any(pattern.match(key) for pattern in patterns)]
    assert unused == []
    assert [key for key in re.findall(r'say\(\s*"([a-z0-9_]+)"', source) if key not in WORDING] == []


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1234567, "1.234.567", "1,234,567"),
        (D("1234.5"), "1.234,5", "1,234.5"),
        (D("-0.25"), "−0,25", "−0.25"),
        (F(1, 3), "≈ 0,3333", "≈ 0.3333"),
        (F(1, 64), "0,015625", "0.015625"),
        (F(1, 128), "≈ 0,0078", "≈ 0.0078"),
        (F(2, 3), "≈ 0,6667", "≈ 0.6667"),
        (F(-2, 3), "≈ −0,6667", "≈ −0.6667"),
        (F(10**9, 3), "≈ 333.333.333,3333", "≈ 333,333,333.3333"),
    ],
)
def test_numbers_read_as_in_each_language(value: D | F | int, vi: str, en: str) -> None:
    assert (shown(value, "vi"), shown(value, "en")) == (vi, en)


def test_computed_values_carry_their_sign() -> None:
    assert equals(3, 2, "vi") == "= 1,5"
    assert equals_percent(45, 47, "vi") == "≈ 95,7447%"
    assert equals_percent(9, 10, "en") == "= 90%"
    assert quotient(6, 4, "en") == "1.5"
    assert localised("-1234.50", "vi") == "−1.234,50"


def test_phrases_are_filled_in_the_order_of_each_language() -> None:
    phrase = Phrase(say("reason_sum", parts=Slot(2), points=Slot(0), maximum=Slot(1)))
    assert phrase.filled("en", ("1", "2", "50% {x}")) == "Sum of its children (50% {x}): 1 of 2 points."
    assert phrase.filled("vi", ("1", "2", "a")) == "Cộng điểm thành phần (a): 1 điểm trên điểm tối đa 2."


def test_values_inside_sentences() -> None:
    message = say("reason_choice", option=Bilingual("Tốt", "Good"), points=D("0.5"), maximum=1)
    assert message.text("vi") == "Mức đạt được: Tốt; được 0,5 điểm (tối đa 1)."
    assert message.text("en") == str(message) == "Level reached: Good; 0.5 of 1 point."
    assert Bilingual("Tốt").text("en") == "Tốt"
    assert Percent(D("0.125")).text("vi") == "12,5%"


def test_english_nouns_follow_their_number() -> None:
    for number, text in (
        (0, "0 points"),
        (1, "1 point"),
        (D("1.5"), "1.5 points"),
        (2, "2 points"),
        (F(1, 1), "1 point"),
    ):
        assert say("reason_total", points=number).text("en") == f"Total: {text}."
    assert say("list_too_long", limit=1).text("en").endswith("at most 1 entry.")
    assert say("list_too_long", limit=2).text("en").endswith("at most 2 entries.")
    phrase = Phrase(say("reason_sum", parts=Slot(0), points=Slot(1), maximum=Slot(2)))
    assert phrase.filled("en", ("a", "1", "1")) == "Sum of its children (a): 1 of 1 point."
    assert phrase.filled("en", ("a", "1", "21")) == "Sum of its children (a): 1 of 21 points."
    product = Phrase(say("reason_proportional", quantity="q", maximum=1, points=Slot(0)))
    assert product.filled("en", ("= 1",)) == "Result: q; the maximum of 1 × result = 1 point."


@pytest.mark.parametrize("key", sorted(WORDING))
def test_no_english_noun_stands_in_the_plural_after_a_number(key: str) -> None:
    """A noun that counts what stands before it is written ``{number:noun}``; Vietnamese has no plural."""
    vietnamese, english = WORDING[key]
    assert not re.search(
        r"\}( [a-z]+)? (points|units|leaves|faults|places|columns|characters|digits|levels)\b", english
    )
    assert not re.search(r"\{\w+:", vietnamese)

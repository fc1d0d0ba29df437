"""Which value counts when a claim, an appraisal and a settlement stand beside each other."""

import pytest

from parindex.engine import Answer, Contradiction, Stage, score_leaf
from tests.engine.building import STEPS, leaf_of

SELF, APPRAISED, SETTLED = Stage.SELF, Stage.APPRAISED, Stage.SETTLED


def outcome(given: dict[Stage, dict[str, object]]) -> tuple[str, int]:
    score = score_leaf(leaf_of(STEPS), Answer(given))  # type: ignore[arg-type]
    return score.state.value, int(score.points)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({SELF: {"done": 10, "total": 10}}, ("scored", 2)),
        ({SELF: {"done": 10, "total": 10}, APPRAISED: {"done": 8}}, ("scored", 1)),
        ({SELF: {"done": 10, "total": 10}, APPRAISED: {"done": 8}, SETTLED: {"done": 10}}, ("scored", 2)),
        # Points at the same stage as the furthest figure are an adjustment; an older adjustment gives way.
        ({SETTLED: {"done": 10, "total": 10, "points": 1}}, ("scored", 1)),
        ({APPRAISED: {"points": 1}, SETTLED: {"done": 10, "total": 10}}, ("scored", 2)),
        ({SELF: {"done": 10, "total": 10}, APPRAISED: {"points": 1}}, ("scored", 1)),
        # Not arising: claimed, confirmed, refused.
        ({SELF: {"not_arising": True}}, ("not_arising", 0)),
        ({SELF: {"not_arising": True}, APPRAISED: {"not_arising": False}}, ("missing", 0)),
        ({SELF: {"not_arising": True}, APPRAISED: {"done": 10, "total": 10}}, ("scored", 2)),
        ({SELF: {"done": 10, "total": 10}, APPRAISED: {"not_arising": True}}, ("not_arising", 0)),
        ({SETTLED: {"done": 10, "total": 10, "not_arising": True}}, ("not_arising", 0)),
        ({SELF: {"points": 2}, APPRAISED: {"not_arising": True}}, ("not_arising", 0)),
        ({SELF: {"not_arising": True}, APPRAISED: {"points": 2}}, ("scored", 2)),
        ({SELF: {"not_arising": True, "points": 1}, APPRAISED: {"not_arising": False}}, ("scored", 1)),
        ({SELF: {"reason": "chưa có số liệu"}}, ("missing", 0)),
    ],
)
def test_the_furthest_stage_counts(given: dict[Stage, dict[str, object]], expected: tuple[str, int]) -> None:
    assert outcome(given) == expected


def test_points_and_not_arising_at_one_stage_contradict() -> None:
    with pytest.raises(Contradiction):
        Answer({APPRAISED: {"points": 1, "not_arising": True}})
    Answer({APPRAISED: {"points": 1, "not_arising": False}})


def test_the_reason_keeps_what_the_figures_would_have_given() -> None:
    answer = Answer({SELF: {"done": 10, "total": 10}, APPRAISED: {"points": 1, "reason": "thiếu minh chứng"}})
    text = score_leaf(leaf_of(STEPS), answer).reason.text("vi")
    assert text == (
        "Cho điểm trực tiếp: 1 điểm (tối đa 2). Nếu tính theo số liệu thì được 2 điểm. Lý do: thiếu minh chứng. "
        "Căn cứ: kết quả thẩm định."
    )


def test_an_answer_does_not_change() -> None:
    answer = Answer.of(done=1, total=2)
    with pytest.raises(AttributeError):
        answer.points = 2  # type: ignore[misc]
    assert answer == Answer.of(total=2, done=1)
    assert answer == Answer.plain(SETTLED, {"done": 1, "total": 2})
    assert answer != Answer.of(done=1, total=3)

"""What holds for every set and every figure."""

from __future__ import annotations

import json
from fractions import Fraction as F
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from parindex.engine import (
    Branch,
    Leaf,
    Standings,
    State,
    evaluate,
    freeze,
    lint,
    read_set,
    replay,
    results_bytes,
    set_schema,
    write_set,
)
from tests.engine import oracle
from tests.engine.building import read
from tests.engine.worlds import rule_forms, sheet_of, units, worlds

relaxed = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
VALIDATOR = Draft202012Validator(set_schema())
type World = tuple[dict[str, Any], list[oracle.Unit]]


@given(worlds())
@relaxed
def test_the_engine_agrees_with_the_naive_oracle(world: World) -> None:
    document, people = world
    results = evaluate(read(document), [sheet_of(unit) for unit in people])
    expected = oracle.scored(document, people)
    for unit in results.units:
        points, maximum, index, rank, band = expected[unit.unit]
        assert (unit.points, unit.maximum, unit.index, unit.rank) == (points, maximum, index, rank)
        assert unit.printed().performance_class == band


@given(worlds())
@relaxed
def test_bounds_and_sums(world: World) -> None:
    document, people = world
    criteria_set = read(document)
    for unit in evaluate(criteria_set, [sheet_of(each) for each in people]).units:
        nodes = {node.code: node for node in unit.nodes()}
        assert list(nodes) == [node.code for node in criteria_set.walk()]
        for node in nodes.values():
            assert 0 <= node.points <= node.maximum <= node.node.max_points
            assert (node.sub_index is None) == (node.maximum == 0)
            if isinstance(node.node, Branch):
                children = [nodes[child.code] for child in node.node.children]
                assert node.maximum == sum(child.maximum for child in children)
                if not unit.sheet.deductions:
                    assert node.points == sum(child.points for child in children)
            else:
                assert isinstance(node.node, Leaf)
                assert (node.code in unit.missing) == (node.state is State.MISSING)
        assert unit.points >= 0
        if criteria_set.policy.cap_total:
            assert unit.points <= unit.maximum


@given(worlds(), st.randoms(use_true_random=False))
@relaxed
def test_order_does_not_matter_and_replay_is_byte_equal(world: World, chance: Any) -> None:
    document, people = world
    criteria_set = read(document)
    sheets = [sheet_of(unit) for unit in people]
    frozen, bytes_ = freeze(criteria_set, sheets), results_bytes(evaluate(criteria_set, sheets))
    for data in (frozen.data, bytes_):
        canonical = json.dumps(json.loads(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert canonical.encode() == data
    chance.shuffle(people)
    for unit in people:
        entries = list(unit.figures.items())
        chance.shuffle(entries)
        unit.figures = {code: dict(reversed(list(given.items()))) for code, given in entries}
    shuffled = [sheet_of(unit) for unit in people]
    assert freeze(criteria_set, shuffled) == frozen
    assert results_bytes(evaluate(criteria_set, shuffled)) == bytes_
    again = replay(frozen.data)
    assert results_bytes(again) == bytes_
    for language in ("vi", "en"):
        assert [list(unit.rows(language)) for unit in again.units] == [
            list(unit.rows(language)) for unit in evaluate(criteria_set, sheets).units
        ]


@given(worlds(), st.data())
@relaxed
def test_a_changed_answer_moves_the_standings_as_a_full_evaluation_would(world: World, data: st.DataObject) -> None:
    document, people = world
    criteria_set = read(document)
    standings = Standings(criteria_set, [sheet_of(unit) for unit in people])
    for _ in range(3):
        unit = data.draw(st.sampled_from(people))
        other = data.draw(units(document, unit.name))
        code = data.draw(st.sampled_from([leaf["code"] for leaf, _ in oracle.leaves(document["nodes"])]))
        answer = sheet_of(other).answers.get(code)
        if answer is None:
            unit.figures.pop(code, None)
        else:
            unit.figures[code] = other.figures[code]
        index = standings.change(unit.name, code, answer)
        full = evaluate(criteria_set, [sheet_of(each) for each in people])
        assert index == full.unit(unit.name).index
        assert dict(standings.ranks) == {each.unit: each.rank for each in full.units}
        assert results_bytes(standings.results()) == results_bytes(full)


@given(worlds())
@relaxed
def test_a_set_survives_writing_and_the_schema_accepts_it(world: World) -> None:
    document, _ = world
    criteria_set = read(document)
    written = write_set(criteria_set)
    assert read(written) == criteria_set
    assert write_set(read(written)) == written
    assert not [finding for finding in lint(criteria_set) if finding.level == "error"]
    for form in (document, written):
        VALIDATOR.validate(form)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(max_size=5)
    | st.sampled_from(["1", "0.5", "steps", "choice", "points", "x"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "format",
                    "code",
                    "nodes",
                    "policy",
                    "children",
                    "max_points",
                    "rule",
                    "kind",
                    "steps",
                    "points",
                    "quantity",
                    "options",
                    "inputs",
                    "x",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(JSON)
@settings(max_examples=200, deadline=None)
def test_no_document_makes_reading_raise(document: object) -> None:
    reading = read_set(document)
    assert (reading.criteria_set is None) == bool(reading.faults)
    for fault in reading.faults:
        assert fault.message.text("vi")
        assert fault.message.text("en")


@given(worlds(), st.data())
@relaxed
def test_a_spoilt_document_is_read_or_refused_and_linted_without_raising(world: World, data: st.DataObject) -> None:
    document, _ = world
    target: Any = document
    for _ in range(data.draw(st.integers(1, 8))):
        keys = list(target) if isinstance(target, dict) else list(range(len(target)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if not isinstance(target[key], (dict, list)):
            break
        target = target[key]
    if isinstance(target, (dict, list)) and target:
        key = data.draw(st.sampled_from(list(target) if isinstance(target, dict) else list(range(len(target)))))
        if data.draw(st.booleans()):
            target[key] = data.draw(JSON)
        else:
            del target[key]
    reading = read_set(document)
    if reading.criteria_set is not None:
        for finding in lint(reading.criteria_set):
            assert finding.message.text("vi") != finding.message.text("en")
        assert read_set(write_set(reading.criteria_set)).criteria_set == reading.criteria_set


@given(st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_more_never_scores_less_on_proportional_rules(data: st.DataObject) -> None:
    from decimal import Decimal

    from parindex.engine import Answer, score_leaf
    from tests.engine.building import leaf_of

    rule = data.draw(rule_forms(Decimal(2)).filter(lambda rule: rule["kind"] == "proportional"))
    leaf = leaf_of(rule)
    low, high = sorted([F(data.draw(st.integers(0, 40)), 10) for _ in range(2)])
    names = ["a", "b"] if "ratio" in rule["quantity"] else ["x"]

    def worth(value: F) -> F:
        figures: dict[str, Any] = {"a": value, "b": 2} if names == ["a", "b"] else {"x": value}
        return score_leaf(leaf, Answer.of(**figures)).points

    assert worth(low) <= worth(high)

"""The exchange form: what is read, what is refused and how it is named; the published schema."""

from __future__ import annotations

import copy
import json
import time
import tracemalloc
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from parindex.engine import lint, lint_leaf, parse_json, read_set, read_set_json, set_schema, write_set
from parindex.engine.rules.kinds import KINDS, Number
from tests.engine.building import JUDGEMENT, STEPS, field_form, leaf_form, leaf_of, read, set_form

VALIDATOR = Draft202012Validator(set_schema())

FULL = set_form(
    field_form(
        "1",
        leaf_form(
            "1.1",
            STEPS,
            "2",
            source="register",
            not_arising="zero",
            appraised_by="VPUB",
            evidence="Báo cáo",
            evidence_required=True,
            guidance="Đếm theo hệ thống một cửa.",
            title_en="On time",
            inputs=[
                {"name": "done", "title": "Đúng hạn", "title_en": "On time", "type": "count", "unit": "hồ sơ"},
                {"name": "total"},
            ],
        ),
        leaf_form("1.2", {"kind": "survey", "questions": ["q1", "q2"], "weights": ["0.4", "0.6"]}, source="survey"),
        max_points="3",
        title_en="Direction",
    ),
    policy={
        "places": 3,
        "tie_break": ["1"],
        "classes": [{"code": "a", "title": "A", "title_en": "A", "from": "90"}, {"code": "z", "title": "Z"}],
    },
    title_en="Test set",
    year=2023,
    decision={"number": "123/QĐ-UBND", "on": "2023-10-01"},
    period={"from": "2023-01-01", "to": "2023-12-31"},
    illustration=True,
    bonus=[{"code": "M", "title": "Mô hình", "points": "1", "cap": "2"}],
    penalty=[{"code": "P", "title": "Báo chí", "points": "0.5"}],
)


def test_everything_survives_a_round_trip() -> None:
    criteria_set = read(FULL)
    written = write_set(criteria_set)
    assert read(written) == criteria_set
    assert json.loads(json.dumps(written)) == written
    assert criteria_set.node("1.1").appraised_by == "VPUB"
    assert criteria_set.appraiser("1.2") == "SNV"
    assert criteria_set.max_points == 3
    assert [node.code for node in criteria_set.walk()] == ["1", "1.1", "1.2"]
    VALIDATOR.validate(FULL)
    VALIDATOR.validate(written)


def test_equal_numbers_and_letters_have_equal_bytes() -> None:
    other = copy.deepcopy(FULL)
    other["nodes"][0]["max_points"] = "3.00"
    other["nodes"][0]["children"][0]["max_points"] = Decimal("2.0")
    other["nodes"][0]["children"][0]["rule"]["steps"][0]["above"] = "0.90"
    other["title"] = unicodedata.normalize("NFD", FULL["title"])
    assert other["title"] != FULL["title"]
    assert json.dumps(write_set(read(other))) == json.dumps(write_set(read(FULL)))


def test_a_quantity_may_be_a_bare_name() -> None:
    leaf = leaf_of({"kind": "proportional", "quantity": "x"})
    assert leaf.rule.quantity == Number("x")  # type: ignore[union-attr]


def test_numbers_are_text_integers_or_decimals_but_no_floats() -> None:
    for value in ("2", 2, Decimal("2")):
        assert read(set_form(leaf_form(max_points=value))).max_points == 2  # type: ignore[arg-type]
    faults = read_set(set_form(leaf_form(max_points=2.5))).faults  # type: ignore[arg-type]
    assert [fault.code for fault in faults] == ["float_number"]


def spoilt(path: list[Any], value: object) -> dict[str, Any]:
    document = copy.deepcopy(FULL)
    target: Any = document
    for key in path[:-1]:
        target = target[key]
    if value is KeyError:
        del target[path[-1]]
    else:
        target[path[-1]] = value
    return document


LEAF: list[Any] = ["nodes", 0, "children", 0]
REFUSED: list[tuple[list[Any], object, str, str]] = [
    (["format"], "parindex/criteria-set/2", "wrong_format", "format"),
    (["format"], KeyError, "missing_key", ""),
    (["code"], " x", "bad_code", "code"),
    (["code"], "=1+1", "bad_code", "code"),
    *[
        (["code"], f"TC{sign}1", "bad_code", "code")
        for sign in "\u00a0\u00ad\u200b\u200d\u202e\u2066\u115f\u3164\uffa0\ue000\ufeff\u2028\U000e0041\U0010fffd"
    ],
    (["code"], "1\n", "bad_code", "code"),
    (["year"], "2201", "number_outside", "year"),
    (["decision", "on"], "2023-02-30", "bad_date", "decision.on"),
    (["decision", "on"], "2023-02-29", "bad_date", "decision.on"),
    (["decision", "on"], "2023-12-31\n", "bad_date", "decision.on"),
    ([*LEAF, "max_points"], "5\n", "not_a_number", "nodes[0].children[0].max_points"),
    ([*LEAF, "max_points"], 10**100, "number_too_long", "nodes[0].children[0].max_points"),
    ([*LEAF, "title"], "a\ud800", "bad_letter", "nodes[0].children[0].title"),
    ([*LEAF, "inputs", 0, "name"], "on_time\n", "bad_name", "nodes[0].children[0].inputs[0].name"),
    (["nodes"], {}, "not_a_list", "nodes"),
    (["nodes", 0], 5, "not_an_object", "nodes[0]"),
    (["year"], "last", "not_a_number", "year"),
    (["year"], "2023.5", "not_whole", "year"),
    (["year"], 99, "number_outside", "year"),
    (["decision", "on"], "1/10/2023", "bad_date", "decision.on"),
    (["period", "to"], "2022-01-01", "period_backwards", "period"),
    (["illustration"], "yes", "not_a_flag", "illustration"),
    (["policy", "places"], 11, "number_outside", "policy.places"),
    (["policy", "rounding"], "up", "unknown_value", "policy.rounding"),
    (["policy", "colour"], "red", "unknown_key", "policy.colour"),
    (["policy", "classes", 0, "from"], "90 %", "not_a_number", "policy.classes[0].from"),
    ([*LEAF, "max_points"], "-1", "number_too_low", "nodes[0].children[0].max_points"),
    ([*LEAF, "max_points"], "1e3", "not_a_number", "nodes[0].children[0].max_points"),
    ([*LEAF, "max_points"], "2,5", "not_a_number", "nodes[0].children[0].max_points"),
    ([*LEAF, "max_points"], True, "not_a_number", "nodes[0].children[0].max_points"),
    ([*LEAF, "max_points"], KeyError, "missing_key", "nodes[0].children[0]"),
    ([*LEAF, "source"], "newspaper", "unknown_value", "nodes[0].children[0].source"),
    ([*LEAF, "title"], 7, "not_text", "nodes[0].children[0].title"),
    ([*LEAF, "title"], "a\0b", "bad_letter", "nodes[0].children[0].title"),
    ([*LEAF, "inputs", 0, "name"], "đúng hạn", "bad_name", "nodes[0].children[0].inputs[0].name"),
    ([*LEAF, "rule"], "steps", "not_an_object", "nodes[0].children[0].rule"),
    ([*LEAF, "rule", "kind"], "stairs", "unknown_value", "nodes[0].children[0].rule.kind"),
    ([*LEAF, "rule", "kind"], KeyError, "missing_key", "nodes[0].children[0].rule"),
    ([*LEAF, "rule", "quantity"], {"ratio": ["a"]}, "ratio_of_two", "nodes[0].children[0].rule.quantity.ratio"),
    ([*LEAF, "rule", "steps", 1, "above"], "0.5", "two_edges", "nodes[0].children[0].rule.steps[1]"),
    ([*LEAF, "rule", "steps", 1, "upto"], "0.5", "unknown_key", "nodes[0].children[0].rule.steps[1].upto"),
    (
        [*LEAF, "rule"],
        {"kind": "choice", "options": [{"code": "a", "points": "1", "share": "1"}]},
        "points_or_share",
        "nodes[0].children[0].rule.options[0]",
    ),
    (
        [*LEAF, "rule"],
        {"kind": "choice", "options": [{"code": "a", "share": "1.5"}]},
        "number_outside",
        "nodes[0].children[0].rule.options[0].share",
    ),
    (["bonus", 0, "points"], None, "not_a_number", "bonus[0].points"),
]


@pytest.mark.parametrize(("path", "value", "code", "place"), REFUSED)
def test_what_is_refused_is_named_with_its_place(path: list[Any], value: object, code: str, place: str) -> None:
    document = spoilt(path, value)
    assert [(fault.code, fault.place) for fault in read_set(document).faults] == [(code, place)]
    if code not in ("period_backwards",):
        assert not VALIDATOR.is_valid(document)


def test_reader_and_schema_take_the_same_days_years_and_codes() -> None:
    days = [
        f"{year}-{month:02}-{day:02}" for year in (1900, 2000, 2023, 2024) for month in range(14) for day in range(33)
    ]
    tried: list[tuple[list[Any], object]] = [(["decision", "on"], day) for day in [*days, "0000-01-01", "0001-01-01"]]
    tried += [(["year"], str(year)) for year in range(1980, 2210)]
    tried += [(["code"], code) for code in ("a b", "1.2", "Tiêu chí 1", "中", "a" * 64, "a" * 65, "😀", "a ", "")]
    for path, value in tried:
        document = spoilt(path, value)
        assert VALIDATOR.is_valid(document) == (not read_set(document).faults), value


def test_a_letter_that_unicode_has_not_given_out_is_in_no_code() -> None:
    assert [fault.code for fault in read_set(spoilt(["code"], "TC\u0378")).faults] == ["bad_code"]


def test_a_fault_inside_a_node_names_the_node() -> None:
    (fault,) = read_set(spoilt([*LEAF, "rule", "steps", 1, "points"], "?")).faults
    assert fault.node == "1.1"


def test_all_faults_come_at_once() -> None:
    document = spoilt([*LEAF, "max_points"], "x")
    document["policy"]["ties"] = "random"
    document["nodes"][0]["children"][1]["rule"]["weights"] = "1"
    document["extra"] = 1
    assert len(read_set(document).faults) == 4


def test_a_tree_too_deep_or_too_large_is_refused() -> None:
    node: dict[str, Any] = leaf_form("x")
    for _ in range(500):
        node = field_form("f", node)
    assert "too_deep" in [fault.code for fault in read_set(set_form(node)).faults]
    wide = [field_form(str(n), *[leaf_form(f"{n}.{m}") for m in range(999)]) for n in range(6)]
    assert [fault.code for fault in read_set(set_form(*wide)).faults] == ["too_many_nodes"]


def test_every_kind_is_in_the_schema() -> None:
    assert {name for name in set_schema()["$defs"] if name in KINDS} == set(KINDS)
    Draft202012Validator.check_schema(set_schema())


def test_json_text_gives_line_and_column() -> None:
    text = json.dumps(spoilt([*LEAF, "rule", "steps", 1, "from"], "70 %"), indent=1, ensure_ascii=False)
    (fault,) = read_set_json(text.encode()).faults
    assert fault.row is not None
    line = text.splitlines()[fault.row - 1]
    assert '"70 %"' in line[int(fault.column) - 1 :]
    assert read_set_json(b"\xef\xbb\xbf" + json.dumps(FULL).encode()).criteria_set == read(FULL)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "not_json"),
        (b"", "not_json"),
        (b'{"a": 1, "a": 2}', "duplicate_key"),
        ("é".encode("latin-1"), "not_utf8"),
        (b"[" * 100_000, "too_deep"),
        (b"[]", "not_an_object"),
        (b'{"format": NaN}', "missing_key"),
        (b'{"nodes": ' + b"9" * 9000 + b"}", "missing_key"),
    ],
)
def test_json_text_that_is_none(data: bytes, code: str) -> None:
    assert code in [fault.code for fault in read_set_json(data).faults]


def test_numbers_of_json_text_stay_exact() -> None:
    document, faults = parse_json('{"a": 0.1, "b": 12, "c": 1.10}')
    assert not faults
    assert document == {"a": Decimal("0.1"), "b": 12, "c": Decimal("1.1")}
    text = json.dumps(set_form(leaf_form("1", JUDGEMENT))).replace('"1", "rule"', '0.1, "rule"')
    criteria_set = read_set_json(text).criteria_set
    assert criteria_set is not None
    assert criteria_set.max_points == Decimal("0.1")


@pytest.mark.parametrize("letters", ["x", '\\"', "x\\n"])
def test_a_huge_text_is_read_in_bounded_memory(letters: str) -> None:
    """Repeating letter by letter, the tokens' pattern once kept 120 bytes of state for each."""
    text = f'{{"title": "{letters * 1_000_000}", "nodes": [{{}}]}}'
    tracemalloc.start()
    try:
        reading = read_set_json(text)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "text_too_long" in [fault.code for fault in reading.faults]
    assert peak < 20 * len(text)


def test_texts_without_an_end_are_refused_in_linear_time() -> None:
    start = time.process_time()
    assert [fault.code for fault in read_set_json('"' + '\\"' * 500_000).faults] == ["not_json"]
    assert time.process_time() - start < 10  # every quotation mark once looked for its end again: hours


def test_long_numbers_of_a_set_are_added_exactly() -> None:
    """The usual decimal context would cut sums to 28 digits and refuse to divide such numbers."""
    large, small = "9" * 50, "0." + "0" * 48 + "1"
    rule = {"kind": "judgement", "increment": small}
    document = set_form(field_form("1", leaf_form("1.1", rule, large), leaf_form("1.2", rule, small)))
    document["nodes"][0]["max_points"] = f"{large}.{small[2:]}"
    criteria_set = read(document)
    assert str(criteria_set.max_points) == f"{large}.{small[2:]}"
    assert [finding.code for finding in lint(criteria_set)] == ["total_not_100"]
    weights = ["0." + "3" * 40, "0." + "6" * 39 + "7"]
    survey = leaf_of({"kind": "survey", "questions": ["a", "b"], "weights": weights}, source="survey")
    assert "weights_sum" not in [finding.code for finding in lint_leaf(survey)]
    steps = {"kind": "steps", "quantity": "n", "steps": [{"to": large, "points": "1"}, {"above": large, "points": "0"}]}
    assert leaf_of(steps, inputs=[{"name": "n", "type": "count"}]).max_points == 2


@pytest.mark.parametrize("number", ["9" * 101, "0." + "1" * 100, 10**100, Decimal("1e100"), Decimal("1e-101")])
def test_a_number_that_is_too_long_is_said_to_be(number: object) -> None:
    document = set_form(field_form("1", leaf_form()))
    document["nodes"][0]["children"][0]["max_points"] = number
    assert [fault.code for fault in read_set(document).faults] == ["number_too_long"]
    if isinstance(number, str):
        assert not Draft202012Validator(set_schema()).is_valid(document)
        document["nodes"][0]["children"][0]["max_points"] = number[:101].replace("9", "", 1)
        assert Draft202012Validator(set_schema()).is_valid(document)
        assert read_set(document).faults == ()


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ('{"a": 1, "a": 2}', 1, 10),
        ('{"x": {"a": 1},\n "y": [{"a": {"a": [1]}, "b": 2},\n  {"b": "a", "a": 1,\n   "a": 2}]}', 4, 4),
        ('\ufeff{\n"a": "{,", "b": [1, 2, {}], "\\u0061": 2}', 2, 29),
    ],
)
def test_a_key_that_stands_twice_is_named_where_it_stands(text: str, row: int, column: int) -> None:
    for data in (text, text.encode()):
        (fault,) = read_set_json(data).faults
        assert (fault.code, fault.row, fault.column) == ("duplicate_key", row, str(column))
        assert text.removeprefix("\ufeff").splitlines()[row - 1][column - 1] == '"'


def test_a_file_that_is_not_utf8_names_the_line() -> None:
    (fault,) = read_set_json('{\n"title":\n"Quảng'.encode() + b"\xff\n").faults
    assert (fault.code, fault.row) == ("not_utf8", 3)


def test_an_unknown_key_is_named_at_its_own_place() -> None:
    document = set_form(field_form("1", leaf_form()), colour=1) | {"a\x1bb": 1, "k" * 100: 2}
    text = json.dumps(document, indent=1)
    faults = [fault for fault in read_set_json(text).faults if fault.code == "unknown_key"]
    assert [fault.place for fault in faults] == ["colour", "", ""]
    assert faults[0].row is not None
    assert text.splitlines()[faults[0].row - 1].strip().startswith('"colour"')
    assert "\x1b" not in faults[1].message.text("en")

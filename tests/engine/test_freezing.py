"""Frozen input, its hash, its replay; bytes that do not depend on the machine."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from decimal import Decimal as D
from fractions import Fraction as F
from pathlib import Path

import pytest

from parindex.engine import (
    ENGINE_VERSION,
    Answer,
    Deduction,
    InvalidFigures,
    NotReplayable,
    Sheet,
    Stage,
    evaluate,
    freeze,
    read_sheet,
    replay,
    results_bytes,
    write_results,
    write_sheet,
)
from tests.engine.building import JUDGEMENT, STEPS, YES_NO, field_form, leaf_form, set_of

ROOT = Path(__file__).parents[2]

SET = set_of(
    field_form("1", leaf_form("1.1", STEPS, "2"), leaf_form("1.2", YES_NO), leaf_form("1.3", JUDGEMENT)),
    policy={"bonus_cap": "1"},
)
SHEETS = [
    Sheet(
        "Huyện Bàu Bàng",
        {
            "1.1": Answer({Stage.SELF: {"done": 5, "total": D("7.5")}, Stage.SETTLED: {"done": F(1, 3)}}),
            "1.2": Answer.of(choice="no"),
            "1.3": Answer.of(points=D("0.50"), reason="tốt"),
        },
        group="n1",
        bonus=D("0.5"),
        deductions={"1": Deduction(D("0.1"), "chậm")},
    ),
    Sheet("A", {"1.2": Answer.of(not_arising=True)}, ranked=False, excluded=frozenset({"1.3", "1.1"})),
]


def test_frozen_input_is_canonical_and_carries_its_hash() -> None:
    frozen = freeze(SET, SHEETS)
    assert frozen == freeze(SET, reversed(SHEETS))
    assert frozen.sha256 == hashlib.sha256(frozen.data).hexdigest()
    body = json.loads(frozen.data)
    assert body["engine"] == ENGINE_VERSION
    assert [sheet["unit"] for sheet in body["sheets"]] == ["A", "Huyện Bàu Bàng"]
    assert body["sheets"][1]["answers"]["1.1"]["settled"] == {"done": "1/3"}
    assert body["sheets"][1]["answers"]["1.3"]["settled"] == {"points": "0.5", "reason": {"text": "tốt"}}
    assert json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == frozen.data


def test_replay_gives_the_same_bytes() -> None:
    results = evaluate(SET, SHEETS)
    again = replay(freeze(SET, SHEETS).data)
    assert results_bytes(again) == results_bytes(results)
    assert again.unit("Huyện Bàu Bàng").index == results.unit("Huyện Bàu Bàng").index
    assert freeze(SET, [unit.sheet for unit in again.units]) == freeze(SET, SHEETS)


def test_results_are_canonical_and_both_come_in_parts() -> None:
    """What is put together by hand is what the library would write of the same document."""
    results = evaluate(SET, SHEETS)
    written, frozen = write_results(results), freeze(SET, SHEETS)
    body = json.loads(written.data)
    assert json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == written.data
    assert {name: json.loads(text) for name, text in written.nodes.items()} == {
        unit["unit"]: unit["nodes"] for unit in body["units"]
    }
    for unit in results.units:
        assert json.loads(written.nodes[unit.unit]) == {
            code: [state.value, *printed] for code, state, printed in unit.values()
        }
    sheets = json.loads(frozen.data)["sheets"]
    assert {name: json.loads(text) for name, text in frozen.sheets.items()} == {each["unit"]: each for each in sheets}


def test_one_sheet_is_read_back_as_it_was_written() -> None:
    for sheet in SHEETS:
        body = write_sheet(sheet)
        assert write_sheet(read_sheet(body)) == body
        assert read_sheet(body).answers == sheet.answers


def test_figures_of_several_stages_are_the_same_answer_whichever_way_they_are_made() -> None:
    given = {Stage.SELF: {"done": 5, "total": 8}, Stage.APPRAISED: {"done": 4}}
    for stages in (given, {Stage.SELF: given[Stage.SELF]}, {Stage.SETTLED: given[Stage.SELF]}, {}):
        quick, slow = Answer.figured(stages), Answer(stages)
        assert quick == slow
        for name in ("figures", "points", "reason", "basis", "basis_stage", "is_plain"):
            assert getattr(quick, name) == getattr(slow, name), (stages, name)


def test_another_policy_is_frozen_with_the_input() -> None:
    from dataclasses import replace

    policy = replace(SET.policy, places=4)
    assert replay(freeze(SET, SHEETS, policy).data).policy.places == 4


def test_every_change_changes_the_hash() -> None:
    base = freeze(SET, SHEETS).sha256
    changed = Sheet("A", {"1.2": Answer.of(not_arising=False)}, ranked=False, excluded=frozenset({"1.3", "1.1"}))
    assert freeze(SET, [SHEETS[0], changed]).sha256 != base
    with pytest.raises(InvalidFigures):
        freeze(SET, [*SHEETS, SHEETS[0]])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"format":"parindex/scoring-input/1","engine":"0","criteria_set":{},"sheets":[]}',
        b'{"format":"parindex/scoring-input/1","engine":"1","criteria_set":{},"sheets":[]}',
        b'{"format":"parindex/scoring-input/1","engine":"1","criteria_set":{},"sheets":[{"unit":"A"}]}',
        b'{"format":"other"}',
        b"[" * 5000,
    ],
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(NotReplayable):
        replay(data)


PROGRAM = """
import sys
from tests.engine.test_freezing import SET, SHEETS
from parindex.engine import evaluate, freeze, results_bytes
print(freeze(SET, SHEETS).sha256, __import__("hashlib").sha256(results_bytes(evaluate(SET, SHEETS))).hexdigest())
"""


def test_bytes_do_not_depend_on_the_hash_seed() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
            cwd=ROOT,
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(said) == 1


def test_the_engine_is_plain_python() -> None:
    foreign = "{'django', 'numpy', 'scipy'} & {name.split('.')[0] for name in sys.modules}"
    program = f"import sys, parindex.engine; print(sorted({foreign}))"
    out = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert out.strip() == "[]"

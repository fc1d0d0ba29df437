"""How fast the engine is: run by hand, ``python tests/load/engine_benchmark.py [--runs 5]``.

One set of yes/no, steps, proportional, linear and deducting leaves, per-item counts, a formula, a judgement and
survey points; units with exclusions, matters that did not arise, and missing values; rank and class. Every figure is
the median of the runs; the ratio is to the target. Beside the whole process stand its CPU seconds, those of its child
included: they depend less on how busy the machine is. Only correctness is asserted.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parindex.engine import (
    Answer,
    CriteriaSet,
    Sheet,
    Standings,
    evaluate,
    freeze,
    read_figures,
    read_set,
    results_bytes,
)

FIELDS = 7


def rule_of(number: int) -> dict[str, Any]:
    """The rule of the leaf with this number; kinds in proportions like those of real sets."""
    ratio = {"ratio": ["done", "total"]}
    kinds: list[dict[str, Any]] = [
        {"kind": "choice", "options": [{"code": "yes", "points": "1"}, {"code": "no", "points": "0"}]},
        {
            "kind": "steps",
            "quantity": ratio,
            "steps": [
                {"above": "0.9", "points": "1"},
                {"from": "0.7", "to": "0.9", "points": "0.5"},
                {"below": "0.7", "points": "0"},
            ],
        },
        {"kind": "proportional", "quantity": ratio},
        {"kind": "deduct", "items": [{"count": "late", "points": "0.25"}]},
        {"kind": "choice", "options": [{"code": "yes", "points": "1"}, {"code": "no", "points": "0"}]},
        {
            "kind": "linear",
            "quantity": ratio,
            "from": {"at": "0.5", "points": "0"},
            "to": {"at": "1", "points": "1"},
        },
        {"kind": "all_of", "conditions": ["planned", "reported"], "else": "0.25"},
        {
            "kind": "steps",
            "quantity": ratio,
            "steps": [{"from": "0.3", "points": "1"}, {"below": "0.3", "points": "0"}],
        },
        {"kind": "per_item", "count": "cases", "points": "0.2"},
        {"kind": "choice", "options": [{"code": "a", "points": "1"}, {"code": "b", "share": "0.5"}]},
    ]
    return kinds[number % len(kinds)]


def document(leaves: int) -> dict[str, Any]:
    """A set with so many leaves of one point each, in seven fields of criteria with up to five leaves."""
    fields: list[dict[str, Any]] = []
    for field in range(FIELDS):
        own = [number for number in range(leaves) if number % FIELDS == field]
        criteria = []
        for start in range(0, len(own), 5):
            code = f"{field + 1}.{start // 5 + 1}"
            criteria.append(
                {
                    "code": code,
                    "title": f"Tiêu chí {code}",
                    "children": [
                        {
                            "code": f"{code}.{place + 1}",
                            "title": f"Tiêu chí thành phần {code}.{place + 1}",
                            "max_points": "1",
                            "rule": rule_of(number),
                        }
                        for place, number in enumerate(own[start : start + 5])
                    ],
                }
            )
        fields.append({"code": str(field + 1), "title": f"Lĩnh vực {field + 1}", "children": criteria})
    classes = [("excellent", "90"), ("good", "80"), ("fair", "65"), ("average", "50")]
    bands = [{"code": code, "title": code, "from": edge} for code, edge in classes]
    return {
        "format": "parindex/criteria-set/1",
        "code": "BENCH",
        "title": "Bộ tiêu chí đo tốc độ",
        "tier": "commune",
        "policy": {"classes": [*bands, {"code": "weak", "title": "weak"}]},
        "nodes": fields,
    }


def figures(criteria_set: CriteriaSet, units: int, seed: int = 1) -> list[tuple[str, str, str, str, str]]:
    """Rows of figures; about one answer in fifty says not arising, one in two hundred is excluded or missing."""
    chance = random.Random(seed)
    rows: list[tuple[str, str, str, str, str]] = []
    leaves = [(leaf.code, leaf.rule.kind, leaf) for leaf in criteria_set.leaves()]
    for number in range(units):
        unit = f"U{number:04d}"
        for code, kind, leaf in leaves:
            luck = chance.random()
            if luck < 0.02:
                rows.append((unit, code, "", "not_arising", "yes"))
                continue
            if luck < 0.025:
                continue
            if luck < 0.03:
                rows.append((unit, code, "", "excluded", "yes"))
                continue
            if kind == "choice":
                codes = [option.code for option in leaf.rule.options]  # type: ignore[union-attr]
                rows.append((unit, code, "", "choice", codes[luck > 0.8]))
            elif kind in ("steps", "proportional", "linear"):
                total = chance.randint(0 if luck < 0.04 else 10, 400)
                rows.append((unit, code, "", "done", str(chance.randint(total // 2, total))))
                rows.append((unit, code, "", "total", str(total)))
            elif kind == "deduct":
                rows.append((unit, code, "", "late", str(chance.randint(0, 3))))
            elif kind == "all_of":
                rows.append((unit, code, "", "planned", "yes"))
                rows.append((unit, code, "", "reported", "yes" if luck < 0.9 else "no"))
            else:
                rows.append((unit, code, "", "cases", str(chance.randint(0, 7))))
    return rows


def sheets_of(criteria_set: CriteriaSet, rows: list[tuple[str, str, str, str, str]]) -> tuple[Sheet, ...]:
    reading = read_figures(criteria_set, enumerate(rows, start=2))
    assert not reading.faults, reading.faults[:3]
    return reading.sheets


def timed(runs: int, call: Callable[[], object]) -> float:
    """Median seconds."""
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def report(what: str, seconds: float, target: float, more: str = "") -> None:
    ratio = f"ratio {seconds / target:.2f}"
    print(f"{what:<66} {seconds * 1000:9.1f} ms   target {target * 1000:7.0f} ms   {ratio}{more}")


def children_cpu() -> float:
    """Seconds of CPU, in the program and in the system, of every process that was started here and has ended."""
    used = os.times()
    return used.children_user + used.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    large = read_set(document(100)).criteria_set
    small = read_set(document(60)).criteria_set
    assert large is not None
    assert small is not None
    rows = figures(large, 4000)
    sheets = sheets_of(large, rows)
    few = sheets_of(small, figures(small, 135))

    report("4,000 × 100: values in memory → index, rank, class", timed(runs, lambda: evaluate(large, sheets)), 1.2)

    def with_reasons() -> None:
        for _ in evaluate(large, sheets).rows("vi"):
            pass

    report("4,000 × 100: the same with every reason rendered", timed(max(1, runs // 2), with_reasons), 6.0)
    report("135 × 60: values in memory → index, rank, class", timed(runs * 5, lambda: evaluate(small, few)), 0.03)

    standings = Standings(large, sheets)
    leaf = next(leaf for leaf in large.leaves() if leaf.rule.kind == "proportional")
    turn = iter(range(10**6))

    def change() -> None:
        number = next(turn)
        standings.change(sheets[number * 37 % 4000].unit, leaf.code, Answer.of(done=number % 90, total=97))

    report("4,000 × 100: one changed figure → index and all ranks", timed(runs * 20, change), 0.01)
    changed = standings.results()
    again = evaluate(large, [unit.sheet for unit in changed.units])
    assert [(unit.unit, unit.index, unit.rank) for unit in changed.units] == [
        (unit.unit, unit.index, unit.rank) for unit in again.units
    ]
    report("4,000 × 100: rows of text → sheets", timed(runs, lambda: sheets_of(large, rows)), 2.0)
    report("4,000 × 100: freeze", timed(1, lambda: freeze(large, sheets)), 5.0)
    report("4,000 × 100: results as canonical bytes", timed(1, lambda: results_bytes(evaluate(large, sheets))), 5.0)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "set.json").write_text(json.dumps(document(100), ensure_ascii=False), encoding="utf-8")
        with (place / "data.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([("unit", "node", "stage", "input", "value"), *rows])
        command = [sys.executable, "-m", "parindex.cli.main"]
        score = [*command, "score", str(place / "set.json"), str(place / "data.csv"), "--out", str(place / "out")]
        used: list[float] = []

        def scored() -> None:
            before = children_cpu()
            subprocess.run(score, check=True, capture_output=True)
            used.append(children_cpu() - before)

        wall = timed(max(1, runs // 2), scored)
        cpu = f"   CPU {statistics.median(used):.2f} s"
        report("parindex score, whole process, 4,000 × 100 with reasons", wall, 5.0, cpu)
        with (place / "out" / "results.csv").open(encoding="utf-8") as stream:
            assert sum(1 for _ in stream) == 4001
        helped = timed(runs, lambda: subprocess.run([*command, "--help"], check=True, capture_output=True))
        report("parindex --help, whole process", helped, 0.5)


if __name__ == "__main__":
    main()

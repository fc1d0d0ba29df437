"""What ``parindex audit verify`` finds of runs: changed bytes, changed rows, what the trail does not know."""

from typing import Any

import pytest
from django.db import connection

from parindex.kernel.files import path_of
from parindex.results.models import Run, Standing
from parindex.results.queries.kept import run_faults
from tests.apps.criteria.test_queries import asleep
from tests.results import World


@pytest.fixture
def run(world: World) -> Run:
    world.fill()
    return world.approved()


def test_an_untouched_run_has_no_fault(world: World, run: Run) -> None:
    assert list(run_faults()) == []


@pytest.mark.parametrize("what", ["input", "result"])
def test_a_changed_byte_of_a_run_is_found(run: Run, what: str) -> None:
    path = path_of(getattr(run, f"{what}_sha256"))
    data = path.read_bytes()
    path.write_bytes(data[:-2] + b" " + data[-1:])
    try:
        assert list(run_faults()) == [f"run 1 of round D-1: {what}: its bytes do not have their SHA-256"]
        path.unlink()
        assert list(run_faults()) == [f"run 1 of round D-1: {what}: its bytes cannot be read"]
    finally:
        path.write_bytes(data)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("\"index\" = '99.00'", "the row of SNV is not what was computed"),
        ('"rank" = 7', "the row of SNV is not what was computed"),
        ("nodes = '{}'", "the row of SNV is not what was computed"),
        ("sheet = '{}'", "the row of SNV is not what was computed"),
    ],
)
def test_a_changed_row_of_a_unit_is_found(run: Run, change: str, fault: str) -> None:
    row = Standing.objects.get(run=run, unit__code="SNV")
    asleep("results_standing", f"UPDATE results_standing SET {change} WHERE id = {row.pk}")
    assert list(run_faults()) == [f"run 1 of round D-1: {fault}"]


def test_a_row_that_went_is_found(run: Run) -> None:
    row = Standing.objects.get(run=run, unit__code="STC")
    asleep("results_standing", f"DELETE FROM results_standing WHERE id = {row.pk}")
    assert list(run_faults()) == ["run 1 of round D-1: the row of STC is not there"]


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ("number = 5", ["its number is not what the trail recorded"]),
        (
            "kind = 'provisional', state = 'computed', approved_at = NULL, approved_by_id = NULL",
            ["its kind is not what the trail recorded"],
        ),
    ],
)
def test_what_the_trail_recorded_otherwise_is_found(run: Run, change: str, faults: list[str]) -> None:
    asleep("results_run", f"UPDATE results_run SET {change}")
    assert [fault.partition(": ")[2] for fault in run_faults()] == faults


def test_another_result_under_another_hash_is_found(world: World, run: Run) -> None:
    world.settle_row("SNV", "1.2", choice="no")
    other = world.computed()
    values: dict[str, Any] = {"hash": other.result_sha256, "file": other.result_file_id.hex, "number": run.number}

    if connection.vendor == "postgresql":
        values["file"] = str(other.result_file_id)
    asleep(
        "results_run",
        "UPDATE results_run SET result_sha256 = '{hash}', result_file_id = '{file}' WHERE number = {number}".format(
            **values
        ),
    )
    found = [fault.partition(": ")[2] for fault in run_faults()]
    assert "its result_sha256 is not what the trail recorded" in found
    assert "the row of SNV is not what was computed" in found

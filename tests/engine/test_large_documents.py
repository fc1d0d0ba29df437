"""Documents made to exhaust the reader: work and memory stay bounded, and what is said of them stays short."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from typing import Any

import pytest

from parindex.engine import inspect_set, read_set, read_set_json
from parindex.engine.exchange import json_text
from parindex.engine.exchange.cursor import MAX_FAULTS, MAX_NODES
from parindex.engine.exchange.json_text import MAX_BYTES, spots_of
from parindex.engine.exchange.reading import read_partly
from tests.engine.building import field_form, leaf_form, set_form

HOSTILE = r"""
import resource, sys
from parindex.engine import read_set_json
size = int(sys.argv[1])
def document(of):
    return '{"code":"a","nodes":[' + ",".join([of] * (size // (len(of) + 1) - 20)) + "]}"
texts = [document(of) for of in ("{}", '{"a":0}')]
texts += ["{" + ",".join(f'"k{n:06}":0' for n in range(size // 12)) + "}", "\n" * (size - 7) + '{"a":1}']
for text in texts:
    faults = read_set_json(text).faults
    assert 1 <= len(faults) <= 1001 and faults[0].code != "document_too_large"
print(int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) // 1024)
"""


def tokens(text: str) -> int:
    """How many tokens a text has; every attempt of the pattern must take what it stands before."""
    found = list(json_text._TOKEN.finditer(text))
    between = [text[one.end() : other.start()] for one, other in pairwise(found)]
    assert not "".join(between).strip(), "an attempt that fails has read to the end for nothing"
    return len(found)


@pytest.mark.parametrize(
    ("opening", "repeated", "closing"),
    [
        ('{"a":"', '\\"', ""),
        ('"', '\\"', ""),
        ('"', "\\\n", ""),
        ('{"a":"', "\\\\", '\\"'),
        ('["', "x", "\\"),
        ('["', "x\\n", '"]'),
        ("", "\n \t", "1"),
    ],
)
def test_a_text_is_one_token_however_long(opening: str, repeated: str, closing: str) -> None:
    """A text without its end once sent the pattern from every quotation mark to the end of the file and back."""
    few, many = (tokens(opening + repeated * size + closing) for size in (10_000, 40_000))
    assert many <= 4 * few
    if "\\\n" not in repeated:
        assert few == many <= 5


def test_more_than_a_set_can_need_is_refused_before_it_is_parsed() -> None:
    for data in ("[" + "0," * (MAX_BYTES // 2) + "0]", ("[" + "0," * (MAX_BYTES // 2) + "0]").encode()):
        (fault,) = read_set_json(data).faults
        assert fault.code == "document_too_large"
        assert "4 MB" in fault.message.text("vi")
        assert "75 kB" in fault.message.text("vi")
    at_limit = read_set_json(b"{}".ljust(MAX_BYTES))
    assert {fault.code for fault in at_limit.faults} == {"missing_key"}


def test_hostile_documents_of_the_largest_size_fit_in_300_megabytes() -> None:
    """In a process of its own, which tells its highest mark; a map of every path once took 2 GB."""
    run = subprocess.run(
        [sys.executable, "-c", HOSTILE, str(MAX_BYTES)], capture_output=True, text=True, check=True, timeout=300
    )
    assert int(run.stdout) < 300


def test_a_thousand_faults_are_named_and_the_others_counted() -> None:
    document = set_form(field_form("1", leaf_form())) | {f"k{n}": n for n in range(MAX_FAULTS + 500)}
    for faults in (read_set(document).faults, read_set_json(json.dumps(document)).faults, inspect_set(document).faults):
        assert len(faults) == MAX_FAULTS + 1
        assert {fault.code for fault in faults[:-1]} == {"unknown_key"}
        assert faults[-1].code == "more_faults"
        assert "500" in faults[-1].message.text("vi")
    assert len(read_set(set_form(leaf_form()) | {f"k{n}": n for n in range(MAX_FAULTS)}).faults) == MAX_FAULTS


def test_nodes_are_not_read_beyond_the_first_that_is_too_many() -> None:
    leaves = [leaf_form(f"1.{m}") for m in range(1_000)]
    fields = [field_form(str(n), *leaves[:999]) for n in range(5)]
    assert read_set(set_form(*fields)).faults == ()
    more = [field_form(f"m{n}", *leaves) for n in range(900)]
    _, log = read_partly(set_form(*fields, *more))
    assert [fault.code for fault in log.faults] == ["too_many_nodes"]
    assert log.nodes == MAX_NODES + 1


def _walk(value: Any, place: str = "") -> list[tuple[str, Any]]:
    found = [(place, value)]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _walk(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += _walk(inner, f"{place}[{index}]")
    return found


@pytest.mark.parametrize("indent", [None, 1])
def test_each_place_alone_is_found_where_its_value_stands(indent: int | None) -> None:
    document = set_form(field_form("1", leaf_form("1.1"), leaf_form("1.2")), field_form("2", leaf_form("2.1")))
    text = json.dumps(document | {"title": 'Bộ "tiêu chí", [1]: {2}\n\\'}, ensure_ascii=False, indent=indent)
    lines = text.split("\n")
    for place, value in _walk(json.loads(text)):
        ((row, column),) = spots_of([place], text)
        rest = "\n".join([lines[row - 1][column - 1 :], *lines[row:]])
        assert json.JSONDecoder().raw_decode(rest)[0] == value, place
    known = spots_of(["nodes[1]", "nodes[0].children[1]", ""], text)
    assert spots_of(["nodes[1].rule.steps[3].above", "nodes[0].children[1].nothing", "no.where"], text) == known

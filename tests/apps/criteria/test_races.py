"""Several people at once, with real threads: one wins, nobody's work is lost, nothing is made twice."""

import threading
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from parindex.criteria import actions, queries
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.models import CriteriaSet, CriteriaSetVersion, Node
from parindex.kernel.models import AuditEvent
from parindex.kernel.trail import verify
from parindex.kernel.verdicts import Refused
from parindex.people.models import Tier
from tests.apps.criteria.conftest import Province

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("on_postgresql"), pytest.mark.postgresql]


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """What each of ``count`` threads got: its result, or the refusal. Anything else raised fails the test."""
    results: list[Any] = [None] * count
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            gate.wait(10)
            results[number] = work(number)
        except Refused as refusal:
            results[number] = refusal
        except Exception as fault:
            results[number] = AssertionError(f"{type(fault).__name__}: {fault}")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    faults = [result for result in results if isinstance(result, AssertionError)]
    assert faults == []
    return results


def done(results: list[Any]) -> int:
    return sum(not isinstance(result, Refused) for result in results)


@pytest.fixture
def who(province: Province, now: datetime) -> dict[str, Any]:
    return {"by": province.coordinator, "at": now}


def test_one_of_many_issues(whole: CriteriaSetVersion, who: dict[str, Any]) -> None:
    assert done(at_once(6, lambda _: actions.issue(whole, row_version=1, **who))) == 1
    assert AuditEvent.objects.filter(action="criteria.issue").count() == 1
    assert list(queries.issued_faults()) == []


def test_an_edit_either_precedes_the_issue_or_is_refused(whole: CriteriaSetVersion, who: dict[str, Any]) -> None:
    leaf = Node.objects.get(code="2")

    def work(number: int) -> Any:
        if number == 0:
            return actions.issue(whole, row_version=1, **who)
        values = {"guidance": f"Hướng dẫn {number}"}
        return actions.edit_node(leaf, row_version=1, values=values, **who)

    at_once(6, work)
    assert list(queries.issued_faults()) == []
    assert Node.objects.get(code="2").version <= 2


def test_nodes_added_at_once_get_codes_of_their_own(whole: CriteriaSetVersion, who: dict[str, Any]) -> None:
    parent = Node.objects.get(code="1").pk
    made = at_once(
        8, lambda n: actions.add_node(whole, id=uuid.uuid4(), parent=parent, is_leaf=True, title=f"Mới {n}", **who)
    )
    assert sorted(node.code for node in made) == sorted(f"1.{n}" for n in range(3, 11))
    rows = [row.node for row in queries.tree_of(whole).rows if row.node.parent_id == parent]
    assert [row.position for row in rows] == list(range(10))


def test_saves_of_one_leaf_are_never_lost(whole: CriteriaSetVersion, who: dict[str, Any]) -> None:
    leaf = Node.objects.get(code="1.1")
    results = at_once(6, lambda n: actions.edit_node(leaf, row_version=1, values={"title": f"Tên {n}"}, **who))
    assert done(results) == 1
    assert Node.objects.get(code="1.1").version == 2


def test_a_form_sent_many_times_at_once_makes_one(
    province: Province, whole: CriteriaSetVersion, who: dict[str, Any]
) -> None:
    facts, id = SetFacts("BK-2024-H", Tier.objects.get(code="district"), 2024), uuid.uuid4()
    made = at_once(6, lambda _: actions.create_set(id=id, owner=province.root, facts=facts, title="x", **who))
    assert {version.pk for version in made} == {made[0].pk}
    assert CriteriaSet.objects.count() == 2
    node, copy = Node.objects.get(code="1"), uuid.uuid4()
    at_once(6, lambda _: actions.duplicate_node(node, id=copy, **who))
    assert Node.objects.count() == 7


def test_one_draft_is_started(whole: CriteriaSetVersion, who: dict[str, Any]) -> None:
    actions.issue(whole, row_version=1, **who)
    assert done(at_once(6, lambda _: actions.start_version(whole, id=uuid.uuid4(), **who))) == 1
    assert CriteriaSetVersion.objects.count() == 2
    assert verify().first_break is None


def test_moves_at_once_leave_a_tree(whole: CriteriaSetVersion, who: dict[str, Any]) -> None:
    """Two groups moved into each other at once would make a ring; one of the moves is refused instead."""
    first = actions.add_node(whole, id=uuid.uuid4(), parent=None, is_leaf=False, title="A", **who)
    second = actions.add_node(whole, id=uuid.uuid4(), parent=None, is_leaf=False, title="B", **who)
    pairs = [(first, second), (second, first)]
    results = at_once(2, lambda n: actions.move_node(pairs[n][0], parent=pairs[n][1].pk, after=None, **who))
    assert done(results) == 1
    assert len(queries.tree_of(whole).rows) == 6

"""Rows and exchange documents are each other's exact inverse, complete or not."""

import json
import uuid
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from parindex.criteria import actions, queries
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.documents import Malformed, canonical, header_of, sha256_of, take_apart
from parindex.criteria.models import CriteriaSetVersion, Node
from parindex.kernel.models import AuditEvent
from parindex.kernel.verdicts import Refused, Stale
from parindex.people.models import Tier
from tests.apps.criteria.conftest import Province

pytestmark = pytest.mark.django_db

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "examples").glob("*/criteria/*.json"))


def seen(version: CriteriaSetVersion) -> str:
    return sha256_of(queries.text_of(version))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_come_out_as_they_went_in(path: Path, province: Province, now: datetime) -> None:
    document = json.loads(path.read_text())
    facts = SetFacts(document["code"], Tier.objects.get(code=document["tier"]), document["year"], True)
    version = actions.create_set(
        id=uuid.uuid4(), owner=province.root, facts=facts, title="", document=document, by=None, at=now
    )
    assert queries.document_of(version) == canonical(document)
    assert queries.document_of(CriteriaSetVersion.objects.get(pk=version.pk)) == canonical(document)


def test_replacing_is_the_inverse_of_reading(
    draft: CriteriaSetVersion, document: dict[str, Any], province: Province, now: datetime
) -> None:
    assert actions.replace_tree(draft, document, seen=seen(draft), by=province.coordinator, at=now) is True
    draft.refresh_from_db()
    assert queries.document_of(draft) == canonical(document)
    assert actions.replace_tree(draft, document, seen="whatever", by=province.coordinator, at=now) is False
    assert AuditEvent.objects.filter(action="criteria.tree_replaced").count() == 1


def test_an_incomplete_draft_comes_out_as_it_went_in(draft: CriteriaSetVersion, now: datetime) -> None:
    leaf = {"code": "1", "title": "", "evidence_required": False, "source": "unit", "not_arising": "exclude"}
    rule = {"kind": "steps", "quantity": {"ratio": ["a", ""]}, "steps": [{"above": "", "points": "x"}]}
    group = {"code": "2", "title": "Nhóm", "children": []}
    unfinished = {"code": "BK-2023-H", "title": "T", "tier": "district", "year": 2023, "policy": {"places": "two"}}
    document = {
        "format": "parindex/criteria-set/1",
        **unfinished,
        "nodes": [leaf | {"rule": rule, "inputs": [{"name": ""}]}, group],
    }
    actions.replace_tree(draft, document, seen=seen(draft), by=None, at=now)
    draft.refresh_from_db()
    assert queries.document_of(draft) == document


def test_a_stale_import_is_refused(
    draft: CriteriaSetVersion, document: dict[str, Any], province: Province, now: datetime
) -> None:
    before = seen(draft)
    actions.add_node(draft, id=uuid.uuid4(), parent=None, is_leaf=True, title="Mới", by=province.coordinator, at=now)
    with pytest.raises(Stale):
        actions.replace_tree(draft, document, seen=before, by=province.coordinator, at=now)
    assert Node.objects.count() == 1


def test_nodes_of_the_same_code_keep_their_identity(
    whole: CriteriaSetVersion, document: dict[str, Any], now: datetime
) -> None:
    before = dict(Node.objects.values_list("code", "pk"))
    document["nodes"][1]["title"] = "Tên khác"
    actions.replace_tree(whole, document, seen=seen(whole), by=None, at=now)
    assert dict(Node.objects.values_list("code", "pk")) == before
    assert set(Node.objects.values_list("version", flat=True)) == {2}


@pytest.mark.parametrize(
    "broken",
    [
        {"nodes": [{"code": "1", "children": []}, {"code": "1", "children": []}]},
        {"nodes": [{"code": "1", "children": {}}]},
        {"nodes": [{"code": "", "children": []}]},
        {"nodes": [{"code": "x" * 65, "children": []}]},
        {"nodes": [{"code": "1", "weight": 3}]},
        {"nodes": [{"code": "1", "children": [], "rule": {}}]},
        {"nodes": [{"code": "1", "title": 7}]},
        {"nodes": [{"code": "1", "title": "\0"}]},
        {"nodes": [{"code": "1", "max_points": 0.5}]},
        {"nodes": [{"code": "1", "rule": {"points": 0.5}}]},
        {"nodes": [{"code": "1", "rule": []}]},
        {"nodes": ["1"]},
        {"nodes": 7},
        {"colour": "red"},
        {"period": {"from": "gestern", "to": "2023-12-31"}},
        {"policy": []},
    ],
)
def test_what_is_no_set_is_refused_whole(
    draft: CriteriaSetVersion, document: dict[str, Any], broken: dict[str, Any], now: datetime
) -> None:
    with pytest.raises(Refused):
        actions.replace_tree(draft, document | broken, seen=seen(draft), by=None, at=now)
    assert Node.objects.count() == 0


def test_numbers_stay_exact(draft: CriteriaSetVersion) -> None:
    node = {
        "code": "1",
        "title": "",
        "max_points": Decimal("0.10"),
        "rule": {"kind": "per_item", "points": Decimal("1E-7")},
    }
    taken = take_apart({"nodes": [node]}, draft)[0]
    assert (taken.max_points, taken.rule) == ("0.10", {"kind": "per_item", "points": "0.0000001"})
    with pytest.raises(Malformed):
        header_of({"policy": {"bonus_cap": 0.1}})

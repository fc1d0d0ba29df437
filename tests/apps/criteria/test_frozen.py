"""What was issued cannot be changed by anybody who only holds a connection: the database refuses."""

from datetime import datetime

import pytest
from django.db import Error, IntegrityError, transaction

from parindex.criteria.models import CriteriaSet, CriteriaSetVersion, Node
from tests.apps.criteria.conftest import Province

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(draft: CriteriaSetVersion, province: Province, now: datetime) -> CriteriaSetVersion:
    Node.objects.create(set_version=draft, position=0, is_leaf=True, code="1", title="Một", max_points="2")
    CriteriaSetVersion.objects.filter(pk=draft.pk).update(
        state="issued", issued_at=now, issued_by=province.coordinator, document="{}", sha256="0" * 64
    )
    draft.refresh_from_db()
    return draft


@pytest.mark.parametrize(
    "change",
    [
        {"title": "x"},
        {"decision_number": "1/QĐ"},
        {"policy": {"places": 3}},
        {"document": "{ }"},
        {"sha256": "1" * 64},
        {"number": 7},
        {"issued_at": datetime.fromisoformat("2024-01-01T00:00:00+00:00")},
        {"period_from": "2023-01-01", "period_to": "2023-12-31"},
        {"state": "draft", "issued_at": None, "issued_by": None, "document": "", "sha256": ""},
        {"state": "discarded", "issued_at": None, "issued_by": None, "document": "", "sha256": ""},
    ],
    ids=lambda change: next(iter(change)) if isinstance(change, dict) else "",
)
def test_an_issued_version_does_not_change(issued: CriteriaSetVersion, change: dict[str, object]) -> None:
    with pytest.raises(Error, match="frozen"), transaction.atomic():
        CriteriaSetVersion.objects.filter(pk=issued.pk).update(**change)


def test_an_issued_version_does_not_go(issued: CriteriaSetVersion) -> None:
    with pytest.raises(Error, match=r"frozen|stays"), transaction.atomic():
        issued.delete()


def test_its_nodes_do_not_change_go_or_come(issued: CriteriaSetVersion) -> None:
    with pytest.raises(Error, match="frozen"), transaction.atomic():
        Node.objects.update(max_points="3")
    with pytest.raises(Error, match="frozen"), transaction.atomic():
        Node.objects.all().delete()
    with pytest.raises(Error, match="frozen"), transaction.atomic():
        Node.objects.create(set_version=issued, position=1, is_leaf=True, code="2")


def test_a_draft_s_node_cannot_be_slipped_in(issued: CriteriaSetVersion, now: datetime) -> None:
    draft = CriteriaSetVersion.objects.create(
        criteria_set=issued.criteria_set, number=2, title="x", search_text="", sort_text="", created_at=now
    )
    node = Node.objects.create(set_version=draft, position=1, is_leaf=True, code="2")
    with pytest.raises(Error, match="frozen"), transaction.atomic():
        Node.objects.filter(pk=node.pk).update(set_version=issued)
    Node.objects.filter(pk=node.pk).update(max_points="3")


@pytest.mark.parametrize("change", [{"code": "X"}, {"year": 2024}, {"tier": "commune"}, {"illustration": True}])
def test_the_set_keeps_what_documents_name(issued: CriteriaSetVersion, change: dict[str, object]) -> None:
    with pytest.raises(Error, match="keeps its code"), transaction.atomic():
        CriteriaSet.objects.update(**change)
    CriteriaSet.objects.update(version=2)


def test_withdrawal_is_the_only_way_on(issued: CriteriaSetVersion, province: Province, now: datetime) -> None:
    versions = CriteriaSetVersion.objects.filter(pk=issued.pk)
    versions.update(
        state="withdrawn", withdrawn_at=now, withdrawn_by=province.coordinator, withdrawal_reason="Thay thế"
    )
    with pytest.raises(Error, match="frozen"), transaction.atomic():
        versions.update(withdrawal_reason="Khác")
    with pytest.raises(Error, match="frozen"), transaction.atomic():
        versions.update(state="issued", withdrawn_at=None, withdrawn_by=None, withdrawal_reason="")


@pytest.mark.parametrize("missing", [{"issued_at": None}, {"issued_by": None}, {"document": ""}, {"sha256": ""}])
def test_issued_means_stamped(
    draft: CriteriaSetVersion, province: Province, now: datetime, missing: dict[str, object]
) -> None:
    stamps = {"issued_at": now, "issued_by": province.coordinator, "document": "{}", "sha256": "0" * 64}
    with pytest.raises(IntegrityError), transaction.atomic():
        CriteriaSetVersion.objects.filter(pk=draft.pk).update(state="issued", **{**stamps, **missing})


def test_one_open_draft(draft: CriteriaSetVersion, now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CriteriaSetVersion.objects.create(
            criteria_set=draft.criteria_set, number=2, title="x", search_text="", sort_text="", created_at=now
        )

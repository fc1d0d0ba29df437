"""Pages of criteria sets: who sees what, what they hold, how many queries they take, that they work without scripts."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parindex.criteria import actions, queries
from parindex.criteria.actions.sets import SetFacts
from parindex.people.models import Account, Tier
from tests.apps.criteria.conftest import DOCUMENT
from tests.conftest import NOW
from tests.pages import travelling_bytes
from tests.people import Province

pytestmark = pytest.mark.django_db

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/bac-kan-2023/criteria"


def made(province: Province, document: dict[str, Any], *, illustration: bool = False) -> Any:
    facts = SetFacts(document["code"], Tier.objects.get(code=document["tier"]), document["year"], illustration)
    return actions.create_set(
        id=uuid.uuid4(), owner=province.root, facts=facts, title="", document=document, by=None, at=NOW
    )


@pytest.fixture
def draft(province: Province) -> Any:
    return made(province, DOCUMENT)


@pytest.fixture
def big(province: Province) -> Any:
    """The district set of the demonstration: 54 leaves."""
    return made(province, json.loads((EXAMPLE / "district.json").read_text()), illustration=True)


PAGES = [
    "criteria_version",
    "criteria_editor",
    "criteria_header",
    "criteria_policy",
    "criteria_appraisers",
    "criteria_findings",
    "criteria_print",
]


@pytest.mark.parametrize("name", PAGES)
def test_pages_open_and_are_small(client_as: Callable[..., Client], big: Any, name: str) -> None:
    response = client_as("coordinator").get(reverse(name, args=[big.pk]))
    assert response.status_code == 200
    assert "Bộ tiêu chí minh họa" in response.content.decode() or "Illustrative" in response.content.decode()
    assert travelling_bytes(response) <= 20_000

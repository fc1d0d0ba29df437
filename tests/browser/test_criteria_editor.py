"""Journeys of the author of a criteria set."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from parindex.criteria import actions
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.models import CriteriaSetVersion, Node
from parindex.people.models import Tier
from tests.conftest import NOW
from tests.people import Province

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/bac-kan-2023/criteria/district.json"

type Opened = Callable[..., Page]


@pytest.fixture
def district_set(province: Province) -> CriteriaSetVersion:
    document: dict[str, Any] = json.loads(EXAMPLE.read_text())
    facts = SetFacts(document["code"], Tier.objects.get(code="district"), 2023, illustration=True)
    return actions.create_set(
        id=uuid.uuid4(), owner=province.root, facts=facts, title="", document=document, by=None, at=NOW
    )


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_screen_holds(
    page_as: Opened,
    district_set: CriteriaSetVersion,
    shot: Callable[..., Path],
    no_axe_violations: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
    phone: bool,
    theme: str,
) -> None:
    page = page_as("coordinator", phone=phone, theme=theme)
    base = f"/criteria-sets/{district_set.pk}/"
    node = {code: Node.objects.get(code=code).pk for code in ("1", "1.3.1", "1.2", "1.6")}
    addresses = {
        "list": "/criteria-sets/",
        "new": "/criteria-sets/new/",
        "overview": base,
        "header": f"{base}header/",
        "editor": f"{base}edit/",
        "steps": f"{base}edit/{node['1.3.1']}/",
        "deduct": f"{base}edit/{node['1.2']}/",
        "formula": f"{base}edit/{node['1.6']}/",
        "group": f"{base}edit/{node['1']}/",
        "add": f"{base}edit/add/?parent={node['1']}",
        "move": f"{base}edit/{node['1.2']}/move/",
        "policy": f"{base}policy/",
        "appraisers": f"{base}appraisers/",
        "findings": f"{base}findings/",
        "print": f"{base}print/",
    }
    for name, address in addresses.items():
        page.goto(address)
        shot(page, f"criteria-{name}-{theme}-{'360' if phone else '1440'}")
        no_sideways_scroll(page)
        no_axe_violations(page)

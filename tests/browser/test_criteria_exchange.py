"""Journeys of a criteria set as files and versions: author it from the template, break it, mend it, issue it, clone it,
score with it."""

import io
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from parindex.criteria import actions
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.models import CriteriaSet, CriteriaSetVersion
from parindex.criteria.uploads import keep_upload
from parindex.criteria.workbook import write_workbook
from parindex.criteria.workbook.sample import sample_set
from parindex.people.models import Account, Tier
from tests.apps.criteria.workbooks import Put, edited
from tests.conftest import NOW
from tests.people import Province

ROOT = Path(__file__).resolve().parents[2]

type Opened = Callable[..., Page]


def document(title: str = "") -> dict[str, Any]:
    """The template's example, appraised by units of the small province, with a decision."""
    text = json.dumps(sample_set("vi")).replace("VPUB", "STC").replace("STTTT", "STC")
    made: dict[str, Any] = json.loads(text)
    return made | ({"title": title} if title else {})


def create(province: Province, form: dict[str, Any]) -> CriteriaSetVersion:
    facts = SetFacts(form["code"], Tier.objects.get(code=form["tier"]), form["year"], illustration=True)
    return actions.create_set(
        id=uuid.uuid4(), owner=province.root, facts=facts, title="", document=form, by=None, at=NOW
    )


@pytest.fixture
def big(province: Province) -> CriteriaSetVersion:
    """The district set of the demonstration, a draft."""
    return create(province, json.loads((ROOT / "examples/bac-kan-2023/criteria/district.json").read_text()))


@pytest.fixture
def two_versions(province: Province, account_as: Callable[..., Account]) -> CriteriaSetVersion:
    """A draft that differs from the issued version before it."""
    first = create(province, document())
    person = account_as("coordinator")
    actions.issue(first, row_version=first.version, by=person, at=NOW)
    second = actions.start_version(first, id=uuid.uuid4(), change_note="Sửa theo góp ý của các sở", by=person, at=NOW)
    changed = document("Bộ tiêu chí ví dụ, sửa đổi")
    steering = changed["nodes"][0]["children"]
    steering[1]["rule"]["steps"][0]["above"] = "0.95"
    steering[1]["rule"]["steps"][1]["to"] = "0.95"
    steering[2]["max_points"] = "1.5"
    del steering[4]
    seen = _digest(second)
    actions.replace_tree(second, changed, seen=seen, by=person, at=NOW)
    second.refresh_from_db()
    return second


def _digest(version: CriteriaSetVersion) -> str:
    from parindex.criteria.documents import sha256_of
    from parindex.criteria.queries import text_of

    return sha256_of(text_of(version))


FIGURES = (ROOT / "examples/bac-kan-2023/figures/district.csv").read_text()


@pytest.mark.parametrize(("phone", "theme"), [(False, "light"), (True, "dark")], ids=["desktop", "phone"])
def test_every_screen_holds(
    page_as: Opened,
    account_as: Callable[..., Account],
    two_versions: CriteriaSetVersion,
    big: CriteriaSetVersion,
    shot: Callable[..., Path],
    no_axe_violations: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
    phone: bool,
    theme: str,
) -> None:
    person = account_as("coordinator")
    first = two_versions.based_on
    assert first is not None
    good, bad = write_workbook(document("Tên khác")), edited(write_workbook(document()), *FAULTS)
    files = [keep_upload([data], name="bo-tieu-chi.xlsx", by=person, at=NOW).pk for data in (good, bad)]
    base, frozen = f"/criteria-sets/{two_versions.pk}/", f"/criteria-sets/{first.pk}/"
    addresses = {
        "exchange": f"{base}exchange/",
        "exchange-frozen": f"{frozen}exchange/",
        "dry-run": f"{base}exchange/{files[0]}/",
        "faults": f"{base}exchange/{files[1]}/",
        "import": "/criteria-sets/import/",
        "import-set": f"/criteria-sets/import/{files[0]}/",
        "versions": f"{base}versions/",
        "difference": f"{base}difference/?before={first.pk}",
        "issue": f"{base}issue/",
        "issue-blocked": f"/criteria-sets/{big.pk}/issue/",
        "issued": f"{frozen}issue/",
        "withdraw": f"{frozen}withdraw/",
        "discard": f"{base}discard/",
        "start": f"{frozen}new-version/",
        "clone": f"{frozen}clone/",
        "trial": f"{frozen}trial/",
        "trial-errors": f"{base}trial/",
    }
    page = page_as("coordinator", phone=phone, theme=theme)
    suffix = f"{theme}-{'phone' if phone else 'desktop'}"
    for name, url in addresses.items():
        page.goto(url)
        no_sideways_scroll(page)
        shot(page, f"criteria-{name}-{suffix}")
        no_axe_violations(page)
    page.goto(f"/criteria-sets/{big.pk}/trial/")
    page.get_by_label("Hoặc dán số liệu").fill(FIGURES)
    page.get_by_role("button", name="Chấm điểm", exact=True).click()
    page.get_by_role("button", name="H060").click()
    expect(page.get_by_role("heading", name="H060")).to_be_visible()
    no_sideways_scroll(page)
    shot(page, f"criteria-trial-result-{suffix}")
    no_axe_violations(page)


FAULTS = [
    Put("Tiêu chí", "F6", None),
    Put("Tiêu chí", "D7", "một điểm"),
    Put("Tiêu chí", "A9", 1.1),
    Put("Tiêu chí", "G11", None),
    Put("Thang điểm", "A4", "9.9"),
    Put("Thang điểm", "D10", "báo cáo chậm"),
    Put("Thang điểm", "L12", 1),
    Put("Số liệu", "C6", "completed"),
    Put("Bộ tiêu chí", "B11", "31/02/2023"),
    Put("Xếp loại", "C4", "chín mươi"),
]

"""What tests of evidence have: a province, a unit's officer, and files taken in as the program takes them."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parindex.evidence import intake
from parindex.evidence.actions import Finished, begin_upload
from parindex.people.enums import Role
from parindex.people.models import Account
from tests.conftest import NOW
from tests.people import Province, accounts_of, make_province


@pytest.fixture(autouse=True)
def _places(settings: Any, tmp_path: Path) -> None:
    """Bytes of each test in folders of its own."""
    settings.STORED_FILES = tmp_path / "files"
    settings.EVIDENCE_PARTS = tmp_path / "uploads"
    settings.EVIDENCE_PREVIEWS = tmp_path / "previews"


@pytest.fixture
def province(db: None) -> Province:
    return make_province()


@pytest.fixture
def account_as(province: Province) -> Callable[..., Account]:
    return accounts_of(province)


@pytest.fixture
def officer(account_as: Callable[..., Account]) -> Account:
    """The officer of Sở Tài chính."""
    return account_as(Role.UNIT_OFFICER)


type Take = Callable[..., Finished]


@pytest.fixture
def take(province: Province, officer: Account) -> Take:
    """``take(data, name="x.pdf", at="STC", document=…)``: a file taken into a library whole."""

    def taken(data: bytes, name: str = "bao-cao.pdf", *, at: str = "STC", **more: Any) -> Finished:
        by = more.pop("by", officer)
        begun = begin_upload(
            province[at], number=uuid.uuid4(), name=name, size=len(data), document=more.get("document"), by=by, at=NOW
        )
        done = intake.receive(begun, [data], offset=0, by=by, at=NOW)[1]
        assert done is not None
        return done

    return taken

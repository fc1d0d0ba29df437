"""What tests of pages have: a province, and a client signed in with a role."""

from collections.abc import Callable

import pytest
from django.test import Client

from parindex.people.enums import Role
from parindex.people.models import Account
from tests.pages import Address, every_address
from tests.people import Province, accounts_of, make_province


@pytest.fixture
def province(db: None) -> Province:
    return make_province()


@pytest.fixture
def account_as(province: Province) -> Callable[..., Account]:
    return accounts_of(province)


@pytest.fixture
def client_as(account_as: Callable[..., Account]) -> Callable[..., Client]:
    """``client_as(role, at="H061")``: a client signed in with that role; None for a person without any."""

    def signed_in(role: Role | str | None, at: str = "") -> Client:
        client = Client()
        client.force_login(account_as(role, at))
        return client

    return signed_in


@pytest.fixture
def every_url() -> list[Address]:
    return every_address()

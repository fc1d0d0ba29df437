"""What was read stays with who read it: no page or download of ours is kept by a browser or a proxy."""

from collections.abc import Callable

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/", "/people/", "/people/?export=csv", "/criteria-sets/?export=xlsx", "/nowhere/"]
)
def test_pages_and_downloads_are_not_kept(client_as: Callable[[str], Client], address: str) -> None:
    assert client_as("administrator").get(address).headers["Cache-Control"] == "private, no-store"


def test_the_sign_in_page_is_not_kept(client: Client) -> None:
    answer = client.get("/", follow=True)
    assert "no-store" in answer.headers["Cache-Control"]

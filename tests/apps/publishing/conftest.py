import pytest

from tests.results import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()

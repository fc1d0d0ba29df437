"""What all tests share: the clock that is passed in, the databases' triggers, the closed network."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from tests.demonstration import Demonstration, made_once

#: The moment at which tests happen.
NOW = datetime(2023, 12, 5, 2, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


def pytest_configure(config: pytest.Config) -> None:
    """Lets Django empty append-only tables between tests that commit; nothing else gets past their triggers."""
    from django.core.management.commands import flush

    original = flush.sql_flush

    def with_triggers_asleep(style: Any, connection: Any, **options: Any) -> list[str]:
        statements = original(style, connection, **options)
        if connection.vendor == "postgresql":
            return ["SET session_replication_role = replica", *statements, "SET session_replication_role = DEFAULT"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drops = [f"DROP TRIGGER {name}" for name, _ in triggers]
        return [*drops, *statements, *(sql for _, sql in triggers)]

    flush.sql_flush = with_triggers_asleep


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """The demonstration on this run's database, made once for all workers: ``demonstration.copied(tmp_path)``."""
    place = tmp_path_factory.getbasetemp()
    return made_once((place.parent if "PYTEST_XDIST_WORKER" in os.environ else place) / "demonstration")


@pytest.fixture
def on_postgresql(db: None) -> None:
    """For races: SQLite has one writer at a time, so that they need PostgreSQL."""
    if connection.vendor != "postgresql":
        pytest.skip("races need PostgreSQL")


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """Each test begins in Vietnamese: a page asked for in English leaves its language behind in the thread."""
    with translation.override("vi"):
        yield

"""PARINDEX_DATABASE as Django's DATABASES entry: SQLite in WAL mode by default, PostgreSQL in production."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from parindex.config.environment import SettingError


def database_settings(url: str, data: Path, *, pool_size: int) -> dict[str, object]:
    """Django's settings for ``url``.

    :param url: empty for SQLite below ``data``; ``sqlite:///path``; ``postgresql://user:password@host:port/name``,
        where a host that starts with ``/`` (percent-encoded) is a socket's folder.
    :raises SettingError: for any other form.
    """
    if not url or url.startswith("sqlite:///"):
        file = Path(url.removeprefix("sqlite:///")) if url else data / "parindex.sqlite3"
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": file,
            "OPTIONS": {
                # Four writers for five seconds: thousands of "locked" errors with the default, none with IMMEDIATE.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000; "
                # INSERT OR REPLACE deletes without asking the triggers of the trail, unless told otherwise.
                "PRAGMA recursive_triggers=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise SettingError("PARINDEX_DATABASE takes sqlite:///path or postgresql://user:password@host:port/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": not pool_size,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": pool_size, "timeout": 20}} if pool_size else {},
    }

"""Settings are typed; what cannot be used is named; secrets come from files; the secret key is made once."""

import threading
from pathlib import Path

import pytest

from parindex.config.database import database_settings
from parindex.config.environment import Environment, SettingError
from parindex.config.secret_key import read_secret_key


def test_values_and_defaults() -> None:
    env = Environment({"A": "7", "B": "yes", "C": " x, y ,"})
    assert (env.whole("A", "", 1), env.whole("Z", "", 1)) == (7, 1)
    assert (env.flag("B", "", False), env.flag("Z", "", True)) == (True, True)
    assert env.names("C", "", "") == ["x", "y"]


@pytest.mark.parametrize(("method", "value"), [("whole", "many"), ("flag", "maybe")])
def test_what_cannot_be_used_is_named(method: str, value: str) -> None:
    with pytest.raises(SettingError, match=rf"PARINDEX_A takes .*{value}"):
        getattr(Environment({"PARINDEX_A": value}), method)("PARINDEX_A", "", 1)


def test_secrets_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret\n")
    assert Environment({"A_FILE": str(tmp_path / "password")}).text("A", "") == "secret"
    with pytest.raises(SettingError, match="A_FILE"):
        Environment({"A_FILE": str(tmp_path / "missing")}).text("A", "")


def test_databases(tmp_path: Path) -> None:
    assert database_settings("", tmp_path, pool_size=8)["NAME"] == tmp_path / "parindex.sqlite3"
    found = database_settings("postgresql://a:b%40c@%2Frun%2Fpg:5433/par", tmp_path, pool_size=0)
    assert [found[k] for k in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == ["a", "b@c", "/run/pg", "5433", "par"]
    with pytest.raises(SettingError):
        database_settings("mysql://x/y", tmp_path, pool_size=0)


def test_processes_that_start_at_once_agree_on_the_secret_key(tmp_path: Path) -> None:
    keys: list[str] = []
    threads = [threading.Thread(target=lambda: keys.append(read_secret_key("", tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 1
    assert len(keys) == 8
    assert len(keys[0]) > 50
    assert [p.name for p in tmp_path.iterdir()] == ["secret_key"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600

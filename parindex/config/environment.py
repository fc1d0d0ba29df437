"""Reads the operator's settings: environment variables named PARINDEX_*, secrets also from files.

Every variable is declared where it is read, with its type, default and one line of meaning; ``docs/operations.md``
lists them, and a test compares the two.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


class SettingError(Exception):
    """A setting that cannot be used. The message names the variable and what it takes."""


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    meaning: str
    default: str


class Environment:
    """The operator's settings as typed values.

    ``NAME_FILE`` names a file that holds the value, so that secrets need not stand in the environment.
    """

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = os.environ if values is None else values
        self.declared: dict[str, Setting] = {}

    def text(self, name: str, meaning: str, default: str = "") -> str:
        self.declared[name] = Setting(name, meaning, default)
        file = self._values.get(f"{name}_FILE", "")
        if file:
            try:
                return Path(file).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise SettingError(f"{name}_FILE: {file} cannot be read: {error.strerror}") from error
        return self._values.get(name, default)

    def _parsed[T](self, name: str, meaning: str, default: str, parse: Callable[[str], T], takes: str) -> T:
        value = self.text(name, meaning, default)
        try:
            return parse(value)
        except (ValueError, KeyError) as error:
            raise SettingError(f"{name} takes {takes}, not {value!r}") from error

    def whole(self, name: str, meaning: str, default: int) -> int:
        return self._parsed(name, meaning, str(default), int, "a whole number")

    def flag(self, name: str, meaning: str, default: bool) -> bool:
        words = {
            "1": True,
            "true": True,
            "yes": True,
            "on": True,
            "0": False,
            "false": False,
            "no": False,
            "off": False,
        }
        return self._parsed(name, meaning, "yes" if default else "no", lambda v: words[v.lower()], "yes or no")

    def path(self, name: str, meaning: str, default: Path) -> Path:
        return Path(self.text(name, meaning, str(default))).expanduser().absolute()

    def names(self, name: str, meaning: str, default: str) -> list[str]:
        return [part.strip() for part in self.text(name, meaning, default).split(",") if part.strip()]

"""Both languages are complete: the catalogue holds every string of the source, translated, and is compiled."""

import re
import subprocess
from pathlib import Path
from string import Formatter

import polib
import pytest

from parindex.cli import score, tables
from parindex.criteria import describe
from parindex.criteria.compare import wording as compare_wording
from parindex.criteria.trial import wording as trial_wording
from parindex.criteria.workbook import wording as workbook_wording
from tests import messages

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    """What the source asks for now."""
    return messages.collect(tmp_path_factory.mktemp("messages"))


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(messages.CATALOGUE))


def key(entry: polib.POEntry) -> tuple[str | None, str]:
    return (entry.msgctxt, entry.msgid)


def test_every_string_of_the_source_is_translated(fresh: polib.POFile, catalogue: polib.POFile) -> None:
    translated = {key(e) for e in catalogue if e.translated() and not e.fuzzy and not e.obsolete}
    assert sorted(e.msgid for e in fresh if key(e) not in translated) == []


def test_nothing_in_the_catalogue_is_left_over(fresh: polib.POFile, catalogue: polib.POFile) -> None:
    asked = {key(e) for e in fresh} | set(messages.foreign())
    assert sorted(e.msgid for e in catalogue if key(e) not in asked) == []


def test_placeholders_survive_translation(catalogue: polib.POFile) -> None:
    faults = []
    for entry in catalogue:
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            asked = set(messages.placeholders(entry.msgid)) | set(messages.placeholders(entry.msgid_plural or ""))
            given = set(messages.placeholders(text))
            if not given <= asked or (not entry.msgid_plural and given != asked):
                faults.append(f"{entry.msgid} → {text}")
    assert faults == []


def test_the_compiled_catalogue_is_fresh(catalogue: polib.POFile) -> None:
    compiled = polib.mofile(str(messages.CATALOGUE.with_suffix(".mo")))
    assert {key(e): (e.msgstr, e.msgstr_plural) for e in compiled} == {
        key(e): (e.msgstr, e.msgstr_plural) for e in catalogue if e.translated()
    }


def test_strings_of_other_packages_that_users_meet_are_translated() -> None:
    from django.utils.translation import gettext, override, pgettext

    with override("vi"):
        shown = [(text, pgettext(context, text) if context else gettext(text)) for context, text in messages.foreign()]
    left = [text for text, vietnamese in shown if vietnamese == text]
    assert left == []


#: Tables that carry both languages themselves (records 3 and 15); of the workbook's each row has a fault and its mend.
BILINGUAL = {
    "cli/score.py": score.SAID,
    "cli/tables.py": tables.SAID,
    "criteria/compare/wording.py": compare_wording.SENTENCES,
    "criteria/describe.py": describe._SAID,
    "criteria/trial/wording.py": trial_wording.WORDING,
    "criteria/workbook/wording.py": workbook_wording.WORDING,
}


def slots(text: str) -> set[str]:
    return {name.split(".")[0] for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("table", BILINGUAL)
def test_tables_of_both_languages_are_complete(table: str) -> None:
    for key, texts in BILINGUAL[table].items():
        half = len(texts) // 2
        assert half * 2 == len(texts), key
        for vietnamese, english in zip(texts[:half], texts[half:], strict=True):
            # Vietnamese names the level (lĩnh vực, tiêu chí) where English says it with the code alone.
            assert slots(vietnamese) - {"level"} == slots(english) - {"level"}, key
            assert bool(vietnamese) == bool(english), key
            words = re.sub(r"{[^}]*}", "", vietnamese)
            assert vietnamese != english or not re.search(r"[^\W\d_]{2}", words), f"{key} is not translated"


def test_gettext_is_there() -> None:
    assert subprocess.run(["xgettext", "--version"], capture_output=True).returncode == 0

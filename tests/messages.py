"""Collects the strings of the interface for translation.

    python -m tests.messages --write     # brings the Vietnamese catalogue up to date with the source, and compiles it

Strings of Django and allauth that our users meet, and that those packages do not translate themselves, stand in
``foreign_strings.txt``, one a line, with ``context|`` before it where they have one.
"""

import re
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "parindex"
CATALOGUE = PACKAGE / "locale/vi/LC_MESSAGES/django.po"
FOREIGN = PACKAGE / "locale/foreign_strings.txt"


def foreign() -> list[tuple[str | None, str]]:
    """Context (or None) and text of each string of other packages that our catalogue translates."""
    if not FOREIGN.exists():
        return []
    found: list[tuple[str | None, str]] = []
    for line in FOREIGN.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            context, bar, text = line.partition("|")
            found.append((context, _unescaped(text)) if bar else (None, _unescaped(line)))
    return found


def _unescaped(line: str) -> str:
    return line.replace("\\n", "\n")


def placeholders(text: str) -> list[str]:
    """What a translation must carry over: ``%(name)s``, ``%s``, ``{name}``."""
    return re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text)


def collect(folder: Path) -> polib.POFile:
    """The strings that the source asks for now, as an empty catalogue made in ``folder``."""
    from django.utils.translation import templatize

    texts: list[Path] = []
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or "locale" in path.parts:
            continue
        if path.suffix != ".py" and "templates" not in path.parts:
            continue
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            target = target.with_name(target.name + ".py")
            source = templatize(source, origin=str(path.relative_to(ROOT)))
        target.write_text(source, encoding="utf-8")
        texts.append(target)
    names = folder / "files"
    names.write_text("\n".join(str(t) for t in texts))
    keywords = ["gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "npgettext:1c,2,3"]
    keywords += ["pgettext_lazy:1c,2", "npgettext_lazy:1c,2,3", "_"]
    subprocess.run(
        ["xgettext", "--language=Python", "--from-code=UTF-8", "--no-location", "--no-wrap", f"--files-from={names}"]
        + [f"--keyword={k}" for k in keywords]
        + [f"--output={folder / 'django.pot'}"],
        check=True,
        capture_output=True,
    )
    return polib.pofile(str(folder / "django.pot"))


def write() -> int:
    """Brings the catalogue up to date and compiles it; says how many strings wait for a translation."""
    import tempfile

    known = polib.pofile(str(CATALOGUE), wrapwidth=0) if CATALOGUE.exists() else polib.POFile(wrapwidth=0)
    translations = {(e.msgctxt, e.msgid): e for e in known}
    with tempfile.TemporaryDirectory() as folder:
        asked = collect(Path(folder))
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Language": "vi",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    wanted = {(e.msgctxt, e.msgid): e for e in asked}
    for context, text in foreign():
        wanted.setdefault((context, text), polib.POEntry(msgctxt=context, msgid=text))
    for key in sorted(wanted, key=lambda k: (k[1], k[0] or "")):
        entry, old = wanted[key], translations.get(key)
        fresh = polib.POEntry(
            msgctxt=entry.msgctxt, msgid=entry.msgid, msgid_plural=entry.msgid_plural, flags=entry.flags
        )
        if entry.msgid_plural:
            fresh.msgstr_plural = {0: (old.msgstr_plural or {0: old.msgstr}).get(0, "") if old else ""}
        elif old:
            fresh.msgstr = old.msgstr
        catalogue.append(fresh)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))
    catalogue.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    left = [e.msgid for e in catalogue if not e.translated()]
    for text in left:
        print(f"untranslated: {text}")
    return len(left)


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    if sys.argv[1:] != ["--write"]:
        sys.exit(__doc__)
    print(f"{write()} strings wait for a translation")

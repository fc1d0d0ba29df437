"""What a server delivers: one style sheet, hashed names, a first visit that a slow line bears."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client

from parindex.people.enums import Role
from tests.pages import travelling_bytes

STATIC = Path(__file__).resolve().parents[2] / "parindex/web/static"
TEMPLATES = STATIC.parent / "templates"


@pytest.fixture
def collected(tmp_path: Path, settings: Any) -> Path:
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "parindex.web.static_files.CollectedFiles"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return settings.STATIC_ROOT


def sheet(collected: Path) -> str:
    (found,) = collected.glob("css/parindex.????????????.css")
    return found.read_text()


def test_a_page_needs_one_style_sheet_with_every_part_in_its_layer(collected: Path) -> None:
    text = sheet(collected)
    assert "@import" not in text
    assert text.startswith("@layer reset, tokens, base, layout, components, utilities, print;")
    for part in STATIC.glob("css/**/*.css"):
        if str(part.relative_to(STATIC / "css")) not in imported() - {"fonts.css"}:
            continue
        line = next(line.strip() for line in part.read_text().splitlines() if line.strip().endswith("}"))
        assert line in text, part


def imported(entry: str = "css/parindex.css") -> set[str]:
    return set(re.findall(r'@import url\("([^"]+)"\)', (STATIC / entry).read_text()))


def linked() -> set[str]:
    pages = "".join(p.read_text() for p in TEMPLATES.rglob("*.html"))
    return set(re.findall(r'{% static "css/([^"]+)" %}', pages))


def test_every_sheet_is_imported_or_linked_by_a_page() -> None:
    sheets = {str(p.relative_to(STATIC / "css")) for p in STATIC.glob("css/**/*.css")}
    assert imported() | imported("css/public.css") | linked() == sheets
    assert imported() & linked() == set()


def test_the_public_pages_have_a_sheet_of_their_own(collected: Path) -> None:
    (found,) = collected.glob("css/public.????????????.css")
    text = found.read_text()
    assert "@import" not in text
    for part in imported("css/public.css") - {"public-fonts.css"}:
        lines = (line.strip() for line in (STATIC / "css" / part).read_text().splitlines())
        assert next(line for line in lines if line.endswith("}")) in text, part


def test_fonts_and_scripts_are_named_by_their_content(collected: Path) -> None:
    assert len(re.findall(r'url\("../fonts/[a-z0-9-]+\.[0-9a-f]{12}\.woff2"\)', sheet(collected))) == 4
    (script,) = collected.glob("js/parindex.????????????.js")
    imports = re.findall(r'import\("([^"]+)"\)', script.read_text())
    assert imports
    assert all((collected / "js" / name).exists() and re.search(r"\.[0-9a-f]{12}\.js$", name) for name in imports)


def test_a_changed_part_reaches_the_sheet(tmp_path: Path, settings: Any) -> None:
    source = tmp_path / "source"
    (source / "css").mkdir(parents=True)
    (source / "css/parindex.css").write_text('@layer base;\n@import url("a.css") layer(base);\n')
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], tmp_path / "collected"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "parindex.web.static_files.CollectedFiles"}}
    finders.get_finder.cache_clear()
    try:
        for colour in ("red", "green"):
            (source / "css/a.css").write_text(f"p {{ color: {colour}; }}\n")
            call_command("collectstatic", interactive=False, verbosity=0)
            assert (tmp_path / "collected/css/parindex.css").read_text() == (
                f"@layer base;\n@layer base{{p {{ color: {colour}; }}\n}}\n"
            )
    finally:
        finders.get_finder.cache_clear()


@pytest.mark.django_db
def test_the_first_visit_is_under_120_kb(
    collected: Path, client_as: Callable[..., Client], capsys: pytest.CaptureFixture[str]
) -> None:
    client = client_as(Role.ADMINISTRATOR)
    client.cookies["theme"] = "dark"
    page = client.get("/")
    names = set(re.findall(r'"/static/([^"]+)"', page.text))
    names |= {f"fonts/{name}" for name in re.findall(r'url\("../fonts/([^"]+)"\)', sheet(collected))}
    names |= {str(p.relative_to(collected)) for p in collected.glob("js/*.????????????.js")}
    sizes = {name: len(gzip.compress((collected / name).read_bytes())) for name in names}
    assert sum(name.endswith(".woff2") for name in sizes) == 4
    assert sum(name.endswith(".css") for name in sizes) == 2
    assert travelling_bytes(page) <= 20 * 1024
    assert sum(sizes.values()) + travelling_bytes(page) <= 120 * 1024

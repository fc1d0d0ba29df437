"""The house rules of pages, read from the templates and style sheets."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import get_template

from parindex.web.icons import ICONS
from parindex.web.templatetags import parindex as tags

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "parindex/web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SHEETS = sorted((WEB / "static/css").rglob("*.css"))
SOURCES = [*TEMPLATES, *sorted(WEB.rglob("*.py"))]
PAGES = ROOT / "docs/design-system.md"

#: Where text is taken as HTML without escaping, and why that is safe.
MARKED_SAFE = {
    "components/field.html": "help texts are ours: Django's password rules come as a list",
}


def name(path: Path) -> str:
    return str(path.relative_to(WEB / "templates"))


def markup(path: Path) -> str:
    """The template without comments."""
    text = path.read_text()
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", text, flags=re.DOTALL)
    return re.sub(r"{#.*?#}", "", text)


def whole(path: Path) -> str:
    """The template with what it includes by name."""

    def included(match: re.Match[str]) -> str:
        return whole(WEB / "templates" / match[1])

    return re.sub(r"{% include \"([^\"]+)\".*?%}", included, markup(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_parses(path: Path) -> None:
    get_template(name(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_nothing_inline_that_the_policy_refuses(path: Path) -> None:
    text = markup(path)
    assert re.findall(r"<style\b", text) == []
    assert re.findall(r"\sstyle\s*=", text) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text) == []
    assert re.findall(r"\son[a-z]+\s*=|hx-on|javascript:|hx-vals=.js:", text) == []
    assert re.findall(r"(?:src|href|action)=\"(?:https?:)?//", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_text_is_escaped(path: Path) -> None:
    text = markup(path)
    if name(path) not in MARKED_SAFE:
        assert re.findall(r"\|\s*safe\b|{%\s*autoescape off|\|\s*safeseq\b", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_form_that_changes_something_carries_its_token(path: Path) -> None:
    forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", whole(path), re.DOTALL)
    assert [form[:80] for form in forms if "{% csrf_token %}" not in form] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_words_go_through_gettext(path: Path) -> None:
    """Letters between tags that are neither a tag of Django, an address, nor a name that stays as it is."""
    if "gallery" in path.parts or path.suffix != ".html":
        return
    text = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", markup(path), flags=re.DOTALL)
    text = re.sub(r"{% block body_attributes %}.*?{% endblock %}", "", text, flags=re.DOTALL)
    text = re.sub(r"<(code|kbd|pre|samp|script|title)\b.*?</\1>", "", text, flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
    words = re.findall(r">([^<]*[A-Za-zÀ-ỹ]{2}[^<]*)<", text)
    untouched = {"parindex", "CSV", "XLSX", "JSON", "SHA-256", "PDF", "Excel", "results", "nodes", "csv"}
    assert [w.strip() for w in words if not set(re.findall(r"[A-Za-zÀ-ỹ0-9-]{2,}", w)) <= untouched] == []


def icons_used() -> Iterator[tuple[str, str]]:
    for path in TEMPLATES:
        for used in re.findall(r"{% icon \"([a-z-]+)\" %}", path.read_text()):
            yield used, name(path)


def test_every_icon_that_is_named_is_drawn() -> None:
    assert [(used, where) for used, where in icons_used() if used not in ICONS] == []


def test_every_icon_that_is_drawn_is_used() -> None:
    everything = "".join(path.read_text() for path in SOURCES)
    assert [drawn for drawn in ICONS if f'"{drawn}"' not in everything] == []


def test_a_control_that_is_only_an_icon_has_a_name() -> None:
    nameless = []
    for path in TEMPLATES:
        controls = re.findall(r"<(?:a|button|summary)\b[^>]*icon-button[^>]*>", markup(path))
        nameless += [(name(path), control) for control in controls if "aria-label" not in control]
    assert nameless == []


def test_every_tag_and_every_class_of_a_component_stands_in_the_documentation() -> None:
    text = PAGES.read_text()
    assert [tag for tag in [*tags.register.tags, *tags.register.filters] if tag not in text] == []


def test_colours_come_from_the_tokens() -> None:
    """Outside of the two files of tokens and of paper, which is black on white, no colour is written out."""
    written = {}
    for path in SHEETS:
        if path.name in {"tokens.css", "dark.css", "print.css"}:
            continue
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        if found := re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", text):
            written[path.name] = found
    assert written == {}


def test_dark_repeats_every_colour_of_light() -> None:
    def colours(file: str) -> set[str]:
        text = (WEB / "static/css" / file).read_text()
        return set(re.findall(r"(--[a-z-]+):\s*(?:#|none|0 \d+px)", text))

    assert colours("dark.css") == colours("tokens.css")


def test_every_variable_that_is_read_is_set() -> None:
    text = "".join(path.read_text() for path in SHEETS)
    assert set(re.findall(r"var\((--[a-z0-9-]+)", text)) - set(re.findall(r"(--[a-z0-9-]+):", text)) == set()
    assert set(re.findall(r"(--[a-z0-9-]+):", text)) - set(re.findall(r"var\((--[a-z0-9-]+)", text)) == set()


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


#: Pairs of tokens that stand on each other, with the contrast that WCAG 2.2 AA asks of them.
PAIRS = [
    *[
        (text, ground, 4.5)
        for text in ("ink", "ink-soft", "link")
        for ground in ("paper", "ground", "sunken", "raised")
    ],
    *[(kind, f"{kind}-soft", 4.5) for kind in ("positive", "warning", "danger", "info", "neutral")],
    *[("ink", f"{kind}-soft", 4.5) for kind in ("positive", "warning", "danger", "info", "neutral")],
    *[("link", f"{kind}-soft", 4.5) for kind in ("positive", "warning", "danger", "info", "neutral", "accent")],
    ("danger", "paper", 4.5),
    ("on-danger", "danger", 4.5),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-strong", 4.5),
    ("accent-strong", "accent-soft", 4.5),
    ("on-bar", "bar", 4.5),
    ("on-bar-soft", "bar", 4.5),
    ("on-bar", "bar-strong", 4.5),
    ("line-strong", "paper", 3.0),
    ("focus", "paper", 3.0),
    ("focus", "ground", 3.0),
    ("focus-on-bar", "bar", 3.0),
]


@pytest.mark.parametrize("file", ["tokens.css", "dark.css"])
def test_text_and_edges_stand_out(file: str) -> None:
    tokens = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", (WEB / "static/css" / file).read_text()))
    weak = [
        (text, ground, round(contrast(tokens[text], tokens[ground]), 2))
        for text, ground, least in PAIRS
        if contrast(tokens[text], tokens[ground]) < least
    ]
    assert weak == []

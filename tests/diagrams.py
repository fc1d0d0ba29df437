"""Diagrams of docs/architecture.md, drawn from the code itself.

python -m tests.diagrams --write     # brings them up to date; a test compares them
"""

import os
import re
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/architecture.md"
APPS = ["kernel", "people", "criteria", "evidence", "programmes"]


def packages() -> str:
    """Which package imports which, or names it in a string; what is reachable through another is left out."""
    import grimp

    graph = grimp.build_graph("parindex", exclude_type_checking_imports=True, cache_dir=None)
    names = sorted(child.removeprefix("parindex.") for child in graph.find_children("parindex"))
    arrows = {
        (a, b)
        for a in names
        for b in names
        if a != b and graph.direct_import_exists(importer=f"parindex.{a}", imported=f"parindex.{b}", as_packages=True)
    }
    arrows |= {(a, b) for a in names for b in _named(a) if a != b}
    shown = {(a, b) for a, b in arrows if not any((a, c) in arrows and (c, b) in arrows for c in names)}
    return "\n".join(["flowchart TD", *(f"    {a} --> {b}" for a, b in sorted(shown))])


def _named(package: str) -> set[str]:
    """The packages that a package names in a string, as addresses and settings do."""
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "parindex" / package).rglob("*.py"))
    return set(re.findall(r'"parindex\.([a-z]+)(?:\.[\w.]+)?"', sources))


def tables() -> str:
    """Tables of our apps and their foreign keys."""
    from django.apps import apps

    models = [m for app in APPS for m in apps.get_app_config(app).get_models()]
    lines = ["erDiagram"]
    for model in sorted(models, key=lambda m: (APPS.index(m._meta.app_label), m.__name__)):
        keys = [f for f in model._meta.get_fields() if f.is_relation and f.many_to_one and f.concrete]
        if not keys:
            lines.append(f"    {model.__name__}")
        for key in keys:
            end = "o|" if key.null else "||"
            lines.append(f"    {model.__name__} }}o--{end} {key.related_model.__name__} : {key.name}")
    return "\n".join(lines)


def workflow() -> str:
    """The life of a version of a criteria set."""
    from parindex.criteria.workflow import WORKFLOW
    from parindex.kernel.workflow import diagram

    return diagram(WORKFLOW)


def life_of_a_round() -> str:
    """The life of a round."""
    from parindex.kernel.workflow import diagram
    from parindex.programmes.workflow import WORKFLOW

    return diagram(WORKFLOW)


def life_of_a_sheet() -> str:
    """The life of a score sheet."""
    from parindex.assessments.workflow import WORKFLOW
    from parindex.kernel.workflow import diagram

    return diagram(WORKFLOW)


def life_of_a_run() -> str:
    """The life of a run."""
    from parindex.kernel.workflow import diagram
    from parindex.results.workflow import WORKFLOW

    return diagram(WORKFLOW)


def drawn(text: str) -> str:
    """``text`` with every block between ``<!-- diagram: NAME -->`` and ``<!-- end -->`` drawn anew."""
    makers = {
        "packages": packages,
        "tables": tables,
        "workflow": workflow,
        "round": life_of_a_round,
        "sheet": life_of_a_sheet,
        "run": life_of_a_run,
    }
    return re.sub(
        r"(<!-- diagram: (\w+) -->\n).*?(<!-- end -->)",
        lambda found: f"{found[1]}```mermaid\n{makers[found[2]]()}\n```\n{found[3]}",
        text,
        flags=re.DOTALL,
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    if sys.argv[1:] != ["--write"]:
        sys.exit(__doc__)
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

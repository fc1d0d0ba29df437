"""The house rules, read from the source: rooms, sizes, purity, layers, documented settings, the glossary."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from tests import diagrams

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "parindex"
APPS = ["kernel", "people", "criteria", "evidence", "programmes", "assessments", "appraisals", "results", "publishing"]
SOURCES = sorted(p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts)


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


def modules_of(app: str, name: str) -> list[Path]:
    """``actions.py``, or the files of the folder that it became."""
    folder = PACKAGE / app
    return [p for p in [folder / f"{name}.py", *sorted((folder / name).rglob("*.py"))] if p.exists()]


def test_layers_hold() -> None:
    found = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout[-3000:]


def test_no_file_is_over_400_lines() -> None:
    assert {str(p.relative_to(ROOT)): n for p in SOURCES if (n := p.read_text().count("\n")) > 400} == {}


def test_no_room_without_a_name() -> None:
    forbidden = {"utils", "core", "helpers", "common", "services", "misc", "lib", "shared", "managers"}
    assert [str(p) for p in SOURCES if forbidden & {*p.relative_to(PACKAGE).parts, p.stem}] == []


def test_no_package_stands_empty() -> None:
    for folder in [p for p in PACKAGE.iterdir() if p.is_dir() and (p / "__init__.py").exists()]:
        assert any(p.stat().st_size for p in folder.rglob("*.py")), folder


def test_no_signals_and_no_save_overrides() -> None:
    found = []
    for path in SOURCES:
        text = path.read_text()
        if re.search(r"@receiver|\bpost_save\b|\bpre_save\b|\bpost_delete\b", text):
            found.append(f"{path.relative_to(ROOT)}: signal")
        if "models" in (path.parent.name, path.stem) and re.search(r"def (save|delete)\(self", text):
            found.append(f"{path.relative_to(ROOT)}: save or delete override")
    assert found == []


@pytest.mark.parametrize("app", APPS[1:])
def test_actions_are_whole_and_are_told_who_and_when(app: str) -> None:
    """What an app's ``actions`` offers: each one transaction with its trail, given the person and the moment."""
    actions = importlib.import_module(f"parindex.{app}.actions")
    offered = {name: getattr(actions, name) for name in actions.__all__}
    functions = {name: thing for name, thing in offered.items() if inspect.isfunction(thing)}
    assert functions
    for name, function in functions.items():
        assert getattr(function, "is_action", False), f"{app}.{name} is not an @action"
        given = {p.name for p in inspect.signature(function).parameters.values() if p.kind == p.KEYWORD_ONLY}
        # What the program notes by itself (a sign-in that failed) has nobody who acts.
        asked = {"at"} if name.startswith("note_") else {"by", "at"}
        assert asked <= given, f"{app}.{name} is not told who and when"


#: Where the clock is read below the faces, and why.
READS_THE_CLOCK = {
    "kernel/jobs.py": "Django's tasks API gives enqueue() no moment, and a lease is kept by the clock",
}


def test_the_domain_knows_neither_clock_nor_request() -> None:
    clock, request = [], []
    for package in ["engine", *APPS]:
        for path in (PACKAGE / package).rglob("*.py"):
            text, name = path.read_text(), str(path.relative_to(PACKAGE))
            if re.search(r"timezone\.now|datetime\.now|date\.today|time\.time\(|localdate\(", text):
                clock.append(name)
            if re.search(r"HttpRe|\brequest\.|django\.(http|shortcuts|template)", text):
                request.append(name)
    assert sorted(clock) == sorted(READS_THE_CLOCK)
    assert request == []


def test_faces_reach_the_database_through_queries_and_actions() -> None:
    found = []
    for path in [*(PACKAGE / "web").rglob("*.py"), *(PACKAGE / "cli").rglob("*.py")]:
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if re.search(r"\.objects\b|(?<!self)\.(save|delete|bulk_create|bulk_update|get_or_create)\(", line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert found == []


def test_what_catches_everything_says_so() -> None:
    """``except Exception`` hides a fault unless it is logged with its traceback or raised on."""
    silent = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler) and (node.type is None or "Exception" in ast.unparse(node.type)):
                told = any(
                    isinstance(inner, ast.Raise)
                    or (isinstance(inner, ast.Call) and ast.unparse(inner.func) == "logger.exception")
                    for inner in ast.walk(node)
                )
                if ast.unparse(node.type or ast.Name("all")) in {"all", "Exception", "BaseException"} and not told:
                    silent.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert silent == []


#: Ours that a test may set, besides constants (limits, page sizes): nothing that computes.
SET_IN_TESTS = {"_one_at_a_time": "the semaphore itself, so that a test can hold it"}


def test_our_own_code_is_never_mocked() -> None:
    mocked = []
    for path in (ROOT / "tests").rglob("*.py"):
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom) and "mock" in ast.unparse(node).split():
                mocked.append(f"{path.relative_to(ROOT)}:{node.lineno}")
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("monkeypatch.setattr"):
                target, *rest = node.args
                named = target if isinstance(target, ast.Constant) else rest[0]
                name = str(ast.literal_eval(named)).rpartition(".")[2]
                foreign = isinstance(target, ast.Name) and target.id in {
                    "MD5PasswordHasher",
                    "os",
                    "ratelimit",
                    "shutil",
                    "socket",
                    "tempfile",
                    # Django's clock, which the faces alone look at.
                    "timezone",
                }
                if not (name.isupper() or name in SET_IN_TESTS or foreign):
                    mocked.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert mocked == []


@pytest.mark.parametrize("package", ["engine", "kernel"])
def test_what_is_offered_is_explained(package: str) -> None:
    """Public functions and classes of the engine and the kernel; methods that a base class explains are let off."""
    bare = []
    for path in (PACKAGE / package).rglob("*.py"):
        if path.name in {"apps.py", "enums.py"} or "migrations" in path.parts:
            continue
        for node in ast.parse(path.read_text()).body:
            offered = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if offered and ast.get_docstring(node) is None:
                bare.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert bare == []


@pytest.mark.parametrize("app", APPS[1:])
def test_rules_answer_with_verdicts_and_write_nothing(app: str) -> None:
    for path in modules_of(app, "rules"):
        for function in functions(path):
            if function.name.startswith("may_"):
                assert function.returns is not None, function.name
                assert ast.unparse(function.returns) == "Verdict", function.name
        assert not re.search(r"\.(save|create|update|delete|bulk_create)\(", path.read_text()), path


@pytest.mark.parametrize("app", APPS[1:])
def test_queries_write_nothing(app: str) -> None:
    for path in modules_of(app, "queries"):
        assert not re.search(
            r"\.(save|create|get_or_create|update|delete|bulk_create|bulk_update)\(", path.read_text()
        ), path


def test_views_are_short() -> None:
    long = {}
    for path in sorted((PACKAGE / "web").rglob("*.py")):
        for function in functions(path):
            arguments = [a.arg for a in function.args.args]
            lines = (function.end_lineno or 0) - function.body[0].lineno + 1
            if arguments[:1] == ["request"] and lines > 20:
                long[f"{path.relative_to(ROOT)}:{function.name}"] = lines
    assert long == {}


def test_points_are_never_floats() -> None:
    for path in [*(PACKAGE / "engine").rglob("*.py"), *(PACKAGE / "criteria").rglob("*.py")]:
        if "workbook" in path.parts:
            continue  # margins of a sheet of paper, likeness of words; its numbers are held by its own tests
        for node in ast.walk(ast.parse(path.read_text())):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), (path, node.lineno)
            assert not (isinstance(node, ast.Call) and ast.unparse(node.func) == "float"), (path, node.lineno)


def test_the_engine_runs_without_django() -> None:
    code = "import sys, parindex.engine; print([m for m in sys.modules if m.split('.')[0] in ('django', 'numpy')])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_every_setting_is_documented() -> None:
    from parindex.config.settings import env

    text = (ROOT / "docs/operations.md").read_text()
    rows = dict(re.findall(r"^\| `(PARINDEX_\w+)` \| ([^|]*?) \|", text, re.MULTILINE))
    assert rows == {name: setting.meaning for name, setting in env.declared.items()}


def test_models_bear_the_glossarys_names() -> None:
    terms = set(re.findall(r"`(\w+)`", (ROOT / "docs/glossary.md").read_text()))
    ours = [m for m in apps.get_models() if m._meta.app_label in {"people", "criteria", "evidence", "programmes"}]
    snake = {re.sub(r"(?<!^)(?=[A-Z])", "_", m.__name__).lower() for m in ours}
    assert snake - terms == set()


def test_the_action_of_the_architecture_page_is_a_real_one() -> None:
    from parindex.people import actions

    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    assert f"```python\n{inspect.getsource(actions.change_tier)}```" in page


def test_diagrams_are_fresh() -> None:
    page = diagrams.PAGE.read_text(encoding="utf-8")
    assert page.count("<!-- diagram:") == 6
    assert diagrams.drawn(page) == page, "python -m tests.diagrams --write"


def test_nothing_names_this_machine_or_a_registry() -> None:
    # Built here so that this file does not name them itself.
    hosts = ["py" + "pi.org", "registry." + "npmjs", "deb." + "debian.org", "python" + "hosted"]
    places = [*("/" + p for p in ("tmp/", "work/", "root/")), *hosts]
    found = []
    for path in tracked():
        if path.suffix in {".woff2", ".ttf", ".mo", ".png", ".xlsx", ".ico"}:
            continue
        text = path.read_text(encoding="utf-8")
        found += [f"{path.relative_to(ROOT)}: {place}" for place in places if place in text]
    assert found == []


def test_the_lock_has_hashes_and_no_addresses() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "http" not in lock
    pinned = re.findall(r"^[a-z0-9_.\-]+==.*\\\n(?:    --hash=.*\n?)+", lock, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[a-z0-9_.\-]+==", lock, re.MULTILINE))


def test_every_dependency_gives_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    for line in re.findall(r'^    "[a-z].*$', text, re.MULTILINE):
        if ">=" in line:
            assert re.search(r",\s+# \w", line), line


def test_nothing_is_left_open() -> None:
    words = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "pragma: no " + "cover"]
    for path in tracked():
        if path.suffix in {".py", ".html", ".js", ".css", ".md"}:
            text = path.read_text(encoding="utf-8")
            assert not [w for w in words if re.search(rf"\b{w}\b", text)], path


#: Where a choice of the scoring brief is made, beside the rules: each says in which section it is described.
POLICY_CODE = [
    *("answers", "evaluating", "formula", "freezing", "inputs", "numbers", "plan"),
    *("printing", "ranking", "scoring", "standings", "tree"),
]


def test_every_scoring_rule_cites_its_source() -> None:
    sections = set(re.findall(r"^#+ (.+)$", (ROOT / "docs/methods.md").read_text(), re.MULTILINE))
    modules = [p for p in (PACKAGE / "engine/rules").glob("*.py") if p.name != "__init__.py"]
    for path in [*modules, *(PACKAGE / f"engine/{name}.py" for name in POLICY_CODE)]:
        cited = re.findall(r"Source: docs/methods\.md, \*(.+?)\*\.", path.read_text())
        assert cited, f"{path.name} cites no section of docs/methods.md"
        assert set(cited) <= sections, f"{path.name}: {set(cited) - sections}"


def test_every_rule_kind_and_policy_cites_its_source() -> None:
    from parindex.engine import numbers, tree
    from parindex.engine.rules import kinds

    table = (ROOT / "docs/methods.md").read_text()
    stated = [thing for thing in vars(kinds).values() if inspect.isclass(thing) and hasattr(thing, "kind")]
    assert len(stated) == 10
    for thing in stated:
        assert f"| `{thing.kind}` |" in table, thing
    policies = [tree.NotArising, tree.NotApplicable, tree.WithoutSurvey, tree.RankOn, tree.Ties, tree.ClassBand]
    for thing in [*stated, *policies, tree.Policy, numbers.Rounding]:
        assert "Source: docs/methods.md, *" in (thing.__doc__ or ""), thing

"""The examples' figures are what their maker makes: whoever changes one changes the other."""

import shutil
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/bac-kan-2023"


def test_the_figures_are_made_anew_to_the_byte(tmp_path: Path) -> None:
    copy = tmp_path / "bac-kan-2023"
    shutil.copytree(EXAMPLE, copy, ignore=shutil.ignore_patterns("figures", "__pycache__"))
    (copy / "figures").mkdir()
    subprocess.run([sys.executable, copy / "make_figures.py"], check=True, timeout=120)
    kept = {path.name: path.read_bytes() for path in (EXAMPLE / "figures").iterdir()}
    assert {path.name: path.read_bytes() for path in (copy / "figures").iterdir()} == kept

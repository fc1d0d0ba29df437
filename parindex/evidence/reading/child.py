"""The process that reads a stranger's file: started with nothing but the file, held to limits, believed with care."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings

from parindex.evidence.reading.program import CPU_SECONDS, MEMORY, PREVIEWS, Read

#: By the wall clock; the limit on the processor's time ends a busy loop sooner.
SECONDS = 3 * CPU_SECONDS
_PACKAGES = Path(__file__).resolve().parents[3]


def read_file(path: Path, media_type: str, sha256: str) -> Read:
    """Reads the file and keeps its pages' pictures under its hash. Safe to repeat; never raises on any content."""
    home = Path(settings.EVIDENCE_PREVIEWS)
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".reading-") as folder:
        found = _run(path, media_type, Path(folder))
        target = _folder(sha256)
        shutil.rmtree(target, ignore_errors=True)
        if found.previews:
            target.parent.mkdir(parents=True, exist_ok=True)
            kept = Path(folder) / "kept"
            kept.mkdir()
            for number in range(1, len(found.previews) + 1):
                os.replace(Path(folder) / str(number), kept / str(number))
            os.replace(kept, target)
    return found


def preview_of(sha256: str, page: int) -> Path:
    """Where the picture of a page lies; pages count from 1."""
    return _folder(sha256) / str(page)


def _folder(sha256: str) -> Path:
    return Path(settings.EVIDENCE_PREVIEWS) / sha256[:2] / sha256


def _run(path: Path, media_type: str, folder: Path) -> Read:
    command = [sys.executable, "-P", "-m", "parindex.evidence.reading.program", str(path), media_type, str(folder)]
    # No setting, no secret and no address of the database goes along.
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONPATH": str(_PACKAGES), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, env=environment, cwd=folder, capture_output=True, timeout=SECONDS, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        return Read(state="unreadable")
    try:
        told = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        found = Read(**told)
    except (OSError, ValueError, TypeError):
        return Read(state="unreadable")
    whole = all((folder / str(number)).is_file() for number in range(1, len(found.previews) + 1))
    return found if done.returncode == 0 and whole else Read(state="unreadable")


__all__ = ["MEMORY", "PREVIEWS", "SECONDS", "preview_of", "read_file"]

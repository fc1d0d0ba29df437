"""``parindex verify PACKAGE``: computes a published package again, without a database, and names what differs.

Exit codes: 0 it agrees to the last byte, 1 something differs, 2 it cannot be checked.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from parindex.cli import streams

if TYPE_CHECKING:
    from parindex.engine.numbers import Language
    from parindex.publishing.package import Report

SAID = {
    "round": ("Đợt đánh giá: {title} ({organiser})", "Round: {title} ({organiser})"),
    "publication": (
        "Lần công bố: {number}, công bố từ {at}, căn cứ: {decision}",
        "Publication {number}, published from {at}, by: {decision}",
    ),
    "correction": ("Nội dung đính chính: {text}", "It corrects: {text}"),
    "sha256": (
        "Mã SHA-256 của gói: {sha256}\n  (đối chiếu với mã ghi trên trang công bố)",
        "SHA-256 of the package: {sha256}\n  (compare it with the page of the publication)",
    ),
    "agrees": ("KHỚP: kết quả công bố đúng từng chữ số.", "AGREES: the published results hold to the last digit."),
    "differs": ("SAI KHÁC: phát hiện {number} chỗ.", "DIFFERS: {number:difference} found."),
    "unverifiable": ("KHÔNG KIỂM CHỨNG ĐƯỢC: {why}", "CANNOT BE VERIFIED: {why}"),
}
"""What this command says, in Vietnamese and in English."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("package", metavar="PACKAGE", type=Path, help="the published package, a .zip file")
    parser.add_argument("--sha256", metavar="HEX", default="", help="what the publication's page says of the package")
    parser.add_argument("--lang", choices=["vi", "en"], default="vi", help="language of the messages")


def run(args: argparse.Namespace) -> int:
    from parindex.publishing.package import Unverifiable, verify

    language: Language = args.lang
    # A short-lived process that holds everything it makes: looking for garbage would only cost time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        report = verify(args.package, args.sha256)
    except Unverifiable as fault:
        why = f"{args.package}: {fault.said.text(language)}"
        streams.tell([_said("unverifiable", language, why=why)], sys.stderr)
        return 2
    finally:
        if collecting:
            gc.enable()
    for line in _heading(report, language):
        print(line)
    for said in report.agreements:
        print(f"✓ {said.text(language)}")
    if not report.differences:
        print(_said("agrees", language))
        return 0
    sys.stdout.flush()
    lines = [f"✗ {said.text(language)}" for said in report.differences]
    streams.tell([*lines, _said("differs", language, number=len(lines))], sys.stderr)
    return 1


def _said(key: str, language: Language, **values: object) -> str:
    from parindex.engine.messages import Counted

    told = {name: Counted(value) for name, value in values.items()}
    return SAID[key][0 if language == "vi" else 1].format_map(told)


def _heading(report: Report, language: Language) -> Iterator[str]:
    """What the package says it is; whoever made it may have written anything there."""
    from parindex.publishing.package import shown

    manifest = report.manifest
    names = [manifest.get(name) for name in ("round", "organiser")]
    stated = [name if isinstance(name, dict) else {} for name in names]
    yield _said(
        "round", language, title=shown(stated[0].get("title", "?")), organiser=shown(stated[1].get("name", "?"))
    )
    facts = {name: shown(manifest.get(name, "?")) for name in ("publication", "published_at", "decision", "correction")}
    yield _said(
        "publication", language, number=facts["publication"], at=facts["published_at"], decision=facts["decision"]
    )
    if facts["correction"]:
        yield _said("correction", language, text=facts["correction"])
    yield _said("sha256", language, sha256=report.sha256)

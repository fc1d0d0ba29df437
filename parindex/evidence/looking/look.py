"""What a file is by its content, never by its name: the one entry to the looks of each type."""

import mmap
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from parindex.evidence.enums import MediaType, Scan
from parindex.evidence.looking import office, papers, pictures
from parindex.evidence.looking.scanner import scan
from parindex.kernel.verdicts import Refused

#: Bytes that tell a type; an upload is looked at early once they are there.
HEAD = 4096
_PDF, _ZIP, _JPEG, _PNG = b"%PDF-", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: What makes a program that guesses take a picture or a paper for a page with scripts.
_PAGE = (b"<html", b"<!doctype html", b"<script", b"<svg", b"<?php", b"<iframe")


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen: the type, words of ``enums.Mark``, and what the scanner said."""

    media_type: MediaType
    marks: tuple[str, ...] = ()
    scan: Scan = Scan.NONE


def limit_of(media_type: str) -> int:
    """Largest size of a file of that type, in bytes."""
    kind = {MediaType.PDF.value: "pdf", MediaType.JPEG.value: "image", MediaType.PNG.value: "image"}
    limit: int = settings.EVIDENCE_LIMITS[kind.get(media_type, "office")]
    return limit


def max_size() -> int:
    """Largest size of any file, in bytes."""
    return max(settings.EVIDENCE_LIMITS.values())


def look_early(head: bytes, size: int) -> None:
    """Looks at the first bytes of a file of ``size``, so that a wrong one is refused before it has come in whole.

    :raises Refused: its type is not taken, or is too large.
    """
    if len(head) < min(HEAD, size):
        return
    kind = _kind_of(head)
    if kind is not None:
        _check_size(kind, size)
    elif size > limit_of(MediaType.DOCX):
        raise _too_large(limit_of(MediaType.DOCX))


def look_at(path: Path) -> Looked:
    """Looks through a whole file; memory stays constant.

    :raises Refused: not a type that is taken, too large, damaged, or it could do harm.
    :raises Unavailable: the virus scanner does not answer.
    """
    size = path.stat().st_size
    if size == 0:
        raise Refused(_("The file is empty."))
    with path.open("rb") as stream:
        kind = _kind_of(stream.read(HEAD))
        if kind is None:
            kind, marks = office.look(path, stream)
        elif kind is MediaType.PDF:
            _check_size(kind, size)
            marks = papers.look(stream, size)
        else:
            _check_size(kind, size)
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as view:
                marks = pictures.look(view, kind)
    _check_size(kind, size)
    return Looked(kind, marks, scan(path))


def _kind_of(head: bytes) -> MediaType | None:
    """The type that the first bytes tell; None for a ZIP, which may be an office file."""
    low = head.lower()
    if head.startswith((_PDF, _JPEG, _PNG)):
        if any(sign in low for sign in _PAGE):
            raise Refused(
                _("The file claims to be two things at once and hides a web page. Save it anew, then upload it.")
            )
        if head.startswith(_PDF):
            return MediaType.PDF
        return MediaType.JPEG if head.startswith(_JPEG) else MediaType.PNG
    if head.startswith(_ZIP):
        return None
    if head.startswith(_OLE):
        raise Refused(
            _("This is an old or password-protected office file. Save it as DOCX, XLSX or PDF without a password.")
        )
    raise Refused(
        _("Files of this kind (%(kind)s) are not taken. Upload PDF, DOCX, XLSX, JPG or PNG.") % {"kind": _foreign(head)}
    )


def _foreign(head: bytes) -> str:
    """What a file that is not taken seems to be, as the ending of its name."""
    import puremagic  # a tenth of a second, and only a refusal needs it

    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return _("unknown")
    return next((match.extension for match in found if match.extension), _("unknown"))


def _check_size(kind: MediaType, size: int) -> None:
    if size > limit_of(kind):
        raise _too_large(limit_of(kind), kind.label)


def _too_large(limit: int, kind: str = "") -> Refused:
    values = {"kind": kind, "limit": limit // 1024 // 1024}
    if kind:
        return Refused(_("A %(kind)s file may have at most %(limit)s MiB.") % values)
    return Refused(_("The file is larger than %(limit)s MiB.") % values)

"""A look at a picture without decoding it: its size, and whether something follows behind it."""

import mmap
import struct

from django.utils.translation import gettext as _

from parindex.evidence.enums import MediaType
from parindex.evidence.looking.papers import TAIL, holds_archive
from parindex.kernel.verdicts import Refused

#: A page scanned at 600 dpi on A3 has 70 million points; more would only exhaust whoever opens it.
MAX_POINTS = 100_000_000
#: Markers of JPEG that begin a frame and hold its size.
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_ALONE = {0x01, *range(0xD0, 0xD8)}


def look(view: mmap.mmap, kind: MediaType) -> tuple[str, ...]:
    """Nothing to point out, or a refusal.

    :raises Refused: damaged, too many points, or something hides behind it.
    """
    try:
        width, height = _png(view) if kind is MediaType.PNG else _jpeg(view)
    except (struct.error, IndexError) as error:
        raise _damaged() from error
    if not width or not height:
        raise _damaged()
    if width * height > MAX_POINTS:
        raise Refused(_("The picture has too many points. Scan or save it smaller, then upload it."))
    if holds_archive(view[-TAIL:]):
        raise Refused(_("Something else hides behind the end of this file. Save it anew, then upload it."))
    return ()


def _damaged() -> Refused:
    return Refused(_("The picture is damaged. Save it anew, then upload it."))


def _png(view: mmap.mmap) -> tuple[int, int]:
    """Width and height; nothing may follow the last chunk."""
    if view[12:16] != b"IHDR":
        raise _damaged()
    width, height = struct.unpack_from(">II", view, 16)
    at = 8
    while view[at + 4 : at + 8] != b"IEND":
        (length,) = struct.unpack_from(">I", view, at)
        at += 12 + length
    if len(view) != at + 12:
        raise Refused(_("Something else hides behind the end of this file. Save it anew, then upload it."))
    return width, height


def _jpeg(view: mmap.mmap) -> tuple[int, int]:
    """Width and height of the first frame."""
    at = 2
    while True:
        if view[at] != 0xFF:
            raise _damaged()
        marker = view[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in {0xD9, 0xDA}:
            raise _damaged()
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", view, at + 5)
            return width, height
        (length,) = struct.unpack_from(">H", view, at + 2)
        if length < 2:
            raise _damaged()
        at += 2 + length

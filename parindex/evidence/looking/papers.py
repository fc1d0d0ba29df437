"""A look through a PDF without parsing it: is it whole, what hides behind its end, what is active in it."""

import re
import struct
from typing import BinaryIO

from django.utils.translation import gettext as _

from parindex.evidence.enums import Mark
from parindex.kernel.verdicts import Refused

#: Names that matter, each as a whole; a reference or a dictionary follows ``Encrypt`` where it is a key.
_NAMES = re.compile(
    rb"/(?:(JavaScript|JS|Launch|RichMedia|SubmitForm|ImportData|GoToR|XFA)|(EmbeddedFile|FileAttachment))"
    rb"(?=[\x00\t\n\x0c\r ()<>\[\]{}/%])|/(Encrypt)\s*(?:\d+\s+\d+\s+R|<<)"
)
_MARKS = (Mark.ACTIVE, Mark.ATTACHMENTS, Mark.RESTRICTED)
_END, _END_OF_ARCHIVE = b"%%EOF", b"PK\x05\x06"
#: What scanners and signing programs leave behind the end.
_BEHIND = 2_048
#: Read at a time, and how much of it again with the next, so that no name is cut in two.
_BLOCK, _OVERLAP = 1 << 20, 128
#: The longest comment that an archive may end with, and the record before it.
TAIL = 65_535 + 22


def look(stream: BinaryIO, size: int) -> tuple[str, ...]:
    """What is to be pointed out, words of ``Mark``.

    :raises Refused: cut off, or something hides behind its end.
    """
    marks, end, at, rest = set(), -1, 0, b""
    stream.seek(0)
    while block := stream.read(_BLOCK):
        window = rest + block
        marks |= {_MARKS[found.lastindex - 1].value for found in _NAMES.finditer(window) if found.lastindex}
        last = window.rfind(_END)
        end = at - len(rest) + last if last >= 0 else end
        at += len(block)
        rest = window[-_OVERLAP:]
    if end < 0:
        raise Refused(_("The PDF is not whole. Save or scan it anew, then upload it."))
    stream.seek(max(size - TAIL, 0))
    if holds_archive(stream.read()) or size - end > _BEHIND + len(_END):
        raise Refused(_("Something else hides behind the end of this file. Save it anew, then upload it."))
    return tuple(sorted(marks))


def holds_archive(tail: bytes) -> bool:
    """Whether a program that opens archives would find one: the end of its directory is the end of the file.

    :param tail: the last ``TAIL`` bytes of the file, or all of it.
    """
    at = tail.rfind(_END_OF_ARCHIVE)
    while at >= 0:
        if at + 22 <= len(tail):
            (comment,) = struct.unpack_from("<H", tail, at + 20)
            if at + 22 + comment == len(tail):
                return True
        at = tail.rfind(_END_OF_ARCHIVE, 0, at)
    return False

"""The virus scanner clamd, asked over its socket; optional."""

import socket
import struct
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from parindex.evidence.enums import Scan
from parindex.evidence.parts import read
from parindex.kernel.verdicts import Refused

_SECONDS = 60


class Unavailable(Refused):
    """The scanner does not answer: what came in is kept, and may be tried again."""


def scan(path: Path) -> Scan:
    """What the scanner says of this file; ``NONE`` where none is set up.

    :raises Refused: it found something.
    :raises Unavailable: it cannot be reached, or gives no verdict.
    """
    if not settings.CLAMD:
        return Scan.NONE
    try:
        said = _ask(path)
    except OSError as error:
        raise _silent() from error
    if said.endswith("FOUND"):
        found = said.removeprefix("stream:").removesuffix("FOUND").strip()
        raise Refused(_("The virus scanner found %(name)s in this file.") % {"name": found})
    if said != "stream: OK":
        raise _silent()
    return Scan.CLEAN


def _silent() -> Unavailable:
    return Unavailable(_("The virus scanner does not answer. Try again in a few minutes, or tell the administrator."))


def _ask(path: Path) -> str:
    """Sends the file as clamd's INSTREAM wants it: pieces with their length before them, an empty one at the end."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(_SECONDS)
        line.connect(settings.CLAMD)
        line.sendall(b"zINSTREAM\0")
        for block in read(path):
            line.sendall(struct.pack(">I", len(block)) + block)
        line.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := line.recv(4096)):
            answer += more
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")

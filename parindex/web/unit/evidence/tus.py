"""The tus protocol, version 1.0.0 (tus.io): core, creation, termination, checksum, expiration.

What the bytes are and where they lie is the business of ``evidence.intake``; here it is put into the protocol's words.
"""

import base64
import binascii
import uuid
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from parindex.evidence import actions, intake, looking, parts, queries
from parindex.evidence.actions.uploads import TooLarge
from parindex.evidence.intake import WrongOffset
from parindex.kernel.files import NoRoom
from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.web.clock import today

VERSION = "1.0.0"
_EXTENSIONS = "creation,termination,checksum,expiration"
_BLOCK = 1 << 18
_PIECE = "application/offset+octet-stream"


class Malformed(Exception):
    """A header that the protocol does not know so."""


type View = Callable[..., HttpResponse]


def _said(status: int, text: object = "", *, reason: str | None = None, **headers: str) -> HttpResponse:
    response = HttpResponse(str(text), status=status, reason=reason, content_type="text/plain; charset=utf-8")
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def _tus(view: View) -> View:
    """What every answer carries; and a client of another version is told which one is spoken."""

    @wraps(view)
    def speaking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "GET":
            response = _said(405, Allow="OPTIONS, POST, HEAD, PATCH, DELETE")
        elif request.method == "OPTIONS":
            response = _said(204, Tus_Version=VERSION, Tus_Extension=_EXTENSIONS)
            response["Tus-Max-Size"] = str(looking.max_size())
            response["Tus-Checksum-Algorithm"] = ",".join(parts.ALGORITHMS)
        elif request.headers.get("Tus-Resumable") != VERSION:
            response = _said(412, Tus_Version=VERSION)
        else:
            response = _refusals(view, request, *args, **kwargs)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return speaking


def _refusals(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """What cannot be done, as a status that clients understand, with the reason as its text."""
    try:
        return view(request, *args, **kwargs)
    except Malformed:
        return _said(400)
    except WrongOffset:
        return _said(409)
    except parts.Busy:
        return _said(423)
    except parts.Mismatch:
        return _said(460, reason="Checksum Mismatch")
    except NotAllowed as refusal:
        return _said(403, refusal)
    except TooLarge as refusal:
        return _said(413, refusal)
    except NoRoom as refusal:
        return _said(507, refusal)
    except looking.Unavailable as refusal:
        return _said(503, refusal, Retry_After="60")
    except Refused as refusal:
        return _said(422, refusal)


@_tus
def create(request: HttpRequest, unit: int) -> HttpResponse:
    """Creation: room for a file of ``Upload-Length`` bytes."""
    user: Any = request.user
    library = queries.library_of(user, unit, on=today())
    if library is None:
        raise Http404
    size = _whole(request.headers.get("Upload-Length"))
    given = _metadata(request.headers.get("Upload-Metadata", ""))
    if request.method != "POST" or size is None or given is None:
        return _said(405 if request.method != "POST" else 400)
    document = None
    if "document" in given:
        seen = queries.documents(user, on=today()).filter(unit=library)
        document = get_object_or_404(seen, pk=_whole(given["document"]) or 0)
    name = given.get("filename") or given.get("name") or ""
    facts = {"name": name, "size": size, "document": document, "by": user, "at": timezone.now()}
    made = actions.begin_upload(library, number=uuid.uuid4(), **facts)
    return _said(201, Location=reverse("tus_upload", args=[made.pk]), Upload_Expires=_expiry(made))


@_tus
def upload(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Core and termination: how far it is, more bytes, giving it up."""
    user: Any = request.user
    found = get_object_or_404(queries.uploads(user, on=today()), pk=pk)
    if found.expires_at <= timezone.now():
        return _said(410)
    # Some proxies let neither PATCH nor DELETE through.
    method = request.headers.get("X-HTTP-Method-Override", "").upper() if request.method == "POST" else request.method
    if method == "HEAD":
        offset = str(intake.offset_of(found))
        return _said(200, Upload_Offset=offset, Upload_Length=str(found.size), Upload_Expires=_expiry(found))
    if method == "DELETE":
        actions.end_upload(found, by=user, at=timezone.now())
        parts.remove(found.pk)
        return _said(204)
    return _more(request, found) if method == "PATCH" else _said(405, Allow="HEAD, PATCH, DELETE")


def _more(request: HttpRequest, found: Any) -> HttpResponse:
    offset = _whole(request.headers.get("Upload-Offset"))
    length = _whole(request.headers.get("Content-Length"))
    if request.content_type != _PIECE:
        return _said(415)
    if offset is None:
        return _said(400)
    if length is not None and offset + length > found.size:
        return _said(413)
    checksum = _checksum(request)
    facts: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    size, done = intake.receive(found, _body(request), offset=offset, checksum=checksum, **facts)
    response = _said(204, Upload_Offset=str(size), Upload_Expires=_expiry(found))
    if done is not None:
        # For our own page: where the document is, and whether it was there before.
        response["Upload-Document"] = reverse("document", args=[done.version.document_id])
        response["Upload-Known"] = "1" if done.known else "0"
    return response


def _checksum(request: HttpRequest) -> parts.Checksum | None:
    """:raises Malformed: it cannot be read."""
    stated = request.headers.get("Upload-Checksum")
    try:
        return parts.Checksum.read(stated) if stated else None
    except ValueError as error:
        raise Malformed from error


def _body(request: HttpRequest) -> Iterator[bytes]:
    """The bytes as they arrive; a line that breaks ends them, and what came is kept."""
    try:
        while block := request.read(_BLOCK):
            yield block
    except UnreadablePostError:
        return


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 16 else None


def _metadata(header: str) -> dict[str, str] | None:
    """``Upload-Metadata``: names with Base64 values, separated by commas; None if it is not that."""
    found = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        name, _blank, value = pair.partition(" ")
        try:
            found[name] = base64.b64decode(value.strip(), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            return None
    return found


def _expiry(found: Any) -> str:
    return http_date(found.expires_at.timestamp())

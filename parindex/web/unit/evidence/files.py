"""Evidence files as they leave the program: to be saved, never to be run; and pictures of their pages."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from parindex.evidence import queries, reading
from parindex.kernel.files import open_stored
from parindex.web.clock import today
from parindex.web.exports import disposition

#: Even where a browser shows it after all, nothing in it runs, loads or reaches this site.
_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def _version(request: HttpRequest, pk: int, number: int) -> Any:
    user: Any = request.user
    return get_object_or_404(queries.versions(user, on=today()), document=pk, number=number)


def _answer(stream: Any, content_type: str, size: int) -> FileResponse:
    response = FileResponse(stream, content_type=content_type)
    response["Content-Security-Policy"] = _POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Length"] = str(size)
    # Packed already: packing it again costs time, and the browser could not say how far it is.
    response["Content-Encoding"] = "identity"
    return response


@require_safe
def download(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """The file of one version, to be saved."""
    version = _version(request, pk, number)
    response = _answer(open_stored(version.file), version.media_type, version.size)
    response["Content-Disposition"] = disposition(version.file.name)
    return response


@require_safe
def preview(request: HttpRequest, pk: int, number: int, page: int) -> FileResponse:
    """The picture of a page: made here from the file, so that nothing of the file itself is shown."""
    version = _version(request, pk, number)
    if not 1 <= page <= len(version.previews):
        raise Http404
    try:
        stream = reading.preview_of(version.sha256, page).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    head = stream.read(4)
    stream.seek(0)
    path = reading.preview_of(version.sha256, page)
    return _answer(stream, "image/png" if head == b"\x89PNG" else "image/jpeg", path.stat().st_size)

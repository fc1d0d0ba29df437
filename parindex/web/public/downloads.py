"""Open data: the tables of a publication in three forms, and the package that anybody can recompute."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse

from parindex.publishing.queries import pages as queries
from parindex.web.exports import disposition, table_file
from parindex.web.public.frame import find_publication, public_page

#: Each table's file in the package, and after which of its columns the unit's name is put in.
TABLES = {"ranking": queries.RESULTS, "nodes": queries.NODES}
KINDS = ("csv", "xlsx", "json")


@public_page
def data(request: HttpRequest, pk: uuid.UUID, table: str, kind: str) -> HttpResponseBase:
    """A table as the package holds it, with each unit's name."""
    found = find_publication(request, pk)
    if table not in TABLES or kind not in KINDS:
        raise Http404
    publication = found.publication
    names = queries.unit_names(publication)
    lines = queries.packed_table(publication, TABLES[table])
    head = _named(next(lines), "name")
    rows = (_named(line, names.get(line[0], "")) for line in lines)
    name = f"{publication.round.code}-{publication.number}-{table}"
    if kind != "json":
        return table_file(name, kind, head, rows)
    response = StreamingHttpResponse(_objects(head, rows), content_type="application/json")
    response["Content-Disposition"] = disposition(f"{name}.json")
    return response


def _named(line: list[str], name: str) -> list[str]:
    return [line[0], name, *line[1:]]


def _objects(head: list[str], rows: Iterator[list[str]]) -> Iterator[bytes]:
    """A list of objects, written as it is read."""
    start = b"["
    for row in rows:
        told: dict[str, Any] = dict(zip(head, row, strict=True))
        yield start + b"\n" + json.dumps(told, ensure_ascii=False).encode()
        start = b","
    yield b"\n]\n" if start == b"," else b"[]\n"


@public_page
def package(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The verifiable package, byte for byte."""
    publication = find_publication(request, pk).publication
    response = FileResponse(queries.open_package(publication), content_type="application/zip")
    response["Content-Disposition"] = disposition(f"parindex-{publication.round.code}-{publication.number}.zip")
    response["ETag"] = f'"{publication.package_sha256}"'
    return response

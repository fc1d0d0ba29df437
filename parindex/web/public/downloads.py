"""Open data: the tables of a publication in three forms, and the package that anybody can recompute."""

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from parindex.publishing.queries import pages as queries
from parindex.web.exports import disposition, json_file, table_file
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
    return (json_file if kind == "json" else table_file)(name, kind, head, rows)


def _named(line: list[str], name: str) -> list[str]:
    return [line[0], name, *line[1:]]


@public_page
def package(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The verifiable package, byte for byte."""
    publication = find_publication(request, pk).publication
    response = FileResponse(queries.open_package(publication), content_type="application/zip")
    response["Content-Disposition"] = disposition(f"parindex-{publication.round.code}-{publication.number}.zip")
    response["ETag"] = f'"{publication.package_sha256}"'
    return response

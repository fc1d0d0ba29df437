"""A unit's library: the list of its documents."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.evidence import queries
from parindex.web.clock import today
from parindex.web.exports import Cell, table_file
from parindex.web.paging import page_of
from parindex.web.unit.evidence.forms import LibraryForm

PER_PAGE = 25


def unit_of(request: HttpRequest, unit: int) -> Any:
    """The unit whose library the person keeps.

    :raises Http404: they do not.
    """
    user: Any = request.user
    found = queries.library_of(user, unit, on=today())
    if found is None:
        raise Http404
    return found


@require_safe
def libraries(request: HttpRequest) -> HttpResponse:
    """The person's library; a choice for who keeps several."""
    user: Any = request.user
    kept = queries.libraries(user, on=today())
    if not kept:
        raise Http404
    if len(kept) == 1:
        return redirect("library", kept[0].pk)
    return render(request, "unit/evidence/libraries.html", {"units": kept})


@require_safe
def library(request: HttpRequest, unit: int) -> HttpResponseBase:
    """The documents of one unit, filtered and sorted; also as a file."""
    kept = unit_of(request, unit)
    form = LibraryForm(request.GET, unit=kept)
    rows = queries.document_rows(kept, form.wanted(request.GET.get("sort", "")))
    if request.GET.get("export"):
        return table_file("tai-lieu-kiem-chung", request.GET["export"], *_exported(rows))
    user: Any = request.user
    context = {
        "unit": kept,
        "page": page_of(rows, request, PER_PAGE),
        "form": form,
        "narrowed": form.narrows(),
        "withdrawn": form.cleaned_data.get("withdrawn", False),
        "library": queries.library(kept),
        "several": len(queries.libraries(user, on=today())) > 1,
    }
    return render(request, "unit/evidence/library.html", context)


def _exported(rows: Any) -> tuple[list[str], Iterator[list[Cell]]]:
    headings = [
        *(
            _("Title"),
            _("Number"),
            _("Day of issue"),
            _("Issuing body"),
            _("Note"),
            _("File type"),
            _("Pages"),
            _("Size"),
        ),
        *(_("Version"), _("File"), _("Added"), "SHA-256"),
    ]
    return headings, (_row(document) for document in rows.iterator(chunk_size=500))


def _row(document: Any) -> list[Cell]:
    version = document.present[0]
    facts = [document.title, document.number, document.issued_on, document.issuing_body, document.note]
    file = [version.get_media_type_display(), version.pages, version.size, version.number, version.file.name]
    return [*facts, *file, version.added_at, version.sha256]

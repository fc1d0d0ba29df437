"""The documents that a row cites: chosen from the unit's library, or uploaded here."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parindex.assessments import actions, queries
from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.web.unit.evidence.uploads import take
from parindex.web.unit.sheets.forms import CitationForm, CiteForm
from parindex.web.unit.sheets.frame import find_answer, find_row, place_of, user_of, wants_fragment
from parindex.web.unit.sheets.shown import shown_row


@require_http_methods(["GET", "HEAD", "POST"])
def citations(request: HttpRequest, pk: int, leaf: str) -> HttpResponse:
    """The library to choose from, searched by ``?q=``; POST cites a document, or a file that comes with it."""
    answer = find_answer(request, pk, leaf)
    if request.method != "POST":
        return _picker(request, answer, [])
    way = _upload if "upload" in request.POST and request.FILES else _uploaded if "document" in request.POST else _cite
    faults = way(request, answer)
    return _picker(request, answer, faults) if faults else _done(request, answer)


def _cite(request: HttpRequest, answer: Any) -> list[str]:
    form = CiteForm(request.POST)
    version = queries.citable(answer, form.cleaned_data["document_version"]) if form.is_valid() else None
    if version is None:
        return [_("Choose a document of your unit's library.")]
    place = {name: form.cleaned_data[name] for name in ("sections", "pages")}
    return _cited(request, answer, version, place)


def _uploaded(request: HttpRequest, answer: Any) -> list[str]:
    """Documents that came into the library a moment ago; one that the row cites already stays as it is."""
    numbers = [int(number) for number in request.POST.getlist("document") if number.isdecimal() and len(number) < 12]
    place = {"sections": "", "pages": ""}
    versions = queries.citable_documents(answer, numbers)
    return [fault for version in versions for fault in _cited(request, answer, version, place)]


def _upload(request: HttpRequest, answer: Any) -> list[str]:
    files = request.FILES.getlist("file")
    if not files:
        return [_("Choose at least one file.")]
    form = CitationForm(request.POST)
    place = {name: form.cleaned_data[name] for name in ("sections", "pages")} if form.is_valid() else {}
    faults = []
    for file in files:
        outcome = take(request, answer.sheet.unit, None, file)
        if outcome.done is None:
            faults.append(f"{outcome.name}: {outcome.reason}")
        else:
            found = _cited(request, answer, outcome.done.version, {"sections": "", "pages": "", **place})
            faults += [f"{outcome.name}: {fault}" for fault in found]
    return faults


def _cited(request: HttpRequest, answer: Any, version: Any, place: dict[str, str]) -> list[str]:
    try:
        actions.cite(answer, version, **place, version=None, by=user_of(request), at=timezone.now())
    except NotAllowed:
        raise
    except Refused as refusal:
        return [str(refusal)]
    return []


def _picker(request: HttpRequest, answer: Any, faults: list[str]) -> HttpResponse:
    row = find_row(request, answer)
    row.writable.demand()
    asked = request.GET.get("q", "")[:100]
    found = queries.candidates(answer, asked)
    context = {"row": row, "found": found, "q": asked, "faults": faults, "back": place_of(row)}
    name = "picker" if wants_fragment(request) else "citations"
    return render(request, f"unit/sheets/{name}.html", context, status=422 if faults else 200)


def _done(request: HttpRequest, answer: Any) -> HttpResponse:
    """For htmx the row's evidence as it is now; else back to the sheet."""
    row = find_row(request, answer)
    if not wants_fragment(request):
        return redirect(place_of(row))
    return render(request, "unit/sheets/evidence.html", {"shown": shown_row(row), "again": True})


@require_http_methods(["GET", "HEAD", "POST"])
def citation(request: HttpRequest, pk: int, leaf: str, number: int) -> HttpResponse:
    """One citation with the pages of its file; POST changes the place in it."""
    answer = find_answer(request, pk, leaf)
    found = _found(answer, number)
    form = CitationForm(request.POST or None, initial={"sections": found.sections, "pages": found.pages})
    if request.method == "POST" and form.is_valid():
        actions.change_citation(found, **form.cleaned_data, version=None, by=user_of(request), at=timezone.now())
        return _done(request, answer)
    row, version = find_row(request, answer), found.document_version
    context = {
        "row": row,
        "citation": found,
        "form": form,
        "document": version.document,
        "shown": version,
        "pages": [(number, *size) for number, size in enumerate(version.previews, start=1)],
        "back": place_of(row),
    }
    name = "view" if wants_fragment(request) else "citation"
    return render(request, f"unit/sheets/{name}.html", context)


@require_POST
def withdraw(request: HttpRequest, pk: int, leaf: str, number: int) -> HttpResponse:
    """Takes a citation back."""
    answer = find_answer(request, pk, leaf)
    actions.withdraw_citation(_found(answer, number), version=None, by=user_of(request), at=timezone.now())
    return _done(request, answer)


def _found(answer: Any, number: int) -> Any:
    found = queries.citation(answer, number)
    if found is None:
        raise Http404
    found.answer = answer
    return found

"""Pages that take files in without the script that resumes; and the question whether a file is there already."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from parindex.evidence import actions, intake, queries, rules
from parindex.evidence.actions import Finished
from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.web.clock import today
from parindex.web.unit.evidence.forms import UploadForm, VersionForm
from parindex.web.unit.evidence.library import unit_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: taken, there already, or refused with the reason."""

    name: str
    done: Finished | None
    reason: str = ""


def upload(request: HttpRequest, unit: int) -> HttpResponse:
    """Takes any number of files into the library."""
    kept = unit_of(request, unit)
    form = UploadForm(*_sent(request))
    outcomes: list[Outcome] = []
    if request.method == "POST" and form.is_valid():
        outcomes = [take(request, kept, None, file) for file in form.cleaned_data["file"]]
        if all(outcome.done and not outcome.done.known for outcome in outcomes):
            _say(request, len(outcomes))
            return redirect("library", unit)
    return _page(request, form, kept, None, outcomes)


def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a new version of a document's file."""
    user: Any = request.user
    document = get_object_or_404(queries.documents(user, on=today()), pk=pk)
    rules.may_change(user, document, on=today()).demand()
    form = VersionForm(*_sent(request))
    outcomes: list[Outcome] = []
    if request.method == "POST" and form.is_valid():
        outcomes = [take(request, document.unit, document, form.cleaned_data["file"][0])]
        if outcomes[0].done and not outcomes[0].done.known:
            messages.success(request, _("The new version has been added."))
            return redirect("document", pk)
    return _page(request, form, document.unit, document, outcomes)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form is bound to: also a form sent with nothing in it."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _say(request: HttpRequest, number: int) -> None:
    text = ngettext("%(n)d file has been added.", "%(n)d files have been added.", number)
    messages.success(request, text % {"n": number})


def _page(request: HttpRequest, form: Any, unit: Any, document: Any, outcomes: list[Outcome]) -> HttpResponse:
    refused = any(outcome.done is None for outcome in outcomes) or (form.is_bound and not form.is_valid())
    back = reverse("document", args=[document.pk]) if document else reverse("library", args=[unit.pk])
    context = {"form": form, "unit": unit, "document": document, "outcomes": outcomes, "back": back}
    return render(request, "unit/evidence/upload.html", context, status=422 if refused else 200)


def take(request: HttpRequest, unit: Any, document: Any, file: Any) -> Outcome:
    """Takes one file that came with a form, as a new document or as the document's new version."""
    user: Any = request.user
    given = {"by": user, "at": timezone.now()}
    try:
        begun = actions.begin_upload(
            unit, number=uuid.uuid4(), name=file.name, size=file.size, document=document, **given
        )
        _size, done = intake.receive(begun, file.chunks(), offset=0, **given)
    except NotAllowed:
        raise
    except Refused as refusal:
        return Outcome(file.name, None, str(refusal))
    return Outcome(file.name, done)


@require_safe
def known(request: HttpRequest, unit: int) -> JsonResponse:
    """Whether the library holds the file with ``?sha256=``, and where: asked before a slow line carries it."""
    kept = unit_of(request, unit)
    asked = request.GET.get("sha256", "")
    found = queries.known(kept, asked) if re.fullmatch(r"[0-9a-f]{64}", asked) else None
    if found is None:
        return JsonResponse({"known": False})
    return JsonResponse(
        {"known": True, "title": found.document.title, "url": reverse("document", args=[found.document_id])}
    )

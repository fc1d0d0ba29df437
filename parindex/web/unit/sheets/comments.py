"""Remarks on a row, between the unit's officers and its leader."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from parindex.assessments import actions
from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.web.unit.sheets.forms import CommentForm
from parindex.web.unit.sheets.frame import find_answer, find_row, place_of, user_of, wants_fragment
from parindex.web.unit.sheets.shown import shown_row


@require_POST
def comments(request: HttpRequest, pk: int, leaf: str) -> HttpResponse:
    """Adds a remark; answers with the row's remarks."""
    answer = find_answer(request, pk, leaf)
    form = CommentForm(request.POST)
    faults: list[str] = []
    if form.is_valid():
        try:
            actions.add_comment(answer, **form.cleaned_data, by=user_of(request), at=timezone.now())
        except NotAllowed:
            raise
        except Refused as refusal:
            faults.append(str(refusal))
    else:
        faults = [str(error) for errors in form.errors.values() for error in errors]
    row = find_row(request, answer)
    if not wants_fragment(request) and not faults:
        return redirect(place_of(row))
    typed = request.POST.get("text", "") if faults else ""
    context: dict[str, Any] = {"shown": shown_row(row), "faults": faults, "typed": typed, "open": True}
    name = "comments" if wants_fragment(request) else "row_page"
    return render(request, f"unit/sheets/{name}.html", context, status=422 if faults else 200)

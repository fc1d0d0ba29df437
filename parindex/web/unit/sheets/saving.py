"""A row of a score sheet: shown by itself, scored while somebody types, saved."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from parindex.assessments import actions, queries
from parindex.kernel.verdicts import NotAllowed, Refused, Stale
from parindex.web.unit.sheets.forms import RowForm, figures_of, stated
from parindex.web.unit.sheets.frame import find_answer, find_row, place_of, user_of, wants_fragment
from parindex.web.unit.sheets.shown import comparison, lacks_said, opened_with, shown_row, time_of


@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, pk: int, leaf: str) -> HttpResponse:
    """One row; POST saves it, with ``preview`` it only says what the figures would come to."""
    answer = find_answer(request, pk, leaf)
    text = queries.text_of(answer)
    if text is None:
        raise Http404
    if request.method != "POST":
        return _whole(request, answer, 200)
    form = RowForm(request.POST, inputs=text.inputs)
    form.is_valid()
    if "preview" in request.POST:
        return _preview(request, answer, form)
    faults = {name: str(errors[0]) for name, errors in form.errors.items()}
    return _refused(request, answer, faults) if faults else _save(request, answer, text, form)


def _preview(request: HttpRequest, answer: Any, form: RowForm) -> HttpResponse:
    found = queries.preview(answer.sheet.round.set_version, answer.leaf, figures_of(form.values()))
    faults = {name: str(errors[0]) for name, errors in form.errors.items()} | dict(found.faults)
    context = {"scored": found, "faults": faults, "version": request.POST.get("version", ""), "state": "typing"}
    return render(request, "unit/sheets/result.html", {"code": answer.leaf, "lacks": (), **context})


def _save(request: HttpRequest, answer: Any, text: Any, form: RowForm) -> HttpResponse:
    """What nobody else has changed meanwhile is saved; where somebody has, both values are shown."""
    seen, present, values = form.seen, stated(answer, text.inputs), form.values()
    touched, moved = seen.touched(values), seen.touched(present)
    differing = [name for name in touched if name in moved and touched[name] != present[name]]
    if differing:
        return _conflict(request, answer, text, form, present, differing)
    wanted, user, now = seen.over(present, values), user_of(request), timezone.now()
    facts: dict[str, Any] = {"figures": figures_of(wanted), "explanation": wanted["explanation"]}
    try:
        saved = actions.save_row(answer, **facts, version=answer.version, by=user, at=now)
    except Stale as stale:
        return _conflict(request, answer, text, form, {**present, **stale.current}, list(stale.yours))
    except NotAllowed:
        raise
    except Refused as refusal:
        return _refused(request, answer, getattr(refusal, "faults", None) or {refusal.field: str(refusal)})
    if not wants_fragment(request):
        return redirect(place_of(find_row(request, saved)))
    # What others saved in other figures of the row comes onto the page too.
    return _whole(request, saved, 200) if moved else _saved(request, saved, text)


def _saved(request: HttpRequest, saved: Any, text: Any) -> HttpResponse:
    context = {
        "code": saved.leaf,
        "scored": queries.preview(saved.sheet.round.set_version, saved.leaf, saved.figures),
        "faults": {},
        "lacks": lacks_said(queries.lacking(saved)),
        "version": opened_with(saved, text.inputs),
        "state": "saved",
        "saved": time_of(timezone.now()),
    }
    return render(request, "unit/sheets/result.html", context)


def _refused(request: HttpRequest, answer: Any, faults: dict[str, str]) -> HttpResponse:
    """Each fault beside its figure; what was typed stays."""
    if wants_fragment(request):
        context = {"code": answer.leaf, "scored": None, "faults": faults, "lacks": (), "state": "refused"}
        version = request.POST.get("version", "")
        return render(request, "unit/sheets/result.html", {**context, "version": version}, status=422)
    return _whole(request, answer, 422, values=request.POST.dict(), faults=faults)


def _conflict(
    request: HttpRequest, answer: Any, text: Any, form: RowForm, present: dict[str, str], differing: list[str]
) -> HttpResponse:
    """Both values side by side, and the form on what is there now with what its person touched."""
    values = form.values()
    typed = {name: request.POST.get(name, "") for name in form.seen.touched(values)}
    return _whole(request, answer, 409, values=typed, conflict=comparison(text, present, values, differing))


def _whole(request: HttpRequest, answer: Any, status: int, **typed: Any) -> HttpResponse:
    """The row's page; for htmx the row in its place on the sheet."""
    found = find_row(request, answer)
    if status != 200:
        found.writable.demand()
    shown = shown_row(found, **typed)
    if not wants_fragment(request):
        return render(request, "unit/sheets/row_page.html", {"shown": shown}, status=status)
    response = render(request, "unit/sheets/row.html", {"shown": shown}, status=status)
    response["HX-Retarget"], response["HX-Reswap"] = f'[data-row="{answer.leaf}"]', "outerHTML"
    return response

"""The leader's review, the submission, and its receipt."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.assessments import actions, queries
from parindex.assessments.receipt import receipt_pdf as pdf_of
from parindex.kernel.verdicts import NotAllowed, Refused, Stale
from parindex.web.clock import today
from parindex.web.exports import attachment
from parindex.web.refusals import answer
from parindex.web.unit.sheets.forms import SubmitForm
from parindex.web.unit.sheets.frame import find_kept, user_of
from parindex.web.unit.sheets.shown import closing, lacks_said


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, the points so far, the files: what a leader reads before submitting."""
    find_kept(request, pk)
    now = timezone.now()
    page = queries.review_page(user_of(request), pk, at=now)
    missing = [(part.field, [(each.row, lacks_said(each.lacks)) for each in part.rows]) for part in page.missing]
    context = {
        "page": page,
        "sheet": page.sheet,
        "closing": closing(page.frame, page.closes_at, now),
        "missing": missing,
    }
    return render(request, "unit/sheets/review.html", context)


def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks before the sheet is handed in; hands it in."""
    find_kept(request, pk)
    user, now = user_of(request), timezone.now()
    page = queries.review_page(user, pk, at=now)
    page.may_submit.demand()
    form = SubmitForm(request.POST or None, initial={"version": page.sheet.version})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.submit(page.sheet, version=form.cleaned_data["version"], by=user, at=now)
        except NotAllowed:
            raise
        except Stale:
            form.add_error(None, _("The score sheet has changed meanwhile. Look at it again, then submit."))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("receipt", pk, made.number)
    context: dict[str, Any] = {"confirm_text": _("Submit"), "cancel_url": reverse("sheet_review", args=[pk])}
    return answer(request, "unit/sheets/submit.html", form, page=page, sheet=page.sheet, danger=False, **context)


def _receipt(request: HttpRequest, pk: int, number: int) -> Any:
    sheet = queries.handed_in_sheet(user_of(request), pk, on=today())
    found = queries.submission(sheet, number) if sheet else None
    if found is None:
        raise Http404
    return found


@require_safe
def receipt(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What was handed in, with every file's hash."""
    found = _receipt(request, pk, number)
    paper = queries.paper_of(found)
    others = queries.submissions_of(found.sheet)
    keeps = queries.kept_sheet(user_of(request), pk, on=today()) is not None
    totals = {name: number_format(text) if text else "–" for name, text in paper.facts["totals"].items()}
    context = {"submission": found, "paper": paper, "others": others, "sheet": found.sheet, "keeps": keeps}
    context |= {"totals": totals}
    return render(request, "unit/sheets/receipt.html", context)


@require_safe
def receipt_pdf(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The receipt on paper."""
    found = _receipt(request, pk, number)
    name = f"giay-tiep-nhan-{found.sheet.round.code}-{found.sheet.unit.code}-{number}.pdf"
    return attachment(pdf_of(found), name, "application/pdf")

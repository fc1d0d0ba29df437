"""The page of one document: its facts, its versions, its pages; its withdrawal."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parindex.evidence import actions, queries, rules
from parindex.evidence.enums import Mark
from parindex.kernel.verdicts import Refused, Stale
from parindex.web.clock import today
from parindex.web.refusals import answer, comparison_of, refuse
from parindex.web.seen import Seen, opened, stated
from parindex.web.unit.evidence.forms import DOCUMENT_FACTS, DocumentForm, WithdrawForm


def _found(request: HttpRequest, pk: int) -> Any:
    user: Any = request.user
    return get_object_or_404(queries.documents(user, on=today()), pk=pk)


def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One document; its facts are saved here, ``?version=n`` shows an earlier file."""
    user: Any = request.user
    found = _found(request, pk)
    form = DocumentForm(request.POST or None, initial=opened(found, DOCUMENT_FACTS))
    rows: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        seen: Seen = form.cleaned_data["version"]
        facts = seen.over(stated(found, DOCUMENT_FACTS), form.facts())
        try:
            actions.change_document(found, **facts, version=seen, by=user, at=timezone.now())
        except Stale as refusal:
            rows = comparison_of(refusal, form)
            form = DocumentForm(initial=opened(_found(request, pk), DOCUMENT_FACTS) | seen.touched(form.facts()))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("document", pk)
    return answer(request, "unit/evidence/document.html", form, rows=rows, **_shown(request, found))


def _shown(request: HttpRequest, found: Any) -> dict[str, Any]:
    user: Any = request.user
    number = request.GET.get("version", "")
    asked = int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else None
    page = queries.document_page(user, found, asked, on=today())
    if page is None:
        raise Http404
    return {
        "page": page,
        "document": found,
        "shown": page.shown,
        "pages": [(n, *size) for n, size in enumerate(page.shown.previews, start=1)],
        "marks": [Mark(mark).label for mark in page.shown.marks],
        "bodies": queries.bodies(found.unit) if page.may_change else (),
    }


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a document out of the library, with a reason."""
    user: Any = request.user
    found = _found(request, pk)
    rules.may_withdraw(user, found, on=today()).demand()
    form = WithdrawForm(request.POST or None, initial=opened(found, ()))
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_document(found, **form.cleaned_data, by=user, at=timezone.now())
        except Stale:
            form.add_error(None, _("Somebody else has changed this document in the meantime. Look at it, then decide."))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("“%(title)s” has been withdrawn.") % {"title": found.title})
            return redirect("library", found.unit_id)
    context: dict[str, Any] = {
        "confirm_text": _("Withdraw from the library"),
        "cancel_url": reverse("document", args=[pk]),
    }
    return answer(request, "unit/evidence/withdraw.html", form, document=found, danger=True, **context)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a withdrawal back."""
    user: Any = request.user
    found = _found(request, pk)
    actions.restore_document(found, by=user, at=timezone.now())
    messages.success(request, _("“%(title)s” is in the library again.") % {"title": found.title})
    return redirect("document", pk)

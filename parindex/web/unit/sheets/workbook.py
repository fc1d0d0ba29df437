"""The score sheet as a workbook: downloaded, filled in, shown as a dry run, taken over."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parindex.assessments import queries, workbook
from parindex.assessments.actions.workbooks import keep_workbook, take_workbook
from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.web.exports import XLSX, attachment
from parindex.web.unit.sheets.frame import find_kept, user_of


class WorkbookForm(forms.Form):
    """A workbook that was filled in."""

    file = forms.FileField(label=gettext_lazy("Workbook"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))


class TakeForm(forms.Form):
    """What the person saw in the dry run."""

    file = forms.UUIDField()
    digest = forms.CharField(max_length=64)


def sheet_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the workbook; ``?download`` gives the file, POST brings one back."""
    find_kept(request, pk)
    sheet = queries.whole_sheet(pk)
    if "download" in request.GET:
        content = workbook.write(sheet, by=user_of(request), at=timezone.now())
        return attachment(content, workbook.file_name(sheet), XLSX)
    if request.method == "POST" and "digest" in request.POST:
        return _take(request, sheet)
    form = WorkbookForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = keep_workbook(sheet, file.chunks(), name=file.name, by=user_of(request), at=timezone.now())
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return _page(request, sheet, WorkbookForm(), _trial(request, sheet, kept))
    return _page(request, sheet, form, {}, 422 if form.is_bound else 200)


def _trial(request: HttpRequest, sheet: Any, kept: Any) -> dict[str, Any]:
    trial = workbook.try_upload(sheet, kept, by=user_of(request), at=timezone.now())
    return {"trial": trial, "file": kept}


def _page(request: HttpRequest, sheet: Any, form: Any, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {"sheet": sheet, "form": form, "trial": None, "file": None, **shown}
    return render(request, "unit/sheets/workbook.html", context, status=status)


def _take(request: HttpRequest, sheet: Any) -> HttpResponse:
    """Takes over what the dry run showed."""
    form = TakeForm(request.POST)
    kept = _kept(request, sheet, form.cleaned_data["file"]) if form.is_valid() else None
    if kept is None:
        raise Http404
    given: dict[str, Any] = {"take": request.POST.getlist("take"), "digest": form.cleaned_data["digest"]}
    try:
        taken = take_workbook(sheet, kept, **given, by=user_of(request), at=timezone.now())
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request, sheet, WorkbookForm(), _trial(request, sheet, kept), 422)
    text = ngettext("%(n)d row has been taken over.", "%(n)d rows have been taken over.", len(taken))
    messages.success(request, text % {"n": len(taken)} if taken else _("The file brought nothing new."))
    return redirect("sheet", sheet.pk)


def _kept(request: HttpRequest, sheet: Any, pk: UUID) -> Any:
    return workbook.find_upload(pk, sheet, by=user_of(request))

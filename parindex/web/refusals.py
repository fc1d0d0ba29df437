"""Refusals of the domain on a form: beside their field, and a stale value beside the one that is there now."""

from datetime import date
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from parindex.kernel.verdicts import NotAllowed, Refused, Stale


def refuse(form: BaseForm, refusal: Refused) -> None:
    """Shows the refusal on the form, beside its field if the form has it. What the user may not do at all is passed on.

    :raises NotAllowed: the web answers it with 403.
    """
    if isinstance(refusal, NotAllowed):
        raise refusal
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def comparison_of(stale: Stale, form: BaseForm) -> list[tuple[str, str, str]]:
    """Rows for ``{% comparison %}``, by the form's labels: what is there now, and what the user wanted to save."""
    rows = [(name, stale.current[name], yours) for name, yours in stale.yours.items()]
    return [(str(form[name].label), _said(current), _said(yours)) for name, current, yours in rows]


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return str(value) if value not in (None, "") else "–"


def on_top_of(typed: QueryDict, stale: Stale) -> QueryDict:
    """What was typed, to be shown again on the version that is there now: saving again is then a decision."""
    again = typed.copy()
    again["version"] = str(stale.version)
    return again


def answer(
    request: HttpRequest,
    template: str,
    form: BaseForm,
    *,
    rows: list[tuple[str, str, str]] | None = None,
    **context: Any,
) -> HttpResponse:
    """The page of a form: 200 as it opens, 422 with errors, 409 beside what somebody else saved (``rows``)."""
    status = 409 if rows else 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, "rows": rows or [], **context}, status=status)

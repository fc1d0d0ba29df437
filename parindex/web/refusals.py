"""Refusals of the domain on a form: beside their field, and a stale value beside the one that is there now."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from parindex.kernel.verdicts import NotAllowed, Refused, Stale

#: What ``{% comparison %}`` takes: label, the value there now, the user's own.
type Rows = list[tuple[str, str, str]]


def refuse(form: BaseForm, refusal: Refused) -> None:
    """Shows the refusal on the form, beside its field if the form has it. What the user may not do at all is passed on.

    :raises NotAllowed: the web answers it with 403.
    """
    if isinstance(refusal, NotAllowed):
        raise refusal
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def comparison_of(stale: Stale, form: BaseForm) -> Rows:
    """Rows for ``{% comparison %}``, by the form's labels: what is there now, and what the user wanted to save."""
    return compared(stale, lambda name: str(form[name].label))


def compared(
    stale: Stale, label: Callable[[str], str], words: Mapping[str, Callable[[Any], str]] | None = None
) -> Rows:
    """The same by any labels; ``words`` says values of some columns in another way than :func:`said`."""
    pairs = [(name, (words or {}).get(name, said), yours) for name, yours in stale.yours.items()]
    return [(label(name), say(stale.current[name]), say(yours)) for name, say, yours in pairs]


def said(value: Any) -> str:
    """A plain value as people read it; nothing is –."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, indent=1) if value else "–"
    return str(value) if value not in (None, "") else "–"


def answer(
    request: HttpRequest,
    template: str,
    form: BaseForm,
    *,
    rows: Rows | None = None,
    **context: Any,
) -> HttpResponse:
    """The page of a form: 200 as it opens, 422 with errors, 409 beside what somebody else saved (``rows``)."""
    status = 409 if rows else 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, "rows": rows or [], **context}, status=status)

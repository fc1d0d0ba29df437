"""Background jobs: what runs, what failed, and starting it again."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.people import actions, queries
from parindex.people.queries import JobFilter
from parindex.web.clock import today
from parindex.web.exports import Cell, table_file
from parindex.web.office.trail.forms import JobForm
from parindex.web.office.trail.words import task_name
from parindex.web.paging import page_of

PER_PAGE = 50


@require_safe
def job_list(request: HttpRequest) -> HttpResponseBase:
    """Running first, then failed, waiting, done."""
    user: Any = request.user
    form = JobForm(request.GET)
    rows = queries.jobs(user, form.wanted(request.GET.get("sort", "")), on=today())
    if request.GET.get("export"):
        headings = [_("Task"), _("State"), _("Attempts"), _("Asked for"), _("Finished"), _("Error")]
        return table_file("viec-nen", request.GET["export"], headings, _exported(rows.iterator()))
    page = page_of(rows, request, PER_PAGE)
    named = [(job, task_name(job.task)) for job in page]
    context = {"page": page, "named": named, "form": form, "narrowed": form.narrows()}
    return render(request, "office/trail/jobs.html", context)


def _exported(rows: Iterator[Any]) -> Iterator[list[Cell]]:
    for found in rows:
        state = found.get_status_display()
        task = str(task_name(found.task))
        yield [task, state, found.attempts, found.enqueued_at, found.finished_at, found.error]


@require_safe
def job(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One job with its arguments, progress and error."""
    user: Any = request.user
    found = get_object_or_404(queries.jobs(user, JobFilter(), on=today()), pk=pk)
    return render(request, "office/trail/job.html", {"job": found, "name": task_name(found.task)})


@require_POST
def retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Starts a failed job again."""
    user: Any = request.user
    try:
        actions.retry_job(pk, by=user, at=timezone.now())
        messages.success(request, _("The job has been put into the queue again."))
    except Refused as refusal:
        if isinstance(refusal, NotAllowed):
            raise
        messages.warning(request, str(refusal))
    return redirect("jobs")

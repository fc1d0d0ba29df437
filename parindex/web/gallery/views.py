"""Every component in all its states, for those who build and check pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.people import rules
from parindex.web.clock import today
from parindex.web.gallery.samples import PAGES, gallery_page


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    _demand(request)
    return render(request, "gallery/gallery.html", gallery_page(request))


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One of the pages that are seldom met, as it looks; the status is that of a page found."""
    _demand(request)
    if name == "confirm":
        context = {"confirm_text": "Xóa tiêu chí", "cancel_url": reverse("gallery"), "danger": True}
        return render(request, "gallery/confirm.html", context)
    if name not in dict(PAGES):
        raise Http404
    return render(request, f"errors/{name}.html", {"reason": _("Only an administrator may do this.")})


def _demand(request: HttpRequest) -> None:
    """For administrators, and for everybody who is signed in where pages are developed."""
    user = request.user
    if not (settings.DEBUG or (user.is_authenticated and rules.is_administrator(user, on=today()))):
        raise Http404

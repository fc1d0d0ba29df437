"""Every component in all its states, for those who build and check pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parindex.people import rules
from parindex.web.clock import today
from parindex.web.gallery.samples import gallery_page


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """For administrators, and for everybody who is signed in where pages are developed."""
    user = request.user
    if not (settings.DEBUG or (user.is_authenticated and rules.is_administrator(user, on=today()))):
        raise Http404
    return render(request, "gallery/gallery.html", gallery_page(request))

"""Every component in all its states, for those who build and check pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parindex.web.gallery.samples import gallery_page


def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "gallery/gallery.html", gallery_page(request))

"""Addresses of the audit trail."""

from django.urls import path

from parindex.web.office.trail import pages

urlpatterns = [
    path("", pages.trail, name="trail"),
    path("verify/", pages.verify, name="trail_verify"),
]

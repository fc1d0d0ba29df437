"""Addresses of the assessed units: their score sheets, their library of evidence."""

from django.urls import include, path

urlpatterns = [
    path("evidence/", include("parindex.web.unit.evidence.urls")),
    path("sheets/", include("parindex.web.unit.sheets.urls")),
]

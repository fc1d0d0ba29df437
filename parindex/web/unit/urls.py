"""Addresses of the assessed units: their library of evidence."""

from django.urls import include, path

urlpatterns = [path("evidence/", include("parindex.web.unit.evidence.urls"))]

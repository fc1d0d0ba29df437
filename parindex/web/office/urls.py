"""Addresses of the office: units, people, what runs in the background, programmes, criteria sets, results."""

from django.urls import include, path

urlpatterns = [
    path("units/", include("parindex.web.office.units.urls")),
    path("tiers/", include("parindex.web.office.units.tier_urls")),
    path("people/", include("parindex.web.office.people.urls")),
    path("imports/", include("parindex.web.office.people.import_urls")),
    path("trail/", include("parindex.web.office.trail.urls")),
    path("jobs/", include("parindex.web.office.trail.job_urls")),
    path("programmes/", include("parindex.web.office.programmes.urls")),
    path("results/", include("parindex.web.office.results.urls")),
    path("criteria-sets/", include("parindex.web.office.criteria.urls")),
]

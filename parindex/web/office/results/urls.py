"""Addresses of results: rounds with their runs, a run down to every figure, approval, publication."""

from django.urls import path

from parindex.web.office.results import changes, pages

urlpatterns = [
    path("", pages.overview, name="results"),
    path("rounds/<uuid:pk>/", pages.round, name="round_results"),
    path("rounds/<uuid:pk>/compute/", changes.compute, name="run_new"),
    path("runs/<uuid:pk>/", pages.run, name="run"),
    path("runs/<uuid:pk>/units/<int:unit>/", pages.unit, name="run_unit"),
    path("runs/<uuid:pk>/units/<int:unit>/nodes/<str:code>/", pages.node, name="run_node"),
    path("runs/<uuid:pk>/compare/<uuid:before>/", pages.compare, name="run_compare"),
    path("runs/<uuid:pk>/approve/", changes.approve, name="run_approve"),
    path("runs/<uuid:pk>/publish/", changes.publish, name="publish"),
    path("publications/<uuid:pk>/", pages.publication, name="publication"),
    path("publications/<uuid:pk>/package/", pages.package, name="publication_package"),
    path("publications/<uuid:pk>/cancel/", changes.cancel, name="publication_cancel"),
]

"""Addresses of the public pages: short enough for a letter or a printed code."""

from django.urls import path

from parindex.web.public import downloads, pages

urlpatterns = [
    path("", pages.published, name="public"),
    path("verify/", pages.verify, name="public_verify"),
    path("programmes/<uuid:pk>/<str:tier>/", pages.tier, name="public_tier"),
    path("<uuid:pk>/", pages.ranking, name="public_round"),
    path("<uuid:pk>/units/<str:code>/", pages.unit, name="public_unit"),
    path("<uuid:pk>/method/", pages.method, name="public_method"),
    path("<uuid:pk>/data/<str:table>.<str:kind>", downloads.data, name="public_data"),
    path("<uuid:pk>/package/", downloads.package, name="public_package"),
]

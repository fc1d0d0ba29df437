"""Addresses of imports."""

from django.urls import path

from parindex.web.office.people import imports

urlpatterns = [
    path("", imports.import_list, name="imports"),
    path("new/<str:kind>/", imports.upload, name="import_new"),
    path("template/<str:kind>/<str:form>/", imports.template, name="import_template"),
    path("<uuid:pk>/", imports.show, name="import"),
]

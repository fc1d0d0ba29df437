"""The program's addresses."""

from django.urls import include, path

urlpatterns = [path("", include("parindex.web.urls"))]

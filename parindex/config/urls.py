"""The program's addresses, and the pages for what cannot be shown."""

from django.urls import include, path

urlpatterns = [path("", include("parindex.web.urls"))]

handler400 = "parindex.web.errors.bad_request"
handler403 = "parindex.web.errors.permission_denied"
handler404 = "parindex.web.errors.page_not_found"
handler500 = "parindex.web.errors.server_error"

"""Addresses of a unit's library of evidence."""

from django.urls import path

from parindex.web.unit.evidence import documents, files, library, tus, uploads

urlpatterns = [
    path("", library.libraries, name="evidence"),
    path("of/<int:unit>/", library.library, name="library"),
    path("of/<int:unit>/upload/", uploads.upload, name="evidence_upload"),
    path("of/<int:unit>/known/", uploads.known, name="evidence_known"),
    path("of/<int:unit>/tus/", tus.create, name="tus_uploads"),
    path("tus/<uuid:pk>/", tus.upload, name="tus_upload"),
    path("<int:pk>/", documents.document, name="document"),
    path("<int:pk>/version/", uploads.new_version, name="document_version"),
    path("<int:pk>/withdraw/", documents.withdraw, name="document_withdraw"),
    path("<int:pk>/restore/", documents.restore, name="document_restore"),
    path("<int:pk>/<int:number>/file/", files.download, name="document_file"),
    path("<int:pk>/<int:number>/page/<int:page>/", files.preview, name="document_preview"),
]

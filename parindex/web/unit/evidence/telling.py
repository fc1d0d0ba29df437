"""What the trail says of evidence."""

from django.utils.translation import gettext_lazy as _

from parindex.evidence import queries
from parindex.web.office.trail.telling import Telling, Text

_FIELDS: dict[str, Text] = {
    "title": _("Title"),
    "number": _("Number"),
    "issued_on": _("Day of issue"),
    "issuing_body": _("Issuing body"),
    "note": _("Note"),
    "file": _("File"),
    "size": _("Size (bytes)"),
    "version_number": _("Version"),
    "withdrawn_reason": _("Reason"),
}


TELLING = Telling(
    readable=queries.readable_events,
    actions={
        "evidence.document_added": _("Evidence added"),
        "evidence.version_added": _("New version of evidence added"),
        "evidence.document_changed": _("Evidence changed"),
        "evidence.document_withdrawn": _("Evidence withdrawn"),
        "evidence.document_restored": _("Evidence restored"),
    },
    kinds={"evidence.document": _("Evidence")},
    # Administrators read the trail, but not the libraries: a link would lead them nowhere.
    pages={},
    fields=lambda: _FIELDS,
    days=frozenset({"issued_on"}),
)

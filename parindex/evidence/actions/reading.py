"""Reading a new version's file in the background: text for search, pages, pictures. Safe to repeat."""

from datetime import datetime

from django.db import transaction
from django.tasks import task

from parindex.evidence import texts
from parindex.evidence.actions.documents import find_by
from parindex.evidence.enums import Reading
from parindex.evidence.models import Document, DocumentVersion
from parindex.evidence.reading import Read, preview_of, read_file
from parindex.kernel.files import path_of
from parindex.kernel.trail import action
from parindex.people.models import Account


@action
def read_again(*, by: Account | None, at: datetime) -> int:
    """Has the files read again whose pictures of pages are gone, as after a restore. Says how many."""
    shown = DocumentVersion.objects.filter(reading=Reading.READ, pages__gte=1).only("sha256").order_by("pk")
    lost = [version for version in shown.iterator() if not preview_of(version.sha256, 1).exists()]
    for version in lost:
        read_version.enqueue(version.pk)
    return len(lost)


@task
def read_version(number: int) -> str:
    """Reads the file of the version with this number (of its row) and says how that went."""
    version = DocumentVersion.objects.get(pk=number)
    found = read_file(path_of(version.sha256), version.media_type, version.sha256)
    _keep(version, found)
    return found.state


def _keep(version: DocumentVersion, found: Read) -> None:
    """What was read is derived from bytes that stand on record, and so is no event of its own."""
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=version.document_id)
        version.reading, version.pages, version.previews = found.state, found.pages, found.previews
        version.text, version.text_digest = found.text, texts.text_digest(found.text)
        version.marks = sorted({*version.marks, *found.marks})
        version.save(update_fields=["reading", "pages", "previews", "text", "text_digest", "marks"])
        find_by(document)

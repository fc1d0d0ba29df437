"""Uploads: begun with room for them, finished into a document's version, ended, swept."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from parindex.evidence import parts, texts
from parindex.evidence.actions.documents import find_by
from parindex.evidence.actions.reading import read_version
from parindex.evidence.enums import ENDINGS
from parindex.evidence.looking import Looked, max_size
from parindex.evidence.models import Document, DocumentVersion, Upload
from parindex.evidence.rules import may_change, may_continue, may_keep
from parindex.kernel.changes import locked
from parindex.kernel.files import Kept, name_kept
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account, Unit, day_of

#: How long an upload waits for its rest, and a finished one for whoever asks how it went.
EXPIRES = timedelta(days=7)
#: Uploads that one person may have under way.
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Finished:
    """The version that holds the bytes, and whether it was in the library before."""

    version: DocumentVersion
    known: bool


class TooLarge(Refused):
    """Beyond a limit of size."""


@action
def begin_upload(
    unit: Unit, *, number: uuid.UUID, name: str, size: int, document: Document | None, by: Account | None, at: datetime
) -> Upload:
    """Makes room for a file of ``size`` bytes in the unit's library.

    :param number: made by the caller; the same one again begins nothing more.
    :param document: the document that gets a new version; None for a new one.
    :raises TooLarge: larger than any file may be, or than what is left for the unit or for all.
    """
    may_keep(by, unit, on=day_of(at)).demand()
    if document is not None:
        if document.unit_id != unit.pk:
            raise Refused(_("This document belongs to another unit's library."))
        may_change(by, document, on=day_of(at)).demand()
    if size > max_size():
        raise TooLarge(_("The file is larger than %(limit)s MiB.") % {"limit": max_size() // 1024 // 1024})
    if size < 1:
        raise Refused(_("The file is empty."))
    known = Upload.objects.filter(pk=number).first()
    if known is not None:
        may_continue(by, known, on=day_of(at)).demand()
        return known
    # One after the other in a unit, so that two cannot take the same room.
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    _check_room(unit, size, by=by, at=at)
    return Upload.objects.create(
        id=number,
        unit=unit,
        document=document,
        name=texts.safe_name(name) or "file",
        size=size,
        created_at=at,
        created_by=by,
        expires_at=at + EXPIRES,
    )


def _check_room(unit: Unit, size: int, *, by: Account | None, at: datetime) -> None:
    coming = Upload.objects.filter(finished_at=None, expires_at__gt=at)
    here = _bytes(DocumentVersion.objects.filter(unit=unit)) + _bytes(coming.filter(unit=unit))
    if here + size > settings.EVIDENCE_UNIT_LIMIT:
        left = max(settings.EVIDENCE_UNIT_LIMIT - here, 0) // 1024 // 1024
        raise TooLarge(
            _("Your unit has %(left)s MiB left for evidence. Please tell the administrator.") % {"left": left}
        )
    if _bytes(DocumentVersion.objects.all()) + _bytes(coming) + size > settings.EVIDENCE_TOTAL_LIMIT:
        raise TooLarge(_("All units together have used up the room for evidence. Please tell the administrator."))
    if by is not None and coming.filter(created_by=by).count() >= _AT_ONCE:
        raise Refused(_("Too many of your uploads are unfinished. Finish or cancel some first."))


def _bytes(rows: QuerySet[Any]) -> int:
    total: int = rows.aggregate(total=Sum("size"))["total"] or 0
    return total


@action
def finish_upload(upload: Upload, looked: Looked, kept: Kept, *, by: Account | None, at: datetime) -> Finished:
    """Makes the bytes a document, or a document's new version; once, however often it is asked.

    Bytes that the unit's library holds already are not taken twice: the version that holds them is named.

    :param looked: what was seen inside the bytes.
    :param kept: the bytes, whole on the disk.
    """
    upload = locked(upload)
    if upload.result is not None:
        return Finished(upload.result, upload.known)
    may_continue(by, upload, on=day_of(at)).demand()
    Unit.objects.select_for_update(no_key=True).get(pk=upload.unit_id)
    there = DocumentVersion.objects.filter(unit=upload.unit_id, sha256=kept.sha256).first()
    version = there or _add(upload, looked, kept, by=by, at=at)
    upload.result, upload.known, upload.finished_at = version, there is not None, at
    upload.save(update_fields=["result", "known", "finished_at"])
    return Finished(version, upload.known)


def _add(upload: Upload, looked: Looked, kept: Kept, *, by: Account | None, at: datetime) -> DocumentVersion:
    name = texts.name_with(upload.name, ENDINGS[looked.media_type])
    facts: dict[str, Fact] = {"file": name, "size": kept.size, "sha256": kept.sha256}
    if upload.document is None:
        document = Document.objects.create(
            unit_id=upload.unit_id, title=texts.title_of(upload.name), created_at=at, created_by=by
        )
        number = 1
    else:
        document = locked(upload.document)
        may_change(by, document, on=day_of(at)).demand()
        number = document.versions.count() + 1
        document.versions.filter(is_current=True).update(is_current=False)
        document.version += 1
        document.save(update_fields=["version"])
    version = DocumentVersion.objects.create(
        document=document,
        unit_id=upload.unit_id,
        number=number,
        file=name_kept(kept, name=name, by=by, at=at),
        sha256=kept.sha256,
        size=kept.size,
        media_type=looked.media_type,
        marks=sorted(looked.marks),
        scan=looked.scan,
        added_at=at,
        added_by=by,
    )
    find_by(document)
    said = "evidence.document_added" if number == 1 else "evidence.version_added"
    record(said, document, by=by, at=at, facts={**facts, "version_number": number})
    read_version.enqueue(version.pk)
    return version


@action
def end_upload(upload: Upload, *, by: Account | None, at: datetime) -> None:
    """Gives an upload up: its row goes, and with it its claim on room. What it brought into the library stays."""
    may_continue(by, upload, on=day_of(at)).demand()
    Upload.objects.filter(pk=upload.pk).delete()


@action
def sweep_uploads(*, by: Account | None, at: datetime) -> int:
    """Forgets uploads whose time ran out, with their bytes, and bytes that no upload names. Says how many."""
    over = list(Upload.objects.filter(expires_at__lte=at).values_list("pk", flat=True))
    Upload.objects.filter(pk__in=over).delete()
    known = set(Upload.objects.filter(finished_at=None).values_list("pk", flat=True))
    gone = {*over, *parts.strays(known, before=at - timedelta(days=1))}
    for number in gone:
        parts.remove(number)
    return len(gone)

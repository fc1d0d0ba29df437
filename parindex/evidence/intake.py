"""From bytes that arrive to a document: the one way in, for tus, for the plain form and for the demonstration."""

from collections.abc import Iterable
from datetime import datetime

from parindex.evidence import parts
from parindex.evidence.actions.uploads import Finished, end_upload, finish_upload
from parindex.evidence.looking import Unavailable, look_at, look_early, max_size
from parindex.evidence.looking.look import HEAD
from parindex.evidence.models import Upload
from parindex.evidence.parts import Checksum, Part
from parindex.kernel import files
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account


class WrongOffset(Exception):
    """The client goes on from somewhere else than where the bytes end."""


def offset_of(upload: Upload) -> int:
    """How many bytes of the upload are safe.

    The last byte counts only once the document is there: whoever asks after a crash sends it again, and so finishes.
    """
    if upload.finished_at is not None:
        return upload.size
    return min(parts.on_disk(upload.pk), upload.size - 1)


def receive(
    upload: Upload,
    chunks: Iterable[bytes],
    *,
    offset: int,
    checksum: Checksum | None = None,
    by: Account | None,
    at: datetime,
) -> tuple[int, Finished | None]:
    """Takes the next bytes; with the last one the file is looked at and becomes a document's version.

    :returns: the bytes that are safe now, and what the finished upload became.
    :raises WrongOffset: ``offset`` is not where the bytes end.
    :raises Busy: another request is writing this upload.
    :raises Mismatch: the piece is not what its checksum says.
    :raises Refused: the file is not taken; the upload is over.
    :raises Unavailable: the scanner is silent; what came in is kept.
    """
    with parts.writing(upload.pk) as part:
        # Read under the lock: another request may have finished it in between.
        now = Upload.objects.filter(pk=upload.pk).first()
        if now is None:
            parts.remove(upload.pk)
            raise parts.Busy
        if now.result is not None:
            parts.remove(upload.pk)
            if offset != now.size:
                raise WrongOffset
            return now.size, Finished(now.result, now.known)
        if offset != min(part.size, now.size - 1):
            raise WrongOffset
        size = part.append(chunks, at=offset, limit=now.size, checksum=checksum)
        try:
            if size < now.size:
                _look_early(part, now, offset)
                return size, None
            return size, _finish(part, now, by=by, at=at)
        except (Unavailable, files.NoRoom):
            raise
        except Refused:
            end_upload(now, by=by, at=at)
            parts.remove(upload.pk)
            raise


def _look_early(part: Part, upload: Upload, offset: int) -> None:
    if offset < HEAD <= part.size:
        with part.path.open("rb") as stream:
            look_early(stream.read(HEAD), upload.size)


def _finish(part: Part, upload: Upload, *, by: Account | None, at: datetime) -> Finished:
    looked = look_at(part.path)
    kept = files.keep(parts.read(part.path), limit=max_size())
    done = finish_upload(upload, looked, kept, by=by, at=at)
    parts.remove(upload.pk)
    return done

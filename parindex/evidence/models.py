"""Evidence: a unit's documents with their versions, and uploads under way."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parindex.evidence.enums import MediaType, Reading, Scan
from parindex.kernel.models import StoredFile
from parindex.people.enums import Role
from parindex.people.models import Account, Unit
from parindex.people.rules import roles_of

#: Who keeps a unit's library, and sees it.
KEEPERS = frozenset({Role.UNIT_OFFICER.value, Role.UNIT_LEADER.value})

type Widening = Callable[[Account, date], Q]
_also_seen: list[Widening] = []


def also_seen(condition: Widening) -> None:
    """For apps above: who else sees a document, as a condition on it (an appraiser: what is cited to them).

    Called once, from the app's ``ready()``.
    """
    if condition not in _also_seen:
        _also_seen.append(condition)


def kept_units(user: Account, *, on: date) -> dict[int, Unit]:
    """The units whose libraries ``user`` keeps on that day, by number."""
    return {grant.unit_id: grant.unit for grant in roles_of(user, on=on) if grant.role in KEEPERS}


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: Account, *, on: date) -> Self:
        """The unit's officers and leader see its library; others what an app above shows them (see `also_seen`)."""
        condition = Q(unit__in=kept_units(user, on=on))
        for more in _also_seen:
            condition |= more(user, on)
        return self.filter(condition)


class Document(models.Model):
    """A document of a unit, as it may be cited: what it is, and the versions of its file. Withdrawn, never deleted."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    title = models.CharField(_("title"), max_length=300)
    number = models.CharField(_("number"), max_length=100, blank=True)
    issued_on = models.DateField(_("day of issue"), null=True, blank=True)
    issuing_body = models.CharField(_("issuing body"), max_length=250, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(_("reason"), max_length=250, blank=True)
    #: Facts, names and text of the present version without diacritics, for search; written by the actions.
    search_text = models.TextField(editable=False)
    #: ``title`` in Vietnamese dictionary order; written by the actions.
    sort_text = models.CharField(max_length=720, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[DocumentQuerySet] = DocumentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["unit", "sort_text"]),
            models.Index(fields=["unit", "number"]),
            models.Index(fields=["unit", "-created_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="document_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    """One file of a document. The facts of its bytes never change (a trigger refuses); what is read of it comes later.

    The same bytes stand once in a unit's library.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    #: The document's unit, here so that the database itself keeps the same bytes from coming in twice.
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("version"))
    #: Of the versions the one that counts now.
    is_current = models.BooleanField(default=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100, choices=MediaType)
    #: What else was seen inside, words of ``enums.Mark``.
    marks = models.JSONField(default=list)
    scan = models.CharField(max_length=10, choices=Scan)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    reading = models.CharField(max_length=12, choices=Reading, default=Reading.WAITING)
    pages = models.PositiveIntegerField(null=True)
    #: Width and height of each page's picture in pixels; pictures are made of the first pages only.
    previews = models.JSONField(default=list)
    text = models.TextField(blank=True)
    #: SHA-256 of the text without spaces, to find the same paper scanned or saved twice; empty for too little text.
    text_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["document", "-number"]
        indexes = [models.Index(fields=["unit", "text_digest"])]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_number_once"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(is_current=True), name="document_has_one_current_version"
            ),
            models.UniqueConstraint(fields=["unit", "sha256"], name="same_file_once_in_a_unit"),
            models.CheckConstraint(condition=Q(number__gte=1), name="document_version_counts_from_one"),
            models.CheckConstraint(condition=Q(media_type__in=MediaType.values), name="document_version_names_a_type"),
            models.CheckConstraint(condition=Q(size__gt=0), name="document_version_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.document} v{self.number}"


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: Account, *, on: date) -> Self:
        """Only who began it goes on with it, and only while keeping that unit's library."""
        return self.filter(created_by=user.pk, unit__in=kept_units(user, on=on))


class Upload(models.Model):
    """A tus upload under way. How far it is says only the disk (``parts``); once finished it names its version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    #: The document that gets a new version; None makes a new one.
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField(null=True)
    #: The version that holds its bytes: a new one, or the one that was there already.
    result = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, null=True, related_name="+")
    #: Whether the bytes were in the unit's library before.
    known = models.BooleanField(default=False)

    objects: ClassVar[UploadQuerySet] = UploadQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="upload_is_not_empty"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="upload_expires_later"),
            models.CheckConstraint(
                condition=Q(finished_at=None, result=None) | Q(finished_at__isnull=False, result__isnull=False),
                name="upload_finished_has_its_version",
            ),
        ]

    def __str__(self) -> str:
        return self.name

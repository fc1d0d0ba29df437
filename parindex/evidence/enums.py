"""Kinds of evidence files and what becomes of them, each with a line of meaning."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MediaType(TextChoices):
    # What offices scan and sign.
    PDF = "application/pdf", "PDF"
    # A Word document without macros.
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX"
    # An Excel workbook without macros.
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"
    # A photograph or a scanned page.
    JPEG = "image/jpeg", "JPG"
    # A picture of a screen.
    PNG = "image/png", "PNG"


#: The ending of a file's name by its type, whatever the sender called it.
ENDINGS: dict[str, str] = {
    MediaType.PDF: ".pdf",
    MediaType.DOCX: ".docx",
    MediaType.XLSX: ".xlsx",
    MediaType.JPEG: ".jpg",
    MediaType.PNG: ".png",
}


class Reading(TextChoices):
    # Its text and pages are yet to be read in the background.
    WAITING = "waiting", pgettext_lazy("reading of a file", "Being read")
    # Text and pages are there.
    READ = "read", pgettext_lazy("reading of a file", "Read")
    # Opens with a password only.
    LOCKED = "locked", pgettext_lazy("reading of a file", "Protected by a password")
    # Damaged, or more than the limits of time and memory allow.
    UNREADABLE = "unreadable", pgettext_lazy("reading of a file", "Cannot be read")


class Scan(TextChoices):
    # No scanner is set up.
    NONE = "none", _("Not scanned for viruses")
    # The scanner found nothing.
    CLEAN = "clean", _("No virus found")


class Mark(TextChoices):
    # Scripts or programs started by opening it; they never run here.
    ACTIVE = "active", _("Contains scripts or actions")
    # Files within the file.
    ATTACHMENTS = "attachments", _("Contains attached files")
    # Only signed or printed with its owner's password; opens without.
    RESTRICTED = "restricted", _("Encrypted")


class Lack(TextChoices):
    # Number, day of issue or issuing body is not filled in.
    METADATA = "metadata", _("Without number, day or issuing body")
    # Another document of the unit has the same number and day, or the same text.
    DUPLICATE = "duplicate", _("Possibly twice in the library")
    # The file could not be read.
    UNREADABLE = "unreadable", _("File cannot be read")

"""Score sheets: what each unit of a round claims, row by row, with the evidence cited, and what was handed in.

A row keeps two series apart. ``figures`` … ``state`` is the unit's working copy, which changes with every save;
``handed_figures`` … ``handed_state`` is what the last submission froze: appraisers and results read that one alone.
"""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parindex.assessments.enums import HANDED_IN, RowState, SheetState
from parindex.evidence.models import DocumentVersion
from parindex.people.enums import Role
from parindex.people.models import Account, Unit, in_realms, is_administrator, standing
from parindex.programmes.models import Participant, Round

#: Who works on a unit's sheets, and sees them.
KEEPERS = frozenset({Role.UNIT_OFFICER.value, Role.UNIT_LEADER.value})


def kept_units(user: Account, *, on: date) -> dict[int, Unit]:
    """The units whose sheets ``user`` fills in or hands in on that day, by number."""
    return {grant.unit_id: grant.unit for grant in standing(user, on=on) if grant.role in KEEPERS}


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, user: Account, *, on: date) -> Self:
        """A unit's officers and leader see its sheets; whoever coordinates the organiser, or a unit above it, sees them
        once they were handed in, and so do administrators. Appraisers see rows, not sheets: ``appraisals`` asks for
        those."""
        handed_in = Q(state__in=HANDED_IN)
        if is_administrator(user, on=on):
            return self.filter(handed_in)
        own = Q(unit__in=kept_units(user, on=on))
        return self.filter(own | (handed_in & in_realms(user, on=on, prefix="round__organiser__")))


class Sheet(models.Model):
    """One participant's score sheet in a round. Made with all its rows when the round starts."""

    participant = models.OneToOneField(Participant, on_delete=models.PROTECT, related_name="sheet")
    #: The participant's, here so that queues and lists need no join to find them.
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sheets")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sheets")
    state = models.CharField(_("state"), max_length=20, choices=SheetState, default=SheetState.DRAFT)
    #: How often it was handed in.
    submissions_count = models.PositiveSmallIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[SheetQuerySet] = SheetQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["round_id", "id"]
        indexes = [models.Index(fields=["round", "state"]), models.Index(fields=["unit", "round"])]
        constraints = [
            models.UniqueConstraint(fields=["round", "unit"], name="sheet_one_a_unit"),
            models.CheckConstraint(condition=Q(state__in=SheetState.values), name="sheet_state_known"),
            models.CheckConstraint(
                condition=Q(state=SheetState.DRAFT, submissions_count=0, submitted_at=None, submitted_by=None)
                | (
                    ~Q(state=SheetState.DRAFT)
                    & Q(submissions_count__gte=1, submitted_at__isnull=False, submitted_by__isnull=False)
                ),
                name="sheet_handed_in_has_its_stamps",
            ),
            models.CheckConstraint(
                condition=Q(state=SheetState.SETTLED, settled_at__isnull=False)
                | (~Q(state=SheetState.SETTLED) & Q(settled_at=None, settled_by=None)),
                name="sheet_settled_has_its_stamps",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} – {self.round}"


class Answer(models.Model):
    """One leaf of one sheet. Every leaf has its row from the start, so that saving is an update and a queue across
    units needs no outer join."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="answers")
    #: The sheet's, for queues by criterion across units.
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    #: Code of the leaf in the set that the round pins.
    leaf = models.CharField(max_length=64)
    #: As typed: input → text, with ``not_arising`` = ``yes`` where that is claimed. Empty texts are left out.
    figures = models.JSONField(default=dict)
    explanation = models.TextField(_("explanation"), blank=True)
    #: What the engine made of ``figures``: the exact points ("3/2", "0.75") and how the leaf stands.
    points = models.CharField(max_length=60, default="0")
    state = models.CharField(max_length=20, choices=RowState, default=RowState.MISSING)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    #: Until when a row that was sent back may be changed, what is asked for, and who asks.
    reopened_until = models.DateTimeField(null=True)
    reopened_note = models.TextField(blank=True)
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    #: The leaf changed with a re-issued set after this was filled in: the unit looks at it again.
    look_again = models.BooleanField(default=False)
    handed_figures = models.JSONField(null=True)
    handed_explanation = models.TextField(blank=True)
    handed_points = models.CharField(max_length=60, blank=True)
    handed_state = models.CharField(max_length=20, blank=True)
    #: The ``version`` that was handed in; a mark made on an earlier one is to be looked at again.
    handed_version = models.PositiveIntegerField(null=True)
    #: Of the working copy and its citations.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["sheet_id", "id"]
        indexes = [
            models.Index(fields=["round", "leaf", "sheet"]),
            # Few of all rows: whose time ran out is asked every hour.
            models.Index(
                fields=["reopened_until"], condition=Q(reopened_until__isnull=False), name="answer_reopened_until"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "leaf"], name="answer_one_a_leaf"),
            models.CheckConstraint(condition=Q(state__in=RowState.values), name="answer_state_known"),
            models.CheckConstraint(
                condition=Q(handed_figures__isnull=True, handed_version__isnull=True)
                | Q(handed_figures__isnull=False, handed_version__isnull=False),
                name="answer_handed_in_whole",
            ),
            models.CheckConstraint(
                condition=Q(reopened_until=None, reopened_note="", reopened_by=None)
                | (Q(reopened_until__isnull=False) & ~Q(reopened_note="")),
                name="answer_reopened_with_what_is_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leaf} – {self.sheet}"


class Citation(models.Model):
    """A row cites one version of a document, with the place in it. Withdrawn, not deleted, once it was handed in."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="citations")
    document_version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="citations")
    #: Sections and pages that hold the proof, as typed: "Điều 2", "3–5".
    sections = models.CharField(_("sections"), max_length=200, blank=True)
    pages = models.CharField(_("pages"), max_length=100, blank=True)
    cited_at = models.DateTimeField()
    cited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    #: Number of the first submission that held it; None while it never was handed in.
    handed_in = models.PositiveSmallIntegerField(null=True)
    #: Taken back by the unit; appraisers see it until the submission ``withdrawn_in`` left it out.
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_in = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["answer_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "document_version"], condition=Q(withdrawn_at=None), name="citation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_version} – {self.answer}"


class Comment(models.Model):
    """A remark on a row between the officers and the leader of one unit. Nobody else reads it; it never changes."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="comments")
    #: Made by the form, so that a remark sent twice stands once.
    number = models.UUIDField(unique=True)
    text = models.TextField(_("comment"), max_length=2000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["answer_id", "written_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]

    def __str__(self) -> str:
        return self.text[:60]


class Submission(models.Model):
    """What was handed in, whole: a canonical JSON document with every file's SHA-256. Never changed, never deleted
    (a trigger refuses). The receipt is made from it."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField(_("number"))
    document = models.TextField()
    #: Of the document's UTF-8 bytes.
    sha256 = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["sheet_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="submission_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="submission_counts_from_one"),
            models.CheckConstraint(condition=~Q(document="") & ~Q(sha256=""), name="submission_is_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} #{self.number}"

"""Appraisal: marks on the rows that were handed in, values for all units at once, settled values.

A row that nobody touched yet has no mark; who may mark it follows from the set, the organiser and the substitutes
(``rules.agency_for``), so that nothing has to be kept in step when a substitute changes.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parindex.appraisals.enums import AdjustmentKind, Decision, ReasonCode
from parindex.assessments.enums import RowState
from parindex.assessments.models import Answer, Sheet
from parindex.kernel.models import StoredFile
from parindex.people.models import Unit
from parindex.programmes.models import Round


class RegisterImport(models.Model):
    """A table of an authority with values for all units of a round, taken over whole or not at all."""

    #: Made by the form: sent twice, it is there once.
    id = models.UUIDField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="register_imports")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    #: Where the figures come from, as it stands in the result's account.
    origin = models.CharField(_("origin of the figures"), max_length=300)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    #: Rows (a unit's leaf) that it gave a value, once applied.
    rows = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-uploaded_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(origin=""), name="register_import_says_its_origin")]

    def __str__(self) -> str:
        return self.origin


class Mark(models.Model):
    """What an agency says of one row: the appraised value. Changed marks leave their past in the trail.

    ``figures`` stand at the engine's stage ``appraised`` (on a leaf of the survey at ``settled``): ``outcomes.given``
    puts claim, mark and settlement together, for whoever computes.
    """

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="marks")
    #: The answer's, for counts and queues.
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    leaf = models.CharField(max_length=64)
    #: In whose name.
    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(_("decision"), max_length=20, choices=Decision)
    #: To be decided by the head or in the meeting, whatever the decision says; and why.
    flagged = models.BooleanField(_("for the meeting"), default=False)
    flag_reason = models.TextField(_("why it is for the meeting"), blank=True)
    #: The appraiser's own figures, or ``points`` or ``not_arising`` among them; empty where the claim stands.
    figures = models.JSONField(default=dict)
    reason_code = models.CharField(_("reason"), max_length=30, choices=ReasonCode, blank=True)
    reason = models.TextField(_("explanation"), blank=True)
    #: What the engine makes of claim and mark together: exact points, and how the leaf stands.
    points = models.CharField(max_length=60, default="0")
    state = models.CharField(max_length=20, choices=RowState)
    #: ``handed_version`` of the answer that was marked; another now: the row was supplemented since. Of a supplied
    #: value the answer's ``version``, which another version of the set counts up.
    answer_version = models.PositiveIntegerField(null=True)
    source = models.ForeignKey(RegisterImport, on_delete=models.PROTECT, null=True, related_name="marks")
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["answer_id", "id"]
        indexes = [models.Index(fields=["round", "leaf", "decision"])]
        constraints = [
            models.UniqueConstraint(fields=["answer"], name="mark_one_a_row"),
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="mark_decision_known"),
            # Where a claim is changed the action demands the text as well; leaves of the appraiser's own have no claim.
            models.CheckConstraint(
                condition=~Q(decision__in=[Decision.ADJUSTED, Decision.SENT_BACK]) | ~Q(reason_code=""),
                name="mark_changed_gives_its_reason",
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.SENT_BACK) | ~Q(reason=""), name="mark_sent_back_says_what_is_asked"
            ),
            models.CheckConstraint(
                condition=Q(flagged=True) & ~Q(flag_reason="") | Q(flagged=False, flag_reason=""),
                name="mark_flagged_says_why",
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.SUPPLIED, source__isnull=False)
                | (~Q(decision=Decision.SUPPLIED) & Q(source=None)),
                name="mark_supplied_names_its_table",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} – {self.answer}"


class Settlement(models.Model):
    """The settled value of a row that was open (flagged, missing, or reconsidered), with its reason."""

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="settlement")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    #: Settled figures, ``points`` or ``not_arising``; empty: the appraised value stands.
    figures = models.JSONField(default=dict)
    reason = models.TextField(_("reason"))
    points = models.CharField(max_length=60, default="0")
    state = models.CharField(max_length=20, choices=RowState)
    settled_at = models.DateTimeField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["answer_id", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="settlement_gives_its_reason")]

    def __str__(self) -> str:
        return f"{self.answer}"


class Adjustment(models.Model):
    """Bonus or penalty cases of a sheet, or points taken from a field after appraisal. Withdrawn, never deleted."""

    id = models.UUIDField(primary_key=True)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="adjustments")
    kind = models.CharField(_("kind"), max_length=20, choices=AdjustmentKind)
    #: Of the set's bonus or penalty item, or of the field.
    code = models.CharField(_("item or field"), max_length=64)
    #: Cases of an item; None for a deduction.
    cases = models.PositiveIntegerField(_("cases"), null=True)
    #: Points of a deduction as a decimal text; empty for an item.
    points = models.CharField(_("points"), max_length=60, blank=True)
    reason = models.TextField(_("reason"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["sheet_id", "made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "kind", "code"], condition=Q(withdrawn_at=None), name="adjustment_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=AdjustmentKind.values), name="adjustment_kind_known"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(code=""), name="adjustment_gives_its_reason"),
            models.CheckConstraint(
                condition=(Q(kind=AdjustmentKind.DEDUCTION, cases=None) & ~Q(points=""))
                | (~Q(kind=AdjustmentKind.DEDUCTION) & Q(cases__gte=1, points="")),
                name="adjustment_has_cases_or_points",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="adjustment_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code} – {self.sheet}"

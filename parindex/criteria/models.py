"""Criteria sets, their versions, and the tree of each version.

The rows hold the exchange form (``engine.read_set``) taken apart: numbers are texts as the author wrote them ("2",
"0.5"), so that no database turns points into floats and a document comes out exactly as it went in. A draft may be
incomplete: an empty ``max_points``, no rule, a rule with a missing number. ``queries.document_of`` puts a version
together again, ``actions.replace_tree`` takes a document apart.

Identifiers are made by the client (a hidden field of the form), so that a creation sent twice creates once.
"""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parindex.criteria.enums import ONCE_ISSUED, VersionState
from parindex.people.models import Account, Tier, Unit, is_administrator, realms, standing


class CriteriaSet(models.Model):
    """What is measured in one tier's units in one year, kept by the organiser: a province, or a district for its
    communes. Code, tier, year and the illustration mark stand fast once a version was issued (a trigger refuses)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    #: The organiser: the province's root unit or a district.
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="criteria_sets", verbose_name=_("organiser"))
    code = models.CharField(_("code"), max_length=64)
    #: By code, because issued documents name it: a tier in use cannot change its code.
    tier = models.ForeignKey(
        Tier, to_field="code", on_delete=models.PROTECT, related_name="criteria_sets", verbose_name=_("tier")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    #: An example made by this project, not an official set: said on every screen and paper.
    illustration = models.BooleanField(_("illustration, not an official set"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-year", "code"]
        indexes = [models.Index(fields=["tier", "-year"])]
        constraints = [
            models.UniqueConstraint(fields=["owner", "code"], name="criteria_set_code_unique"),
            models.CheckConstraint(condition=~Q(code=""), name="criteria_set_has_a_code"),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2200), name="criteria_set_year_sensible"),
        ]

    def __str__(self) -> str:
        return self.code


class CriteriaSetVersionQuerySet(models.QuerySet["CriteriaSetVersion"]):
    def visible_to(self, user: Account, *, on: date) -> Self:
        """Issued versions of the provinces in which ``user`` holds a role on that day; drafts (and what became of them)
        only of the organisers for which they coordinate. Administrators see all."""
        if is_administrator(user, on=on):
            return self
        provinces = {grant.unit.root_id for grant in standing(user, on=on)}
        issued = Q(state__in=ONCE_ISSUED, criteria_set__owner__root__in=provinces)
        return self.filter(issued | Q(criteria_set__owner__in=realms(user, on=on)))

    def newest(self) -> Self:
        """Of each criteria set the version with the greatest number, among those selected here; discarded drafts
        count only where the set has nothing else."""
        later = self.filter(criteria_set=models.OuterRef("criteria_set"))
        best = later.order_by(
            models.Case(models.When(state=VersionState.DISCARDED, then=1), default=0), "-number"
        ).values("pk")[:1]
        return self.filter(pk=models.Subquery(best))


class CriteriaSetVersion(models.Model):
    """One version of a criteria set. Everything in it but its state is frozen when it is issued (triggers refuse)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    criteria_set = models.ForeignKey(
        CriteriaSet, on_delete=models.PROTECT, related_name="versions", verbose_name=_("criteria set")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=20, choices=VersionState, default=VersionState.DRAFT)
    #: The version that this one was copied from; of another set when that was cloned to the next year.
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="derived")
    title = models.TextField(_("title"))
    title_en = models.TextField(_("English title"), blank=True)
    decision_number = models.CharField(_("decision number"), max_length=200, blank=True)
    decision_on = models.DateField(_("decision date"), null=True, blank=True)
    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("period to"), null=True, blank=True)
    #: The exchange form's ``policy``, ``bonus`` and ``penalty``.
    policy = models.JSONField(_("policy"), default=dict)
    bonus = models.JSONField(_("bonus items"), default=list)
    penalty = models.JSONField(_("penalty items"), default=list)
    change_note = models.TextField(_("what changed"), blank=True)
    #: ``code``, ``title`` and ``decision_number`` without diacritics, for search; written by the actions.
    search_text = models.TextField(editable=False)
    #: ``title`` in Vietnamese dictionary order; written by the actions.
    sort_text = models.TextField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    #: The exchange document as canonical JSON text, and the SHA-256 of its UTF-8 bytes.
    document = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawal_reason = models.TextField(blank=True)

    objects: ClassVar[CriteriaSetVersionQuerySet] = CriteriaSetVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["criteria_set", "-number"]
        indexes = [models.Index(fields=["state", "-issued_at"])]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "number"], name="version_number_unique"),
            models.UniqueConstraint(
                fields=["criteria_set"], condition=Q(state=VersionState.DRAFT), name="version_one_open_draft"
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="version_state_known"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_number_from_one"),
            models.CheckConstraint(
                condition=(
                    Q(state__in=ONCE_ISSUED, issued_at__isnull=False, issued_by__isnull=False)
                    & ~Q(document="")
                    & ~Q(sha256="")
                )
                | (
                    ~Q(state__in=ONCE_ISSUED)
                    & Q(issued_at__isnull=True, issued_by__isnull=True, document="", sha256="")
                ),
                name="version_issued_has_its_stamps",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=VersionState.WITHDRAWN, withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawal_reason="")
                )
                | (
                    ~Q(state=VersionState.WITHDRAWN)
                    & Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason="")
                ),
                name="version_withdrawn_has_its_stamps",
            ),
            models.CheckConstraint(
                condition=(Q(period_from=None) & Q(period_to=None)) | Q(period_to__gte=F("period_from")),
                name="version_period_whole_and_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criteria_set.code} v{self.number}"

    @property
    def shown_title(self) -> str:
        """The title in the language of the page, where its author gave one."""
        return (self.title_en if get_language() == "en" else "") or self.title

    @property
    def is_draft(self) -> bool:
        return self.state == VersionState.DRAFT


class Node(models.Model):
    """A field, criterion or sub-criterion. A leaf is where points are given; a group holds other nodes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    set_version = models.ForeignKey(CriteriaSetVersion, on_delete=models.CASCADE, related_name="nodes")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="children")
    #: Order among the children of one parent.
    position = models.PositiveIntegerField()
    is_leaf = models.BooleanField(_("gives points"))
    code = models.CharField(_("code"), max_length=64)
    title = models.TextField(_("title"), blank=True)
    title_en = models.TextField(_("English title"), blank=True)
    #: A plain decimal, empty while unknown. On a group: what its author stated, compared with the sum by lint.
    max_points = models.CharField(_("maximum points"), max_length=60, blank=True)
    guidance = models.TextField(_("guidance"), blank=True)
    #: Code of the appraising unit of this province; empty means the nearest ancestor's.
    appraised_by = models.TextField(_("appraised by"), blank=True)
    #: The rest is of leaves only. Values of ``engine.Source`` and ``engine.NotArising``; ``rule`` and ``inputs`` in the
    #: exchange form.
    source = models.CharField(_("source"), max_length=20, blank=True)
    not_arising = models.CharField(_("when not arising"), max_length=20, blank=True)
    evidence = models.TextField(_("evidence asked"), blank=True)
    evidence_required = models.BooleanField(_("evidence is compulsory"), default=False)
    inputs = models.JSONField(_("declared figures"), default=list)
    rule = models.JSONField(_("scoring rule"), null=True)
    #: Set while a draft's node is removed and may be restored: the node that was removed together with all below it.
    #: Removed nodes are no part of the document and go for good when the version is issued.
    removed_with = models.UUIDField(null=True)
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["set_version", "position", "id"]
        indexes = [models.Index(fields=["set_version", "parent", "position"])]
        constraints = [
            models.UniqueConstraint(
                fields=["set_version", "code"], condition=Q(removed_with=None), name="node_code_unique_in_version"
            ),
            models.CheckConstraint(condition=~Q(code=""), name="node_has_a_code"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="node_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(is_leaf=True)
                | Q(source="", not_arising="", evidence="", evidence_required=False, rule__isnull=True),
                name="node_group_gives_no_points",
            ),
            models.CheckConstraint(
                condition=Q(removed_with=None, removed_at=None)
                | Q(removed_with__isnull=False, removed_at__isnull=False),
                name="node_removed_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()

    @property
    def shown_title(self) -> str:
        """The title in the language of the page, where its author gave one."""
        return (self.title_en if get_language() == "en" else "") or self.title

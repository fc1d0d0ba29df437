"""A year's programme: the tasks of its plan, and its rounds with their windows, units and what was decided for single
units. What was decided for a unit (an extension, an exclusion) is never deleted: it is revoked or withdrawn.

Identifiers are made by the client (a hidden field of the form), so that a creation sent twice creates once.
"""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parindex.criteria.models import CriteriaSetVersion, Node
from parindex.people.models import Account, Tier, Unit, below, in_realms, is_administrator, standing
from parindex.programmes.enums import TIME_ZONE, RoundState, TaskKind, WindowKind


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user: Account, *, on: date) -> Self:
        """Programmes of the provinces in which ``user`` holds a role on that day. Administrators see all."""
        if is_administrator(user, on=on):
            return self
        return self.filter(province__in={grant.unit.root_id for grant in standing(user, on=on)})


class Programme(models.Model):
    """One province in one year."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    province = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="programmes", verbose_name=_("province"))
    year = models.PositiveSmallIntegerField(_("year"))
    code = models.CharField(_("code"), max_length=64)
    title = models.CharField(_("title"), max_length=500)
    #: The paper that puts the plan into force: number, day and who decided.
    decision = models.CharField(_("decision"), max_length=250, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ProgrammeQuerySet] = ProgrammeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-year", "code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["province", "year"], name="programme_one_a_year"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(title=""), name="programme_has_code_and_title"),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2200), name="programme_year_sensible"),
        ]

    def __str__(self) -> str:
        return self.title


class PlanTask(models.Model):
    """A task of the year's plan, from its first to its last day (both inclusive).

    ``lead``, ``coordinating`` and ``tiers`` are codes as the plan file has them, several parted by ``;``: a unit's code
    (``SNV``), a tier for all its units (``@commune``), or a body that is no unit (``#citizens``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="tasks")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=40, choices=TaskKind)
    title = models.TextField(_("title"))
    opens_on = models.DateField(_("first day"))
    due_on = models.DateField(_("last day"))
    lead = models.CharField(_("lead agency"), max_length=300)
    coordinating = models.CharField(_("coordinating agencies"), max_length=500, blank=True)
    tiers = models.CharField(_("tiers concerned"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="plan_task_number_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="plan_task_number_from_one"),
            models.CheckConstraint(condition=Q(kind__in=TaskKind.values), name="plan_task_kind_known"),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="plan_task_due_after_it_opens"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(lead=""), name="plan_task_has_title_and_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: Account, *, on: date) -> Self:
        """Whoever coordinates the organiser, or a unit above it, sees its rounds from the first day on. Others see a
        round once it was started, if it concerns the unit at which they hold a role: it takes part, it appraises by
        the set (as an agency of the same province) or for another agency, or the organiser is that unit or one below.
        Administrators see all."""
        if is_administrator(user, on=on):
            return self
        condition = in_realms(user, on=on, prefix="organiser__")
        # Each unit's conditions reach other tables by subqueries, not by joins: no round comes twice.
        started = ~Q(state=RoundState.PREPARED)
        for unit in {grant.unit_id: grant.unit for grant in standing(user, on=on)}.values():
            taking_part = Participant.objects.filter(unit=unit).values("round")
            standing_in = Substitute.objects.filter(substitute=unit).values("round")
            appraising = Node.objects.filter(appraised_by=unit.code, removed_with=None).values("set_version")
            condition |= started & (
                below(unit, "organiser__")
                | Q(pk__in=taking_part)
                | Q(pk__in=standing_in)
                | Q(set_version__in=appraising, programme__province=unit.root_id)
            )
        return self.filter(condition)


class Round(models.Model):
    """One organiser assessing one group of units against one version of a criteria set."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("programme")
    )
    #: The province, or a district for its own communes.
    organiser = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("organiser"))
    code = models.CharField(_("code"), max_length=64)
    title = models.CharField(_("title"), max_length=500)
    tier = models.ForeignKey(
        Tier, to_field="code", on_delete=models.PROTECT, related_name="rounds", verbose_name=_("tier")
    )
    set_version = models.ForeignKey(
        CriteriaSetVersion, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("criteria set")
    )
    #: In which windows are typed and told, by its IANA name.
    time_zone = models.CharField(_("time zone"), max_length=60, default=TIME_ZONE)
    state = models.CharField(_("state"), max_length=20, choices=RoundState, default=RoundState.PREPARED)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    #: Of the row and of its windows.
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[RoundQuerySet] = RoundQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["programme", "tier", "code"]
        indexes = [models.Index(fields=["state", "organiser"])]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="round_code_unique_in_programme"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(title=""), name="round_has_code_and_title"),
            models.CheckConstraint(condition=~Q(time_zone=""), name="round_has_a_time_zone"),
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="round_state_known"),
            models.CheckConstraint(
                condition=Q(state=RoundState.PREPARED, started_at=None, started_by=None)
                | (~Q(state=RoundState.PREPARED) & Q(started_at__isnull=False, started_by__isnull=False)),
                name="round_started_has_its_stamps",
            ),
            models.CheckConstraint(
                condition=Q(state=RoundState.CLOSED, closed_at__isnull=False, closed_by__isnull=False)
                | (~Q(state=RoundState.CLOSED) & Q(closed_at=None, closed_by=None)),
                name="round_closed_has_its_stamps",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Window(models.Model):
    """A period of a round: open from ``opens_at`` until just before ``closes_at``. The server's time decides."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="windows")
    kind = models.CharField(_("window"), max_length=20, choices=WindowKind)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    #: The plan's task that it carries out, if it carries one out: such a task is in use.
    task = models.ForeignKey(PlanTask, on_delete=models.PROTECT, null=True, related_name="windows")

    class Meta:
        ordering = ["round", "opens_at"]
        constraints = [
            models.UniqueConstraint(fields=["round", "kind"], name="window_one_of_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=WindowKind.values), name="window_kind_known"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="window_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.round}"


class Participant(models.Model):
    """A unit in a round. Which units take part is fixed when the round starts (a trigger refuses)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="participants")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="participations", verbose_name=_("unit"))
    #: Units are ranked within their group; empty is a group as well.
    group = models.CharField(_("ranking group"), max_length=100, blank=True)
    #: False: scored and listed, but without a rank.
    ranked = models.BooleanField(_("ranked"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["round", "id"]
        indexes = [models.Index(fields=["unit", "round"])]
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="participant_once")]

    def __str__(self) -> str:
        return f"{self.unit} – {self.round}"


class Extension(models.Model):
    """A later end of a window for one participant. Of several that stand the latest counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="extensions")
    kind = models.CharField(_("window"), max_length=20, choices=WindowKind)
    until = models.DateTimeField(_("extended until"))
    reason = models.TextField(_("reason"))
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["-granted_at", "id"]
        indexes = [models.Index(fields=["participant", "kind", "revoked_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "kind", "until"], condition=Q(revoked_at=None), name="extension_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=WindowKind.values), name="extension_kind_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_a_reason"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoked_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_reason="")),
                name="extension_revoked_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.participant}"


class Exclusion(models.Model):
    """A field, criterion or sub-criterion that a decision takes out for one participant, with all below it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="exclusions")
    node_code = models.CharField(_("criterion"), max_length=64)
    decision = models.CharField(_("decision number"), max_length=200)
    reason = models.TextField(_("reason"))
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["-decided_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "node_code"], condition=Q(withdrawn_at=None), name="exclusion_once"
            ),
            models.CheckConstraint(
                condition=~Q(node_code="") & ~Q(decision="") & ~Q(reason=""), name="exclusion_by_decision_and_reason"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="exclusion_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node_code} – {self.participant}"


class Substitute(models.Model):
    """Who appraises an agency's own rows in a round, because nobody appraises their own unit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="substitutes")
    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("agency"))
    substitute = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="substitutions", verbose_name=_("substitute")
    )
    decision = models.CharField(_("decision or reason"), max_length=250, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["round", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "agency"], name="substitute_one_for_an_agency"),
            models.CheckConstraint(condition=~Q(agency=F("substitute")), name="substitute_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} → {self.substitute}"

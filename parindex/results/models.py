"""Results: every run of the engine over a round, frozen with its input. It never changes; a correction is another."""

import json
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parindex.criteria.models import CriteriaSetVersion
from parindex.kernel.models import StoredFile
from parindex.people.enums import Role
from parindex.people.models import Account, Unit, in_realms, is_administrator, standing
from parindex.programmes.models import Round
from parindex.results.enums import RunKind, RunState

#: Who reads the runs of the rounds that their own unit (for an agency: the People's Committee above it) organises.
READERS = frozenset({Role.APPROVER.value, Role.OBSERVER.value, Role.TEAM_HEAD.value, Role.TEAM_SECRETARY.value})


class Written(dict[str, Any]):
    """A JSON object whose text is there already: what a run froze is stored as it was written, not written twice."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class WrittenEncoder(json.JSONEncoder):
    """Takes the text of what is :class:`Written`."""

    def encode(self, o: Any) -> str:
        return o.text if isinstance(o, Written) else super().encode(o)


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, user: Account, *, on: date) -> Self:
        """Whoever coordinates the organiser or a unit above it; approvers, observers, head and secretary of the team at
        the organiser; administrators. Units see what is published."""
        if is_administrator(user, on=on):
            return self
        readers = {grant.unit.realm.pk for grant in standing(user, on=on) if grant.role in READERS}
        return self.filter(Q(round__organiser__in=readers) | in_realms(user, on=on, prefix="round__organiser__"))


class Run(models.Model):
    """One evaluation of a round: its frozen input and its result as stored bytes. Frozen (a trigger refuses)."""

    #: Made by the form: sent twice, it is computed once.
    id = models.UUIDField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="runs")
    #: The set that it was computed by: the round may pin a re-issued one since.
    set_version = models.ForeignKey(CriteriaSetVersion, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveSmallIntegerField(_("run"))
    kind = models.CharField(_("kind"), max_length=20, choices=RunKind)
    state = models.CharField(_("state"), max_length=20, choices=RunState, default=RunState.COMPUTED)
    note = models.TextField(_("note"), blank=True)
    input_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    input_sha256 = models.CharField(max_length=64)
    result_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    result_sha256 = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=20)
    program_version = models.CharField(max_length=40)
    #: Whether any survey or satisfaction leaf had a value: decides how the set's policy treats them.
    held_survey = models.BooleanField()
    #: Rows without a value, of all units together; 0 in a final run.
    missing = models.PositiveIntegerField()
    computed_at = models.DateTimeField()
    computed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approval_note = models.TextField(blank=True)

    objects: ClassVar[RunQuerySet] = RunQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["round", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="run_number_once"),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_known"),
            models.CheckConstraint(condition=Q(kind__in=RunKind.values), name="run_kind_known"),
            models.CheckConstraint(condition=Q(kind=RunKind.PROVISIONAL) | Q(missing=0), name="run_final_is_whole"),
            models.CheckConstraint(
                condition=Q(state=RunState.COMPUTED, approved_at=None, approved_by=None)
                | Q(state=RunState.APPROVED, kind=RunKind.FINAL, approved_at__isnull=False, approved_by__isnull=False),
                name="run_approved_has_its_stamps",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} #{self.number}"


class Standing(models.Model):
    """One unit in one run: what lists and pages show. Printed values as they are published; frozen with the run."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="standings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="standings")
    group = models.CharField(_("ranking group"), max_length=100, blank=True)
    ranked = models.BooleanField(_("ranked"))
    #: Printed at the policy's places, with a decimal point; no index is empty.
    points = models.CharField(max_length=60)
    maximum = models.CharField(max_length=60)
    index = models.CharField(max_length=60, blank=True)
    rank = models.PositiveIntegerField(null=True)
    performance_class = models.CharField(max_length=64, blank=True)
    missing = models.PositiveIntegerField(default=0)
    #: Node code → [state, points, maximum, sub-index], printed; as ``engine.results_bytes`` has them.
    nodes = models.JSONField(encoder=WrittenEncoder)
    #: The unit's part of the frozen input: enough to tell every reason again without the other units.
    sheet = models.JSONField(encoder=WrittenEncoder)
    #: Why the unit stands where it stands, beside the others: the whole sheet's reason by language (``vi``, ``en``).
    reason = models.JSONField(default=dict)

    class Meta:
        ordering = ["run", "group", "rank", "unit"]
        indexes = [models.Index(fields=["run", "group", "rank"])]
        constraints = [models.UniqueConstraint(fields=["run", "unit"], name="standing_one_a_unit")]

    def __str__(self) -> str:
        return f"{self.unit} – {self.run}"

"""One number down to its roots: who entered which figure when, on which evidence, who marked and who settled it.

The figures are those that the run froze; who and when come from the rows, which say so where they changed since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from parindex.appraisals.enums import Decision
from parindex.appraisals.models import Adjustment, Mark, Settlement
from parindex.appraisals.queries.claims import Given, given_in
from parindex.appraisals.queries.pages import Proof, evidence_of
from parindex.assessments.models import Answer, Submission
from parindex.assessments.queries.leaves import LeafText, leaf_texts
from parindex.evidence.models import Document
from parindex.people.models import Account
from parindex.programmes.models import Exclusion
from parindex.results.models import Run, Standing
from parindex.results.queries.pages.sets import set_of
from parindex.results.queries.pages.units import NodeRow, UnitPage, unit_page


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody did something to the row."""

    what: str
    who: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Series:
    """What one stage gave: its frozen figures, who stands behind them, and why."""

    stage: str
    title: str
    figures: Sequence[Given]
    #: Confirmed, adjusted, imported …; empty for a claim.
    decision: str
    reason_code: str
    reason: str
    agency: str
    acts: Sequence[Act]
    #: The row was changed after the run: who and when may be of the later value.
    changed_since: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """A node of one unit in a run with everything that it came from."""

    unit: UnitPage
    node: NodeRow
    #: From the field down to the node's parent.
    above: Sequence[NodeRow]
    below: Sequence[NodeRow]
    text: LeafText | None
    series: Sequence[Series]
    evidence: Sequence[Proof]
    #: Documents among them that the reader may open.
    openable: frozenset[int]
    exclusions: Sequence[Exclusion]
    adjustments: Sequence[Adjustment]
    #: The row in the appraisal; 0 for a node above leaves.
    answer: int


def trace(user: Account, run: Run, standing: Standing, code: str, *, on: date) -> Trace | None:
    """None: the set has no node with this code."""
    chosen = set_of(run)
    if code not in chosen.nodes:
        return None
    place = chosen.nodes[code]
    shown = unit_page(run, standing)
    rows = {row.code: row for row in shown.nodes}
    above = [rows[each] for each in place.path]
    below = [rows[each] for each, node in chosen.nodes.items() if node.path and node.path[-1] == code]
    answer = _answer(run, standing, code) if place.is_leaf else None
    text = leaf_texts(run.set_version)[code] if place.is_leaf else None
    evidence = evidence_of(answer) if answer is not None else []
    cited = {proof.document.pk for proof in evidence}
    seen = Document.objects.visible_to(user, on=on).filter(pk__in=cited).values_list("pk", flat=True) if cited else ()
    return Trace(
        unit=shown,
        node=rows[code],
        above=above,
        below=below,
        text=text,
        series=_series(run, standing, answer, text) if answer is not None and text is not None else (),
        evidence=evidence,
        openable=frozenset(seen),
        exclusions=_exclusions(run, standing, (code, *place.path)),
        adjustments=_adjustments(run, standing, (code, *place.path)),
        answer=answer.pk if answer is not None else 0,
    )


def adjustments_of(run: Run, standing: Standing) -> list[Adjustment]:
    """Bonus, penalty and deductions of the whole sheet as the run took them."""
    return _adjustments(run, standing, None)


def _answer(run: Run, standing: Standing, code: str) -> Answer | None:
    found = Answer.objects.filter(round=run.round_id, leaf=code, sheet__unit=standing.unit_id)
    return found.select_related("saved_by", "sheet").first()


def _series(run: Run, standing: Standing, answer: Answer, text: LeafText) -> list[Series]:
    given: Mapping[str, Mapping[str, Any]] = standing.sheet["answers"].get(answer.leaf, {})
    mark = Mark.objects.filter(answer=answer).select_related("agency", "marked_by", "source__applied_by").first()
    settlement = Settlement.objects.filter(answer=answer).select_related("settled_by").first()
    submission = (
        Submission.objects.filter(sheet=answer.sheet_id, submitted_at__lte=run.computed_at)
        .select_related("submitted_by")
        .defer("document")
        .order_by("-number")
        .first()
    )
    told: list[Series] = []
    if "self" in given or submission is not None:
        told.append(_claim(run, answer, text, submission, given.get("self", {})))
    if mark is not None and mark.decision not in (Decision.SENT_BACK, Decision.UNDECIDED):
        told.append(_marked(run, mark, text, given))
    if settlement is not None:
        told.append(
            Series(
                stage="settled",
                title=_("Settlement"),
                figures=_figures(text, given.get("settled", {})),
                decision="" if settlement.figures else _("The appraised value stands"),
                reason_code="",
                reason=settlement.reason,
                agency="",
                acts=[Act(_("Settled"), _name(settlement.settled_by), settlement.settled_at)],
                changed_since=settlement.settled_at > run.computed_at,
            )
        )
    return told


def _claim(run: Run, answer: Answer, text: LeafText, submission: Submission | None, given: Mapping[str, Any]) -> Series:
    acts: list[Act] = []
    as_handed_in = answer.handed_version is None or answer.version == answer.handed_version
    if answer.saved_at is not None and as_handed_in:
        acts.append(Act(_("Entered"), _name(answer.saved_by), answer.saved_at))
    if submission is not None:
        what = _("Handed in, submission %(n)d") % {"n": submission.number}
        acts.append(Act(what, _name(submission.submitted_by), submission.submitted_at))
    return Series(
        stage="self",
        title=_("Self-assessment"),
        figures=_figures(text, given),
        decision="",
        reason_code="",
        reason=answer.handed_explanation,
        agency="",
        acts=acts,
        changed_since=not as_handed_in or (answer.saved_at is not None and answer.saved_at > run.computed_at),
    )


def _marked(run: Run, mark: Mark, text: LeafText, given: Mapping[str, Mapping[str, Any]]) -> Series:
    # What a table brought to a leaf of the survey stands at the engine's last stage.
    figures = given.get("appraised") or (given.get("settled", {}) if mark.source_id else {})
    acts = [Act(str(Decision(mark.decision).label), _name(mark.marked_by), mark.marked_at)]
    return Series(
        stage="appraised",
        title=_("Appraisal"),
        figures=_figures(text, figures),
        decision=str(Decision(mark.decision).label),
        reason_code=mark.get_reason_code_display() if mark.reason_code else "",
        reason=mark.source.origin if mark.source is not None else mark.reason,
        agency=mark.agency.name,
        acts=acts,
        changed_since=mark.marked_at > run.computed_at,
    )


def _figures(text: LeafText, given: Mapping[str, Any]) -> list[Given]:
    """Frozen figures as people read them: conditions are yes and no, choices and sentences stand in ``{"text": …}``."""
    values: dict[str, str] = {}
    for name, value in given.items():
        if isinstance(value, bool):
            values[name] = "yes" if value else "no"
        else:
            values[name] = str(value["text"]) if isinstance(value, dict) else str(value)
    return given_in(text, values)


def _exclusions(run: Run, standing: Standing, codes: Sequence[str]) -> list[Exclusion]:
    at = run.computed_at
    found = Exclusion.objects.filter(
        participant__round=run.round_id, participant__unit=standing.unit_id, node_code__in=codes, decided_at__lte=at
    ).filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=at))
    return list(found.select_related("decided_by").order_by("decided_at", "pk"))


def _adjustments(run: Run, standing: Standing, codes: Sequence[str] | None) -> list[Adjustment]:
    at = run.computed_at
    found = Adjustment.objects.filter(sheet__round=run.round_id, sheet__unit=standing.unit_id, made_at__lte=at).filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=at)
    )
    if codes is not None:
        found = found.filter(code__in=codes)
    return list(found.select_related("made_by").order_by("made_at", "pk"))


def _name(account: Account | None) -> str:
    return account.full_name if account is not None else _("the program")

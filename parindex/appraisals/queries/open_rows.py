"""Which rows still lie open: what the head settles one by one, and what keeps a sheet from being settled."""

from collections.abc import Iterable

from django.db.models import Count, F, Q, QuerySet

from parindex.appraisals.enums import Decision
from parindex.appraisals.models import Mark, Settlement
from parindex.appraisals.outcomes import SURVEYED
from parindex.assessments.enums import RowState, SheetState
from parindex.assessments.models import Answer
from parindex.criteria.pinned import PinnedSet, pinned
from parindex.engine import WithoutSurvey
from parindex.programmes.models import Exclusion, Round

#: An appraiser's decisions about a value.
BY_HAND = (Decision.CONFIRMED, Decision.ADJUSTED)


def unmarked() -> Q:
    """Condition on answers: nobody has said yet what the row is worth."""
    return Q(marks=None) | Q(marks__decision__in=[Decision.SENT_BACK, Decision.UNDECIDED])


def supplemented() -> Q:
    """Condition on answers: handed in anew after its mark, or its leaf re-issued since (versions only grow)."""
    by_hand = Q(marks__decision__in=BY_HAND, marks__answer_version__lt=F("handed_version"))
    return by_hand | Q(marks__decision=Decision.SUPPLIED, marks__answer_version__lt=F("version"))


def unsettled() -> Q:
    """Condition on answers: not settled, and flagged, or unmarked, or without a value, or supplemented since."""
    is_open = Q(marks__flagged=True) | Q(marks__state=RowState.MISSING) | unmarked() | supplemented()
    return Q(settlement=None) & is_open


def done() -> Q:
    """Condition on answers: the appraisers have nothing more to do with the row (it may still be for the meeting)."""
    by_hand = Q(marks__decision__in=BY_HAND, marks__answer_version__gte=F("handed_version"))
    return by_hand | Q(marks__decision=Decision.SUPPLIED, marks__answer_version__gte=F("version"))


def open_rows(round: Round) -> QuerySet[Answer]:
    """The rows of a round's sheets that were handed in which still lie open, those excluded by decision left out.

    Leaves of the survey are open only in a round that holds one, or whose set counts them as missing.
    """
    handed_in = (SheetState.SUBMITTED, SheetState.RETURNED)
    rows = Answer.objects.filter(round=round, sheet__state__in=handed_in, leaf__in=counting_leaves(round))
    return rows.filter(unsettled()).exclude(excluded_in(round)) if has_exclusions(round) else rows.filter(unsettled())


def open_counts(round: Round) -> dict[int, int]:
    """Sheet → how many of its rows lie open; sheets without any are not named."""
    counted = open_rows(round).order_by().values("sheet").annotate(n=Count("pk", distinct=True))
    return dict(counted.values_list("sheet", "n"))


def counting_leaves(round: Round) -> list[str]:
    """Leaves of the round's set that need a value."""
    tree = pinned(round.set_version)
    surveyed = {node.code for node in tree.leaves() if node.leaf.source in SURVEYED}
    converts = tree.criteria_set.policy.without_survey is WithoutSurvey.CONVERT
    if surveyed and converts and not holds_survey(round, surveyed):
        return [node.code for node in tree.leaves() if node.code not in surveyed]
    return [node.code for node in tree.leaves()]


def holds_survey(round: Round, surveyed: Iterable[str]) -> bool:
    """Whether any unit of the round has a value on a leaf of the survey or of satisfaction."""
    valued = {"round": round, "state": RowState.SCORED}
    codes = list(surveyed)
    return (
        Mark.objects.filter(leaf__in=codes, **valued).exists()
        or Settlement.objects.filter(answer__leaf__in=codes, **valued).exists()
    )


def has_exclusions(round: Round) -> bool:
    return Exclusion.objects.filter(participant__round=round, withdrawn_at=None).exists()


def excluded_in(round: Round) -> Q:
    """Condition on answers: excluded for their unit, by themselves or with a node above."""
    tree: PinnedSet = pinned(round.set_version)
    by_node: dict[str, list[object]] = {}
    standing = Exclusion.objects.filter(participant__round=round, withdrawn_at=None).order_by("pk")
    for code, participant in standing.values_list("node_code", "participant"):
        by_node.setdefault(code, []).append(participant)
    condition = Q(pk__in=[])
    for code, participants in by_node.items():
        leaves = [leaf.code for leaf in tree.below(code)]
        condition |= Q(leaf__in=leaves, sheet__participant__in=participants)
    return condition

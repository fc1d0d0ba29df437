"""One unit in a run: its whole tree, with the reason of every number and what would regain a lost point."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from parindex.assessments.queries.leaves import leaf_texts
from parindex.criteria.pinned import PinnedNode
from parindex.engine import State, UnitResult, WithoutSurvey, evaluate, read_sheet
from parindex.results.enums import NodeState
from parindex.results.models import Run, Standing
from parindex.results.queries.pages.ranking import RankRow, rank_rows
from parindex.results.queries.pages.regaining import regained
from parindex.results.queries.pages.sets import group_heads, page_language, set_of, spelled


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node of one unit: printed values and their reason, in the page's language."""

    code: str
    title: str
    level: int
    is_leaf: bool
    state: NodeState
    points: str
    maximum: str
    sub_index: str
    reason: str
    #: Points that were there to be had; 0 where none was lost.
    lost: Decimal
    lost_text: str
    #: How the lost points are regained, as far as the rule tells; empty otherwise.
    regain: str


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit in a run."""

    row: RankRow
    #: Units with a rank in its group, and that group's mean.
    ranked_units: int
    mean: str
    #: Why the whole sheet has its points, index, rank and class.
    reason: str
    nodes: Sequence[NodeRow]
    #: The leaves that lost points, most first.
    losses: Sequence[NodeRow]


def explained(run: Run, standing: Standing) -> UnitResult:
    """The unit's result again with the reason of every node, from the unit's own part of the frozen input alone. Its
    rank and class beside the others are the standing's."""
    criteria_set = set_of(run).criteria_set
    policy = criteria_set.policy
    if run.held_survey:
        # Whether the round held a survey depends on all units together: one sheet alone would not know.
        policy = replace(policy, without_survey=WithoutSurvey.KEEP)
    return evaluate(criteria_set, [read_sheet(standing.sheet)], policy).units[0]


def unit_page(run: Run, standing: Standing) -> UnitPage:
    """Everything that the page of one unit shows. Costs no query beside the pinned set's first one."""
    language, chosen = page_language(), set_of(run)
    texts = leaf_texts(run.set_version)
    result = explained(run, standing)
    _whole, *reasons = result.rows(language)
    states = {code: state for code, state, _printed in result.values()}
    nodes = []
    for code, points, maximum, sub_index, reason in reasons:
        node = chosen.nodes[code]
        lost = _lost(node, points, maximum, states[code])
        answer = result.sheet.answers.get(code)
        # Points set by a person follow no rule: the reason alone says why.
        by_rule = node.is_leaf and (answer is None or answer.basis != "points")
        regain = regained(node.leaf, Decimal(points), texts[code].rule) if lost and by_rule else ""
        nodes.append(
            NodeRow(
                code=code,
                title=node.title(language),
                level=node.level,
                is_leaf=node.is_leaf,
                state=NodeState(states[code].value),
                points=spelled(points),
                maximum=spelled(maximum),
                sub_index=spelled(sub_index),
                reason=reason,
                lost=lost,
                lost_text=spelled(str(lost)),
                regain=regain,
            )
        )
    [row] = rank_rows(run, [standing])
    head = next((head for head in group_heads(run) if head.group == standing.group), None)
    losses = sorted((row for row in nodes if row.is_leaf and row.lost), key=lambda row: -row.lost)
    return UnitPage(
        row, head.ranked if head else 0, head.mean_text if head else "–", standing.reason[language], nodes, losses
    )


def _lost(node: PinnedNode, points: str, maximum: str, state: State) -> Decimal:
    return (
        Decimal(0)
        if state in (State.EXCLUDED, State.NO_SURVEY)
        else max(Decimal(maximum) - Decimal(points), Decimal(0))
    )

"""Who is behind: every agency of a round with the progress of what it appraises, substitutions included."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from parindex.appraisals.queries.boards import Progress, by_leaf, counted, excluded_rows, sum_of
from parindex.appraisals.queries.desks import Desk
from parindex.appraisals.queries.queues import annotated
from parindex.assessments.models import Answer, Sheet
from parindex.criteria.pinned import PinnedNode
from parindex.people.models import Unit
from parindex.programmes.models import Substitute


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency with the progress of everything it appraises in the round, substitutions included."""

    agency: Unit | None
    #: As the set names it, where no unit has this code.
    code: str
    criteria: int
    progress: Progress


def agencies(desk: Desk) -> list[AgencyRow]:
    """Who is behind: every agency of the round with the progress of what it appraises."""
    codes = [node.code for node in desk.by_hand()]
    everyone = Desk(
        round=desk.round,
        pinned=desk.pinned,
        leaves=(),
        instead={},
        own=frozenset(),
        watches=True,
        reads=False,
        heads=False,
        keeps=False,
    )
    whole = by_leaf(everyone, codes)
    round = desk.round
    if round.organiser.parent_id is not None:
        return [AgencyRow(round.organiser, round.organiser.code, len(codes), sum_of(whole.values()))]
    by_code: dict[str, list[PinnedNode]] = {}
    for node in desk.by_hand():
        by_code.setdefault(node.appraiser, []).append(node)
    units = {unit.code: unit for unit in Unit.objects.filter(root=round.programme.province_id, code__in=by_code)}
    progress = {code: sum_of(whole[node.code] for node in nodes) for code, nodes in by_code.items()}
    names = {code: units.get(code) for code in by_code}
    substitutes = list(Substitute.objects.filter(round=round.pk).select_related("agency", "substitute"))
    own_rows = _of_units(everyone, {each.agency_id for each in substitutes}, codes)
    for each in substitutes:
        nodes = by_code.get(each.agency.code, [])
        own = sum_of(own_rows.get((each.agency_id, node.code), Progress()) for node in nodes)
        less = Progress(-own.total, -own.done, -own.returned, -own.changed, -own.flagged)
        if each.agency.code not in progress:
            continue
        progress[each.agency.code] += less
        other = each.substitute
        names[other.code] = other
        progress[other.code] = progress.get(other.code, Progress()) + own
    rows = [AgencyRow(names[c], c, len(by_code.get(c, ())), p) for c, p in progress.items()]
    return sorted(rows, key=lambda row: (row.progress.percent, row.agency.sort_text if row.agency else row.code))


def _of_units(desk: Desk, units: Collection[int], codes: Sequence[str]) -> dict[tuple[int, str], Progress]:
    """Progress of single units by unit and leaf."""
    sheets = list(Sheet.objects.filter(round=desk.round.pk, unit__in=units))
    rows = Answer.objects.filter(round=desk.round.pk, sheet__in=sheets, leaf__in=codes)
    rows_now: Any = annotated(rows, excluded_rows(desk, sheets)).order_by()
    groups = rows_now.values_list("sheet__unit", "leaf", "standing", "mark_flagged").annotate(n=Count("pk"))
    found: dict[tuple[int, str], Progress] = {}
    for unit, leaf, standing, flagged, n in groups:
        found[unit, leaf] = found.get((unit, leaf), Progress()) + counted(standing, n, flagged=flagged)
    return found

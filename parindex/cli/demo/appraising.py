"""Agencies of the demonstration appraise, tables for all units come in, heads settle."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from parindex.cli.demo import figures as figure_files
from parindex.cli.demo.figures import SUPPLIED, UnitFigures
from parindex.cli.demo.province import Province, number

if TYPE_CHECKING:
    from parindex.assessments.models import Answer, Sheet
    from parindex.criteria.pinned import PinnedNode
    from parindex.people.models import Account
    from parindex.programmes.models import Round

DISPUTED = "Đơn vị đề nghị xem xét lại và đã có văn bản giải trình; đưa ra Tổ thẩm định thống nhất"
#: A word of the reason → its code; anything else says that the figures differ.
CODES = {
    "chưa chứng minh": "evidence_insufficient",
    "Chưa có tài liệu": "evidence_missing",
    "chậm thời hạn": "late",
    "sau kỳ đánh giá": "out_of_period",
    "năm trước": "out_of_period",
    "chưa đầy đủ": "evidence_insufficient",
}
ITEMS = {
    "bonus": "Theo văn bản công nhận của cơ quan có thẩm quyền, Tổ thẩm định đã kiểm tra",
    "penalty": "Theo kết luận của cơ quan có thẩm quyền, Tổ thẩm định đã kiểm tra",
}


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A round as its agencies see it."""

    made: Province
    round: "Round"
    figures: Mapping[str, UnitFigures]
    #: Agency → who stands in for it where it would meet itself.
    substitutes: Mapping[str, str]

    def appraiser(self, leaf: "PinnedNode", unit: str) -> "Account":
        """Who marks that row."""
        if self.round.organiser.parent_id is not None:
            return self.made.who("appraiser", self.round.organiser.code)
        agency = self.substitutes[unit] if leaf.appraiser == unit else leaf.appraiser
        return self.made.who("appraiser", agency)

    def head(self, unit: str) -> "Account":
        """Who settles for that unit: a head of another."""
        if self.round.organiser.parent_id is not None:
            return self.made.who("team_head", self.round.organiser.code)
        return self.made.who("team_head", "VPUB" if unit == "SNV" else "SNV")


def supply(work: Appraisal, *, origin: str, at: datetime) -> None:
    """The organiser's coordinator takes over the table with the values that come for all units at once."""
    from parindex.appraisals import actions
    from parindex.criteria.pinned import pinned

    leaves = pinned(work.round.set_version).leaves()
    given = frozenset(node.code for node in leaves if node.leaf.source.value in SUPPLIED)
    members = {code: work.figures[code] for code in _sheets(work)}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("unit", "node", "input", "value"))
    writer.writerows(figure_files.supplied(members, given))
    by = work.made.keeper(work.round.organiser)
    upload = actions.keep_register(
        work.round,
        id=number(f"{work.made.unit.code}/{work.round.code}/register"),
        chunks=[out.getvalue().encode()],
        name="so-lieu-dung-chung.csv",
        origin=origin,
        by=by,
        at=at,
    )
    actions.apply_register(upload, digest=None, by=by, at=at)


def appraise(
    work: Appraisal, units: Iterable[str] | None = None, *, fields: frozenset[str] | None = None, at: datetime
) -> None:
    """Rows whose figures were found to be others are adjusted, those that the team disagreed on flagged; the rest is
    confirmed.

    :param units: only these; None: all.
    :param fields: only the rows of these fields; None: all.
    """
    from parindex.appraisals import actions
    from parindex.assessments import queries

    sheets = _sheets(work)
    plain: dict[Account, dict[int, int]] = {}
    for code in sheets if units is None else units:
        for row, node in queries.leaf_rows(sheets[code]):
            if fields is not None and node.field not in fields:
                continue
            found = dict(work.figures[code].of(row.leaf, "appraised"))
            by, source = work.appraiser(node, code), node.leaf.source.value
            if found and source in ("unit", "appraiser") and not _alike(row, found):
                _adjust(row, found, disputed=source == "unit" and _settled(work, code, row), by=by, at=at)
            elif source == "unit" and row.handed_version is not None:
                plain.setdefault(by, {})[row.pk] = row.handed_version
    for by, rows in plain.items():
        actions.confirm_many(work.round, rows=rows, by=by, at=at)


def _alike(row: "Answer", found: Mapping[str, str]) -> bool:
    return found == row.handed_figures


def _settled(work: Appraisal, unit: str, row: "Answer") -> bool:
    return bool(work.figures[unit].of(row.leaf, "settled"))


def _adjust(row: "Answer", found: dict[str, str], *, disputed: bool, by: "Account", at: datetime) -> None:
    from parindex.appraisals import actions

    reason = found.pop("reason", "")
    code = next((code for word, code in CODES.items() if word in reason), "figures_differ")
    mark = actions.adjust(
        row,
        figures=found,
        reason_code=code if row.handed_figures else "",
        reason=reason,
        version=None,
        handed_version=row.handed_version,
        by=by,
        at=at,
    )
    if disputed:
        actions.flag(row, reason=DISPUTED, version=mark.version, handed_version=row.handed_version, by=by, at=at)


def send_back(work: Appraisal, unit: str, leaf: str, asked: str, *, until: datetime, at: datetime) -> None:
    """One row goes back to its unit for supplement."""
    from parindex.appraisals import actions
    from parindex.assessments import queries

    row, node = next(pair for pair in queries.leaf_rows(_sheets(work)[unit]) if pair[0].leaf == leaf)
    actions.send_back(
        row,
        until=until,
        reason_code="evidence_missing",
        reason=asked,
        version=None,
        handed_version=row.handed_version,
        by=work.appraiser(node, unit),
        at=at,
    )


def settle(work: Appraisal, *, at: datetime) -> None:
    """The heads settle what is disputed, count bonus and penalty cases, and settle every sheet."""
    from parindex.appraisals import actions
    from parindex.appraisals.enums import AdjustmentKind
    from parindex.assessments import queries

    heads: dict[Account, None] = {}
    for code, sheet in _sheets(work).items():
        by = work.head(code)
        heads[by] = None
        for row, node in queries.leaf_rows(sheet):
            found = dict(work.figures[code].of(row.leaf, "settled"))
            if found and node.leaf.source.value == "unit":
                reason = found.pop("reason")
                actions.settle_row(row, figures=found, reason=reason, version=None, by=by, at=at)
        for kind, item, cases in work.figures[code].items:
            actions.make_adjustment(
                sheet,
                id=number(f"{work.round.code}/{code}/{kind}/{item}"),
                kind=AdjustmentKind(kind),
                code=item,
                cases=cases,
                reason=ITEMS[kind],
                by=by,
                at=at,
            )
    for by in heads:
        actions.settle_sheets(work.round, by=by, at=at)


def _sheets(work: Appraisal) -> "Mapping[str, Sheet]":
    from parindex.assessments import queries

    return {sheet.unit.code: sheet for sheet in queries.sheets_of(work.round)}

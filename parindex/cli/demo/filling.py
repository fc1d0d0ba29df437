"""Units of the demonstration fill in and hand in: officers save the rows and cite papers, leaders submit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from parindex.cli.demo import papers
from parindex.cli.demo.figures import UnitFigures
from parindex.cli.demo.papers import Sample
from parindex.cli.demo.province import Province, number

if TYPE_CHECKING:
    from parindex.assessments.models import Sheet
    from parindex.programmes.models import Round

#: Why a row that cites no paper needs none here.
ABSENT = "Tài liệu kiểm chứng là {evidence}; bản giấy lưu tại cơ quan, đã gửi kèm báo cáo tự chấm điểm số {number}."
LEFT = "Tài liệu kiểm chứng đã gửi kèm báo cáo tự chấm điểm số {number}."


@dataclass(frozen=True, slots=True)
class Report:
    """The paper that a unit's rows cite: its yearly report on the reform."""

    year: int
    issued_on: date

    def sample(self, code: str, name: str) -> Sample:
        """The report of one unit."""
        reference = f"{100 + sum(map(ord, code)) % 400}/BC-{code if code.isalpha() else 'UBND'}"
        title = f"BÁO CÁO\nKết quả thực hiện cải cách hành chính năm {self.year}"
        first = "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH\n1. Kế hoạch và kết quả thực hiện\n2. Chế độ báo cáo\n3. Kiểm tra"
        second = (
            "II. KẾT QUẢ THEO LĨNH VỰC\n1. Cải cách thể chế\n2. Cải cách thủ tục hành chính\n"
            "3. Cải cách tổ chức bộ máy\n4. Cải cách chế độ công vụ\n5. Cải cách tài chính công\n"
            "6. Xây dựng chính quyền số\n\nPHỤ LỤC\nSố liệu kèm theo"
        )
        return Sample(
            unit=code,
            file=f"bao-cao-cchc-{self.year}.pdf",
            title=f"Báo cáo kết quả thực hiện CCHC năm {self.year} của {name}",
            number=reference,
            issued_on=self.issued_on,
            issuing_body=name,
            pages=(f"{name.upper()}\nSố: {reference}\n\n{title}\n\n{first}", second),
        )


def fill(
    made: Province,
    sheet: "Sheet",
    figures: UnitFigures,
    *,
    report: Report,
    with_paper: bool,
    share: float = 1.0,
    at: datetime,
) -> None:
    """The officer saves the unit's rows, in the set's order.

    :param with_paper: the unit uploads its report and cites it; the others explain where the papers are.
    :param share: of the rows, the first that many.
    """
    from parindex.assessments import actions, queries

    code = sheet.unit.code
    officer, sample = made.who("unit_officer", code), report.sample(code, sheet.unit.name)
    paper = papers.take_in(made, sample, at=at) if with_paper else None
    rows = [(row, node) for row, node in queries.leaf_rows(sheet) if figures.of(row.leaf, "self")]
    filled, places = {}, {}
    for row, node in rows[: round(len(rows) * share)]:
        needed, evidence = node.leaf.evidence_required, node.leaf.evidence
        explanation = _explained(evidence, sample.number) if needed and paper is None else ""
        filled[row.leaf] = actions.Filled(figures.of(row.leaf, "self"), explanation)
        if needed:
            places[row.leaf] = ("Mục I", "1") if node.field == "1" else (f"Mục II, khoản {int(node.field) - 1}", "2")
    actions.save_rows(sheet, filled, by=officer, at=at)
    if paper is not None:
        actions.cite_often(sheet, paper, places, by=officer, at=at)


def _explained(evidence: str, number: str) -> str:
    first = evidence.split(";")[0].strip()
    text = ABSENT.format(evidence=first[:1].lower() + first[1:], number=number) if first else ""
    return text or LEFT.format(number=number)


def exclude(
    made: Province,
    round: "Round",
    figures: Mapping[str, UnitFigures],
    *,
    decision: str,
    reason: str,
    at: datetime,
) -> None:
    """The organiser's coordinator takes out what a decision left out for single units."""
    from parindex.programmes import actions, queries

    by = made.keeper(round.organiser)
    left_out = {code: known.excluded for code, known in figures.items() if known.excluded}
    members = queries.participants(by, on=at.date()).filter(round=round, unit__code__in=left_out)
    for participant in members.order_by("unit__code"):
        code = participant.unit.code
        for node in left_out[code]:
            known_as = number(f"{round.code}/{code}/{node}")
            actions.exclude(participant, id=known_as, node_code=node, decision=decision, reason=reason, by=by, at=at)


def submit(made: Province, sheet: "Sheet", *, at: datetime) -> None:
    """The leader hands it in."""
    from parindex.assessments import actions

    actions.submit(sheet, version=sheet.version, by=made.who("unit_leader", sheet.unit.code), at=at)


def sheets_of(round: "Round") -> "Mapping[str, Sheet]":
    """The round's sheets by unit."""
    from parindex.assessments import queries

    return {sheet.unit.code: sheet for sheet in queries.sheets_of(round)}

"""What speaks against a version: faults of its document, the engine's lint, and facts that only the province knows."""

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parindex.criteria.documents import Document, put_together
from parindex.criteria.enums import FindingLevel
from parindex.criteria.models import CriteriaSetVersion, Node
from parindex.criteria.queries.tree import AppraisingUnit, Tree
from parindex.engine import Fault, Finding, Message, inspect_set
from parindex.engine.numbers import Language
from parindex.kernel.verdicts import Text

#: The number of a paper with its day: “Quyết định số 05/2023/QĐ-UBND ngày 10/01/2023”.
_CITED = re.compile(r"\b(?:số|No\.?)\s+\S*\d\S*(?:\s+(?:ngày|of|dated)\s+\d{1,2}[/.-]\d{1,2}[/.-]\d{4})?")

_NODE_PLACE = re.compile(r"nodes\[\d+\](?:\.children\[\d+\])*")


@dataclass(frozen=True, slots=True)
class OfProvince:
    """What the engine cannot know: what is wrong and what mends it, in the language of the page."""

    said: Text
    remedy: Text

    def problem(self, _language: Language) -> str:
        return str(self.said)

    def mend(self, _language: Language) -> str:
        return str(self.remedy)


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One thing that a person should mend or look at."""

    level: FindingLevel
    message: Message | OfProvince
    #: A stable slug of the kind of finding.
    code: str
    node: Node | None = None
    #: What inside the node, or inside the header, as a path of the exchange form: ``rule.steps[1].above``.
    place: str = ""

    @property
    def text(self) -> str:
        """The sentence in the language of the page."""
        if isinstance(self.message, Message):
            return self.message.text(_page_language())
        return self.message.problem(_page_language())

    @property
    def mend(self) -> str:
        """What to type where to be rid of it, in the language of the page."""
        return self.message.mend(_page_language())

    @property
    def blocks(self) -> bool:
        """Whether the version cannot be issued because of it."""
        return self.level != FindingLevel.ADVICE


def _page_language() -> Language:
    return "en" if get_language() == "en" else "vi"


def blocking(findings: Iterable[CheckFinding]) -> list[CheckFinding]:
    """Those that block an issue."""
    return [finding for finding in findings if finding.blocks]


def findings_of(version: CriteriaSetVersion, tree: Tree, units: Sequence[AppraisingUnit]) -> tuple[CheckFinding, ...]:
    """All findings, worst first, in the order of the tree. ``units`` are those of ``tree.appraising_units``."""
    document = put_together(version, tree.nodes)
    places = dict(_places(document, tree))
    by_code = {row.node.code: row.node for row in tree.rows}
    inspection = inspect_set(document)
    found = [_from_engine(FindingLevel.ERROR, fault, places, by_code) for fault in inspection.faults]
    found += [_from_engine(FindingLevel(said.level.value), said, places, by_code) for said in inspection.findings]
    found += _of_the_province(version, tree, {unit.code: unit for unit in units})
    order: dict[uuid.UUID | None, int] = {row.node.pk: number for number, row in enumerate(tree.rows)}
    ranks = {level: rank for rank, level in enumerate(FindingLevel)}
    unique = {(f.code, f.node.pk if f.node else None, f.place, f.text): f for f in found}
    return tuple(
        sorted(unique.values(), key=lambda f: (ranks[f.level], order.get(f.node.pk, -1) if f.node else -1, f.place))
    )


def _from_engine(
    level: FindingLevel, said: Fault | Finding, places: dict[str, Node], by_code: dict[str, Node]
) -> CheckFinding:
    place = _NODE_PLACE.match(said.place)
    node = places.get(place[0]) if place else by_code.get(said.node)
    inner = said.place[place.end() :].lstrip(".") if place else said.place
    return CheckFinding(level, said.message, said.code, node, inner)


def _places(document: Document, tree: Tree) -> Iterator[tuple[str, Node]]:
    """Path inside the document → node."""
    nodes = {row.node.code: row.node for row in tree.rows}

    def walk(forms: list[Document], path: str) -> Iterator[tuple[str, Node]]:
        for index, form in enumerate(forms):
            yield f"{path}[{index}]", nodes[form["code"]]
            yield from walk(form.get("children", []), f"{path}[{index}].children")

    return walk(document["nodes"], "nodes")


def _of_the_province(
    version: CriteriaSetVersion, tree: Tree, units: Mapping[str, AppraisingUnit]
) -> Iterator[CheckFinding]:
    appraisers = [(row.node, row.node.appraised_by) for row in tree.rows]
    decided = bool(version.decision_number and version.decision_on)
    timed = bool(version.period_from)
    for node, message, code, place in of_the_province(appraisers, units, decided=decided, timed=timed):
        yield CheckFinding(FindingLevel.BLOCKS_ISSUE, message, code, node, place)
    for row in tree.rows:
        for place, text in _texts(row.node):
            past = _past_year(text, version)
            if past:
                yield CheckFinding(FindingLevel.ADVICE, _of_past_year(past, version), "past_year", row.node, place)


def _texts(node: Node) -> Iterator[tuple[str, str]]:
    """What people read of a node, with its place."""
    for name in ("title", "title_en", "guidance", "evidence"):
        yield name, getattr(node, name)
    options = (node.rule or {}).get("options")
    for inside, rows in (("inputs", node.inputs), ("rule.options", options)):
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, Mapping):
                for name in ("title", "title_en"):
                    yield f"{inside}[{index}].{name}", str(row.get(name) or "")


def _past_year(text: str, version: CriteriaSetVersion) -> str:
    """Where ``text`` names the year before that of the set: what stands around it, or nothing.

    A day inside the period is meant as it stands; so are the number and the day of a paper that is cited.
    """
    before = str(version.criteria_set.year - 1)
    if before not in text:
        return ""
    cited = [found.span() for found in _CITED.finditer(text)]
    for found in re.finditer(rf"(?:(\d{{1,2}})[/.-](\d{{1,2}})[/.-])?(?<!\d){before}(?!\d)", text):
        if any(start <= found.start() < end for start, end in cited):
            continue
        if found[1] and _inside(version, int(before), int(found[2]), int(found[1])):
            continue
        return _around(text, found.start(), found.end())
    return ""


def _inside(version: CriteriaSetVersion, year: int, month: int, day: int) -> bool:
    try:
        said = date(year, month, day)
    except ValueError:
        return False
    return bool(version.period_from and version.period_to and version.period_from <= said <= version.period_to)


def _around(text: str, start: int, end: int) -> str:
    """With a few words before it, so that the place is found again."""
    before = text[:start].split(" ")
    return f"{'… ' if len(before) > 6 else ''}{' '.join(before[-6:])}{text[start:end]}"


def _of_past_year(words: str, version: CriteriaSetVersion) -> OfProvince:
    year = version.criteria_set.year
    return OfProvince(
        _("“%(words)s” names %(before)s, but the set is that of %(year)s.")
        % {"words": words, "before": str(year - 1), "year": str(year)},
        _("Write %(year)s, or the new day, where the text has to move with the set; leave it if last year is meant.")
        % {"year": str(year)},
    )


def of_the_province[Named](
    appraisers: Iterable[tuple[Named, str]], units: Mapping[str, AppraisingUnit], *, decided: bool, timed: bool
) -> Iterator[tuple[Named | None, OfProvince, str, str]]:
    """What the engine cannot know: units, and the paper that issues the set. Whose, message, code and place in it."""
    for named, code in appraisers:
        unit = units.get(code)
        if code and unit is None:
            message = _("No unit of this province that may appraise has the code “%(code)s”.") % {"code": code}
            mend = _(
                "Write the code of a unit as the page “Units” lists it, for example SNV; or add “%(code)s” there."
            ) % {"code": code}
            yield named, OfProvince(message, mend), "unknown_appraiser", "appraised_by"
        elif unit is not None and unit.ended_on is not None:
            message = _("%(unit)s ended on %(day)s.") % {
                "unit": unit.name,
                "day": date_format(unit.ended_on, "DATE_FORMAT"),
            }
            mend = _("Replace “%(code)s” by the code of its successor.") % {"code": code}
            yield named, OfProvince(message, mend), "ended_appraiser", "appraised_by"
    if not decided:
        missing = OfProvince(
            _("The number and date of the decision that issues the set are missing."),
            _("State number and date of the decision, for example 123/QĐ-UBND and 05/12/2023."),
        )
        yield None, missing, "no_decision", "decision"
    if not timed:
        missing = OfProvince(
            _("The period that is assessed is missing."),
            _("State its first and last day, for example 01/01/2023 and 31/12/2023."),
        )
        yield None, missing, "no_period", "period"

"""What templates show of trees, findings and stale saves: facts in words, ready to print."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parindex.criteria import enums, queries
from parindex.criteria.describe import Description, describe_leaf
from parindex.criteria.documents import leaf_form
from parindex.kernel.verdicts import Stale
from parindex.web.refusals import Rows, compared
from parindex.web.templatetags.parindex import points


def page_language() -> Literal["vi", "en"]:
    """The language of the page, as the engine and the descriptions know it."""
    return "en" if get_language() == "en" else "vi"


def appraiser_names(units: Iterable[queries.AppraisingUnit]) -> dict[str, str]:
    """Code → name."""
    return {unit.code: unit.name for unit in units}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the tree in words."""

    row: queries.Row
    title: str
    #: Lĩnh vực, tiêu chí, tiêu chí thành phần: by the level.
    level_name: str
    kind: str
    source: str
    not_arising: str
    description: Description
    appraiser: str
    #: The appraiser comes from a node above.
    inherited: bool
    #: Of the whole set's points.
    share: str
    findings: tuple[queries.CheckFinding, ...]

    @property
    def blocked(self) -> bool:
        return any(finding.blocks for finding in self.findings)


def tree_rows(tree: queries.Tree, findings: Sequence[queries.CheckFinding], names: Mapping[str, str]) -> list[ShownRow]:
    """Every row of the tree in words, in the page's language."""
    by_node: dict[uuid.UUID, list[queries.CheckFinding]] = {}
    for finding in findings:
        if finding.node is not None:
            by_node.setdefault(finding.node.pk, []).append(finding)
    return [_shown(row, tuple(by_node.get(row.node.pk, ())), names) for row in tree.rows]


def _shown(row: queries.Row, findings: tuple[queries.CheckFinding, ...], names: Mapping[str, str]) -> ShownRow:
    node, language = row.node, page_language()
    kind = node.rule.get("kind", "") if node.rule else ""
    appraiser = "" if node.is_leaf and node.source in enums.UNAPPRAISED else row.appraiser
    return ShownRow(
        row=row,
        title=node.shown_title,
        level_name=level_name(row.level),
        kind=label(enums.RuleKind, kind),
        source=label(enums.ValueSource, node.source),
        not_arising=label(enums.WhenNotArising, node.not_arising),
        description=describe_leaf(leaf_form(node), language) if node.is_leaf else Description(""),
        appraiser=names.get(appraiser, appraiser),
        inherited=not node.appraised_by and bool(row.appraiser),
        share=f"{points(row.share * 100, 1)}%" if row.share is not None else "–",
        findings=findings,
    )


def version_name(kept: str) -> str:
    """A version as the trail keeps it, “BK-2023-H v1”, in words; anything else as it stands."""
    code, _mark, number = kept.rpartition(" v")
    return _("%(code)s, version %(number)s") % {"code": code, "number": number} if number.isdecimal() else kept


def long_day(day: date) -> str:
    """A day as official papers write it, “05 tháng 10 năm 2023”: a zero before days under 10 and months 1 and 2."""
    if page_language() == "en":
        return date_format(day, "j F Y")
    return f"{day.day:02} tháng {day.month:0{2 if day.month < 3 else 1}} năm {day.year}"


@dataclass(frozen=True, slots=True)
class NestedRow:
    """A row of the tree as nested lists: whether a list opens behind it, and how many close."""

    row: queries.Row
    opens: bool
    closes: range


def nested(tree: queries.Tree) -> list[NestedRow]:
    """The tree for ``<ul class="tree">`` with lists inside lists."""
    levels = [row.level for row in tree.rows]
    after = [*levels[1:], 1]
    return [
        NestedRow(row, following > row.level, range(max(row.level - following, 0)))
        for row, following in zip(tree.rows, after, strict=False)
    ]


def level_name(level: int) -> str:
    """What a node of that level is called in official papers."""
    return {1: _("Field"), 2: _("Criterion")}.get(level, _("Sub-criterion"))


def label(choices: Any, value: str) -> str:
    """The words for a value; an unknown one as it stands."""
    return str(choices(value).label) if value in choices.values else value


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding with the way to where it is mended."""

    text: str
    mend: str
    node: str
    url: str


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one level."""

    title: str
    lead: str
    kind: str
    findings: tuple[ShownFinding, ...]


def grouped(findings: Iterable[queries.CheckFinding], pk: uuid.UUID, *, edits: bool) -> list[FindingGroup]:
    """Findings by level, worst first; links only for those who may edit."""
    found = list(findings)
    levels = [
        (enums.FindingLevel.ERROR, _("Errors"), _("The set cannot be scored until these are mended."), "danger"),
        (enums.FindingLevel.BLOCKS_ISSUE, _("Block the issue"), _("To be mended before the set is issued."), "warning"),
        (enums.FindingLevel.ADVICE, _("Advice"), _("Nothing is wrong by itself; a person should look."), "info"),
    ]
    groups = [
        FindingGroup(title, lead, kind, tuple(_linked(f, pk, edits) for f in found if f.level == level))
        for level, title, lead, kind in levels
    ]
    return [group for group in groups if group.findings]


def _linked(finding: queries.CheckFinding, pk: uuid.UUID, edits: bool) -> ShownFinding:
    url = ""
    if edits and finding.node is not None:
        url = reverse("criteria_node", args=[pk, finding.node.pk])
    elif edits:
        in_policy = finding.place.startswith(("policy", "bonus", "penalty"))
        in_tree = finding.place.startswith("nodes")
        url = reverse(
            "criteria_policy" if in_policy else "criteria_editor" if in_tree else "criteria_header", args=[pk]
        )
    return ShownFinding(finding.text, finding.mend, finding.node.code if finding.node else "", url)


#: Columns as people call them.
def column_names() -> dict[str, str]:
    """Words for the columns that a stale save compares."""
    return {
        "title": _("Title"),
        "title_en": _("English title"),
        "code": _("Code"),
        "tier_id": _("Tier"),
        "year": _("Year"),
        "illustration": _("Illustration"),
        "decision_number": _("Decision number"),
        "decision_on": _("Decision date"),
        "period_from": _("Period from"),
        "period_to": _("Period to"),
        "change_note": _("What changed"),
        "policy": _("Policy"),
        "bonus": _("Bonus items"),
        "penalty": _("Penalty items"),
        "is_leaf": _("Gives points"),
        "max_points": _("Maximum points"),
        "guidance": _("Guidance"),
        "appraised_by": _("Appraised by"),
        "source": _("Source of the value"),
        "not_arising": _("When not arising"),
        "evidence": _("Evidence asked"),
        "evidence_required": _("Evidence is compulsory"),
        "inputs": _("Declared figures"),
        "rule": _("Scoring rule"),
    }


def stale_rows(stale: Stale) -> Rows:
    """Rows for ``{% comparison %}``: what is there now, and what this person wanted to save."""
    names = column_names()
    words: dict[str, Callable[[Any], str]] = {
        "rule": lambda rule: describe_leaf({"rule": rule}, page_language()).text or "–",
        "source": lambda value: label(enums.ValueSource, value) or "–",
        "not_arising": lambda value: label(enums.WhenNotArising, value) or "–",
    }
    return compared(stale, lambda column: names.get(column, column), words)

"""From the exchange document to a criteria set, with every fault at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

from parindex.engine.exchange.cursor import MAX_DEPTH, MAX_NODES, Cursor, Log
from parindex.engine.exchange.rules import UNREAD, read_rule
from parindex.engine.faults import Reading
from parindex.engine.messages import say
from parindex.engine.numbers import Rounding
from parindex.engine.tree import (
    Branch,
    ClassBand,
    CriteriaSet,
    Decision,
    Input,
    InputType,
    Item,
    Leaf,
    Node,
    NotApplicable,
    NotArising,
    Period,
    Policy,
    RankOn,
    Source,
    Ties,
    WithoutSurvey,
)

FORMAT = "parindex/criteria-set/1"

SET_KEYS = ("format", "code", "nodes")
SET_OPTIONS = (
    "title",
    "title_en",
    "tier",
    "policy",
    "year",
    "decision",
    "period",
    "illustration",
    "bonus",
    "penalty",
)
POLICY_OPTIONS = (
    "not_applicable",
    "without_survey",
    "places",
    "rounding",
    "rank_on",
    "ties",
    "tie_break",
    "cap_total",
    "bonus_cap",
    "penalty_cap",
    "classes",
)
NODE_TEXTS = ("title", "title_en", "appraised_by", "guidance")
LEAF_OPTIONS = ("source", "not_arising", "evidence", "evidence_required", "inputs")


def read_set(document: object) -> Reading:
    """A criteria set from its parsed JSON form; numbers may be text, JSON integers or ``Decimal``.

    A binary float is refused: parse JSON with :func:`read_set_json` or with ``parse_float=Decimal``. Never raises
    on any document; every fault names its path. What is well-formed yet senseless (gaps between steps, unknown
    names) is left to :func:`parindex.engine.lint`.
    """
    criteria_set, log = read_partly(document)
    return Reading(None if log.faults else criteria_set, log.told())


def read_partly(document: object) -> tuple[CriteriaSet, Log]:
    """The same, with harmless stand-ins for what could not be read."""
    log = Log()
    found = Cursor(document, log).fields(SET_KEYS, SET_OPTIONS)
    if "format" in found and found["format"].value != FORMAT:
        found["format"].fault(say("wrong_format", expected=FORMAT))
    nodes = _nodes(found["nodes"], 1) if "nodes" in found else ()
    if log.nodes > MAX_NODES:
        found["nodes"].fault(say("too_many_nodes", limit=MAX_NODES))
        nodes = ()
    criteria_set = CriteriaSet(
        code=found["code"].code() if "code" in found else "",
        title=_text(found, "title"),
        tier=_text(found, "tier"),
        nodes=nodes,
        policy=_policy(found["policy"]) if "policy" in found else Policy(),
        title_en=_text(found, "title_en"),
        year=found["year"].whole(1990, 2200) if "year" in found else None,
        decision=_decision(found["decision"]) if "decision" in found else None,
        period=_period(found["period"]) if "period" in found else None,
        illustration=found["illustration"].flag() if "illustration" in found else False,
        bonus=_items(found.get("bonus")),
        penalty=_items(found.get("penalty")),
    )
    return criteria_set, log


def _text(found: dict[str, Cursor], key: str) -> str:
    return found[key].text() if key in found else ""


@dataclass(frozen=True, slots=True)
class _Common:
    code: str
    title: str
    appraised_by: str
    guidance: str
    title_en: str


def _nodes(cursor: Cursor, depth: int) -> tuple[Node, ...]:
    """A list of nodes; none is read beyond the first that is too many."""
    return tuple(_node(item, depth) for item in takewhile(lambda item: item.log.nodes <= MAX_NODES, cursor.items()))


def _node(cursor: Cursor, depth: int) -> Node:
    cursor.log.nodes += 1
    if isinstance(cursor.value, dict) and isinstance(cursor.value.get("code"), str):
        cursor.node = cursor.value["code"][:64]
    if isinstance(cursor.value, dict) and "children" in cursor.value:
        return _branch(cursor, depth)
    return _leaf(cursor)


def _branch(cursor: Cursor, depth: int) -> Branch:
    found = cursor.fields(("code", "children"), (*NODE_TEXTS, "max_points"))
    common = _common(found)
    children: tuple[Node, ...] = ()
    if depth >= MAX_DEPTH:
        cursor.fault(say("too_deep", limit=MAX_DEPTH))
    else:
        children = _nodes(found["children"], depth + 1)
    return Branch(
        code=common.code,
        title=common.title,
        children=children,
        stated_max=found["max_points"].number(low=0) if "max_points" in found else None,
        appraised_by=common.appraised_by,
        guidance=common.guidance,
        title_en=common.title_en,
    )


def _leaf(cursor: Cursor) -> Leaf:
    found = cursor.fields(("code", "max_points", "rule"), (*NODE_TEXTS, *LEAF_OPTIONS))
    common = _common(found)
    return Leaf(
        code=common.code,
        title=common.title,
        max_points=found["max_points"].number(low=0) if "max_points" in found else Decimal(0),
        rule=read_rule(found["rule"]) if "rule" in found else UNREAD,
        source=found["source"].choice(Source) if "source" in found else Source.UNIT,
        not_arising=found["not_arising"].choice(NotArising) if "not_arising" in found else NotArising.EXCLUDE,
        appraised_by=common.appraised_by,
        evidence=_text(found, "evidence"),
        evidence_required=found["evidence_required"].flag() if "evidence_required" in found else False,
        inputs=_list(found.get("inputs"), _input),
        guidance=common.guidance,
        title_en=common.title_en,
    )


def _common(found: dict[str, Cursor]) -> _Common:
    return _Common(
        code=found["code"].code() if "code" in found else "",
        title=_text(found, "title"),
        appraised_by=_text(found, "appraised_by"),
        guidance=_text(found, "guidance"),
        title_en=_text(found, "title_en"),
    )


def _input(cursor: Cursor) -> Input:
    found = cursor.fields(("name",), ("title", "title_en", "type", "unit"))
    return Input(
        name=found["name"].name() if "name" in found else "",
        title=_text(found, "title"),
        title_en=_text(found, "title_en"),
        type=found["type"].choice(InputType) if "type" in found else None,
        unit=_text(found, "unit"),
    )


def _list[T](cursor: Cursor | None, read: Callable[[Cursor], T]) -> tuple[T, ...]:
    return () if cursor is None else tuple(read(item) for item in cursor.items())


def _items(cursor: Cursor | None) -> tuple[Item, ...]:
    return _list(cursor, _item)


def _item(cursor: Cursor) -> Item:
    found = cursor.fields(("code", "points"), ("title", "title_en", "cap"))
    return Item(
        code=found["code"].code() if "code" in found else "",
        title=_text(found, "title"),
        points=found["points"].number(low=0) if "points" in found else Decimal(0),
        cap=found["cap"].number(low=0) if "cap" in found else None,
        title_en=_text(found, "title_en"),
    )


def _decision(cursor: Cursor) -> Decision:
    found = cursor.fields(("number",), ("on",))
    return Decision(_text(found, "number"), found["on"].day() if "on" in found else None)


def _period(cursor: Cursor) -> Period | None:
    found = cursor.fields(("from", "to"))
    start, end = (found[key].day() if key in found else None for key in ("from", "to"))
    if start is None or end is None:
        return None
    if end < start:
        cursor.fault(say("period_backwards"))
    return Period(start, end)


def _policy(cursor: Cursor) -> Policy:
    found = cursor.fields((), POLICY_OPTIONS)
    usual = Policy()
    return Policy(
        not_applicable=found["not_applicable"].choice(NotApplicable)
        if "not_applicable" in found
        else usual.not_applicable,
        without_survey=found["without_survey"].choice(WithoutSurvey)
        if "without_survey" in found
        else usual.without_survey,
        places=found["places"].whole(0, 10) if "places" in found else usual.places,
        rounding=found["rounding"].choice(Rounding) if "rounding" in found else usual.rounding,
        rank_on=found["rank_on"].choice(RankOn) if "rank_on" in found else usual.rank_on,
        ties=found["ties"].choice(Ties) if "ties" in found else usual.ties,
        tie_break=_list(found.get("tie_break"), Cursor.code),
        cap_total=found["cap_total"].flag() if "cap_total" in found else usual.cap_total,
        bonus_cap=found["bonus_cap"].number(low=0) if "bonus_cap" in found else usual.bonus_cap,
        penalty_cap=found["penalty_cap"].number(low=0) if "penalty_cap" in found else usual.penalty_cap,
        classes=_list(found.get("classes"), _class_band),
    )


def _class_band(cursor: Cursor) -> ClassBand:
    found = cursor.fields(("code",), ("title", "title_en", "from", "inclusive"))
    return ClassBand(
        code=found["code"].code() if "code" in found else "",
        title=_text(found, "title"),
        threshold=found["from"].number(low=0) if "from" in found else None,
        inclusive=found["inclusive"].flag() if "inclusive" in found else True,
        title_en=_text(found, "title_en"),
    )

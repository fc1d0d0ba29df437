"""The JSON Schema (2020-12) of the exchange form, made from the same lists that reading uses."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from parindex.engine.exchange.cursor import CODE_PATTERN, END, MAX_LIST, MAX_TEXT, NAME_PATTERN
from parindex.engine.exchange.reading import FORMAT
from parindex.engine.numbers import MAX_DIGITS, Rounding
from parindex.engine.tree import (
    InputType,
    NotApplicable,
    NotArising,
    Policy,
    RankOn,
    Source,
    Ties,
    WithoutSurvey,
)

type Schema = dict[str, Any]

_SHORT = rf"^(?!-?([0-9]\.?){{{MAX_DIGITS + 1}}})"
"""What begins a number's pattern: not more digits than allowed."""
_NUMBER = r"[0-9]+(\.[0-9]+)?"
_TOO_LARGE = 10**MAX_DIGITS


def set_schema() -> Schema:
    """The schema. What it accepts can be read; whether it makes sense is for lint to say.

    But for what a schema cannot count or compare: the decimals of a JSON number (text has no such limit), the depth of
    the tree and its nodes in all, a period's two days, letters that Unicode has not given out, and texts that are not
    in NFC, which reading composes first. A validator whose ``\\w`` knows plain letters only refuses names of inputs
    with diacritics.
    """
    decision = _object({"number": _TEXT}, {"on": _DATE})
    period = _object({"from": _DATE, "to": _DATE})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:parindex:criteria-set:1",
        "title": "parindex criteria set, exchange form 1",
        "description": "A criteria set of the Public Administration Reform Index: tree, scoring rules, policy. "
        "Points are given on leaves only; numbers are decimals, best written as text.",
        **_object(
            {
                "format": {"const": FORMAT},
                "code": _ref("code"),
                "nodes": _list(_ref("node")),
            },
            {
                "title": _TEXT,
                "title_en": _TEXT,
                "tier": _TEXT,
                "policy": _ref("policy"),
                "year": {"type": ["integer", "string"], "minimum": 1990, "maximum": 2200, "pattern": _YEAR},
                "decision": decision,
                "period": period,
                "illustration": {"type": "boolean"},
                "bonus": _list(_ref("item")),
                "penalty": _list(_ref("item")),
            },
        ),
        "$defs": _definitions() | {name: _kind(name, *keys) for name, keys in _kinds().items()},
    }


_TEXT: Schema = {"type": "string", "maxLength": MAX_TEXT, "pattern": rf"^[^\u0000\ud800-\udfff]*{END}"}
_YEAR = rf"^(199[0-9]|2[01][0-9]{{2}}|2200){END}"
_LEAP = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)"
_DAY = (
    r"[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
)
_DATE: Schema = {"type": "string", "format": "date", "pattern": rf"^(?!0000)({_DAY}|{_LEAP}-02-29){END}"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items, "maxItems": MAX_LIST}


def _object(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


def _one_of(values: type[StrEnum], usual: StrEnum | None = None) -> Schema:
    schema: Schema = {"enum": [value.value for value in values]}
    return schema if usual is None else schema | {"default": usual.value}


def _exactly_one(keys: Iterable[str]) -> Schema:
    return {"oneOf": [{"required": [key]} for key in keys]}


def _definitions() -> dict[str, Schema]:
    usual = Policy()
    texts = {"title": _TEXT, "title_en": _TEXT, "appraised_by": _TEXT, "guidance": _TEXT}
    return {
        "number": {
            "description": "A decimal, exact: text with a decimal point, or a JSON number.",
            "type": ["string", "number"],
            "pattern": f"{_SHORT}-?{_NUMBER}{END}",
            "exclusiveMinimum": -_TOO_LARGE,
            "exclusiveMaximum": _TOO_LARGE,
        },
        "points": {
            "description": "A decimal, 0 or more.",
            "type": ["string", "number"],
            "pattern": f"{_SHORT}(-0+(\\.0+)?|{_NUMBER}){END}",
            "minimum": 0,
            "exclusiveMaximum": _TOO_LARGE,
        },
        "share": {
            "description": "A decimal from 0 to 1.",
            "type": ["string", "number"],
            "pattern": rf"{_SHORT}(-?0+(\.0+)?|0+(\.[0-9]+)?|0*1(\.0+)?){END}",
            "minimum": 0,
            "maximum": 1,
        },
        "code": {"type": "string", "pattern": CODE_PATTERN},
        "name": {"description": "An input's name.", "type": "string", "pattern": NAME_PATTERN},
        "policy": _object(
            {},
            {
                "not_applicable": _one_of(NotApplicable, usual.not_applicable),
                "without_survey": _one_of(WithoutSurvey, usual.without_survey),
                "places": {"type": ["integer", "string"], "minimum": 0, "maximum": 10, "pattern": f"^([0-9]|10){END}"},
                "rounding": _one_of(Rounding, usual.rounding),
                "rank_on": _one_of(RankOn, usual.rank_on),
                "ties": _one_of(Ties, usual.ties),
                "tie_break": _list(_ref("code")),
                "cap_total": {"type": "boolean", "default": usual.cap_total},
                "bonus_cap": _ref("points"),
                "penalty_cap": _ref("points"),
                "classes": _list(
                    _object(
                        {"code": _ref("code")},
                        {
                            "title": _TEXT,
                            "title_en": _TEXT,
                            "from": _ref("points"),
                            "inclusive": {"type": "boolean", "default": True},
                        },
                    )
                ),
            },
        ),
        "item": _object(
            {"code": _ref("code"), "points": _ref("points")},
            {"title": _TEXT, "title_en": _TEXT, "cap": _ref("points")},
        ),
        "node": {"if": {"type": "object", "required": ["children"]}, "then": _ref("branch"), "else": _ref("leaf")},
        "branch": _object(
            {"code": _ref("code"), "children": _list(_ref("node"))}, texts | {"max_points": _ref("points")}
        ),
        "leaf": _object(
            {"code": _ref("code"), "max_points": _ref("points"), "rule": _ref("rule")},
            texts
            | {
                "source": _one_of(Source, Source.UNIT),
                "not_arising": _one_of(NotArising, NotArising.EXCLUDE),
                "evidence": _TEXT,
                "evidence_required": {"type": "boolean", "default": False},
                "inputs": _list(_ref("input")),
            },
        ),
        "input": _object(
            {"name": _ref("name")},
            {"title": _TEXT, "title_en": _TEXT, "type": _one_of(InputType), "unit": _TEXT},
        ),
        "rule": {"oneOf": [_ref(name) for name in _kinds()]},
        "quantity": {
            "oneOf": [
                _ref("name"),
                _object({"number": _ref("name")}),
                _object({"ratio": {"type": "array", "items": _ref("name"), "minItems": 2, "maxItems": 2}}),
            ]
        },
    }


def _kind(name: str, required: dict[str, Schema], optional: dict[str, Schema]) -> Schema:
    return _object({"kind": {"const": name}} | required, optional)


def _kinds() -> dict[str, tuple[dict[str, Schema], dict[str, Schema]]]:
    """Rule kind → its required and its optional keys."""
    number, points, share, name = _ref("number"), _ref("points"), _ref("share"), _ref("name")
    quantity = {"quantity": _ref("quantity")}
    worth = {"points": points, "share": share}
    expression: Schema = {"anyOf": [_TEXT, number]}
    option = _object({"code": _ref("code")}, worth | {"title": _TEXT, "title_en": _TEXT}) | _exactly_one(worth)
    step = _object({"points": points}, {"from": number, "above": number, "to": number, "below": number}) | {
        "not": {"anyOf": [{"required": ["from", "above"]}, {"required": ["to", "below"]}]}
    }
    end = _object({"at": number, "points": points})
    return {
        "choice": ({"options": _list(option)}, {}),
        "all_of": ({"conditions": _list(name)}, {"else": points}),
        "steps": (quantity | {"steps": _list(step)}, {}),
        "proportional": (quantity, {"floor": number}),
        "linear": (quantity | {"from": end, "to": end}, {}),
        "per_item": ({"count": name, "points": points}, {}),
        "deduct": ({"items": _list(_object({"count": name}, worth) | _exactly_one(worth))}, {}),
        "formula": ({"cases": _list(_object({"points": expression}, {"when": _TEXT}))}, {}),
        "judgement": ({}, {"increment": points}),
        "survey": ({}, {"questions": _list(name), "weights": _list(points)}),
    }

"""Values of documents as they read in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from parindex.criteria.compare.wording import SENTENCES
from parindex.criteria.describe import describe_leaf
from parindex.criteria.workbook.layout import term
from parindex.engine.messages import Bilingual, Value, render
from parindex.engine.numbers import Language, parse_decimal


@dataclass(frozen=True, slots=True)
class Sentence:
    """A phrase of the table of sentences, with what fills it."""

    key: str
    values: Mapping[str, Value]

    def text(self, language: Language) -> str:
        filled = {name: render(value, language) for name, value in self.values.items()}
        return SENTENCES[self.key][0 if language == "vi" else 1].format_map(filled)


@dataclass(frozen=True, slots=True)
class RuleText:
    """A leaf's rule in words."""

    form: Mapping[str, Any]

    def text(self, language: Language) -> str:
        found = describe_leaf(self.form, language)
        return found.text or SENTENCES["none"][0 if language == "vi" else 1]


def said(key: str, /, **values: Value) -> Sentence:
    return Sentence(key, values)


def title_of(form: Mapping[str, Any]) -> Bilingual:
    return Bilingual(str(form.get("title") or ""), str(form.get("title_en") or ""))


def number(value: Any) -> Value:
    """A number of points; what is none yet as it stands, nothing as a dash."""
    if value is None or value == "":
        return "–"
    found = value if isinstance(value, Decimal) else parse_decimal(str(value))
    return str(value) if found is None else found


def label_of(terms: str, value: Any) -> Value:
    """A value of the exchange form as people read it."""
    if isinstance(value, bool):
        return said("yes" if value else "no")
    found = term(terms, str(value))
    return Bilingual(found.vi, found.en) if found else str(value)

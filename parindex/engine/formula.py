"""The formula language of a leaf: a few operators on named figures, exact, and safe to take from anybody.

    expression  = conjunction { "or" conjunction }
    conjunction = negation { "and" negation }
    negation    = "not" negation | comparison
    comparison  = sum [ ("<" | "<=" | ">" | ">=" | "=" | "==" | "!=" | "<>" | "≤" | "≥" | "≠") sum ]
    sum         = term { ("+" | "-" | "−") term }
    term        = sign { ("*" | "/" | "×" | "÷") sign }
    sign        = ("-" | "−") sign | primary
    primary     = number | name | ("min" | "max") "(" expression { "," expression } ")" | "(" expression ")"

Names are the leaf's inputs and ``max_points``. There is no power, no string, no call but ``min`` and ``max``, so
the size of every value is bounded by the length of the text.

Source: docs/methods.md, *Formula language*.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Never

from parindex.engine.messages import Bilingual, Message, say
from parindex.engine.numbers import Exact, Language, exact
from parindex.engine.spelling import typed

MAX_LENGTH = 1_000
MAX_DEPTH = 40
MAX_TOKENS = 300

KEYWORDS = frozenset({"and", "or", "not", "min", "max", "max_points"})
"""Names that no input may have."""

type Type = Literal["number", "condition"]
type Environment = Mapping[str, Exact | bool | str]
type Titles = Mapping[str, Bilingual]
type Compiled = Callable[[Environment], Exact | bool]

_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[^\W\d]\w*)|(?P<sign><=|>=|==|!=|<>|[-+*/×÷−()<>=≤≥≠,]))"
)
_SAME_SIGN = {"−": "-", "×": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "==": "="}
_COMPARISONS = ("<", "<=", ">", ">=", "=", "!=")


@dataclass(frozen=True, slots=True)
class Constant:
    """A number as written."""

    value: Exact


@dataclass(frozen=True, slots=True)
class Name:
    """An input, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """``sign`` is one of + - * / < <= > >= = != and or not neg min max."""

    sign: str
    parts: tuple[Expression, ...]


type Expression = Constant | Name | Operation


class FormulaError(ValueError):
    """The text is no formula; ``message`` says why and where."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def parse(text: str) -> Expression:
    """The expression that the text means, or :class:`FormulaError`."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(say("formula_too_long"))
    return _Parser(_tokens(text)).whole()


def _tokens(text: str) -> list[tuple[str, str, int]]:
    tokens: list[tuple[str, str, int]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            while text[at].isspace():
                at += 1
            raise FormulaError(say("formula_letter", letter=text[at], position=at + 1))
        kind = match.lastgroup or ""
        word = match[kind]
        if kind == "number" and len(word) > 40:
            raise FormulaError(say("formula_long_number", position=match.start(kind) + 1))
        tokens.append((kind, _SAME_SIGN.get(word, word), match.start(kind) + 1))
        at = match.end()
    if len(tokens) > MAX_TOKENS:
        raise FormulaError(say("formula_too_long"))
    tokens.append(("end", "", end + 1))
    return tokens


class _Parser:
    def __init__(self, tokens: list[tuple[str, str, int]]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    def whole(self) -> Expression:
        if len(self.tokens) == 1:
            raise FormulaError(say("formula_empty"))
        expression = self.expression()
        if self.tokens[self.at][0] != "end":
            self.refuse()
        return expression

    def refuse(self) -> Never:
        kind, word, position = self.tokens[self.at]
        if kind == "end":
            raise FormulaError(say("formula_ends_early"))
        if word in _COMPARISONS:
            raise FormulaError(say("formula_chained", position=position))
        raise FormulaError(say("formula_unexpected", word=word, position=position))

    def taken(self, *words: str) -> str:
        kind, word, _ = self.tokens[self.at]
        if kind != "number" and word in words:
            self.at += 1
            return word
        return ""

    def expression(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError(say("formula_too_deep", limit=MAX_DEPTH))
        parts = [self.conjunction()]
        while self.taken("or"):
            parts.append(self.conjunction())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Operation("or", tuple(parts))

    def conjunction(self) -> Expression:
        parts = [self.negation()]
        while self.taken("and"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else Operation("and", tuple(parts))

    def negation(self) -> Expression:
        turns = 0
        while self.taken("not"):
            turns += 1
        inner = self.comparison()
        if turns == 0:
            return inner
        denied = Operation("not", (inner,))
        return denied if turns % 2 else Operation("not", (denied,))

    def comparison(self) -> Expression:
        left = self.sum()
        sign = self.taken(*_COMPARISONS)
        return Operation(sign, (left, self.sum())) if sign else left

    def sum(self) -> Expression:
        left = self.term()
        while sign := self.taken("+", "-"):
            left = Operation(sign, (left, self.term()))
        return left

    def term(self) -> Expression:
        left = self.sign()
        while sign := self.taken("*", "/"):
            left = Operation(sign, (left, self.sign()))
        return left

    def sign(self) -> Expression:
        turns = 0
        while self.taken("-"):
            turns += 1
        inner = self.primary()
        return Operation("neg", (inner,)) if turns % 2 else inner

    def primary(self) -> Expression:
        kind, word, _ = self.tokens[self.at]
        if kind == "number":
            self.at += 1
            return Constant(exact(Fraction(word)))
        if self.taken("("):
            inner = self.expression()
            self.closed()
            return inner
        if called := self.taken("min", "max"):
            if not self.taken("("):
                self.refuse()
            parts = [self.expression()]
            while self.taken(","):
                parts.append(self.expression())
            self.closed()
            return Operation(called, tuple(parts))
        if kind != "name" or word in ("and", "or", "not"):
            self.refuse()
        self.at += 1
        return Name(word)

    def closed(self) -> None:
        if not self.taken(")"):
            self.refuse()


def names(expression: Expression) -> tuple[str, ...]:
    """The names that stand in it, each once, in order; ``max_points`` included."""
    match expression:
        case Name(name):
            return (name,)
        case Operation(_, parts):
            return tuple(dict.fromkeys(name for part in parts for name in names(part)))
    return ()


def type_of(expression: Expression, conditions: frozenset[str]) -> Type:
    """Whether it is a number or a condition; mixing both up is a :class:`FormulaError`."""
    match expression:
        case Name(name):
            return "condition" if name in conditions else "number"
        case Operation(sign, parts):
            wanted: Type = "condition" if sign in ("and", "or", "not") else "number"
            for part in parts:
                if type_of(part, conditions) != wanted:
                    raise FormulaError(say(f"formula_wants_{wanted}", sign=_spoken(sign)))
            return "condition" if wanted == "condition" or sign in _COMPARISONS else "number"
    return "number"


def _spoken(sign: str) -> str:
    return {"*": "×", "/": "÷", "-": "−", "neg": "−", "<=": "≤", ">=": "≥", "!=": "≠"}.get(sign, sign)


def compiled(expression: Expression) -> Compiled:
    """The expression as a function of its names; it raises ``ZeroDivisionError`` where the formula divides by 0."""
    match expression:
        case Constant(value):
            return lambda _: value
        case Name(name):
            return lambda names: names[name]  # type: ignore[return-value]
        case Operation(sign, parts):
            functions = tuple(compiled(part) for part in parts)
            if len(functions) == 2 and sign in _PAIRS:
                pair, (left, right) = _PAIRS[sign], functions
                return lambda names: pair(left(names), right(names))
            return _gather(sign, functions)
    raise AssertionError(expression)


def _gather(sign: str, functions: tuple[Compiled, ...]) -> Compiled:
    if sign == "and":
        return lambda names: all(function(names) for function in functions)
    if sign == "or":
        return lambda names: any(function(names) for function in functions)
    if sign == "min":
        return lambda names: min(function(names) for function in functions)
    if sign == "max":
        return lambda names: max(function(names) for function in functions)
    (inner,) = functions
    if sign == "not":
        return lambda names: not inner(names)
    return lambda names: -inner(names)


_PAIRS: dict[str, Callable[[Exact, Exact], Exact | bool]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: Fraction(left, right),
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
}


_STRENGTH = {"or": 1, "and": 2, "not": 3, "+": 5, "-": 5, "*": 6, "/": 6, "neg": 7} | dict.fromkeys(_COMPARISONS, 4)
_WORDS = {"and": "và", "or": "hoặc", "not": "không"}


def written(
    expression: Expression, language: Language, values: Environment | None = None, titles: Titles | None = None
) -> str:
    """The expression as a sentence prints it (× ÷ − ≤ ≥ ≠), with ``values`` or ``titles`` in place of names."""
    return _written(expression, language, values, titles or {})[0]


def _written(expression: Expression, language: Language, values: Environment | None, titles: Titles) -> tuple[str, int]:
    match expression:
        case Constant(value):
            return typed(value, language), 8
        case Name(name):
            return _written_name(name, language, values, titles), 8
        case Operation("min" | "max" as sign, parts):
            return f"{sign}({'; '.join(_written(part, language, values, titles)[0] for part in parts)})", 8
        case Operation(sign, parts):
            strength = _STRENGTH[sign]
            texts = []
            for index, part in enumerate(parts):
                text, inner = _written(part, language, values, titles)
                loose = inner < strength or (inner == strength and (index > 0 or strength == 4))
                texts.append(f"({text})" if loose else text)
            word = _WORDS.get(sign, _spoken(sign)) if language == "vi" else _spoken(sign)
            if len(texts) == 1:
                return f"{word}{' ' if sign == 'not' else ''}{texts[0]}", strength
            return f" {word} ".join(texts), strength
    raise AssertionError(expression)


def _written_name(name: str, language: Language, values: Environment | None, titles: Titles) -> str:
    if values is None and name in titles:
        return f"“{titles[name].text(language)}”"
    value = name if values is None else values[name]
    if value == "max_points":
        return say("maximum_in_formula").text(language)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return say("yes" if value else "no").text(language)
    return typed(value, language) if value >= 0 else f"({typed(value, language)})"


@dataclass(frozen=True, slots=True)
class Expressed:
    """A formula inside a sentence: with its names, or with the values or titles that stand for them."""

    expression: Expression
    values: Environment | None = None
    titles: Titles | None = None

    def text(self, language: Language) -> str:
        return written(self.expression, language, self.values, self.titles)

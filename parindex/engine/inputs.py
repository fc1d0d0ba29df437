"""Texts to typed figures: what may be entered where. Used for forms, for figure files and for frozen inputs.

Source: docs/methods.md, *Who may say what*.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from parindex.engine.answers import SPECIAL, STAGES, Answer, Contradiction, Kept, Stage
from parindex.engine.faults import Fault
from parindex.engine.messages import Bilingual, Message, Value, say
from parindex.engine.numbers import MAX_DIGITS, Exact, exact, is_too_long, parse_decimal
from parindex.engine.outcome import BadFigure
from parindex.engine.rules.inputs import InputSpec, leaf_inputs
from parindex.engine.rules.kinds import Judgement, Number, Option, Step, Steps
from parindex.engine.rules.quantities import covered_range, step_name, within
from parindex.engine.rules.stated import listed_options
from parindex.engine.tree import InputType, Leaf, Node, Source

MAX_TEXT = 2_000
_REMEMBERED = 50_000
"""At most so many texts of one leaf are remembered."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

type Parse = Callable[[str], Kept]
"""A text to its value; :class:`BadFigure` says why it is none."""


@dataclass(frozen=True, slots=True)
class AnswerReading:
    """An answer that was read from texts, or every fault that prevents it."""

    answer: Answer | None
    faults: tuple[Fault, ...] = ()


def read_answer(leaf: Leaf, given: Mapping[Stage, Mapping[str, str]]) -> AnswerReading:
    """One leaf's answer from texts as somebody typed them, per stage; empty texts count as not given.

    Numbers have a decimal point and no grouping; conditions and ``not_arising`` are ``yes`` or ``no``. A fault's
    ``column`` is the name of the input.
    """
    return AnswerReader(leaf).read(given)


class AnswerReader:
    """:func:`read_answer` for one leaf of many units: parsers are made once, a text that comes again is known."""

    __slots__ = ("_known", "_leaf", "_locked", "_parsers")

    def __init__(self, leaf: Leaf) -> None:
        self._leaf = leaf
        self._parsers = leaf_parsers(leaf)
        self._locked = {stage: locked_stage(leaf, stage) for stage in STAGES}
        self._known: dict[tuple[str, str], Kept] = {}

    def read(self, given: Mapping[Stage, Mapping[str, str]]) -> AnswerReading:
        """As :func:`read_answer`."""
        parsers, known, code = self._parsers, self._known, self._leaf.code
        faults: list[Fault] = []
        values: dict[Stage, dict[str, Kept]] = {}
        special = False
        for stage in STAGES:
            texts = given.get(stage)
            if not texts:
                continue
            locked = self._locked[stage]
            kept: dict[str, Kept] = {}
            for name, text in texts.items():
                value = known.get((name, text))
                if value is not None and locked is None:
                    kept[name] = value
                elif locked is not None and text != "":
                    faults.append(Fault(locked, node=code, column=name))
                elif (parse := parsers.get(name)) is None:
                    allowed = listed_inputs(self._leaf, parsers)
                    message = say("figure_unknown_input", node=code, name=name, allowed=allowed)
                    faults.append(Fault(message, node=code, column=name))
                elif text != "":
                    try:
                        kept[name] = parse(text)
                    except BadFigure as bad:
                        faults.append(Fault(bad.message, node=code, column=name))
                    else:
                        if len(known) < _REMEMBERED:
                            known[name, text] = kept[name]
            if kept:
                values[stage] = kept
                special = special or not kept.keys().isdisjoint(SPECIAL)
        if faults:
            return AnswerReading(None, tuple(faults))
        if not special:
            return AnswerReading(Answer.figured(values))
        try:
            return AnswerReading(Answer(values))
        except Contradiction:
            return AnswerReading(None, (Fault(say("figure_contradiction"), node=code, column="not_arising"),))


def locked_stage(leaf: Leaf, stage: Stage) -> Message | None:
    """Why nobody may say anything about the leaf at this stage; ``None`` if somebody may.

    Only a leaf of source ``unit`` is the unit's to assess. The processed survey is locked for the appraiser too.
    """
    if stage is Stage.SETTLED or leaf.source is Source.UNIT:
        return None
    if stage is Stage.APPRAISED and leaf.source is not Source.SURVEY:
        return None
    whose = say(f"whose_{leaf.source.value}")
    return say("figure_locked", node=leaf.code, stage=say(f"stage_{stage.value}"), name=stage.value, whose=whose)


def leaf_parsers(leaf: Leaf) -> dict[str, Parse]:
    """Input name → parser, for a leaf's own inputs and the special ones."""
    parsers = {spec.name: _parser(leaf, spec) for spec in leaf_inputs(leaf)}
    return parsers | {"points": partial(_points, leaf), "not_arising": yes_no, "reason": free_text}


_SPOKEN = frozenset({"points", "choice", "not_arising", "reason", "excluded", "deduction"})
"""Inputs whose names mean the same everywhere."""


def listed_inputs(node: Node, names: Iterable[str]) -> tuple[Value, ...]:
    """Inputs of a node as a sentence lists them: the name to type, and what it means."""
    specs = leaf_inputs(node) if isinstance(node, Leaf) else ()
    titles: dict[str, Value] = {name: say(f"input_{name}") for name in _SPOKEN}
    titles |= {spec.name: Bilingual(spec.title, spec.title_en) for spec in specs if spec.title != spec.name}
    return tuple(say("code_with_title", code=name, title=titles[name]) if name in titles else name for name in names)


def _parser(leaf: Leaf, spec: InputSpec) -> Parse:
    match spec.type:
        case InputType.COUNT:
            return _within_steps(leaf, spec, count)
        case InputType.NUMBER:
            return _within_steps(leaf, spec, not_negative if spec.counted else number)
        case InputType.SHARE:
            return _within_steps(leaf, spec, share)
        case InputType.CHOICE:
            return partial(_choice, spec.options, {option.code: option.code for option in spec.options})
        case InputType.CONDITION:
            return yes_no
        case InputType.POINTS:
            return partial(_points, leaf)


def _within_steps(leaf: Leaf, spec: InputSpec, plain: Callable[[str], Exact]) -> Parse:
    """``plain``, kept inside the bounds that a leaf's steps set to a number, if they set any."""
    rule = leaf.rule
    if not isinstance(rule, Steps) or not isinstance(rule.quantity, Number) or rule.quantity.name != spec.name:
        return plain
    covered = covered_range(rule)
    return plain if covered is None else partial(_stepped, covered, plain)


def number(text: str) -> Exact:
    """A decimal."""
    if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS:
        return int(text)
    value = parse_decimal(text)
    if value is None:
        if is_too_long(text):
            raise BadFigure(say("number_too_long", value=clipped(text), limit=MAX_DIGITS))
        raise BadFigure(say("figure_not_a_number", value=clipped(text)))
    return exact(Fraction(value))


def not_negative(text: str) -> Exact:
    """A decimal, 0 or more."""
    value = number(text)
    if value < 0:
        raise BadFigure(say("figure_negative", value=value))
    return value


def count(text: str) -> Exact:
    """A whole number, 0 or more."""
    value = number(text)
    if not isinstance(value, int) or value < 0:
        raise BadFigure(say("figure_not_a_count", value=value))
    return value


def share(text: str) -> Exact:
    """A decimal from 0 to 1."""
    value = number(text)
    if not 0 <= value <= 1:
        raise BadFigure(say("figure_not_a_share", value=value))
    return value


def yes_no(text: str) -> bool:
    """``yes`` or ``no``."""
    if text not in ("yes", "no"):
        raise BadFigure(say("figure_not_yes_no", value=clipped(text)))
    return text == "yes"


def free_text(text: str) -> str:
    """A sentence of a person, in NFC."""
    if len(text) > MAX_TEXT or _CONTROL.search(text):
        raise BadFigure(say("text_unprintable"))
    return unicodedata.normalize("NFC", text)


def _choice(options: Sequence[Option], codes: Mapping[str, str], text: str) -> str:
    code = codes.get(text) or codes.get(unicodedata.normalize("NFC", text))
    if code is None:
        raise BadFigure(say("figure_no_option", value=clipped(text), allowed=listed_options(options)))
    return code


def _points(leaf: Leaf, text: str) -> Exact:
    value = number(text)
    if not 0 <= value <= leaf.max_points:
        raise BadFigure(say("figure_points_outside", value=value, maximum=leaf.max_points))
    if isinstance(leaf.rule, Judgement) and leaf.rule.increment and value % Fraction(leaf.rule.increment):
        raise BadFigure(say("figure_off_increment", value=value, increment=leaf.rule.increment))
    return value


def _stepped(covered: Step, plain: Callable[[str], Exact], text: str) -> Exact:
    value = plain(text)
    if not within(covered, value):
        raise BadFigure(say("figure_no_step", value=value, range=step_name(covered, ratio=False)))
    return value


def clipped(text: str) -> str:
    """A text of unknown size as it may stand in a message."""
    text = "".join(letter if letter.isprintable() else "�" for letter in text[:61])
    return text if len(text) <= 60 else text[:59] + "…"

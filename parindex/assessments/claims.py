"""What a unit claims in one row: texts as typed, read and scored by the engine."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parindex.assessments.enums import RowState
from parindex.engine import Fault, Leaf, LeafScore, Stage, leaf_inputs, read_answer, score_leaf
from parindex.engine.numbers import Language, plain
from parindex.kernel.verdicts import Refused

#: In refusals and comparisons an input is named apart from the row's other fields, which its author may have used too.
FIGURE = "figures."


class NotReadable(Refused):
    """Figures that the row cannot take; carries each fault beside its input."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        name, reason = next(iter(faults.items()))
        super().__init__(reason, field=name)
        #: Field (``figures.on_time``) → what is wrong with it.
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class Claim:
    """Figures of one row, and what the engine makes of them."""

    #: As they are kept: input → text, without empty ones.
    figures: dict[str, str]
    #: None where the figures cannot be read.
    score: LeafScore | None
    faults: tuple[Fault, ...] = ()

    @property
    def points(self) -> str:
        """The exact points as a text; 0 while there is no value."""
        return "0" if self.score is None else plain(self.score.points)

    @property
    def state(self) -> str:
        return RowState.MISSING if self.score is None else RowState(self.score.state.value)

    def told(self) -> dict[str, str]:
        """Each fault in the language of the page, beside its input."""
        return {f"{FIGURE}{fault.column}": fault.message.text(language()) for fault in reversed(self.faults)}

    def demand(self) -> None:
        """:raises NotReadable: with every fault, unless there is none."""
        if self.faults:
            raise NotReadable(self.told())


def language() -> Language:
    """The engine's language for the page's."""
    return "en" if get_language() == "en" else "vi"


def asked_of(leaf: Leaf) -> frozenset[str]:
    """Inputs in which a unit may claim something: the rule's own, that nothing arose, and the reason of a judgement."""
    specs = leaf_inputs(leaf)
    judged = {"reason"} if leaf.rule.kind == "judgement" else set()
    return frozenset({spec.name for spec in specs} | {"not_arising"} | judged)


def claim_of(leaf: Leaf, figures: Mapping[str, str]) -> Claim:
    """Reads and scores what a unit typed. ``not_arising`` = ``no`` says the same as nothing.

    :raises NotReadable: an input that the leaf does not ask the unit for.
    """
    asked = asked_of(leaf)
    kept = {name: unicodedata.normalize("NFC", text.strip()) for name, text in figures.items()}
    kept = {name: text for name, text in kept.items() if text and (name, text) != ("not_arising", "no")}
    foreign = {
        f"{FIGURE}{name}": _("This row does not ask for “%(name)s”.") % {"name": name} for name in kept.keys() - asked
    }
    if foreign:
        raise NotReadable(foreign)
    reading = read_answer(leaf, {Stage.SELF: kept})
    if reading.answer is None:
        return Claim(kept, None, reading.faults)
    return Claim(kept, score_leaf(leaf, reading.answer))


def readable_text(text: str, *, longest: int, field: str) -> str:
    """A text that a person typed, as it is kept.

    :raises Refused: longer than ``longest`` signs, or with signs that no paper can show.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").strip())
    if len(text) > longest:
        raise Refused(_("At most %(longest)s signs.") % {"longest": longest}, field=field)
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in text):
        raise Refused(_("This text holds signs that cannot be shown."), field=field)
    return text

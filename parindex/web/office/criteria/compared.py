"""A comparison of two versions in words, ready for a template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parindex.criteria.compare import Change, Comparison, Kind, compare
from parindex.web.office.criteria.shown import page_language

KIND_NAMES = {
    Kind.ADDED: pgettext_lazy("difference", "Added"),
    Kind.REMOVED: pgettext_lazy("difference", "Removed"),
    Kind.MOVED: pgettext_lazy("difference", "Moved or renumbered"),
    Kind.RENAMED: pgettext_lazy("difference", "Renamed"),
    Kind.POINTS: pgettext_lazy("difference", "Points"),
    Kind.RULE: pgettext_lazy("difference", "Rule and figures"),
    Kind.EVIDENCE: pgettext_lazy("difference", "Evidence and guidance"),
    Kind.APPRAISER: pgettext_lazy("difference", "Appraiser"),
    Kind.HEADER: pgettext_lazy("difference", "Header"),
    Kind.POLICY: pgettext_lazy("difference", "Policy"),
}
_BADGES = {Kind.ADDED: "positive", Kind.REMOVED: "danger", Kind.POINTS: "warning", Kind.RULE: "warning"}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One sentence, and the values side by side where they say more than it does."""

    kind: str
    badge: str
    text: str
    before: str
    after: str

    @property
    def has_sides(self) -> bool:
        return bool(self.before or self.after)


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field's points before and after."""

    code: str
    title: str
    before: Decimal | None
    after: Decimal | None
    difference: Decimal

    @property
    def sign(self) -> str:
        """The difference with its sign; empty if there is none."""
        return "+" if self.difference > 0 else "−" if self.difference < 0 else ""

    @property
    def size(self) -> Decimal:
        return abs(self.difference)


@dataclass(frozen=True, slots=True)
class ShownComparison:
    """What a page says about the difference."""

    changes: tuple[ShownChange, ...]
    total: int
    counts: tuple[tuple[str, str, int], ...]
    """(value for the filter, name, how many) of each kind that occurs."""
    fields: tuple[ShownField, ...]
    whole: ShownField
    before_leaves: int
    after_leaves: int

    @property
    def differs(self) -> bool:
        return self.total > 0


def shown_comparison(
    before: Mapping[str, Any], after: Mapping[str, Any], *, limit: int | None = None
) -> ShownComparison:
    """The difference in the page's language; ``limit`` changes at most are put into words."""
    comparison = compare(before, after)
    return in_words(comparison, comparison.changes[:limit])


def in_words(comparison: Comparison, changes: Sequence[Change]) -> ShownComparison:
    """A comparison with those of its changes that the page shows."""
    language = page_language()
    fields = tuple(
        ShownField(field.code, field.title.text(language), field.before, field.after, field.difference)
        for field in comparison.fields
    )
    difference = comparison.after_total - comparison.before_total
    return ShownComparison(
        changes=tuple(_shown(change) for change in changes),
        total=len(comparison.changes),
        counts=tuple((kind.value, str(KIND_NAMES[kind]), number) for kind, number in comparison.counts().items()),
        fields=fields,
        whole=ShownField("", "", comparison.before_total, comparison.after_total, difference),
        before_leaves=comparison.before_leaves,
        after_leaves=comparison.after_leaves,
    )


#: Sentences that say both values themselves.
_TOLD = frozenset({"renumbered", "moved", "reordered", "points", "stated", "source", "not_arising", "appraiser",
                   "policy", "set_code", "set_tier", "set_year", "set_decision", "set_period",
                   "set_illustration"})  # fmt: skip


def _shown(change: Change) -> ShownChange:
    language = page_language()
    before, after = ("", "") if change.key in _TOLD else change.sides(language)
    text = change.text(language)
    return ShownChange(
        str(KIND_NAMES[change.kind]), _BADGES.get(change.kind, "info"), text[:1].upper() + text[1:], before, after
    )


#: Headings of the two sides.
BEFORE, AFTER = _("Before"), _("After")

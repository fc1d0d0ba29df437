"""The reasons of parents and of whole sheets, as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from parindex.engine.answers import Deduction, Sheet
from parindex.engine.explaining.leaves import named
from parindex.engine.explaining.standing import Standing, standing_sentences
from parindex.engine.messages import Bilingual, Computed, Message, Phrase, Slot, Value, say
from parindex.engine.numbers import Exact, Language, Rounding, exact
from parindex.engine.outcome import MISSING, SCORED, Outcome
from parindex.engine.plan import Plan
from parindex.engine.printing import Printed, is_printed_exactly
from parindex.engine.scoring import Account, NodeValue, excluded_with, item_points, node_values
from parindex.engine.spelling import equals, equals_percent, localised, quotient
from parindex.engine.tree import Item, Policy

_LISTED = 20
"""At most so many codes are listed in one sentence."""

_SUM = Phrase(say("reason_sum", parts=Slot(0), points=Slot(1), maximum=Slot(2)))
_SHEET_SUM = Phrase(say("reason_sheet_sum", parts=Slot(0), points=Slot(1), maximum=Slot(2)))
_SUB_INDEX = Phrase(say("reason_sub_index", points=Slot(0), maximum=Slot(1), value=Slot(2)))
_INDEX = Phrase(say("reason_index", points=Slot(0), maximum=Slot(1), value=Slot(2)))
_ALL_REMOVED = Phrase(say("reason_all_removed"))
_EXCLUDED = Phrase(say("reason_branch_excluded"))
_NOTHING_COUNTS = Phrase(say("reason_nothing_counts"))
_REMOVED = Phrase(say("reason_removed", points=Slot(0), whole=Slot(1), codes=Slot(2)))
_MISSING = Phrase(say("reason_missing_leaves", number=Slot(0), codes=Slot(1)))
_ROUNDED = {
    mode: Phrase(say("reason_index_rounded", places=Slot(0), mode=say(f"rounding_{mode.value}"), value=Slot(1)))
    for mode in Rounding
}


def unusual_leaves(outcomes: Sequence[Outcome]) -> dict[int, Outcome]:
    """The leaves that were not simply scored, by number."""
    return {number: outcome for number, outcome in enumerate(outcomes) if outcome[3] != SCORED}


def parent_text(
    plan: Plan,
    sheet: Sheet,
    unusual: Mapping[int, Outcome],
    values: Sequence[NodeValue],
    place: int,
    printed: Printed,
    language: Language,
) -> str:
    """Why the parent at a place of the plan's nodes has its points; ``unusual`` are its unit's unusual leaves."""
    node, scale, places = plan.nodes[place], plan.scale, plan.printer.places
    numerator, denominator, top = values[place]
    if not top:
        decided = excluded_with(plan, sheet, place)
        if decided is None:
            return _ALL_REMOVED.filled(language)
        if decided is node:
            return _EXCLUDED.filled(language)
        return say("reason_branch_excluded_with", node=named(decided)).text(language)
    children = plan.children[place]
    deduction = sheet.deductions.get(node.code)
    points = quotient(numerator, denominator * scale, language, places)
    maximum = quotient(top, scale, language)
    if deduction is None:
        texts = [_SUM.filled(language, (_parts(plan, values, children, language), points, maximum))]
    else:
        before = sum((Fraction(values[child][0], values[child][1] * scale) for child in children), Fraction(0))
        parts = _parts(plan, values, children, language)
        texts = [_SUM.filled(language, (parts, quotient(*before.as_integer_ratio(), language, places), maximum))]
        texts += [sentence.text(language) for sentence in _deducted(deduction, before, points)]
    texts += _left_out(plan, unusual, *plan.spans[node.code], language)
    share = equals_percent(numerator, denominator * top, language, places)
    texts.append(_SUB_INDEX.filled(language, (points, maximum, share)))
    texts += _percentage_rounded(numerator * 100, denominator * top, printed[2], plan.criteria_set.policy, language)
    return " ".join(texts)


def _deducted(deduction: Deduction, before: Fraction, left: str) -> list[Message]:
    taken = Fraction(deduction.points)
    key = "reason_deducted" if taken <= before else "reason_deducted_to_zero"
    sentences = [say(key, points=exact(taken), left=left)]
    if deduction.reason:
        sentences.append(say("reason_because", reason=deduction.reason.rstrip(". ")))
    return sentences


def _parts(plan: Plan, values: Sequence[NodeValue], children: Sequence[int], language: Language) -> str:
    """The children's points, those that are out of the maximum left out."""
    scale, nodes, places = plan.scale, plan.nodes, plan.printer.places
    return "; ".join(
        [
            f"{nodes[child].code}: {quotient(numerator, denominator * scale, language, places)}"
            for child in children
            for numerator, denominator, top in (values[child],)
            if top or numerator
        ]
    )


def _left_out(plan: Plan, unusual: Mapping[int, Outcome], start: int, stop: int, language: Language) -> list[str]:
    """What was removed from the maximum and what is still missing."""
    own = [number for number in unusual if start <= number < stop]
    if not own:
        return []
    removed = [number for number in own if unusual[number][2] == 0 and plan.rules[number].top]
    missing = [number for number in own if unusual[number][3] == MISSING]
    texts = []
    if removed:
        whole = sum(rule.top for rule in plan.rules[start:stop])
        points = sum(plan.rules[number].top for number in removed)
        sizes = quotient(points, plan.scale, language), quotient(whole, plan.scale, language)
        texts.append(_REMOVED.filled(language, (*sizes, _codes(plan, removed))))
    if missing:
        texts.append(_MISSING.filled(language, (str(len(missing)), _codes(plan, missing))))
    return texts


def _codes(plan: Plan, numbers: list[int]) -> str:
    codes = [plan.rules[number].leaf.code for number in numbers[:_LISTED]]
    return "; ".join(codes if len(numbers) <= _LISTED else [*codes, "…"])


def _percentage_rounded(
    numerator: int, denominator: int, printed: str, policy: Policy, language: Language
) -> list[str]:
    if is_printed_exactly(numerator, denominator, printed):
        return []
    return [_ROUNDED[policy.rounding].filled(language, (str(policy.places), localised(printed, language)))]


def sheet_text(
    plan: Plan,
    sheet: Sheet,
    outcomes: Sequence[Outcome],
    values: Sequence[NodeValue],
    account: Account,
    standing: Standing,
    language: Language,
) -> str:
    """Why a whole sheet has its points, index, rank and class."""
    policy, criteria_set = plan.criteria_set.policy, plan.criteria_set
    fields = plan.children[-1]
    if sheet.deductions:  # the account tells of them after rescaling
        values = node_values(plan, replace(sheet, deductions={}), outcomes)
    total = sum((plan.points(*values[field][:2]) for field in fields), Fraction(0))
    top = quotient(sum(values[field][2] for field in fields), plan.scale, language)
    parts = _parts(plan, values, fields, language)
    if parts:
        texts = [
            _SHEET_SUM.filled(language, (parts, quotient(*total.as_integer_ratio(), language, policy.places), top))
        ]
    else:
        texts = [_NOTHING_COUNTS.filled(language)]
    unusual = unusual_leaves(outcomes)
    texts += _left_out(plan, unusual, 0, len(outcomes), language)
    sentences: list[Message] = []
    if account.appraised_left:
        sentences += _rescaled(plan, account, language)
    if sheet.deductions:
        sentences.append(_deductions(plan, sheet, account))
    sentences += _extra("bonus", criteria_set.bonus, sheet.bonus, sheet.bonus_cases, policy.bonus_cap, account.bonus)
    sentences += _extra(
        "penalty", criteria_set.penalty, sheet.penalty, sheet.penalty_cases, policy.penalty_cap, account.penalty
    )
    sentences += _total(account, policy.places)
    texts += [sentence.text(language) for sentence in sentences]
    if account.index is None:
        texts.append(say("reason_no_index").text(language))
        return " ".join(texts)
    points, maximum, index = account.points, account.maximum, account.index
    texts.append(
        _INDEX.filled(
            language,
            (
                quotient(points.numerator, points.denominator, language, policy.places),
                quotient(maximum.numerator, maximum.denominator, language),
                equals_percent(index.numerator, index.denominator * 100, language, policy.places),
            ),
        )
    )
    printed = plan.printer.value(index.numerator, index.denominator)
    texts += _percentage_rounded(index.numerator, index.denominator, printed, policy, language)
    told = standing_sentences(policy, standing, sheet.group, index, printed)
    texts += [sentence.text(language) for sentence in told]
    if any(outcome[3] == MISSING for outcome in unusual.values()):
        texts.append(say("reason_provisional").text(language))
    return " ".join(texts)


def _rescaled(plan: Plan, account: Account, language: Language) -> list[Message]:
    """How the appraised points were brought to their whole maximum, and the total that follows."""
    whole, places = plan.points(plan.whole_appraised), plan.printer.places
    made, surveyed = account.appraised * whole / account.appraised_left, account.earned - account.appraised
    rescaled = say(
        "reason_rescaled",
        points=Computed(account.appraised, places),
        whole=exact(whole),
        left=Computed(account.appraised_left, places),
        scaled=equals(*made.as_integer_ratio(), language, places),
    )
    appraised, maximum = Computed(made, places), exact(account.maximum)
    if account.maximum == whole:  # no survey counts
        return [rescaled, say("reason_rescaled_alone", appraised=appraised, maximum=maximum)]
    total = say(
        "reason_rescaled_total",
        appraised=appraised,
        surveyed=Computed(surveyed, places),
        total=equals(*(made + surveyed).as_integer_ratio(), language, places),
        maximum=maximum,
    )
    return [rescaled, total]


def _deductions(plan: Plan, sheet: Sheet, account: Account) -> Message:
    fields = {node.code for node in plan.criteria_set.nodes}
    parts = tuple(
        say(f"reason_deduction_{'field' if code in fields else 'criterion'}", code=code, points=exact(deduction.points))
        for code, deduction in sorted(sheet.deductions.items())
    )
    stated = sum((Fraction(deduction.points) for deduction in sheet.deductions.values()), Fraction(0))
    key = "reason_deductions" if stated == account.deducted else "reason_deductions_limited"
    return say(key, parts=parts, points=Computed(account.deducted, plan.printer.places))


def _extra(
    kind: str,
    items: Sequence[Item],
    plain: Exact | Decimal,
    cases: Mapping[str, int],
    cap: Decimal,
    counted: Fraction,
) -> list[Message]:
    """Bonus or penalty: what was entered, what counts, and why less if so."""
    parts: list[Value] = []
    entered = Fraction(plain)
    if plain:
        parts.append(say("reason_plain", points=exact(plain)))
    for item in items:
        number = cases.get(item.code, 0)
        if number:
            worth = item_points(item, number)
            entered += worth
            title = Bilingual(item.title or item.code, item.title_en)
            if item.cap is not None and worth == item.cap:
                parts.append(say("reason_item_capped", title=title, cases=number, points=item.points, cap=item.cap))
            else:
                parts.append(say("reason_item", title=title, cases=number, points=item.points))
    if not parts:
        return []
    sentences = [say(f"reason_{kind}", given=tuple(parts), counted=exact(counted))]
    if entered > counted:
        sentences.append(say("reason_cap", cap=cap) if cap else say(f"reason_no_{kind}_allowed"))
    return sentences


def _total(account: Account, places: int) -> list[Message]:
    if account.uncapped > account.points:
        uncapped = Computed(account.uncapped, places)
        return [say("reason_total_capped", uncapped=uncapped, points=Computed(account.points, places))]
    if account.uncapped < account.points:
        return [say("reason_total_zero")]
    if account.bonus or account.penalty or account.deducted:
        return [say("reason_total", points=Computed(account.points, places))]
    return []

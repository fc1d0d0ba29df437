"""A scoring rule in words, so that nobody must read its exchange form. Plain Python, both languages.

Works on the exchange form of a leaf as it stands in a draft: what is not written yet shows as "…".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parindex.engine import formula
from parindex.engine.messages import Percent, render
from parindex.engine.numbers import Language, parse_decimal

UNKNOWN = "…"


@dataclass(frozen=True, slots=True)
class Description:
    """How a leaf's points are found: a sentence, then a line for each case with what it is worth."""

    lead: str
    lines: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """All in one paragraph."""
        cases = "; ".join(f"{case}: {worth}" if worth else case for case, worth in self.lines)
        return f"{self.lead} {cases}".strip()


def describe_leaf(leaf: Mapping[str, Any], language: Language) -> Description:
    """The rule of a leaf in its exchange form (``rule``, ``inputs``, ``max_points``); empty if it has none."""
    rule = leaf.get("rule")
    if not isinstance(rule, Mapping) or rule.get("kind") not in _WRITERS:
        return Description("")
    return _WRITERS[rule["kind"]](_Words(leaf, language), rule)


_SAID: dict[str, tuple[str, str]] = {
    "points": ("{n} điểm", "{n} points"),
    "point": ("{n} điểm", "{n} point"),
    "of_maximum": ("{n} điểm tối đa", "{n} of the maximum"),
    "choice": ("Chọn một trong các mức:", "One of these is chosen:"),
    "all_of": ("Đạt đủ các điều kiện sau thì được {max}, không đủ thì được {rest}:", "{max} if all hold, else {rest}:"),
    "steps": ("Theo {quantity}:", "By {quantity}:"),
    "proportional": ("Điểm = {quantity} × {max}, tối đa {max}.", "Points = {quantity} × {max}, at most {max}."),
    "under_floor": ("dưới {floor}", "under {floor}"),
    "linear": (
        "Theo {quantity}, giữa hai mốc tính theo tỷ lệ tương ứng:",
        "By {quantity}, along a straight line between:",
    ),
    "per_item": (
        "Mỗi trường hợp tính vào “{count}” được {points}, tối đa {max}.",
        "{points} for each in “{count}”, at most {max}.",
    ),
    "deduct": (
        "Có sẵn {max}, bị trừ theo các khoản sau, thấp nhất là 0:",
        "{max}, less the following, never under 0:",
    ),
    "less": ("trừ {worth} mỗi trường hợp", "{worth} less for each"),
    "formula": ("Tính theo công thức, trong khoảng từ 0 đến {max}:", "By formula, between 0 and {max}:"),
    "when": ("khi {when}", "when {when}"),
    "otherwise": ("trường hợp khác", "otherwise"),
    "always": ("điểm", "points"),
    "judgement": (
        "Chấm theo đánh giá, phải nêu lý do; từ 0 đến {max}, bước điểm {step}.",
        "By judgement, with its reason; from 0 to {max} in increments of {step}.",
    ),
    "survey": ("Theo kết quả điều tra xã hội học, tối đa {max}.", "By the survey's result, at most {max}."),
    "questions": ("Bình quân các câu hỏi × {max}:", "Mean of the questions × {max}:"),
    "weight": ("trọng số {n}", "weight {n}"),
    "ratio": ("tỷ lệ “{numerator}” / “{denominator}”", "the ratio of “{numerator}” to “{denominator}”"),
    "number": ("“{name}”", "“{name}”"),
    "from": ("từ {n}", "from {n}"),
    "above": ("trên {n}", "above {n}"),
    "to": ("đến {n}", "to {n}"),
    "below": ("đến dưới {n}", "to below {n}"),
    "only_from": ("từ {n} trở lên", "{n} or more"),
    "only_to": ("từ {n} trở xuống", "{n} or less"),
    "only_below": ("dưới {n}", "below {n}"),
    "any": ("mọi giá trị", "any value"),
}


class _Words:
    """What the sentences of one leaf are made of."""

    def __init__(self, leaf: Mapping[str, Any], language: Language) -> None:
        self.language = language
        self.maximum = self.points(leaf.get("max_points"))
        self.labels: dict[str, str] = {}
        self.units: dict[str, str] = {}
        for label in leaf.get("inputs") or ():
            name = str(label.get("name", ""))
            title = str(label.get("title", ""))
            self.labels[name] = (label.get("title_en") or title if language == "en" else title) or name
            self.units[name] = str(label.get("unit", ""))

    def say(self, key: str, **values: str) -> str:
        return _SAID[key][0 if self.language == "vi" else 1].format_map(values)

    def label(self, name: object) -> str:
        return self.labels.get(str(name)) or str(name or "") or UNKNOWN

    def number(self, value: object) -> str:
        number = parse_decimal(str(value))
        return (str(value) if value not in (None, "") else UNKNOWN) if number is None else render(number, self.language)

    def percent(self, value: object) -> str:
        number = parse_decimal(str(value))
        return self.number(value) if number is None else Percent(number).text(self.language)

    def points(self, value: object) -> str:
        return self.say("point" if str(value) == "1" else "points", n=self.number(value))

    def worth(self, item: Mapping[str, Any]) -> str:
        if "share" in item:
            return self.say("of_maximum", n=self.percent(item["share"]))
        return self.points(item.get("points"))

    def title(self, item: Mapping[str, Any]) -> str:
        english = str(item.get("title_en") or "") if self.language == "en" else ""
        return english or str(item.get("title") or "") or str(item.get("code") or "") or UNKNOWN

    def quantity(self, form: object) -> str:
        if isinstance(form, Mapping) and isinstance(form.get("ratio"), Sequence):
            parts = [self.label(name) for name in [*form["ratio"], "", ""][:2]]
            return self.say("ratio", numerator=parts[0], denominator=parts[1])
        name = form.get("number") if isinstance(form, Mapping) else form
        return self.say("number", name=self.label(name))

    def edge(self, value: object, quantity: object) -> str:
        """A value of the quantity: a ratio as a percentage, a number with its unit."""
        if isinstance(quantity, Mapping) and "ratio" in quantity:
            return self.percent(value)
        name = str(quantity.get("number", "")) if isinstance(quantity, Mapping) else str(quantity)
        unit = self.units.get(name, "")
        return f"{self.number(value)}{unit}" if unit == "%" else f"{self.number(value)} {unit}".strip()

    def expression(self, text: object) -> str:
        """A formula with what its names stand for; as it was typed while it cannot be understood."""
        try:
            parsed = formula.parse(str(text))
        except formula.FormulaError:
            return str(text)
        titles = {name: self.say("number", name=self.label(name)) for name in formula.names(parsed)}
        return formula.written(parsed, self.language, titles | {"max_points": "max_points"})


def _choice(words: _Words, rule: Mapping[str, Any]) -> Description:
    options = _rows(rule, "options")
    return Description(words.say("choice"), tuple((words.title(o), words.worth(o)) for o in options))


def _all_of(words: _Words, rule: Mapping[str, Any]) -> Description:
    lead = words.say("all_of", max=words.maximum, rest=words.points(rule.get("else", "0")))
    return Description(lead, tuple((words.label(name), "") for name in rule.get("conditions") or ()))


def _steps(words: _Words, rule: Mapping[str, Any]) -> Description:
    quantity = rule.get("quantity")
    lines = tuple((_range(words, s, quantity), words.points(s.get("points"))) for s in _rows(rule, "steps"))
    return Description(words.say("steps", quantity=words.quantity(quantity)), lines)


def _range(words: _Words, step: Mapping[str, Any], quantity: object) -> str:
    low = next((key for key in ("from", "above") if key in step), "")
    high = next((key for key in ("to", "below") if key in step), "")
    edges = {key: words.edge(step[key], quantity) for key in (low, high) if key}
    if low and high:
        return f"{words.say(low, n=edges[low])} {words.say(high, n=edges[high])}"
    if low:
        return words.say("only_from" if low == "from" else "above", n=edges[low])
    if high:
        return words.say("only_to" if high == "to" else "only_below", n=edges[high])
    return words.say("any")


def _proportional(words: _Words, rule: Mapping[str, Any]) -> Description:
    quantity = rule.get("quantity")
    lead = words.say("proportional", quantity=words.quantity(quantity), max=words.maximum)
    if rule.get("floor") in (None, ""):
        return Description(lead)
    floor = words.say("under_floor", floor=words.edge(rule["floor"], quantity))
    return Description(lead, ((floor, words.points("0")),))


def _linear(words: _Words, rule: Mapping[str, Any]) -> Description:
    quantity = rule.get("quantity")
    ends = [end for end in (rule.get("from"), rule.get("to")) if isinstance(end, Mapping)]
    lines = tuple((words.edge(end.get("at"), quantity), words.points(end.get("points"))) for end in ends)
    return Description(words.say("linear", quantity=words.quantity(quantity)), lines)


def _per_item(words: _Words, rule: Mapping[str, Any]) -> Description:
    each = words.points(rule.get("points"))
    return Description(words.say("per_item", count=words.label(rule.get("count")), points=each, max=words.maximum))


def _deduct(words: _Words, rule: Mapping[str, Any]) -> Description:
    lines = tuple((words.label(i.get("count")), words.say("less", worth=words.worth(i))) for i in _rows(rule, "items"))
    return Description(words.say("deduct", max=words.maximum), lines)


def _formula(words: _Words, rule: Mapping[str, Any]) -> Description:
    def condition(case: Mapping[str, Any], only: bool) -> str:
        if case.get("when"):
            return words.say("when", when=words.expression(case["when"]))
        return words.say("always" if only else "otherwise")

    def worth(case: Mapping[str, Any]) -> str:
        points = str(case.get("points") or UNKNOWN)
        return words.points(points) if parse_decimal(points) is not None else words.expression(points)

    cases = _rows(rule, "cases")
    lines = tuple((condition(c, len(cases) == 1), worth(c)) for c in cases)
    return Description(words.say("formula", max=words.maximum), lines)


def _judgement(words: _Words, rule: Mapping[str, Any]) -> Description:
    return Description(words.say("judgement", max=words.maximum, step=words.number(rule.get("increment", "0.01"))))


def _survey(words: _Words, rule: Mapping[str, Any]) -> Description:
    questions, weights = rule.get("questions") or (), rule.get("weights") or ()
    if not questions:
        return Description(words.say("survey", max=words.maximum))
    shown_weights = [words.say("weight", n=words.percent(w)) for w in weights] + [""] * len(questions)
    lines = tuple((words.label(q), w) for q, w in zip(questions, shown_weights, strict=False))
    return Description(words.say("questions", max=words.maximum), lines)


def _rows(rule: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    return [row for row in rule.get(key) or () if isinstance(row, Mapping)]


_WRITERS = {
    "choice": _choice,
    "all_of": _all_of,
    "steps": _steps,
    "proportional": _proportional,
    "linear": _linear,
    "per_item": _per_item,
    "deduct": _deduct,
    "formula": _formula,
    "judgement": _judgement,
    "survey": _survey,
}

"""What one unit might answer: the invention behind ``make_figures.py``, leaf by leaf, from the leaf's own rule."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).resolve().parent

type Leaf = dict[str, Any]
type Figures = dict[str, str]

SEED = "bac-kan-2023/1"


@dataclass(frozen=True)
class Assumption:
    """What a set cannot tell about one of its leaves; a row of ``assumptions.csv``."""

    low: int = 10
    high: int = 40
    """From where to where the denominator lies (log-uniform)."""
    total_of: str = ""
    """The leaf whose denominator it shares, because both count the same files, and at which ``share``."""
    share: Decimal = Decimal(1)
    not_arising: float = 0.0
    """How often its matter does not arise."""
    not_arising_with: str = ""
    """The leaf that it follows in this."""
    hardness: float = 0.0
    """What the leaf takes from every unit's standing."""


def read_assumptions() -> dict[tuple[str, str], Assumption]:
    """Tier and leaf → assumption; an empty cell keeps the default."""
    with (HERE / "assumptions.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["tier"], row["node"]): Assumption(
                low=int(row["from"] or 10),
                high=int(row["to"] or 40),
                total_of=row["total_of"],
                share=Decimal(row["share"] or 1),
                not_arising=float(row["not_arising"] or 0),
                not_arising_with=row["not_arising_with"],
                hardness=float(row["hardness"] or 0),
            )
            for row in csv.DictReader(file)
        }


ASSUMPTIONS = read_assumptions()


def assumed(tier: str, node: str) -> Assumption:
    """The assumption for a leaf, or the default."""
    return ASSUMPTIONS.get((tier, node), Assumption())


MARK_REASONS = (
    "Công khai đủ biểu mẫu, đúng hình thức; còn chậm thời hạn một kỳ",
    "Đủ nội dung chính; một số số liệu chưa thống nhất giữa các kỳ",
    "Thiếu một biểu mẫu; thời hạn và hình thức đúng quy định",
    "Nội dung sơ sài, chưa nêu rõ nguyên nhân của hạn chế",
)
FULL_MARK = "Đầy đủ, đúng thời hạn, đúng hình thức theo quy định"


def leaves(nodes: list[dict[str, Any]]) -> Iterator[Leaf]:
    """The leaves of a set's tree, in its order."""
    for node in nodes:
        if "children" in node:
            yield from leaves(node["children"])
        else:
            yield node


def draw(*parts: str) -> Random:
    """A generator of its own for each purpose, so that a changed leaf disturbs no other."""
    return Random("/".join((SEED, *parts)))


def text(value: Fraction | Decimal | int, places: int = 0) -> str:
    """A number in plain notation, rounded half up."""
    exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else Decimal(value)
    return str(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def decimal(drawn: float) -> Fraction:
    """A drawn number at four places: from here on everything is exact."""
    return Fraction(f"{drawn:.4f}")


class Maker:
    """The figures of one unit. ``true`` holds, per leaf, what the appraisal ends with."""

    def __init__(self, tier: str, unit: str, standing: float) -> None:
        self.tier, self.unit, self.standing = tier, unit, standing
        self.true: dict[str, Figures] = {}

    def level(self, leaf: Leaf, rng: Random) -> float:
        """How well the unit does on this leaf: 1 earns the maximum, 0 nothing; may lie outside."""
        field = draw(self.tier, self.unit, leaf["code"].split(".")[0], "field").gauss(0, 0.035)
        hard = assumed(self.tier, leaf["code"]).hardness
        return (0.852 + self.standing + field - hard + rng.gauss(0, 0.19) - 0.35) / 0.40

    def denominator(self, leaf: Leaf, rng: Random) -> int:
        """The size of what the leaf counts."""
        assumption = assumed(self.tier, leaf["code"])
        if "tong_so" in self.true.get(assumption.total_of, ()):
            return max(1, int(Decimal(self.true[assumption.total_of]["tong_so"]) * assumption.share))
        size = draw(self.tier, self.unit, "size").random()
        mixed = 0.65 * size + 0.35 * rng.random()
        return max(1, int(assumption.low * (assumption.high / assumption.low) ** mixed + 0.5))

    def quantity(self, leaf: Leaf, level: float, rng: Random) -> Figures:
        """Figures whose quantity earns about ``level`` of the maximum under the leaf's rule."""
        rule = leaf["rule"]
        whole = rule["quantity"]
        if rule["kind"] == "steps":
            wanted = self.step_value(leaf, level, rng)
        elif rule["kind"] == "linear":
            start, end = Fraction(rule["from"]["at"]), Fraction(rule["to"]["at"])
            reach = decimal(max(0.0, min(1.0, 0.12 + 0.88 * level)))
            wanted = start + (end - start) * reach
        else:
            wanted = decimal(max(0.3, min(1.0, 0.48 + 0.46 * level)))
        if "number" in whole:
            return {whole["number"]: text(wanted, 2)}
        above, below = whole["ratio"]
        places = 1 if self.type_of(leaf, above) == "number" else 0
        total = self.denominator(leaf, rng)
        part = text(wanted * total, places)
        return {above: part, below: text(Decimal(total), places)}

    def step_value(self, leaf: Leaf, level: float, rng: Random) -> Fraction:
        """A value inside the step whose points are nearest to ``level``."""
        maximum = Fraction(leaf["max_points"])
        goal = decimal(max(0.0, min(1.0, level)))
        step = min(leaf["rule"]["steps"], key=lambda s: abs(Fraction(s["points"]) / maximum - goal))
        low = next((Fraction(step[edge]) for edge in ("from", "above") if edge in step), None)
        high = next((Fraction(step[edge]) for edge in ("to", "below") if edge in step), None)
        scale = Fraction(100) if "number" in leaf["rule"]["quantity"] else Fraction(1)
        if low is None and high is not None:
            low = high * Fraction(93, 100) if step.get("to") else high * Fraction(3, 4)
        elif high is None and low is not None:
            grows = {"du_toan", "duoc_giao"} & set(leaf["rule"]["quantity"].get("ratio", ()))
            high = low * Fraction(108, 100) if grows else max(low, min(scale, low + (scale - low) * Fraction(3, 5)))
        assert low is not None
        assert high is not None
        inside = decimal(0.04 + 0.9 * rng.random())
        return low + (high - low) * inside

    @staticmethod
    def type_of(leaf: Leaf, name: str) -> str:
        """The declared type of an input."""
        return next((i["type"] for i in leaf.get("inputs", ()) if i["name"] == name), "number")

    def answer(self, leaf: Leaf) -> Figures:
        """The true answer of a leaf."""
        rng = draw(self.tier, self.unit, leaf["code"])
        level = self.level(leaf, rng)
        rule = leaf["rule"]
        maximum = Decimal(leaf["max_points"])
        kinds: dict[str, Callable[[], Figures]] = {
            "choice": lambda: self.chosen(rule, level),
            "all_of": lambda: self.conditions(rule, level, rng),
            "per_item": lambda: {rule["count"]: str(max(0, round(level * float(maximum / Decimal(rule["points"])))))},
            "deduct": lambda: self.cases(rule, level, rng),
            "formula": lambda: self.tasks(leaf, level, rng),
            "judgement": lambda: self.mark(leaf, level, rng),
            "survey": lambda: self.opinions(leaf, rng),
        }
        if leaf["source"] == "satisfaction":
            index = 86 + 22 * self.standing + rng.gauss(0, 2.2)
            return {rule["quantity"]["number"]: text(decimal(index), 2)}
        return kinds[rule["kind"]]() if rule["kind"] in kinds else self.quantity(leaf, level, rng)

    def chosen(self, rule: dict[str, Any], level: float) -> Figures:
        """The best option that the level nearly reaches."""
        best_first = sorted(rule["options"], key=lambda option: -Decimal(option["points"]))
        best = Decimal(best_first[0]["points"])
        reached = (o["code"] for o in best_first if level >= float(Decimal(o["points"]) / best) - 0.3)
        return {"choice": next(reached, best_first[-1]["code"])}

    @staticmethod
    def conditions(rule: dict[str, Any], level: float, rng: Random) -> Figures:
        """All hold, or the one that most often fails does not."""
        figures = dict.fromkeys(rule["conditions"], "yes")
        if level < 0.78:
            figures[rng.choice(rule["conditions"][1:])] = "no"
        return figures

    @staticmethod
    def cases(rule: dict[str, Any], level: float, rng: Random) -> Figures:
        """Mostly none; the lighter the case, the likelier."""
        figures = {item["count"]: "0" for item in rule["items"]}
        if level < 0.8:
            figures[rule["items"][0]["count"]] = str(1 if level > 0.4 else 2)
        if level < 0.35 and len(rule["items"]) > 1:
            figures[rule["items"][1]["count"]] = "1"
        if level < -0.25 and rng.random() < 0.4:
            figures[rule["items"][-1]["count"]] = "1"
        return figures

    def tasks(self, leaf: Leaf, level: float, rng: Random) -> Figures:
        """Tasks assigned by the province: on time, late, still open."""
        assigned = self.denominator(leaf, rng)
        share = max(0.55, min(1.0, 0.66 + 0.26 * level))
        on_time = round(assigned * share)
        late = round((assigned - on_time) * (0.5 + 0.4 * rng.random()))
        return {"duoc_giao": str(assigned), "dung_han": str(on_time), "qua_han": str(late)}

    @staticmethod
    def mark(leaf: Leaf, level: float, rng: Random) -> Figures:
        """An appraiser's points in the stated increment, with the reason."""
        increment, maximum = Decimal(leaf["rule"]["increment"]), Decimal(leaf["max_points"])
        steps = round(max(0.4, min(1.0, level)) * float(maximum / increment))
        points = increment * steps
        return {"points": str(points), "reason": FULL_MARK if points == maximum else rng.choice(MARK_REASONS)}

    def opinions(self, leaf: Leaf, rng: Random) -> Figures:
        """Each question's mean share of the full points over the valid answers."""
        common = 0.82 + 0.55 * self.standing + draw(self.tier, leaf["code"]).gauss(0, 0.03) + rng.gauss(0, 0.025)
        return {
            question: text(decimal(max(0.3, min(0.985, common + rng.gauss(0, 0.02)))), 4)
            for question in leaf["rule"]["questions"]
        }

    @staticmethod
    def less_is_better(rule: dict[str, Any]) -> bool:
        """Whether the best step is the lowest one, as with posts filled against posts granted."""
        steps: list[dict[str, str]] = rule.get("steps", [])
        if not steps:
            return False
        best = max(steps, key=lambda step: Decimal(step["points"]))
        return not {"from", "above"} & best.keys()

    def embellished(self, leaf: Leaf, figures: Figures) -> Figures | None:
        """What the unit claims instead, or ``None`` where it claims the truth."""
        rng = draw(self.tier, self.unit, leaf["code"], "claim")
        if rng.random() > 0.10 + 0.25 * draw(self.tier, self.unit, "boldness").random():
            return None
        rule, claim = leaf["rule"], dict(figures)
        if rule["kind"] == "choice":
            ordered = [o["code"] for o in sorted(rule["options"], key=lambda o: Decimal(o["points"]))]
            place = ordered.index(figures["choice"])
            claim["choice"] = ordered[min(place + 1, len(ordered) - 1)]
        elif rule["kind"] == "all_of":
            claim = dict.fromkeys(figures, "yes")
        elif rule["kind"] == "per_item":
            claim[rule["count"]] = str(int(figures[rule["count"]]) + 1)
        elif rule["kind"] == "deduct":
            claim = dict.fromkeys(figures, "0")
        elif "ratio" in rule.get("quantity", {}) and not self.less_is_better(rule):
            above, below = rule["quantity"]["ratio"]
            whole = Decimal(figures[below])
            gained = min(whole, Decimal(figures[above]) + max(Decimal(1), (whole / 15).to_integral_value()))
            claim[above] = str(max(gained, Decimal(figures[above])))
        return claim if claim != figures else None


def standing_of(tier: str, unit: dict[str, str]) -> float:
    """How good a unit is in general; communes take part of it from their district."""
    own = draw(tier, unit["code"], "standing").gauss(0, 1)
    if tier == "commune":
        own = 0.85 * own + 0.4 * draw("district", unit["parent_code"], "standing").gauss(0, 1)
    return 0.06 * max(-2.0, min(1.8, own))


def nothing_arose(maker: Maker, leaf: Leaf) -> Figures | None:
    """The answer of a unit where the matter of a leaf did not arise, or ``None`` where it did."""
    if leaf["not_arising"] != "exclude":
        return None
    code = assumed(maker.tier, leaf["code"]).not_arising_with or leaf["code"]
    chance = draw(maker.tier, maker.unit, code, "arises").random()
    if chance >= assumed(maker.tier, code).not_arising:
        return None
    counted = leaf["rule"].get("quantity", {}).get("ratio")
    if counted and draw(maker.tier, maker.unit, leaf["code"], "zero").random() < 0.2:
        return dict.fromkeys(counted, "0")
    return {"not_arising": "yes"}

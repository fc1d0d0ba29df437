"""Make the demonstration's figures, one file per tier, and the list of communes by district that ranks them.

Run it from anywhere inside an installed checkout: ``python examples/bac-kan-2023/make_figures.py``. The figures
are invented, say nothing about the real units, and are the same at every run: each number comes from a generator
seeded by the unit and the criterion. Nodes, inputs and rules are read from ``criteria/*.json``; what a set alone
cannot tell (how many files a district handles in a year, what rarely arises) stands in ``assumptions.csv``.

For each leaf a *true* answer is drawn, which is the one that the appraisal ends with. The self-assessment of a
unit is the same answer, here and there embellished; then the true one follows as ``appraised``, and now and
then the meeting (``settled``) restores part of the claim.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from invent import Figures, Leaf, Maker, draw, leaves, nothing_arose, standing_of, text  # noqa: E402

from parindex import engine  # noqa: E402

type Row = tuple[str, str, str, str, str]

LATE_FILES = {"department": ("3.3.1", "3.3.2"), "district": ("3.3.1", "3.3.3"), "commune": ("3.2.1", "3.2.4")}
"""Tier → (leaf that counts files on time, leaf that asks for an apology for each of the late ones)."""

EXCLUDED = {"TTT": ("3", "7.2", "7.5.2"), "BDT": ("3", "7.2", "7.5.2")}
"""Units without administrative procedures, and the nodes that the decision leaves out for them."""

MISSING = {("X01963", "6.4"), ("X02197", "7.6")}
"""Answers left open on purpose, so that the demonstration shows what a missing leaf does."""

EXTRA: dict[str, dict[str, str]] = {
    "SNV": {"bonus:DT1": "2"},
    "STTTT": {"bonus:DT2": "1"},
    "SGTVT": {"penalty:DP1": "1"},
    "STNMT": {"penalty:DP2": "2"},
    "H058": {"bonus:DT1": "1"},
    "H061": {"bonus:DT1": "1", "bonus:DT2": "1"},
    "H064": {"penalty:DP1": "1"},
    "X01840": {"bonus:DT1": "1", "bonus:DT2": "1"},
    "X01906": {"bonus:DT1": "1"},
    "X02020": {"bonus:DT2": "1"},
    "X01882": {"penalty:DP1": "1"},
    "X02185": {"penalty:DP2": "2"},
    "X02131": {"bonus:DT1": "1", "penalty:DP1": "1"},
}
"""Whole-sheet bonus and penalty: cases of an item of the set."""

CLOSE = {"department": ((3, 4, "0"), (9, 10, "0.01")), "district": ((2, 3, "0.02"),)}
"""Tier → (rank of the leader, rank of the follower, how far apart in the published index they shall be)."""

APPRAISAL_REASONS = {
    "choice": (
        "Tài liệu kiểm chứng chưa chứng minh được mức tự chấm",
        "Nội dung thực hiện chưa đầy đủ theo hướng dẫn chấm điểm",
    ),
    "all_of": ("Chưa có tài liệu kiểm chứng đối với một nội dung", "Có nội dung thực hiện chậm thời hạn quy định"),
    "per_item": (
        "Có trường hợp chưa được cấp có thẩm quyền công nhận bằng văn bản",
        "Có trường hợp đã được tính điểm ở năm trước",
    ),
    "deduct": ("Kết quả theo dõi của cơ quan thẩm định có trường hợp bị trừ điểm",),
}
COUNT_REASONS = (
    "Tài liệu kiểm chứng chưa chứng minh được toàn bộ số liệu tự kê khai",
    "Số liệu tự kê khai cao hơn số liệu tổng hợp của cơ quan thẩm định",
    "Có nội dung hoàn thành sau kỳ đánh giá",
)
SETTLEMENT_REASON = "Đã giải trình và bổ sung tài liệu kiểm chứng; thống nhất chấp nhận số liệu tự kê khai"


def rows_of(maker: Maker, leaf: Leaf, known: Figures | None) -> Iterator[Row]:
    """The rows of one leaf: self, then appraised and settled where they differ. ``known`` comes from elsewhere."""

    def rows(stage: str, figures: Figures) -> Iterator[Row]:
        return ((maker.unit, leaf["code"], stage, name, value) for name, value in figures.items())

    by_unit = leaf["source"] == "unit"
    # What the communes' own sheets say is not for the district to embellish.
    may_claim = by_unit and known is None
    stage = {"unit": "self", "appraiser": "appraised", "register": "appraised"}.get(leaf["source"], "settled")
    apology = LATE_FILES[maker.tier]
    if leaf["code"] == apology[1] and apology[0] in maker.true:
        files = maker.true[apology[0]]
        late = int(files["tong_so"]) - int(files["dung_han"])
        done = round(late * max(0.0, min(1.0, 0.5 + 0.5 * maker.level(leaf, draw(maker.unit, leaf["code"])))))
        known = {"da_xin_loi": str(done), "qua_han": str(late)} if late else {"not_arising": "yes"}
    else:
        known = nothing_arose(maker, leaf) or known
    figures = known if known is not None else maker.answer(leaf)
    maker.true[leaf["code"]] = figures
    claim = maker.embellished(leaf, figures) if may_claim and "not_arising" not in figures else None
    yield from rows(stage, claim or figures)
    if by_unit and "not_arising" in figures:
        yield from rows("appraised", figures)
    if claim is None:
        return
    rng = draw(maker.tier, maker.unit, leaf["code"], "appraisal")
    found = {name: value for name, value in figures.items() if claim[name] != value}
    yield from rows(
        "appraised", {**found, "reason": rng.choice(APPRAISAL_REASONS.get(leaf["rule"]["kind"], COUNT_REASONS))}
    )
    if rng.random() < 0.12:
        maker.true[leaf["code"]] = claim
        restored = {name: claim[name] for name in found}
        yield from rows("settled", {**restored, "reason": SETTLEMENT_REASON})


def from_communes(maker: Maker, leaf: Leaf, communes: dict[str, Maker], indices: dict[str, Fraction]) -> Figures | None:
    """What a district's sheet takes over from its communes' sheets."""
    if leaf["source"] == "round":
        mean = sum((indices[code] for code in communes), Fraction(0)) / len(communes)
        return {leaf["rule"]["quantity"]["number"]: text(mean, 2)}
    if leaf["code"] == "3.3.2":
        files = [commune.true["3.2.1"] for commune in communes.values()]
        return {name: str(sum(int(figures[name]) for figures in files)) for name in ("dung_han", "tong_so")}
    if leaf["code"] == "2.4":
        qualified = sum(commune.true["2.4"]["choice"] == "dat_chuan" for commune in communes.values())
        return {"dat_chuan": str(qualified), "tong_so": str(len(communes))}
    return None


def make(
    tier: str, units: list[dict[str, str]], communes: dict[str, dict[str, Maker]], indices: dict[str, Fraction]
) -> tuple[list[Row], dict[str, Maker]]:
    """All rows of one tier, and the makers that remember what the appraisal ended with."""
    criteria = json.loads((HERE / "criteria" / f"{tier}.json").read_text(encoding="utf-8"))
    rows: list[Row] = []
    makers: dict[str, Maker] = {}
    for unit in units:
        code = unit["code"]
        maker = makers[code] = Maker(tier, code, standing_of(tier, unit))
        left_out = EXCLUDED.get(code, ())
        rows += [(code, node, "settled", "excluded", "yes") for node in left_out]
        for leaf in leaves(criteria["nodes"]):
            outside = any(leaf["code"] == node or leaf["code"].startswith(f"{node}.") for node in left_out)
            surveyed = leaf["source"] in ("survey", "satisfaction")
            if outside or (code, leaf["code"]) in MISSING or (tier == "commune" and surveyed):
                continue
            known = from_communes(maker, leaf, communes[code], indices) if tier == "district" else None
            rows += rows_of(maker, leaf, known)
        rows += [(code, "", "settled", name, value) for name, value in EXTRA.get(code, {}).items()]
    return rows, makers


def score(tier: str, rows: list[Row]) -> engine.Results:
    """The results of these figures, as ``parindex score`` computes them."""
    reading = engine.read_set_json((HERE / "criteria" / f"{tier}.json").read_bytes())
    assert reading.criteria_set is not None, reading.faults
    figures = engine.read_figures(reading.criteria_set, enumerate(rows, start=2))
    assert not figures.faults, figures.faults
    return engine.evaluate(reading.criteria_set, figures.sheets)


def published(index: Fraction | None) -> Fraction:
    """An index at the two places that the sets publish."""
    assert index is not None
    return Fraction(text(index, 2))


def bring_close(tier: str, rows: list[Row]) -> None:
    """Shift the survey answers on a few units so that some ranks hang on a hundredth, as they do in real life."""
    criteria = json.loads((HERE / "criteria" / f"{tier}.json").read_text(encoding="utf-8"))
    surveyed = {
        leaf["code"]: Fraction(leaf["max_points"]) for leaf in leaves(criteria["nodes"]) if leaf["source"] == "survey"
    }
    for ahead, behind, apart in CLOSE[tier]:
        for _ in range(6):
            order = sorted(score(tier, rows).units, key=lambda unit: -(unit.index or 0))
            leader, follower = order[ahead - 1], order[behind - 1]
            gap = published(leader.index) - Fraction(apart) - published(follower.index)
            if not gap:
                break
            mine = [place for place, row in enumerate(rows) if row[0] == follower.unit and row[1] in surveyed]
            asked = sum(surveyed[node] for node in {rows[place][1] for place in mine})
            shift = gap * follower.maximum / 100 / asked
            for place in mine:
                unit, node, stage, name, value = rows[place]
                rows[place] = (unit, node, stage, name, text(min(Fraction(1), Fraction(value) + shift), 4))


def write(path: Path, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """One CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    """Write the files."""
    with (HERE / "units.csv").open(encoding="utf-8", newline="") as file:
        units = list(csv.DictReader(file))
    by_tier = {tier: [u for u in units if u["tier"] == tier] for tier in ("commune", "department", "district")}
    communes: dict[str, dict[str, Maker]] = {}
    indices: dict[str, Fraction] = {}
    for tier, members in by_tier.items():
        rows, makers = make(tier, members, communes, indices)
        if tier == "commune":
            indices = {result.unit: published(result.index) for result in score(tier, rows).units}
            for unit in members:
                communes.setdefault(unit["parent_code"], {})[unit["code"]] = makers[unit["code"]]
        else:
            bring_close(tier, rows)
        write(HERE / "figures" / f"{tier}.csv", ("unit", "node", "stage", "input", "value"), rows)
    names = {unit["code"]: unit["name"] for unit in units}
    grouped = [(unit["code"], names[unit["parent_code"]], "yes", unit["name"]) for unit in by_tier["commune"]]
    write(HERE / "figures" / "commune-units.csv", ("unit", "group", "ranked", "name"), grouped)


if __name__ == "__main__":
    main()

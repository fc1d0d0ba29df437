"""Make Thái Nguyên's criteria sets and figures of 2025 from Bắc Kạn's of 2023, as the two-tier province needs them.

Run it from anywhere inside an installed checkout: ``python examples/thai-nguyen-2025/make.py``. The province has no
districts: what they did for communes the province does, the digital-government criteria moved to another agency, and
days move to the new period. The figures are invented like those of Bắc Kạn, by the same rules.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ELDER = HERE.parent / "bac-kan-2023"
sys.path[:0] = [str(ELDER), str(HERE.parents[1])]

from invent import Maker, leaves, standing_of  # noqa: E402
from make_figures import Row, rows_of, write  # noqa: E402

TIERS = ("department", "commune")
MOVED = {"STTTT": "SKHCN"}
"""An agency that went → the one that its appraisal moved to."""
EXCLUDED = {"TTT": ("3", "7.2", "7.5.2"), "SDTTG": ("3", "7.2", "7.5.2")}
"""Units without administrative procedures, and the nodes that the decision leaves out for them."""

WORDS = (
    (r"Sở Thông tin và Truyền thông", "Sở Khoa học và Công nghệ"),
    (r"Bắc Kạn", "Thái Nguyên"),
    (r"UBND cấp huyện hoặc (UBND tỉnh|sở, ban, ngành)", r"\1"),
    (r"do UBND cấp huyện giao lại cho UBND cấp xã", "giao trực tiếp cho UBND cấp xã"),
    (r"khen thưởng từ cấp huyện trở lên", "khen thưởng từ cấp tỉnh trở lên"),
    # Towns went with the districts, and so did the district's divisions that communes reported to.
    (r"([Xx])ã, phường, thị trấn", r"\1ã, phường"),
    (r"về Phòng (Tư pháp|Nội vụ)", r"về Sở \1"),
    # The department's respondents stand one tier lower now; everything else that districts did the province does.
    (r"(lãnh đạo|thuộc|cho) UBND cấp huyện", r"\1 UBND cấp xã"),
    (r"UBND cấp huyện", "UBND tỉnh"),
    (r"district(?= People| and)", "commune"),
    # Years of the period, not those of laws and decrees.
    (r"(?<!Dân chủ ở cơ sở )(?<!dân chủ ở cơ sở )năm 2022", "năm 2024"),
    (r"năm 2023|Năm 2023", lambda found: found[0][:-4] + "2025"),
    (r"(\d{2}/\d{2})/2023\b", r"\1/2025"),
    (r", 2023 \(", ", 2025 ("),
)


def moved(value: Any) -> Any:
    """A part of the document in the new province's words."""
    if isinstance(value, dict):
        return {key: moved(item) for key, item in value.items()}
    if isinstance(value, list):
        return [moved(item) for item in value]
    if not isinstance(value, str):
        return value
    if value in MOVED:
        return MOVED[value]
    for pattern, word in WORDS:
        value = re.sub(pattern, word, value)
    return value


def criteria_set(tier: str) -> dict[str, Any]:
    """The set of a tier."""
    document: dict[str, Any] = moved(json.loads((ELDER / "criteria" / f"{tier}.json").read_text(encoding="utf-8")))
    document["code"] = document["code"].replace("BK-2023", "TN-2025")
    document["year"] = 2025
    document["decision"] = {"number": "1288/QĐ-UBND", "on": "2025-10-06"}
    document["period"] = {"from": "2024-12-15", "to": "2025-12-14"}
    return document


def figures(tier: str, document: dict[str, Any], units: list[dict[str, str]]) -> list[Row]:
    """All rows of one tier. Communes were not surveyed; register data come for every unit."""
    rows: list[Row] = []
    for unit in units:
        code = unit["code"]
        maker = Maker(tier, code, standing_of(tier, unit))
        left_out = EXCLUDED.get(code, ())
        rows += [(code, node, "settled", "excluded", "yes") for node in left_out]
        for leaf in leaves(document["nodes"]):
            outside = any(leaf["code"] == node or leaf["code"].startswith(f"{node}.") for node in left_out)
            if not outside and not (tier == "commune" and leaf["source"] in ("survey", "satisfaction")):
                rows += rows_of(maker, leaf, None)
    return rows


def main() -> None:
    """Write the files."""
    with (HERE / "units.csv").open(encoding="utf-8", newline="") as file:
        units = list(csv.DictReader(file))
    for folder in ("criteria", "figures"):
        (HERE / folder).mkdir(exist_ok=True)
    for tier in TIERS:
        document = criteria_set(tier)
        text = json.dumps(document, ensure_ascii=False, indent=2)
        (HERE / "criteria" / f"{tier}.json").write_text(text + "\n", encoding="utf-8")
        rows = figures(tier, document, [unit for unit in units if unit["tier"] == tier])
        write(HERE / "figures" / f"{tier}.csv", ("unit", "node", "stage", "input", "value"), rows)


if __name__ == "__main__":
    main()

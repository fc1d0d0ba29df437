"""Make the accounts of every unit of the demonstration: an officer and a leader each, and who a district needs for its
communes' round. The people are invented, and the same at every run. Who stands in ``accounts.csv`` already is left
out: those accounts have a password, these have none.

Run it from anywhere inside an installed checkout: ``python examples/make_accounts.py``.
"""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
HEADER = ("username", "full_name", "email", "position", "role", "unit_code", "from_on", "to_on")
PROVINCES = {"bac-kan-2023": ("", "2023-01-01"), "thai-nguyen-2025": (".tn", "2025-07-01")}
"""Folder → what its user names end with, and from when its roles run."""

FAMILIES = (
    *("Nguyễn", "Hoàng", "Nông", "Triệu", "Hà", "Lý", "Bàn", "Đặng", "Lường", "Ma", "Dương", "Phạm", "Trần", "Lê"),
    *("Vũ", "Đàm", "Chu", "Lục", "Hứa", "Đinh", "Phùng", "Vi", "Cà", "Mã", "Bế", "Sằm"),
)
MIDDLES = {"m": ("Văn", "Đức", "Quang", "Minh", "Xuân", "Hữu", "Đình", "Thanh"), "f": ("Thị", "Thị Thu", "Thị Hồng")}
GIVEN = {
    "m": ("Hùng", "Dũng", "Tuấn", "Sơn", "Hải", "Long", "Thắng", "Nam", "Phong", "Kiên", "Toàn", "Cường", "Bình"),
    "f": ("Hà", "Hương", "Lan", "Mai", "Nga", "Nhung", "Thủy", "Yến", "Hạnh", "Liên", "Thảo", "Trang", "Vân"),
}
POSITIONS = {
    "department": ("Chuyên viên Văn phòng", "Thủ trưởng cơ quan"),
    "district": ("Chuyên viên Phòng Nội vụ", "Chủ tịch UBND"),
    "commune": ("Công chức Văn phòng", "Chủ tịch UBND"),
}
type Row = tuple[str, ...]


def name_of(username: str) -> str:
    """The same person for the same user name."""
    rng = Random(f"accounts/{username}")
    sex = rng.choice("mf")
    return f"{rng.choice(FAMILIES)} {rng.choice(MIDDLES[sex])} {rng.choice(GIVEN[sex])}"


def rows_of(unit: dict[str, str], ending: str, since: str, held: set[tuple[str, str]]) -> list[Row]:
    """What a unit still needs of people."""
    code, tier = unit["code"], unit["tier"]
    officer, leader = POSITIONS[tier]
    wanted = [("unit_officer", "canbo", officer), ("unit_leader", "lanhdao", leader)]
    if tier == "district":
        wanted += [
            ("approver", "lanhdao", leader),
            ("appraiser", "thamdinh", "Phó Trưởng phòng Nội vụ"),
            ("team_head", "totruong", "Phó Chủ tịch UBND, Tổ trưởng Tổ thẩm định"),
        ]
    made = []
    for role, kind, position in wanted:
        if (role, code) not in held:
            username = f"{kind}.{code.lower()}{ending}"
            made.append((username, name_of(username), "", position, role, code, since, ""))
    return made


def main() -> None:
    """Write ``accounts-units.csv`` of both provinces."""
    for folder, (ending, since) in PROVINCES.items():
        with (HERE / folder / "accounts.csv").open(encoding="utf-8", newline="") as file:
            held = {(row["role"], row["unit_code"]) for row in csv.DictReader(file)}
        with (HERE / folder / "units.csv").open(encoding="utf-8", newline="") as file:
            units = [unit for unit in csv.DictReader(file) if unit["tier"] in POSITIONS]
        with (HERE / folder / "accounts-units.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADER)
            for unit in units:
                writer.writerows(rows_of(unit, ending, since, held))


if __name__ == "__main__":
    main()

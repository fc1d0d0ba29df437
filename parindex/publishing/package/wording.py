"""What the check of a package says, in Vietnamese and in English: it runs without the catalogue of the site."""

from __future__ import annotations

from dataclasses import dataclass, field

from parindex.engine.messages import Counted
from parindex.engine.numbers import Language

SAID = {
    # Why a package cannot be checked at all.
    "cannot_read": ("không đọc được tệp: {detail}", "cannot be read: {detail}"),
    "is_directory": ("đây là thư mục, không phải gói", "this is a directory, not a package"),
    "not_zip": (
        "không phải tệp ZIP hoặc tệp bị cắt cụt",
        "this is no ZIP file, or its end is missing",
    ),
    "too_many": ("gói chứa quá nhiều tệp ({number})", "the package holds too many files ({number})"),
    "packing": (
        "tệp {file} được nén hoặc mã hóa theo cách mà gói công bố không dùng",
        "{file} is packed or encrypted in a way that no package uses",
    ),
    "bomb": (
        "tệp {file} giải nén ra lớn bất thường ({size} byte); từ chối giải nén",
        "{file} would unpack to {size} bytes, far more than any result needs; refused",
    ),
    "no_manifest": (
        "trong tệp ZIP này không có manifest.json: đây không phải gói công bố",
        "this ZIP file holds no manifest.json: it is no published package",
    ),
    "bad_manifest": ("manifest.json không đọc được: {detail}", "manifest.json cannot be read: {detail}"),
    "format": (
        "gói theo định dạng “{found}”; phần mềm này đọc định dạng “{known}”",
        "the package has the format “{found}”; this program reads “{known}”",
    ),
    "engine": (
        "kết quả do bộ chấm điểm phiên bản “{found}” tính; phần mềm này có bộ chấm điểm phiên bản “{known}”. "
        "Hãy dùng parindex phiên bản {program} để kiểm chứng",
        "the results were computed by engine “{found}”; this program has engine “{known}”. "
        "Verify it with parindex {program}",
    ),
    # What differs.
    "missing": ("thiếu tệp {file}", "the file {file} is missing"),
    "extra": ("tệp {file} không thuộc gói", "the file {file} does not belong to the package"),
    "twice": ("tệp {file} có hai lần trong gói", "the file {file} stands twice in the package"),
    "unlisted": ("manifest.json không ghi mã của tệp {file}", "manifest.json does not list {file}"),
    "listed": (
        "manifest.json ghi tệp {file} không thuộc gói",
        "manifest.json lists {file}, which does not belong to a package",
    ),
    "damaged": (
        "tệp {file} bị hỏng: không giải nén được nguyên vẹn",
        "{file} is damaged: it does not unpack whole",
    ),
    "hash": (
        "tệp {file} không phải tệp đã công bố: mã SHA-256 là {found}, trong manifest.json ghi {listed}",
        "{file} is not the file that was published: its SHA-256 is {found}, manifest.json says {listed}",
    ),
    "size": (
        "tệp {file} dài {found} byte, trong manifest.json ghi {listed}",
        "{file} has {found} bytes, manifest.json says {listed}",
    ),
    "framing": (
        "vỏ tệp ZIP bị sửa (ngày, thuộc tính hoặc dữ liệu chèn giữa các tệp)",
        "the ZIP file around the files was changed (dates, attributes, or data between the files)",
    ),
    "package_hash": (
        "gói có mã SHA-256 {found}, không phải {listed}",
        "the package's SHA-256 is {found}, not {listed}",
    ),
    "manifest_says": (
        "manifest.json: {place} ghi “{published}”, trong dữ liệu là “{recomputed}”",
        "manifest.json: {place} says “{published}”; in the data it is “{recomputed}”",
    ),
    "no_input": ("input.json không tính lại được: {detail}", "input.json cannot be computed again: {detail}"),
    "no_set": ("criteria-set.json không phải bộ tiêu chí đọc được", "criteria-set.json is no readable criteria set"),
    "set": (
        "criteria-set.json khác bộ tiêu chí trong input.json tại {place}: “{published}”, còn ở đó là “{recomputed}”",
        "criteria-set.json differs from the set in input.json at {place}: “{published}”, in input.json “{recomputed}”",
    ),
    "units": (
        "units.csv dòng {line}: “{published}”, theo input.json phải là đơn vị “{recomputed}”",
        "units.csv line {line}: “{published}”; by input.json it must be the unit “{recomputed}”",
    ),
    "value": (
        "{file}: đơn vị {unit}, {value}: công bố “{published}”, tính lại “{recomputed}”",
        "{file}: unit {unit}, {value}: published “{published}”, recomputed “{recomputed}”",
    ),
    "node_value": (
        "{file}: đơn vị {unit}, tiêu chí {node}, {value}: công bố “{published}”, tính lại “{recomputed}”",
        "{file}: unit {unit}, criterion {node}, {value}: published “{published}”, recomputed “{recomputed}”",
    ),
    "unit_missing": ("{file}: thiếu đơn vị {unit}", "{file}: the unit {unit} is missing"),
    "unit_extra": (
        "{file}: đơn vị {unit} không có trong dữ liệu đầu vào",
        "{file}: the unit {unit} is not in the input",
    ),
    "written": (
        "{file} không đúng từng byte như khi tính lại (khác từ byte thứ {place})",
        "{file} is not written as it is recomputed (from byte {place} on)",
    ),
    "line": (
        "{file} dòng {line}: công bố “{published}”, tính lại “{recomputed}”",
        "{file} line {line}: published “{published}”, recomputed “{recomputed}”",
    ),
    # What agrees.
    "agrees_files": (
        "{number} tệp đúng mã SHA-256 ghi trong manifest.json, không thiếu, không thừa",
        "{number:file}: each has the SHA-256 that manifest.json lists, none missing, none extra",
    ),
    "agrees_set": (
        "bộ tiêu chí {code} đúng là bộ đã dùng để tính",
        "the criteria set {code} is the one that was computed with",
    ),
    "agrees_results": (
        "đã tính lại {units} đơn vị × {leaves} tiêu chí chấm điểm (bộ chấm điểm phiên bản {engine}): "
        "results.json, results.csv, nodes.csv trùng khớp từng byte",
        "recomputed {units:unit} × {leaves:leaf} (engine {engine}): results.json, results.csv and nodes.csv agree "
        "byte for byte",
    ),
}

VALUES = {
    "points": ("điểm", "points"),
    "maximum": ("điểm tối đa", "maximum"),
    "index": ("chỉ số", "index"),
    "exact": ("chỉ số chính xác", "exact index"),
    "rank": ("xếp hạng", "rank"),
    "class": ("xếp loại", "class"),
    "group": ("nhóm xếp hạng", "ranking group"),
    "state": ("trạng thái", "state"),
    "sub_index": ("chỉ số thành phần", "sub-index"),
    "reason": ("lý do", "reason"),
    "mean": ("bình quân nhóm", "group mean"),
    "units": ("số đơn vị", "units"),
    "ranked": ("số đơn vị xếp hạng", "ranked units"),
    "unit": ("mã đơn vị", "unit"),
    "node": ("tiêu chí", "criterion"),
}
"""What a value is called; another keeps its own name."""


@dataclass(frozen=True, slots=True)
class Said:
    """One finding, told in either language. ``key`` and ``values`` are for programs."""

    key: str
    values: dict[str, object] = field(default_factory=dict)

    def text(self, language: Language) -> str:
        """The sentence."""
        place = 0 if language == "vi" else 1
        told: dict[str, object] = {}
        for name, value in self.values.items():
            if name == "value":
                value = VALUES[str(value)][place] if value in VALUES else value
            told[name] = Counted(value if isinstance(value, int) else shown(value))
        return SAID[self.key][place].format_map(told)


def shown(value: object) -> str:
    """Anything from a package as it may stand on a screen: printable and of bearable length."""
    text = "".join(letter if letter.isprintable() else "�" for letter in str(value)[:161])
    return text if len(text) <= 160 else text[:159] + "…"

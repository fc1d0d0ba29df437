"""The sheet of criteria: rows to a tree, whatever Excel did to the codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from parindex.criteria.workbook.cells import from_float, short_text, shown
from parindex.criteria.workbook.faults import Cell, fault
from parindex.criteria.workbook.grid import Book, Row, label
from parindex.criteria.workbook.layout import term
from parindex.criteria.workbook.sheets import LEAF_ONLY, MEASURED
from parindex.criteria.workbook.taking import CODE, Notes, Taker, clip
from parindex.engine.messages import Bilingual
from parindex.kernel.spreadsheets import Raw

_TEXTS = ("title", "title_en", "appraised_by", "guidance")


@dataclass(slots=True)
class Node:
    """A row of the sheet on its way to a node of the document."""

    row: Row
    code: str
    level: int = 1
    children: list[Node] = field(default_factory=list)
    kind: str = ""
    """The rule's kind; empty for a node with children, and where it is missing or unknown."""
    rule: dict[str, Any] = field(default_factory=dict)
    inputs: list[dict[str, Any]] = field(default_factory=list)
    places: dict[str, Cell] = field(default_factory=dict)
    """Where each part stands, by path inside the node."""


class Tree:
    """All rows of the sheet of criteria that have a code."""

    def __init__(self, book: Book, notes: Notes) -> None:
        self.sheet = book.sheets["criteria"]
        self.scale_title = book.sheets["scale"].title
        self.notes = notes
        self.taker = Taker(self.sheet, notes)
        self.by_code: dict[str, Node] = {}
        self.suspects: set[str] = set()
        """Codes that were likely meant by rows whose code is faulty: their children are not faulty as well."""
        self.lost = 0
        """Rows of which nobody knows which criterion they are; what refers to so many unknown codes is their echo."""
        self.twice: set[str] = set()
        """Codes that stand at two rows: what is said of them further down may concern either."""
        self._echoed: set[str] = set()
        self.fields: list[Node] = []
        for row in self.sheet.rows:
            known = len(self.notes.faults)
            if (code := self._code(row)) is not None:
                self.by_code[code] = Node(row, code)
            elif len(self.notes.faults) > known:
                self.lost += 1
        self._grow()

    def is_echo(self, code: str) -> bool:
        """Whether an unknown code is likely that of a row whose own code is faulty, which has been said."""
        if code in self.suspects or code in self._echoed:
            return True
        if len(self._echoed) < self.lost - len(self.suspects):
            self._echoed.add(code)
            return True
        return False

    def _code(self, row: Row) -> str | None:
        raw = row.values.get("code")
        if raw is None:
            if set(row.values) - {"level"}:
                self.taker.fault("code_missing", row, "code")
            return None
        if isinstance(raw, date):
            self.taker.fault("code_became_date", row, "code", value=shown(raw))
            return None
        code = code_text(raw)
        if is_fraction(raw) and self._out_of_order(code):
            self.taker.fault("code_became_number", row, "code", node=code, shown=_localised(code), longer=code + "0")
            self.suspects.add(code + "0")
            return None
        if not CODE.match(code):
            self.taker.fault("bad_code", row, "code", value=clip(code))
            return None
        if code in self.by_code:
            first = self.by_code[code].row
            self.twice.add(code)
            self.taker.fault("code_twice", row, "code", node=code, code=code, row=str(first.number))
            return None
        return code

    def _out_of_order(self, code: str) -> bool:
        """Whether a code that arrived as a number is likely the longer one (1.1 for 1.10) that Excel cut short."""
        if code in self.by_code:
            return True
        parent, _dot, last = code.rpartition(".")
        siblings = [other for other in self.by_code if other.rpartition(".")[0] == parent]
        previous = siblings[-1].rpartition(".")[2] if siblings and parent else ""
        return previous.isdecimal() and int(previous) + 1 == int(last + "0")

    # The tree -------------------------------------------------------------------------------------------------------

    def _grow(self) -> None:
        above: dict[str, Node] = {}
        path: list[Node] = []
        for node in self.by_code.values():
            stated = self.taker.whole(node.row, "level", 1, 20)
            parent = self._by_level(node, stated, path) if stated else self._by_code(node, above)
            node.level = 1 if parent is None else parent.level + 1
            (self.fields if parent is None else parent.children).append(node)
            path = [*path[: node.level - 1], node]
            above.setdefault(node.code.rstrip("."), node)
        if not self.by_code and not self.notes.faults:
            self.notes.faults.append(fault("no_criteria", Cell(self.sheet.name)))

    def _by_level(self, node: Node, level: int, path: list[Node]) -> Node | None:
        if level == 1:
            return None
        if len(path) >= level - 1:
            return path[level - 2]
        self.taker.fault("level_gap", node.row, "level", node=node.code, level=str(level), above=str(level - 1))
        return None

    def _by_code(self, node: Node, above: dict[str, Node]) -> Node | None:
        """1.1.2 belongs to 1.1, which stands above it; a code without a dot is a field."""
        stem = node.code.rstrip(".").rpartition(".")[0].rstrip(".")
        if not stem or stem in above:
            return above.get(stem)
        below = next((code for code in self.by_code if code.rstrip(".") == stem), None)
        if below is not None:
            self.taker.fault("parent_below", node.row, "code", node=node.code, code=node.code, parent=below,
                             row=str(self.by_code[below].row.number))  # fmt: skip
        elif not self.is_echo(stem):
            self.taker.fault("parent_missing", node.row, "code", node=node.code, code=node.code, parent=stem)
        return None

    def leaves(self) -> Iterator[Node]:
        return (node for node in self.by_code.values() if not node.children)

    # What a row says ------------------------------------------------------------------------------------------------

    def read_kinds(self) -> None:
        """Each leaf's kind of rule, before the scale is read; a group with a leaf's cells is a fault."""
        for node in self.by_code.values():
            if node.children:
                for key in LEAF_ONLY:
                    if key in node.row.values:
                        column = label(self.sheet.layout.column(key))
                        self.taker.fault(
                            "leaf_column_on_group", node.row, key, node=node.code, code=node.code, column=column
                        )
            else:
                found = self.taker.term(node.row, "kind", node.code)
                node.kind = found.value if found else ""
                if "kind" not in node.row.values:
                    self.taker.fault("kind_missing", node.row, "kind", node=node.code, code=node.code)

    def forms(self) -> list[dict[str, Any]]:
        """The document's ``nodes``; notes where each part of them stands."""
        return [self._form(node, f"nodes[{index}]") for index, node in enumerate(self.fields)]

    def _form(self, node: Node, place: str) -> dict[str, Any]:
        row, taker = node.row, self.taker
        at = {"": "code", "title": "title", "max_points": "max_points", "rule": "kind", "rule.quantity": "quantity",
              "appraised_by": "appraised_by", "evidence": "evidence", "source": "source"}  # fmt: skip
        for inner, column in at.items():
            self.notes.places[f"{place}.{inner}" if inner else place] = self.sheet.cell(row, column)
        self.notes.places |= {f"{place}.{inner}": cell for inner, cell in node.places.items()}
        form: dict[str, Any] = {"code": node.code}
        for key in _TEXTS:
            text = short_text(row.values.get(key, "")) if key == "appraised_by" else taker.text(row, key, node.code)
            if text:
                form[key] = text
        points = taker.amount(row, "max_points", node.code)
        if points is not None:
            form["max_points"] = points
        if node.children:
            children = [self._form(child, f"{place}.children[{index}]") for index, child in enumerate(node.children)]
            return form | {"children": children}
        if "max_points" not in row.values:
            taker.fault("max_missing", row, "max_points", node=node.code, code=node.code)
        return form | self._leaf(node)

    def _leaf(self, node: Node) -> dict[str, Any]:
        row, taker = node.row, self.taker
        form: dict[str, Any] = {}
        for key in ("source", "not_arising"):
            found = taker.term(row, key, node.code)
            if found is not None:
                form[key] = found.value
        if text := taker.text(row, "evidence", node.code):
            form["evidence"] = text
        if taker.flag(row, "evidence_required", node.code):
            form["evidence_required"] = True
        if node.inputs:
            form["inputs"] = node.inputs
        if node.rule:
            quantity = self._quantity(node)
            form["rule"] = node.rule | ({"quantity": quantity} if quantity else {})
        return form

    def _quantity(self, node: Node) -> dict[str, Any] | None:
        row, taker = node.row, self.taker
        stated = "quantity" in row.values
        if node.kind not in MEASURED:
            if stated:
                taker.fault("quantity_unused", row, "quantity", node=node.code, kind=kind_label(node.kind),
                            sheet=Bilingual("Thang điểm", "Scale"))  # fmt: skip
            return None
        if not stated:
            taker.fault("quantity_missing", row, "quantity", node=node.code, kind=kind_label(node.kind))
            return None
        text = short_text(row.values["quantity"])
        parts = [part.strip() for part in text.replace("÷", "/").replace(":", "/").split("/")]
        if len(parts) > 2 or not all(parts):
            taker.fault("quantity_bad", row, "quantity", node=node.code, value=clip(text))
            return None
        names = [taker.checked_name(part, row, "quantity", node.code) for part in parts]
        if None in names:
            return None
        return {"ratio": names} if len(names) == 2 else {"number": names[0]}


def kind_label(kind: str) -> Bilingual:
    """A rule's kind as people read it."""
    found = term("kind", kind)
    return Bilingual(found.vi, found.en) if found else Bilingual(kind)


def is_fraction(raw: Raw) -> bool:
    """Whether Excel keeps the code as a number with decimals, so that zeros at its end are lost."""
    return isinstance(raw, float) and not isinstance(raw, bool) and not raw.is_integer()


def code_text(raw: Raw) -> str:
    """A code as text: 1.0 is the code 1, 1.1 the code 1.1."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return f"{from_float(raw):f}".removesuffix(".0")
    return short_text(raw)


def _localised(text: str) -> Bilingual:
    return Bilingual(text.replace(".", ","), text)

"""The sheets of the scale and of the figures: rows of details, handed to the criterion that they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from parindex.criteria.workbook.cells import number, shown
from parindex.criteria.workbook.grid import Book, Row, label
from parindex.criteria.workbook.layout import term
from parindex.criteria.workbook.sheets import USED
from parindex.criteria.workbook.taking import Notes, Taker, clip, near
from parindex.criteria.workbook.tree import Node, Tree, code_text, is_fraction, kind_label
from parindex.engine.messages import Bilingual, Value
from parindex.engine.numbers import plain

_EDGES = ("from", "above", "to", "below")


class Details(Taker):
    """The rows of one sheet of details, each with its leaf."""

    def __init__(self, book: Book, key: str, tree: Tree, notes: Notes) -> None:
        super().__init__(book.sheets[key], notes)
        self.tree = tree

    def by_leaf(self) -> Iterator[tuple[Node, list[Row]]]:
        """Each leaf that has rows, with them in their order. Rows that belong nowhere are faults."""
        rows: dict[str, list[Row]] = {}
        current: Node | None = None
        for position, row in enumerate(self.sheet.rows):
            if "node" in row.values:
                current = self._node(row)
            elif position == 0:
                self.missing("node_missing", row, "node", "")
            if current is not None:
                rows.setdefault(current.code, []).append(row)
        return ((self.tree.by_code[code], found) for code, found in rows.items())

    def _node(self, row: Row) -> Node | None:
        raw = row.values["node"]
        code, known = code_text(raw), self.tree.by_code
        if is_fraction(raw) and code + "0" in known:
            if code in known:
                self.fault("node_unclear", row, "node", shown=_localised(code), short=code, long=code + "0")
                return None
            code += "0"
        node = known.get(code) or next((n for c, n in known.items() if c.rstrip(".") == code.rstrip(".")), None)
        sheet = self.tree.sheet.title
        if node is None:
            close = near(code, known)
            if code in self.tree.suspects or (not close and self.tree.is_echo(code)):
                return None
            if close:
                self.fault("node_unknown_near", row, "node", code=clip(code), sheet=sheet, near=close)
            else:
                self.fault("node_unknown", row, "node", code=clip(code), sheet=sheet)
        elif node.children:
            self.fault("node_is_group", row, "node", node=node.code, code=node.code)
            return None
        return node


def read_figures(book: Book, tree: Tree, notes: Notes) -> None:
    """Puts the figures' labels into the tree's leaves."""
    details = Details(book, "figures", tree, notes)
    for node, rows in details.by_leaf():
        seen: dict[str, int] = {}
        for row in rows:
            name = details.name(row, "name", node.code)
            if "name" not in row.values:
                column = label(details.sheet.layout.column("name"))
                details.missing("item_missing", row, "name", node.code, needs=column)
            if name is None:
                continue
            if name in seen:
                details.fault("name_twice", row, "name", node=node.code, name=name, code=node.code, row=str(seen[name]))
                continue
            seen[name] = row.number
            figure: dict[str, Any] = {"name": name}
            for key in ("title", "title_en", "unit"):
                if text := details.text(row, key, node.code):
                    figure[key] = text
            kind = details.term(row, "type", node.code)
            if kind is not None:
                figure["type"] = kind.value
            place = f"inputs[{len(node.inputs)}]"
            node.places[place] = details.sheet.cell(row, "name")
            for key in ("title", "type", "unit"):
                node.places[f"{place}.{key}"] = details.sheet.cell(row, key)
            node.inputs.append(figure)


def read_scale(book: Book, tree: Tree, notes: Notes) -> None:
    """Puts the rules into the tree's leaves."""
    details = Details(book, "scale", tree, notes)
    rows = {node.code: found for node, found in details.by_leaf()}
    for node in tree.leaves():
        if node.kind:
            node.rule = Rule(details, node, rows.get(node.code, [])).read()


class Rule:
    """One leaf's rule, from its rows of the scale."""

    def __init__(self, details: Details, node: Node, rows: list[Row]) -> None:
        self.details, self.node, self.rows = details, node, rows
        found = term("kind", node.kind)
        assert found is not None  # noqa: S101 – kinds come from the same table
        self.needs: Value = Bilingual(found.hint_vi, found.hint_en)

    def read(self) -> dict[str, Any]:
        used = USED[self.node.kind]
        for row in self.rows:
            for key in row.values:
                if key != "node" and key not in used:
                    column = label(self.details.sheet.layout.column(key))
                    self._fault("cell_unused", row, key, kind=kind_label(self.node.kind), code=self.node.code,
                                column=column)  # fmt: skip
        return {"kind": self.node.kind} | _READERS[self.node.kind](self)

    # Parts ----------------------------------------------------------------------------------------------------------

    def _fault(self, key: str, row: Row, column: str, /, **values: Value) -> None:
        self.details.fault(key, row, column, node=self.node.code, needs=self.needs, **values)

    def _at(self, place: str, row: Row, column: str) -> None:
        self.node.places[f"rule.{place}"] = self.details.sheet.cell(row, column)

    def _whole(self, place: str, column: str, *, last: bool = False) -> None:
        """Where it is said what concerns all rows of a part together: in the column in which it is mended."""
        rows = [row for row in self.rows if column in row.values] or self.rows
        if rows:
            self._at(place, rows[-1 if last else 0], column)

    def _count(self, *, exactly: int = 0, at_most: int = 0) -> bool:
        """Notes a fault at the criterion when there are too few or too many rows for its rule."""
        found, code = len(self.rows), self.node.code
        values: dict[str, Value] = {"kind": kind_label(self.node.kind), "sheet": self.details.sheet.title}
        taker = self.details.tree.taker
        if (exactly and found != exactly) or (at_most and found > at_most):
            taker.fault("rule_rows_exactly", self.node.row, "kind", node=code, wanted=str(exactly or at_most),
                        found=str(found), needs=self.needs, **values)  # fmt: skip
        elif not found and not at_most:
            taker.fault("rule_needs_rows", self.node.row, "kind", node=code, code=code, **values)
        else:
            return True
        return False

    def _item(self, row: Row, *, name: bool) -> str:
        if "item" not in row.values:
            self._fault("item_missing", row, "item", column=label(self.details.sheet.layout.column("item")))
            return ""
        taken = self.details.name if name else self.details.code
        return taken(row, "item", self.node.code) or ""

    def _points(self, row: Row, place: str) -> dict[str, str]:
        self._at(f"{place}.points" if place else "points", row, "points")
        if "points" not in row.values:
            self._fault("points_missing", row, "points")
        points = self.details.amount(row, "points", self.node.code)
        return {} if points is None else {"points": points}

    def _worth(self, row: Row, place: str) -> dict[str, str]:
        """Points, or a share of the maximum."""
        if "share" not in row.values:
            return self._points(row, place)
        if "points" in row.values:
            self._fault("points_and_share", row, "share")
        self._at(f"{place}.share", row, "share")
        share = self.details.amount(row, "share", self.node.code)
        return {} if share is None else {"share": share}

    # Kinds ----------------------------------------------------------------------------------------------------------

    def choice(self) -> dict[str, Any]:
        options = []
        self._whole("options", "points")
        if self._count():
            for index, row in enumerate(self.rows):
                self._at(f"options[{index}]", row, "item")
                option: dict[str, Any] = {"code": self._item(row, name=False)} | self._worth(row, f"options[{index}]")
                for key in ("title", "title_en"):
                    if text := self.details.text(row, key, self.node.code):
                        option[key] = text
                options.append(option)
        return {"options": options}

    def all_of(self) -> dict[str, Any]:
        conditions: list[str] = []
        rest: dict[str, str] = {}
        self._count()
        for row in self.rows:
            if "item" in row.values:
                self._at(f"conditions[{len(conditions)}]", row, "item")
                conditions.append(self._item(row, name=True))
                if "points" in row.values:
                    self._fault("condition_has_points", row, "points")
            elif rest:
                self._fault("item_missing", row, "item", column=label(self.details.sheet.layout.column("item")))
            else:
                self._at("else", row, "points")
                points = self._points(row, "else")
                rest = {"else": points["points"]} if points else {}
        return {"conditions": conditions} | rest

    def steps(self) -> dict[str, Any]:
        steps = []
        self._whole("steps", "points")
        if self._count():
            for index, row in enumerate(self.rows):
                place = f"steps[{index}]"
                self._at(place, row, next((edge for edge in _EDGES if edge in row.values), "from"))
                step: dict[str, Any] = {}
                for edge in _EDGES:
                    value = self.details.amount(row, edge, self.node.code, negative=True)
                    if value is not None:
                        self._at(f"{place}.{edge}", row, edge)
                        step[edge] = value
                for first, second in (("from", "above"), ("to", "below")):
                    if first in row.values and second in row.values:
                        step.pop(second, None)
                        columns = self.details.sheet.layout
                        self._fault("two_edges", row, second, first=label(columns.column(first)),
                                    second=label(columns.column(second)))  # fmt: skip
                steps.append(step | self._points(row, place))
        return {"steps": steps}

    def proportional(self) -> dict[str, Any]:
        if not self._count(at_most=1) or not self.rows:
            return {}
        self._at("floor", self.rows[0], "from")
        floor = self.details.amount(self.rows[0], "from", self.node.code, negative=True)
        return {} if floor is None else {"floor": floor}

    def linear(self) -> dict[str, Any]:
        if not self._count(exactly=2):
            return {"from": {"at": "0", "points": "0"}, "to": {"at": "1", "points": "0"}}
        ends: dict[str, Any] = {}
        for key, row in zip(("from", "to"), self.rows, strict=True):
            self._at(key, row, "at")
            if "at" not in row.values:
                self._fault("item_missing", row, "at", column=label(self.details.sheet.layout.column("at")))
            at = self.details.amount(row, "at", self.node.code, negative=True)
            ends[key] = {"at": at or "0", "points": "0"} | self._points(row, key)
        return ends

    def per_item(self) -> dict[str, Any]:
        if not self._count(exactly=1):
            return {"count": "_", "points": "0"}
        row = self.rows[0]
        self._at("count", row, "item")
        return {"count": self._item(row, name=True)} | self._points(row, "")

    def deduct(self) -> dict[str, Any]:
        items = []
        if self._count():
            for index, row in enumerate(self.rows):
                self._at(f"items[{index}]", row, "item")
                items.append({"count": self._item(row, name=True)} | self._worth(row, f"items[{index}]"))
        return {"items": items}

    def formula(self) -> dict[str, Any]:
        cases = []
        self._whole("cases", "when", last=True)
        if self._count():
            for index, row in enumerate(self.rows):
                self._at(f"cases[{index}]", row, "points")
                self._at(f"cases[{index}].when", row, "when")
                self._at(f"cases[{index}].points", row, "points")
                case: dict[str, Any] = {}
                if "when" in row.values:
                    case["when"] = self._expression(row, "when")
                if "points" not in row.values:
                    self._fault("points_missing", row, "points")
                cases.append(case | {"points": self._expression(row, "points") or "0"})
        return {"cases": cases}

    def _expression(self, row: Row, column: str) -> str:
        """An expression as typed; one that is a lone number may have a decimal comma."""
        raw = row.values.get(column, "")
        if isinstance(raw, bool):
            return shown(raw)
        text = self.details.text(row, column, self.node.code)
        value = number(raw) if "," in text or not isinstance(raw, str) else None
        return plain(value) if isinstance(value, Decimal) else text

    def judgement(self) -> dict[str, Any]:
        if not self._count(at_most=1) or not self.rows:
            return {}
        self._at("increment", self.rows[0], "points")
        points = self._points(self.rows[0], "increment")
        return {"increment": points["points"]} if points else {}

    def survey(self) -> dict[str, Any]:
        questions: list[str] = []
        weights: list[str] = []
        self._whole("weights", "weight")
        for row in self.rows:
            if "item" in row.values:
                self._at(f"questions[{len(questions)}]", row, "item")
                questions.append(self._item(row, name=True))
            weight = self.details.amount(row, "weight", self.node.code)
            if weight is not None:
                self._at(f"weights[{len(weights)}]", row, "weight")
                weights.append(weight)
        return {"questions": questions} | ({"weights": weights} if weights else {})


_READERS: dict[str, Callable[[Rule], dict[str, Any]]] = {kind: getattr(Rule, kind) for kind in USED}


def _localised(text: str) -> Bilingual:
    return Bilingual(text.replace(".", ","), text)

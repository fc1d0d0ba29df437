"""The scoring engine: criteria set + figures → explained points, index, rank and class.

Plain Python: no Django, no clock, no input or output, no floats. What faces use:

Reading and writing a set (``exchange``, ``schema``, ``lint``)
    read_set(document: object) -> Reading                 a parsed JSON document; all faults at once
    read_set_json(data: bytes | str) -> Reading           the same from JSON text, numbers kept exact
    write_set(criteria_set) -> dict[str, Any]             the canonical exchange document
    set_schema() -> dict[str, Any]                        JSON Schema 2020-12 of the exchange form
    lint(criteria_set) -> tuple[Finding, ...]
    lint_leaf(leaf) -> tuple[Finding, ...]                the same about one leaf's rule and inputs
    inspect_set(document) -> Inspection                   faults and findings together, of whatever can be read

One leaf (forms, the live test of a rule)
    leaf_inputs(leaf) -> tuple[InputSpec, ...]            name, type, title, title_en, unit, options
    read_answer(leaf, given: Mapping[Stage, Mapping[str, str]]) -> AnswerReading    texts → typed answer or faults
    AnswerReader(leaf).read(given)                        the same for thousands of units: each text is parsed once
    score_leaf(leaf, answer: Answer | None) -> LeafScore  state, points, maximum, reason

A round
    read_figures(criteria_set, rows) -> FiguresReading    rows of unit,node,stage,input,value
    evaluate(criteria_set, sheets, policy=None) -> Results
    Standings(criteria_set, sheets, policy=None)          .change(unit, node, answer): fresh index and ranks
    freeze(criteria_set, sheets, policy=None) -> Frozen   canonical bytes and their SHA-256
    replay(data: bytes) -> Results
    write_sheet(sheet) -> dict, read_sheet(body) -> Sheet one sheet of a frozen input
    results_bytes(results) -> bytes                       canonical bytes of a result

Results
    results.units                  UnitResult by unit code; results.unit(code); results.ranking(group="")
    results.groups                 GroupResult: group, mean, printed_mean(policy), units, ranked
    results.unit_rows()            unit, points, maximum, index, rank, class as printed; under UNIT_COLUMNS
    results.rows("vi" | "en")      unit, node, points, maximum, sub-index, reason as printed; under NODE_COLUMNS
    unit_result.points .maximum .index (Fraction | None) .rank .performance_class .missing .account
    unit_result.printed()          the same at the policy's places
    unit_result.node(code), .nodes()   NodeResult: points maximum sub_index state reason printed()
    reason.text("vi" | "en")       of a node, and unit_result.reason for the whole sheet
"""

from parindex.engine.answers import STAGES, Answer, Contradiction, Deduction, Sheet, Stage
from parindex.engine.evaluating import evaluate, score_leaf
from parindex.engine.exchange import parse_json, read_set, read_set_json, write_set
from parindex.engine.faults import Fault, Finding, InvalidFigures, Level, Reading, Unscorable
from parindex.engine.figures import FiguresReading, ListedUnit, read_figures
from parindex.engine.freezing import (
    ENGINE_VERSION,
    Frozen,
    NotReplayable,
    freeze,
    read_sheet,
    replay,
    results_bytes,
    write_results,
    write_sheet,
)
from parindex.engine.inputs import AnswerReader, AnswerReading, read_answer
from parindex.engine.lint import lint, lint_leaf
from parindex.engine.lint.inspection import Inspection, inspect_set
from parindex.engine.messages import Message
from parindex.engine.numbers import Language, Rounding
from parindex.engine.outcome import State
from parindex.engine.results import (
    NODE_COLUMNS,
    UNIT_COLUMNS,
    GroupResult,
    LeafScore,
    NodeResult,
    Reason,
    Results,
    UnitResult,
)
from parindex.engine.rules.inputs import InputSpec, leaf_inputs
from parindex.engine.schema import set_schema
from parindex.engine.standings import Standings
from parindex.engine.tree import (
    Branch,
    ClassBand,
    CriteriaSet,
    Decision,
    Input,
    InputType,
    Item,
    Leaf,
    Node,
    NotApplicable,
    NotArising,
    Period,
    Policy,
    RankOn,
    Source,
    Ties,
    WithoutSurvey,
)

__all__ = [
    "ENGINE_VERSION",
    "NODE_COLUMNS",
    "STAGES",
    "UNIT_COLUMNS",
    "Answer",
    "AnswerReader",
    "AnswerReading",
    "Branch",
    "ClassBand",
    "Contradiction",
    "CriteriaSet",
    "Decision",
    "Deduction",
    "Fault",
    "FiguresReading",
    "Finding",
    "Frozen",
    "GroupResult",
    "Input",
    "InputSpec",
    "InputType",
    "Inspection",
    "InvalidFigures",
    "Item",
    "Language",
    "Leaf",
    "LeafScore",
    "Level",
    "ListedUnit",
    "Message",
    "Node",
    "NodeResult",
    "NotApplicable",
    "NotArising",
    "NotReplayable",
    "Period",
    "Policy",
    "RankOn",
    "Reading",
    "Reason",
    "Results",
    "Rounding",
    "Sheet",
    "Source",
    "Stage",
    "Standings",
    "State",
    "Ties",
    "UnitResult",
    "Unscorable",
    "WithoutSurvey",
    "evaluate",
    "freeze",
    "inspect_set",
    "leaf_inputs",
    "lint",
    "lint_leaf",
    "parse_json",
    "read_answer",
    "read_figures",
    "read_set",
    "read_set_json",
    "read_sheet",
    "replay",
    "results_bytes",
    "score_leaf",
    "set_schema",
    "write_results",
    "write_set",
    "write_sheet",
]

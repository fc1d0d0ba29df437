"""Workbooks made to exhaust the machine are refused before they are parsed; usual ones are read as they stand."""

import ast
import io
import resource
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from parindex.kernel import spreadsheets
from parindex.kernel.spreadsheets import Spreadsheet, Unsafe

ROOT = Path(__file__).resolve().parents[3]
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>username</t></is></c></row>'
CORNER = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def book(
    rows: str, *, texts: str = "", target: str = "worksheets/sheet1.xml", part: str = "xl/worksheets/sheet1.xml",
    more: dict[str, str] | None = None,
) -> bytes:  # fmt: skip
    """A workbook of one sheet, ``S``, written by hand."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {main} xmlns:r="{RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>'
            "</workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="{target}"/></Relationships>',
        )
        if texts:
            archive.writestr("xl/sharedStrings.xml", f"<sst {main}>{texts}</sst>")
        archive.writestr(part, f"<worksheet {main}><sheetData>{rows}</sheetData></worksheet>")
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return stream.getvalue()


def opened(data: bytes) -> list[list[spreadsheets.Raw]]:
    return Spreadsheet(data, rows=20_000, columns=200).grid("S")


def refusal(data: bytes) -> str:
    with pytest.raises(Unsafe) as refused:
        opened(data)
    return refused.value.why


def test_a_workbook_is_read_as_it_stands() -> None:
    rows = '<row r="1"><c r="A1" s="0" t="s"><v>0</v></c><c r="C1"><v>2.5</v></c></row><row r="3"><c r="B3" t="b">'
    data = book(
        rows + "<v>1</v></c></row>", texts='<si><r><t xml:space="preserve">Sở </t></r><r><t>Nội vụ &amp; x</t></r></si>'
    )
    assert opened(data) == [["Sở Nội vụ & x", "", 2.5], ["", "", ""], ["", True, ""]]


@pytest.mark.parametrize("target", ["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"])
def test_a_value_in_the_last_corner_never_reaches_the_parser(target: str) -> None:
    found = Spreadsheet(book(HEAD + CORNER, target=target), rows=20_000, columns=200)
    assert found.inside("S").far == "XFD1048576"
    assert found.grid("S") == []


@pytest.mark.parametrize(
    "data",
    [
        book(HEAD + CORNER, part="xl/other/sheet1.xml", target="other/sheet1.xml"),
        book(HEAD + CORNER.replace("<c ", "<x-y:c ").replace("</c>", "</x-y:c>")),
    ],
)
def test_wherever_the_corner_stands_the_grid_stays_small(data: bytes) -> None:
    assert len(opened(data)) <= 1


@pytest.mark.parametrize(
    "cell",
    [
        "<c><v>1</v></c>",
        '<c r="xfd1048576"><v>1</v></c>',
        '<c x-r="A1" r="A1" r="XFD1048576"><v>1</v></c>',
        """<c a=' r="A1"' r="XFD1048576"><v>1</v></c>""",
        """<c a="<c r='A1'>" r="XFD1048576"><v>1</v></c>""",
        '<c a="/>" r="XFD1048576"><v>1</v></c>',
        '<c a=">" r="XFD1048576"><v>1</v></c>',
    ],
)
def test_a_cell_whose_address_is_hidden_is_refused(cell: str) -> None:
    assert refusal(book(f"{HEAD}<row>{cell}</row>")) == "unusual"


def test_a_tag_cut_in_two_by_the_pieces_is_seen() -> None:
    """Spaces inside the tag carry it over the end of the megabyte that is looked at together."""
    padded = '<row r="9"><c ' + " " * 200_000 + 'r="XFD1048576"><v>1</v></c></row>'
    filler = "<row/>" * ((1 << 20) // 6 - 10_000)
    found = Spreadsheet(book(HEAD + filler + padded), rows=20_000, columns=200)
    assert found.inside("S").far == "XFD1048576"


def test_a_part_that_stands_twice_is_refused() -> None:
    twice = book(HEAD, more={"XL/worksheets/SHEET1.xml": f"<worksheet><sheetData>{CORNER}</sheetData></worksheet>"})
    assert refusal(twice) == "unusual"


@pytest.mark.parametrize(
    ("length", "why"), [(32_767, ""), (32_768, "long_text"), (3_000_000, "long_text"), (30_000_000, "long_text")]
)
def test_a_text_has_as_many_characters_as_a_cell_may_have(length: int, why: str) -> None:
    data = book('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', texts=f"<si><t>{'Ở' * length}</t></si>")
    if why:
        assert refusal(data) == why
    else:
        assert opened(data) == [["Ở" * length]]


def test_a_long_text_in_the_cell_itself_is_refused() -> None:
    runs = f"<r><t>{'x' * 30_000}</t></r>" * 2
    assert refusal(book(f'<row r="1"><c r="A1" t="inlineStr"><is>{runs}</is></c></row>')) == "long_text"


def test_a_long_text_that_many_cells_show_is_refused() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 10_000))
    assert refusal(book(rows, texts=f"<si><t>{'x' * 32_767}</t></si>")) == "too_large"


def test_sizes_that_lie_are_not_believed() -> None:
    data = bytearray(book(HEAD, more={"xl/styles.xml": " " * (201 << 20)}))
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            struct.pack_into("<I", data, at + place, 100)
    assert refusal(bytes(data)) == "too_large"


def test_only_the_workbooks_own_parts_are_handed_on() -> None:
    """With a broken workbook.xml the parser would try the older and the open formats in the same archive."""
    stream = io.BytesIO(book(HEAD))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("content.xml", "<office:document-content/>")
        archive.writestr("xl/workbook.bin", b"x")
    _insides, safe = spreadsheets._looked_through(stream.getvalue(), (10, 10))
    with zipfile.ZipFile(io.BytesIO(safe)) as archive:
        assert not {"content.xml", "xl/workbook.bin"} & set(archive.namelist())


@pytest.mark.parametrize(
    ("raised", "why"),
    [
        (MemoryError(), "too_large"),
        (type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})(), "broken"),
    ],
)
def test_a_lack_of_memory_and_a_panic_of_the_parser_are_refusals(raised: BaseException, why: str) -> None:
    with pytest.raises(Unsafe) as refused, spreadsheets._refusing():
        raise raised
    assert refused.value.why == why


def test_an_interruption_is_no_refusal() -> None:
    with pytest.raises(KeyboardInterrupt), spreadsheets._refusing():
        raise KeyboardInterrupt


def test_only_one_module_parses_workbooks() -> None:
    parsing = set()
    for path in (ROOT / "parindex").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            if any("calamine" in name for name in [*names, getattr(node, "module", None) or ""]):
                parsing.add(str(path.relative_to(ROOT)))
    assert parsing == {"parindex/kernel/spreadsheets.py"}


def test_the_workbook_is_read_without_django() -> None:
    code = "import sys, parindex.criteria.workbook; print([m for m in sys.modules if m.split('.')[0] == 'django'])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def _large() -> bytes:
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream, {"constant_memory": True})
    sheet = made.add_worksheet("S")
    for row in range(20_000):
        sheet.write_row(row, 0, [f"Đơn vị hành chính số {row} cột {column}" for column in range(8)])
    made.close()
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        lambda: book(HEAD + CORNER),
        lambda: book(HEAD, texts=f"<si><t>{'A' * (150 << 20)}</t></si>"),
        lambda: book(HEAD, texts="<si><t/></si>" * 10_000_000),
        _large,
    ],
    ids=["corner", "long text", "many texts", "large but usual"],
)
def test_reading_takes_little_memory(data: Callable[[], bytes], tmp_path: Path) -> None:
    """Measured in a process of its own, because the parser ends the process where memory ends."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(data())
    code = (
        "import resource, sys\n"
        "from parindex.kernel.spreadsheets import Spreadsheet, Unsafe\n"
        "try:\n"
        "    print(len(Spreadsheet(open(sys.argv[1], 'rb').read(), rows=20_000, columns=200).grid('S')))\n"
        "except Unsafe as unsafe:\n"
        "    print(unsafe.why)\n"
        "print(int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) // 1024)\n"
    )
    limit = 4 << 30
    found = subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )  # fmt: skip
    said, megabytes = found.stdout.split()
    assert said in {"0", "long_text", "too_large", "20000"}
    assert int(megabytes) < 200

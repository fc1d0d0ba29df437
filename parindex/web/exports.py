"""Lists as files: CSV that streams and XLSX, both as the list is filtered and sorted, never cut."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

type Cell = str | int | Decimal | date | datetime | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A text that begins so is taken for a formula by spreadsheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table_file(name: str, kind: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponseBase:
    """The rows under their headers as ``name.csv`` (UTF-8 with its mark, so that Excel reads Vietnamese) or
    ``name.xlsx``; any other ``kind`` gives CSV."""
    if kind == "xlsx":
        return attachment(_workbook(name, headers, rows), f"{name}.xlsx", XLSX)
    response = StreamingHttpResponse(_lines(headers, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = disposition(f"{name}.csv")
    return response


def json_file(name: str, kind: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponseBase:
    """The rows as a list of objects, ``name.json``, written as they are read; numbers keep all their digits."""
    response = StreamingHttpResponse(_objects(headers, rows), content_type="application/json")
    response["Content-Disposition"] = disposition(f"{name}.json")
    return response


def _objects(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    start = b"["
    for row in rows:
        told = {
            name: cell if cell is None or isinstance(cell, int) else str(cell)
            for name, cell in zip(headers, row, strict=True)
        }
        yield start + b"\n" + json.dumps(told, ensure_ascii=False).encode()
        start = b","
    yield b"\n]\n" if start == b"," else b"[]\n"


def attachment(content: bytes | str, filename: str, content_type: str) -> HttpResponse:
    """A file to be saved under a name that may hold Vietnamese letters."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = disposition(filename)
    return response


def disposition(filename: str) -> str:
    """The header that has a file saved under a name that may hold Vietnamese letters (RFC 5987)."""
    return f"attachment; filename*=UTF-8''{quote(filename, safe='')}"


def _lines(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(headers)
    for row in rows:
        writer.writerow([_text(cell) for cell in row])
        if buffer.tell() > 16_384:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return timezone.localtime(cell).isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return str(cell)


def _workbook(name: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    stream = io.BytesIO()
    options = {"in_memory": True, "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.set_column(0, max(len(headers) - 1, 0), 24)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.write_row(0, 0, headers, head)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(number, column, timezone.localtime(cell).replace(tzinfo=None), moment)
            elif isinstance(cell, date):
                sheet.write_datetime(number, column, cell, day)
            elif isinstance(cell, Decimal | int):
                sheet.write_number(number, column, cell)
            elif cell:
                sheet.write_string(number, column, cell)
    book.close()
    return stream.getvalue()

"""What a receipt says: a submission's own document, and the maxima and titles of the set that it names."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from parindex.assessments.enums import RowState
from parindex.assessments.models import Submission
from parindex.assessments.queries.leaves import page_language
from parindex.criteria.models import CriteriaSetVersion
from parindex.criteria.pinned import PinnedSet, pinned
from parindex.engine import Rounding, Source
from parindex.engine.numbers import parse_exact, printed
from parindex.programmes.windows import told

_LONG_WORD = re.compile(r"[^\s\u200b]{19,}")
_PIECE = 16


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the submission, however many rows cite it."""

    number: int
    citation: Mapping[str, Any]


def facts_of(submission: Submission) -> dict[str, Any]:
    """Everything that ``receipt.typ`` prints, in the language of the page. Costs four queries.

    :param submission: with its sheet and round.
    """
    document = json.loads(submission.document)
    found = _set_of(document["criteria_set"]["sha256"])
    files = _files(document["rows"])
    round = submission.sheet.round
    local = timezone.localtime(submission.submitted_at, ZoneInfo(round.time_zone))
    return {
        "language": page_language(),
        "title": _("Receipt of a score sheet"),
        "subject": _("Submission no. %(number)s – %(round)s")
        % {"number": submission.number, "round": document["round"]["title"]},
        "unit": document["unit"]["name"],
        "superior": document["round"]["organiser"]["name"],
        "day": _("Day %(day)s month %(month)s year %(year)s")
        % {"day": f"{local:%d}", "month": f"{local:%m}", "year": f"{local:%Y}"},
        "illustration": _("Illustrative criteria set, not an official one") if found.criteria_set.illustration else "",
        "footer": f"{document['unit']['name']} · {_('SHA-256 of the score sheet')}: {submission.sha256}",
        "words": _words(),
        "facts": _summary(submission, document, told(submission.submitted_at, round)),
        "rows": _rows(document["rows"], found, files),
        "points": _number(document["totals"]["points"]),
        "maximum": _number(document["totals"]["maximum"]),
        "files": [_file(file) for file in files.values()],
        "notes": [
            _("The program made this receipt from the score sheet as it was submitted; it needs no signature."),
            _(
                "Whoever holds one of the files can compare it: its SHA-256 must be the one above. A single changed "
                "byte gives another."
            ),
        ],
    }


def _set_of(sha256: str) -> PinnedSet:
    """The issued set that was handed in against; the round may have moved on to another since."""
    version = CriteriaSetVersion.objects.filter(sha256=sha256).only("sha256").order_by("pk")[:1].get()
    return pinned(version)


def _words() -> dict[str, str]:
    return {
        "rows_title": _("I. Self-assessed points"),
        "code": _("Code"),
        "criterion": _("Criterion"),
        "maximum": _("Maximum"),
        "points": _("Points"),
        "files": _("Evidence"),
        "total": _("Total"),
        "files_title": _("II. Files handed in"),
        "no_files": _("No file was cited."),
        "file_number": _("No."),
        "document": _("Document"),
        "file": _("File and its SHA-256"),
    }


def _summary(submission: Submission, document: Mapping[str, Any], moment: str) -> list[dict[str, Any]]:
    kept, totals = document["criteria_set"], document["totals"]
    pairs = [
        (_("Unit"), f"{document['unit']['name']} ({document['unit']['code']})"),
        (_("Criteria set"), f"{kept['title']} ({kept['code']}, {_('version')} {kept['version']})"),
        (_("Submitted at"), moment),
        (_("Submitted by"), document["submitted_by"]),
        (_("Self-assessed points"), f"{_number(totals['points'])} / {_number(totals['maximum'])}"),
        (_("Self-assessed index"), _number(totals["index"]) or "–"),
    ]
    hashes = [(_("SHA-256 of the score sheet"), submission.sha256), (_("SHA-256 of the set"), kept["sha256"])]
    return [{"label": label, "value": breakable(value), "is_hash": False} for label, value in pairs] + [
        {"label": label, "value": grouped(value), "is_hash": True} for label, value in hashes
    ]


def _files(rows: list[dict[str, Any]]) -> dict[tuple[str, ...], _File]:
    """Each file once, in the order in which rows cite them."""
    files: dict[tuple[str, ...], _File] = {}
    for row in rows:
        for citation in row["citations"]:
            files.setdefault(_key(citation), _File(len(files) + 1, citation))
    return files


def _key(citation: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(citation[name]) for name in ("sha256", "title", "number", "version", "file"))


def _rows(rows: list[dict[str, Any]], found: PinnedSet, files: Mapping[tuple[str, ...], _File]) -> list[dict[str, Any]]:
    """The rows under the headings of their fields, each with its sum."""
    language, lines = page_language(), []
    field = ""
    for row in rows:
        node = found.nodes[row["leaf"]]
        if node.field != field:
            field = node.field
            heading = found.nodes[field]
            lines.append(
                {
                    "is_field": True,
                    "code": field,
                    "title": heading.title(language),
                    "maximum": _decimal(heading.maximum),
                    "points": "",
                    "files": "",
                }
            )
        lines.append(
            {
                "is_field": False,
                "code": breakable(row["leaf"]),
                "title": breakable(node.title(language)),
                "maximum": _decimal(node.maximum),
                "points": _points(row),
                "files": breakable(_cited(row, files)),
            }
        )
    return lines


def _points(row: Mapping[str, Any]) -> str:
    if row["excluded_by"]:
        return _("Not applicable")
    if row["source"] != Source.UNIT:
        return "–"
    if row["state"] == RowState.NOT_ARISING:
        return _("Not arising")
    points = parse_exact(row["points"])
    return "–" if points is None or row["state"] == RowState.MISSING else _number(printed(points, 2, Rounding.HALF_UP))


def _cited(row: Mapping[str, Any], files: Mapping[tuple[str, ...], _File]) -> str:
    """Numbers of the files with the places in them; that there is an explanation."""
    parts = []
    for citation in row["citations"]:
        pages = _("p. %(pages)s") % {"pages": citation["pages"]} if citation["pages"] else ""
        place = ", ".join(part for part in (citation["sections"], pages) if part)
        number = f"[{files[_key(citation)].number}]"
        parts.append(f"{number} {place}" if place else number)
    if row["explanation"]:
        parts.append(_("explained"))
    return "; ".join(parts)


def _file(file: _File) -> dict[str, str]:
    citation = file.citation
    about = []
    if citation["number"]:
        about.append(_("No. %(number)s") % {"number": citation["number"]})
    if citation["issued_on"]:
        about.append(date_format(date.fromisoformat(citation["issued_on"]), "DATE_FORMAT"))
    if citation["issuing_body"]:
        about.append(citation["issuing_body"])
    return {
        "number": str(file.number),
        "title": breakable(citation["title"]),
        "about": breakable(", ".join(about)),
        "name": breakable(citation["file"]),
        "size": _size(citation["size"]),
        "hash": grouped(citation["sha256"]),
    }


def _size(size: int) -> str:
    """Bytes in words; the exact number too, because that is what a copy is compared with."""
    exact = number_format(size, use_l10n=True, force_grouping=True)
    return _("%(size)s bytes") % {"size": exact}


def _number(text: str) -> str:
    """A printed number with the page's decimal mark."""
    return str(number_format(text, use_l10n=True)) if text else ""


def _decimal(value: Decimal) -> str:
    """A maximum at two places as points are, at more where the set has more."""
    places = max(2, -int(value.normalize().as_tuple().exponent))
    return _number(f"{value:.{places}f}")


def grouped(sha256: str) -> str:
    """A hash as a person compares it: eight signs at a time, four groups a line."""
    groups = [sha256[start : start + 8] for start in range(0, len(sha256), 8)]
    return "\n".join(" ".join(groups[start : start + 4]) for start in range(0, len(groups), 4))


def breakable(text: str) -> str:
    """``text`` with places at which a word longer than its column may go on in the next line."""
    return _LONG_WORD.sub(_broken, text)


def _broken(word: re.Match[str]) -> str:
    text = word[0]
    return "\u200b".join(text[start : start + _PIECE] for start in range(0, len(text), _PIECE))

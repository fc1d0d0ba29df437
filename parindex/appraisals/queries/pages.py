"""The page of one row: claim with its reason, evidence behind it, mark and settlement, peers, what came before."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from parindex.appraisals.enums import Decision
from parindex.appraisals.models import Mark, Settlement
from parindex.appraisals.outcomes import given
from parindex.appraisals.queries.claims import Given, given_in, points_of, reason_of
from parindex.appraisals.queries.desks import Desk, desk_of
from parindex.appraisals.queries.earlier import Earlier, earlier
from parindex.appraisals.queries.peers import Brief, Claims, Peer, briefs, claims, peers
from parindex.appraisals.queries.queues import (
    KINDS,
    UNDECIDED,
    WAITING,
    Standing,
    citations,
    unit_rows,
)
from parindex.appraisals.rows import Row, row_of
from parindex.assessments.enums import HANDED_IN, RowState
from parindex.assessments.models import Answer, Sheet, Submission
from parindex.assessments.queries.leaves import LeafText, leaf_texts
from parindex.engine import Stage
from parindex.evidence.models import Document, DocumentVersion
from parindex.people.models import Account
from parindex.programmes.enums import WindowKind

#: Other units shown beside a row, and how many different claims of the criterion are counted.
PEERS, CLAIMS = 6, 6
#: Pages of one document that stand beside the claim.
PICTURES = 6
#: Offered to a unit for its supplement.
SUPPLEMENT = timedelta(days=5)
_VERSION = [
    f"round__set_version__{column}"
    for column in ("document", "policy", "bonus", "penalty", "search_text", "sort_text", "change_note")
]


@dataclass(frozen=True, slots=True)
class Series:
    """What one series says of the row: the figures, what they give, and why."""

    figures: Sequence[Given]
    points: Fraction | None
    state: str
    state_label: str
    #: The engine's account; empty where there is nothing to explain.
    reason: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A document cited by the row, as the submission has it."""

    document: Document
    version: DocumentVersion
    sections: str
    pages: str
    #: Number of the submission that brought it.
    handed_in: int
    #: Page, width and height of each picture, and the first page that the unit points at.
    pictures: Sequence[tuple[int, int, int]]
    first: int

    @property
    def shown(self) -> Sequence[tuple[int, int, int]]:
        """The pictures beside the claim: from the first page that the unit points at."""
        return self.pictures[self.first - 1 : self.first - 1 + PICTURES]

    @property
    def more(self) -> bool:
        """The file has pages that are not shown beside the claim."""
        return len(self.shown) < (self.version.pages or len(self.pictures))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The rows before and after in the queue from which the page was opened; 0 where there is none."""

    previous: int
    next: int
    #: The next row that waits, from here to the end and on from the beginning.
    open: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the row."""

    at: datetime
    what: str
    who: str


@dataclass(frozen=True, slots=True)
class RowPage:
    """Everything that the page of a row shows."""

    desk: Desk
    row: Row
    answer: Answer
    sheet: Sheet
    text: LeafText
    claim: Series
    mark: Mark | None
    appraised: Series | None
    settlement: Settlement | None
    settled: Series | None
    standing: Standing
    kind: str
    evidence: Sequence[Proof]
    earlier: Earlier | None
    claims: Sequence[Claims]
    peers: Sequence[Peer]
    history: Sequence[Event]
    neighbours: Neighbours

    @property
    def difference(self) -> Fraction | None:
        if self.appraised is None or self.appraised.points is None or self.claim.points is None:
            return None
        return self.appraised.points - self.claim.points

    def suggested_until(self, at: datetime) -> datetime | None:
        """Five days, or until the appraisal of this unit ends."""
        window = self.row.windows.get(WindowKind.APPRAISAL)
        ahead = at + SUPPLEMENT
        return ahead if window is None or window.closes_at < at else min(ahead, window.closes_at)

    @property
    def unclaimed(self) -> bool:
        """Only the appraiser gives this value."""
        return self.text.source == "appraiser"


def row(user: Account, pk: int, *, on: date) -> tuple[Row, Desk] | None:
    """The row with that number and the person's part in its round; None if they have none there, or if the sheet was
    not handed in yet. Whether they may see the row itself says :func:`is_seen`."""
    answer = Answer.objects.filter(pk=pk, sheet__state__in=HANDED_IN).only("pk", "sheet").first()
    if answer is None:
        return None
    found = row_of(answer)
    desk = desk_of(user, found.sheet.round, on=on)
    return (found, desk) if found.node is not None and (desk.appraises or desk.watches) else None


def is_seen(desk: Desk, row: Row) -> bool:
    """Whether the row is in this person's lists."""
    unit = row.sheet.unit_id
    return desk.marks(unit, row.answer.leaf) or (desk.watches and unit not in desk.own)


def row_page(desk: Desk, row: Row, *, by_unit: bool = False) -> RowPage:
    """The page of a row that the person sees, inside the queue of its criterion or of its unit."""
    answer, mark, settlement = row.answer, row.mark, row.settlement
    text = leaf_texts(row.sheet.round.set_version)[answer.leaf]
    rows = briefs(desk, answer.leaf)
    neighbours, standing = _neighbours(_queue(desk, answer, rows, by_unit=by_unit), answer)
    claimed = answer.handed_figures or {}
    claim = _series(desk, text, given(desk.node(text.code).leaf, claimed), claimed, answer)
    appraised = settled = None
    figures: Mapping[str, str] = {}
    if mark is not None and mark.decision not in UNDECIDED:
        figures = mark.figures
        stages = given(desk.node(text.code).leaf, claimed, figures)
        appraised = _series(desk, text, stages, figures, mark)
    if settlement is not None:
        stages = given(desk.node(text.code).leaf, claimed, figures, settlement.figures)
        settled = _series(desk, text, stages, settlement.figures, settlement)
    submissions = list(Submission.objects.filter(sheet=answer.sheet_id).defer("document"))
    return RowPage(
        desk=desk,
        row=row,
        answer=answer,
        sheet=row.sheet,
        text=text,
        claim=claim,
        mark=mark,
        appraised=appraised,
        settlement=settlement,
        settled=settled,
        standing=standing,
        kind=KINDS[standing],
        evidence=evidence_of(answer),
        earlier=earlier(answer, text),
        claims=claims(rows, answer),
        peers=peers(desk, rows, answer, text),
        history=_history(row, submissions),
        neighbours=neighbours,
    )


def _history(row: Row, submissions: Sequence[Submission]) -> list[Event]:
    """Who handed in, sent back, marked and settled the row, as the rows themselves tell it, the latest first."""
    mark, settlement = row.mark, row.settlement
    told: list[tuple[datetime, str, int | None]] = [
        (each.submitted_at, _("Handed in, submission %(n)d") % {"n": each.number}, each.submitted_by_id)
        for each in submissions
    ]
    if mark is not None:
        told.append((mark.marked_at, str(Decision(mark.decision).label), mark.marked_by_id))
    if settlement is not None:
        told.append((settlement.settled_at, _("Settled"), settlement.settled_by_id))
    people = dict(Account.objects.filter(pk__in={who for _at, _what, who in told}).values_list("pk", "full_name"))
    told.sort(key=lambda each: each[0], reverse=True)
    return [Event(at, what, people.get(who, "") if who else "") for at, what, who in told]


def _series(
    desk: Desk,
    text: LeafText,
    stages: Mapping[Stage, Mapping[str, str]],
    figures: Mapping[str, str],
    held: Answer | Mark | Settlement,
) -> Series:
    """What one series says; ``stages`` are the figures of all series up to this one."""
    if isinstance(held, Answer):
        points, state = held.handed_points, held.handed_state
    else:
        points, state = held.points, held.state
    counted = state in (RowState.SCORED, RowState.NOT_ARISING)
    return Series(
        figures=given_in(text, figures),
        points=points_of(points) if counted else None,
        state=state,
        state_label=str(RowState(state).label) if state else "",
        reason=reason_of(desk.node(text.code).leaf, stages) if counted else "",
    )


def _neighbours(queue: Sequence[tuple[int, str]], answer: Answer) -> tuple[Neighbours, Standing]:
    """Where the row stands in its queue of numbers and standings."""
    numbers = [pk for pk, _standing in queue]
    if answer.pk not in numbers:
        return Neighbours(0, 0, 0), Standing.SUPPLIED
    here = numbers.index(answer.pk)
    around = [*queue[here + 1 :], *queue[:here]]
    following = next((pk for pk, standing in around if standing in WAITING), 0)
    before, after = numbers[here - 1] if here else 0, numbers[here + 1] if here + 1 < len(numbers) else 0
    return Neighbours(before, after, following), Standing(queue[here][1])


def _queue(desk: Desk, answer: Answer, rows: Sequence[Brief], *, by_unit: bool) -> list[tuple[int, str]]:
    if not by_unit:
        return [(row.pk, row.standing) for row in rows]
    found: Any = unit_rows(desk, answer.sheet.unit_id)
    return list(found.values_list("pk", "standing"))


def evidence_of(answer: Answer) -> list[Proof]:
    """What the submission cites for the row, with pictures of the pages."""
    cited = (
        citations()
        .filter(answer=answer)
        .select_related("document_version__document", "document_version__file")
        .defer("document_version__text", "document_version__document__search_text")
        .order_by("pk")
    )
    return [
        Proof(
            document=each.document_version.document,
            version=each.document_version,
            sections=each.sections,
            pages=each.pages,
            handed_in=each.handed_in or 0,
            pictures=[(n, size[0], size[1]) for n, size in enumerate(each.document_version.previews, start=1)],
            first=_first_page(each.pages, len(each.document_version.previews)),
        )
        for each in cited
    ]


def _first_page(pages: str, pictures: int) -> int:
    """The first page that a text like “3–5, 8” names, where a picture of it exists; else the first of all."""
    named = re.search(r"[0-9]{1,4}", pages)
    return int(named[0]) if named and 1 <= int(named[0]) <= pictures else 1

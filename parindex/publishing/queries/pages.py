"""What the public reads: only what is published at that moment, and of it only what was computed."""

import csv
import io
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.db.models import Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, NullIf

from parindex.kernel.files import path_of
from parindex.kernel.listing import found, ordered
from parindex.kernel.trail import about
from parindex.people.models import Account, Unit
from parindex.programmes.models import Programme, Round
from parindex.programmes.windows import told
from parindex.publishing.models import Publication
from parindex.publishing.rules import is_public
from parindex.results.models import Run, Standing
from parindex.results.queries.pages import WIDE, RankRow, rank_rows, read_nodes

RESULTS, NODES = "results.csv", "nodes.csv"
_WITH = (
    "package",
    "run__set_version__criteria_set__owner",
    "round__programme__province",
    "round__organiser__parent",
    "round__tier",
)
#: The set's whole document is read only where it is needed.
_UNREAD = "run__set_version__document"


@dataclass(frozen=True, slots=True)
class PublishedRound:
    """A round of which something is published: its newest publication, and what came before."""

    publication: Publication
    units: int

    @property
    def is_corrected(self) -> bool:
        return self.publication.number > 1

    @property
    def day(self) -> str:
        """When it was published, as the round's offices read their clocks."""
        return told(self.publication.publish_at, self.publication.round)


@dataclass(frozen=True, slots=True)
class PublishedProgramme:
    """The published rounds of a programme; ``tiers`` are those that several organisers assess, for one list of all."""

    programme: Programme
    rounds: Sequence[PublishedRound]
    tiers: Sequence[tuple[str, str, int]]


def publications(*, at: datetime) -> QuerySet[Publication]:
    """Everything that is public at that moment."""
    return Publication.objects.public(at=at).select_related(*_WITH).defer(_UNREAD)


def newest(*, at: datetime) -> QuerySet[Publication]:
    """Of every round its newest publication at that moment."""
    latest = Publication.objects.public(at=at).filter(round=OuterRef("round")).order_by("-number").values("pk")[:1]
    return publications(at=at).filter(pk=Subquery(latest))


def published_programmes(*, at: datetime) -> list[PublishedProgramme]:
    """What is published, the latest year first; in a programme by tier, then by organiser."""
    counted = Standing.objects.filter(run=OuterRef("run")).order_by().values("run").annotate(n=Count("pk")).values("n")
    rows = (
        newest(at=at)
        .annotate(units=Subquery(counted))
        .order_by(
            "-round__programme__year", "round__programme", "round__tier__position", "round__organiser__sort_text", "pk"
        )
    )
    programmes: dict[uuid.UUID, tuple[Programme, list[PublishedRound]]] = {}
    for row in rows:
        programme = row.round.programme
        programmes.setdefault(programme.pk, (programme, []))[1].append(PublishedRound(row, row.units or 0))
    return [PublishedProgramme(programme, rounds, _tiers(rounds)) for programme, rounds in programmes.values()]


def _tiers(rounds: Sequence[PublishedRound]) -> list[tuple[str, str, int]]:
    """Code, title and number of units of the tiers of which more than one round is published."""
    by_tier: dict[str, list[PublishedRound]] = {}
    for each in rounds:
        by_tier.setdefault(each.publication.round.tier_id, []).append(each)
    return [
        (code, each[0].publication.round.tier.shown_title, sum(row.units for row in each))
        for code, each in by_tier.items()
        if len(each) > 1
    ]


@dataclass(frozen=True, slots=True)
class Numbered:
    """The publication of a round that is asked for, among all of them, newest first."""

    publication: Publication
    every: Sequence[Publication]

    @property
    def is_newest(self) -> bool:
        return self.publication.pk == self.every[0].pk

    @property
    def newest(self) -> Publication:
        return self.every[0]


def publication_of(round: uuid.UUID, number: int | None, *, at: datetime) -> Numbered | None:
    """The round's newest publication at that moment, or the one with that number; None: there is none to be seen."""
    every = list(publications(at=at).filter(round=round).order_by("-number"))
    chosen = [each for each in every if number is None or each.number == number]
    return Numbered(chosen[0], every) if chosen else None


def standing_in(publication: Publication, code: str) -> Standing | None:
    """The unit with that code in what was published."""
    rows = Standing.objects.filter(run=publication.run, unit__code=code).select_related("unit__parent")
    return rows.first()


# All units of a tier ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class TierPage:
    """All units of one tier of a programme whose organisers have published."""

    programme: Programme
    title: str
    publications: Sequence[Publication]


def tier_page(programme: uuid.UUID, tier: str, *, at: datetime) -> TierPage | None:
    """None: nothing of the kind is published."""
    rows = newest(at=at).filter(round__programme=programme, round__tier__code=tier)
    every = list(rows.order_by("round__organiser__sort_text", "pk"))
    return TierPage(every[0].round.programme, every[0].round.tier.shown_title, every) if every else None


_TIER_SORTS = {
    "index": ["-amount", "unit__sort_text", "pk"],
    "unit": ["unit__sort_text", "pk"],
    "organiser": ["run__round__organiser__sort_text", "rank", "unit__sort_text", "pk"],
}


def tier_standings(page: TierPage, *, q: str, organiser: str, sort: str) -> QuerySet[Standing]:
    """The units of such a list with their run's round, the greatest index first; ``-index`` turns it round."""
    rows = Standing.objects.filter(run__in=[each.run_id for each in page.publications])
    rows = rows.select_related("unit__parent", "run__round__organiser", "run__set_version").defer(*WIDE, _UNREAD)
    if q:
        rows = rows.filter(unit__in=Unit.objects.filter(found(q)))
    if organiser:
        rows = rows.filter(run__round__organiser__code=organiser)
    exact: Any = DecimalField(max_digits=40, decimal_places=10)
    return rows.annotate(amount=Cast(NullIf(F("index"), Value("")), exact)).order_by(
        *ordered(sort, _TIER_SORTS, "index")
    )


@dataclass(frozen=True, slots=True)
class TierRow:
    """A unit in such a list, with its place among all by the published index; equal ones share a place."""

    row: RankRow
    round: Round
    place: int | None


def tier_rows(page: TierPage, standings: Sequence[Standing]) -> list[TierRow]:
    """The rows of one page of :func:`tier_standings`; places are counted over the whole list, not over the page."""
    runs = [each.run_id for each in page.publications]
    every = Standing.objects.filter(run__in=runs).exclude(index="").order_by().values_list("index", flat=True)
    indices = sorted((Decimal(index) for index in every), reverse=True)
    places: dict[Decimal, int] = {}
    for place, index in enumerate(indices, start=1):
        places.setdefault(index, place)
    read_nodes(standings)
    by_run: dict[uuid.UUID, list[Standing]] = {}
    for standing in standings:
        by_run.setdefault(standing.run_id, []).append(standing)
    told = {
        standing.pk: row
        for each in by_run.values()
        for standing, row in zip(each, rank_rows(each[0].run, each), strict=True)
    }
    return [
        TierRow(
            row=told[standing.pk],
            round=standing.run.round,
            place=places.get(Decimal(standing.index)) if standing.index else None,
        )
        for standing in standings
    ]


# The office -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ShownPublication:
    """A publication in a list of the office: its moment in the round's time, and whether it has come."""

    publication: Publication
    publish_at: str
    is_public: bool
    is_cancelled: bool


def shown_publications(round: Round, *, at: datetime) -> list[ShownPublication]:
    """Every publication of a round, cancelled ones too, the latest first."""
    rows = Publication.objects.filter(round=round).select_related("run", "scheduled_by", "cancelled_by")
    return [
        ShownPublication(each, told(each.publish_at, round), is_public(each, at), each.cancelled_at is not None)
        for each in rows.order_by("-publish_at", "-scheduled_at", "pk")
    ]


def standing_publications(round: Round) -> list[Publication]:
    """The publications of a round that were not cancelled, newest first: whatever comes next corrects them."""
    return list(Publication.objects.filter(round=round, cancelled_at=None).order_by("-number"))


def newest_by_round(rounds: Sequence[Round], *, at: datetime) -> dict[uuid.UUID, ShownPublication]:
    """Of each round the last publication that stands, public already or waiting for its time."""
    found: dict[uuid.UUID, ShownPublication] = {}
    by_number = {round.pk: round for round in rounds}
    rows = Publication.objects.filter(round__in=by_number, cancelled_at=None).order_by("number")
    for each in rows:
        moment = told(each.publish_at, by_number[each.round_id])
        found[each.round_id] = ShownPublication(each, moment, is_public(each, at), False)
    return found


def readable_events(user: Account, *, on: date) -> Q:
    """Condition on events of the trail: those about publications that ``user`` may see."""
    return about("publishing.publication", publications_seen(user, on=on))


def publications_seen(user: Account, *, on: date) -> QuerySet[Publication]:
    """The publications of every run that ``user`` sees, whatever their time."""
    rows = Publication.objects.filter(run__in=Run.objects.visible_to(user, on=on))
    return rows.select_related(*_WITH, "scheduled_by", "cancelled_by").defer(_UNREAD)


# Files ------------------------------------------------------------------------------------------------------------
def open_package(publication: Publication) -> BinaryIO:
    """The bytes of the verifiable package."""
    return path_of(publication.package_sha256).open("rb")


def packed_table(publication: Publication, name: str) -> Iterator[list[str]]:
    """The lines of a table in the package, its heading first: downloads say exactly what the package says."""
    with zipfile.ZipFile(path_of(publication.package_sha256)) as package, package.open(name) as stream:
        yield from csv.reader(io.TextIOWrapper(stream, encoding="utf-8-sig", newline=""))


def unit_names(publication: Publication) -> dict[str, str]:
    """Code → name of the published units."""
    return dict(Standing.objects.filter(run=publication.run).order_by().values_list("unit__code", "unit__name"))

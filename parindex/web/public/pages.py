"""Public pages: what is published, a ranking, a unit, the method, all units of a tier, how to check."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from parindex.criteria import queries as criteria
from parindex.publishing.queries import pages as queries
from parindex.results.queries import pages as results
from parindex.web.office.criteria.policy_forms import class_lines, item_lines, policy_facts
from parindex.web.office.criteria.shown import tree_rows
from parindex.web.paging import page_of
from parindex.web.public.frame import find_publication, page, public_page, round_page

PER_PAGE = 100


@public_page
def published(request: HttpRequest) -> HttpResponse:
    """Everything that is published, the latest year first."""
    return page(request, "public/list.html", programmes=queries.published_programmes(at=timezone.now()))


@public_page
def ranking(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The ranking of a round, with every unit's bar by field."""
    found = find_publication(request, pk)
    run = found.publication.run
    groups = results.group_heads(run)
    wanted = _wanted(request, {head.group for head in groups})
    rows = page_of(results.standings(run, wanted), request, PER_PAGE)
    return round_page(
        request,
        "public/ranking.html",
        found,
        page=rows,
        rows=results.rank_rows(run, list(rows)),
        fields=results.field_heads(run),
        classes=results.class_heads(run),
        groups=groups,
        wanted=wanted,
        narrowed=bool(wanted.q or wanted.performance_class or wanted.group is not None),
    )


def _wanted(request: HttpRequest, groups: set[str]) -> results.RankingFilter:
    """What the address asks for; a group that there is not is left out."""
    group = request.GET.get("group")
    return results.RankingFilter(
        q=request.GET.get("q", "")[:100],
        group=group if group in groups else None,
        performance_class=request.GET.get("class", "")[:64],
        sort=request.GET.get("sort", "")[:80],
    )


@public_page
def unit(request: HttpRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    """One unit: index, rank, class, and the reason of every point that it lost."""
    found = find_publication(request, pk)
    standing = queries.standing_in(found.publication, code)
    if standing is None:
        raise Http404
    shown = results.unit_page(found.publication.run, standing)
    return round_page(request, "public/unit.html", found, unit=standing.unit, shown=shown)


@public_page
def method(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The criteria set with its rules in words, and how points become index, rank and class."""
    found = find_publication(request, pk)
    version = found.publication.run.set_version
    tree = criteria.tree_of(version)
    appraisers = criteria.appraising_units(version, on=timezone.localdate(found.publication.publish_at))
    names = {each.code: each.name for each in appraisers}
    return round_page(
        request,
        "public/method.html",
        found,
        version=version,
        maximum=tree.maximum,
        rows=tree_rows(tree, (), names),
        facts=policy_facts(version, tree),
        classes=class_lines(version.policy.get("classes", [])),
        bonus=item_lines(version.bonus),
        penalty=item_lines(version.penalty),
    )


@public_page
def tier(request: HttpRequest, pk: uuid.UUID, tier: str) -> HttpResponse:
    """All units of a tier whose organisers have published, by their index."""
    found = queries.tier_page(pk, tier, at=timezone.now())
    if found is None:
        raise Http404
    q, organiser = request.GET.get("q", "")[:100], request.GET.get("organiser", "")[:40]
    rows = queries.tier_standings(found, q=q, organiser=organiser, sort=request.GET.get("sort", "")[:80])
    shown = page_of(rows, request, PER_PAGE)
    return page(
        request,
        "public/tier.html",
        found=found,
        page=shown,
        rows=queries.tier_rows(found, list(shown)),
        illustration=any(each.run.set_version.criteria_set.illustration for each in found.publications),
        q=q,
        organiser=organiser,
        sort=request.GET.get("sort", ""),
    )


@public_page
def verify(request: HttpRequest) -> HttpResponse:
    """How anybody checks a package: that it is the one that was published, and that its numbers follow."""
    return page(
        request, "public/verify.html", rows=list(queries.publications(at=timezone.now()).order_by("-publish_at", "pk"))
    )

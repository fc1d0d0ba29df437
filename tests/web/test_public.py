"""The public pages: nothing before its time, nothing but what is published, the same for everybody, small."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from parindex.criteria.models import CriteriaSet
from parindex.engine import Answer, Sheet
from parindex.people.enums import Role
from parindex.people.models import Account
from parindex.programmes.models import Round
from parindex.publishing.models import Publication
from tests.conftest import NOW
from tests.pages import said, travelling_bytes
from tests.people import Province
from tests.publications import make_publication, make_run
from tests.rounds import add_units, issued_set, make_programme, make_round, started

pytestmark = pytest.mark.django_db

#: A reason that only the appraisers' own words hold, and that is part of the frozen input.
REASON = "thiếu tài liệu kiểm chứng"


def judged(points: int, reason: str = "") -> Answer:
    return Answer.of(points=points, **({"reason": reason} if reason else {}))


@pytest.fixture
def round(province: Province, account_as: Callable[..., Account]) -> Round:
    coordinator = account_as(Role.COORDINATOR)
    programme = make_programme(province, by=coordinator)
    version = issued_set(province.root, "department", by=coordinator)
    return started(make_round(programme, province.root, version, by=coordinator), by=coordinator)


@pytest.fixture
def publish(round: Round, account_as: Callable[..., Account]) -> Callable[..., Publication]:
    """``publish(at, points=36)``: the round's two departments, published at that moment."""

    def published(at: datetime, points: int = 36, correction: str = "") -> Publication:
        sheets = [
            Sheet("STC", {"1.1": judged(40), "1.2": judged(30), "2": judged(20, REASON)}),
            Sheet("SNV", {"1.1": judged(points), "1.2": judged(30), "2": judged(30)}),
        ]
        run = make_run(round, sheets, at=NOW, by=account_as(Role.COORDINATOR), approved_by=account_as(Role.APPROVER))
        return make_publication(run, publish_at=at, by=account_as(Role.APPROVER), at=NOW, correction=correction)

    return published


def addresses(round: Round) -> list[str]:
    return [
        reverse("public_round", args=[round.pk]),
        reverse("public_unit", args=[round.pk, "STC"]),
        reverse("public_method", args=[round.pk]),
        *(reverse("public_data", args=[round.pk, t, k]) for t in ("ranking", "nodes") for k in ("csv", "xlsx", "json")),
        reverse("public_package", args=[round.pk]),
    ]


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


# When -----------------------------------------------------------------------------------------------------------------
def test_nothing_is_there_before_its_second(
    client: Client, round: Round, publish: Callable[..., Publication], monkeypatch: pytest.MonkeyPatch
) -> None:
    publication = publish(NOW + timedelta(hours=1))
    monkeypatch.setattr(timezone, "now", lambda: publication.publish_at - timedelta(seconds=1))
    for address in addresses(round):
        response = client.get(address)
        assert response.status_code == 404, address
        assert response.headers["Cache-Control"] == "private, no-store"
        assert not response.cookies
    assert round.title not in client.get("/public/").text
    monkeypatch.setattr(timezone, "now", lambda: publication.publish_at)
    for address in addresses(round):
        response = client.get(address)
        assert response.status_code == 200, address
        content(response)
    assert round.title in client.get("/public/").text


def test_what_was_cancelled_never_appears(
    client: Client, round: Round, publish: Callable[..., Publication], account_as: Callable[..., Account]
) -> None:
    publication = publish(NOW)
    Publication.objects.filter(pk=publication.pk).update(
        cancelled_at=NOW - timedelta(hours=1), cancelled_by=account_as(Role.APPROVER), cancelled_reason="Nhầm ngày"
    )
    assert [client.get(address).status_code for address in addresses(round)] == [404] * len(addresses(round))


# What -----------------------------------------------------------------------------------------------------------------
def test_the_ranking_has_every_unit_with_index_rank_and_bar(
    client: Client, round: Round, publish: Callable[..., Publication]
) -> None:
    publish(NOW)
    page = client.get(reverse("public_round", args=[round.pk])).text
    assert page.index("Sở Nội vụ") < page.index("Sở Tài chính")
    assert "96,00" in page
    assert "90,00" in page
    assert 'class="f2" x="660" width="300"' in page
    assert "93,00" in page


def test_units_are_found_without_diacritics(client: Client, round: Round, publish: Callable[..., Publication]) -> None:
    publish(NOW)
    page = client.get(reverse("public_round", args=[round.pk]), {"q": "tai chinh"}).text
    assert "Sở Tài chính" in page
    assert "Sở Nội vụ" not in page
    assert said("No unit fits") in client.get(reverse("public_round", args=[round.pk]), {"q": "zzz"}).text


def test_a_unit_reads_every_lost_point_with_its_reason(
    client: Client, round: Round, publish: Callable[..., Publication]
) -> None:
    publish(NOW)
    page = client.get(reverse("public_unit", args=[round.pk, "STC"])).text
    assert "−10,00" in page
    assert REASON in page
    assert 'href="#n-2"' in page
    assert "Xếp thứ 2/2" in page
    assert client.get(reverse("public_unit", args=[round.pk, "X01906"])).status_code == 404


def test_the_method_tells_set_policy_and_versions(
    client: Client, round: Round, publish: Callable[..., Publication]
) -> None:
    publication = publish(NOW)
    page = client.get(reverse("public_method", args=[round.pk])).text
    assert "1/QĐ-UBND" in page
    assert "Chấm theo đánh giá, phải nêu lý do" in page
    assert publication.run.program_version in page
    assert publication.run.input_sha256[:8] in page


def test_no_account_is_named_anywhere(
    client: Client, round: Round, publish: Callable[..., Publication], account_as: Callable[..., Account]
) -> None:
    publish(NOW)
    publish(NOW, correction="Đính chính điểm")
    people = [account_as(Role.COORDINATOR), account_as(Role.APPROVER)]
    for address in ["/public/", "/public/verify/", *addresses(round)]:
        body = content(client.get(address))
        for person in people:
            assert person.full_name.encode() not in body, address
            assert person.username.encode() not in body, address


def test_an_illustration_is_marked_on_every_page(
    client: Client, round: Round, publish: Callable[..., Publication]
) -> None:
    publish(NOW)
    pages = addresses(round)[:3]
    mark = said("Illustration.")
    assert all(mark not in client.get(address).text for address in pages)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CriteriaSet, "illustration", property(lambda kept: True, lambda kept, value: None))
        assert all(mark in client.get(address).text for address in pages)


# Corrections ----------------------------------------------------------------------------------------------------------
def test_a_correction_replaces_the_former_and_both_stay_to_be_read(
    client: Client, round: Round, publish: Callable[..., Publication]
) -> None:
    publish(NOW, points=36)
    publish(NOW + timedelta(minutes=1), points=10, correction="Đính chính điểm của Sở Nội vụ")
    url = reverse("public_round", args=[round.pk])
    newest = client.get(url).text
    assert "70,00" in newest
    assert "Đính chính điểm của Sở Nội vụ" in newest
    older = client.get(url, {"publication": "1"}).text
    assert "96,00" in older
    assert said("An older publication") in older
    assert "Đính chính điểm của Sở Nội vụ" in older
    assert f"{reverse('public_unit', args=[round.pk, 'SNV'])}?publication=1" in older
    assert client.get(url, {"publication": "3"}).status_code == 404
    assert client.get(url, {"publication": "²"}).status_code == 200


# Open data ------------------------------------------------------------------------------------------------------------
def test_the_tables_say_what_the_package_says(
    client: Client, round: Round, publish: Callable[..., Publication]
) -> None:
    publication = publish(NOW)
    table = content(client.get(reverse("public_data", args=[round.pk, "ranking", "csv"]))).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert rows[0]["name"] == "Sở Nội vụ"
    assert rows[0]["index"] == "96.00"
    told = json.loads(content(client.get(reverse("public_data", args=[round.pk, "nodes", "json"]))))
    assert {"unit": "STC", "name": "Sở Tài chính", "node": "2", "points": "20.00"}.items() <= next(
        row for row in told if (row["unit"], row["node"]) == ("STC", "2")
    ).items()
    assert content(client.get(reverse("public_data", args=[round.pk, "nodes", "xlsx"]))).startswith(b"PK")
    assert client.get(reverse("public_data", args=[round.pk, "accounts", "csv"])).status_code == 404
    assert client.get(reverse("public_data", args=[round.pk, "ranking", "pdf"])).status_code == 404
    package = client.get(reverse("public_package", args=[round.pk]))
    assert hashlib.sha256(content(package)).hexdigest() == publication.package_sha256
    assert package.headers["ETag"] == f'"{publication.package_sha256}"'


# All units of a tier --------------------------------------------------------------------------------------------------
def test_communes_of_all_districts_stand_in_one_list(
    client: Client,
    province: Province,
    account_as: Callable[..., Account],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    add_units(province)
    coordinator, approver = account_as(Role.COORDINATOR), account_as(Role.APPROVER)
    programme = make_programme(province, by=coordinator)
    version = issued_set(province.root, "commune", by=coordinator)
    points = {"X01906": 10, "X01909": 40, "X02020": 30}
    for district in ("H061", "H064"):
        keeper = account_as(Role.COORDINATOR, at=district)
        made = make_round(programme, province[district], version, by=keeper, code=f"XA-{district}")
        round = started(made, by=keeper)
        codes = [member.unit.code for member in round.participants.select_related("unit")]
        sheets = [Sheet(code, {"1.1": judged(points[code]), "1.2": judged(30), "2": judged(30)}) for code in codes]
        run = make_run(round, sheets, at=NOW, by=keeper, approved_by=approver)
        make_publication(run, publish_at=NOW, by=approver, at=NOW)
    url = reverse("public_tier", args=[programme.pk, "commune"])
    assert url in client.get("/public/").text
    with django_assert_num_queries(5):
        page = client.get(url).text
    assert page.index("Nam Mẫu") < page.index("Bằng Lũng") < page.index("Khang Ninh")
    narrowed = client.get(url, {"organiser": "H064"}).text
    assert "Bằng Lũng" in narrowed
    assert "Khang Ninh" not in narrowed
    assert client.get(reverse("public_tier", args=[programme.pk, "district"])).status_code == 404


# For everybody alike --------------------------------------------------------------------------------------------------
def test_pages_may_be_kept_and_set_no_cookie(client: Client, round: Round, publish: Callable[..., Publication]) -> None:
    publish(NOW)
    for address in ["/public/", "/public/verify/", *addresses(round)]:
        response = client.get(address)
        content(response)
        assert response.headers["Cache-Control"] == "public, max-age=60", address
        assert not response.cookies, address


def test_the_language_is_in_the_address_alone(
    client: Client, round: Round, publish: Callable[..., Publication]
) -> None:
    publish(NOW)
    client.cookies["django_language"] = "en"
    assert 'lang="vi"' in client.get("/public/").text
    english = client.get(reverse("public_round", args=[round.pk]), {"lang": "en"})
    assert english.headers["Content-Language"] == "en"
    assert "Mean index: 93.00" in english.text
    assert f"{reverse('public_unit', args=[round.pk, 'STC'])}?lang=en" in english.text


def test_signed_in_people_read_the_same(
    client: Client, client_as: Callable[..., Client], round: Round, publish: Callable[..., Publication]
) -> None:
    publish(NOW)
    url = reverse("public_round", args=[round.pk])
    assert client_as(Role.COORDINATOR).get(url).text == client.get(url).text


def test_the_sign_in_page_leads_to_what_is_published(client: Client) -> None:
    assert 'href="/public/"' in client.get(reverse("account_login")).text


def test_an_empty_site_says_so(client: Client, db: None) -> None:
    assert said("Nothing is published yet") in client.get("/public/").text


# What it costs --------------------------------------------------------------------------------------------------------
def test_queries_are_few_and_do_not_grow(
    client: Client,
    round: Round,
    publish: Callable[..., Publication],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    publish(NOW)
    costs = {"/public/": 1, reverse("public_round", args=[round.pk]): 4, addresses(round)[1]: 2, addresses(round)[2]: 3}
    for address in costs:
        client.get(address)
    for address, cost in costs.items():
        with django_assert_num_queries(cost):
            response: Any = client.get(address)
        assert travelling_bytes(response) < 6_000

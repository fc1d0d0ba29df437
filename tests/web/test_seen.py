"""Two people edit the same thing: a save that came too late shows both values, and the next one writes only what its
person touched. What somebody else changed meanwhile stays."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from parindex.criteria.models import CriteriaSetVersion, Node
from parindex.people.models import Tier
from parindex.web.seen import Seen, SeenField
from tests.people import Province
from tests.web.forms import form_with
from tests.web.test_criteria import draft  # noqa: F401  # the same draft

pytestmark = pytest.mark.django_db

type As = Callable[..., Client]


def conflict(client: Client, url: str, field: str, theirs: dict[str, str], mine: dict[str, str]) -> Any:
    """Both open the form; they save, then I do. The page that I get."""
    opened = form_with(client.get(url), field).fields
    assert client.post(url, opened | theirs).status_code == 302
    stale = client.post(url, opened | mine)
    assert stale.status_code == 409
    return stale


def saved_again(client: Client, url: str, field: str, stale: Any, row: Model, **more: str) -> None:
    assert client.post(url, form_with(stale, field).fields | more).status_code == 302
    row.refresh_from_db()


def test_a_unit_keeps_what_the_other_person_changed(client_as: As, province: Province) -> None:
    client, unit = client_as("administrator"), province["SNV"]
    url = reverse("unit_edit", args=[unit.pk])
    stale = conflict(
        client, url, "official_code", {"name": "Sở Nội vụ A", "from_on": "01/02/2020"}, {"official_code": "77"}
    )
    assert "<del>Sở Nội vụ A" not in stale.text, "what I left alone is no conflict"
    saved_again(client, url, "official_code", stale, unit)
    assert (unit.name, unit.from_on, unit.official_code) == ("Sở Nội vụ A", date(2020, 2, 1), "77")


def test_where_both_changed_the_same_the_second_save_decides(client_as: As, province: Province) -> None:
    client, unit = client_as("administrator"), province["SNV"]
    url = reverse("unit_edit", args=[unit.pk])
    theirs = {"name": "Của chị", "official_code": "11"}
    stale = conflict(client, url, "official_code", theirs, {"name": "Của tôi"})
    assert "<del>Của chị</del>" in stale.text
    assert "<ins>Của tôi</ins>" in stale.text
    saved_again(client, url, "official_code", stale, unit, official_code="12")
    assert (unit.name, unit.official_code) == ("Của tôi", "12")


def test_a_third_save_in_between_is_shown_again(client_as: As, province: Province) -> None:
    client, unit = client_as("administrator"), province["SNV"]
    url = reverse("unit_edit", args=[unit.pk])
    stale = conflict(client, url, "official_code", {"name": "Một"}, {"official_code": "77"})
    now = form_with(client.get(url), "official_code").fields
    assert client.post(url, now | {"name": "Hai"}).status_code == 302
    again = client.post(url, form_with(stale, "official_code").fields)
    assert again.status_code == 409
    saved_again(client, url, "official_code", again, unit)
    assert (unit.name, unit.official_code) == ("Hai", "77")


def test_a_person_and_a_tier_too(client_as: As, account_as: Callable[..., Any]) -> None:
    client, account = client_as("administrator"), account_as("unit_officer", "SNV")
    url = reverse("person_edit", args=[account.pk])
    stale = conflict(client, url, "full_name", {"position": "Chuyên viên chính"}, {"phone": "0912"})
    saved_again(client, url, "full_name", stale, account)
    assert (account.position, account.phone) == ("Chuyên viên chính", "0912")
    tier = Tier.objects.get(code="department")
    url = reverse("tier_edit", args=[tier.pk])
    stale = conflict(client, url, "title_en", {"is_agency": ""}, {"title_en": "Bureau"})
    saved_again(client, url, "title_en", stale, tier)
    assert (tier.is_agency, tier.title_en) == (False, "Bureau")


def test_a_form_of_one_decision_opens_again_on_what_is_there_now(
    client_as: As, account_as: Callable[..., Any], province: Province
) -> None:
    """Profile, end of a unit, last day of a role: what was typed stays, the days are shown in one form."""
    client, unit, account = client_as("administrator"), province["STC"], account_as("unit_officer", "SNV")
    url = reverse("unit_end", args=[unit.pk])
    mine = {"to_on": "31/12/2030", "decision": "Quyết định của tôi"}
    stale = conflict(client, url, "decision", {"to_on": "30/06/2030", "decision": "1/QĐ"}, mine)
    assert "<del>30/06/2030</del>" in stale.text
    assert form_with(stale, "decision").fields["decision"] == "Quyết định của tôi"
    saved_again(client, url, "decision", stale, unit)
    assert unit.to_on == date(2030, 12, 31)
    grant = account.grants.get()
    url = reverse("role_end", args=[grant.pk])
    stale = conflict(client, url, "to_on", {"to_on": "31/12/2098"}, {"to_on": "31/12/2097", "note": "Chuyển"})
    saved_again(client, url, "to_on", stale, grant)
    assert grant.to_on == date(2097, 12, 31)
    client, account = client_as("observer"), account_as("observer")
    url = reverse("profile")
    stale = conflict(client, url, "phone", {"phone": "0911"}, {"phone": "0922"})
    saved_again(client, url, "phone", stale, account)
    assert account.phone == "0922"


def test_a_header_and_the_facts_of_its_set(client_as: As, draft: CriteriaSetVersion) -> None:  # noqa: F811
    client, url = client_as("coordinator"), reverse("criteria_header", args=[draft.pk])
    theirs = {"title": "Của chị", "period_from": "01/01/2024", "period_to": "31/12/2024"}
    stale = conflict(client, url, "row_version", theirs, {"year": "2024"})
    assert "<ins>2024</ins>" in stale.text
    saved_again(client, url, "row_version", stale, draft)
    assert (draft.title, draft.period_to, draft.criteria_set.year) == ("Của chị", date(2024, 12, 31), 2024)


def test_a_criterion_keeps_the_rule_that_the_other_person_made(client_as: As, draft: CriteriaSetVersion) -> None:  # noqa: F811
    client, leaf = client_as("coordinator"), Node.objects.get(code="1.2")
    url = reverse("criteria_node", args=[draft.pk, leaf.pk])
    stale = conflict(
        client, url, "row_version", {"steps-0-points": "0.9", "evidence": "Báo cáo"}, {"guidance": "Cách tính"}
    )
    assert 'value="0,9"' in stale.text, "the form opens on the rule that is there now"
    saved_again(client, url, "row_version", stale, leaf)
    assert (leaf.evidence, leaf.guidance) == ("Báo cáo", "Cách tính")
    assert leaf.rule is not None
    assert Decimal(leaf.rule["steps"][0]["points"]) == Decimal("0.9")


def test_a_policy_keeps_each_choice_of_the_other_person(client_as: As, draft: CriteriaSetVersion) -> None:  # noqa: F811
    client, url = client_as("coordinator"), reverse("criteria_policy", args=[draft.pk])
    stale = conflict(client, url, "row_version", {"places": "4", "bonus_cap": "3"}, {"ties": "dense"})
    saved_again(client, url, "row_version", stale, draft)
    assert (draft.policy["places"], draft.policy["bonus_cap"], draft.policy["ties"]) == (4, "3", "dense")


def test_marks_travel_and_stand_for_equal_values() -> None:
    shown = {
        "name": "Sở Tài chính",
        "note": "một\nhai",
        "from_on": None,
        "share": Decimal("0.5"),
        "rule": {"b": 1, "a": 2},
    }
    carried = SeenField().clean(Seen.of(7, shown).text)
    assert carried == 7
    assert carried.touched(shown) == {}
    same = {
        "name": "Sở Tài chính",
        "note": "một\r\nhai",
        "from_on": "",
        "share": Decimal("0.5"),
        "rule": {"a": 2, "b": 1},
    }
    assert carried.touched(same) == {}
    assert carried.touched(shown | {"share": Decimal("0.6")}) == {"share": Decimal("0.6")}
    assert carried.over(shown | {"name": "Sở X"}, same | {"note": "ba"})["name"] == "Sở X"
    assert carried.over(shown | {"name": "Sở X"}, same | {"note": "ba"})["note"] == "ba"


@pytest.mark.parametrize("text", ["x", "-1", "1" * 40, "²"])
def test_a_version_that_no_page_made_is_refused(client_as: As, province: Province, text: str) -> None:
    url = reverse("unit_edit", args=[province["SNV"].pk])
    client = client_as("administrator")
    fields = form_with(client.get(url), "official_code").fields
    assert client.post(url, fields | {"version": text}).status_code == 422

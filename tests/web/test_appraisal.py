"""Pages of the appraisal: queues, rows, bulk confirmation, settlement, register data, progress."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parindex.people.enums import Role
from parindex.programmes import actions as programmes
from parindex.programmes.actions.rounds import Period
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Round
from tests.apps.appraisals.conftest import World, _places, world  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


def open_now(world: World, kind: WindowKind = WindowKind.APPRAISAL) -> None:
    """The round's windows around this moment, so that pages of today find the one of that kind open."""
    now = timezone.now()
    edges = {
        WindowKind.SELF_ASSESSMENT: (now - timedelta(days=40), now - timedelta(days=20)),
        WindowKind.APPRAISAL: (now - timedelta(days=10), now + timedelta(days=12)),
        WindowKind.SETTLEMENT: (now + timedelta(days=13), now + timedelta(days=20)),
    }
    if kind == WindowKind.SETTLEMENT:
        edges[WindowKind.APPRAISAL] = (now - timedelta(days=10), now - timedelta(days=2))
        edges[WindowKind.SETTLEMENT] = (now - timedelta(days=1), now + timedelta(days=9))
    round = Round.objects.get(pk=world.round.pk)
    periods = {kind: Period(*edge) for kind, edge in edges.items()}
    programmes.set_windows(round, periods, version=round.version, note="Lũ", by=world.coordinator, at=now)


def signed_in(world: World, role: Role, at: str) -> Client:
    client = Client()
    client.force_login(world.account(role, at))
    return client


def test_smoke(world: World) -> None:
    open_now(world)
    client = signed_in(world, Role.APPRAISER, "SNV")
    assert client.get(reverse("appraisal")).status_code == 302
    for url in (
        reverse("appraisal_round", args=[world.round.pk]),
        reverse("appraisal_units", args=[world.round.pk]),
        reverse("appraisal_leaf", args=[world.round.pk, "1.3"]),
        reverse("appraisal_unit", args=[world.round.pk, world.province["SXD"].pk]),
        reverse("appraisal_row", args=[world.row("1.3").pk]),
    ):
        response = client.get(url)
        assert response.status_code == 200, url
    coordinator = signed_in(world, Role.COORDINATOR, "SNV")
    for url in (
        reverse("appraisal_progress", args=[world.round.pk]),
        reverse("settlement", args=[world.round.pk]),
        reverse("settlement_sheets", args=[world.round.pk]),
        reverse("registers", args=[world.round.pk]),
        reverse("settlement_sheet", args=[world.sheet().pk]),
    ):
        assert coordinator.get(url).status_code == 200, url

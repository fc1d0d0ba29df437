"""The programme of a province in a year."""

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from parindex.kernel.changes import locked, one_at_a_time, write
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account, Unit
from parindex.programmes.models import Programme
from parindex.programmes.rules import may_edit_programme, may_keep_programmes


@action
def create_programme(
    *,
    id: uuid.UUID,
    province: Unit,
    year: int,
    code: str,
    title: str,
    decision: str = "",
    by: Account | None,
    at: datetime,
) -> Programme:
    """Makes the programme of ``province`` in ``year``.

    :param id: made by the form; sent again, it gives the programme that it made.
    :raises Refused: the province has a programme for that year.
    """
    may_keep_programmes(by, province, at).demand()
    province = Unit.objects.select_for_update(of=("self",)).get(pk=province.pk)
    before = Programme.objects.filter(pk=id, province=province).first()
    if before is not None:
        return before
    _demand_free_year(province, year)
    with one_at_a_time():
        programme = Programme.objects.create(
            id=id,
            province=province,
            year=year,
            code=code,
            title=title,
            decision=decision,
            created_at=at,
            created_by=by,
        )
    facts: dict[str, Fact] = {"code": code, "province": province.code, "year": year, "decision": decision}
    record("programmes.programme_created", programme, by=by, at=at, facts=facts)
    return programme


@action
def change_programme(
    programme: Programme, *, code: str, title: str, decision: str, version: int, by: Account | None, at: datetime
) -> Programme:
    """Changes the header of a programme; province and year stand fast.

    :raises Stale: somebody else changed it since ``version``.
    """
    programme = locked(programme)
    may_edit_programme(by, programme, at).demand()
    facts = write(programme, {"code": code, "title": title, "decision": decision}, version=version)
    if facts:
        record("programmes.programme_changed", programme, by=by, at=at, facts=facts)
    return programme


def _demand_free_year(province: Unit, year: int) -> None:
    if Programme.objects.filter(province=province, year=year).exists():
        raise Refused(
            _("%(province)s already has a programme for %(year)s.") % {"province": province, "year": str(year)},
            field="year",
        )

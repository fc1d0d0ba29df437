"""Changes of units: made, corrected, ended."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from parindex.kernel.changes import fact, locked, one_at_a_time, write
from parindex.kernel.text import fold, sort_key
from parindex.kernel.trail import action, record
from parindex.kernel.verdicts import Refused
from parindex.people.actions.accounts import demand_plain
from parindex.people.models import DEPTH, Account, Tier, Unit, day_of, in_force
from parindex.people.rules import may_manage_units


def unit_texts(name: str, code: str, official_code: str) -> dict[str, str]:
    """The columns by which a unit is found and sorted."""
    return {
        "search_text": fold(f"{name} {code} {official_code}")[:500],
        "sort_text": sort_key(name)[:600],
    }


def _check_dates(from_on: date | None, to_on: date | None) -> None:
    if from_on and to_on and to_on < from_on:
        raise Refused(_("The last day is before the first day."), field="to_on")


def day_text(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _check_end(unit: Unit, to_on: date | None) -> None:
    """:raises Refused: the unit has a successor, and with it its last day."""
    step = unit.successions.select_related("successor").first()
    if step is not None and to_on != unit.to_on:
        raise Refused(
            _(
                "“%(name)s” is succeeded by “%(successor)s” from %(day)s, which says its last day. "
                "If that day is wrong, correct it on the unit's page under “Succession”."
            )
            % {"name": unit.name, "successor": step.successor.name, "day": day_text(step.on)},
            field="to_on",
        )


def check_place(unit: Unit | None, parent: Unit | None) -> None:
    """:raises Refused: the parent stands below the unit, in another province, or too deep in the tree."""
    above, level = parent, 1
    while above is not None:
        if unit is not None and above.pk == unit.pk:
            raise Refused(_("A unit cannot stand below itself."), field="parent")
        above, level = above.parent, level + 1
    if unit is not None:
        if (unit.parent_id is None) != (parent is None):
            raise Refused(_("A province stays at the top; no other unit may stand there."), field="parent")
        if parent is not None and parent.root_id != unit.root_id:
            raise Refused(
                _("A unit cannot move to another province. Record a successor there instead."), field="parent"
            )
        if Unit.objects.filter(parent__parent=unit).exists():
            level += 2
        elif Unit.objects.filter(parent=unit).exists():
            level += 1
    if level > DEPTH:
        raise Refused(_("The tree of units has at most %(depth)d levels.") % {"depth": DEPTH}, field="parent")


def _check_code(code: str, root_id: int | None, unit: Unit | None = None) -> None:
    same = Unit.objects.filter(code__iexact=code).filter(**({"root": root_id} if root_id else {"parent": None}))
    other = (same.exclude(pk=unit.pk) if unit else same).first()
    if other and other.code != code:
        raise Refused(
            _("“%(name)s” has the code “%(code)s”, which differs only in capital letters.")
            % {"name": other.name, "code": other.code},
            field="code",
        )
    if other:
        raise Refused(_("“%(name)s” has this code already.") % {"name": other.name}, field="code")


@action
def create_unit(
    *,
    code: str,
    name: str,
    tier: Tier,
    parent: Unit | None,
    official_code: str = "",
    from_on: date | None = None,
    to_on: date | None = None,
    by: Account | None,
    at: datetime,
) -> Unit:
    """Makes a unit below ``parent``; without one, a province.

    :param from_on: first day, ``to_on``: last day, both inclusive; None where it is open.
    """
    province = None
    if parent is not None:
        parent = locked(parent)
        province = parent.root
    may_manage_units(by, province, on=day_of(at)).demand()
    _check_dates(from_on, to_on)
    check_place(None, parent)
    demand_plain(name=name)
    _check_code(code, province.pk if province else None)
    with one_at_a_time():
        unit = Unit.objects.create(
            code=code,
            name=name,
            tier=tier,
            parent=parent,
            root=province,
            official_code=official_code,
            from_on=from_on,
            to_on=to_on,
            **unit_texts(name, code, official_code),
        )
    if province is None:
        unit.root = unit
        unit.save(update_fields=["root"])
    record("people.unit_created", unit, by=by, at=at, facts={"code": code, "tier": tier.code, "parent": fact(parent)})
    return unit


@action
def change_unit(
    unit: Unit,
    *,
    code: str,
    name: str,
    tier: Tier,
    parent: Unit | None,
    official_code: str,
    from_on: date | None,
    to_on: date | None,
    version: int,
    by: Account | None,
    at: datetime,
    note: str = "",
) -> Unit:
    """Corrects a unit's facts. A change made by decision is a succession: see ``successions.py``.

    :raises Stale: somebody else changed it since ``version``.
    """
    unit = locked(unit)
    may_manage_units(by, unit.root, on=day_of(at)).demand()
    _check_dates(from_on, to_on)
    _check_end(unit, to_on)
    if parent is None or parent.pk != unit.parent_id:
        check_place(unit, parent)
    demand_plain(name=name)
    _check_code(code, unit.root_id if unit.parent_id else None, unit)
    values = {
        "code": code,
        "name": name,
        "tier": tier,
        "parent": parent,
        "official_code": official_code,
        "from_on": from_on,
        "to_on": to_on,
    }
    unit.search_text, unit.sort_text = unit_texts(name, code, official_code).values()
    with one_at_a_time():
        facts = write(unit, values, version=version)
    if facts:
        record("people.unit_changed", unit, by=by, at=at, note=note, facts=facts)
    return unit


def children_after(units: Sequence[Unit], day: date) -> list[Unit]:
    children = Unit.objects.filter(in_force(day), parent__in=units).exclude(pk__in=[unit.pk for unit in units])
    return list(children.select_for_update().order_by("pk"))


@action
def end_unit(unit: Unit, *, to_on: date, decision: str, version: int, by: Account | None, at: datetime) -> Unit:
    """Dissolves a unit without a successor. ``to_on`` is its last day.

    :raises Refused: it has a successor or has ended already, or units would be left without a superior.
    """
    unit = locked(unit)
    may_manage_units(by, unit.root, on=day_of(at)).demand()
    _check_dates(unit.from_on, to_on)
    _check_end(unit, to_on)
    if unit.to_on is not None and unit.to_on < day_of(at) and unit.to_on != to_on:
        raise Refused(
            _("“%(name)s” has ended already, on %(day)s. If that day is wrong, correct it on the page “Edit the unit”.")
            % {"name": unit.name, "day": day_text(unit.to_on)},
            field="to_on",
        )
    remaining = children_after([unit], to_on + timedelta(days=1))
    if remaining:
        raise Refused(
            _("On that day %(count)d units still stand below it, “%(name)s” among them. Move or end them first.")
            % {"count": len(remaining), "name": remaining[0].name}
        )
    facts = write(unit, {"to_on": to_on}, version=version)
    if facts:
        record("people.unit_ended", unit, by=by, at=at, note=decision, facts=facts)
    return unit

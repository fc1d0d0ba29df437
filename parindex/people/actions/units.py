"""Changes of units: made, corrected, ended, succeeded by others."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from parindex.kernel.changes import fact, locked, one_at_a_time, write
from parindex.kernel.text import fold, sort_key
from parindex.kernel.trail import action, record
from parindex.kernel.verdicts import Refused
from parindex.people.actions.accounts import demand_plain
from parindex.people.enums import Role
from parindex.people.models import DEPTH, Account, RoleGrant, Succession, Tier, Unit, day_of, in_force
from parindex.people.rules import may_change_grants, may_manage_units


def unit_texts(name: str, code: str, official_code: str) -> dict[str, str]:
    """The columns by which a unit is found and sorted."""
    return {
        "search_text": fold(f"{name} {code} {official_code}")[:500],
        "sort_text": sort_key(name)[:600],
    }


def _check_dates(from_on: date | None, to_on: date | None) -> None:
    if from_on and to_on and to_on < from_on:
        raise Refused(_("The last day is before the first day."), field="to_on")


def _check_place(unit: Unit | None, parent: Unit | None) -> None:
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
    _check_place(None, parent)
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
    """Corrects a unit's facts. A change made by decision is a succession: see :func:`succeed`.

    :raises Stale: somebody else changed it since ``version``.
    """
    unit = locked(unit)
    may_manage_units(by, unit.root, on=day_of(at)).demand()
    _check_dates(from_on, to_on)
    if parent is None or parent.pk != unit.parent_id:
        _check_place(unit, parent)
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


def _children_after(units: Sequence[Unit], day: date) -> list[Unit]:
    children = Unit.objects.filter(in_force(day), parent__in=units).exclude(pk__in=[unit.pk for unit in units])
    return list(children.select_for_update().order_by("pk"))


@action
def end_unit(unit: Unit, *, to_on: date, decision: str, version: int, by: Account | None, at: datetime) -> Unit:
    """Dissolves a unit without a successor. ``to_on`` is its last day."""
    unit = locked(unit)
    may_manage_units(by, unit.root, on=day_of(at)).demand()
    _check_dates(unit.from_on, to_on)
    remaining = _children_after([unit], to_on + timedelta(days=1))
    if remaining:
        raise Refused(
            _("On that day %(count)d units still stand below it, “%(name)s” among them. Move or end them first.")
            % {"count": len(remaining), "name": remaining[0].name}
        )
    facts = write(unit, {"to_on": to_on}, version=version)
    if facts:
        record("people.unit_ended", unit, by=by, at=at, note=decision, facts=facts)
    return unit


@action
def succeed(
    predecessors: Sequence[Unit],
    successors: Sequence[Unit],
    *,
    on: date,
    decision: str,
    carry_roles: bool = False,
    by: Account | None,
    at: datetime,
) -> None:
    """``predecessors`` end the day before ``on`` and are succeeded by ``successors``: merged, split, renamed.

    With a single successor the units below pass to it; with several the office must first say where they go. A unit
    may also continue under its own name and take others in: it then stands on both sides.

    :param carry_roles: with a single successor, the roles held at the predecessors that day go on there.
    :raises Refused: nothing to succeed, a unit not in force, or units below that would be left without a superior.
    """
    if not predecessors or not successors:
        raise Refused(_("Choose the units that end and the units that follow them."))
    staying = {unit.pk for unit in successors}
    named = staying | {unit.pk for unit in predecessors}
    rows = list(Unit.objects.select_for_update().filter(pk__in=named).order_by("pk"))
    ending = [unit for unit in rows if unit.pk not in staying]
    following = [unit for unit in rows if unit.pk in staying]
    for unit in [*ending, *following]:
        may_manage_units(by, unit.root, on=day_of(at)).demand()
    if not ending:
        raise Refused(_("A unit cannot succeed itself alone. Choose another successor."), field="successors")
    last_day = on - timedelta(days=1)
    for unit in ending:
        if (unit.from_on and unit.from_on > last_day) or (unit.to_on and unit.to_on < last_day):
            raise Refused(
                _("“%(name)s” is not in force on %(day)s.")
                % {"name": unit.name, "day": date_format(last_day, "SHORT_DATE_FORMAT")},
                field="on",
            )
    for unit in following:
        if (unit.from_on and unit.from_on > on) or (unit.to_on and unit.to_on < on):
            raise Refused(
                _("“%(name)s” is not in force on %(day)s.")
                % {"name": unit.name, "day": date_format(on, "SHORT_DATE_FORMAT")},
                field="on",
            )
    _pass_children_on(ending, following, on=on, by=by, at=at)
    for unit in ending:
        facts = write(unit, {"to_on": last_day})
        steps = [
            Succession.objects.get_or_create(
                unit=unit, successor=successor, defaults={"on": on, "decision": decision[:200]}
            )
            for successor in following
        ]
        if not facts and not any(created for _step, created in steps):
            continue
        record(
            "people.unit_succeeded",
            unit,
            by=by,
            at=at,
            note=decision,
            facts={**facts, "successors": [fact(successor) for successor in following], "on": on.isoformat()},
        )
    if carry_roles:
        if len(following) > 1:
            raise Refused(_("Roles can go on only at a single successor."), field="carry_roles")
        _carry_roles(ending, following[0], on=on, decision=decision, by=by, at=at)


def _pass_children_on(
    ending: Sequence[Unit], following: Sequence[Unit], *, on: date, by: Account | None, at: datetime
) -> None:
    children = [child for child in _children_after(ending, on) if child.pk not in {unit.pk for unit in following}]
    if not children:
        return
    if len(following) > 1:
        raise Refused(
            _(
                "On that day %(count)d units still stand below, “%(name)s” among them. "
                "State first which superior unit each will have."
            )
            % {"count": len(children), "name": children[0].name}
        )
    for child in children:
        _check_place(child, following[0])
        facts = write(child, {"parent": following[0]})
        record("people.unit_changed", child, by=by, at=at, facts=facts)


def _carry_roles(
    ending: Sequence[Unit], successor: Unit, *, on: date, decision: str, by: Account | None, at: datetime
) -> None:
    last_day = on - timedelta(days=1)
    # Asked before the roles of whoever records this go over themselves.
    approvers_go_on = may_change_grants(by, Role.APPROVER, successor, on=day_of(at))
    held = RoleGrant.objects.select_for_update().filter(in_force(on), unit__in=ending, revoked_at=None, from_on__lt=on)
    taken = set(
        RoleGrant.objects.filter(in_force(on), unit=successor, revoked_at=None).values_list("account_id", "role")
    )
    for grant in held.exclude(role=Role.ADMINISTRATOR).select_related("account").order_by("pk"):
        until = grant.to_on
        facts = write(grant, {"to_on": last_day})
        record("people.role_ended", grant, by=by, at=at, note=decision, facts=facts)
        if (grant.account_id, grant.role) in taken or (grant.role == Role.APPROVER and not approvers_go_on):
            continue
        taken.add((grant.account_id, grant.role))
        new = RoleGrant.objects.create(
            account=grant.account,
            role=grant.role,
            unit=successor,
            from_on=on,
            to_on=until,
            decision=decision[:250],
            granted_at=at,
            granted_by=by,
        )
        record("people.role_given", new, by=by, at=at, note=decision, facts={"role": new.role, "unit": fact(successor)})

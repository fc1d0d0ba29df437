"""Successions of units: merged, split, renamed by decision; and the correction of a wrong day."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from parindex.kernel.changes import fact, locked, one_at_a_time, write
from parindex.kernel.trail import action, record
from parindex.kernel.verdicts import Refused
from parindex.people.actions.units import check_place, children_after, day_text
from parindex.people.enums import Role
from parindex.people.models import Account, RoleGrant, Succession, Unit, day_of, in_force
from parindex.people.rules import may_change_grants, may_manage_units


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
    :raises Refused: nothing to succeed, a unit not in force, units below that would be left without a superior, or what
        contradicts a succession on record.
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
                _("“%(name)s” is not in force on %(day)s.") % {"name": unit.name, "day": day_text(last_day)},
                field="on",
            )
    for unit in following:
        if (unit.from_on and unit.from_on > on) or (unit.to_on and unit.to_on < on):
            raise Refused(
                _("“%(name)s” is not in force on %(day)s.") % {"name": unit.name, "day": day_text(on)},
                field="on",
            )
    if carry_roles and len(following) > 1:
        raise Refused(_("Roles can go on only at a single successor."), field="carry_roles")
    for unit in ending:
        _check_successors(unit, following, on=on, decision=decision[:200])
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
        _carry_roles(ending, following[0], on=on, decision=decision, by=by, at=at)


def _check_successors(unit: Unit, following: Sequence[Unit], *, on: date, decision: str) -> None:
    """All successors of a unit follow it on one day by one decision and are of one tier; agencies are followed by
    agencies, provinces by provinces.

    :raises Refused: they do not.
    """
    recorded = list(unit.successions.select_related("successor__tier"))
    first = recorded[0] if recorded else None
    if first is not None and (first.on, first.decision) != (on, decision):
        raise Refused(
            _(
                "“%(name)s” is succeeded by “%(successor)s” from %(day)s already, by “%(decision)s”. A further "
                "successor has the same day and decision. If they are wrong, correct them on the unit's page under "
                "“Succession”."
            )
            % {
                "name": unit.name,
                "successor": first.successor.name,
                "day": day_text(first.on),
                "decision": first.decision or "–",
            },
            field="on" if first.on != on else "decision",
        )
    tier = first.successor.tier if first is not None else following[0].tier
    for successor in following:
        kinds = [(one.parent_id is None, one.tier.is_agency) for one in (unit, successor)]
        if successor.tier != tier or kinds[0] != kinds[1]:
            raise Refused(
                _(
                    "“%(successor)s” (%(other)s) cannot succeed “%(name)s” (%(tier)s): a province is succeeded by a "
                    "province, an agency by an agency, and all successors of a unit are of one tier."
                )
                % {
                    "successor": successor.name,
                    "other": successor.tier.shown_title,
                    "name": unit.name,
                    "tier": unit.tier.shown_title,
                },
                field="successors",
            )


@action
def correct_succession(
    unit: Unit, *, on: date, decision: str, version: int, by: Account | None, at: datetime
) -> list[Unit]:
    """Corrects the day and the decision by which ``unit`` was succeeded, and those of the units merged with it.

    Roles that went over on the old day go over on the new one.

    :return: the units that now end the day before ``on``.
    :raises Refused: without a successor, or one of the units is not in force then.
    """
    unit = locked(unit)
    may_manage_units(by, unit.root, on=day_of(at)).demand()
    recorded = unit.successions.first()
    if recorded is None:
        raise Refused(_("“%(name)s” has no successor.") % {"name": unit.name})
    same = Succession.objects.filter(on=recorded.on, decision=recorded.decision)
    ending, following, known = {unit.pk}, set[int](), 0
    while len(ending) + len(following) > known:
        known = len(ending) + len(following)
        following |= set(same.filter(unit__in=ending).values_list("successor_id", flat=True))
        ending |= set(same.filter(successor__in=following).values_list("unit_id", flat=True))
    rows = list(Unit.objects.select_for_update().filter(pk__in=ending | following).order_by("pk"))
    last_day, before = on - timedelta(days=1), recorded.on
    old, new = [row for row in rows if row.pk in ending], [row for row in rows if row.pk in following]
    for row in rows:
        may_manage_units(by, row.root, on=day_of(at)).demand()
    # A successor that began for this succession alone begins with it.
    others = Succession.objects.filter(successor__in=following).exclude(unit__in=ending)
    bound = set(others.values_list("successor_id", flat=True))
    beginning = [row for row in new if row.from_on == before and row.pk not in bound]
    for row, day in [*((row, last_day) for row in old), *((row, on) for row in new)]:
        begins = None if row in beginning else row.from_on
        ends = None if row in old else row.to_on
        if (begins and begins > day) or (ends and ends < day):
            raise Refused(
                _("“%(name)s” is not in force on %(day)s.") % {"name": row.name, "day": day_text(day)}, field="on"
            )

    def write_days() -> None:
        for row in old:
            facts = write(row, {"to_on": last_day}, version=version if row.pk == unit.pk else None)
            if facts or decision != recorded.decision:
                facts = {**facts, "decision": [recorded.decision, decision], "on": [before.isoformat(), on.isoformat()]}
                record("people.succession_corrected", row, by=by, at=at, facts=facts)
        for row in beginning:
            facts = write(row, {"from_on": on})
            if facts:
                record("people.unit_changed", row, by=by, at=at, note=decision, facts=facts)

    steps = Succession.objects.filter(unit__in=ending, successor__in=following)
    # At every moment a unit ends before its successors begin: the database holds that.
    if on < before:
        write_days()
        steps.update(on=on, decision=decision[:200])
    else:
        steps.update(on=on, decision=decision[:200])
        write_days()
    _move_roles(ending, following, before=before, on=on, by=by, at=at, decision=(recorded.decision, decision[:200]))
    return old


def _move_roles(
    ending: Collection[int],
    following: Collection[int],
    *,
    before: date,
    on: date,
    decision: tuple[str, str],
    by: Account | None,
    at: datetime,
) -> None:
    """Roles that went over on the day ``before`` go over on ``on``: they end at the one unit and begin at the other."""
    if on == before and decision[0] == decision[1]:
        return
    grants = RoleGrant.objects.select_for_update(of=("self",)).filter(revoked_at=None).select_related("unit")
    ended = grants.filter(unit__in=ending, to_on=before - timedelta(days=1)).order_by("pk")
    held: dict[tuple[int, str], list[RoleGrant]] = {}
    for grant in ended:
        held.setdefault((grant.account_id, grant.role), []).append(grant)
    for new in grants.filter(unit__in=following, from_on=before, decision=decision[0]).order_by("pk"):
        earlier = held.get((new.account_id, new.role), [])
        if not earlier:
            continue
        if (new.to_on and new.to_on < on) or any(grant.from_on >= on for grant in earlier):
            raise Refused(
                _("“%(name)s” holds the role “%(role)s” only before or after that day. End that role first.")
                % {"name": new.account.full_name, "role": new.get_role_display()},
                field="on",
            )
        for grant in earlier:
            facts = write(grant, {"to_on": on - timedelta(days=1)})
            if facts:
                record("people.role_ended", grant, by=by, at=at, note=decision[1], facts=facts)
        with one_at_a_time():
            facts = write(new, {"from_on": on, "decision": decision[1]})
        if facts:
            record("people.role_moved", new, by=by, at=at, note=decision[1], facts=facts)


def _pass_children_on(
    ending: Sequence[Unit], following: Sequence[Unit], *, on: date, by: Account | None, at: datetime
) -> None:
    children = [child for child in children_after(ending, on) if child.pk not in {unit.pk for unit in following}]
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
        check_place(child, following[0])
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

"""Taking over files of units and of accounts: stored as they came, tried dry, applied once."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from parindex.kernel import files
from parindex.kernel.changes import fact, one_at_a_time, put_many
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused
from parindex.people.actions.accounts import account_texts
from parindex.people.actions.units import unit_texts
from parindex.people.imports import accounts as account_files
from parindex.people.imports import units as unit_files
from parindex.people.imports.accounts import AccountPlan, AccountRow
from parindex.people.imports.dry_run import plan_of
from parindex.people.imports.units import UnitPlan, UnitRow
from parindex.people.models import Account, Import, RoleGrant, Unit, day_of
from parindex.people.rules import may_apply, may_import, may_manage_units, may_operate

#: Rows written by one statement.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Applied:
    """The import as it stands, and whether it had been taken over before: then nothing was done this time."""

    upload: Import
    already: bool


@action
def upload(
    number: uuid.UUID,
    kind: str,
    chunks: Iterable[bytes],
    *,
    name: str,
    province: Unit | None,
    by: Account | None,
    at: datetime,
) -> Import:
    """Stores a file for a dry run. ``number`` is made by the form: the same one again stores nothing more.

    :raises Refused: too large.
    """
    known = Import.objects.filter(pk=number).first()
    if known is not None:
        may_apply(by, known, on=day_of(at)).demand()
        return known
    may_import(by, kind, province, on=day_of(at)).demand()
    stored = files.store(chunks, name=name, by=by, at=at)
    made = Import(pk=number, kind=kind, file=stored, province=province, uploaded_at=at, uploaded_by=by)
    # The form may be sent twice at the same moment: the first one in is kept.
    Import.objects.bulk_create([made], ignore_conflicts=True)
    kept = Import.objects.get(pk=number)
    if kept.file_id != stored.pk:
        stored.delete()
        return kept
    record("people.import_uploaded", made, by=by, at=at, facts={"kind": kind, "sha256": stored.sha256})
    return made


@action
def apply_import(
    number: uuid.UUID,
    *,
    digest: str | None,
    invite: bool = False,
    password: str | None = None,
    by: Account | None,
    at: datetime,
) -> Applied:
    """Takes the stored bytes over, all or nothing, once.

    :param digest: of the plan that the person saw; None for the program, which looks at no dry run.
    :param invite: new accounts with an address are invited by mail.
    :param password: of every new account (demonstrations only).
    :raises Refused: the file has faults, or would now do something else than was shown.
    """
    upload_ = Import.objects.select_for_update().get(pk=number)
    may_apply(by, upload_, on=day_of(at)).demand()
    if upload_.applied_at is not None:
        return Applied(upload_, already=True)
    # Serialises imports into one province, so that two dry runs cannot both come true.
    if upload_.province_id is not None:
        Unit.objects.select_for_update().get(pk=upload_.province_id)
    plan = plan_of(upload_, by=by)
    if plan.faults:
        first = plan.faults[0]
        raise Refused(
            _("The file has %(count)d faults, the first: %(place)s: %(problem)s %(mend)s")
            % {"count": len(plan.faults), "place": first.place, "problem": first.problem, "mend": first.mend}
        )
    if digest is not None and digest != plan.digest:
        raise Refused(_("The data have changed since this dry run. Look at the new result below, then confirm again."))
    with one_at_a_time():
        if isinstance(plan, UnitPlan):
            may_manage_units(by, plan.province, on=day_of(at)).demand()
            province = _apply_units(plan, by=by, at=at)
            upload_.province = upload_.province or province
        elif isinstance(plan, AccountPlan):
            _apply_accounts(plan, invite=invite, password=password, by=by, at=at)
    upload_.applied_at, upload_.applied_by = at, by
    upload_.created, upload_.changed, upload_.unchanged = plan.created, plan.changed, plan.unchanged
    upload_.save()
    counts: dict[str, Fact] = {"created": plan.created, "changed": plan.changed, "unchanged": plan.unchanged}
    record(f"people.{upload_.kind}_imported", upload_, by=by, at=at, facts={**counts, "sha256": upload_.file.sha256})
    return Applied(upload_, already=False)


@action
def forget_uploads(*, before: datetime, by: Account | None, at: datetime) -> int:
    """Deletes the uploads of before that moment which nobody took over. Their files are then anybody's to sweep.

    :return: how many there were.
    """
    may_operate(by, on=day_of(at)).demand()
    waiting = Import.objects.select_for_update(of=("self",)).filter(applied_at=None, uploaded_at__lt=before)
    found = list(waiting.select_related("file").order_by("pk"))
    for upload_ in found:
        facts: dict[str, Fact] = {"kind": upload_.kind, "sha256": upload_.file.sha256}
        record("people.import_forgotten", upload_, by=by, at=at, facts=facts)
    Import.objects.filter(pk__in=[upload_.pk for upload_ in found]).delete()
    return len(found)


@action
def import_file(
    kind: str,
    data: bytes,
    *,
    name: str,
    province: Unit | None = None,
    password: str | None = None,
    by: Account | None = None,
    at: datetime,
) -> Import:
    """Stores a file and takes it over in one go: the command line and the demonstration.

    :raises Refused: with the first fault, its place and its mend.
    """
    made = upload(uuid.uuid4(), kind, [data], name=name, province=province, by=by, at=at)
    return apply_import(made.pk, digest=None, password=password, by=by, at=at).upload


def _apply_units(plan: UnitPlan, *, by: Account | None, at: datetime) -> Unit:
    known = dict(plan.existing or {})
    rows = {row.code: row for row in plan.rows or []}
    province = plan.province
    waiting = [row for row in rows.values() if row.code not in known]
    while waiting:
        level = [row for row in waiting if not row.parent_code or row.parent_code in known]
        made = [_new_unit(row, known.get(row.parent_code), province) for row in level]
        Unit.objects.bulk_create(made, batch_size=_BATCH)
        for unit in made:
            if unit.parent_id is None:
                unit.root = province = unit
                unit.save(update_fields=["root"])
            known[unit.code] = unit
            record(
                "people.unit_created",
                unit,
                by=by,
                at=at,
                facts={"code": unit.code, "parent": rows[unit.code].parent_code},
            )
        waiting = [row for row in waiting if row.code not in known]
    _change_units(plan, known, by=by, at=at)
    if province is None:
        raise RuntimeError("a plan without faults has a province")
    return province


def _new_unit(row: UnitRow, parent: Unit | None, province: Unit | None) -> Unit:
    texts = unit_texts(row.values["name"], row.code, row.values.get("official_code", ""))
    return Unit(code=row.code, parent=parent, root=province, **row.values, **texts)


def _change_units(plan: UnitPlan, known: dict[str, Unit], *, by: Account | None, at: datetime) -> None:
    changed = []
    for row in plan.rows or []:
        unit = (plan.existing or {}).get(row.code)
        if unit is None:
            continue
        values = unit_files.changed_values(row, unit)
        if (unit.parent.code if unit.parent else "") != row.parent_code:
            values["parent"] = known[row.parent_code]
        if not values:
            continue
        facts: dict[str, Fact] = {name: [fact(getattr(unit, name)), fact(value)] for name, value in values.items()}
        for name, value in values.items():
            setattr(unit, name, value)
        unit.search_text, unit.sort_text = unit_texts(unit.name, unit.code, unit.official_code).values()
        unit.version += 1
        changed.append(unit)
        record("people.unit_changed", unit, by=by, at=at, facts=facts)
    fields = ["name", "tier", "parent", "official_code", "from_on", "to_on", "search_text", "sort_text", "version"]
    put_many(changed, fields)


def _apply_accounts(plan: AccountPlan, *, invite: bool, password: str | None, by: Account | None, at: datetime) -> None:
    known = dict(plan.existing or {})
    rows = plan.rows or []
    # One hash for all: only demonstrations give a password, and hashing each costs a fifth of a second.
    shared = make_password(password) if password is not None else None
    fresh = {row.username: row for row in reversed(rows) if row.username not in known}
    made = [_new_account(row, shared, at=at) for row in fresh.values()]
    Account.objects.bulk_create(made, batch_size=_BATCH)
    for account in made:
        known[account.username] = account
        invited = invite and bool(account.email) and password is None
        facts: dict[str, Fact] = {"username": account.username, "invite": invited}
        record("people.account_created", account, by=by, at=at, facts=facts)
    _change_accounts(plan, by=by, at=at)
    grants = [
        RoleGrant(
            account=known[row.username],
            role=row.role.role,
            unit=row.role.unit,
            from_on=row.role.from_on,
            to_on=row.role.to_on,
            granted_at=at,
            granted_by=by,
        )
        for row in rows
        if row.role is not None
    ]
    RoleGrant.objects.bulk_create(grants, batch_size=_BATCH)
    for grant in grants:
        record(
            "people.role_given",
            grant,
            by=by,
            at=at,
            facts={
                "account": grant.account_id,
                "role": grant.role,
                "unit": fact(grant.unit),
                "from_on": grant.from_on.isoformat(),
                "to_on": fact(grant.to_on),
            },
        )


def _new_account(row: AccountRow, password: str | None, *, at: datetime) -> Account:
    values = {"email": "", "position": "", **row.values}
    return Account(
        username=row.username,
        password=password or make_password(None),
        created_at=at,
        **values,
        **account_texts(values["full_name"], row.username, values["email"], values["position"]),
    )


def _change_accounts(plan: AccountPlan, *, by: Account | None, at: datetime) -> None:
    changed: dict[str, Account] = {}
    for row in plan.rows or []:
        account = (plan.existing or {}).get(row.username)
        if account is None or row.username in changed:
            continue
        values = account_files.changed_values(row, account)
        if not values:
            continue
        facts: dict[str, Fact] = {name: [getattr(account, name), value] for name, value in values.items()}
        for name, value in values.items():
            setattr(account, name, value)
        texts = account_texts(account.full_name, account.username, account.email, account.position)
        account.search_text, account.sort_text = texts["search_text"], texts["sort_text"]
        account.version += 1
        changed[row.username] = account
        record("people.account_changed", account, by=by, at=at, facts=facts)
    fields = ["full_name", "email", "position", "search_text", "sort_text", "version"]
    put_many(list(changed.values()), fields)

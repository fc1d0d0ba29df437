"""A file of accounts with roles: ``username,full_name,email,position,role,unit_code,from_on,to_on``.

A person with several roles has several rows. Nothing is taken away: roles that the file does not name stay.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import override

from parindex.kernel.text import fold, is_plain_line
from parindex.people.enums import Effect, Role
from parindex.people.imports.plans import Line, Plan
from parindex.people.imports.table import Row, Table, read_date, read_table
from parindex.people.models import Account, RoleGrant, Unit

HEADINGS: dict[str, tuple[str, ...]] = {
    "username": ("Tên đăng nhập", "User name"),
    "full_name": ("Họ và tên", "Họ tên", "Full name"),
    "email": ("Thư điện tử", "Địa chỉ thư điện tử", "E-mail"),
    "position": ("Chức vụ", "Position"),
    "role": ("Vai trò", "Role"),
    "unit_code": ("Mã đơn vị", "Unit code"),
    "from_on": ("Từ ngày", "Hiệu lực từ ngày", "First day"),
    "to_on": ("Đến ngày", "Hiệu lực đến ngày", "Last day"),
}
REQUIRED = ("username", "full_name", "role", "unit_code")
#: An account costs more than a unit: its role and the trail of both are written with it, while others wait.
ROWS = 5_000
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_LIMITS = {"full_name": 200, "position": 200}


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role that the file gives and the account does not hold yet."""

    role: Role
    unit: Unit
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One readable row; ``values`` are the account's fields that the file gives."""

    row: int
    username: str
    values: dict[str, str]
    role: RoleRow | None


@dataclass(slots=True)
class AccountPlan(Plan):
    """The dry run of a file of accounts, and what an apply needs of it."""

    rows: list[AccountRow] | None = None
    existing: dict[str, Account] | None = None
    #: How many new accounts have no e-mail address: they need a printed start password.
    without_email: int = 0


def plan_accounts(
    data: bytes, name: str, province: Unit | None, *, importer: Account | None, today: date
) -> AccountPlan:
    """What the file would do. ``unit_code`` is looked up in ``province``; a role without a first day begins ``today``.

    Five queries, whatever the file's length.

    :raises Unreadable: not a table of accounts.
    """
    table = read_table(data, name, HEADINGS, REQUIRED, most=ROWS)
    plan = AccountPlan(sheet=table.sheet, faults=table.faults)
    units = {unit.code: unit for unit in Unit.objects.filter(root=province)} if province else {}
    roles = _role_names()
    plan.rows = rows = [parsed for row in table.rows if (parsed := _read(table, row, units, roles, province, today))]
    names = {row.username for row in rows}
    plan.existing = {account.username: account for account in Account.objects.filter(username__in=names)}
    _check_persons(table, rows, plan.existing)
    held = _held(rows, plan.existing)
    _check_roles(table, rows, plan.existing, held, importer)
    if not plan.faults:
        _fill(plan, rows, held)
    return plan


def _role_names() -> dict[str, Role]:
    names: dict[str, Role] = {}
    for language in ("en", "vi"):
        with override(language):
            names |= {fold(str(role.label)): role for role in Role}
    return names | {fold(role.value): role for role in Role}


def _read(
    table: Table, row: Row, units: dict[str, Unit], roles: dict[str, Role], province: Unit | None, today: date
) -> AccountRow | None:
    faults = len(table.faults)
    username = row.get("username").lower()
    if not _USERNAME.fullmatch(username) or len(username) > 60:
        table.fault(
            row.number,
            "username",
            _("“%(text)s” is not a user name.") % {"text": username} if username else _("The user name is missing."),
            _("Write up to 60 small letters without diacritics, digits, dots or dashes, like hoa.nguyen."),
        )
    if not row.get("full_name"):
        table.fault(row.number, "full_name", _("The full name is missing."), _("Write family name and given name."))
    values = {key: row.get(key) for key in ("full_name", "email", "position") if table.has(key)}
    for key in ("full_name", "position"):
        if not is_plain_line(row.get(key)):
            table.fault(
                row.number,
                key,
                _("The text holds a sign that cannot be seen."),
                _("Type it anew, without copying it from elsewhere."),
            )
    for key, limit in _LIMITS.items():
        if len(values.get(key, "")) > limit:
            table.fault(
                row.number, key, _("The text is too long."), _("Write at most %(limit)d characters.") % {"limit": limit}
            )
    if values.get("email"):
        values["email"] = values["email"].lower()
        try:
            validate_email(values["email"])
        except ValidationError:
            table.fault(
                row.number,
                "email",
                _("“%(text)s” is not an e-mail address.") % {"text": values["email"]},
                _("Correct it, or leave the cell empty."),
            )
    role = _read_role(table, row, units, roles, province, today)
    return AccountRow(row.number, username, values, role) if len(table.faults) == faults else None


def _read_role(
    table: Table, row: Row, units: dict[str, Unit], roles: dict[str, Role], province: Unit | None, today: date
) -> RoleRow | None:
    role_text, code = row.get("role"), row.get("unit_code")
    if not role_text and not code:
        return None
    role, unit = roles.get(fold(role_text)), units.get(code)
    if role is None:
        table.fault(
            row.number,
            "role",
            _("There is no role “%(text)s”.") % {"text": role_text} if role_text else _("The role is missing."),
            _("Write one of: %(roles)s.") % {"roles": "; ".join(str(role.label) for role in Role)},
        )
    if unit is None:
        table.fault(
            row.number,
            "unit_code",
            _("No unit has the code “%(code)s”.") % {"code": code} if code else _("The unit's code is missing."),
            _("Write the code of a unit of %(province)s.") % {"province": province}
            if province
            else _("Choose the province when uploading."),
        )
    from_on, to_on = read_date(table, row, "from_on") or today, read_date(table, row, "to_on")
    if to_on and to_on < from_on:
        table.fault(row.number, "to_on", _("The last day is before the first day."), _("Correct one of the two days."))
    if unit is None or role is None:
        return None
    if (unit.from_on and from_on < unit.from_on) or (unit.to_on and (to_on is None or to_on > unit.to_on)):
        table.fault(
            row.number,
            "unit_code",
            _("“%(name)s” is not in force during the whole period.") % {"name": unit.name},
            _("Write days within the unit's own, or the code of its successor."),
        )
    return RoleRow(role, unit, from_on, to_on)


def _check_persons(table: Table, rows: list[AccountRow], existing: dict[str, Account]) -> None:
    first: dict[str, AccountRow] = {}
    owner: dict[str, str] = {}
    emails = {row.values["email"] for row in rows if row.values.get("email")}
    taken = dict(Account.objects.filter(email__in=emails).values_list("email", "username"))
    for row in rows:
        before = first.setdefault(row.username, row)
        for key, value in row.values.items():
            if value != before.values.get(key):
                table.fault(
                    row.row,
                    key,
                    _("Row %(row)d says otherwise of the same person: “%(text)s”.")
                    % {"row": before.row, "text": before.values.get(key, "")},
                    _("Write the same in all rows of one user name."),
                )
        email = row.values.get("email")
        if not email:
            continue
        if owner.setdefault(email, row.username) != row.username or taken.get(email, row.username) != row.username:
            table.fault(
                row.row,
                "email",
                _("“%(email)s” belongs to the account “%(username)s”.")
                % {"email": email, "username": taken.get(email) or owner[email]},
                _("Every account has an address of its own: correct it, or leave the cell empty."),
            )


def _held(rows: list[AccountRow], existing: dict[str, Account]) -> dict[tuple[str, str, int], list[RoleGrant]]:
    held: dict[tuple[str, str, int], list[RoleGrant]] = {}
    grants = RoleGrant.objects.filter(account__in=existing.values(), revoked_at=None).select_related("account")
    for grant in grants:
        held.setdefault((grant.account.username, grant.role, grant.unit_id), []).append(grant)
    return held


def _touches(role: RoleRow, from_on: date, to_on: date | None) -> bool:
    return (to_on is None or to_on >= role.from_on) and (role.to_on is None or role.to_on >= from_on)


def _is_held(row: AccountRow, held: dict[tuple[str, str, int], list[RoleGrant]]) -> bool:
    role = row.role
    if role is None:
        return True
    grants = held.get((row.username, role.role, role.unit.pk), [])
    return any(_touches(role, grant.from_on, grant.to_on) for grant in grants)


def _check_roles(
    table: Table,
    rows: list[AccountRow],
    existing: dict[str, Account],
    held: dict[tuple[str, str, int], list[RoleGrant]],
    importer: Account | None,
) -> None:
    given: dict[tuple[str, str, int], list[tuple[int, RoleRow]]] = {}
    for row in rows:
        if row.role is None:
            continue
        same = given.setdefault((row.username, row.role.role, row.role.unit.pk), [])
        for number, other in same:
            if _touches(row.role, other.from_on, other.to_on):
                table.fault(
                    row.row,
                    "role",
                    _("Row %(row)d gives the same role at the same unit in this period.") % {"row": number},
                    _("Delete one of the two rows, or correct the days."),
                )
        same.append((row.row, row.role))
        if _is_held(row, held):
            continue
        account = existing.get(row.username)
        if account is not None and not account.is_active:
            table.fault(
                row.row,
                "username",
                _("This account is deactivated: it can hold no role."),
                _("Reactivate it first, or delete the row."),
            )
        if importer is not None and row.username == importer.username:
            table.fault(
                row.row,
                "role",
                _("Nobody gives a role to themselves."),
                _("Delete the row, or let another administrator import it."),
            )


def changed_values(row: AccountRow, account: Account) -> dict[str, str]:
    """The fields of ``account`` that ``row`` would change."""
    return {name: value for name, value in row.values.items() if getattr(account, name) != value}


def _fill(plan: AccountPlan, rows: list[AccountRow], held: dict[tuple[str, str, int], list[RoleGrant]]) -> None:
    seen: set[str] = set()
    for number, row in enumerate(rows):
        account = (plan.existing or {}).get(row.username)
        new, first = account is None, row.username not in seen
        seen.add(row.username)
        changes: list[tuple[str, str, str]] = []
        if account is not None and first:
            changes = [
                (str(Account._meta.get_field(key).verbose_name), getattr(account, key) or "–", value or "–")  # type: ignore[union-attr]
                for key, value in changed_values(row, account).items()
            ]
        if row.role is not None:
            if _is_held(row, held):
                rows[number] = AccountRow(row.row, row.username, row.values, None)
            else:
                until = row.role.to_on.strftime("%d/%m/%Y") if row.role.to_on else "…"
                changes.append(
                    (
                        str(row.role.role.label),
                        "–",
                        f"{row.role.unit.name}, {row.role.from_on.strftime('%d/%m/%Y')} – {until}",
                    )
                )
        plan.without_email += new and first and not row.values.get("email")
        effect = Effect.CREATED if new else Effect.CHANGED if changes else Effect.UNCHANGED
        plan.lines.append(Line(row.row, row.username, row.values["full_name"], effect, changes))

"""Who works with the program and for which unit: tiers, units through time, accounts, roles held for a period."""

import uuid
from datetime import date, datetime
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parindex.kernel import trail
from parindex.kernel.models import StoredFile
from parindex.people.enums import ImportKind, Role


def day_of(moment: datetime) -> date:
    """The calendar day of ``moment`` where the offices are: roles and units are dated by it."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def in_force(day: date, prefix: str = "") -> Q:
    """Condition on a dated row (``from_on``, ``to_on``, both inclusive, open when empty): in force on ``day``."""
    starts = Q(**{f"{prefix}from_on__isnull": True}) | Q(**{f"{prefix}from_on__lte": day})
    ends = Q(**{f"{prefix}to_on__isnull": True}) | Q(**{f"{prefix}to_on__gte": day})
    return starts & ends


class Tier(models.Model):
    """A tier of government, as data: province, department, district, commune, or whatever the law makes of them."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    #: Units of this tier are agencies of the People's Committee above them and act for it: a coordinator at Sở Nội vụ
    #: coordinates the whole province, a coordinator at a district only that district.
    is_agency = models.BooleanField(_("agencies of the unit above"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_title(self) -> str:
        """The title in the language of the page, where an administrator gave one."""
        return (self.title_en if get_language() == "en" else "") or self.title


#: Levels of the tree of units, the province included.
DEPTH = 4


def below(unit: "Unit", prefix: str = "") -> Q:
    """Condition: ``unit`` or one below it. Exact because the tree has at most ``DEPTH`` levels."""
    if unit.parent_id is None:
        return Q(**{f"{prefix}root": unit.pk})
    return Q(**{f"{prefix}pk": unit.pk}) | Q(**{f"{prefix}parent": unit.pk}) | Q(**{f"{prefix}parent__parent": unit.pk})


class UnitQuerySet(models.QuerySet["Unit"]):
    def on(self, day: date) -> Self:
        """Units that exist on ``day``."""
        return self.filter(in_force(day))

    def under(self, unit: "Unit") -> Self:
        """``unit`` and everything below it."""
        return self.filter(below(unit))

    def visible_to(self, user: "Account", *, on: date) -> Self:
        """Who holds a role in a province on that day sees its units; an administrator sees all."""
        if is_administrator(user, on=on):
            return self
        return self.filter(root__in={grant.unit.root_id for grant in standing(user, on=on)})


class Unit(models.Model):
    """A body of the administration, from its first to its last day; merged units know their successors."""

    code = models.CharField(
        _("code"),
        max_length=40,
        validators=[
            RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]*$", _("Only letters without diacritics, digits, dots, dashes."))
        ],
    )
    name = models.CharField(_("name"), max_length=250)
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="units", verbose_name=_("tier"))
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("superior unit"),
    )
    #: The province at the top, the unit itself for a province. Codes are unique inside it.
    root = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    official_code = models.CharField(_("official code"), max_length=20, blank=True)
    from_on = models.DateField(_("first day"), null=True, blank=True)
    to_on = models.DateField(_("last day"), null=True, blank=True)
    #: ``name`` and ``code`` without diacritics, for search; written by the actions.
    search_text = models.CharField(max_length=500, editable=False)
    #: ``name`` in Vietnamese dictionary order; written by the actions.
    sort_text = models.CharField(max_length=600, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[UnitQuerySet] = UnitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["sort_text", "id"]
        indexes = [models.Index(fields=["tier", "sort_text"]), models.Index(fields=["parent"])]
        constraints = [
            # Units are named by their code whatever its case: two that differ in nothing else could not be told apart.
            models.UniqueConstraint("root", Lower("code"), name="unit_code_unique_in_province"),
            models.UniqueConstraint(Lower("code"), condition=Q(parent=None), name="province_code_unique"),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(to_on=None) | Q(to_on__gte=F("from_on")), name="unit_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def realm(self) -> "Unit":
        """For whom a coordinator held here coordinates: an agency acts for the People's Committee above it."""
        return self.parent if self.parent is not None and self.tier.is_agency else self


class Succession(models.Model):
    """``unit`` was succeeded by ``successor`` on a day: merged, split or renamed by a decision."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions", verbose_name=_("unit"))
    successor = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="predecessions", verbose_name=_("successor")
    )
    on = models.DateField(_("from"))
    decision = models.CharField(_("decision"), max_length=200, blank=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(unit=F("successor")), name="succession_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} → {self.successor}"


def without_password() -> Q:
    """Condition on an account: no password was ever set, so that nobody can sign in with it yet."""
    return Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)


class AccountQuerySet(models.QuerySet["Account"]):
    def visible_to(self, user: "Account", *, on: date) -> Self:
        """Administrators: all; coordinators: who held a role in their realm or none so far; everybody: themselves."""
        if is_administrator(user, on=on):
            return self
        seen = Q(pk=user.pk)
        if realms(user, on=on):
            there = RoleGrant.objects.filter(in_realms(user, on=on, prefix="unit__"))
            anywhere = RoleGrant.objects.filter(account=OuterRef("pk"))
            seen = seen | Q(pk__in=there.values("account")) | Q(~Exists(anywhere))
        return self.filter(seen)


class AccountManager(BaseUserManager.from_queryset(AccountQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> "Account":
        account: Account = self.get(username=(username or "").lower())
        return account


class Account(AbstractBaseUser):
    """A person's account. What it may do comes only from the roles it holds today."""

    username = models.CharField(
        _("user name"),
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9][a-z0-9._-]*$", _("Only small letters without diacritics, digits, dots, dashes."))
        ],
    )
    full_name = models.CharField(_("full name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    position = models.CharField(_("position"), max_length=200, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    #: The password was given by somebody else: it must be changed at the next sign-in.
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    #: When the last invitation by mail went out.
    invited_at = models.DateTimeField(null=True, editable=False)
    search_text = models.CharField(max_length=800, editable=False)
    sort_text = models.CharField(max_length=600, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        ordering = ["sort_text", "id"]
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="account_email_unique"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def on(self, day: date) -> Self:
        """Grants in force on ``day``, of accounts that may sign in."""
        return self.filter(in_force(day), revoked_at=None, account__is_active=True)

    def visible_to(self, user: "Account", *, on: date) -> Self:
        """Administrators see all, coordinators those in their realm, everybody their own."""
        if is_administrator(user, on=on):
            return self
        return self.filter(Q(account=user.pk) | in_realms(user, on=on, prefix="unit__"))


class RoleGrant(models.Model):
    """One account holds one role at one unit, for a period. Never deleted: revoked."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants", verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=30, choices=Role)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants", verbose_name=_("unit"))
    from_on = models.DateField(_("first day"))
    to_on = models.DateField(_("last day"), null=True, blank=True)
    decision = models.CharField(_("decision or reason"), max_length=250, blank=True)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_reason = models.CharField(_("reason"), max_length=250, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[RoleGrantQuerySet] = RoleGrantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-from_on", "id"]
        indexes = [models.Index(fields=["account", "role"]), models.Index(fields=["unit", "role"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="grant_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="grant_names_a_role"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_reason="") | (Q(revoked_at__isnull=False) & ~Q(revoked_reason="")),
                name="grant_revoked_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["account", "role", "unit", "from_on"], condition=Q(revoked_at=None), name="grant_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.get_role_display()} – {self.unit}"


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: Account, *, on: date) -> Self:
        """Administrators see all; coordinators of a province its imports of units."""
        if is_administrator(user, on=on):
            return self
        provinces = [pk for pk, realm in realms(user, on=on).items() if realm.parent_id is None]
        return self.filter(kind=ImportKind.UNITS, province__in=provinces)


class Import(models.Model):
    """A file of units or accounts as it was uploaded, and whether it was taken over. Its bytes never change.

    The id is made by the form: sending the form twice, or confirming twice, does nothing more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=20, choices=ImportKind)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    #: The province whose codes the file uses; None while the file itself brings a new province.
    province = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    #: What taking it over did: rows created, changed and left as they were.
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)

    objects: ClassVar[ImportQuerySet] = ImportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-uploaded_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ImportKind.values), name="import_names_a_kind"),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=False) | Q(applied_by=None, created=0, changed=0, unchanged=0),
                name="import_counts_once_applied",
            ),
        ]

    def __str__(self) -> str:
        return self.file.name


def standing(account: Account, *, on: date) -> tuple[RoleGrant, ...]:
    """The grants in force for ``account`` on that day: what it may do comes from these alone.

    Read once per account object, so that a page asks the database once; inside an action always read anew.
    """
    if not account.is_authenticated or not account.is_active:
        return ()
    kept: dict[date, tuple[RoleGrant, ...]] = account.__dict__.setdefault("_standing", {})
    if on not in kept or trail.under_way():
        kept[on] = tuple(
            RoleGrant.objects.on(on).filter(account_id=account.pk).select_related("unit__tier", "unit__parent")
        )
    return kept[on]


def realms(account: Account, *, on: date) -> dict[int, Unit]:
    """The units whose affairs ``account`` coordinates on that day, with all that is below them, by number."""
    coordinating = (grant for grant in standing(account, on=on) if grant.role == Role.COORDINATOR)
    return {grant.unit.realm.pk: grant.unit.realm for grant in coordinating}


def in_realms(account: Account, *, on: date, prefix: str = "") -> Q:
    """Condition on a unit: ``account`` coordinates it on that day."""
    condition = Q(pk__in=[])
    for realm in realms(account, on=on).values():
        condition |= below(realm, prefix)
    return condition


def is_administrator(account: Account, *, on: date) -> bool:
    """Holds the administrator's role on that day, at whatever unit: accounts and the trail belong to no province."""
    return any(grant.role == Role.ADMINISTRATOR for grant in standing(account, on=on))

"""Who works with the program and for which unit: tiers, units through time, accounts, roles held for a period."""

from datetime import date, datetime
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parindex.people.enums import Role


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

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.title


class UnitQuerySet(models.QuerySet["Unit"]):
    def on(self, day: date) -> Self:
        """Units that exist on ``day``."""
        return self.filter(in_force(day))


class Unit(models.Model):
    """A body of the administration, from its first to its last day; merged units know their successors."""

    code = models.CharField(_("code"), max_length=40)
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
            models.UniqueConstraint(fields=["root", "code"], name="unit_code_unique_in_province"),
            models.UniqueConstraint(fields=["code"], condition=Q(parent=None), name="province_code_unique"),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(to_on=None) | Q(to_on__gte=F("from_on")), name="unit_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.name


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


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=(username or "").lower())


class Account(AbstractBaseUser):
    """A person's account. What it may do comes only from the roles it holds today."""

    username = models.CharField(_("user name"), max_length=60, unique=True)
    full_name = models.CharField(_("full name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    position = models.CharField(_("position"), max_length=200, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    #: The password was given by somebody else: it must be changed at the next sign-in.
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    search_text = models.CharField(max_length=500, editable=False)
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

    objects: ClassVar[RoleGrantQuerySet] = RoleGrantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-from_on", "id"]
        indexes = [models.Index(fields=["account", "role"]), models.Index(fields=["unit", "role"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="grant_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="grant_names_a_role"),
            models.UniqueConstraint(
                fields=["account", "role", "unit", "from_on"], condition=Q(revoked_at=None), name="grant_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.get_role_display()} – {self.unit}"

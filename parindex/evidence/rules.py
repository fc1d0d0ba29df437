"""Who may do what with a unit's library of evidence. The program itself (``by=None``) may do everything."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_lazy as _

from parindex.evidence.models import Document, Upload, kept_units
from parindex.kernel.verdicts import YES, Verdict, first_no, no
from parindex.people.models import Account, Unit

type Reliance = Callable[[Document], Verdict]
_relied_on: list[Reliance] = []


def relied_on(rule: Reliance) -> None:
    """For apps above: a further question before a document may be withdrawn (no, while a submission cites it).

    Called once, from the app's ``ready()``.
    """
    if rule not in _relied_on:
        _relied_on.append(rule)


_KEPT = no(_("A unit's library is kept by the unit's officers and its leader."))
_WITHDRAWN = no(_("This document is withdrawn. Restore it before you change it."))


def may_keep(user: Account | None, unit: Unit, *, on: date) -> Verdict:
    """Adds to the unit's library and changes it: who is the unit's officer or leader on that day."""
    return YES if user is None or unit.pk in kept_units(user, on=on) else _KEPT


def may_change(user: Account | None, document: Document, *, on: date) -> Verdict:
    """Who keeps the library, while the document stands in it."""
    return first_no(may_keep(user, document.unit, on=on), _WITHDRAWN if document.withdrawn_at else YES)


def may_withdraw(user: Account | None, document: Document, *, on: date) -> Verdict:
    """Who keeps the library; a document that is withdrawn already stays so."""
    return first_no(
        may_keep(user, document.unit, on=on),
        no(_("This document is withdrawn already.")) if document.withdrawn_at else YES,
        *(lambda rule=rule: rule(document) for rule in _relied_on),
    )


def may_restore(user: Account | None, document: Document, *, on: date) -> Verdict:
    """Who keeps the library takes a withdrawal back."""
    return first_no(
        may_keep(user, document.unit, on=on),
        YES if document.withdrawn_at else no(_("This document is not withdrawn.")),
    )


def may_continue(user: Account | None, upload: Upload, *, on: date) -> Verdict:
    """Goes on with an upload: who began it, while keeping the library."""
    mine = user is None or upload.created_by_id == user.pk
    return first_no(
        YES if mine else no(_("Only the person who began this upload can go on with it.")),
        may_keep(user, upload.unit, on=on),
    )

"""The headings of the files that offices fill in, in the page's language; the reader knows all of them."""

from django.utils.translation import get_language

from parindex.people.imports import accounts, units


def _headings(known: dict[str, tuple[str, ...]], *, plain: bool) -> list[str]:
    if plain:
        return list(known)
    return [names[-1] if get_language() == "en" else names[0] for names in known.values()]


def unit_headings(*, plain: bool = False) -> list[str]:
    """Headings of a file of units: as programs name them (``plain``), or as people do."""
    return _headings(units.HEADINGS, plain=plain)


def account_headings(*, plain: bool = False) -> list[str]:
    """Headings of a file of accounts: as programs name them (``plain``), or as people do."""
    return _headings(accounts.HEADINGS, plain=plain)

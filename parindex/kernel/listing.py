"""Lists that people search and sort, the same on both databases."""

from collections.abc import Mapping, Sequence

from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from parindex.kernel.text import fold


def found(text: str) -> Q:
    """Condition on ``search_text``: holds every word of ``text``, diacritics and case aside."""
    condition = Q()
    for word in fold(text).split():
        condition &= Q(search_text__contains=word)
    return condition


def ordered(sort: str, sorts: Mapping[str, Sequence[str]], default: str) -> list[OrderBy]:
    """What to order by for ``?sort=name`` or ``?sort=-name``; ``default``, given the same way, for anything unknown.

    :param sorts: name → columns, with - for descending; ``-name`` turns all of them round. The last one should be
        unique, so that pages neither repeat nor lose a row.
    """
    if sort.removeprefix("-") not in sorts:
        sort = default
    backwards = sort.startswith("-")
    # What is empty stands last either way: left to themselves, SQLite and PostgreSQL put it at opposite ends.
    columns = [(F(column.removeprefix("-")), column.startswith("-")) for column in sorts[sort.removeprefix("-")]]
    return [
        column.asc(nulls_last=True) if descends == backwards else column.desc(nulls_last=True)
        for column, descends in columns
    ]

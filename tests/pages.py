"""What tests of pages share: every address, what a sentence is in Vietnamese, the size of a page as it travels."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import gettext, override

#: A value for each kind of argument, for asking what does not depend on it.
_SAMPLES = {"int": 1, "str": "x", "slug": "x", "path": "x", "uuid": UUID(int=0)}


def said(english: str) -> str:
    """A sentence of the interface in Vietnamese: a better wording breaks no test, a missing one does."""
    with override("vi"):
        vietnamese = gettext(english)
    assert vietnamese != english, "no such sentence in the catalogue"
    return vietnamese


@dataclass(frozen=True, order=True)
class Address:
    """One entry of the URL conf: its name and an address with invented arguments."""

    name: str
    url: str


def every_address() -> list[Address]:
    """Every named address of the program, sorted by name."""
    return sorted(_addresses(get_resolver().url_patterns, ""))


def _addresses(patterns: list[URLPattern | URLResolver], namespace: str) -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _addresses(pattern.url_patterns, inner)
            continue
        assert pattern.name, f"an address without a name: {pattern.pattern}"
        arguments = {
            name: _SAMPLES[type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")]
            for name, converter in pattern.pattern.converters.items()
        }
        yield Address(namespace + pattern.name, reverse(namespace + pattern.name, kwargs=arguments))


def travelling_bytes(response: HttpResponse) -> int:
    """The size of a page's HTML as it travels, compressed."""
    return len(gzip.compress(response.content, 6))

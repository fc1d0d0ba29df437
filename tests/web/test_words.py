"""What pages write for machines and for people: bars drawn in full, a time zone in words."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from parindex.web.templatetags.parindex import zone_words


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_full_bar_is_drawn_in_full(language: str) -> None:
    head = SimpleNamespace(place=4, code="4", title="Cải cách tổ chức bộ máy")
    cell = SimpleNamespace(
        head=head, reach=1000, start=0, width=1000, points="8,50", maximum="8,50", sub_index="100,00"
    )
    row = SimpleNamespace(cells=[cell], mean=1000)
    with translation.override(language):
        fields = render_to_string("results/fields.html", {"row": row})
        bar = render_to_string("results/bar.html", {"row": row})
    assert 'width="1000"' in fields
    assert 'width="1000"' in bar
    assert 'd="M1000 0v12"' in bar


@pytest.mark.parametrize(
    ("language", "name", "words"),
    [
        ("vi", "Asia/Ho_Chi_Minh", "giờ Việt Nam (UTC+7)"),
        ("en", "Asia/Ho_Chi_Minh", "Vietnam time (UTC+7)"),
        ("vi", "Asia/Tokyo", "Asia/Tokyo"),
    ],
)
def test_a_time_zone_is_named_in_words(language: str, name: str, words: str) -> None:
    with translation.override(language):
        assert zone_words(name) == words

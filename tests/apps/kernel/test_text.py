"""Vietnamese text: found without diacritics, sorted as a dictionary sorts."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from parindex.kernel.text import fold, sort_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đắk Lắk", "dak lak"),
        ("Sở Nội vụ", "so noi vu"),
        ("  UBND  xã\u00a0Bằng Thành ", "ubnd xa bang thanh"),
        ("Ưu tiên, ƯỚC", "uu tien, uoc"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_composed_and_decomposed_text_are_the_same(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert fold(composed) == fold(decomposed)
    assert sort_key(composed) == sort_key(decomposed)


@given(st.text())
def test_fold_twice_is_fold_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "ordered",
    [
        ["An", "Ăn", "Ân", "Ba", "Da", "Đa", "E", "Ê", "Oa", "Ôn", "Ơn", "Ta", "Ưng", "Va"],
        ["Ba", "Bà", "Bả", "Bã", "Bá", "Bạ", "Bac", "Bắc"],
        ["Sở Công Thương", "Sở Giao thông vận tải", "Sở Nội vụ", "Sở Y tế"],
        ["UBND phường 2", "UBND phường 10", "UBND phường 11"],
        ["UBND xã", "UBND xã An Thắng", "UBND xã Cao Tân"],
    ],
)
def test_dictionary_order(ordered: list[str]) -> None:
    shuffled = ordered[::-1]
    shuffled.sort(key=sort_key)
    assert shuffled == ordered


#: In dictionary order: letters first, tones as a tie-break, numbers by their value.
ORDER = [
    "2",
    "10",
    "A",
    "Ạ",
    "A Lưới",
    "an",
    "àn",
    "ản",
    "ãn",
    "án",
    "ạn",
    "An Giang",
    "anh",
    "ăn",
    "ân",
    "Bà Rịa",
    "Bắc Kạn",
    "Bắc Ninh",
    "Cà Mau",
    "Da",
    "Đà Nẵng",
    "Đắk Lắk",
    "E",
    "Ê",
    "Lao động - Thương binh",
    "Lao động và Xã hội",
    "O",
    "Ô",
    "Ơ",
    "Phường 2",
    "Phường 10",
    "Phường 10A",
    "Sở Nội vụ",
    "Sở Y tế",
    "U",
    "Ư",
    "Xã 1 Tháng 5",
    "Ý Yên",
]


def test_whole_order() -> None:
    assert sorted(set(ORDER), key=sort_key) == ORDER


@pytest.mark.django_db
@pytest.mark.parametrize("collation", ["C", "en-x-icu", "vi-x-icu", "und-x-icu"])
def test_every_collation_of_postgresql_agrees(on_postgresql: None, collation: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT key FROM unnest(%s::text[]) AS key ORDER BY key COLLATE "{collation}"',
            [[sort_key(text) for text in ORDER[::-1]]],
        )
        assert [row[0] for row in cursor.fetchall()] == [sort_key(text) for text in ORDER]

"""Vietnamese text: found without diacritics, sorted as a dictionary sorts."""

import unicodedata

import pytest
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

"""Frames and patterns are read as odd signs; print and writing that say something stay."""

from __future__ import annotations

import pytest

from ocr.stray_lines import is_stray
from schemas.geometry import Box
from schemas.ocr_page import Word


def word(text: str, confidence: float, left: int = 0, top: int = 0) -> Word:
    return Word(text, Box(left, top, left + 20 * len(text), top + 40), confidence)


@pytest.mark.parametrize("texts", [["00"], ["02/."], ["0/00000."], ["A3S"], ["1"]])
def test_hardly_believed_signs_alone_in_their_row_are_stray(texts: list[str]) -> None:
    line = [word(text, 0.1) for text in texts]
    assert is_stray(line, [*line, word("Điều", 0.99, top=300)])


def test_punctuation_alone_is_stray_however_sure() -> None:
    assert is_stray([word("/", 0.9)], [])


def test_a_table_number_is_print() -> None:
    line = [word("1", 0.98)]
    assert not is_stray(line, line)


def test_a_weak_number_beside_print_is_kept_for_the_person_who_looks() -> None:
    line = [word("851", 0.2, left=100)]
    assert not is_stray(line, [*line, word("Số:", 0.97)])


@pytest.mark.parametrize("texts", [["Số:", "5f"], ["5f/QĐ-CĐKT"], ["Nguyên"]])
def test_a_weak_line_that_says_something_is_kept(texts: list[str]) -> None:
    line = [word(text, 0.2) for text in texts]
    assert not is_stray(line, line)

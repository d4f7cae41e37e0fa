"""Marks that no one prints go; what stands alone on printed papers stays, and lines keep their words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ocr.engine import EngineReading
from ocr.own_ink import Ink
from ocr.prepare import PreparedPage
from ocr.stray_marks import drop_shining_print, drop_stray_marks
from schemas.geometry import IDENTITY, Box
from schemas.ocr_page import Word


def reading_of(*lines: str, confidence: float = 0.9) -> EngineReading:
    words: list[Word] = []
    rows: list[tuple[int, ...]] = []
    for line in lines:
        rows.append(tuple(range(len(words), len(words) + len(line.split()))))
        words.extend(Word(text, Box(0, 0, 10, 10), confidence) for text in line.split())
    return EngineReading(tuple(words), tuple(rows))


def texts(reading: EngineReading) -> list[str]:
    return [" ".join(reading.words[at].text for at in line) for line in reading.lines]


def test_marks_of_frames_and_pens_go_and_their_empty_lines_with_them() -> None:
    reading = drop_stray_marks(reading_of("` \\ ⁄", "Số: ˆ, 47/2021 ‹", "Họ tên"))
    assert texts(reading) == ["Số: 47/2021", "Họ tên"]


def test_bullets_slashes_and_brackets_stay() -> None:
    lines = ["- Như trên;", "Số: 12 / QĐ", "( Ký )"]
    assert texts(drop_stray_marks(reading_of(*lines))) == lines


def test_a_stop_that_the_engine_hardly_believes_is_dust_but_a_doubtful_letter_is_not() -> None:
    assert texts(drop_stray_marks(reading_of(". , a 7", confidence=0.1))) == ["a 7"]


def page_of(ink: Ink, *, dark: bool = False) -> PreparedPage:
    """A page on which the first word's place is dark, if any is."""
    lit = np.full((40, 40), 205, np.uint8)
    if dark:
        lit[:10, :5] = 40
    return PreparedPage(lit, IDENTITY, 0, 0.0, False, 150, ink=ink)


def test_mirror_writing_of_a_back_in_doubt_goes_and_print_that_is_believed_stays() -> None:
    mirrored = reading_of("HOAD ABG. CII", "IUE9A", confidence=0.2)
    assert drop_shining_print(mirrored, page_of("doubtful")) == EngineReading((), ())
    pale = reading_of("Điều 2. Chánh Văn phòng", confidence=0.6)
    assert drop_shining_print(pale, page_of("doubtful")) is pale
    assert drop_shining_print(mirrored, page_of("much")) is mirrored


def test_beside_a_little_ink_lines_that_are_believed_and_dark_words_stay() -> None:
    words = [Word("đã", Box(0, 0, 10, 10), 0.9), *(Word(text, Box(20, 20, 30, 30), 0.2) for text in ("ABG", "CIIAB"))]
    mixed = EngineReading(tuple(words), ((0,), (1, 2)))
    assert texts(drop_shining_print(mixed, page_of("little"))) == ["đã"]
    unsure = EngineReading(tuple(replace(word, confidence=0.2) for word in words), ((0,), (1, 2)))
    assert texts(drop_shining_print(unsure, page_of("little"))) == []
    assert texts(drop_shining_print(unsure, page_of("little", dark=True))) == ["đã"]


def test_a_reading_without_confidences_is_left_alone() -> None:
    told = EngineReading((Word("đã", Box(0, 0, 10, 10), None),), ((0,),))
    assert drop_shining_print(told, page_of("doubtful")) is told

"""Marks that no one prints go; what stands alone on printed papers stays, and lines keep their words."""

from __future__ import annotations

from ocr.engine import EngineReading
from ocr.stray_marks import drop_stray_marks
from schemas.geometry import Box
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

"""What a first reading passes over is read again; what it read stays, unless the paper speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from ocr.engine import EngineReading, ReadablePage
from ocr.found_words import Belief, is_plausible, merge_found
from ocr.pixels import Pixels
from ocr.prepare import PreparedPage, turn_prepared
from ocr.reading import recipe
from ocr.second_reading import SecondReading, read_again
from ocr.strips import Strip, cut_plain, cut_prepared, on_page, stack
from ocr.unread_print import find_unread
from schemas.errors import InputRejected
from schemas.geometry import IDENTITY, Box
from schemas.ocr_page import Word

_FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
_HEIGHT = 30.0
_WHITE = np.full((1000, 1200), 255, np.uint8)


class ScatteredEngine:
    """Says what it is told of the picture it gets; remembers the pictures."""

    name = "scattered"
    version = "1"

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.pictures: list[Pixels] = []

    def read(self, page: ReadablePage, timeout_s: float) -> EngineReading:
        raise AssertionError("the first reading is over")

    def read_scattered(self, pixels: Pixels, dpi: int) -> tuple[Word, ...]:
        self.pictures.append(pixels)
        rows, columns = np.nonzero(pixels < 128)
        box = Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
        step = box.width // max(1, len(self.text.split()))
        return tuple(
            Word(text, Box(box.left + at * step, box.top, box.left + (at + 1) * step - 8, box.top + 30), 0.95)
            for at, text in enumerate(self.text.split())
        )


def word(text: str, left: int, top: int, confidence: float = 0.96, width: int | None = None) -> Word:
    return Word(text, Box(left, top, left + (width or 16 * len(text)), top + 30), confidence)


def reading(*lines: Sequence[Word]) -> EngineReading:
    words = [one for line in lines for one in line]
    indices = iter(range(len(words)))
    return EngineReading(tuple(words), tuple(tuple(next(indices) for _ in line) for line in lines))


def merge(first: EngineReading, *found: Word, gray: Pixels = _WHITE) -> EngineReading:
    return merge_found(first, found, gray, _HEIGHT, Belief())


def texts(result: EngineReading) -> list[str]:
    return [" ".join(result.words[at].text for at in line) for line in result.lines]


def draw_rows(*rows: tuple[str, int, int]) -> tuple[Pixels, EngineReading]:
    """A page with those texts at (left, top), and words that cover them all."""
    page = Image.new("L", (1200, 1000), 255)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(_FONT, 30)
    lines = []
    for text, left, top in rows:
        pen.text((left, top), text, font=font, fill=0)
        line = []
        for at, part in enumerate(text.split()):
            start = left + pen.textlength(" ".join([*text.split()[:at], ""]), font=font)
            line.append(
                Word(part, Box(round(start), top, round(start + pen.textlength(part, font=font)), top + 38), 0.96)
            )
        lines.append(line)
    return np.asarray(page, np.uint8).copy(), reading(*lines)


def prepared(gray: Pixels) -> PreparedPage:
    return PreparedPage(gray, IDENTITY, 0, 0.0, False, 200)


BODY = (("Quyết định có hiệu lực kể từ ngày ký", 100, 100), ("Các ông bà có tên chịu trách nhiệm", 100, 160))
NAME = ("Nguyễn Hoàng Ân", 750, 700)


def without(full: EngineReading, line: int) -> EngineReading:
    words = [full.words[at] for other, row in enumerate(full.lines) if other != line for at in row]
    return reading(words[: len(full.lines[0])], words[len(full.lines[0]) :])


def test_a_row_that_no_word_covers_is_found_where_it_stands() -> None:
    gray, full = draw_rows(*BODY, NAME)
    unread = find_unread(gray, without(full, 2).words)
    assert unread is not None
    (row,) = unread.rows
    assert 690 < row.center_y < 740
    assert 700 < row.left < 760 and row.right > 980


def test_a_page_whose_print_is_all_read_has_nothing_unread() -> None:
    gray, full = draw_rows(*BODY, NAME)
    assert find_unread(gray, full.words) is None


def test_a_page_with_hardly_a_word_gives_no_measure_of_its_print() -> None:
    gray, full = draw_rows(*BODY)
    assert find_unread(gray, full.words[:2]) is None


def test_a_name_lost_under_a_signature_is_filled_in_where_it_stands() -> None:
    gray, full = draw_rows(*BODY, NAME)
    engine = ScatteredEngine(NAME[0])
    # One strip alone, so that the engine sees one name.
    settings = SecondReading(most_rows=0)
    result = read_again(np.dstack([gray] * 3), prepared(gray), without(full, 2), engine, settings)
    assert texts(result) == [BODY[0][0], BODY[1][0], NAME[0]]
    name = result.words[result.lines[2][0]].box
    assert abs(name.left - 750) < 6 and abs(name.top - 705) < 8
    assert len(engine.pictures) == 1


def test_a_page_that_was_read_whole_costs_no_second_reading() -> None:
    gray, full = draw_rows(*BODY, NAME)
    engine = ScatteredEngine()
    assert read_again(np.dstack([gray] * 3), prepared(gray), full, engine, SecondReading()) == full
    assert engine.pictures == []


def test_an_engine_that_reads_no_scattered_words_leaves_the_reading_as_it_is(told_engine: object) -> None:
    gray, full = draw_rows(*BODY, NAME)
    first = without(full, 2)
    assert read_again(np.dstack([gray] * 3), prepared(gray), first, told_engine, SecondReading()) == first  # type: ignore[arg-type]


class FailingEngine(ScatteredEngine):
    def read_scattered(self, pixels: Pixels, dpi: int) -> tuple[Word, ...]:
        raise InputRejected("page_timeout")


def test_a_second_reading_that_fails_does_not_lose_the_first() -> None:
    gray, full = draw_rows(*BODY, NAME)
    first = without(full, 2)
    assert read_again(np.dstack([gray] * 3), prepared(gray), first, FailingEngine(), SecondReading()) == first


def test_a_number_read_otherwise_again_is_doubted() -> None:
    first = reading([word("Số:", 100, 100), word("45/GPXD", 170, 100)])
    result = merge(first, word("48/GPXD", 170, 100, 0.9))
    assert texts(result) == ["Số: 45/GPXD"]
    assert [one.confidence for one in result.words] == [0.96, 0.5]


@pytest.mark.parametrize(("text", "confidence"), [("45/GPXD", 0.9), ("48/GPXD", 0.5), ("4/GPXD", 0.9)])
def test_a_number_that_is_read_alike_poorly_or_in_part_keeps_its_confidence(text: str, confidence: float) -> None:
    first = reading([word("Số:", 100, 100), word("45/GPXD", 170, 100)])
    assert merge(first, word(text, 170, 100, confidence)) == first


@pytest.mark.parametrize("found", [word("lễ", 800, 700), word("\\Z4", 800, 700), word("KIÊN", 800, 700, 0.88)])
def test_marks_of_a_seal_are_not_taken_for_words(found: Word) -> None:
    first = reading([word("Nơi", 100, 700), word("nhận:", 170, 700)])
    assert merge(first, found) == first


def test_a_word_lost_inside_a_line_fills_the_hole() -> None:
    first = reading([word("ngày", 100, 100), word("11", 260, 100)])
    assert texts(merge(first, word("tháng", 172, 100))) == ["ngày tháng 11"]


def test_a_hardly_read_word_gives_way_to_a_sure_one() -> None:
    first = reading([word("“THã", 100, 100, 0.2, 60), word("Văn", 170, 100), word("Phúc", 230, 100)])
    assert texts(merge(first, word("Hà", 110, 100, 0.93, 45))) == ["Hà Văn Phúc"]


def test_a_part_of_a_hardly_read_word_does_not_replace_it() -> None:
    first = reading([word("Kế", 100, 100), word("hoạch-Fài", 140, 100, 0.2)])
    assert merge(first, word("ho", 140, 100, 0.96)) == first


def test_a_sure_word_never_gives_way() -> None:
    first = reading([word("Phạm", 100, 100), word("Đỗ", 180, 100)])
    assert merge(first, word("Đồ", 180, 100, 0.97)) == first


def test_a_row_that_goes_on_unread_is_doubted() -> None:
    gray = _WHITE.copy()
    gray[700:730:2, 700:760] = 0
    first = reading([word("Nơi", 100, 700)])
    alone = merge(first, word("GIÁM", 780, 700), word("ĐỐC", 860, 700))
    cut = merge(first, word("GIÁM", 780, 700), word("ĐỐC", 860, 700), gray=gray)
    assert texts(alone) == texts(cut) == ["Nơi", "GIÁM ĐỐC"]
    assert {one.confidence for one in alone.words[1:]} == {0.96}
    assert {one.confidence for one in cut.words[1:]} == {0.6}


def test_a_number_seen_by_one_strip_alone_is_not_taken_and_seen_twice_alike_it_is() -> None:
    first = reading([word("Số:", 100, 100)])
    assert merge(first, word("45/GPXD", 155, 100)) == first
    twice = merge(first, word("45/GPXD", 155, 100), word("45/GPXD", 156, 101, 0.9))
    assert texts(twice) == ["Số: 45/GPXD"]
    assert twice.words[1].confidence == 0.96


def test_a_known_post_crossed_by_the_seal_is_found_and_doubted() -> None:
    first = reading([word("Nơi", 100, 700)])
    result = merge(first, word("GIÁM", 700, 700, 0.2), word("ĐÓC", 780, 700, 0.9))
    assert texts(result) == ["Nơi", "GIÁM ĐÓC"]
    assert [one.confidence for one in result.words[1:]] == [0.2, 0.6]
    assert merge(first, word("GIÁP", 700, 700, 0.2), word("ĐÓC", 780, 700, 0.9)) == first


def test_two_names_side_by_side_stay_two_lines() -> None:
    first = reading([word("CHỦ", 100, 500), word("TỊCH", 160, 500)])
    left = [word("Hà", 100, 700), word("Văn", 150, 700), word("Phúc", 210, 700)]
    right = [word("Lê", 700, 702), word("Hoàng", 750, 702), word("Anh", 850, 702)]
    assert texts(merge(first, *right, *left)) == ["CHỦ TỊCH", "Hà Văn Phúc", "Lê Hoàng Anh"]


@pytest.mark.parametrize("text", ["Nguyễn", "ĐỐC", "1945/SYT-NVY", "12/5/2019,", "(UBND)", "2.500.000"])
def test_words_of_papers_are_plausible(text: str) -> None:
    assert is_plausible(text)


@pytest.mark.parametrize("text", ["4$/", "ạX", "wHCN", "ÓGIA/", "-", "Lư4", "thNg", "x"])
def test_marks_of_pen_and_seal_are_not_plausible(text: str) -> None:
    assert not is_plausible(text)


boxes = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    st.integers(0, 200), st.integers(0, 200), st.integers(1, 90), st.integers(1, 90),
)  # fmt: skip


@given(st.lists(boxes, min_size=1, max_size=5))
def test_what_lies_in_a_strip_comes_back_to_its_place_on_the_page(places: list[Box]) -> None:
    page = np.random.default_rng(7).integers(0, 255, (300, 300), np.uint8)
    rgb = np.dstack([page] * 3)
    strips = [cut_plain(rgb, IDENTITY, box) for box in places]
    picture, stacked = stack(strips, 5)
    for strip, place in zip(strips, stacked, strict=True):
        assert on_page(place, place, strip.box) == strip.box
        seen = picture[place.top : place.bottom, place.left : place.right]
        assert np.array_equal(seen, page[strip.box.top : strip.box.bottom, strip.box.left : strip.box.right])


def test_a_strip_of_a_shifted_page_is_cut_from_the_original() -> None:
    rgb = np.full((50, 60, 3), 255, np.uint8)
    rgb[30:34, 40:44] = 0
    strip = cut_plain(rgb, (1, 0, 10, 0, 1, 20, 0, 0, 1), Box(25, 5, 45, 25))
    assert isinstance(strip, Strip)
    rows, columns = np.nonzero(strip.pixels < 128)
    assert (columns.min(), rows.min()) == (5, 5)


@pytest.mark.parametrize("turn_deg", [90, 180, 270])
def test_a_strip_of_a_turned_page_is_the_page_as_it_was_turned(turn_deg: int) -> None:
    page = np.random.default_rng(3).integers(0, 255, (40, 60), np.uint8)
    turned = turn_prepared(prepared(page), turn_deg)
    box = Box(5, 8, 30, 33)
    strip = cut_plain(np.dstack([page] * 3), turned.to_original, box)
    assert np.array_equal(strip.pixels, cut_prepared(turned.gray, box).pixels)


def test_the_recipe_names_the_second_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    first = recipe("tesseract")
    monkeypatch.setattr("ocr.reading.SECOND_SETTINGS", replace(SecondReading(), belief=Belief(sure=0.9)))
    assert recipe("tesseract") != first

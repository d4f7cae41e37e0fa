"""Number and date spots are found by the print around them, whatever an engine made of label and writing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.writing_spots import WritingSpot, find_writing_spots
from schemas.geometry import Box
from schemas.ocr_page import Word

_PAGE_HEIGHT = 3000
_STEP, _HEIGHT = 16, 36


def _line(text: str, top: int = 400, left: int = 200) -> list[Word]:
    """A printed line in a type of equal widths; two blanks are a wide gap, `_` a blank that nothing was read in."""
    words = []
    for index, part in enumerate(text.split(" ")):
        start = left + _STEP * len(" ".join(text.split(" ")[:index])) + (_STEP if index else 0)
        if part.strip("_"):
            lead = len(part) - len(part.lstrip("_"))
            body = part.strip("_")
            box = Box(start + _STEP * lead, top, start + _STEP * (lead + len(body)) - 2, top + _HEIGHT)
            words.append(Word(body, box, 0.9))
    return words


def _spots(words: list[Word]) -> dict[str, WritingSpot]:
    return {spot.kind: spot for spot in find_writing_spots(words, _PAGE_HEIGHT)}


def _covers(spot: WritingSpot, text: str, part: str, left: int = 200) -> bool:
    """Whether the room holds the middle of `part` of a line set by `_line`."""
    middle = left + _STEP * (text.index(part) + len(part) / 2)
    return spot.room.left <= middle <= spot.room.right


@pytest.mark.parametrize(
    "text",
    [
        "Số: ____ /QĐ-UBND",
        "Sô: 4⁄4 /QĐ-UBND",
        "56: (#_ /QĐ-UBND",
        "Số :4⁄4 /QĐ-UBND",
        "Số:c2014/KH-UBND",
        "Số: TLA /QĐ-UBND",
        "Số 345 /QĐ-UBND",
        "sẽ 3⁄22 /QĐ-UBND",
    ],
)
def test_the_place_behind_the_label_of_a_number_is_a_spot(text: str) -> None:
    spot = _spots(_line(text))["number"]
    sign = 200 + _STEP * text.index("/")
    assert spot.room.right <= sign + _STEP
    assert spot.room.left >= 200 + _STEP
    assert spot.room.width > _HEIGHT


def test_a_number_whose_label_was_lost_is_found_by_its_sign_left_of_the_dated_line() -> None:
    words = _line("/QĐ-UBND", left=400) + _line("Cần Thơ, ngày 09 tháng 02 năm 2022", left=1100)
    assert _spots(words)["number"].room.right == 400


@pytest.mark.parametrize("day", ["09", "___", "»"])
def test_day_and_month_of_a_dated_line_are_spots_read_or_not(day: str) -> None:
    text = f"Cần Thơ, ngày {day} tháng 02 năm 2022"
    spots = _spots(_line(text))
    assert _covers(spots["day"], text, day)
    assert _covers(spots["month"], text, "02")


def test_writing_that_was_read_into_the_words_beside_it_has_its_room_still() -> None:
    text = "Cần Thơ, ngàyc?O tháng/Ônăm 2022"
    spots = _spots(_line(text))
    assert _covers(spots["day"], text, "c?O")
    assert _covers(spots["month"], text, "/Ô")


def test_a_word_box_that_swallowed_the_written_day_leaves_it_room() -> None:
    words = _line("Cần Thơ, ngày ___ tháng 12 năm 2011")
    wide = [w if w.text != "tháng" else Word(w.text, w.box._replace(left=w.box.left - 4 * _STEP), 0.0) for w in words]
    assert _spots(wide)["day"].room.width > _HEIGHT


def test_a_word_box_that_swallowed_the_written_month_leaves_both_their_room() -> None:
    words = _line("Cần Thơ, ngày ___ tháng2 ___ năm 2011")
    text = "Cần Thơ, ngày ___ tháng2 ___ năm 2011"
    wide = [
        w if w.text != "tháng2" else Word(w.text, w.box._replace(right=w.box.right + 4 * _STEP), 0.4) for w in words
    ]
    spots = _spots(wide)
    assert spots["day"].room.right <= 200 + _STEP * text.index("tháng") + 2
    assert spots["month"].room.left <= 200 + _STEP * (text.index("tháng") + len("tháng2"))


def test_a_sign_whose_box_swallowed_the_written_number_leaves_it_room() -> None:
    words = _line("Số: _____ /UBND-VP Cái Răng, ngày 02")
    wide = [
        w if w.text != "/UBND-VP" else Word(w.text, w.box._replace(left=w.box.left - 5 * _STEP), 0.4) for w in words
    ]
    assert _spots(wide)["number"].room.width > _HEIGHT


def test_ragged_boxes_of_a_worn_page_are_still_one_line() -> None:
    words = _line("Cần Thơ, ngày 09 tháng 02 năm 2022")
    ragged = [
        Word(
            w.text,
            w.box._replace(top=w.box.top + 14) if (i // 2) % 2 else w.box._replace(bottom=w.box.bottom - 14),
            0.4,
        )
        for i, w in enumerate(words)
    ]
    body = _line("Căn cứ Luật Tổ chức chính quyền địa phương", top=800)
    assert set(_spots(ragged + body)) == {"day", "month"}


@pytest.mark.parametrize(
    "text",
    [
        "Ngày, tháng, năm sinh: 12/05/1990",
        "Căn cứ Nghị định số 46/2017/NĐ-CP ngày 21 tháng 4 năm 2017 của Chính phủ quy định",
        "Sở Y tế trân trọng kính mời",
        "Số lượng thuốc trúng thầu",
    ],
)
def test_sentences_and_labels_are_no_spots(text: str) -> None:
    assert _spots(_line(text)) == {}


def test_a_number_in_the_middle_of_the_page_is_no_letterhead() -> None:
    assert _spots(_line("Số: ____ /QĐ-UBND", top=2000)) == {}


_boxes = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    st.integers(0, 2000), st.integers(0, 3000), st.integers(1, 600), st.integers(1, 90),
)  # fmt: skip
_texts = st.sampled_from(["Số:", "Số", "ngày", "tháng", "năm", "2022", "/QĐ-UBND", "ngày,", "Cần", "a", "»", ""])


@given(st.lists(st.builds(Word, _texts | st.text(max_size=8), _boxes, st.none() | st.floats(0, 1)), max_size=14))
def test_no_arrangement_of_words_breaks_the_search(words: list[Word]) -> None:
    for spot in find_writing_spots(words, _PAGE_HEIGHT):
        assert spot.room.width > 0
        assert spot.room.height > 0

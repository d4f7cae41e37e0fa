"""Here live the spots of a letterhead where people write by hand: behind `Số:`, around `tháng` of the dated line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import median
from typing import Literal

from schemas.geometry import Box
from schemas.ocr_page import Word
from schemas.text import strip_marks

SpotKind = Literal["number", "day", "month", "fill_in"]

# Where a letterhead ends at the latest, as a share of the page; a dated line may also stand over the signature.
_HEAD_SHARE = 0.45
# Words of one printed line: their centres differ less than this share of a word's height.
_SAME_ROW = 0.6
# A blank wider than this many word heights parts columns; a hand leaves less between two printed pieces.
_COLUMN_GAP = 3.0
# Room for a number without a printed sign behind it, and for one whose label was not read, in word heights.
_FREE_ROOM = 5.0
# `Số:` as engines misread it, told from `Sở` and `Số` of a sentence by its colon or by what follows.
_LABEL = re.compile(
    r"(?:^|(?<=  ))(?:Quyen s[o06]|S[o06de]?|[s5][o06]|se(?= ?\d))"
    r"(?: ?[:;.,][^\w\s]{0,2}| ?[^\w\s]{1,2}(?=\d)|(?= ?\d)|(?=  )|$|(?=.{0,10}[/⁄][A-ZĐ]{2}))"
)
# The printed end of a number: `/QĐ-UBND`, whatever was made of the slash.
# Writing read as two capitals must not pass for a sign.
_SIGN_ALONE = re.compile(r"[|1lI-]?(?=[A-ZĐ]{2,}-[A-ZĐ]{2}|[A-ZĐ]{4})")
_SIGN = re.compile(r"[/⁄](?=[A-ZĐ]{2})")
_DATED = re.compile(
    r"ng[aà]y(?P<day>.{0,16}?)(?:th[aà]ng|thang|thdng|th.ng)(?P<month>.{0,9}?)(?:n[aă]m|[nh]am)\b", re.I
)
# Widths of letters of Times, in its size: words are cut where their characters end.
_EM_CAPITAL, _EM_DIGIT, _EM_SMALL, _EM_NARROW = 0.69, 0.5, 0.48, 0.29
# Text before `ngày` in a dated line is a place, `Cần Thơ,`; a legal basis is longer.
_MOST_PLACE_WORDS, _SHORT_PLACE_WORDS = 7, 3
# After `năm` stand a year and perhaps dust; a sentence goes on.
_MOST_WORDS_AFTER = 2
# What was read between `Số:` and the sign.
_MOST_NUMBER_CHARS = 16
# A digit needs this much room, in word heights; a box wider than print by this factor holds something else too.
_LEAST_ROOM, _SWOLLEN = 0.3, 1.25


@dataclass(frozen=True, slots=True)
class WritingSpot:
    """A place between two pieces of print.

    `room` is where somebody may have written, as high as the line; its edges are as exact as the words' boxes.
    `sureness`: how sure an engine was of what it read in a fill-in, 0-1; 0 for the others, where it is not asked.
    """

    kind: SpotKind
    room: Box
    sureness: float = 0.0


@dataclass(frozen=True, slots=True)
class _Row:
    """Words side by side; `text` has one character per entry of `edges` (left, right in pixels)."""

    words: tuple[Word, ...]
    text: str
    edges: tuple[tuple[float, float], ...]

    @property
    def height(self) -> float:
        return median(word.box.height for word in self.words)

    @property
    def _em(self) -> float:
        """The type's size in pixels, by what words are wide."""
        return median(word.box.width / _ems(strip_marks(word.text)) for word in self.words if word.text)

    def label_end(self, start: int, end: int) -> float:
        """The right edge of print at characters `start` to `end`; a box too wide for it swallowed what follows."""
        left, right = self.edges[start][0], self.edges[end - 1][1]
        usual = _ems(self.text[start:end]) * self._em
        return right if right - left < _SWOLLEN * usual else left + usual

    def label_start(self, start: int, end: int) -> float:
        """The left edge of print at characters `start` to `end`; a box too wide for it swallowed what stands before."""
        left, right = self.edges[start][0], self.edges[end - 1][1]
        usual = _ems(self.text[start:end]) * self._em
        return left if right - left < _SWOLLEN * usual or self.is_glued(end) else right - usual

    def is_glued(self, end: int) -> bool:
        """Whether what follows print was read into its word: then the word swallowed that, and nothing before it."""
        return bool(self.text[end : end + 1].strip())


def _ems(text: str) -> float:
    """How wide a text is set, in sizes of its type (widths of Times)."""
    return sum(_em_of(char) for char in text) or _EM_SMALL


def _em_of(char: str) -> float:
    if char.isupper():
        return _EM_CAPITAL
    if char.isdigit():
        return _EM_DIGIT
    return _EM_SMALL if char.isalpha() and char not in "tijlf" else _EM_NARROW


def find_writing_spots(words: Sequence[Word], page_height_px: int) -> tuple[WritingSpot, ...]:
    """The number and date spots of a page, from its words; labels may be misread, what was written need not be read.

    Args:
        words: of the upright page, in any order.
        page_height_px: of the upright page.
    """
    spots: dict[tuple[SpotKind, int], WritingSpot] = {}
    for row in _rows_with_labels(words, page_height_px):
        for spot in (*_date_spots(row), *_number_spots(row, page_height_px)):
            spots.setdefault((spot.kind, spot.room.top // max(1, spot.room.height)), spot)
    return tuple(spots.values())


def _rows_with_labels(words: Sequence[Word], page_height_px: int) -> Iterator[_Row]:
    """The rows that a number or a dated line may stand in, each once."""
    seen: list[float] = []
    usual = median(word.box.height for word in words) if words else 0
    for word in words:
        if not _may_be_label(word, page_height_px):
            continue
        # Boxes on worn pages are ragged; a low word's row is as high as the others.
        reach = _SAME_ROW * max(word.box.height, usual)
        if any(abs(word.box.center_y - center) < reach for center in seen):
            continue
        seen.append(word.box.center_y)
        row = [other for other in words if abs(other.box.center_y - word.box.center_y) < reach]
        yield _make_row(sorted(row, key=lambda other: other.box.left))


def _may_be_label(word: Word, page_height_px: int) -> bool:
    plain = strip_marks(word.text)
    if re.search(r"ngay|th.ng", plain, re.I):
        return True
    return word.box.top < _HEAD_SHARE * page_height_px and bool(re.match(r"(?:S[o06de]?|[s5][o06]|se)(?:\W|$)", plain))


def _make_row(words: Sequence[Word]) -> _Row:
    text: list[str] = []
    edges: list[tuple[float, float]] = []
    height = median(word.box.height for word in words)
    for index, word in enumerate(words):
        if index:
            gap = (float(words[index - 1].box.right), float(word.box.left))
            # Two blanks stand for the gap between columns.
            blanks = 2 if gap[1] - gap[0] > _COLUMN_GAP * height else 1
            text += " " * blanks
            edges += [gap] * blanks
        plain = strip_marks(word.text)
        step = word.box.width / _ems(plain)
        places = accumulate((step * _em_of(char) for char in plain), initial=float(word.box.left))
        text += plain
        edges += pairwise(places)
    return _Row(tuple(words), "".join(text), tuple(edges))


def _date_spots(row: _Row) -> Iterator[WritingSpot]:
    for found in _DATED.finditer(row.text):
        before = row.text[: found.start()].rpartition("  ")[2]
        after = row.text[found.end() :].partition("  ")[0]
        if len(before.split()) > _MOST_PLACE_WORDS or len(after.split()) > _MOST_WORDS_AFTER:
            continue
        if len(before.split()) > _SHORT_PLACE_WORDS and not before.rstrip().endswith((",", ".")):
            continue
        # `Ngày, tháng, năm sinh` is a label.
        if found["day"].strip() == "," or re.match(r" *[a-z]{3}", row.text[found.end() :]):
            continue
        day, month = found.span("day"), found.span("month")
        year_word = found.end("month")
        yield from _make_spot(row, "day", row.label_end(found.start(), day[0]), row.label_start(*_span(day, month)))
        # A box that swallowed a written day reaches too far left, seldom too far right.
        month_left, month_right = row.edges[month[0] - 1][1], row.edges[year_word][0]
        if row.is_glued(month[0]) or month_right - month_left < _LEAST_ROOM * row.height:
            month_left = row.label_end(day[1], month[0])
        yield from _make_spot(row, "month", month_left, month_right)


def _span(day: tuple[int, int], month: tuple[int, int]) -> tuple[int, int]:
    """Of the printed `tháng` between both."""
    return day[1], month[0]


def _number_spots(row: _Row, page_height_px: int) -> Iterator[WritingSpot]:
    if row.words[0].box.top > _HEAD_SHARE * page_height_px:
        return
    label = _LABEL.search(row.text)
    if label:
        left = row.label_end(label.start(), label.end())
        yield from _make_spot(row, "number", left, _number_end(row, label.end(), left))
        return
    sign, dated = _SIGN.search(row.text), _DATED.search(row.text)
    # Without its label a number is known by its sign, to the left of the dated line.
    if sign and dated and sign.start() < dated.start():
        before = row.text[: sign.start()].rpartition("  ")[2]
        if len(before) <= _MOST_NUMBER_CHARS:
            right = row.edges[sign.start()][0]
            yield from _make_spot(row, "number", right - _FREE_ROOM * row.height, right)


def _number_end(row: _Row, start: int, left: float) -> float:
    """Where the printed sign begins, else where the next column may begin at the earliest."""
    column = row.text.find("  ", start + 1)
    # A number that nobody read leaves a gap as wide as one between columns.
    stop = len(row.text) if column < 0 or not row.text[start:column].strip() else column
    sign = _SIGN.search(row.text, start, stop) or _SIGN_ALONE.search(row.text, start, stop)
    if sign and sign.start() - start <= _MOST_NUMBER_CHARS:
        end = row.text.find(" ", sign.start())
        return max(left, row.label_start(sign.start(), end if end > 0 else len(row.text)))
    right = left + _FREE_ROOM * row.height
    for word in row.words:
        if word.box.left > left + row.height and re.match(r"[A-ZĐ]\w*[a-zà-ỹ]", word.text):
            right = min(right, float(word.box.left))
    return right


def _make_spot(row: _Row, kind: SpotKind, left: float, right: float) -> Iterator[WritingSpot]:
    """The spot between two places across; none where they leave no room for a digit."""
    if right - left < _LEAST_ROOM * row.height:
        return
    beside = [word.box for word in row.words if word.box.right <= left + 1 or word.box.left >= right - 1]
    center = median(box.center_y for box in beside or [word.box for word in row.words])
    room = Box(round(left), round(center - row.height / 2), round(right), round(center + row.height / 2))
    yield WritingSpot(kind, room)

"""Here lives the search for the mark that makes a paper a copy: a stamp, a line under the title, a certification.

Words alone prove nothing: `bản sao` stands in lists of enclosed papers, under `Nơi nhận`, in running text. A mark
stands alone, in capitals, at the head of a paper or, certified, at its foot.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from extraction.lines import Segment
from schemas.extraction import CopyMark
from schemas.text import fold

# Decree 30/2020/NĐ-CP, article 25 (sao y, sao lục, trích sao); Decree 23/2015/NĐ-CP (certified copies); circulars on
# civil status print `(BẢN SAO)` under the title of what is made from the register.
_HEAD_MARKS = ("bansao", "saoy", "saoluc", "trichsao", "bansaoy", "saoybanchinh", "bansaotrichluc")
_FOOT_MARKS = ("saoy", "bansaoy", "saoluc", "trichsao", "saoybanchinh", "bansao")
# So long that no other line says it: they count wherever they stand.
_SENTENCES = ("chungthucbansaodungvoibanchinh", "bansaodungvoibanchinh", "saodungvoibanchinh", "saoybanchinh")
_TITLE_END = re.compile(r"(?:^|[^a-z])ban sao(?: trich luc)?\)?\W*$")
_TITLES = ("trich luc", "giay khai sinh", "giay chung tu", "giay chung nhan ket hon", "giay khai tu")
_HEAD_SHARE, _FOOT_SHARE = 0.42, 0.55
_CAPITALS_SHARE = 0.7
_SURE_RATIO = 88
# Shorter ones are misread into other words by one letter.
_FUZZY_LENGTH = 6
_LIST_SIGNS = ("-", "+", "*", "•", "–")


def find_copy_mark(pages: Sequence[Sequence[Segment]]) -> CopyMark | None:
    """The first mark of a copy on a paper's pages; None on an original."""
    last = len(pages) - 1
    for place, segments in enumerate(pages):
        for segment in segments:
            if _is_capitals(segment.text) and _is_mark(segment, segments, place == 0, place == last):
                return CopyMark(segment.text, segment.page.page_number, segment.page.original_box(segment.box))
    return None


def _is_mark(segment: Segment, segments: Sequence[Segment], is_first: bool, is_last: bool) -> bool:
    if segment.text.startswith(_LIST_SIGNS):
        return False
    key = _letters(segment.key)
    if any(_says(key, sentence) for sentence in _SENTENCES):
        return True
    height = segment.box.center_y / max(1, segment.page.upright_height_px)
    if is_first and height <= _HEAD_SHARE and _ends_title(segment):
        return True
    at_head, at_foot = is_first and height <= _HEAD_SHARE, is_last and height >= _FOOT_SHARE
    wanted = (*(_HEAD_MARKS if at_head else ()), *(_FOOT_MARKS if at_foot else ()))
    return any(_says(key, mark) for mark in wanted) and not _is_choice(segment, segments)


def _ends_title(segment: Segment) -> bool:
    """`TRÍCH LỤC KHAI SINH (BẢN SAO)` in one line."""
    folded = fold(segment.text)
    return folded.startswith(_TITLES) and _TITLE_END.search(folded) is not None


def _is_choice(segment: Segment, segments: Sequence[Segment]) -> bool:
    """Columns or boxes that offer original and copy, and lists of receivers, stand in one row with other words."""
    beside = [other for other in segments if other.row == segment.row and other is not segment]
    return any("banchinh" in other.key or other.key.startswith(("noinhan", "luu")) for other in beside)


def _letters(key: str) -> str:
    """A number beside the mark (`SAO Y 05/SY-UBND`) is none of its words."""
    return re.sub(r"\d.*", "", key) if any(char.isdigit() for char in key) else key


def _says(key: str, mark: str) -> bool:
    if key == mark:
        return True
    return len(mark) > _FUZZY_LENGTH and abs(len(key) - len(mark)) <= 3 and fuzz.ratio(key, mark) >= _SURE_RATIO


def _is_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 4 and sum(char.isupper() for char in letters) >= _CAPITALS_SHARE * len(letters)

"""Here lives the search for a state-secret mark, which must stop a paper at the door."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from extraction.lines import Segment
from schemas.text import squeeze, strip_marks

_HEADER_SHARE = 0.4
# Marks of Decree 26/2020/NĐ-CP, article 6; told from words by standing alone in capitals.
_MARKS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")
_BARE_MARKS = {strip_marks(mark): mark for mark in _MARKS}
_OPENINGS = ("ĐỘ MẬT ", "DẤU MẬT ", "TÀI LIỆU ", "VĂN BẢN ")
# A stamp set beside the number is read into its line: `Số: 12/BC-CA MẬT`.
_NUMBER_LINE = ("SỐ ", "SO ")


def is_marked_secret(pages: Sequence[Sequence[Segment]], left_out: Sequence[Segment] = ()) -> bool:
    """Whether `MẬT`, `TỐI MẬT` or `TUYỆT MẬT` stands alone, stamp-like, in the header of a page.

    Any page counts: an annex may bear a mark that the letter in front of it does not. Marks lost by recognition
    are allowed for (`MÂT`, `TOI MAT`), other ones are other words (`MẮT`, `MẤT`, `MẶT`).

    Args:
        left_out: print of a second paper on one of the images; where its header lies is not known.
    """
    if any(_is_mark(segment) for segment in left_out):
        return True
    return any(_is_mark(segment) for segments in pages for segment in segments if _is_in_header(segment))


def _is_in_header(segment: Segment) -> bool:
    return segment.box.center_y <= _HEADER_SHARE * segment.page.upright_height_px


def _is_mark(segment: Segment) -> bool:
    if not segment.key.endswith("mat"):
        return False
    text = squeeze("".join(char if char.isalpha() else " " for char in segment.text))
    if text.upper().startswith(_NUMBER_LINE):
        return _ends_in_mark(text)
    for opening in _OPENINGS:
        text = text.removeprefix(opening)
    return _says_mark(text) or _says_mark(text.replace(" ", ""))


def _ends_in_mark(number_line: str) -> bool:
    words = number_line.split()
    return any(_says_mark(" ".join(words[-count:])) for count in (1, 2) if len(words) > count)


def _says_mark(text: str) -> bool:
    """Whether a text in capitals is a mark; a letter may have lost marks of its own, never gained another."""
    bare = strip_marks(text)
    printed = next((mark for key, mark in _BARE_MARKS.items() if bare in (key, key.replace(" ", ""))), None)
    if printed is None or not text.isupper():
        return False
    known, read = (_marks_by_letter(one) for one in (printed, text))
    return all(marks <= allowed for marks, allowed in zip(read, known, strict=True))


def _marks_by_letter(text: str) -> list[frozenset[str]]:
    """The marks on each letter, without blanks."""
    letters = text.replace(" ", "")
    return [frozenset(unicodedata.normalize("NFD", char)[1:]) for char in letters]

"""Here lives the look around a value: does its print go on below, or hold a neighbour's label?"""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from extraction.lines import Segment, Span, Token
from extraction.strategies import Paper

RUNNING_KINDS = frozenset({"text", "address", "organisation", "holder", "person_name"})
# A person's name may sound like a label (`Trương Hoàng Sơn`, `TRƯỞNG PHÒNG`); its own kind judges it.
LABEL_HOLDING_KINDS = RUNNING_KINDS - {"person_name", "holder"}
_NEXT_ROW = 1.9  # line heights between the centres of one text's rows
_LONG_LABEL = 7  # letters from which a label inside a value is no chance
_LIKE_LABEL = 85.0  # rapidfuzz ratio, 0-100
_OPEN_ENDS = (",", "-", "(", " và", " của", " số", " thuộc", " tại", " về", " cho", " do", " các", " theo")


# `cấp ngày` of a day that was lost, no span of `30 ngày`.
_OPEN_DAY = re.compile(r"(?<!\d)(?<!hàng)(?<!hằng)(?<!mỗi) ngày$")


def goes_on(span: Span, paper: Paper) -> bool:
    """Whether the value ends in mid-phrase, or a row in small letters under it continues what was taken."""
    text = span.text.rstrip()
    last = span.tokens[-1]
    home = _segment_of(last, span, paper)
    if home is None or home.tokens[-1] != last:
        return False  # another label follows on the row
    reach = _NEXT_ROW * home.usual_height
    below = [s for s in _page_of(span, paper) if 0 < s.box.center_y - home.box.center_y < reach]
    if text.endswith(",") and any(_is_small(s) and _opens_with_label(s, paper) for s in below):
        return False  # a sentence of the form, whose next label is its next clause
    if text.lower().endswith(_OPEN_ENDS) or _OPEN_DAY.search(text) or text.count("(") > text.count(")"):
        return True
    return any(_continues(segment, home, paper) for segment in below)


def _continues(segment: Segment, home: Segment, paper: Paper) -> bool:
    shared = min(segment.box.right, home.box.right) - max(segment.box.left, home.box.left)
    return _is_small(segment) and shared > 0 and not _opens_with_label(segment, paper)


def _is_small(segment: Segment) -> bool:
    first = segment.tokens[0].text
    return len(first) > 1 and first.isalpha() and first.islower()


def _opens_with_label(segment: Segment, paper: Paper) -> bool:
    return any(placed.cell.segment is segment and placed.cell.label for placed in paper.form.cells)


def holds_label(span: Span, paper: Paper) -> bool:
    """Whether a label of the form stands, damaged, inside the value: its neighbour's value then stands there too."""
    keys = [token.key + ("," if token.text.endswith(",") else "") for token in span.tokens]
    if span.text.isupper():
        return False  # a title in capitals that says the words of a label
    labels = {placed.cell.label for placed in paper.form.cells if len(placed.cell.label) >= _LONG_LABEL}
    for start in range(1, len(keys)):
        for label in labels:
            if not keys[start] or keys[start][0] != label[0] or not span.tokens[start].text[:1].isupper():
                continue
            if label in paper.form.in_capitals and not span.tokens[start].text.isupper():
                continue  # `Lý Tự Trọng, phường` is no `TRƯỞNG PHÒNG`
            if fuzz.ratio(_words_from(keys, start, len(label)), label) >= _LIKE_LABEL:
                return True
    return False


def _words_from(keys: list[str], start: int, length: int) -> str:
    text = ""
    for key in keys[start:]:
        if len(text) >= length - 1:
            break
        text += key
    return text


def _segment_of(token: Token, span: Span, paper: Paper) -> Segment | None:
    return next((s for s in _page_of(span, paper) if any(other is token or other == token for other in s.tokens)), None)


def _page_of(span: Span, paper: Paper) -> tuple[Segment, ...]:
    return next((page for page in paper.pages if page and page[0].page is span.page), ())

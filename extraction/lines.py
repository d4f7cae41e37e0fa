"""Here live printed lines as geometry gives them: rows of segments, segments of tokens.

An engine may glue the two columns of a letterhead into one line or cut one line in two; rows and
segments are therefore built anew from the boxes, and everything later reads these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from statistics import median

from schemas.geometry import Box, join_boxes
from schemas.ocr_page import OcrPage
from schemas.text import fold, squeeze

# A blank wider than this many line heights parts two columns; justified text stays below it.
_COLUMN_GAP = 1.1
_LARGE = 1.4  # words this many usual heights high are a title's
# Centres of words of one printed line differ less than this share of the line height.
_SAME_ROW = 0.55
# What opens the right column of every letterhead, upper and lower line.
_NATION = (("cong", "hoa", "xa", "hoi"), ("doc", "lap", "tu", "do"))
_PIECES = re.compile(r":|[^:]+")
# `20/4/2021Nơi cấp`: recognition lost the blank between a day and the label behind it.
_YEAR_AND_WORD = re.compile(r"(?<=[/.\-](?:19|20)\d\d)(?=[A-ZĐÀ-Ỹ][a-zà-ỹ])")
_KEY = re.compile(r"[^0-9a-z]+")
# The same print is asked for by every rule that looks at it.
_squeeze = lru_cache(maxsize=1 << 14)(squeeze)


@lru_cache(maxsize=1 << 16)
def key_of(text: str) -> str:
    """Folded letters and digits only: the form in which printed labels are compared."""
    return _KEY.sub("", fold(text))


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a part of one (colons stand alone, so that `Số:17` has a label and a value)."""

    text: str
    word: int
    starts_word: bool
    # Asked for some ten thousand times a page while labels are matched, hence made once.
    key: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", key_of(self.text))


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens of one page in reading order: a piece of print that became, or may become, a value."""

    page: OcrPage
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        parts: list[str] = []
        for index, token in enumerate(self.tokens):
            glued = not token.starts_word and index > 0 and self.tokens[index - 1].word == token.word
            parts.append(token.text if glued or not parts else " " + token.text)
        return _squeeze("".join(parts))

    @property
    def words(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(token.word for token in self.tokens))

    @property
    def box(self) -> Box | None:
        return join_boxes(self.page.words[index].box for index in self.words)

    @property
    def confidences(self) -> list[float]:
        """Of the words with a letter or digit; empty for a text layer."""
        kept = (self.page.words[index] for index in self.words)
        return [w.confidence for w in kept if w.confidence is not None and any(c.isalnum() for c in w.text)]


@dataclass(frozen=True, slots=True)
class Segment:
    """An unbroken piece of one printed row. `row` counts from the top, `usual_height` is that of the page's words."""

    page: OcrPage
    row: int
    tokens: tuple[Token, ...]
    box: Box
    usual_height: float
    text: str = field(init=False, compare=False, repr=False)
    key: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.span.text)
        object.__setattr__(self, "key", key_of(self.text))

    @property
    def span(self) -> Span:
        return Span(self.page, self.tokens)

    @property
    def center_share(self) -> float:
        """Where its middle stands across the page, 0 left to 1 right."""
        return self.box.center_x / max(1, self.page.upright_width_px)


def join_spans(spans: Iterable[Span]) -> Span | None:
    """All tokens of spans of one page, in the order given; None for none."""
    kept = [span for span in spans if span.tokens]
    if not kept:
        return None
    return Span(kept[0].page, tuple(token for span in kept for token in span.tokens))


def line_height(page: OcrPage) -> float:
    """The usual height of a word in pixels; 40 for a page without words."""
    heights = [word.box.height for word in page.words if any(char.isalnum() for char in word.text)]
    return float(median(heights)) if heights else 40.0


def page_segments(page: OcrPage, first_row: int = 0) -> tuple[Segment, ...]:
    """The segments of a page, row by row from the top (rows counted from `first_row`), left to right in a row."""
    height = line_height(page)
    pieces = [piece for line in page.lines for piece in _cut_at_gaps(page, line, height)]
    segments: list[Segment] = []
    for number, row in enumerate(_rows_of(page, pieces, height), first_row):
        for piece in _join_neighbours(page, row, height):
            box = join_boxes(page.words[index].box for index in piece)
            assert box is not None
            tokens = _tokens_of(page, piece)
            if tokens:
                segments.extend(_cut_at_nation(Segment(page, number, tokens, box, height)))
    return tuple(segments)


def _cut_at_nation(segment: Segment) -> list[Segment]:
    """A letterhead's line in two where its columns stand so near that no gap parts them."""
    at = next((found for opening in _NATION if (found := _find_tokens(segment.tokens, opening)) > 0), 0)
    if at == 0:
        return [segment]
    return [_part(segment, segment.tokens[:at]), _part(segment, segment.tokens[at:])]


def _find_tokens(tokens: Sequence[Token], keys: tuple[str, ...]) -> int:
    kept = [at for at, token in enumerate(tokens) if token.key]
    for start in range(len(kept) - len(keys) + 1):
        if all(tokens[kept[start + n]].key == key for n, key in enumerate(keys)):
            return kept[start]
    return -1


def _part(segment: Segment, tokens: tuple[Token, ...]) -> Segment:
    box = Span(segment.page, tokens).box
    return replace(segment, tokens=tokens, box=box or segment.box)


def _cut_at_gaps(page: OcrPage, line: Sequence[int], height: float) -> list[list[int]]:
    ordered = sorted(line, key=lambda index: page.words[index].box.left)
    pieces: list[list[int]] = []
    for index in ordered:
        if pieces and _is_near(page.words[pieces[-1][-1]].box, page.words[index].box, height):
            pieces[-1].append(index)
        else:
            pieces.append([index])
    return pieces


def _is_near(left: Box, right: Box, height: float) -> bool:
    """Whether two words of a row belong together; blanks of a title in large letters are as large as they are."""
    own = min(left.height, right.height)
    return right.left - left.right <= _COLUMN_GAP * (own if own > _LARGE * height else height)


def _center_y(page: OcrPage, piece: Sequence[int]) -> float:
    return float(median(page.words[index].box.center_y for index in piece))


def _rows_of(page: OcrPage, pieces: list[list[int]], height: float) -> list[list[list[int]]]:
    rows: list[list[list[int]]] = []
    centers: list[float] = []
    for piece in sorted(pieces, key=lambda piece: _center_y(page, piece)):
        center = _center_y(page, piece)
        if rows and center - centers[-1] <= height * _SAME_ROW and not _is_above_or_below(page, piece, rows[-1]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
            centers.append(center)
    return [sorted(row, key=lambda piece: page.words[piece[0]].box.left) for row in rows]


def _is_above_or_below(page: OcrPage, piece: Sequence[int], row: list[list[int]]) -> bool:
    left, right = page.words[piece[0]].box.left, page.words[piece[-1]].box.right
    for other in row:
        shared = min(right, page.words[other[-1]].box.right) - max(left, page.words[other[0]].box.left)
        if shared > 0.3 * (right - left):
            return True
    return False


def _join_neighbours(page: OcrPage, row: list[list[int]], height: float) -> list[list[int]]:
    joined: list[list[int]] = []
    for piece in row:
        if joined and _is_near(page.words[joined[-1][-1]].box, page.words[piece[0]].box, height):
            joined[-1].extend(piece)
        else:
            joined.append(list(piece))
    return joined


def _tokens_of(page: OcrPage, piece: Sequence[int]) -> tuple[Token, ...]:
    tokens: list[Token] = []
    for index in piece:
        parts = _PIECES.findall(page.words[index].text)
        for at, part in enumerate(parts):
            glued = _YEAR_AND_WORD.split(part)
            # `Kinh :Quốc tịch: Việt Nam`: what stands behind a colon that opens a word opens one, too.
            tokens.append(Token(glued[0], index, at == 0 or set(parts[:at]) == {":"}))
            tokens.extend(Token(word, index, True) for word in glued[1:])
    return tuple(tokens)

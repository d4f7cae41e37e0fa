"""Here live title and subject: the kind of a paper in capitals, and what it is about."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from extraction.line_marks import ANNEX_STARTS, SUBJECT_STARTS, has_letters, is_capitals
from extraction.lines import Segment, Span, join_spans, key_of
from extraction.number_and_date import BODY_STARTS
from schemas.known_spellings import list_posts
from schemas.text import fold

# Stamps of copies, set beside a title and often between its lines.
_STAMPS = frozenset({"bansao", "bansaoy", "saoy", "banchinh"})
_POSTS_FOLDED = tuple(fold(post) for post in list_posts())


def find_title_row(head: Sequence[Segment], signs: Sequence[str], anchor_row: int) -> int | None:
    """The row of the first centred line in capitals that opens with a kind name."""
    keys = [key_of(sign) for sign in signs]
    for segment in head:
        if segment.row <= anchor_row and anchor_row >= 0:
            continue
        if not _looks_like_title(segment):
            continue
        for key in keys:
            if len(segment.key) >= len(key) - 2 and fuzz.ratio(segment.key[: len(key) + 1], key) >= 84:
                return segment.row
    return None


def _looks_like_title(segment: Segment) -> bool:
    letters = [char for char in segment.text if char.isalpha()]
    if not letters or not 0.28 <= segment.center_share <= 0.75:
        return False
    return sum(char.isupper() for char in letters) >= 0.7 * len(letters)


def find_body_row(head: Sequence[Segment], after: int) -> int:
    """The first row under the heading where running text starts."""
    for segment in head:
        if segment.row > after and _starts_body(segment):
            return segment.row
    return head[-1].row + 1 if head else 0


def _starts_body(segment: Segment) -> bool:
    """A capital or a number opens it: `thực hiện ...` in the midst of a subject does not; a colon ends no subject."""
    if segment.text.endswith(":") and not is_capitals(segment):
        return True
    return not segment.text[:1].islower() and fold(segment.text).startswith(BODY_STARTS)


def cut_title(
    head: Sequence[Segment], title_row: int | None, body_row: int, number: Segment | None
) -> tuple[Span | None, Span | None]:
    """(kind, subject): capitals are the kind, what follows centred is the subject."""
    if title_row is None:
        return None, None
    title: list[Span] = []
    subject: list[Span] = []
    last: Segment | None = None
    for segment in head:
        if segment.row < title_row or (number is not None and segment.row == number.row and segment.row > title_row):
            continue
        is_aside = not 0.3 <= segment.center_share <= 0.72
        if is_aside and segment.key in _STAMPS:
            continue
        if segment.row >= body_row or is_aside:
            break
        if last is not None and _ends_title(last, segment, bool(subject)):
            break
        if not has_letters(segment) or (":" in segment.text and any(char.isdigit() for char in segment.text)):
            break
        if title and (_is_authority_line(segment) or fold(segment.text).startswith(ANNEX_STARTS)):
            break
        if not subject and is_capitals(segment) and len(title) < 3:
            title.append(_without_marks(segment))
        elif is_capitals(segment) and subject:
            break
        else:
            subject.append(segment.span)
        last = segment
    return join_spans(title), join_spans(subject)


def _without_marks(segment: Segment) -> Span:
    """A title's line without colons, and without strokes at its ends: no title is printed with them."""
    tokens = [token for token in segment.tokens if token.key or not set(token.text) <= set(":;.'\"`|_")]
    while len(tokens) > 1 and not tokens[-1].key:
        tokens.pop()
    while len(tokens) > 1 and not tokens[0].key:
        tokens.pop(0)
    return Span(segment.page, tuple(tokens))


def _is_authority_line(segment: Segment) -> bool:
    """`CHỦ TỊCH ỦY BAN NHÂN DÂN ...`, `TRƯỞNG PHÒNG ...`: who decides, not what."""
    folded = fold(segment.text)
    return is_capitals(segment) and folded.startswith((*_POSTS_FOLDED, "uy ban", "ubnd", "so ", "phong "))


def _ends_title(last: Segment, segment: Segment, in_subject: bool) -> bool:
    pitch = segment.box.center_y - last.box.center_y
    limit = (2.1 if in_subject else 3.2) * segment.usual_height
    return pitch > limit


def find_regarding(head: Sequence[Segment], number: Segment | None, body_row: int) -> Span | None:
    """The `V/v ...` lines of a letter, under its number at the left."""
    found: list[Span] = []
    last: Segment | None = None
    for segment in head:
        folded = fold(segment.text)
        if not found:
            if folded.startswith(SUBJECT_STARTS) and (number is None or segment.row >= number.row):
                found.append(segment.span)
                last = segment
            continue
        assert last is not None
        if segment.row >= body_row and _starts_body(segment):
            break
        if segment.box.left > 0.48 * segment.page.upright_width_px:
            continue
        if segment.box.center_y - last.box.center_y > 1.9 * segment.usual_height:
            break
        found.append(segment.span)
        last = segment
    return join_spans(found)

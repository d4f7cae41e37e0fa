"""Here live the number line and the dated line of a letterhead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extraction.lines import Segment, Span, Token
from schemas.geometry import join_boxes
from schemas.text import fold

# A written day or month is often read as one word with the printed one behind it: `ngày 0Ptháng 12 năm`.
DATED = re.compile(
    r"\bngay\b.{0,22}?(?<![a-z]{2})(?:thang|thing|thcng|than)\b.{0,12}?(?<![a-z])(?:nam|nim)\b|\bthang\b.{0,12}?\bnam\b\D{0,3}\d{4}"
)
_NUMBER_WORDS = frozenset({"so", "s6", "s0", "sd", "sò"})
_MISREAD_NUMBER = re.compile(r"^[S5]\S{0,2} ?: ?\d+ ?/ ?(?:\d{4} ?/ ?)?[A-ZĐ]{2}")
_NUMBER_BELOW = 2  # rows under the dated line
# What opens a sentence of the body, never a dated line.
BODY_STARTS = (
    "can cu", "kinh gui", "dieu 1", "dieu i", "xet ", "thuc hien", "theo de nghi", "cap cho", "1. ", "i. ", "1 .",
    "ho, chu dem", "ho va ten", "ho chu dem", "de thuc hien", "de ", "nham ", "phuc dap", "tra loi", "noi nhan",
)  # fmt: skip


def find_dated(head: Sequence[Segment]) -> Segment | None:
    """The `Cần Thơ, ngày ... tháng ... năm ...` line: short, not a legal basis."""
    found = next((segment for segment in head if is_dated(segment)), None)
    if found is None or "ngay" in fold(found.text):
        return found
    return _with_left(found, head)


def _with_left(segment: Segment, head: Sequence[Segment]) -> Segment:
    """The dated line with its place and day, where a hand-written day stands between wide blanks."""
    parts = [segment]
    for other in sorted((s for s in head if s.row == segment.row), key=lambda s: -s.box.left):
        gap = parts[0].box.left - other.box.right
        is_left = other.box.left < parts[0].box.left
        if is_left and gap < 4 * segment.usual_height and not re.search(r"[/⁄:]", other.text):
            parts.insert(0, other)
    return join_parts(parts) if "ngay" in fold(parts[0].text) or len(parts) > 2 else segment


def join_parts(parts: Sequence[Segment]) -> Segment:
    """Pieces of one row as one segment."""
    box = join_boxes(part.box for part in parts)
    assert box is not None
    return replace(parts[0], tokens=tuple(token for part in parts for token in part.tokens), box=box)


def is_dated(segment: Segment) -> bool:
    """Whether a line is a place-and-date line, not a sentence with a date in it."""
    folded = fold(segment.text)
    if len(segment.tokens) > 16 or not DATED.search(folded) or folded.startswith(BODY_STARTS):
        return False
    before = folded.split("ngay")[0]
    return len(before.split()) <= 6 and "dang ky" not in folded and "sinh" not in before and "cap" not in before


def find_number(head: Sequence[Segment], dated: Segment | None) -> Segment | None:
    """The line that opens with `Số`, with its hand-parted pieces; else the signed piece beside the dated line."""
    beside = _number_beside(head, dated) if dated is not None else None
    for segment in head:
        tokens = segment.tokens
        if dated is not None and beside is not None and segment.row > dated.row + _NUMBER_BELOW:
            break  # a number of the body: the paper's own stands beside its day
        if (fold(tokens[0].text).rstrip(".,;'") in _NUMBER_WORDS or is_misread_number(segment)) and (
            len(tokens) > 1 or _has_right(segment, head)
        ):
            has_colon = any(token.text.startswith((":", ";")) for token in tokens[1:3])
            if has_colon or len(tokens) == 1 or re.search(r"\d|/", "".join(token.text for token in tokens[1:3])):
                return _with_right(segment, head, dated)
    return beside


def is_misread_number(segment: Segment) -> bool:
    """`SJ: 307/GPXD`: an S with something behind it, a colon, and a number with its sign."""
    return bool(_MISREAD_NUMBER.match(segment.text))


def _has_right(segment: Segment, head: Sequence[Segment]) -> bool:
    return any(s.row == segment.row and s.box.left > segment.box.left and "/" in s.text for s in head)


def _with_right(segment: Segment, head: Sequence[Segment], dated: Segment | None) -> Segment:
    """The number with its parts: a hand leaves wide blanks between `Số:`, its digits and the printed sign."""
    parts = [segment]
    for other in sorted((s for s in head if s.row == segment.row), key=lambda s: s.box.left):
        is_before_date = dated is None or (other is not dated and other.box.right <= dated.box.left)
        gap = other.box.left - parts[-1].box.right
        if other.box.left > segment.box.left and is_before_date and gap < 6 * segment.usual_height:
            parts.append(other)
    return join_parts(parts)


def _number_beside(head: Sequence[Segment], dated: Segment) -> Segment | None:
    """Where the label `Số` was lost: the piece with a slash to the left of the dated line."""
    for segment in head:
        is_near = abs(segment.box.center_y - dated.box.center_y) < 2 * dated.usual_height
        has_sign = re.search(r"[/⁄]|\d.*-\s?[A-ZĐ]{2}", segment.text)
        if segment is not dated and is_near and segment.box.right <= dated.box.left and has_sign:
            return segment
    return None


def cut_number(segment: Segment | None) -> Span | None:
    """The number line without a dated line glued to it."""
    if segment is None:
        return None
    tokens = list(segment.tokens)
    for at, token in enumerate(tokens):
        if at > 1 and fold(token.text) == "ngay":
            # The dated line was glued on; its place name starts after the sign, which has no blanks.
            while at > 1 and not re.search(r"[/\d]", tokens[at - 1].text) and not tokens[at - 1].text.isupper():
                at -= 1
            tokens = tokens[:at]
            break
    return Span(segment.page, tuple(tokens))


def cut_dated(segment: Segment | None) -> tuple[Span | None, Span | None]:
    """Place and date of a dated line."""
    if segment is None:
        return None, None
    tokens = segment.tokens
    at = next((i for i, t in enumerate(tokens) if fold(t.text).strip(" ,.:").startswith(("ngay", "ngày"))), None)
    if at is None:
        at = next((i for i, t in enumerate(tokens) if fold(t.text).startswith("thang")), 0)
    place = _trim_place(tokens[:at])
    return (Span(segment.page, place) if place else None), Span(segment.page, tokens[at:])


def _trim_place(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The place name alone: what follows a glued number, edge marks kept for the reader to strip."""
    start = 0
    for at, token in enumerate(tokens):
        if re.search(r"[\d/:]", token.text):
            start = at + 1
    return tuple(token for token in tokens[start:] if token.key)

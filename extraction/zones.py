"""Here live the zones of an administrative document (Decree 30/2020/NĐ-CP, Annex I), found by structure.

What is searched is what the decree makes every office print: state name, motto, a number line, a dated
line, a title. Where on the page they stand only breaks ties, because stamps, crops and old rules shift
everything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extraction.lines import Segment, Span, Token, join_spans, key_of, line_height
from schemas.geometry import join_boxes
from schemas.known_spellings import list_posts
from schemas.text import fold

_POSTS_FOLDED = tuple(fold(post) for post in list_posts())
STATE_KEY = key_of("Cộng hòa xã hội chủ nghĩa Việt Nam")
MOTTO_KEY = key_of("Độc lập - Tự do - Hạnh phúc")
_HEAD_SHARE = 0.55  # header zones stand above this share of the page
_DATED = re.compile(
    r"\bngay\b.{0,22}?\b(?:thang|thing|thcng|than)\b.{0,12}?\b(?:nam|nim)\b|\bthang\b.{0,12}?\bnam\b\D{0,3}\d{4}"
)
_NUMBER_WORDS = frozenset({"so", "s6", "s0", "sd", "sò"})
_BODY_STARTS = (
    "can cu", "kinh gui", "dieu 1", "dieu i", "xet ", "thuc hien", "theo de nghi", "cap cho", "1. ", "i. ", "1 .",
    "ho, chu dem", "ho va ten", "ho chu dem", "de thuc hien", "de ", "nham ", "phuc dap", "tra loi", "noi nhan",
)  # fmt: skip
_SUBJECT_STARTS = ("v/v", "vv ", "v/ v", "ve viec", "v / v")


@dataclass(frozen=True, slots=True)
class Zones:
    """What stands in the zones of a first page; None where nothing was found.

    `title` is the kind as printed (`QUYẾT ĐỊNH`), `subject` the lines under it or the `V/v` lines.
    `bodies` are the lines of the issuing block, one span per body, the issuing body last. `has_state_name`
    and `has_motto` say whether the page opens a paper.
    """

    has_state_name: bool
    has_motto: bool
    bodies: tuple[Span, ...]
    number: Span | None
    issue_place: Span | None
    issue_date: Span | None
    title: Span | None
    subject: Span | None
    body_row: int
    title_row: int | None


def find_zones(segments: Sequence[Segment], title_signs: Sequence[str]) -> Zones:
    """The header zones of a page.

    Args:
        segments: of one page, in order.
        title_signs: folded kind names that may open a title (`quyet dinh`, `giay moi`).
    """
    head = [segment for segment in segments if segment.box.center_y < _HEAD_SHARE * segment.page.upright_height_px]
    state = next((s for s in head if is_state_name(s)), None)
    motto = next((s for s in head if is_motto(s)), None)
    dated = _find_dated(head)
    number = _find_number(head, dated)
    anchor_row = max([s.row for s in (motto, state) if s] or [-1])
    title_row = _find_title_row(head, title_signs, anchor_row)
    body_row = _find_body_row(head, max(anchor_row, title_row if title_row is not None else -1))
    if title_row is not None and dated and dated.row > body_row:
        dated = None
    place, date = cut_dated(dated)
    title, subject = _cut_title(head, title_row, body_row, number)
    if title is None or subject is None:
        subject = subject or _find_regarding(head, number, body_row)
    return Zones(
        has_state_name=state is not None,
        has_motto=motto is not None,
        bodies=_find_bodies(head, state, motto, number, title_row),
        number=_cut_number(number),
        issue_place=place,
        issue_date=date,
        title=title,
        subject=subject,
        body_row=body_row,
        title_row=title_row,
    )


def is_state_name(segment: Segment) -> bool:
    return len(segment.key) >= 18 and fuzz.partial_ratio(STATE_KEY, segment.key, score_cutoff=74) > 0


def is_motto(segment: Segment) -> bool:
    return 14 <= len(segment.key) <= 60 and fuzz.partial_ratio(MOTTO_KEY, segment.key, score_cutoff=76) > 0


def _find_dated(head: Sequence[Segment]) -> Segment | None:
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
        if is_left and gap < 4 * line_height(segment.page) and not re.search(r"[/⁄:]", other.text):
            parts.insert(0, other)
    return _join_parts(parts) if "ngay" in fold(parts[0].text) or len(parts) > 2 else segment


def _join_parts(parts: Sequence[Segment]) -> Segment:
    box = join_boxes(part.box for part in parts)
    assert box is not None
    return Segment(parts[0].page, parts[0].row, tuple(token for part in parts for token in part.tokens), box)


def is_dated(segment: Segment) -> bool:
    folded = fold(segment.text)
    if len(segment.tokens) > 16 or not _DATED.search(folded) or folded.startswith(_BODY_STARTS):
        return False
    before = folded.split("ngay")[0]
    return len(before.split()) <= 6 and "dang ky" not in folded and "sinh" not in before and "cap" not in before


def _find_number(head: Sequence[Segment], dated: Segment | None) -> Segment | None:
    for segment in head:
        tokens = segment.tokens
        if fold(tokens[0].text).rstrip(".,;'") in _NUMBER_WORDS and (len(tokens) > 1 or _has_right(segment, head)):
            has_colon = any(token.text.startswith((":", ";")) for token in tokens[1:3])
            if has_colon or len(tokens) == 1 or re.search(r"\d|/", segment.text):
                return _with_right(segment, head, dated)
    if dated is not None:
        return _number_beside(head, dated)
    return None


def _has_right(segment: Segment, head: Sequence[Segment]) -> bool:
    return any(s.row == segment.row and s.box.left > segment.box.left and "/" in s.text for s in head)


def _with_right(segment: Segment, head: Sequence[Segment], dated: Segment | None) -> Segment:
    """The number with its parts: a hand leaves wide blanks between `Số:`, its digits and the printed sign."""
    parts = [segment]
    for other in sorted((s for s in head if s.row == segment.row), key=lambda s: s.box.left):
        is_before_date = dated is None or (other is not dated and other.box.right <= dated.box.left)
        gap = other.box.left - parts[-1].box.right
        if other.box.left > segment.box.left and is_before_date and gap < 6 * line_height(segment.page):
            parts.append(other)
    return _join_parts(parts)


def _number_beside(head: Sequence[Segment], dated: Segment) -> Segment | None:
    """Where the label `Số` was lost: the piece with a slash to the left of the dated line."""
    for segment in head:
        is_near = abs(segment.box.center_y - dated.box.center_y) < 2 * line_height(dated.page)
        has_sign = re.search(r"[/⁄]|\d.*-\s?[A-ZĐ]{2}", segment.text)
        if segment is not dated and is_near and segment.box.right <= dated.box.left and has_sign:
            return segment
    return None


def _cut_number(segment: Segment | None) -> Span | None:
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


def _find_title_row(head: Sequence[Segment], signs: Sequence[str], anchor_row: int) -> int | None:
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


def _find_body_row(head: Sequence[Segment], after: int) -> int:
    for segment in head:
        if segment.row > after and _starts_body(segment):
            return segment.row
    return head[-1].row + 1 if head else 0


def _starts_body(segment: Segment) -> bool:
    """A capital or a number opens it: `thực hiện ...` in the midst of a subject does not; a colon ends no subject."""
    if segment.text.endswith(":") and not _is_capitals(segment):
        return True
    return not segment.text[:1].islower() and fold(segment.text).startswith(_BODY_STARTS)


def _cut_title(
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
        if segment.row >= body_row or not 0.3 <= segment.center_share <= 0.72:
            break
        if last is not None and _ends_title(last, segment, bool(subject)):
            break
        if not _has_letters(segment):
            break
        if title and _is_authority_line(segment):
            break
        if not subject and _is_capitals(segment) and len(title) < 3:
            title.append(segment.span)
        elif _is_capitals(segment) and subject:
            break
        else:
            subject.append(segment.span)
        last = segment
    return join_spans(title), join_spans(subject)


def _is_authority_line(segment: Segment) -> bool:
    """`CHỦ TỊCH ỦY BAN NHÂN DÂN ...`, `TRƯỞNG PHÒNG ...`: who decides, not what."""
    folded = fold(segment.text)
    return _is_capitals(segment) and folded.startswith((*_POSTS_FOLDED, "uy ban", "ubnd", "so ", "phong "))


def _ends_title(last: Segment, segment: Segment, in_subject: bool) -> bool:
    pitch = segment.box.center_y - last.box.center_y
    limit = (2.1 if in_subject else 3.2) * line_height(segment.page)
    return pitch > limit


def _has_letters(segment: Segment) -> bool:
    return sum(char.isalpha() for char in segment.text) >= 3


def _is_capitals(segment: Segment) -> bool:
    letters = [char for char in segment.text if char.isalpha()]
    return bool(letters) and sum(char.isupper() for char in letters) >= 0.8 * len(letters)


def _find_regarding(head: Sequence[Segment], number: Segment | None, body_row: int) -> Span | None:
    """The `V/v ...` lines of a letter, under its number at the left."""
    found: list[Span] = []
    last: Segment | None = None
    for segment in head:
        folded = fold(segment.text)
        if not found:
            if folded.startswith(_SUBJECT_STARTS) and (number is None or segment.row >= number.row):
                found.append(segment.span)
                last = segment
            continue
        assert last is not None
        if segment.row >= body_row and _starts_body(segment):
            break
        if segment.box.left > 0.48 * segment.page.upright_width_px:
            continue
        if segment.box.center_y - last.box.center_y > 1.9 * line_height(segment.page):
            break
        found.append(segment.span)
        last = segment
    return join_spans(found)


# A line that opens another body; any other line goes on with the body above it.
_BODY_HEADS = (
    "ubnd", "uy ban", "so ", "phong", "bo ", "truong", "dai hoc", "van phong", "chi cuc", "cuc ", "ban ", "trung tam",
    "cong an", "tong cuc", "hoi dong", "hdnd", "vien ", "benh vien", "thanh tra", "toa an", "cong doan", "hoc vien",
    "chi nhanh", "dang uy", "tinh uy", "thanh uy", "huyen uy", "thu vien", "bao hiem", "kho bac", "doan ", "hoi ",
)  # fmt: skip
_AREA_HEADS = ("tinh ", "thanh pho", "tp", "huyen", "quan ", "thi xa", "xa ", "phuong", "thi tran")


def _find_bodies(
    head: Sequence[Segment], state: Segment | None, motto: Segment | None, number: Segment | None, title_row: int | None
) -> tuple[Span, ...]:
    anchor = state or motto
    limit_row = number.row if number and (title_row is None or number.row <= title_row) else title_row
    if limit_row is None:
        limit_row = (anchor.row + 4) if anchor else 4
    lines: list[Segment] = []
    for segment in head:
        is_beside_number = number is not None and segment.row == number.row and _is_area(segment)
        if (segment.row >= limit_row and not is_beside_number) or is_state_name(segment) or is_motto(segment):
            continue
        if _stands_left(segment, anchor) and _has_letters(segment) and _is_body_line(segment):
            lines.append(segment)
    return _group_bodies(lines)


def _is_area(segment: Segment) -> bool:
    """`TP. Cần Thơ` alone, no dated line: the last row of an issuing block may stand beside the number."""
    folded = fold(segment.text)
    return folded.startswith(_AREA_HEADS) and "ngay" not in folded and len(segment.tokens) <= 6


def _stands_left(segment: Segment, anchor: Segment | None) -> bool:
    if anchor is None:
        return segment.center_share < 0.5
    if segment.row < anchor.row:
        return segment.center_share < 0.5 and fold(segment.text).startswith(_BODY_HEADS + _AREA_HEADS)
    return segment.box.center_x < anchor.box.center_x and segment.box.left < anchor.box.left + anchor.box.width * 0.2


def _is_body_line(segment: Segment) -> bool:
    folded = fold(segment.text)
    # A number whose label was lost (`110/QĐ-STP`) is no body.
    has_number = re.search(r"\d", segment.text) and re.search(r"[/⁄\-]\s?[A-ZĐ]{2}", segment.text)
    return not _DATED.search(folded) and not folded.startswith(_SUBJECT_STARTS) and not has_number


def _area_rank(folded: str) -> int:
    """0 for a province, 1 for a district, 2 for a commune; a lower area under a higher is a body of its own."""
    if folded.startswith(("tinh ", "thanh pho", "tp")):
        return 0
    return 1 if folded.startswith(("huyen", "quan ", "thi xa")) else 2


def _group_bodies(lines: Sequence[Segment]) -> tuple[Span, ...]:
    groups: list[list[Span]] = []
    last_area = ""
    for line in lines:
        folded = fold(line.text).lstrip(" -–—_.") + " "
        is_area = folded.startswith(_AREA_HEADS)
        goes_down = is_area and last_area and _area_rank(folded) > _area_rank(last_area)
        if groups and not goes_down and (is_area or not folded.startswith(_BODY_HEADS)):
            groups[-1].append(line.span)
        else:
            groups.append([line.span])
        last_area = folded if is_area else ""
    joined = (join_spans(group) for group in groups)
    return tuple(span for span in joined if span is not None)

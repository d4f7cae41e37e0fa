"""Here live the lines of the issuing block: the bodies above the number, the issuing one last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extraction.line_marks import SUBJECT_STARTS, has_letters, is_capitals, is_motto, is_state_name
from extraction.lines import Segment, Span, join_spans
from extraction.number_and_date import DATED
from schemas.text import fold

# A line that opens another body; any other line goes on with the body above it.
_BODY_HEADS = (
    "ubnd", "uy ban", "so ", "phong", "bo ", "truong", "dai hoc", "van phong", "chi cuc", "cuc ", "ban ", "trung tam",
    "cong an", "tong cuc", "hoi dong", "hdnd", "vien ", "benh vien", "thanh tra", "toa an", "cong doan", "hoc vien",
    "chi nhanh", "dang uy", "tap doan",
    "tong cong ty", "cong ty", "ngan hang", "lien doan", "mat tran", "bo chi huy", "quan doi",
    "tinh uy", "thanh uy", "huyen uy", "thu vien", "bao hiem", "kho bac", "doan ", "hoi ",
)  # fmt: skip
# Specks and strokes read as marks in front of a line (`'QUẬN Ô MÔN`).
_LOOSE_MARKS = "'\"‘’“”`´_.,:;|*^~<>"
# `Phong Điền, ngày` before a day that somebody wrote by hand.
_DATE_BEGUN = re.compile(r", ?ngay\b")
# `Số: 45/TLKS-BS` of a copy.
_FOOT_NUMBER = re.compile(r"s\w? ?:? ?[\d./… ]*/ ?[a-z\d]")
_FOOT_PITCH = 2.6  # line heights between its lines
_AREA_HEADS = ("tinh ", "thanh pho", "tp", "huyen", "quan ", "thi xa", "xa ", "phuong", "thi tran")


def find_bodies(
    head: Sequence[Segment], state: Segment | None, motto: Segment | None, number: Segment | None, title_row: int | None
) -> tuple[Span, ...]:
    """The bodies above the number, left of the state name, one span a body."""
    anchor = state or motto
    limit_row = number.row if number and (title_row is None or number.row <= title_row) else title_row
    if limit_row is None:
        limit_row = (anchor.row + 4) if anchor else 4
    lines: list[Segment] = []
    for segment in head:
        is_beside_number = number is not None and segment.row == number.row and _is_area(segment)
        if (segment.row >= limit_row and not is_beside_number) or is_state_name(segment) or is_motto(segment):
            continue
        if _stands_left(segment, anchor) and has_letters(segment) and _is_body_line(segment):
            lines.append(_without_loose_marks(segment))
    return _group_bodies(lines)


def find_foot_bodies(segments: Sequence[Segment], title_row: int | None) -> tuple[Span, ...]:
    """The bodies at the foot of a copy, straight above its own number, beside the signature; left half only.

    Copies of register books show the page of the book as it is and name their own office below it.
    """
    left = [s for s in segments if s.center_share < 0.42 and (title_row is None or s.row > title_row)]
    for at in range(len(left) - 1, 0, -1):
        if not _FOOT_NUMBER.match(fold(left[at].text)):
            continue
        lines: list[Segment] = []
        for segment in reversed(left[:at]):
            below = lines[0] if lines else left[at]
            if below.box.center_y - segment.box.center_y > _FOOT_PITCH * segment.usual_height:
                break
            if not is_capitals(segment) or not _is_body_line(segment):
                break
            lines.insert(0, _without_loose_marks(segment))
        if lines and fold(lines[-1].text).startswith(_BODY_HEADS + _AREA_HEADS):
            return _group_bodies(lines)
    return ()


def _without_loose_marks(line: Segment) -> Segment:
    tokens = list(line.tokens)
    while len(tokens) > 1 and not tokens[0].text.strip(_LOOSE_MARKS):
        tokens.pop(0)
    first = tokens[0].text.lstrip(_LOOSE_MARKS)
    return replace(line, tokens=(replace(tokens[0], text=first), *tokens[1:]) if first else tuple(tokens))


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
    is_dated = DATED.search(folded) or _DATE_BEGUN.search(folded)
    return not is_dated and not folded.startswith(SUBJECT_STARTS) and not has_number


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

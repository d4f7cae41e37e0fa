"""Here live the zones of an administrative document (Decree 30/2020/NĐ-CP, Annex I), found by structure.

What is searched is what the decree makes every office print: state name, motto, a number line, a dated
line, a title. Where on the page they stand only breaks ties, because stamps, crops and old rules shift
everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extraction.heading import cut_title, find_body_row, find_regarding, find_title_row
from extraction.issuing_block import find_bodies, find_foot_bodies
from extraction.line_marks import is_motto, is_state_name
from extraction.lines import Segment, Span
from extraction.number_and_date import cut_dated, cut_number, find_dated, find_number

_HEAD_SHARE = 0.55  # header zones stand above this share of the page


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
    dated = find_dated(head)
    number = find_number(head, dated)
    anchor_row = max([s.row for s in (motto, state) if s] or [-1])
    title_row = find_title_row(head, title_signs, anchor_row)
    body_row = find_body_row(head, max(anchor_row, title_row if title_row is not None else -1))
    if title_row is not None and dated and dated.row > body_row:
        dated = None
    place, date = cut_dated(dated)
    title, subject = cut_title(head, title_row, body_row, number)
    if title is None or subject is None:
        subject = subject or find_regarding(head, number, body_row)
    return Zones(
        has_state_name=state is not None,
        has_motto=motto is not None,
        bodies=find_bodies(head, state, motto, number, title_row) or find_foot_bodies(segments, title_row),
        number=cut_number(number),
        issue_place=place,
        issue_date=date,
        title=title,
        subject=subject,
        body_row=body_row,
        title_row=title_row,
    )

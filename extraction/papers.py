"""Here lives the split of one file's pages into papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extraction.lines import Segment, page_segments
from extraction.zones import find_zones
from schemas.ocr_page import OcrPage

_TOP_SHARE = 0.3  # the state name of a paper stands in the upper part of its first page


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its segments."""

    page: OcrPage
    segments: tuple[Segment, ...]


def split_papers(
    pages: Sequence[OcrPage], title_signs: Sequence[str], one_document: bool
) -> tuple[tuple[tuple[Sheet, ...], ...], tuple[int, ...]]:
    """Papers in order, and the numbers of blank pages.

    A later page opens a new paper when it carries a letterhead of its own: the state name near the top
    with a number line or a title below. A page without words stays with the paper before it.
    """
    papers: list[list[Sheet]] = []
    blank: list[int] = []
    for page in pages:
        if page.is_blank:
            blank.append(page.page_number)
            continue
        sheet = Sheet(page, page_segments(page))
        if not papers or (not one_document and _opens_paper(sheet, title_signs)):
            papers.append([sheet])
        else:
            papers[-1].append(sheet)
    return tuple(tuple(paper) for paper in papers), tuple(blank)


def _opens_paper(sheet: Sheet, title_signs: Sequence[str]) -> bool:
    top = [s for s in sheet.segments if s.box.center_y < _TOP_SHARE * sheet.page.upright_height_px]
    zones = find_zones(top, title_signs)
    has_head = zones.has_state_name or zones.has_motto
    return has_head and (zones.number is not None or zones.title is not None or zones.issue_date is not None)

"""Here lives the split of one file's pages into papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extraction.lines import Segment, page_segments
from extraction.zones import find_zones
from schemas.ocr_page import OcrPage

_COVER_WORDS = 40
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
        is_new = not papers or (not one_document and _opens_paper(sheet, title_signs))
        if is_new and papers and _is_cover(papers[-1], title_signs):
            is_new = False
        if is_new:
            papers.append([sheet])
        else:
            papers[-1].append(sheet)
    return tuple(tuple(paper) for paper in papers), tuple(blank)


def _is_cover(paper: Sequence[Sheet], title_signs: Sequence[str]) -> bool:
    """Whether a paper so far is a cover alone: state name and title, hardly a word more, no day (red land books)."""
    if len(paper) > 1 or len(paper[0].page.words) > _COVER_WORDS:
        return False
    zones = find_zones(paper[0].segments, title_signs)
    return zones.title is not None and zones.issue_date is None


def _opens_paper(sheet: Sheet, title_signs: Sequence[str]) -> bool:
    top = [s for s in sheet.segments if s.box.center_y < _TOP_SHARE * sheet.page.upright_height_px]
    zones = find_zones(top, title_signs)
    has_head = zones.has_state_name or zones.has_motto
    return has_head and (zones.number is not None or zones.title is not None or zones.issue_date is not None)

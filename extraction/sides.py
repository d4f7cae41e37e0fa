"""Here live sides that say little of a paper: covers of books, and nearly blank ones that were kept in doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.line_marks import is_state_name
from extraction.lines import Segment
from extraction.missing_pages import find_page_number
from extraction.signature import is_post_line
from extraction.zones import find_zones
from schemas.ocr_page import OcrPage

TITLE_SHARE = 0.45  # the title of a paper that has no state name stands above
SIGNED_NUMBER = re.compile(r"\d ?/.*[A-ZĐ]{2}")
# Words of a cover, and of one that was misread whole: state name, title, serial.
_COVER_WORDS, _LOST_COVER_WORDS = 40, 20
_COVER_COLOUR = 0.5  # share of a page without words whose ground is coloured


@dataclass(frozen=True, slots=True)
class Sheet:
    """A leaf with its segments; `left_out` is the print of a second paper that stands on the same image."""

    page: OcrPage
    segments: tuple[Segment, ...]
    left_out: tuple[Segment, ...] = ()


# -- nearly blank sides --


def list_speaking(paper: Sequence[Sheet]) -> Sequence[Sheet]:
    """The sheets of a paper that say what it is; all where none does."""
    return [sheet for sheet in paper if not _is_bare_side(sheet)] or paper


def waits_for_paper(paper: Sequence[Sheet]) -> bool:
    """Whether a paper so far is nothing but nearly blank sides: the back of a separator sheet, kept in doubt."""
    return all(_is_bare_side(sheet) and _is_nearly_blank(sheet.page) for sheet in paper)


def _is_nearly_blank(page: OcrPage) -> bool:
    return "page_nearly_blank" in page.warnings or page.quality.get("blank", 0.0) > 0


def _is_bare_side(sheet: Sheet) -> bool:
    """A side without words that is no cover: an empty back that was kept, a signature alone."""
    return not sheet.page.words and not _is_coloured(sheet)


def _is_coloured(sheet: Sheet) -> bool:
    return sheet.page.quality.get("colour_share", 0.0) > _COVER_COLOUR


# -- covers --


def is_cover(paper: Sequence[Sheet], following: Sheet, title_signs: Sequence[str]) -> bool:
    """Whether a paper so far is the cover of what follows (red land books): hardly a word, no day, perhaps a title.

    Gold on red is often misread; a cover whose title was lost shows by the page behind it, which bears the state
    name again and neither a title nor a number with its sign.
    """
    cover, *behind = list_speaking(paper)
    if behind or len(cover.page.words) > _COVER_WORDS:
        return False
    zones = find_zones(cover.segments, title_signs)
    if zones.title is not None and zones.issue_date is None:
        return True
    is_bare = len(cover.page.words) <= _LOST_COVER_WORDS or (zones.has_state_name and zones.number is None)
    return is_bare and zones.issue_date is None and _is_inside_of_book(following, title_signs)


def _is_inside_of_book(sheet: Sheet, title_signs: Sequence[str]) -> bool:
    """The page behind a cover: the state name again, and neither a title nor a number with its sign."""
    zones = find_zones(sheet.segments, title_signs)
    if zones.title is not None or not zones.has_state_name:
        return False
    return zones.number is None or not SIGNED_NUMBER.search(zones.number.text)


def take_cover(papers: list[list[Sheet]], following: Sheet, title_signs: Sequence[str]) -> list[Sheet]:
    """The cover of what follows, taken off the paper before it, to which it went because nothing on it was read.

    Its own empty back, where that was kept, goes with it.
    """
    if not papers or not _is_inside_of_book(following, title_signs):
        return []
    paper = papers[-1]
    at = next((at for at in reversed(range(len(paper))) if not _is_bare_side(paper[at])), 0)
    if at == 0 or not _may_be_cover(paper[at]):
        return []
    taken = paper[at:]
    del paper[at:]
    return taken


def _may_be_cover(sheet: Sheet) -> bool:
    """Whether a page that went to the paper before it may be a cover of which little or nothing was read."""
    if not sheet.page.words:
        return _is_coloured(sheet)
    is_signed = any(map(is_post_line, sheet.segments))
    return not (len(sheet.page.words) > _LOST_COVER_WORDS or is_signed or find_page_number(sheet.segments))


def is_bare_cover(sheet: Sheet) -> bool:
    """Whether hardly more than the state name stands on a page: a cover whose title was lost."""
    return len(sheet.page.words) <= _LOST_COVER_WORDS and any(
        is_state_name(segment) for segment in upper_part(sheet.segments, TITLE_SHARE)
    )


def upper_part(segments: Sequence[Segment], share: float) -> tuple[Segment, ...]:
    """The segments whose centres lie above that share of the page's height."""
    return tuple(s for s in segments if s.box.center_y < share * s.page.upright_height_px)

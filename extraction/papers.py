"""Here lives the split of one file's pages into papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extraction.leaves import cut_leaves
from extraction.line_marks import ANNEX_STARTS, is_motto, is_state_name
from extraction.lines import Segment, key_of, page_segments
from extraction.sides import (
    SIGNED_NUMBER,
    TITLE_SHARE,
    Sheet,
    is_bare_cover,
    is_cover,
    list_speaking,
    take_cover,
    upper_part,
    waits_for_paper,
)
from extraction.title_lines import list_titles
from extraction.type_signs import Titles, body_share, match_titles, signs_of
from extraction.zones import Zones, find_zones
from schemas.document_type import DocumentType
from schemas.ocr_page import OcrPage
from schemas.text import fold

_TOP_SHARE = 0.3  # the state name of a paper stands in the upper part of its first page
_TEMPLATE_STARTS = ("mau so", "mau:", "bieu so", "bieu mau")
# A title without letterhead is a paper's where so much of the form's own print stands on the same page.
_FORM_SHARE, _TITLE_FIT = 0.4, 0.9
_SECOND_HEAD = 0.25  # share of the page's height between two state names of two papers


def split_papers(
    pages: Sequence[OcrPage],
    title_signs: Sequence[str],
    types: Mapping[str, DocumentType],
    one_document: bool,
) -> tuple[tuple[tuple[Sheet, ...], ...], tuple[int, ...]]:
    """Papers in order, and the numbers of blank pages.

    A later page opens a new paper when it carries a letterhead of its own (the state name near the top with a
    number line or a title below, or with the motto), or the title and the labels of a declared form. Annexes, back
    sides and pages without words stay with the paper before them, covers with the book behind them; what one image
    holds is never parted. A nearly blank side says nothing of papers: before the first it stays with what follows it.
    """
    papers: list[list[Sheet]] = []
    blank: list[int] = []
    for page in pages:
        if page.is_blank:
            blank.append(page.page_number)
            continue
        sheets = _lay_out(page, title_signs)
        is_new = not papers or (
            not one_document and _opens_paper(sheets[0], _number_key(papers[-1], title_signs), title_signs, types)
        )
        if is_new and papers and (waits_for_paper(papers[-1]) or is_cover(papers[-1], sheets[0], title_signs)):
            is_new = False
        if is_new:
            cover = take_cover(papers, sheets[0], title_signs)
            papers.append([*cover, *sheets])
        else:
            papers[-1].extend(sheets)
    return tuple(tuple(paper) for paper in papers), tuple(blank)


def _lay_out(page: OcrPage, title_signs: Sequence[str]) -> list[Sheet]:
    """The leaves of a page; rows are counted through, so that they stay apart."""
    sheets: list[Sheet] = []
    first_row = 0
    for leaf in cut_leaves(page):
        segments = page_segments(leaf, first_row)
        own = _first_paper(segments, title_signs)
        if sheets and has_letterhead(segments, title_signs):
            # Two papers lie side by side on the glass.
            sheets[-1] = replace(sheets[-1], left_out=segments)
            continue
        sheets.append(Sheet(leaf, own, segments[len(own) :]))
        first_row = segments[-1].row + 1 if segments else first_row
    return sheets


def _first_paper(segments: tuple[Segment, ...], title_signs: Sequence[str]) -> tuple[Segment, ...]:
    """The segments above a second letterhead of the page; all where there is none."""
    heads = [segment for segment in segments if is_state_name(segment)]
    for other in heads[1:]:
        apart = other.box.center_y - heads[0].box.center_y
        if apart < _SECOND_HEAD * other.page.upright_height_px:
            continue
        first = min((s.row for s in segments if _stands_beside(s, other)), default=other.row)
        rest = tuple(segment for segment in segments if segment.row >= first)
        if has_letterhead(rest, title_signs):
            return tuple(segment for segment in segments if segment.row < first)
    return segments


def _stands_beside(segment: Segment, head: Segment) -> bool:
    """The first line of a letterhead's left half may stand a little higher than the state name."""
    return abs(segment.box.center_y - head.box.center_y) < 1.2 * head.usual_height


def _number_key(paper: Sequence[Sheet], title_signs: Sequence[str]) -> str:
    """The number of a paper as it is compared, "" where none was found."""
    zones = find_zones(list_speaking(paper)[0].segments, title_signs)
    return key_of(zones.number.text) if zones.number else ""


def _opens_paper(sheet: Sheet, before: str, title_signs: Sequence[str], types: Mapping[str, DocumentType]) -> bool:
    top = upper_part(sheet.segments, _TOP_SHARE)
    if _is_annex(top) and not _has_own_number(top, before, title_signs):
        return False
    if has_letterhead(top, title_signs) or is_bare_cover(sheet) or _is_form(sheet, title_signs, types):
        return True
    # The inside of a book whose cover was lost.
    return (
        any(map(is_state_name, top)) and any(map(is_motto, top)) and not _is_template(top, find_zones(top, title_signs))
    )


def _has_own_number(top: Sequence[Segment], before: str, title_signs: Sequence[str]) -> bool:
    """Whether a letterhead numbers the page by itself, though it goes with another paper (`Kèm theo Tờ trình số ...`).

    An annex says so above its letterhead, or names the number of the paper `before` it.
    """
    zones = find_zones(top, title_signs)
    if not zones.has_state_name or zones.number is None or not SIGNED_NUMBER.search(zones.number.text):
        return False
    marks = [segment for segment in top if fold(segment.text).startswith(ANNEX_STARTS)]
    number_row = next((s.row for s in top if set(s.tokens) & set(zones.number.tokens)), 0)
    return all(mark.row > number_row and (not before or before not in mark.key) for mark in marks)


def has_letterhead(segments: Sequence[Segment], title_signs: Sequence[str]) -> bool:
    """Whether the state name or motto stands there with a number, a day or a title."""
    zones = find_zones(segments, title_signs)
    has_head = zones.has_state_name or zones.has_motto
    return (
        has_head
        and not _is_template(segments, zones)
        and (zones.number is not None or zones.title is not None or zones.issue_date is not None)
    )


def _is_annex(top: Sequence[Segment]) -> bool:
    """`PHỤ LỤC`, `(Kèm theo Quyết định số ...)`: the page belongs to what it is annexed to."""
    return any(fold(segment.text).startswith(ANNEX_STARTS) for segment in top)


def _is_template(segments: Sequence[Segment], zones: Zones) -> bool:
    """`Mẫu số 03` over a letterhead with a blank number and a blank day: a form attached to be filled in."""
    if not any(fold(segment.text).startswith(_TEMPLATE_STARTS) for segment in segments[:4]):
        return False
    spans = [span for span in (zones.number, zones.issue_date) if span is not None]
    return not any(char.isdigit() for span in spans for char in span.text)


def _is_form(sheet: Sheet, title_signs: Sequence[str], types: Mapping[str, DocumentType]) -> bool:
    """Whether a leaf without letterhead is the first of a declared form: its title, and its labels (cards)."""
    top = upper_part(sheet.segments, TITLE_SHARE)
    titles = Titles(list_titles(top, find_zones(top, title_signs)))
    body = "".join(segment.key for segment in sheet.segments)
    for declared in types.values():
        signs = signs_of(declared)
        if declared.tier or not signs.body:
            continue
        match = match_titles(signs.titles, titles)
        if (
            match.is_sure
            and match.value >= _TITLE_FIT
            and body_share(signs.body, body, is_named=True)[0] >= _FORM_SHARE
        ):
            return True
    return False

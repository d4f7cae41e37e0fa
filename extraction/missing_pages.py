"""Here lives the suspicion that a paper lacks a page: numbers of pages and articles that do not run on, no end.

Nothing proves a page that is not there. What is told is what a careful clerk would see: page 3 behind page 1
(Nghị định 30/2020 numbers every page but the first, annexes by themselves), `Trang 1/4` alone, Điều 5 behind Điều 3
where a page begins, a letter without signature, recipients and end mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extraction.line_marks import ANNEX_STARTS, is_capitals
from extraction.lines import Segment
from extraction.signature import Signature
from schemas.document_type import DocumentType
from schemas.extraction import Doubt
from schemas.field_kinds.names import is_plausible_name
from schemas.text import fold

PAGES = "pages"
_GAP = Doubt(PAGES, "page_missing")
_NO_END = Doubt(PAGES, "last_page_missing")
# Page numbers stand in the margins, alone.
_TOP_SHARE, _BOTTOM_SHARE = 0.1, 0.92
_MIDDLE_FROM, _MIDDLE_TO = 0.44, 0.56
_ALONE = re.compile(r"[-–—. ]*(\d{1,2})[-–—. ]*")
_OF_TOTAL = re.compile(r"[-( ]*(\d{1,2}) ?/ ?(\d{1,2})[-) ]*")
_NAMED = re.compile(r"[-( ]*trang:? ?(?:so:? ?)?(\d{1,2})(?: ?(?:/|tren) ?(\d{1,2}))?[-) ]*")
_ARTICLE = re.compile(r"dieu (\d{1,2}) ?[.:]")
_MAY_BE_ARTICLE = re.compile(r"dieu (\d{1,2})\b")
_END_MARK = re.compile(r"\. ?/ ?\.")
_RECIPIENTS = ("noi nhan", "- luu", "luu:", "luu vt")
_ANNEX_TOP = 0.3
_HEADING_LETTERS = 6  # `STT` heads a column
_RIGHT_SHARE, _NAME_WORDS = 0.5, 5
# Where more pages than this seem to be missing a number was misread.
_MOST_MISSING = 20

Leaf = Sequence[Segment]


@dataclass(frozen=True, slots=True)
class PageNumber:
    """The number printed on a page, and of how many where that is said."""

    number: int
    total: int | None = None


def doubts_about_pages(
    leaves: Sequence[Leaf], signature: Signature, declared: DocumentType, *, names_signer: bool
) -> tuple[Doubt, ...]:
    """Why a paper may lack a page; nothing where all runs on and comes to an end.

    Args:
        leaves: the segments of each leaf with print, in order.
        signature: what was found of it on any leaf.
        declared: the paper's type; only those with a signer must come to a signature.
        names_signer: whether the type's own rules found who signed.
    """
    doubts = []
    if any(_has_gap(run, start) for start, run in _runs(leaves)) or _articles_jump(leaves) or _goes_on_after(leaves):
        doubts.append(_GAP)
    must_be_signed = declared.find_field("signer_name") is not None and not names_signer
    if must_be_signed and not _comes_to_an_end(leaves, signature):
        doubts.append(_NO_END)
    return tuple(doubts)


def find_page_number(leaf: Leaf) -> PageNumber | None:
    """The number in the upper or lower margin of a page."""
    for segment in leaf:
        share = segment.box.center_y / max(1, segment.page.upright_height_px)
        if _TOP_SHARE < share < _BOTTOM_SHARE or any(s.row == segment.row and s is not segment for s in leaf):
            continue
        text = fold(segment.text)
        named = _NAMED.fullmatch(text) or _OF_TOTAL.fullmatch(text)
        if named and 0 < int(named[1]) <= int(named[2] or named[1]):
            return PageNumber(int(named[1]), int(named[2]) if named[2] else None)
        alone = _ALONE.fullmatch(text)
        if alone and int(alone[1]) and _MIDDLE_FROM < segment.center_share < _MIDDLE_TO:
            return PageNumber(int(alone[1]))
    return None


def _runs(leaves: Sequence[Leaf]) -> Iterator[tuple[int, list[Leaf]]]:
    """The letter and each of its annexes, with the place of its first leaf in the paper."""
    starts = [0, *(at for at, leaf in enumerate(leaves) if at and opens_annex(leaf))]
    for start, end in zip(starts, [*starts[1:], len(leaves)], strict=True):
        yield start, list(leaves[start:end])


def opens_annex(leaf: Leaf) -> bool:
    """`PHỤ LỤC`, `(Kèm theo ...)` at the top of a leaf."""
    return any(fold(segment.text).startswith(ANNEX_STARTS) for segment in _top_of(leaf))


def _has_gap(run: Sequence[Leaf], start: int) -> bool:
    """Whether the numbers printed on a run of leaves do not follow each other.

    A run counts from 1, or on from the leaves before it; the page that opens it need not say its number.
    """
    last, last_at = 0, -1
    total = 0
    for at, leaf in enumerate(run):
        found = find_page_number(leaf)
        if found is None:
            continue
        total = max(total, found.total or 0)
        goes_on = found.number - last == at - last_at
        if not goes_on and found.number != start + at + 1 and found.number - last < _MOST_MISSING:
            return True
        last, last_at = found.number, at
    return total > last + (len(run) - 1 - last_at)


def _articles_jump(leaves: Sequence[Leaf]) -> bool:
    """Whether an article is passed over between one leaf and the next that has any and does not bear a page number.

    Where it does, the number decides: a full stop that was not read hides an article.
    """
    last = 0
    for leaf in leaves:
        if opens_annex(leaf):
            return False
        lines = [fold(segment.text) for segment in leaf]
        opened = [int(found[1]) for line in lines if (found := _ARTICLE.match(line))]
        if last and opened and opened[0] > last + 1 and find_page_number(leaf) is None:
            return True
        last = max([last, *(int(found[1]) for line in lines if (found := _MAY_BE_ARTICLE.match(line)))])
    return False


def _goes_on_after(leaves: Sequence[Leaf]) -> bool:
    """Whether a numbered page follows the end of the letter and bears no heading: what opened it is not there."""
    return any(
        _is_end(before)
        and find_page_number(leaf)
        and not opens_annex(leaf)
        and not any(map(_is_heading, _top_of(leaf)))
        for before, leaf in pairwise(leaves)
    )


def _is_heading(segment: Segment) -> bool:
    return len(segment.key) >= _HEADING_LETTERS and is_capitals(segment)


def _is_end(leaf: Leaf) -> bool:
    return any(_END_MARK.search(segment.text) or fold(segment.text).startswith(_RECIPIENTS) for segment in leaf)


def _top_of(leaf: Leaf) -> list[Segment]:
    return [segment for segment in leaf if segment.box.center_y < _ANNEX_TOP * segment.page.upright_height_px]


def _comes_to_an_end(leaves: Sequence[Leaf], signature: Signature) -> bool:
    if signature.title is not None or signature.name is not None or signature.authority is not None:
        return True
    return any(_is_end(leaf) or _closes_with_a_name(leaf) for leaf in leaves)


def _closes_with_a_name(leaf: Leaf) -> bool:
    """Whether a person's name stands alone at the lower right: the seal may have covered the post above it."""
    lowest = leaf[-1] if leaf else None
    return (
        lowest is not None
        and lowest.center_share > _RIGHT_SHARE
        and 2 <= len(lowest.tokens) <= _NAME_WORDS
        and all(token.text[:1].isupper() for token in lowest.tokens)
        and is_plausible_name(lowest.text)
    )

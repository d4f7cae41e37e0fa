"""Here live the places of a paper that were filled in by hand or stamp, and which readings they put in doubt."""

from __future__ import annotations

from collections.abc import Iterator

from extraction.strategies import Paper
from schemas.extraction import FieldReading
from schemas.geometry import Box
from schemas.ocr_page import OcrPage

# Kinds of fields that people write into printed letters, and with the last into forms.
_HEAD_KINDS = frozenset({"document_number", "register_number", "date"})
WRITTEN_KINDS = _HEAD_KINDS | {"citizen_id"}
# A number whose written digits were not read ends this near to them, in heights of the writing.
_BESIDE = 1.5
# The least share of the lower box's height that both must have in common to stand on one line.
_SAME_LINE = 0.3


def is_written(reading: FieldReading, paper: Paper) -> bool:
    """Whether a reading was taken from handwriting or stands right beside some."""
    place = reading.provenance
    if place is None or place.box is None:
        return False
    return any(
        _meets(page.original_box(box), place.box)
        for page in _pages(paper)
        if page.page_number == place.page_number
        for box in page.handwritten
    )


def has_unread_writing(kind: str, paper: Paper) -> bool:
    """Whether somebody wrote where a field of this kind would stand that was not found."""
    if kind not in _HEAD_KINDS:
        return False
    is_date = kind == "date"
    return any(_is_beside_date(page, box, paper) == is_date for page in _pages(paper) for box in page.handwritten)


def _is_beside_date(page: OcrPage, box: Box, paper: Paper) -> bool:
    """Whether a box stands in a dated line; where none was read such lines stand in the right half."""
    spans = [span for span in (paper.zones.issue_date, paper.signature.dated and paper.signature.dated.span) if span]
    boxes = [span.box for span in spans if span.page.page_number == page.page_number]
    if any(other is not None and _meets(box, other) for other in boxes):
        return True
    return not boxes and box.center_x > page.upright_width_px / 2


def _meets(writing: Box, other: Box) -> bool:
    across = max(writing.left, other.left) - min(writing.right, other.right)
    down = min(writing.bottom, other.bottom) - max(writing.top, other.top)
    return across < _BESIDE * writing.height and down > _SAME_LINE * min(writing.height, other.height)


def _pages(paper: Paper) -> Iterator[OcrPage]:
    for segments in paper.pages:
        if segments:
            yield segments[0].page

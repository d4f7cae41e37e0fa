"""Here lives which word of a value the machine was least sure of: that one is offered first to be typed anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.resources import Resources
from schemas.errors import StoreDamaged
from schemas.ocr_page import OcrPage
from schemas.procedure_result import ProcedureResult
from schemas.text import fold
from schemas.wire import from_json
from storage.keys import reading_key

# From here on no word of a value is worth more of a look than its neighbours.
_SURE = 0.85


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A value as it is shown, and where it was read: (left, top, right, bottom) as shares of the page, 0 to 1."""

    text: str
    page_number: int
    box: tuple[float, float, float, float]


def find_weakest_words(
    resources: Resources, result: ProcedureResult, values: Mapping[str, PlacedText]
) -> dict[str, int]:
    """By field, the place of the word that was read least surely; nothing of values of one word or without doubt.

    A word of a value that is none of the page's there counts as the least sure of all.
    """
    found: dict[str, int] = {}
    for number in sorted({value.page_number for value in values.values()}):
        page = _find_page(resources, result, number)
        if page is None or not page.width_px or not page.height_px:
            continue
        for name, value in values.items():
            words = value.text.split()
            if value.page_number != number or len(words) < 2:
                continue
            sure = _measure(page, value.box)
            chances = [sure.get(fold(word), 0.0) for word in words]
            # Where most words stand elsewhere, the place says nothing of this value.
            if 2 * sum(chance > 0 for chance in chances) > len(words) and min(chances) < _SURE:
                found[name] = chances.index(min(chances))
    return found


def _find_page(resources: Resources, result: ProcedureResult, number: int) -> OcrPage | None:
    try:
        return from_json(OcrPage, resources.objects.get_bytes(reading_key(result.scan_id, number, result.recipe)))
    except StoreDamaged:
        return None


def _measure(page: OcrPage, box: tuple[float, float, float, float]) -> dict[str, float]:
    """Folded word of the page in this box -> the least confidence with which it was read there."""
    sure: dict[str, float] = {}
    for word in page.words:
        if word.confidence is None:
            continue
        left, top, right, bottom = page.original_box(word.box)
        across, down = (left + right) / 2 / page.width_px, (top + bottom) / 2 / page.height_px
        if box[0] <= across <= box[2] and box[1] <= down <= box[3]:
            key = fold(word.text)
            sure[key] = min(sure.get(key, 1.0), word.confidence)
    return sure

"""Here lives the second reading: parts of a page whose print the first one lost or doubted, read once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from ocr.engine import EngineReading, OcrEngine, ReadsScattered
from ocr.found_words import Belief, gives_way, merge_found, stands_beside
from ocr.pixels import Pixels
from ocr.prepare import PreparedPage
from ocr.strips import Strip, cut_plain, cut_prepared, on_page, stack
from ocr.unread_print import Unread, find_unread
from schemas.errors import InputRejected
from schemas.geometry import Box
from schemas.ocr_page import Word


@dataclass(frozen=True, slots=True)
class SecondReading:
    """Settings of the second reading; part of the recipe. Margins are in heights of the page's usual word.

    `most_blocks`, `most_rows`, `most_doubted`: how many places of each kind (numbers and words in doubt apart) are
    read again, all in one call. `block_margin`, `row_margin`: across and down. `most_block_share`: a larger part of
    the page than this is a page that cannot be read. `number_doubt`: numbers less sure than this are read again.
    """

    most_blocks: int = 2
    most_rows: int = 6
    most_doubted: int = 2
    block_margin: tuple[float, float] = (4.0, 2.0)
    row_margin: tuple[float, float] = (2.0, 0.55)
    most_block_share: float = 0.2
    number_doubt: float = 0.88
    belief: Belief = field(default_factory=Belief)
    version: int = 2


def read_again(
    rgb: Pixels, page: PreparedPage, reading: EngineReading, engine: OcrEngine, settings: SecondReading
) -> EngineReading:
    """The first reading with lost words filled in and disputed numbers doubted.

    Args:
        rgb: uint8 (height, width, 3), the page as rendered.
        page: the same page upright, as it was read.
        reading: the first reading; an empty one is left so.
        engine: engines that cannot read scattered words leave the reading as it is.
        settings: see `SecondReading`.

    Returns:
        The first reading too where the engine fails or takes too long: what was read is not lost for more.

    Source: page segmentation takes seal, signature and the name beside them for a picture; the same place cut out and
    read as scattered words gives the name (measured, ADR 0028).
    """
    if not isinstance(engine, ReadsScattered):
        return reading
    unread = find_unread(page.gray, reading.words)
    strips = _cut_strips(rgb, page, reading.words, unread, settings)
    if not strips:
        return reading
    height = unread.word_height_px if unread else float(median(word.box.height for word in reading.words))
    picture, places = stack(strips, round(height))
    try:
        scattered = engine.read_scattered(picture, page.dpi)
    except InputRejected:
        return reading
    found = [
        Word(word.text, on_page(word.box, place, strip.box), word.confidence)
        for word in scattered
        for place, strip in zip(places, strips, strict=True)
        if place.top <= word.box.center_y < place.bottom and place.left <= word.box.center_x < place.right
    ]
    return merge_found(reading, found, page.gray, height, settings.belief)


def _cut_strips(
    rgb: Pixels, page: PreparedPage, words: Sequence[Word], unread: Unread | None, settings: SecondReading
) -> list[Strip]:
    height_px, width_px = page.gray.shape

    def grown(box: Box, across: float, down: float) -> Box:
        return Box(
            max(0, round(box.left - across)),
            max(0, round(box.top - down)),
            min(width_px, round(box.right + across)),
            min(height_px, round(box.bottom + down)),
        )

    strips: list[Strip] = []
    if unread is not None:
        unit = unread.word_height_px
        block_across, block_down = (share * unit for share in settings.block_margin)
        row_across, row_down = (share * unit for share in settings.row_margin)
        blocks = [grown(box, block_across, block_down) for box in unread.blocks[: settings.most_blocks]]
        most = settings.most_block_share * page.gray.size
        strips += [cut_plain(rgb, page.to_original, box) for box in blocks if box.width * box.height <= most]
        rows = sorted(unread.rows[: settings.most_rows], key=lambda box: box.top)
        strips += [cut_prepared(page.gray, grown(box, row_across, row_down)) for box in rows]
    for word in (*_doubted_numbers(words, settings), *_weak_words(words, settings)):
        box = grown(word.box, 3.0 * word.box.height, 0.3 * word.box.height)
        strips.append(cut_plain(rgb, page.to_original, box))
    return [strip for strip in strips if strip.box.width > 0 and strip.box.height > 0]


def _doubted_numbers(words: Sequence[Word], settings: SecondReading) -> list[Word]:
    """Numbers that the first reading was not sure of, from the top of the page: number and date stand there."""
    doubted = [
        word
        for word in words
        if any(char.isdigit() for char in word.text)
        and settings.belief.weak <= (word.confidence or 0.0) < settings.number_doubt
    ]
    return sorted(doubted, key=lambda word: word.box.top)[: settings.most_doubted]


def _weak_words(words: Sequence[Word], settings: SecondReading) -> list[Word]:
    """Words hardly read beside sure ones, from the corner where names are signed."""
    weak = [
        word
        for word in words
        if gives_way(word, settings.belief)
        and sum(char.isalpha() for char in word.text) > 1
        and any(stands_beside(word, other, word.box.height) for other in words)
    ]
    return sorted(weak, key=lambda word: -(word.box.right + word.box.bottom))[: settings.most_doubted]

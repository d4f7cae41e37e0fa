"""Here lives the second reading: parts of a page whose print the first one lost or doubted, read once more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import NamedTuple

from ocr.engine import EngineReading, OcrEngine, ReadsScattered
from ocr.lines import order_lines, rows_of
from ocr.pixels import Pixels
from ocr.prepare import PreparedPage
from ocr.strips import Strip, cut_plain, cut_prepared, on_page, stack
from ocr.unread_print import Unread, find_unread
from schemas.geometry import Box, overlap_share
from schemas.ocr_page import Word
from schemas.syllables import is_syllable

_EDGES = ".,;:()[]\"'“”‘’-–—/\\…"
# Numbers, days and numbers of letters as offices write them: 45, 12/05/2019, 1945/SYT-NVY, 1.250.000.
_NUMBER = re.compile(r"\d[\d.,/:-]*(?:/[A-ZĐƯ][A-ZĐƯ0-9./-]*)?$")
_ABBREVIATION = re.compile(r"[A-ZĐƯ]{2,6}$")
# Of what was read twice this much of the smaller box is shared; neighbours share less.
_SAME_PLACE, _TOUCHING = 0.5, 0.3


@dataclass(frozen=True, slots=True)
class SecondReading:
    """Settings of the second reading; part of the recipe. Distances are in heights of the page's usual word.

    `most_blocks`, `most_rows`, `most_doubted`: how many places of each kind are read again, all in one call.
    `sure`: a new word needs this confidence, `companion` is enough beside a new word of at least `leader`.
    `weak`: words below it give way. `number_doubt`: numbers below it are read again. `alone_at_most`: confidence of
    a number that only the second reading saw, low enough that a person is asked.
    """

    most_blocks: int = 2
    most_rows: int = 6
    most_doubted: int = 2
    block_margin: tuple[float, float] = (4.0, 2.0)
    row_margin: tuple[float, float] = (2.0, 0.55)
    most_block_share: float = 0.2
    sure: float = 0.7
    companion: float = 0.4
    leader: float = 0.85
    weak: float = 0.5
    number_doubt: float = 0.88
    alone_at_most: float = 0.6
    doubted: float = 0.5
    fewest_letters: int = 5
    version: int = 1


class _Seen(NamedTuple):
    """A word of the second reading; `is_agreed` where two strips read it alike, `is_disputed` where not."""

    word: Word
    is_agreed: bool
    is_disputed: bool


def read_again(
    rgb: Pixels, page: PreparedPage, reading: EngineReading, engine: OcrEngine, settings: SecondReading
) -> EngineReading:
    """The first reading with lost words filled in and disputed numbers doubted.

    Args:
        rgb: uint8 (height, width, 3), the page as rendered.
        page: the same page upright, as it was read.
        reading: the first reading.
        engine: engines that cannot read scattered words leave the reading as it is.
        settings: see `SecondReading`.

    Raises:
        InputRejected: "page_timeout", "ocr_engine_failed".

    Source: page segmentation takes seal, signature and the name beside them for a picture; the same place cut out and
    read as scattered words gives the name (measured, ADR 0027).
    """
    if not isinstance(engine, ReadsScattered):
        return reading
    unread = find_unread(page.gray, reading.words)
    strips = _cut_strips(rgb, page, reading.words, unread, settings)
    if not strips:
        return reading
    height = unread.word_height_px if unread else _usual_height(reading.words)
    picture, places = stack(strips, round(height))
    found = [
        Word(word.text, on_page(word.box, place, strip.box), word.confidence)
        for word in engine.read_scattered(picture, page.dpi)
        for place, strip in zip(places, strips, strict=True)
        if place.top <= word.box.center_y < place.bottom and place.left <= word.box.center_x < place.right
    ]
    seen = _settle([word for word in found if _is_sized(word, height) and is_plausible(word.text)])
    return _merge(reading, seen, height, settings)


def is_plausible(text: str) -> bool:
    """Whether a word without its punctuation is a syllable, a number or an abbreviation, as printed papers hold."""
    core = text.strip(_EDGES)
    if any(char.isdigit() for char in core):
        return bool(_NUMBER.match(core))
    if len(core) < 2 or not core.isalpha():
        return False
    # Print changes case only at a word's start; marks of pen and seal do anywhere.
    cased = core.isupper() or core.islower() or core.istitle()
    return cased and (is_syllable(core) or bool(_ABBREVIATION.match(core)))


def _usual_height(words: Sequence[Word]) -> float:
    heights = sorted(word.box.height for word in words)
    return float(heights[len(heights) // 2])


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
    for word in _doubted_numbers(words, settings):
        box = grown(word.box, 3.0 * word.box.height, 0.3 * word.box.height)
        strips.append(cut_plain(rgb, page.to_original, box))
    return [strip for strip in strips if strip.box.width > 0 and strip.box.height > 0]


def _doubted_numbers(words: Sequence[Word], settings: SecondReading) -> list[Word]:
    """Numbers that the first reading was not sure of, from the top of the page: number and date stand there."""
    doubted = [
        word
        for word in words
        if any(char.isdigit() for char in word.text)
        and settings.weak <= (word.confidence or 0.0) < settings.number_doubt
    ]
    return sorted(doubted, key=lambda word: word.box.top)[: settings.most_doubted]


def _is_sized(word: Word, height: float) -> bool:
    return 0.4 * height <= word.box.height <= 2.2 * height and word.box.width <= 1.3 * height * len(word.text)


def _settle(found: Sequence[Word]) -> list[_Seen]:
    """One word a place, the surest of those that several strips read there."""
    seen: list[_Seen] = []
    for word in sorted(found, key=lambda word: -(word.confidence or 0.0)):
        others = [at for at, one in enumerate(seen) if overlap_share(one.word.box, word.box) > _SAME_PLACE]
        for at in others:
            same = _core(seen[at].word) == _core(word)
            disputed = not same and (word.confidence or 0.0) >= 0.6
            seen[at] = _Seen(seen[at].word, seen[at].is_agreed or same, seen[at].is_disputed or disputed)
        if not others:
            seen.append(_Seen(word, False, False))
    return seen


def _merge(reading: EngineReading, seen: Sequence[_Seen], height: float, settings: SecondReading) -> EngineReading:
    first = list(reading.words)
    fresh: list[Word] = []
    for one in seen:
        under = [at for at, word in enumerate(first) if overlap_share(word.box, one.word.box) > _TOUCHING]
        if all(_gives_way(first[at], settings) for at in under):
            fresh.append(_weighed(one, settings))
        elif len(under) == 1 and _contradicts(first[under[0]], one.word, settings):
            at = under[0]
            first[at] = replace(first[at], confidence=min(first[at].confidence or 0.0, settings.doubted))
    groups = [group for group in _rows_side_by_side(fresh, height) if _is_believed(group, first, height, settings)]
    return _with_words(first, reading.lines, groups, height, settings)


def _gives_way(word: Word, settings: SecondReading) -> bool:
    return word.confidence is not None and word.confidence < settings.weak and not is_plausible(word.text)


def _weighed(one: _Seen, settings: SecondReading) -> Word:
    has_digits = any(char.isdigit() for char in one.word.text)
    if one.is_disputed or (has_digits and not one.is_agreed):
        return replace(one.word, confidence=min(one.word.confidence or 0.0, settings.alone_at_most))
    return one.word


def _contradicts(word: Word, other: Word, settings: SecondReading) -> bool:
    """Whether a sure second reading of the same place has other digits."""
    if overlap_share(word.box, other.box) <= 0.8 or (other.confidence or 0.0) < settings.sure:
        return False
    # Strips may cut a word; only a reading as long as the first one speaks about it.
    digits, others = ([char for char in text if char.isdigit()] for text in (word.text, other.text))
    return len(_core(word)) == len(_core(other)) and bool(digits) and digits != others


def _core(word: Word) -> str:
    return word.text.strip(_EDGES)


def _rows_side_by_side(words: Sequence[Word], height: float) -> list[list[Word]]:
    """New words in rows, cut where a blank is too wide for one line."""
    groups: list[list[Word]] = []
    for row in rows_of(words):
        ordered = sorted((words[at] for at in row), key=lambda word: word.box.left)
        groups.append(ordered[:1])
        for before, word in pairwise(ordered):
            if word.box.left - before.box.right > 1.5 * height:
                groups.append([])
            groups[-1].append(word)
    return groups


def _is_believed(group: list[Word], first: Sequence[Word], height: float, settings: SecondReading) -> bool:
    """Whether a row of new words is print: several sure words, or one that fills a hole in a line."""
    surest = max(word.confidence or 0.0 for word in group)
    floor = settings.companion if surest >= settings.leader else settings.sure
    group[:] = [word for word in group if (word.confidence or 0.0) >= floor]
    if not group or surest < settings.sure:
        return False
    letters = sum(len(_core(word)) for word in group)
    if len(group) > 1 and letters >= settings.fewest_letters and surest >= settings.leader:
        return True
    return any(_stands_beside(word, other, height) for word in group for other in first)


def _stands_beside(word: Word, other: Word, height: float) -> bool:
    gap = max(other.box.left - word.box.right, word.box.left - other.box.right)
    level = abs(word.box.center_y - other.box.center_y) < 0.4 * height
    return level and -0.3 * height < gap < 0.9 * height and (other.confidence or 0.0) >= 0.8


def _with_words(
    first: Sequence[Word],
    lines: Sequence[Sequence[int]],
    groups: Sequence[Sequence[Word]],
    height: float,
    settings: SecondReading,
) -> EngineReading:
    """The first reading's words but for those that give way, and the new ones in their lines."""
    fresh = list(chain.from_iterable(groups))
    gone = {
        at
        for at, word in enumerate(first)
        if _gives_way(word, settings) and any(overlap_share(word.box, new.box) > _TOUCHING for new in fresh)
    }
    place = {at: new for new, at in enumerate(at for at in range(len(first)) if at not in gone)}
    words = [first[at] for at in place] + fresh
    kept = [[place[at] for at in line if at in place] for line in lines]
    start = len(place)
    for group in groups:
        indices = list(range(start, start + len(group)))
        start += len(group)
        line = next(
            (line for line in kept if any(_stands_beside(w, words[at], height) for w in group for at in line)), None
        )
        if line is None:
            kept.append(indices)
        else:
            line.extend(indices)
    return EngineReading(tuple(words), order_lines(words, [line for line in kept if line]))

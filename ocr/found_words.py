"""Here lives the judgement of words found by a second reading: which are print, which speak against the first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import NamedTuple

from ocr.engine import EngineReading
from ocr.lines import order_lines, rows_of
from ocr.pixels import Pixels
from schemas.geometry import Box, join_boxes, overlap_share
from schemas.known_spellings import known_post
from schemas.ocr_page import Word
from schemas.syllables import is_syllable
from schemas.text import strip_marks

_EDGES = ".,;:()[]\"'“”‘’-–—/\\…"
# Numbers, days and numbers of letters as offices write them: 45, 12/05/2019, 1945/SYT-NVY, 1.250.000.
_NUMBER = re.compile(r"\d[\d.,/:-]*(?:/[A-ZĐƯ][A-ZĐƯ0-9./-]*)?$")
_ABBREVIATION = re.compile(r"[A-ZĐƯ]{2,6}$")
# Of what was read twice this much of the smaller box is shared; neighbours share less.
_SAME_PLACE, _TOUCHING, _SAME_WORD = 0.5, 0.3, 0.8
# Less of a hardly read word than this found again is a part of it, no better reading.
_WHOLE = 0.6
# Widest blank inside a row, and beside a word that it continues, in heights of a word.
_ROW_BLANK, _WORD_BLANK = 1.5, 0.9
# Where a row goes on unread: how far beside it one looks, and how much ink there, as shares of a word's height and
# its square, is more than dust.
_BESIDE, _CUT_INK, _INK = 1.2, 0.04, 140


@dataclass(frozen=True, slots=True)
class Belief:
    """What makes a found word believed; confidences 0-1.

    `sure`: a new word needs this, `companion` is enough beside a new word of at least `leader`. `weak`: words of the
    first reading below it give way. `alone_at_most`: confidence of what only one reading of a cut or disputed place
    gave, and `doubted` of a number read otherwise again: both low enough that a person is asked.
    `fewest_letters`: a row of its own has as many.
    """

    sure: float = 0.7
    companion: float = 0.4
    leader: float = 0.85
    weak: float = 0.5
    alone_at_most: float = 0.6
    doubted: float = 0.5
    fewest_letters: int = 5


class _Seen(NamedTuple):
    """A found word; `is_agreed` where two strips read it alike, `is_disputed` where not."""

    word: Word
    is_agreed: bool
    is_disputed: bool


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


def gives_way(word: Word, belief: Belief) -> bool:
    """Whether a word of the first reading is so poor that another reading of the place replaces it."""
    return word.confidence is not None and word.confidence < belief.weak and not is_plausible(word.text)


def stands_beside(word: Word, other: Word, height_px: float) -> bool:
    """Whether a word continues the line of a sure one, to its left or right."""
    gap = max(other.box.left - word.box.right, word.box.left - other.box.right)
    level = abs(word.box.center_y - other.box.center_y) < 0.4 * height_px
    return level and -0.3 * height_px < gap < _WORD_BLANK * height_px and (other.confidence or 0.0) >= 0.8


def merge_found(
    reading: EngineReading, found: Sequence[Word], gray: Pixels, height_px: float, belief: Belief
) -> EngineReading:
    """The first reading with what was found beside it.

    Args:
        reading: the first reading.
        found: words of the second one in pixels of the same page, each place as often as it was read.
        gray: uint8 (height, width), the page.
        height_px: height of the page's usual word.
        belief: see `Belief`.

    Returns:
        Words of the first reading keep their text; those that `gives_way` may be gone, disputed numbers are doubted.
    """
    first = list(reading.words)
    fresh: list[Word] = []
    for seen in _settle([word for word in found if _is_sized(word, height_px) and is_plausible(word.text)]):
        under = [at for at, word in enumerate(first) if overlap_share(word.box, seen.word.box) > _TOUCHING]
        if all(gives_way(first[at], belief) or _is_piece(first[at], seen.word, belief) for at in under):
            fresh.append(_weighed(seen, belief))
        elif len(under) == 1 and _contradicts(first[under[0]], seen.word, belief):
            at = under[0]
            first[at] = _at_most(first[at], belief.doubted)
    fresh = _without_parts(fresh, [word for word in first if gives_way(word, belief)])
    groups = [_believed(group, first, height_px, belief) for group in _side_by_side(fresh, height_px)]
    groups = [_doubt_if_cut(group, first, gray, height_px, belief) for group in groups if group]
    return _with_words(EngineReading(tuple(first), reading.lines), groups, height_px, belief)


def _is_piece(word: Word, whole: Word, belief: Belief) -> bool:
    """Whether a word is what is left of a sure one that stands in its place: `M` of `GIÁM` under a seal."""
    part, text = strip_marks(_core(word)), strip_marks(_core(whole))
    return len(part) < len(text) and part in text and (whole.confidence or 0.0) >= belief.sure


def _core(word: Word) -> str:
    return word.text.strip(_EDGES)


def _at_most(word: Word, confidence: float) -> Word:
    return replace(word, confidence=min(word.confidence or 0.0, confidence))


def _is_sized(word: Word, height: float) -> bool:
    return 0.4 * height <= word.box.height <= 2.2 * height and word.box.width <= 1.3 * height * len(word.text)


def _settle(found: Sequence[Word]) -> list[_Seen]:
    """One word a place: of those that several strips read there the one with most letters surely read."""
    settled: list[_Seen] = []
    for word in sorted(found, key=lambda word: -(word.confidence or 0.0) * len(_core(word))):
        others = [at for at, one in enumerate(settled) if overlap_share(one.word.box, word.box) > _SAME_PLACE]
        for at in others:
            same = _core(settled[at].word) == _core(word)
            disputed = not same and (word.confidence or 0.0) >= _WHOLE
            settled[at] = _Seen(settled[at].word, settled[at].is_agreed or same, settled[at].is_disputed or disputed)
        if not others:
            settled.append(_Seen(word, False, False))
    return settled


def _weighed(seen: _Seen, belief: Belief) -> Word:
    has_digits = any(char.isdigit() for char in seen.word.text)
    if seen.is_disputed or (has_digits and not seen.is_agreed):
        return _at_most(seen.word, belief.alone_at_most)
    return seen.word


def _contradicts(word: Word, other: Word, belief: Belief) -> bool:
    """Whether a sure second reading of the same place has other digits."""
    if overlap_share(word.box, other.box) <= _SAME_WORD or (other.confidence or 0.0) < belief.sure:
        return False
    # Strips may cut a word; only a reading as long as the first one speaks about it.
    digits, others = ([char for char in text if char.isdigit()] for text in (word.text, other.text))
    return len(_core(word)) == len(_core(other)) and bool(digits) and digits != others


def _without_parts(fresh: Sequence[Word], weak: Sequence[Word]) -> list[Word]:
    """New words but for those that cover only a part of the weak word they would replace."""
    parts: list[Word] = []
    for old in weak:
        over = [word for word in fresh if overlap_share(word.box, old.box) > _TOUCHING]
        if sum(word.box.width for word in over) < _WHOLE * old.box.width:
            parts.extend(over)
    return [word for word in fresh if word not in parts]


def _side_by_side(words: Sequence[Word], height: float) -> list[list[Word]]:
    """New words in rows, cut where a blank is too wide for one line."""
    groups: list[list[Word]] = []
    for row in rows_of(words):
        ordered = sorted((words[at] for at in row), key=lambda word: word.box.left)
        groups.append(ordered[:1])
        for before, word in pairwise(ordered):
            if word.box.left - before.box.right > _ROW_BLANK * height:
                groups.append([])
            groups[-1].append(word)
    return groups


def _believed(group: Sequence[Word], first: Sequence[Word], height: float, belief: Belief) -> list[Word]:
    """The print in a row of new words: several sure words, or what fills a hole in a line; else nothing."""
    surest = max(word.confidence or 0.0 for word in group)
    floor = belief.companion if surest >= belief.leader else belief.sure
    kept = [word for word in group if (word.confidence or 0.0) >= floor]
    if surest < belief.sure:
        return []
    if len(kept) < len(group) and known_post(" ".join(_core(word) for word in group)):
        # A post crossed by the seal's ring: its letters are known, and its doubtful print asks for a person.
        return [_at_most(word, belief.alone_at_most) for word in group]
    letters = sum(len(_core(word)) for word in kept)
    if len(kept) > 1 and letters >= belief.fewest_letters and surest >= belief.leader:
        return kept
    return kept if any(stands_beside(word, other, height) for word in kept for other in first) else []


def _doubt_if_cut(group: list[Word], first: Sequence[Word], gray: Pixels, height: float, belief: Belief) -> list[Word]:
    """The row, doubted where print or pen goes on beside it: `PHÓ` lost in a seal leaves another post behind."""
    box = join_boxes(word.box for word in group)
    assert box is not None, "a row has words"
    reach, rim = round(_BESIDE * height), round(0.1 * height)
    if any(stands_beside(word, other, height) for word in (group[0], group[-1]) for other in first):
        return group
    sides = ((max(0, box.left - reach), max(0, box.left - rim)), (box.right + rim, box.right + reach))
    if any(_has_ink(gray, box, left, right, height) for left, right in sides):
        return [_at_most(word, belief.alone_at_most) for word in group]
    return group


def _has_ink(gray: Pixels, box: Box, left: int, right: int, height: float) -> bool:
    band = gray[box.top + box.height // 4 : box.bottom - box.height // 4, left:right]
    return int((band < _INK).sum()) > _CUT_INK * height**2


def _with_words(
    reading: EngineReading, groups: Sequence[Sequence[Word]], height: float, belief: Belief
) -> EngineReading:
    """The first reading's words but for those replaced, and the new ones in their lines."""
    fresh = list(chain.from_iterable(groups))
    replaced = {
        at
        for at, word in enumerate(reading.words)
        if any(
            overlap_share(word.box, new.box) > _TOUCHING and (gives_way(word, belief) or _is_piece(word, new, belief))
            for new in fresh
        )
    }
    place = {at: new for new, at in enumerate(at for at in range(len(reading.words)) if at not in replaced)}
    words = [reading.words[at] for at in place] + fresh
    lines = [[place[at] for at in line if at in place] for line in reading.lines]
    start = len(place)
    for group in groups:
        indices = range(start, start + len(group))
        start += len(group)
        beside = (line for line in lines if any(stands_beside(new, words[at], height) for new in group for at in line))
        line = next(beside, None)
        if line is None:
            lines.append(list(indices))
        else:
            line.extend(indices)
    return EngineReading(tuple(words), order_lines(words, [line for line in lines if line]))

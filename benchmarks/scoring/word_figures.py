"""Here single words meet the truth: is confidence worth something, do boxes lie where the words stand, is the page the
right way up, is handwriting noticed. Everything is taken from a page as `sohoa ocr --json` prints it.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.papers.truth import PrintedWord
from benchmarks.scoring.alignment import align
from benchmarks.scoring.reading_order import list_pairs_below
from benchmarks.scoring.text_errors import fold_lines, fold_text, split_read
from schemas.geometry import Box, overlap_share
from schemas.text import fold

BIN_COUNT = 10
SURE = 0.95
# Two boxes of one word: half of what they cover together is common (the usual measure of found boxes).
_LEAST_OVER_UNION = 0.5
# A spot was noticed where a found box shares half of the smaller one.
_LEAST_SPOT_SHARE = 0.5
# What stands before a number or date spot, folded.
_BEFORE_SPOT = frozenset({"so", "so:", "ngay", "thang", "nam"})
_NONE = (0,) * BIN_COUNT


@dataclass(frozen=True, slots=True)
class WordFigures:
    """Sums over pages.

    `bin_words`, `bin_right`: words read and right among them, by confidence in ten equal bins; words without
    confidence in none. `sure`: confidence 0.95 and more. `placed`: right words whose true box is known, `well_placed`
    of them with enough overlap. `ordered`: pairs of lines with one right below the other, `well_ordered` of them read
    in that order. `hand_spots`, `print_spots`: words with digits in the place of the paper's number (`Số: …`) or date
    (`ngày … tháng …`), written by hand and printed; `fill_spots`: other digits written by hand behind such words, in
    the body of a form; how many of each were taken for handwriting.
    """

    bin_words: tuple[int, ...] = _NONE
    bin_right: tuple[int, ...] = _NONE
    read: int = 0
    sure: int = 0
    sure_right: int = 0
    placed: int = 0
    well_placed: int = 0
    ordered: int = 0
    well_ordered: int = 0
    pages: int = 0
    upright: int = 0
    hand_spots: int = 0
    hand_found: int = 0
    print_spots: int = 0
    print_alarms: int = 0
    fill_spots: int = 0
    fill_found: int = 0

    def __add__(self, other: WordFigures) -> WordFigures:
        return WordFigures(
            _add(self.bin_words, other.bin_words),
            _add(self.bin_right, other.bin_right),
            *(getattr(self, name) + getattr(other, name) for name in self.__slots__[2:]),
        )

    def shares(self) -> dict[str, tuple[int, int]]:
        """Part and whole of each rate."""
        return {
            "sure_right": (self.sure_right, self.sure),
            "sure": (self.sure, self.read),
            "boxes": (self.well_placed, self.placed),
            "order": (self.well_ordered, self.ordered),
            "upright": (self.upright, self.pages),
            "hand_found": (self.hand_found, self.hand_spots),
            "false_alarms": (self.print_alarms, self.print_spots),
            "fill_found": (self.fill_found, self.fill_spots),
        }


@dataclass(frozen=True, slots=True)
class _ReadWord:
    text: str
    box: Box
    confidence: float | None
    is_right: bool


def judge_words(
    page: Mapping[str, Any],
    lines: Sequence[str],
    words: Sequence[PrintedWord],
    turned_deg: int | None,
    skew_deg: float = 0.0,
) -> WordFigures:
    """The figures of one page.

    Args:
        page: as `sohoa ocr --json` prints it.
        lines: its printed text, in any order.
        words: where its words stand, in printed order; none where nobody knows.
        turned_deg: how the device had turned the page, clockwise; None where nobody knows.
        skew_deg: how askew it lay besides, clockwise.
    """
    printed, split = fold_lines(lines), split_read(page["text"])
    alignment = align(printed, split)
    read = _mark_right(page, split, alignment.right)
    pairs = list_pairs_below(printed, words, (turned_deg or 0) + skew_deg)
    both_found = [(above, below) for above, below in pairs if above in alignment.found and below in alignment.found]
    by_confidence = [word for word in read if word.confidence is not None]
    sure = [word for word in by_confidence if word.confidence is not None and word.confidence >= SURE]
    overlaps = [
        _best_overlap(word, words) for word in read if word.is_right and any(_same(word, other) for other in words)
    ]
    hand, fill, print_ = _spots(words) if "handwritten" in page else ([], [], [])
    found = [Box(*box) for box in page.get("handwritten", ())]
    return WordFigures(
        bin_words=_count_bins(by_confidence),
        bin_right=_count_bins([word for word in by_confidence if word.is_right]),
        read=len(by_confidence),
        sure=len(sure),
        sure_right=sum(word.is_right for word in sure),
        placed=len(overlaps),
        well_placed=sum(overlap >= _LEAST_OVER_UNION for overlap in overlaps),
        ordered=len(both_found),
        well_ordered=sum(alignment.found[above] < alignment.found[below] for above, below in both_found),
        pages=0 if turned_deg is None else 1,
        upright=0 if turned_deg is None else int((turned_deg + page["turned_deg"]) % 360 == 0),
        hand_spots=len(hand),
        hand_found=_count_met(hand, found),
        print_spots=len(print_),
        print_alarms=_count_met(print_, found),
        fill_spots=len(fill),
        fill_found=_count_met(fill, found),
    )


def over_union(first: Box, second: Box) -> float:
    """Common area as a share of the area that both cover, 0 to 1."""
    width = min(first.right, second.right) - max(first.left, second.left)
    height = min(first.bottom, second.bottom) - max(first.top, second.top)
    common = max(0, width) * max(0, height)
    together = first.width * first.height + second.width * second.height - common
    return common / together if together > 0 else 0.0


def _mark_right(page: Mapping[str, Any], split: Sequence[Sequence[str]], right: Container[int]) -> list[_ReadWord]:
    """The words that are scored (no leaders, no rules), each right or not by the free alignment."""
    tokens = [(token, word) for word in page["words"] for token in word["text"].split()]
    read: list[_ReadWord] = []
    place = next_token = 0
    for line in split:
        for text in line:
            # Folding drops leaders and nothing else: what is left keeps its order.
            while next_token < len(tokens) and fold_text(tokens[next_token][0]) != text:
                next_token += 1
            if next_token == len(tokens):
                return read
            word = tokens[next_token][1]
            read.append(_ReadWord(text, Box(*word["box"]), word["confidence"], place in right))
            place, next_token = place + 1, next_token + 1
    return read


def _same(word: _ReadWord, printed: PrintedWord) -> bool:
    return word.text == fold_text(printed.text)


def _best_overlap(word: _ReadWord, words: Sequence[PrintedWord]) -> float:
    """Against the printed words of this text: overlap enough happens in one place only."""
    return max(over_union(word.box, printed.box) for printed in words if _same(word, printed))


def _spots(words: Sequence[PrintedWord]) -> tuple[list[Box], list[Box], list[Box]]:
    """Boxes of words with digits that follow `Số`, `ngày`, `tháng` or `năm`.

    Returns:
        Those written by hand in the place of the paper's number or in a dated line, those written by hand elsewhere,
        those printed.
    """
    hand, fill, print_ = list[Box](), list[Box](), list[Box]()
    folded = ["", *(fold(word.text) for word in words), ""]
    for at, word in enumerate(words, start=1):
        before, behind = folded[at - 1], folded[at + 1]
        if before not in _BEFORE_SPOT or not any(map(str.isdigit, word.text)):
            continue
        # An id's `số 092…` has no colon, a birth date no `tháng` behind it.
        is_spot = before in ("so:", "thang") or (before, behind) == ("ngay", "thang")
        (print_ if not word.is_handwritten else hand if is_spot else fill).append(word.box)
    return hand, fill, print_


def _count_met(spots: Sequence[Box], found: Sequence[Box]) -> int:
    return sum(any(overlap_share(spot, box) >= _LEAST_SPOT_SHARE for box in found) for spot in spots)


def _count_bins(words: Sequence[_ReadWord]) -> tuple[int, ...]:
    counts = [0] * BIN_COUNT
    for word in words:
        counts[min(BIN_COUNT - 1, int((word.confidence or 0.0) * BIN_COUNT))] += 1
    return tuple(counts)


def _add(first: Sequence[int], second: Sequence[int]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(first, second, strict=True))

"""Here printed lines find their words in what was read, wherever they stand.

Two columns and the cells of a table may rightly be read in several orders, so a printed line is looked for in the whole
page. What no line took is compared with the lines that found nothing, as ordinary edit distance would: a line read as
rubbish costs its letters once, not once as lost and once as invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from schemas.text import strip_marks

# Below this likeness a printed line was not read at all; halves of unrelated Vietnamese lines agree by chance.
_LEAST_LIKENESS = 50.0


@dataclass(slots=True)
class Alignment:
    """Edits of a page with the order of lines left free.

    `unmarked_edits` are character edits after both sides lost their Vietnamese marks. `right` holds places of read
    words, counted through the page, that stand as printed. `found` holds for each printed line, by its index, the
    place of the first word read for it; lines that were lost are not in it.
    """

    character_edits: int = 0
    unmarked_edits: int = 0
    word_edits: int = 0
    right: set[int] = field(default_factory=set)
    found: dict[int, int] = field(default_factory=dict)

    def add(self, line: str, words: Sequence[str], places: Sequence[int]) -> None:
        """Count a printed text against the words that were read for it."""
        read, printed = " ".join(words), line.split()
        self.character_edits += Levenshtein.distance(line, read)
        self.unmarked_edits += Levenshtein.distance(strip_marks(line), strip_marks(read))
        self.word_edits += Levenshtein.distance(printed, words)
        for step in Levenshtein.opcodes(printed, words):
            if step.tag == "equal":
                self.right.update(places[step.dest_start : step.dest_end])


# Errors and words of a page ask for the same one after the other.
@lru_cache(maxsize=1)
def align(printed: tuple[str, ...], read: tuple[tuple[str, ...], ...]) -> Alignment:
    """Find every printed line; the answer is not to be changed.

    Args:
        printed: lines in printed order, folded, none empty.
        read: the words of each read line, folded alike.
    """
    words = [word for line in read for word in line]
    alignment = Alignment()
    runs = _find_equal_lines(printed, read, alignment)
    lost = []
    # Long lines first: a short one ("Nam") would take its letters out of the middle of a long one.
    unequal = [index for index in range(len(printed)) if index not in alignment.found]
    for index in sorted(unequal, key=lambda index: -len(printed[index])):
        line = printed[index]
        best = max((_best_window(line, words, run) for run in runs), default=None)
        if best is None or best[0] < _LEAST_LIKENESS:
            lost.append(index)
            continue
        _, start, end, run = best
        alignment.add(line, words[start:end], range(start, end))
        alignment.found[index] = start
        runs.remove(run)
        runs += [part for part in ((run[0], start), (end, run[1])) if part[0] < part[1]]
    left_over = [place for start, end in sorted(runs) for place in range(start, end)]
    alignment.add(" ".join(printed[index] for index in sorted(lost)), [words[place] for place in left_over], left_over)
    return alignment


def _find_equal_lines(
    printed: Sequence[str], read: Sequence[Sequence[str]], alignment: Alignment
) -> list[tuple[int, int]]:
    """Count printed lines that were read as a line of their own; the runs (first, end place) of words read besides."""
    waiting: dict[str, list[int]] = {}
    for index, line in enumerate(printed):
        waiting.setdefault(line, []).append(index)
    runs, start, place = list[tuple[int, int]](), 0, 0
    for words in read:
        line, end = " ".join(words), place + len(words)
        if waiting.get(line):
            alignment.found[waiting[line].pop(0)] = place
            alignment.right.update(range(place, end))
            runs.append((start, place))
            start = end
        place = end
    runs.append((start, place))
    return [run for run in runs if run[0] < run[1]]


def _best_window(line: str, words: Sequence[str], run: tuple[int, int]) -> tuple[float, int, int, tuple[int, int]]:
    """(likeness 0-100, first place, end place, run) of the words of a run that look most like the line."""
    inside = words[run[0] : run[1]]
    window = fuzz.partial_ratio_alignment(line, " ".join(inside))
    if window is None:
        return 0.0, run[0], run[0], run
    start, end = _words_inside(inside, window.dest_start, window.dest_end)
    options = [
        (fuzz.ratio(line, " ".join(inside[first:last])), run[0] + first, run[0] + last, run)
        for first in range(max(0, start - 1), min(len(inside), start + 2))
        for last in range(max(first + 1, end - 1), min(len(inside), end + 1) + 1)
    ]
    return max(options, default=(0.0, run[0], run[0], run))


def _words_inside(words: Sequence[str], begin: int, stop: int) -> tuple[int, int]:
    """First and end index of the words whose middle lies between two characters of the joined run."""
    place, inside = 0, []
    for index, word in enumerate(words):
        if begin <= place + len(word) / 2 <= stop:
            inside.append(index)
        place += len(word) + 1
    return (inside[0], inside[-1] + 1) if inside else (0, 0)

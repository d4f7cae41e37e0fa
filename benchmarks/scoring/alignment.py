"""Here printed lines find their words in what was read, wherever they stand.

Two columns and the cells of a table may rightly be read in several orders, so a printed line is looked for in the whole
page. What no line took is compared with the lines that found nothing, as ordinary edit distance would: a line read as
rubbish costs its letters once, not once as lost and once as invented.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from schemas.text import strip_marks

# Below this likeness a printed line was not read at all; halves of unrelated Vietnamese lines agree by chance.
_LEAST_LIKENESS = 50.0


@dataclass(slots=True)
class Alignment:
    """Edits of a page with the order of lines left free.

    `unmarked_edits` are character edits after both sides lost their Vietnamese marks. `right` holds places of read
    words, counted through the page, that stand as printed.
    """

    character_edits: int = 0
    unmarked_edits: int = 0
    word_edits: int = 0
    right: set[int] = field(default_factory=set)

    def add(self, line: str, words: Sequence[str], places: Sequence[int]) -> None:
        """Count a printed text against the words that were read for it."""
        read, printed = " ".join(words), line.split()
        self.character_edits += Levenshtein.distance(line, read)
        self.unmarked_edits += Levenshtein.distance(strip_marks(line), strip_marks(read))
        self.word_edits += Levenshtein.distance(printed, words)
        for step in Levenshtein.opcodes(printed, words):
            if step.tag == "equal":
                self.right.update(places[step.dest_start : step.dest_end])


def align(printed: Sequence[str], read: Sequence[Sequence[str]]) -> Alignment:
    """Find every printed line.

    Args:
        printed: lines in printed order, folded.
        read: the words of each read line, folded alike.
    """
    words = [word for line in read for word in line]
    alignment = Alignment()
    lines, runs = _without_equal_lines(printed, read, alignment)
    lost = []
    # Long lines first: a short one ("Nam") would take its letters out of the middle of a long one.
    for line in sorted(lines, key=len, reverse=True):
        best = max((_best_window(line, words, run) for run in runs), default=None)
        if best is None or best[0] < _LEAST_LIKENESS:
            lost.append(line)
            continue
        _, start, end, run = best
        alignment.add(line, words[start:end], range(start, end))
        runs.remove(run)
        runs += [part for part in ((run[0], start), (end, run[1])) if part[0] < part[1]]
    left_over = [place for start, end in sorted(runs) for place in range(start, end)]
    # Of lines printed twice the first is taken for the lost one.
    still_lost = Counter(lost)
    in_printed_order = [line for line in lines if _take(line, still_lost)]
    alignment.add(" ".join(in_printed_order), [words[place] for place in left_over], left_over)
    return alignment


def _take(line: str, counts: Counter[str]) -> bool:
    """Whether some of this line are left; one less from now on."""
    counts[line] -= 1
    return counts[line] >= 0


def _without_equal_lines(
    printed: Sequence[str], read: Sequence[Sequence[str]], alignment: Alignment
) -> tuple[list[str], list[tuple[int, int]]]:
    """Printed lines that no read line equals, and the runs (first, end place) of words read besides."""
    open_lines, runs, start, place = Counter(printed), list[tuple[int, int]](), 0, 0
    for words in read:
        line, end = " ".join(words), place + len(words)
        if open_lines[line] > 0:
            open_lines[line] -= 1
            alignment.right.update(range(place, end))
            runs.append((start, place))
            start = end
        place = end
    runs.append((start, place))
    # Of equal lines the first ones were found: it makes no difference which.
    left = [line for line in dict.fromkeys(printed) for _ in range(open_lines[line])]
    return left, [run for run in runs if run[0] < run[1]]


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

"""Here text read meets text printed: errors by character and word, numbers and names found.

Reading order is judged apart: columns and table cells may rightly be read in several orders, so printed lines are
looked for anywhere in what was read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from schemas.text import squeeze

# Below this likeness a printed line was not read at all; halves of unrelated Vietnamese lines agree by chance.
_LEAST_LIKENESS = 50.0
_LEADERS = re.compile(r"(?:[.…·_]\s?){3,}|[-_=~–—]{3,}")
_LONG_DATE = re.compile(r"ngày \d{1,2} tháng \d{1,2} năm \d{4}", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\w)\d[\w./,-]*\w")


@dataclass(frozen=True, slots=True)
class TextErrors:
    """Edits and lengths of one or more pages; sums, so that pages add up by length.

    `in_order_edits` compares the texts as they come; `character_edits` and `word_edits` leave the order of lines
    free. `word_hits` are words that occur in both texts, counted as often as in both.
    """

    printed_characters: int = 0
    printed_words: int = 0
    read_words: int = 0
    in_order_edits: int = 0
    character_edits: int = 0
    word_edits: int = 0
    word_hits: int = 0
    numbers: int = 0
    numbers_found: int = 0
    names: int = 0
    names_found: int = 0

    def __add__(self, other: TextErrors) -> TextErrors:
        return TextErrors(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    def rates(self) -> dict[str, float | None]:
        """Percent with one decimal: `cer_in_order`, `cer`, `wer`, `f1`, `num`, `name`; None without such text."""
        words = self.printed_words + self.read_words
        return {
            "cer_in_order": _percent(self.in_order_edits, self.printed_characters),
            "cer": _percent(self.character_edits, self.printed_characters),
            "wer": _percent(self.word_edits, self.printed_words),
            "f1": _percent(2 * self.word_hits, words),
            "num": _percent(self.numbers_found, self.numbers),
            "name": _percent(self.names_found, self.names),
        }


def fold_text(text: str) -> str:
    """NFC on one line, case kept, dot leaders and rules dropped, ² as 2."""
    return squeeze(_LEADERS.sub(" ", squeeze(text).replace("²", "2")))


def compare_texts(printed: Sequence[str], read: str, names: Iterable[str] = ()) -> TextErrors:
    """The errors of one page.

    Args:
        printed: its lines, in any sensible order.
        read: its text as read.
        names: of persons, as printed; those that stand on this page are looked for.
    """
    lines = [line for line in (fold_text(text) for text in printed) if line]
    truth, found = " ".join(lines), fold_text(read)
    character_edits, word_edits = _free_edits(lines, [fold_text(line) for line in read.splitlines()])
    true_words, read_words = Counter(truth.split()), Counter(found.split())
    true_numbers, read_numbers = Counter(list_numbers(truth)), Counter(list_numbers(found))
    standing = [name for name in (fold_text(text) for text in names) if name in truth]
    return TextErrors(
        printed_characters=len(truth),
        printed_words=true_words.total(),
        read_words=read_words.total(),
        in_order_edits=Levenshtein.distance(truth, found),
        character_edits=character_edits,
        word_edits=word_edits,
        word_hits=(true_words & read_words).total(),
        numbers=true_numbers.total(),
        numbers_found=(true_numbers & read_numbers).total(),
        names=len(standing),
        names_found=sum(_stands_in(name, found) for name in standing),
    )


def list_numbers(text: str) -> list[str]:
    """Dates, ids, document numbers and amounts: dates in words whole, else what has three digits or a slash."""
    dates = [date.lower() for date in _LONG_DATE.findall(text)]
    rest = _NUMBER.findall(_LONG_DATE.sub(" ", text))
    return dates + [number for number in rest if sum(map(str.isdigit, number)) >= 3 or "/" in number]


def _stands_in(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _free_edits(printed: Sequence[str], read: Sequence[str]) -> tuple[int, int]:
    """(character, word) edits when every printed line may stand anywhere; what is left over was invented."""
    lines, runs = _without_equal_lines(printed, read)
    character_edits = word_edits = 0
    # Long lines first: a short one ("Nam") would take its letters out of the middle of a long one.
    for line in sorted(lines, key=len, reverse=True):
        best = max((_best_window(line, run, index) for index, run in enumerate(runs)), default=None)
        if best is None or best[0] < _LEAST_LIKENESS:
            character_edits += len(line)
            word_edits += len(line.split())
            continue
        _, index, start, end = best
        run = runs[index]
        character_edits += Levenshtein.distance(line, " ".join(run[start:end]))
        word_edits += Levenshtein.distance(line.split(), run[start:end])
        runs[index : index + 1] = [part for part in (run[:start], run[end:]) if part]
    left_over = [word for run in runs for word in run]
    # The blanks between lines are nobody's fault; a word too many costs its letters.
    return character_edits + sum(map(len, left_over)), word_edits + len(left_over)


def _without_equal_lines(printed: Sequence[str], read: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Printed lines that no read line equals, and what else was read, as runs of words between equal lines."""
    open_lines, runs = Counter(printed), [list[str]()]
    for line in read:
        if open_lines[line] > 0:
            open_lines[line] -= 1
            runs.append([])
        else:
            runs[-1].extend(line.split())
    return list(open_lines.elements()), [run for run in runs if run]


def _best_window(line: str, run: list[str], index: int) -> tuple[float, int, int, int]:
    """(likeness 0-100, index, first word, end word) of the words of a run that look most like the line."""
    text = " ".join(run)
    window = fuzz.partial_ratio_alignment(line, text)
    if window is None:
        return 0.0, index, 0, 0
    start, end = _words_inside(run, window.dest_start, window.dest_end)
    options = [
        (fuzz.ratio(line, " ".join(run[first:last])), index, first, last)
        for first in range(max(0, start - 1), min(len(run), start + 2))
        for last in range(max(first + 1, end - 1), min(len(run), end + 1) + 1)
    ]
    return max(options, default=(0.0, index, 0, 0))


def _words_inside(run: list[str], begin: int, stop: int) -> tuple[int, int]:
    """First and end index of the words whose middle lies between two characters of the joined run."""
    place, inside = 0, []
    for index, word in enumerate(run):
        if begin <= place + len(word) / 2 <= stop:
            inside.append(index)
        place += len(word) + 1
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None

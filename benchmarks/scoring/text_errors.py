"""Here text read meets text printed: errors by character and word, numbers and names found.

Reading order is judged apart: `in_order_edits` keep the printed order, the others leave the order of lines free
(`alignment`) and fall back on the printed order where that is cheaper: the best order counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from benchmarks.scoring.alignment import align
from schemas.text import squeeze, strip_marks

_LEADERS = re.compile(r"(?:[.…·_]\s?){3,}|[-_=~–—]{3,}")
_LONG_DATE = re.compile(r"ngày \d{1,2} tháng \d{1,2} năm \d{4}", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\w)\d[\w./,-]*\w")


@dataclass(frozen=True, slots=True)
class TextErrors:
    """Edits and lengths of one or more pages; sums, so that pages add up by length.

    `in_order_edits` compares the texts as they come; `character_edits`, `unmarked_edits` (without Vietnamese marks)
    and `word_edits` leave the order of lines free. `word_hits` are words that occur in both texts, counted as often
    as in both.
    """

    printed_characters: int = 0
    printed_words: int = 0
    read_words: int = 0
    in_order_edits: int = 0
    character_edits: int = 0
    unmarked_edits: int = 0
    word_edits: int = 0
    word_hits: int = 0
    numbers: int = 0
    numbers_found: int = 0
    names: int = 0
    names_found: int = 0

    def __add__(self, other: TextErrors) -> TextErrors:
        return TextErrors(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    def shares(self) -> dict[str, tuple[int, int]]:
        """Part and whole of each rate."""
        return {
            "cer_in_order": (self.in_order_edits, self.printed_characters),
            "cer": (self.character_edits, self.printed_characters),
            "unmarked": (self.unmarked_edits, self.printed_characters),
            "wer": (self.word_edits, self.printed_words),
            "f1": (2 * self.word_hits, self.printed_words + self.read_words),
            "num": (self.numbers_found, self.numbers),
            "name": (self.names_found, self.names),
        }

    def rates(self) -> dict[str, float | None]:
        """Percent with one decimal; None without such text."""
        return {name: to_percent(part, whole) for name, (part, whole) in self.shares().items()}


def fold_text(text: str) -> str:
    """NFC on one line, case kept, dot leaders and rules dropped, ² as 2."""
    return squeeze(_LEADERS.sub(" ", squeeze(text).replace("²", "2")))


def fold_lines(printed: Iterable[str]) -> tuple[str, ...]:
    """Printed lines folded, those of nothing but leaders left out."""
    return tuple(line for line in map(fold_text, printed) if line)


def split_read(text: str) -> tuple[tuple[str, ...], ...]:
    """The folded words of each line that was read."""
    return tuple(tuple(fold_text(line).split()) for line in text.splitlines())


def compare_texts(printed: Sequence[str], read: str, names: Iterable[str] = ()) -> TextErrors:
    """The errors of one page.

    Args:
        printed: its lines, in any sensible order.
        read: its text as read.
        names: of persons, as printed; those that stand on this page are looked for.
    """
    lines = fold_lines(printed)
    truth, found = " ".join(lines), fold_text(read)
    free = align(lines, split_read(read))
    in_order_edits = Levenshtein.distance(truth, found)
    true_words, read_words = Counter(truth.split()), Counter(found.split())
    true_numbers, read_numbers = Counter(list_numbers(truth)), Counter(list_numbers(found))
    standing = [name for name in (fold_text(text) for text in names) if name in truth]
    return TextErrors(
        printed_characters=len(truth),
        printed_words=true_words.total(),
        read_words=read_words.total(),
        in_order_edits=in_order_edits,
        character_edits=min(free.character_edits, in_order_edits),
        unmarked_edits=min(free.unmarked_edits, Levenshtein.distance(strip_marks(truth), strip_marks(found))),
        word_edits=min(free.word_edits, Levenshtein.distance(truth.split(), found.split())),
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


def to_percent(part: float, whole: float) -> float | None:
    """With one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def _stands_in(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None

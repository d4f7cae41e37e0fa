"""Here lives finding on the picture what was looked for: where on a result's pages the words stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.resources import Resources
from schemas.errors import StoreDamaged
from schemas.ocr_page import OcrPage
from schemas.procedure_result import ProcedureResult
from schemas.text import fold_words
from schemas.wire import from_json
from storage.keys import reading_key

# A question longer than this is no longer looked for word by word; a page full of boxes tells nothing.
_MOST_WORDS, _MOST_PLACES = 40, 500
# Where a number was printed in groups, so many words are put together at most.
_MOST_GROUPS = 6
_LONG_NUMBER = 6


@dataclass(frozen=True, slots=True)
class WordPlace:
    """Where words stand beside each other: (left, top, right, bottom) as shares of the original page, 0 to 1."""

    page_number: int
    box: tuple[float, float, float, float]


def find_words(
    resources: Resources, result: ProcedureResult, text: str, page_numbers: Sequence[int] | None = None
) -> tuple[WordPlace, ...]:
    """Where the words of a text stand on a result's pages, without regard to marks and case.

    Of words that are found beside each other as they were typed, only those places are told, not each word alone.
    Pages without a reading have no words.

    Args:
        page_numbers: of those of the result; None for all.
    """
    wanted = fold_words(text)[:_MOST_WORDS]
    runs = [
        (page, run)
        for page in _iterate_pages(resources, result, page_numbers or result.page_numbers)
        for run in _list_runs(page, wanted)
    ]
    longest = [0] * len(wanted)
    for _, run in runs:
        for position in range(run.first, run.last + 1):
            longest[position] = max(longest[position], run.length)
    places = dict.fromkeys(
        WordPlace(page.page_number, _to_shares(page, words))
        for page, run in runs
        if any(run.length == longest[position] for position in range(run.first, run.last + 1))
        for words in _split_by_line(page, run.words)
    )
    return tuple(places)[:_MOST_PLACES]


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of a page that are, one after the other, the words `first` to `last` of the text."""

    first: int
    last: int
    words: tuple[int, ...]

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def _iterate_pages(resources: Resources, result: ProcedureResult, page_numbers: Sequence[int]) -> Iterator[OcrPage]:
    for number in page_numbers:
        if number not in result.page_numbers:
            continue
        try:
            data = resources.objects.get_bytes(reading_key(result.scan_id, number, result.recipe))
        except StoreDamaged:
            continue  # not read, or lost: `reconcile` tells
        yield from_json(OcrPage, data)


def _list_runs(page: OcrPage, wanted: Sequence[str]) -> Iterator[_Run]:
    """The longest run from each word of the page for each place in the text where it can begin."""
    tokens = [(token, index) for line in page.lines for index in line for token in fold_words(page.words[index].text)]
    starts: dict[str, list[int]] = {}
    for position, word in enumerate(wanted):
        starts.setdefault(word, []).append(position)
    for at, (token, _) in enumerate(tokens):
        for first in starts.get(token, ()):
            last = first
            while last + 1 < len(wanted) and at + last + 1 - first < len(tokens):
                if tokens[at + last + 1 - first][0] != wanted[last + 1]:
                    break
                last += 1
            if last > first or len(token) > 1:
                yield _Run(first, last, tuple(index for _, index in tokens[at : at + last + 1 - first]))
    for position, word in enumerate(wanted):
        if word.isdigit() and len(word) >= _LONG_NUMBER:
            yield from (_Run(position, position, words) for words in _list_groups(tokens, word))


def _list_groups(tokens: Sequence[tuple[str, int]], number: str) -> Iterator[tuple[int, ...]]:
    """A long number that was printed, or read, in groups."""
    for at, (token, _) in enumerate(tokens):
        if not number.startswith(token) or token == number:
            continue
        joined = ""
        for end in range(at, min(at + _MOST_GROUPS, len(tokens))):
            joined += tokens[end][0]
            if joined == number:
                yield tuple(index for _, index in tokens[at : end + 1])
            if not number.startswith(joined):
                break


def _split_by_line(page: OcrPage, words: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """The words of a run line by line: a box around two lines would hold what stands beside them."""
    for line in page.lines:
        beside = tuple(word for word in line if word in words)
        if beside:
            yield beside


def _to_shares(page: OcrPage, words: Sequence[int]) -> tuple[float, float, float, float]:
    box = page.original_box(page.line_box(tuple(words)))
    width, height = max(page.width_px, 1), max(page.height_px, 1)
    return box.left / width, box.top / height, box.right / width, box.bottom / height

"""Here lives the sequence inside a register book: numbers run on without gaps, days never run back.

Civil-status results of one office and one year stand in one book; sorted by number, a missing paper, a number read
wrong and a paper filed twice show themselves.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from schemas.partial_dates import day_span

FaultKind = Literal["gap", "double", "days_out_of_order"]
# Beyond so many missing numbers papers of the book lie elsewhere, and a list of them helps nobody.
_LONGEST_GAP = 20
_NUMBER = re.compile(r"(?P<n>\d{1,6})[A-Za-z]?(?:/|$)")


@dataclass(frozen=True, slots=True)
class BookEntry:
    """One result as its book knows it: running number, day of issue (ISO, partial allowed, None unread)."""

    result_id: str
    number: int
    issued: str | None


@dataclass(frozen=True, slots=True)
class BookFault:
    """What is odd in a book: numbers missing (`gap`), given twice (`double`), a day before that of a lower number.

    `numbers` are those missing, or the one or two at fault; `result_ids` the results to look at.
    """

    kind: FaultKind
    book: str
    numbers: tuple[int, ...]
    result_ids: tuple[str, ...]


def find_book_faults(books: Mapping[str, Iterable[BookEntry]]) -> tuple[BookFault, ...]:
    """Gaps, doubles and days out of order, book by book in the order of numbers.

    Args:
        books: entries by a name of the book (`birth_certificate 92.916.31135 2023`), in any order.
    """
    faults: list[BookFault] = []
    for book, entries in books.items():
        held: dict[int, list[BookEntry]] = defaultdict(list)
        for entry in entries:
            held[entry.number].append(entry)
        faults.extend(_faults_of(book, [held[number] for number in sorted(held)]))
    return tuple(faults)


def _faults_of(book: str, rows: Sequence[Sequence[BookEntry]]) -> Iterator[BookFault]:
    for same in rows:
        if len(same) > 1:
            yield BookFault("double", book, (same[0].number,), tuple(entry.result_id for entry in same))
    for lower, higher in pairwise(rows):
        missing = range(lower[0].number + 1, higher[0].number)
        if 0 < len(missing) <= _LONGEST_GAP:
            yield BookFault("gap", book, tuple(missing), (lower[0].result_id, higher[0].result_id))
        if _runs_back(lower[0].issued, higher[0].issued):
            numbers = (lower[0].number, higher[0].number)
            yield BookFault("days_out_of_order", book, numbers, (lower[0].result_id, higher[0].result_id))


def _runs_back(lower: str | None, higher: str | None) -> bool:
    """Whether the higher number was certainly given before the lower one."""
    first, last = day_span(lower or ""), day_span(higher or "")
    return first is not None and last is not None and last[1] < first[0]


def running_number(document_number: str) -> int | None:
    """The number in the book: 12 of `12/2023` and `12/2026/TLKT-BS`; None where none opens the text."""
    found = _NUMBER.match(document_number)
    return int(found["n"]) if found else None


def book_name(document_type: str, unit: str | None, document_number: str, issued: str | None) -> str | None:
    """The book of a result: type, unit and year; None where the year or the unit is not known.

    The year in the number counts before that of issue: copies are given years after the entry.
    """
    year = re.search(r"/((?:19|20)\d{2})(?:/|$)", document_number)
    named = year[1] if year else (issued or "")[:4]
    return f"{document_type} {unit} {named}" if unit and named else None

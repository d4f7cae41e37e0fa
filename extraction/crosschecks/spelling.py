"""Here live checks of spelling: words printed twice with other marks, titles cut short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rapidfuzz import fuzz

from extraction.crosschecks.case import Case
from extraction.lines import key_of
from schemas.extraction import Doubt, FieldReading
from schemas.known_spellings import mend_spelling, tone_key
from schemas.text import fold

_WHOLE_TITLE = 80.0  # rapidfuzz ratio, 0-100
# Fields spelt out in words; numbers and days have no marks to lose.
_SPELLED_KINDS = frozenset({"organisation", "address", "person_name", "holder", "place", "authority"})


def check_spelling(case: Case) -> Iterator[Doubt]:
    """Two neighbouring words that the paper prints elsewhere with other marks: one of the two was misread."""
    spellings: dict[str, set[str]] = {}
    rows = (segment.text for page in case.paper.pages for segment in page)
    # A value over two rows has a pair that stands in neither.
    values = (reading.value or "" for _, reading in _spelled_readings(case))
    for text in (*rows, *values):
        for folded, pair in _pairs_of(text):
            spellings.setdefault(folded, set()).add(pair)
    for name, reading in _spelled_readings(case):
        if any(len(spellings.get(folded, ())) > 1 for folded, _ in _pairs_of(reading.value or "")):
            yield Doubt(name, "values_differ")


def _spelled_readings(case: Case) -> Iterator[tuple[str, FieldReading]]:
    for spec in case.declared.fields:
        reading = case.fields.get(spec.name)
        if spec.kind in _SPELLED_KINDS and isinstance(reading, FieldReading) and reading.confidence is not None:
            yield spec.name, reading


def _pairs_of(text: str) -> Iterator[tuple[str, str]]:
    """(folded, as spelled in small letters) for each two neighbouring words, known phrases restored."""
    words = re.findall(r"[^\W\d_]{2,}", mend_spelling(text).text.lower())
    for first, second in pairwise(words):
        yield fold(f"{first} {second}"), f"{tone_key(first)} {tone_key(second)}"


def check_title(case: Case) -> Iterator[Doubt]:
    """The title of a form must say the form's whole name: `GIẤY PHÉP` alone is half of one.

    The head of a decision is whole in itself; what it decides stands in its subject.
    """
    title = case.fields.get("title")
    if case.declared.tier or not isinstance(title, FieldReading) or not title.value or title.confidence is None:
        return
    read = (key_of(title.value), key_of(f"{title.value} {case.value('subject') or ''}"))
    signs = [key_of(part) for sign in case.declared.signs for part in _parts_of(sign)]
    if max(fuzz.ratio(key, sign) for key in read for sign in signs) < _WHOLE_TITLE:
        yield Doubt("title", "low_confidence")


def _parts_of(sign: str) -> tuple[str, ...]:
    """A sign and, where it goes on into the subject (`quyết định về việc …`, `quyết định … trợ cấp`), its head."""
    head = re.split(r"…| về việc ", sign)[0]
    return (sign, head)

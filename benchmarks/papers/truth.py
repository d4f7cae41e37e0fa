"""Here lives the truth of drawn papers: what each file must become, every value as the contract spells it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.papers.orders import FieldValue
from schemas.geometry import Box

TRUTH_FILE = "truth.json"


@dataclass(frozen=True, slots=True)
class PaperTruth:
    """One file and what must come of it.

    `outcome` is `filed` or `quarantined`; `problem_codes` are the codes that a quarantined file may carry. `fields`
    holds canonical values: ISO dates, ids as digits, names NFC as printed; lists where several. `lines` is the printed
    text of each page in reading order (a two-column block: left column, then right). `valid_until` is a date,
    `indefinite` or None where the paper does not say.
    """

    source: str
    kind: str | None
    grade: str
    media: str
    outcome: str
    problem_codes: tuple[str, ...]
    page_count: int
    unit: str | None
    level: str | None
    fields: Mapping[str, FieldValue]
    lines: tuple[tuple[str, ...], ...]
    turned_deg: tuple[int, ...] = ()
    skew_deg: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedWord:
    """A word of a page and where its ink stands.

    `text` is NFC, without blanks, marks of punctuation included. `box` is the upright box around the ink in pixels of
    the page as its device delivers it: after skew, turn, perspective, curl and shrinking.
    """

    text: str
    box: Box
    is_handwritten: bool


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A row of the register of results: a paper that the offices know to be in force."""

    kind: str
    document_number: str
    issued_on: date
    holder_name: str
    holder_id: str
    unit: str
    level: str
    issuing_body: str
    valid_until: date | None
    box: str
    source: str | None


@dataclass(frozen=True, slots=True)
class ExpectedCoverage:
    """A row of the quota table on a day: counts, exact percent as text with two decimals, floor, met."""

    as_of: date
    level: str
    in_force: int
    digitised: int
    percent: str
    target_percent: int
    met: bool
    shortfall: int


@dataclass(frozen=True, slots=True)
class ExpectedSearch:
    """A query and the files it must find (by holder) and may find besides (the words stand in the text)."""

    query: str
    must_find: tuple[str, ...]
    may_find: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything that is true of a drawn folder."""

    seed: int
    papers: tuple[PaperTruth, ...]
    register: tuple[RegisterEntry, ...]
    coverage: tuple[ExpectedCoverage, ...]
    searches: tuple[ExpectedSearch, ...]

    def to_json(self) -> dict[str, Any]:
        return json.loads(json.dumps(asdict(self), default=_as_text, ensure_ascii=False))  # type: ignore[no-any-return]


def write_truth(truth: Truth, folder: Path) -> Path:
    """Write `truth.json` beside, not among, the papers: it is no document. Same truth, same bytes."""
    path = folder / TRUTH_FILE
    path.write_text(json.dumps(truth.to_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _as_text(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")

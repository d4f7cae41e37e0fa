"""Here lives the question which register row a digitised paper may be, where their keys do not meet.

Only the key (`schemas.register.match_key`) is certain. What a misread paper or a slip of the register's typist breaks
is proposed to a person, with the reasons. Papers are compared only within blocks, so that a million papers and as many
rows never meet: type and holder's name under one office or the offices above and below it; type, holder and day; type,
office and day; type, office, year and number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rapidfuzz.distance import OSA

from schemas.partial_dates import day_span
from schemas.register import fold_number
from schemas.text import fold_words
from schemas.units import is_within

Reason = Literal[
    "number_same", "number_sign_differs", "number_slip", "number_unread",
    "holder_id_same", "holder_same", "holder_near",
    "date_same", "date_near", "date_partial",
    "issuer_same", "issuer_related", "issuer_unread",
]  # fmt: skip
# Of a hundred and more points; measured by `benchmarks.drills.matching_drill`.
_POINTS: Mapping[Reason, int] = {
    "number_same": 40, "number_sign_differs": 30, "number_slip": 25, "number_unread": 0,
    "holder_id_same": 35, "holder_same": 30, "holder_near": 18,
    "date_same": 25, "date_near": 12, "date_partial": 8,
    "issuer_same": 10, "issuer_related": 5, "issuer_unread": 3,
}  # fmt: skip
_LEAST_POINTS = 55
# What lies closer to the best is a choice that a person makes.
_LEAD = 10
_MOST_CHOICES = 3
# Two names are near when so few letters of so many differ.
_LETTERS_PER_SLIP = 6
_MOST_NAME_SLIPS = 2


@dataclass(frozen=True, slots=True)
class PaperSide:
    """A result or a register row as far as matching looks: `name` is its id; what was not read is None or empty."""

    name: str
    document_type: str
    unit: str | None
    document_number: str | None
    issue_date: str | None
    holder_names: tuple[str, ...] = ()
    holder_ids: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        return int(self.issue_date[:4]) if self.issue_date else None

    @property
    def name_keys(self) -> tuple[str, ...]:
        """Holders' names folded, as they meet."""
        return tuple(key for holder in self.holder_names if (key := " ".join(fold_words(holder))))


@dataclass(frozen=True, slots=True)
class MatchProposal:
    """That a result may be the paper of a row: points, reasons, and whether no other row comes near."""

    result_id: str
    row_id: str
    score: int
    reasons: tuple[Reason, ...]
    is_only: bool


def propose_matches(results: Iterable[PaperSide], rows: Iterable[PaperSide]) -> tuple[MatchProposal, ...]:
    """The rows, at most three each, that these results may be: best first within a result, results as given.

    Args:
        results: those that no row has met under their key.
        rows: those that no result has met.
    """
    blocks: defaultdict[tuple[str, ...], list[PaperSide]] = defaultdict(list)
    for row in rows:
        for block in _list_blocks(row):
            blocks[block].append(row)
    proposals: list[MatchProposal] = []
    for result in results:
        met = {row.name: row for block in _list_blocks(result) for row in blocks.get(block, ())}
        judged = ((judge_match(result, row), row.name) for row in met.values())
        fitting = sorted((-sum(_POINTS[it] for it in why), name, why) for why, name in judged if why)
        best = [it for it in fitting if -it[0] >= _LEAST_POINTS and it[0] - fitting[0][0] < _LEAD][:_MOST_CHOICES]
        proposals += (MatchProposal(result.name, name, -points, why, len(best) == 1) for points, name, why in best)
    return tuple(proposals)


def judge_match(result: PaperSide, row: PaperSide) -> tuple[Reason, ...]:
    """What speaks for one paper; () where something speaks against it or too little for it."""
    issuer, number = _compare_issuers(result.unit, row.unit), _compare_numbers(result, row)
    holder, day = _compare_holders(result, row), _compare_days(result.issue_date, row.issue_date)
    if issuer is None or number is None or holder == "differ" or day == "differ":
        return ()
    if not _is_enough(number, holder, day):
        return ()
    return tuple(reason for reason in (number, holder, day, issuer) if reason is not None)


def _is_enough(number: Reason, holder: Reason | None, day: Reason | None) -> bool:
    if number == "number_same":
        return holder is not None or day == "date_same"
    if number == "number_unread":
        return holder in ("holder_id_same", "holder_same") and day == "date_same"
    return holder is not None and day is not None


def _list_blocks(paper: PaperSide) -> Iterator[tuple[str, ...]]:
    """Under which papers are compared; an unread issuer meets by holder and day or by holder's id alone."""
    kind = paper.document_type
    for holder_id in paper.holder_ids:
        yield "id", kind, holder_id
    office = _find_office(paper.unit)
    for key in paper.name_keys:
        if office is not None:
            yield "name", kind, office, key
        if paper.issue_date:
            yield "holder and day", kind, key, paper.issue_date
    if paper.unit is not None and paper.issue_date:
        yield "day", kind, paper.unit, paper.issue_date
    digits = _split_number(paper)[0]
    if office is not None and digits and paper.year:
        yield "number", kind, office, str(paper.year), digits


def _find_office(unit: str | None) -> str | None:
    """The district of a commune of its time, else the unit itself: offices that are taken for each other."""
    return ".".join(unit.split(".")[:2]) if unit else None


def _split_number(paper: PaperSide) -> tuple[str, str]:
    folded = fold_number(paper.document_number, paper.year or 0) if paper.document_number else None
    digits, _, sign = (folded or "").partition(".")
    return digits, sign


def _compare_issuers(one: str | None, other: str | None) -> Reason | None:
    if one is None or other is None:
        return "issuer_unread"
    if one == other:
        return "issuer_same"
    return "issuer_related" if is_within(one, other) or is_within(other, one) else None


def _compare_numbers(result: PaperSide, row: PaperSide) -> Reason | None:
    """None where the numbers are of two papers."""
    (digits, sign), (row_digits, row_sign) = _split_number(result), _split_number(row)
    if not digits or not row_digits:
        return "number_unread"
    if digits == row_digits:
        return "number_same" if sign == row_sign or not (sign and row_sign) else "number_sign_differs"
    is_slip = len(max(digits, row_digits, key=len)) > 1 and OSA.distance(digits, row_digits, score_cutoff=1) <= 1
    # A sign that differs as well as the digits makes two slips of one number.
    return "number_slip" if is_slip and (sign == row_sign or not (sign and row_sign)) else None


def _compare_holders(result: PaperSide, row: PaperSide) -> Reason | Literal["differ"] | None:
    """None where one of them tells no holder."""
    if set(result.holder_ids) & set(row.holder_ids):
        return "holder_id_same"
    if not result.name_keys or not row.name_keys:
        return None
    if set(result.name_keys) & set(row.name_keys):
        return "holder_same"
    are_near = any(_are_near(one, other) for one in result.name_keys for other in row.name_keys)
    return "holder_near" if are_near else "differ"


def _are_near(one: str, other: str) -> bool:
    most = min(max(len(one), len(other)) // _LETTERS_PER_SLIP, _MOST_NAME_SLIPS)
    return OSA.distance(one, other, score_cutoff=most) <= most


def _compare_days(one: str | None, other: str | None) -> Reason | Literal["differ"] | None:
    """None where one of them tells no day."""
    spans = day_span(one) if one else None, day_span(other) if other else None
    if spans[0] is None or spans[1] is None or one is None or other is None:
        return None
    if one == other and spans[0][0] == spans[0][1]:
        return "date_same"
    if max(spans[0][0], spans[1][0]) <= min(spans[0][1], spans[1][1]):
        return "date_partial"
    is_whole = len(one) == len(other) == len(date.min.isoformat())
    return "date_near" if is_whole and _is_one_slip(one, other) else "differ"


def _is_one_slip(one: str, other: str) -> bool:
    """One digit of a day misread, or day and month in each other's place."""
    if sum(a != b for a, b in zip(one, other, strict=True)) == 1:
        return True
    return one[:4] == other[:4] and one[5:7] == other[8:] and one[8:] == other[5:7]

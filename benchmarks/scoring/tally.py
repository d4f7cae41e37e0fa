"""Here live sums over scored papers and the tables that people read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.scoring.outcomes import OUTCOMES, ScoredField
from benchmarks.scoring.runs import PaperScore
from benchmarks.scoring.text_errors import TextErrors

_HEADS = ("right", "r+flag", "WRONG", "w+flag", "missing", "unflagged%")
_RATES = ("cer_in_order", "cer", "wer", "f1", "num", "name")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many fields came to each outcome; `wrong` is the figure that must be 0."""

    right: int = 0
    right_flagged: int = 0
    wrong: int = 0
    wrong_flagged: int = 0
    missing: int = 0

    @property
    def unflagged_percent(self) -> float | None:
        """The share of right values that nobody need look at."""
        right = self.right + self.right_flagged
        return round(100 * self.right / right, 1) if right else None

    def to_json(self) -> dict[str, float | None]:
        return {**{name: getattr(self, name) for name in OUTCOMES}, "unflagged_percent": self.unflagged_percent}


def count_outcomes(fields: Iterable[ScoredField]) -> Tally:
    counts: Counter[str] = Counter(field.outcome for field in fields)
    return Tally(**counts)


def plain_name(field: str) -> str:
    """`holder_name[1]` counts as `holder_name`, `business_lines[0].code` as `business_lines.code`."""
    head, _, rest = field.partition("[")
    return head + rest.partition("]")[2]


def group_fields(
    papers: Sequence[PaperScore], side: str, key: Callable[[PaperScore, ScoredField], str]
) -> dict[str, list[ScoredField]]:
    """Scored fields of one side under a key, in order of first appearance."""
    groups: dict[str, list[ScoredField]] = {}
    for paper in papers:
        for field in paper.sides[side].fields:
            groups.setdefault(key(paper, field), []).append(field)
    return groups


def outcome_table(title: str, papers: Sequence[PaperScore], key: Callable[[PaperScore, ScoredField], str]) -> list[str]:
    """Lines of a table: a row a key, ours and the peer side by side, the total last."""
    sides = list(papers[0].sides) if papers else []
    groups = {side: group_fields(papers, side, key) for side in sides}
    names = list(dict.fromkeys(name for side in sides for name in groups[side]))
    rows = [[name, *_cells(groups, sides, name)] for name in names]
    everything = {side: {"total": [field for fields in groups[side].values() for field in fields]} for side in sides}
    rows.append(["total", *_cells(everything, sides, "total")])
    heads = [title, *(f"{side} {head}" if head == _HEADS[0] else head for side in sides for head in _HEADS)]
    return to_lines(heads, rows)


def _cells(groups: Mapping[str, Mapping[str, list[ScoredField]]], sides: Sequence[str], name: str) -> list[str]:
    cells = []
    for side in sides:
        tally = count_outcomes(groups[side].get(name, ()))
        cells += [tell(value) for value in tally.to_json().values()]
    return cells


def error_table(title: str, papers: Sequence[PaperScore], key: Callable[[PaperScore], str]) -> list[str]:
    """Lines of a table of text errors in percent, and of CPU seconds a page."""
    sides = list(papers[0].sides) if papers else []
    groups: dict[str, list[PaperScore]] = {}
    for paper in papers:
        if all(score.errors is not None for score in paper.sides.values()):
            groups.setdefault(key(paper), []).append(paper)
    groups["total"] = [paper for group in groups.values() for paper in group]
    heads = [title, "pages", *(f"{side} {rate}" if rate == _RATES[0] else rate for side in sides for rate in _RATES)]
    rows = []
    for name, group in groups.items():
        rates = [sum_errors(group, side).rates() for side in sides]
        pages = sum(paper.page_count for paper in group)
        rows.append([name, str(pages), *(tell(rate[part]) for rate in rates for part in _RATES)])
    return to_lines(heads, rows)


def sum_errors(papers: Iterable[PaperScore], side: str) -> TextErrors:
    total = TextErrors()
    for paper in papers:
        total += paper.sides[side].errors or TextErrors()
    return total


def tell(value: Any) -> str:
    return "-" if value is None else str(value)


def to_lines(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns of equal width: the first to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        figures = (cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))
        return "  ".join([cells[0].ljust(widths[0]), *figures]).rstrip()

    return [line(heads), *(line(row) for row in rows)]

"""Here live sums over scored papers, and tables: of fields and of reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.scoring.intervals import find_interval
from benchmarks.scoring.outcomes import OUTCOMES, ScoredField
from benchmarks.scoring.runs import PaperScore, SideScore
from benchmarks.scoring.tables import Table, tell
from benchmarks.scoring.text_errors import TextErrors, to_percent
from benchmarks.scoring.word_figures import WordFigures

TOTAL = "all"
_HEADS = ("side", "right", "r+flag", "WRONG", "w+flag", "missing", "unflagged%")
_READING_HEADS = ("side", "pages", "CPU s", "cer_in_order", "cer", "unmarked", "wer", "f1", "num", "name")
_WORD_HEADS = ("side", "sure right", "sure of all", "boxes", "order", "upright", "hand found", "false alarms",
               "fill-ins")  # fmt: skip
_SPOT_FIELDS = ("document_number", "issue_date")
Shares = Mapping[str, tuple[float, float]]


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
        return to_percent(self.right, self.right + self.right_flagged)

    def to_json(self) -> dict[str, float | None]:
        return {**{name: getattr(self, name) for name in OUTCOMES}, "unflagged_percent": self.unflagged_percent}


def count_outcomes(fields: Iterable[ScoredField]) -> Tally:
    counts: Counter[str] = Counter(field.outcome for field in fields)
    return Tally(**counts)


def plain_name(field: str) -> str:
    """`holder_name[1]` counts as `holder_name`, `business_lines[0].code` as `business_lines.code`."""
    head, _, rest = field.partition("[")
    return head + rest.partition("]")[2]


def list_side_names(papers: Sequence[PaperScore]) -> list[str]:
    return list(papers[0].sides) if papers else []


def outcome_table(title: str, papers: Sequence[PaperScore], key: Callable[[PaperScore, ScoredField], str]) -> Table:
    """A row a key and side, the sum last; sides that give only text have no fields and are left out."""
    groups: dict[str, dict[str, list[ScoredField]]] = {TOTAL: {}}
    for paper in papers:
        for side, score in paper.sides.items():
            for field in score.fields:
                for name in (key(paper, field), TOTAL):
                    groups.setdefault(name, {}).setdefault(side, []).append(field)
    groups[TOTAL] = groups.pop(TOTAL)
    rows = [
        [name, side, *(tell(value) for value in count_outcomes(sides[side]).to_json().values())]
        for name, sides in groups.items()
        for side in list_side_names(papers)
        if side in sides
    ]
    return Table((title, *_HEADS), rows)


def reading_table(title: str, papers: Sequence[PaperScore], key: Callable[[PaperScore], str]) -> Table:
    """A row a key and side: errors in percent with 95 % intervals over papers, CPU seconds a page."""
    rows = []
    for name, side, group in _group(papers, key):
        scores = [paper.sides[side] for paper in group]
        pages = sum(paper.page_count for paper in group)
        cpu_s = f"{sum(score.cpu_s for score in scores) / pages:.2f}" if pages else None
        shares = [sum_errors(score).shares() for score in scores]
        rows.append([name, side, str(pages), tell(cpu_s), *(_tell_share(shares, rate) for rate in _READING_HEADS[3:])])
    return Table((title, *_READING_HEADS), rows)


def word_table(title: str, papers: Sequence[PaperScore], key: Callable[[PaperScore], str]) -> Table:
    """A row a key and side: confidence, boxes, orientation, handwriting; sides that give only text are left out."""
    rows = []
    for name, side, group in _group(papers, key):
        shares = [sum_words(paper.sides[side]).shares() for paper in group]
        if any(whole for share in shares for _, whole in share.values()):
            rates = ("sure_right", "sure", "boxes", "order")
            counts = ("upright", "hand_found", "false_alarms", "fill_found")
            told = [*(_tell_share(shares, rate) for rate in rates), *(_tell_count(shares, rate) for rate in counts)]
            rows.append([name, side, *told])
    return Table((title, *_WORD_HEADS), rows)


def handwriting_table(papers: Sequence[PaperScore]) -> Table:
    """A row a side: number and date fields by how they are written, and how many of them are flagged as handwritten."""
    rows = []
    for side in list_side_names(papers):
        scores = [paper.sides[side] for paper in papers]
        spots = [(score, spot) for score in scores for spot in score.fields if spot.field in _SPOT_FIELDS]
        by_hand = [spot.field in score.suspected for score, spot in spots if spot.is_handwritten]
        printed = [spot.field in score.suspected for score, spot in spots if not spot.is_handwritten]
        if spots:
            rows.append([side, f"{sum(by_hand)}/{len(by_hand)}", f"{sum(printed)}/{len(printed)}"])
    return Table(("numbers and dates", "written, flagged so", "printed, flagged so"), rows)


def reliability_table(papers: Sequence[PaperScore], side: str) -> Table:
    """Of the words of each tenth of confidence: how many there are, how many are right."""
    words = sum((sum_words(paper.sides[side]) for paper in papers), WordFigures())
    count = len(words.bin_words)
    rows = [
        [f"{index / count:.1f}-{(index + 1) / count:.1f}", side, str(read), tell(to_percent(right, read))]
        for index, (read, right) in enumerate(zip(words.bin_words, words.bin_right, strict=True))
    ]
    return Table(("confidence", "side", "words", "right"), rows)


def sum_errors(score: SideScore) -> TextErrors:
    return sum((page.errors for page in score.pages), TextErrors())


def sum_words(score: SideScore) -> WordFigures:
    return sum((page.words for page in score.pages), WordFigures())


def _group(
    papers: Sequence[PaperScore], key: Callable[[PaperScore], str]
) -> Iterable[tuple[str, str, list[PaperScore]]]:
    """(key, side, papers) of papers whose text is known to all sides; the sum of all last."""
    groups: dict[str, list[PaperScore]] = {}
    for paper in papers:
        if all(score.pages for score in paper.sides.values()):
            groups.setdefault(key(paper), []).append(paper)
    groups[TOTAL] = [paper for group in groups.values() for paper in group]
    for name, group in groups.items():
        for side in list_side_names(group):
            yield name, side, group


def _tell_share(shares: Sequence[Shares], rate: str) -> str:
    each = [share[rate] for share in shares]
    told = to_percent(sum(part for part, _ in each), sum(whole for _, whole in each))
    interval = find_interval(each)
    return tell(told) if told is None or interval is None else f"{told} ({interval[0]}-{interval[1]})"


def _tell_count(shares: Sequence[Shares], rate: str) -> str:
    whole = sum(share[rate][1] for share in shares)
    return f"{sum(share[rate][0] for share in shares)}/{whole}" if whole else "-"


def to_json(papers: Sequence[PaperScore]) -> dict[str, Any]:
    """The sums of each side: outcomes, rates, shares."""
    told: dict[str, Any] = {}
    for side in list_side_names(papers):
        scores = [paper.sides[side] for paper in papers]
        words = sum((sum_words(score) for score in scores), WordFigures())
        told[side] = {
            **count_outcomes(field for score in scores for field in score.fields).to_json(),
            **sum((sum_errors(score) for score in scores), TextErrors()).rates(),
            **{name: to_percent(*share) for name, share in words.shares().items()},
        }
    return told

"""Here the figures of fields are told: types, key fields, what may be believed, confidence against truth, cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from benchmarks.papers.wear import GRADES
from benchmarks.scoring.field_figures import (
    KEY_KINDS,
    Share,
    believed,
    believed_right,
    exact,
    group_papers,
    is_review_only,
    key_kind,
    list_key_fields,
    score_of,
    share_of,
    type_right,
)
from benchmarks.scoring.outcomes import ScoredField
from benchmarks.scoring.plots import Bins, draw_reliability
from benchmarks.scoring.reports import DOCS_PAGE, PLOTS
from benchmarks.scoring.runs import PaperScore
from benchmarks.scoring.sides import OURS
from benchmarks.scoring.tables import Table, put_section
from benchmarks.scoring.tally import TOTAL

_BOUNDS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)
_SHOWN_FAULTS = 400
_BIN_COUNT = 10
Figure = Callable[[Sequence[PaperScore]], object]


def print_fields(papers: Sequence[PaperScore], failed: Sequence[str]) -> None:
    """All tables of drawn papers, then every key field that is not right and every wrong value that was believed."""
    print_tables(papers)
    _print_list("Confidently wrong (must be none)", _tell_fields(papers, "wrong", is_key=None))
    for outcome in ("missing", "wrong_flagged", "right_flagged"):
        _print_list(f"Key fields, {outcome}", _tell_fields(papers, outcome, is_key=True))
    for outcome in ("missing", "wrong_flagged"):
        _print_list(f"Other fields, {outcome}", _tell_fields(papers, outcome, is_key=False))
    _print_list("Not scored", failed)


def print_tables(papers: Sequence[PaperScore]) -> None:
    """The tables alone."""
    for title, table in list_tables(papers):
        _print(title, table)


def write_fields(papers: Sequence[PaperScore], told: Sequence[str]) -> None:
    """Put tables and diagram of drawn papers' fields into the documentation; `told` says how they were made."""
    tables = [line for title, table in list_tables(papers) for line in (f"**{title}**", "", *table.markdown(), "")]
    put_section(DOCS_PAGE, "fields", ["", *told, "", *tables])
    PLOTS.mkdir(exist_ok=True)
    title = "Fields right (up) by confidence (right), drawn papers"
    (PLOTS / "field_reliability.svg").write_text(draw_reliability(title, {OURS: _bins(papers)}), encoding="utf-8")


def _bins(papers: Sequence[PaperScore]) -> Bins:
    counts = [[0, 0] for _ in range(_BIN_COUNT)]
    for paper in papers:
        for field in score_of(paper).fields:
            if field.confidence is not None:
                tenth = counts[min(_BIN_COUNT - 1, int(field.confidence * _BIN_COUNT))]
                tenth[0], tenth[1] = tenth[0] + 1, tenth[1] + int(field.is_right)
    return tuple(read for read, _ in counts), tuple(right for _, right in counts)


def print_scan_fields(papers: Sequence[PaperScore], failed: Sequence[str]) -> None:
    """Real scans: each field with its shares, the printed ones as one, then what was not read right."""
    _print("REAL SCANS: fields", scan_table(papers))
    for outcome, title in (("wrong", "Confidently wrong (must be none)"), ("wrong_flagged", "Wrong, flagged"),
                           ("missing", "Missing"), ("right_flagged", "Right, flagged")):  # fmt: skip
        _print_list(title, _tell_fields(papers, outcome, is_key=None))
    _print_list("Not scored", failed)


def scan_table(papers: Sequence[PaperScore]) -> Table:
    """A row a field, printed and handwritten ones apart: right, right and not flagged, believed though wrong."""
    fields = [field for paper in papers for field in score_of(paper).fields]
    printed = [field for field in fields if not field.is_handwritten]
    by_hand = [field for field in fields if field.is_handwritten]
    groups = {name: [field for field in printed if field.field == name] for name in _in_order(printed)}
    groups |= {"printed": printed, "by hand": by_hand}
    rows = [
        [name, str(exact(group)), str(share_of(field.outcome == "right" for field in group)),
         str(sum(field.outcome == "wrong" for field in group)),
         str(sum(field.outcome == "missing" for field in group))]
        for name, group in groups.items()
    ]  # fmt: skip
    return Table(("field", "right", "right and not flagged", "confidently wrong", "missing"), rows)


def _in_order(fields: Sequence[ScoredField]) -> list[str]:
    return list(dict.fromkeys(field.field for field in fields))


def list_tables(papers: Sequence[PaperScore]) -> list[tuple[str, Table]]:
    """(title, table) of all that is told of fields."""
    return [
        ("DRAWN PAPERS: type right", by_kind_and_grade("type right", papers, type_right)),
        ("Key fields (number, date, holder id, holder name) exact; missing counts as wrong",
         by_kind_and_grade("key fields exact", papers, lambda group: exact(_keys(group)))),
        ("The same by key", _by_key(papers)),
        ("Accepted: key fields that nobody is asked to look at, and how many of them are right", _acceptance(papers)),
        ("Accepted key fields by kind", by_kind_and_grade("accepted", papers, lambda group: believed(_keys(group)))),
        ("Of these right",
         by_kind_and_grade("accepted, right", papers, lambda group: believed_right(_keys(group)))),
        ("Confidence of fields against truth", reliability(papers)),
        ("CPU milliseconds a page of classifying and finding fields", _cost(papers)),
    ]  # fmt: skip


def by_kind_and_grade(title: str, papers: Sequence[PaperScore], figure: Figure) -> Table:
    """A row a kind and one for all, a column a grade and one for all; kinds under review only are marked."""
    grades = [grade for grade in GRADES if any(paper.grade == grade for paper in papers)]
    groups = {**group_papers(papers, lambda paper: paper.kind), TOTAL: list(papers)}
    rows = []
    for kind, group in groups.items():
        mark = " (review only)" if kind != TOTAL and is_review_only(group[0].document_type) else ""
        by_grade = [figure([paper for paper in group if paper.grade == grade]) for grade in grades]
        rows.append([kind + mark, *(str(cell) for cell in (*by_grade, figure(group)))])
    return Table((title, *grades, TOTAL), rows)


def _by_key(papers: Sequence[PaperScore]) -> Table:
    def figure(group: Sequence[PaperScore], kind: str) -> Share:
        return exact(
            field
            for paper in group
            for field in list_key_fields(paper)
            if key_kind(paper.document_type, field.field) == kind
        )

    groups = _grades_and_all(papers)
    rows = [[kind, *(str(figure(group, kind)) for _, group in groups)] for kind in KEY_KINDS]
    return Table(("key", *(name for name, _ in groups)), rows)


def _acceptance(papers: Sequence[PaperScore]) -> Table:
    """Types under review only count in no column but the last: nothing of them is accepted."""
    rows = []
    for grade, group in _grades_and_all(papers):
        open_ = [paper for paper in group if not is_review_only(paper.document_type)]
        told = (
            believed(_keys(open_)),
            believed_right(_keys(open_)),
            share_of(score_of(paper).is_accepted for paper in open_),
            share_of(all(f.is_right for f in score_of(p).fields) for p in open_ if score_of(p).is_accepted),
            believed(_keys(group)),
            believed_right(_keys(group)),
        )
        rows.append([grade, *map(str, told)])
    heads = ("grade", "accepted", "of these right", "papers accepted", "of these wholly right",
             "as if no type were under review", "of these right")  # fmt: skip
    return Table(heads, rows)


def reliability(papers: Sequence[PaperScore]) -> Table:
    """Of fields of each range of confidence: how many, what they were believed to be right, how many are."""
    read = [field for paper in papers for field in score_of(paper).fields if field.confidence is not None]
    rows = []
    for low, high in pairwise(_BOUNDS):
        inside = [field for field in read if low <= _sure(field) < high or (high == 1.0 and _sure(field) == 1.0)]
        mean = f"{100 * float(np.mean([_sure(field) for field in inside])):.1f} %" if inside else "-"
        rows.append([f"{low:.2f}-{high:.2f}", mean, str(exact(inside)), str(believed(inside))])
    return Table(("confidence", "said", "right", "not flagged"), rows)


def _cost(papers: Sequence[PaperScore]) -> Table:
    spent = sorted(1000 * score_of(paper).understand_cpu_s / max(1, paper.page_count) for paper in papers)
    if not spent:
        return Table(("papers", "median", "p90", "p99", "most"), [])
    told = (f"{float(np.percentile(spent, rank)):.1f}" for rank in (50, 90, 99, 100))
    return Table(("papers", "median", "p90", "p99", "most"), [[str(len(papers)), *told]])


def _grades_and_all(papers: Sequence[PaperScore]) -> list[tuple[str, list[PaperScore]]]:
    groups = group_papers(papers, lambda paper: paper.grade)
    return [*((grade, groups[grade]) for grade in GRADES if grade in groups), (TOTAL, list(papers))]


def _keys(papers: Sequence[PaperScore]) -> list[ScoredField]:
    return [field for paper in papers for field in list_key_fields(paper)]


def _sure(field: ScoredField) -> float:
    return field.confidence if field.confidence is not None else 0.0


def _tell_fields(papers: Sequence[PaperScore], outcome: str, is_key: bool | None) -> Iterator[str]:
    for paper in papers:
        for field in score_of(paper).fields:
            key = key_kind(paper.document_type, field.field) is not None
            if field.outcome == outcome and is_key in (None, key):
                printed = " | ".join(field.accepted) or "(nothing)"
                sure = "-" if field.confidence is None else f"{field.confidence:.2f}"
                why = ", ".join((sure, *field.reasons))
                yield f"{paper.name}  {field.field}: read {field.read!r} ({why}), printed {printed!r}"


def _print_list(title: str, lines: Iterator[str] | Sequence[str]) -> None:
    told = list(lines)
    more = [f"  … {len(told) - _SHOWN_FAULTS} more"] if len(told) > _SHOWN_FAULTS else []
    print("", f"{title}: {len(told)}", *(f"  {line}" for line in told[:_SHOWN_FAULTS]), *more, sep="\n")


def _print(title: str, table: Table) -> None:
    print("", title, *table.lines(), sep="\n")

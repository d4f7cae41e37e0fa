"""Here scored papers become what is printed and what the documentation keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.papers.wear import GRADES
from benchmarks.scoring.intervals import find_interval
from benchmarks.scoring.plots import Bar, draw_bars, draw_reliability
from benchmarks.scoring.runs import PaperScore
from benchmarks.scoring.sides import OURS, PLAIN
from benchmarks.scoring.tables import Table, put_section
from benchmarks.scoring.tally import (
    TOTAL,
    handwriting_table,
    list_side_names,
    outcome_table,
    plain_name,
    reading_table,
    reliability_table,
    sum_errors,
    sum_words,
    word_table,
)
from benchmarks.scoring.text_errors import to_percent
from benchmarks.scoring.unreadable import load_unreadable, set_aside
from benchmarks.scoring.word_figures import WordFigures

DOCS_PAGE = Path("docs/accuracy.md")
PLOTS = Path("docs/accuracy")


def print_scans(papers: Sequence[PaperScore], failed: Sequence[str]) -> None:
    """Real scans: text where it is known, fields by file, field and ink, what went wrong."""
    _print("REAL SCANS: text, percent", reading_table("file", papers, lambda paper: paper.name))
    _print("Words", word_table("file", papers, lambda paper: paper.name))
    _print("Fields", *_ink_tables(papers))
    _print("", outcome_table("file", _only(papers, OURS), lambda paper, _: paper.name))
    _print("", outcome_table("field", _only(papers, OURS), lambda _, field: field.field))
    split = [f"{paper.name} {count}" for paper in papers if (count := paper.sides[OURS].paper_count) != 1]
    print(f"Files taken for several papers: {', '.join(split) or 'none'}")
    _print_faults(papers, failed)


def print_drawn(papers: Sequence[PaperScore], failed: Sequence[str]) -> None:
    """Drawn papers: text, words and fields by grade and kind; what went wrong."""
    by_grade = sort_by_grade(papers)
    readable, aside = set_aside(by_grade, load_unreadable())
    _print("DRAWN PAPERS: text, percent", reading_table("grade", by_grade, lambda paper: paper.grade))
    print(f"Pages that nobody can read, set aside by seed: {', '.join(aside) or 'none'}")
    if aside:
        _print("Without them", reading_table("grade", readable, lambda paper: paper.grade))
    _print("", reading_table("kind", papers, lambda paper: paper.kind))
    _print("Words", word_table("grade", by_grade, lambda paper: paper.grade))
    _print("Confidence", reliability_table(papers, OURS))
    _print("Fields", outcome_table("grade", by_grade, lambda paper, _: paper.grade))
    _print("", outcome_table("kind", _only(papers, OURS), lambda paper, _: paper.kind))
    _print("", outcome_table("field", _only(papers, OURS), lambda _, field: plain_name(field.field)))
    _print_faults(papers, failed)


def print_written(papers: Sequence[PaperScore], failed: Sequence[str]) -> None:
    """Drawn papers with numbers and days written by hand: is it noticed, and is nothing believed of it."""
    by_grade = sort_by_grade(papers)
    _print("DRAWN PAPERS WITH HANDWRITING", word_table("grade", by_grade, lambda paper: paper.grade))
    _print("", *_ink_tables(papers))
    _print_list("Confidently wrong (must be none)", _list_fields(papers, "wrong"))
    _print_list("Not scored", failed)


def write_drawn(papers: Sequence[PaperScore], written: Sequence[PaperScore], told: Sequence[str]) -> None:
    """Put the drawn papers' tables and plots into the documentation; `told` says how the figures were made."""
    by_grade = sort_by_grade(papers)
    fields = outcome_table("grade", by_grade, lambda paper, _: paper.grade)
    text, words = (table("grade", by_grade, lambda paper: paper.grade) for table in (reading_table, word_table))
    by_hand = [word_table("with handwriting", sort_by_grade(written), lambda paper: paper.grade), *_ink_tables(written)]
    tables = [text, words, fields, *by_hand]
    put_section(DOCS_PAGE, "drawn", ["", *told, "", *(line for table in tables for line in (*table.markdown(), ""))])
    PLOTS.mkdir(exist_ok=True)
    errors = draw_bars("Characters wrong, percent, drawn papers", {
        grade: {side: _bar(by_grade, grade, side) for side in list_side_names(papers)} for grade in (*GRADES, TOTAL)
    })  # fmt: skip
    (PLOTS / "errors.svg").write_text(errors, encoding="utf-8")
    shown = [side for side in (OURS, PLAIN) if side in list_side_names(papers)]
    words_of = {side: sum((sum_words(paper.sides[side]) for paper in papers), WordFigures()) for side in shown}
    reliability = draw_reliability("Words right (up) by confidence (right), drawn papers", {
        side: (words.bin_words, words.bin_right) for side, words in words_of.items()
    })  # fmt: skip
    (PLOTS / "reliability.svg").write_text(reliability, encoding="utf-8")


def write_scans(papers: Sequence[PaperScore], told: Sequence[str]) -> None:
    """Put the real scans' tables into the documentation."""
    tables = [*_ink_tables(papers), reading_table("scans", papers, lambda _: "with full text")]
    put_section(DOCS_PAGE, "scans", ["", *told, "", *(line for table in tables for line in (*table.markdown(), ""))])


def sort_by_grade(papers: Sequence[PaperScore]) -> list[PaperScore]:
    places = {grade: place for place, grade in enumerate(GRADES)}
    return sorted(papers, key=lambda paper: places[paper.grade])  # type: ignore[index]


def _ink_tables(papers: Sequence[PaperScore]) -> list[Table]:
    by_ink = outcome_table("ink", papers, lambda _, field: "handwritten" if field.is_handwritten else "printed")
    return [by_ink, handwriting_table(papers)]


def _only(papers: Sequence[PaperScore], side: str) -> list[PaperScore]:
    return [replace(paper, sides={side: paper.sides[side]}) for paper in papers]


def _bar(papers: Sequence[PaperScore], grade: str, side: str) -> Bar:
    shares = [sum_errors(paper.sides[side]).shares()["cer"] for paper in papers if grade in (paper.grade, TOTAL)]
    told = to_percent(sum(part for part, _ in shares), sum(whole for _, whole in shares))
    return told or 0.0, find_interval(shares)


def _print_faults(papers: Sequence[PaperScore], failed: Sequence[str]) -> None:
    """Ours only: wrong values that nobody is asked to look at, then the rest of what was not read right."""
    for outcome, title in (
        ("wrong", "Confidently wrong (must be none)"),
        ("wrong_flagged", "Wrong, flagged"),
        ("missing", "Missing"),
    ):
        _print_list(title, _list_fields(papers, outcome))
    unread = [
        f"{paper.name} by {name}: {side.failure}"
        for paper in papers
        for name, side in paper.sides.items()
        if side.failure is not None
    ]
    _print_list("Not read (counted as empty)", unread)
    _print_list("Not scored", failed)


def _list_fields(papers: Sequence[PaperScore], outcome: str) -> Iterator[str]:
    for paper in papers:
        for field in paper.sides[OURS].fields:
            if field.outcome == outcome:
                printed = " | ".join(field.accepted) or "(nothing)"
                yield f"{paper.name}  {field.field}: read {field.read!r}, printed {printed!r}"


def _print_list(title: str, lines: Iterator[str] | Sequence[str]) -> None:
    told = [f"  {line}" for line in lines]
    print("", f"{title}: {len(told)}", *told, sep="\n")


def _print(title: str, *tables: Table) -> None:
    print("", *([title] if title else []), *(line for table in tables for line in table.lines()), sep="\n")

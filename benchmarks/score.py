"""Accuracy, printed: `python -m benchmarks.score [--scans FOLDER] [--json FILE]`, or `make score [SCANS=FOLDER]`.

Ours is Sohoa's reading and extraction; the peer is plain Tesseract without preparation and the same extraction.
Drawn papers come from seeds that no rule was made on; real scans with hand-read labels come from outside.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.papers.catalogue import KINDS
from benchmarks.papers.wear import GRADES, Grade
from benchmarks.scoring.labels import find_labelled_scans
from benchmarks.scoring.runs import PaperScore, run_all, score_drawn, score_scan
from benchmarks.scoring.tally import count_outcomes, error_table, outcome_table, plain_name, sum_errors
from schemas.days import today

# The demo's papers, the tests' and the reading rules' own trials use small seeds.
_FIRST_SEED = 700
_FEW_PAPERS, _MANY_PAPERS = 2, 12
_LEGEND = """\
right, r+flag: as printed, not flagged or flagged for a person; WRONG, w+flag: not as printed; missing: no value.
unflagged%: of the right ones, those that nobody need look at. cer_in_order: characters wrong in the order read;
cer, wer: lines may stand in any order; f1: bag of words; num, name: numbers and persons' names found exactly."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _read_options(arguments)
    started = time.monotonic()
    print(_LEGEND)
    told: dict[str, Any] = {}
    if options.scans is not None:
        scans = find_labelled_scans(options.scans)
        papers, failed = _run([(score_scan, scan, today()) for scan in scans], options.jobs)
        print_scans(papers, failed)
        told["scans"] = _to_json(papers, failed)
    if options.drawn:
        calls = list_drawn_calls(options.seed, options.papers, options.kinds, options.grades)
        papers, failed = _run(calls, options.jobs)
        print_drawn(papers, failed)
        told["drawn"] = {"first_seed": options.seed, "papers_each": options.papers, **_to_json(papers, failed)}
    print(f"\n{time.monotonic() - started:.0f} s on {options.jobs} processes")
    if options.json is not None:
        options.json.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def list_drawn_calls(
    first_seed: int, count: int, kinds: Sequence[str], grades: Sequence[Grade]
) -> list[tuple[Any, ...]]:
    """Every paper to draw; each kind has seeds of its own, because one seed gives all kinds the same people."""
    return [
        (score_drawn, kind, grade, first_seed + round_ * len(KINDS) + KINDS.index(kind))
        for round_ in range(count)
        for kind in kinds
        for grade in grades
    ]


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="score", description="Accuracy of reading and extraction, in figures.")
    parser.add_argument("--scans", type=Path, help="folder of scans with NAME.fields.json beside them")
    parser.add_argument("--no-drawn", dest="drawn", action="store_false", help="only the scans")
    parser.add_argument("--seed", type=int, default=_FIRST_SEED, help="first seed of the drawn papers")
    parser.add_argument("--papers", type=int, help="how many for each kind and grade")
    parser.add_argument(
        "--full", action="store_true", help=f"{_MANY_PAPERS} papers of each kind and grade in place of {_FEW_PAPERS}"
    )
    parser.add_argument("--kinds", nargs="+", default=KINDS, choices=KINDS)
    parser.add_argument("--grades", nargs="+", default=GRADES, choices=GRADES)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="processes")
    parser.add_argument("--json", type=Path, help="everything, for machines")
    options = parser.parse_args(arguments)
    if options.scans is not None and not any(options.scans.glob("*.fields.json")):
        parser.error(f"no NAME.fields.json in {options.scans}")
    options.papers = options.papers or (_MANY_PAPERS if options.full else _FEW_PAPERS)
    return options


def _run(calls: Sequence[tuple[Any, ...]], jobs: int) -> tuple[list[PaperScore], list[str]]:
    papers: list[PaperScore] = []
    failed: list[str] = []
    for done, score in enumerate(run_all(calls, jobs), start=1):
        if isinstance(score, str):
            failed.append(score)
        else:
            papers.append(score)
        print(f"\r{done}/{len(calls)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return sorted(papers, key=lambda paper: paper.name), failed


def print_scans(papers: Sequence[PaperScore], failed: Sequence[str]) -> None:
    """Real scans: by file, by field, print and handwriting apart, text where it is known, what went wrong."""
    _print("REAL SCANS", *outcome_table("file", papers, lambda paper, _: paper.name))
    _print("", *outcome_table("field", papers, lambda _, field: field.field))
    _print("", *outcome_table("ink", papers, lambda _, field: "handwritten" if field.is_handwritten else "printed"))
    _print("Text errors, percent", *error_table("file", papers, lambda paper: paper.name))
    split = [f"{paper.name} {count}" for paper in papers if (count := paper.sides["ours"].paper_count) != 1]
    _print(f"Files taken for several papers: {', '.join(split) or 'none'}")
    _print_faults(papers, failed)


def print_drawn(papers: Sequence[PaperScore], failed: Sequence[str]) -> None:
    """Drawn papers: by kind, by grade, by field; text errors likewise; what went wrong."""
    grades = {grade: place for place, grade in enumerate(GRADES)}
    by_grade = sorted(papers, key=lambda paper: grades[paper.grade])  # type: ignore[index]
    _print("DRAWN PAPERS", *outcome_table("grade", by_grade, lambda paper, _: paper.grade))
    _print("", *outcome_table("kind", papers, lambda paper, _: paper.kind))
    _print("", *outcome_table("field", papers, lambda _, field: plain_name(field.field)))
    _print("Text errors, percent", *error_table("grade", by_grade, lambda paper: paper.grade))
    _print("", *error_table("kind", papers, lambda paper: paper.kind))
    _print_faults(papers, failed)


def _print_faults(papers: Sequence[PaperScore], failed: Sequence[str]) -> None:
    """Ours only: wrong values that nobody is asked to look at, then the rest of what was not read right."""
    for outcome, title in (
        ("wrong", "Confidently wrong (must be none)"),
        ("wrong_flagged", "Wrong, flagged"),
        ("missing", "Missing"),
    ):
        lines = [
            f"  {paper.name}  {field.field}: read {field.read!r}, printed {' | '.join(field.accepted) or '(nothing)'!r}"
            for paper in papers
            for field in paper.sides["ours"].fields
            if field.outcome == outcome
        ]
        _print(f"{title}: {len(lines)}", *lines)
    _print(f"Not scored: {len(failed)}", *(f"  {line}" for line in failed))


def _print(title: str, *lines: str) -> None:
    print("", *([title] if title else []), *lines, sep="\n")


def _to_json(papers: Sequence[PaperScore], failed: Sequence[str]) -> dict[str, Any]:
    sides = list(papers[0].sides) if papers else []
    total = {
        side: {
            **count_outcomes(field for paper in papers for field in paper.sides[side].fields).to_json(),
            **sum_errors(papers, side).rates(),
        }
        for side in sides
    }
    return {"total": total, "failed": list(failed), "papers": [asdict(paper) for paper in papers]}


if __name__ == "__main__":
    raise SystemExit(main())

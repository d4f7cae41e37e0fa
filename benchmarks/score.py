"""Accuracy, printed: `python -m benchmarks.score [--scans FOLDER] [--report] [--json FILE]`, or `make score`.

Every side reads the same files in the same run: ours, single engines, plain Tesseract without preparation, OCRmyPDF.
Drawn papers come from seeds that no rule was made on; real scans with hand-read labels come from outside.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.papers.catalogue import KINDS, MORE_KINDS
from benchmarks.papers.drawing import draw_paper
from benchmarks.papers.packing import pack
from benchmarks.papers.wear import GRADES
from benchmarks.scoring import field_reports, reports
from benchmarks.scoring.kept_readings import KEPT_FOLDER, KeptReadings
from benchmarks.scoring.labels import find_labelled_scans
from benchmarks.scoring.ocrmypdf import SETTINGS, tell_command
from benchmarks.scoring.runs import PaperScore, run_all, score_drawn, score_drawn_fields, score_scan, score_scan_fields
from benchmarks.scoring.seeds import REPORT_SEED, TUNING_SEED, seed_of
from benchmarks.scoring.sides import DEFAULT_ENGINE, FEW_SIDES, OURS, check_command, list_lacks, list_sides
from benchmarks.scoring.tally import to_json
from ocr.engine import open_engine
from schemas.days import today

_FEW_PAPERS, _MANY_PAPERS = 2, 4
_ALL_KINDS = (*KINDS, *MORE_KINDS)
# Choices of many -> what is taken where nothing is said.
_LISTS: tuple[tuple[str, Sequence[str]], ...] = (("kinds", _ALL_KINDS), ("grades", GRADES))
_LEGEND = """\
Sides: ours is the product's default; an engine's name is our preparation with that engine; plain is Tesseract on the
page as it comes; ocrmypdf is the text of its sidecar. Ours, engines and plain are read by the tasks that `sohoa ocr
--json` gives its workers and scored by what it prints, in one process a paper, because the command takes one file.
OMP_THREAD_LIMIT=1 for all. Percent; in brackets the 95 % bootstrap interval over papers. A side that gave up on a
file counts as having read nothing.
cer_in_order: characters wrong in the printed order, two columns left before right; cer, unmarked (without Vietnamese
marks), wer: every printed line may stand anywhere, or the printed order where that is better (kinder than a fixed
choice of block orders, the same for all sides; lines in a shuffled order show in order); f1: bag of words;
num, name: numbers and persons' names found exactly. CPU s: a page, of the reading.
sure right: of words with confidence 0.95 and more those that stand as printed; sure of all: their share of all words;
boxes: right words whose box on the original page shares half with the true one; order: of two lines, one right below
the other, how often the upper one was read first; upright: pages turned the right way;
hand found: of numbers behind Số: and days and months of dated lines that are written by hand those that a box of
`handwritten` meets; fill-ins: of other digits written by hand behind Số, ngày, năm; false alarms: of printed ones.
right, r+flag: as printed, not flagged or flagged for a person; WRONG, w+flag: not as printed; missing: no value.
unflagged%: of the right ones, those that nobody need look at."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _read_options(arguments)
    # As the page pool has it: threads of the engine only get in each other's way.
    os.environ["OMP_THREAD_LIMIT"] = "1"
    started = time.monotonic()
    sides = _print_sides(options.sides)
    told: dict[str, Any] = {"sides": sides}
    if options.scans is not None:
        scans = find_labelled_scans(options.scans)
        if options.fields_only:
            kept = KeptReadings(options.kept, options.read_anew)
            papers, failed = _run([(score_scan_fields, scan, today(), kept) for scan in scans], options.jobs)
            field_reports.print_scan_fields(papers, failed)
        else:
            papers, failed = _run([(score_scan, scan, today(), sides) for scan in scans], options.jobs)
            reports.print_scans(papers, failed)
            field_reports.print_scan_fields(papers, failed)
        told["scans"] = _to_json(papers, failed)
        if options.write_docs:
            reports.write_scans(papers, _tell_run(["--no-drawn", "--scans FOLDER"], f"{len(scans)} scans"))
    if options.fields_only and options.drawn:
        papers, failed = _run(_list_fields_calls(options), options.jobs)
        field_reports.print_fields(papers, failed)
        if options.write_docs:
            field_reports.write_fields(papers, _tell_run(_list_choices(options), _tell_papers(papers, options.seed)))
        told["fields"] = {"first_seed": options.seed, "papers_each": options.papers, **_to_json(papers, failed)}
    elif options.drawn:
        print(
            f"\n`sohoa ocr --json` itself prints what is scored here: {'yes' if _check_command(options.seed) else 'NO'}"
        )
        calls = list_drawn_calls(options, options.papers, sides)
        papers, failed = _run(calls, options.jobs)
        reports.print_drawn(papers, failed)
        field_reports.print_tables(papers)
        told["drawn"] = {"first_seed": options.seed, "papers_each": options.papers, **_to_json(papers, failed)}
        # Half as many papers with handwriting, by ours alone: only ours looks for it.
        calls = list_drawn_calls(options, max(1, options.papers // 2), [OURS], handwriting=True)
        written, failed = _run(calls, options.jobs)
        reports.print_written(written, failed)
        told["written"] = _to_json(written, failed)
        if options.write_docs:
            how = _tell_run(_list_choices(options), _tell_papers(papers, options.seed))
            reports.write_drawn(papers, written, how)
            field_reports.write_fields(papers, how)
    print(f"\n{time.monotonic() - started:.0f} s on {options.jobs} processes")
    if options.json is not None:
        options.json.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def list_drawn_calls(
    options: argparse.Namespace, count: int, sides: Sequence[str], *, handwriting: bool = False
) -> list[tuple[Any, ...]]:
    """Every paper to draw; each kind has seeds of its own, because one seed gives all kinds the same people."""
    return [
        (score_drawn, kind, grade, seed_of(options.seed, kind, round_), tuple(sides), handwriting, options.hard)
        for round_ in range(count)
        for kind in options.kinds
        for grade in options.grades
    ]


def _list_fields_calls(options: argparse.Namespace) -> list[tuple[Any, ...]]:
    kept = KeptReadings(options.kept, options.read_anew)
    return [
        (score_drawn_fields, kind, grade, seed_of(options.seed, kind, round_), kept, options.by_hand, options.hard)
        for round_ in range(options.papers)
        for kind in options.kinds
        for grade in options.grades
    ]


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="score", description="Accuracy of reading and extraction, in figures.")
    parser.add_argument("--scans", type=Path, help="folder of scans with NAME.fields.json beside them")
    parser.add_argument("--no-drawn", dest="drawn", action="store_false", help="only the scans")
    parser.add_argument("--report", action="store_true", help="seeds that nothing was ever tuned on")
    parser.add_argument("--hard", action="store_true", help="drawn papers that suffered what real offices do to paper")
    parser.add_argument("--fields-only", action="store_true", help="only fields, by ours, from kept readings of pages")
    parser.add_argument("--kept", type=Path, default=KEPT_FOLDER, help="where readings of drawn pages are kept")
    parser.add_argument(
        "--read-anew", action="store_true", help="with --fields-only: read every page again and keep it"
    )
    parser.add_argument("--by-hand", action="store_true", help="with --fields-only: numbers and days written by hand")
    parser.add_argument("--seed", type=int, help="first seed of the drawn papers")
    parser.add_argument("--papers", type=int, help="how many for each kind and grade")
    parser.add_argument(
        "--full",
        action="store_true",
        help=f"all sides, {_MANY_PAPERS} papers of each kind and grade, not {_FEW_PAPERS}",
    )
    parser.add_argument("--sides", nargs="+", choices=list_sides(), help="who reads besides ours")
    parser.add_argument("--kinds", nargs="+", default=_ALL_KINDS, choices=_ALL_KINDS)
    parser.add_argument("--grades", nargs="+", default=GRADES, choices=GRADES)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="processes")
    parser.add_argument("--json", type=Path, help="everything, for machines")
    parser.add_argument("--write-docs", action="store_true", help=f"put tables and plots into {reports.DOCS_PAGE}")
    options = parser.parse_args(arguments)
    if options.scans is not None and not any(options.scans.glob("*.fields.json")):
        parser.error(f"no NAME.fields.json in {options.scans}")
    options.papers = options.papers or (_MANY_PAPERS if options.full else _FEW_PAPERS)
    options.seed = options.seed or (REPORT_SEED if options.report else TUNING_SEED)
    options.sides = options.sides or (list_sides() if options.full else FEW_SIDES)
    return options


def _print_sides(asked: Sequence[str]) -> list[str]:
    """The sides that can be run, ours always and first; those left out are told, and how to have them."""
    asked = [OURS, *(side for side in asked if side != OURS)]
    lacks = list_lacks(asked)
    sides = [side for side in asked if side not in lacks]
    engine = open_engine(DEFAULT_ENGINE)
    print(_LEGEND, f"\nours: {engine.name} {engine.version} (SOHOA_ENGINE={DEFAULT_ENGINE})", sep="\n")
    print(*(f"{side}: {tell_command(side)}" for side in sides if side in SETTINGS), sep="\n")
    print(*(f"left out, {side}: {lack}" for side, lack in lacks.items()), sep="\n")
    return sides


def _check_command(seed: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="score-") as folder:
        path = Path(folder) / "paper.pdf"
        pack(path, "pdf", draw_paper(KINDS[0], "office", seed).pages)
        return check_command(path)


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


def _tell_papers(papers: Sequence[PaperScore], seed: int) -> str:
    return f"{len(papers)} drawn papers, seeds {seed} and up"


def _list_choices(options: argparse.Namespace) -> list[str]:
    """What was asked for on the command line, as far as it decides which papers are drawn."""
    given = [
        f"--{name.replace('_', '-')}"
        for name in ("report", "hard", "full", "fields_only", "by_hand")
        if getattr(options, name)
    ]
    given += [
        f"--{name} {' '.join(getattr(options, name))}" for name, usual in _LISTS if getattr(options, name) != usual
    ]
    return [*given, f"--papers {options.papers}"]


def _tell_run(given: Sequence[str], what: str) -> list[str]:
    """How the figures of the documentation were made."""
    engine, command = open_engine(DEFAULT_ENGINE), " ".join(["python -m benchmarks.score", *given])
    return [f"{datetime.now(UTC):%Y-%m-%d}, `{command}`: {what}. Ours: {engine.name} {engine.version}."]


def _to_json(papers: Sequence[PaperScore], failed: Sequence[str]) -> dict[str, Any]:
    return {"total": to_json(papers), "failed": list(failed), "papers": [asdict(paper) for paper in papers]}


if __name__ == "__main__":
    raise SystemExit(main())

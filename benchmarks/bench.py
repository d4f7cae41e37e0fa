"""Cost, printed: `python -m benchmarks.bench [--full] [--json FILE] [--write-docs]`, or `make bench`.

CPU seconds a page by stage and engine, the memory of a worker, pages a second on all cores; the whole job beside
OCRmyPDF on the same office pages; what Prefect's start adds; how soon `sohoa --help` answers. CPU seconds count the
programs that were called. On a busy machine trust CPU seconds, not wall seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import psutil

from benchmarks.drills.memory_watch import MemoryWatch
from benchmarks.drills.small_papers import draw_born_digital
from benchmarks.papers.drawing import draw_paper
from benchmarks.papers.packing import pack
from benchmarks.papers.wear import GRADES
from benchmarks.scoring.ocrmypdf import SETTINGS, find_lack, tell_command
from benchmarks.scoring.reports import DOCS_PAGE
from benchmarks.scoring.sides import DEFAULT_ENGINE, list_engine_sides, list_lacks
from benchmarks.scoring.tables import Table, put_section
from benchmarks.timing.commands import time_digitise, time_help
from benchmarks.timing.end_to_end import OfficeFile, WholeJob, draw_office_file, run_ours, run_peers
from benchmarks.timing.pages import time_pool
from benchmarks.timing.stages import STAGES, StageCosts, time_stages_apart
from ocr.engine import open_engine

# One page each: a plain letterhead, a form on a patterned ground, a table.
_FEW_KINDS = ("building_permit", "marriage_certificate")
_MANY_KINDS = (*_FEW_KINDS, "household_business_certificate", "death_extract", "alcohol_retail_licence")
_SEED = 701
# Pages in the file of the whole job, every kind in turn.
_FEW_PAGES, _MANY_PAGES = 8, 24


def main(arguments: Sequence[str] | None = None) -> int:
    options = _read_options(arguments)
    # As the page pool has it: threads of the engine only get in each other's way.
    os.environ["OMP_THREAD_LIMIT"] = "1"
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        groups = draw_papers(folder, _MANY_KINDS if options.full else _FEW_KINDS)
        stages, told = print_stages(groups)
        told |= print_pool([path for paths in groups.values() for path in paths], options.jobs)
        file = draw_office_file(folder / "office.pdf", _SEED, _MANY_PAGES if options.full else _FEW_PAGES)
        jobs, whole = print_whole_job(file, folder)
        told |= print_rest(jobs[0], file, folder)
        told |= print_starts(folder)
    if options.json is not None:
        figures = {"told": told, "jobs": [asdict(job) for job in jobs], "stages": stages.rows, "whole": whole.rows}
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if options.write_docs:
        command = f"python -m benchmarks.bench{' --full' if options.full else ''}"
        lines = [f"{datetime.now(UTC):%Y-%m-%d}, `{command}`.", "", *stages.markdown(), "", *whole.markdown(), ""]
        put_section(DOCS_PAGE, "cost", ["", *lines, *(f"- {name}: {figure}" for name, figure in told.items()), ""])
    return 0


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Cost of reading, copying and filing, in figures.")
    parser.add_argument("--full", action="store_true", help="more papers")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="processes of the pool")
    parser.add_argument("--json", type=Path, help="everything, for machines")
    parser.add_argument("--write-docs", action="store_true", help=f"put the tables into {DOCS_PAGE}")
    return parser.parse_args(arguments)


def draw_papers(folder: Path, kinds: Sequence[str]) -> dict[str, list[Path]]:
    """One-page papers by grade, the same ones in each grade."""
    papers: dict[str, list[Path]] = {}
    for grade in GRADES:
        for kind in kinds:
            path = folder / f"{kind}-{grade}.pdf"
            drawn = draw_paper(kind, grade, _SEED, may_turn=False)
            pack(path, "pdf", drawn.pages[:1])
            papers.setdefault(grade, []).append(path)
    return papers


def print_stages(groups: dict[str, list[Path]]) -> tuple[Table, dict[str, str]]:
    """CPU seconds a page by stage: each engine, each grade; and the peak memory of its worker."""
    engines = list_engine_sides()
    lacks = list_lacks(engines)
    rows, peaks = [], {}
    for engine in engines:
        if engine in lacks:
            continue
        print(engine, end=" ", file=sys.stderr, flush=True)
        with MemoryWatch(lambda: psutil.Process().children(recursive=True)) as watch:
            costs = time_stages_apart(engine, list(groups.values()))
        named = dict(zip(groups, costs, strict=True)) | {"all": sum(costs[1:], costs[0])}
        rows += [[engine, grade, *_stage_cells(cost)] for grade, cost in named.items()]
        peaks[f"peak memory of a worker, {engine}"] = f"{watch.peak_bytes() / 1e6:.0f} MB"
    print(file=sys.stderr)
    table = Table(("engine", "grade", *STAGES, "render+prepare", "all stages"), rows)
    print("CPU seconds a page", *table.lines(), sep="\n")
    print(*(f"left out, {engine}: {lack}" for engine, lack in lacks.items()), sep="\n")
    default = open_engine(DEFAULT_ENGINE)
    told = {"ours is the engine": f"{default.name} {default.version}", **peaks}
    return table, _print_figures(told)


def _stage_cells(costs: StageCosts) -> list[str]:
    before = costs.a_page("render") + costs.a_page("prepare")
    return [*(f"{costs.a_page(stage):.3f}" for stage in STAGES), f"{before:.3f}", f"{costs.total_a_page:.2f}"]


def print_pool(paths: list[Path], jobs: int) -> dict[str, str]:
    """Pages a second through the page pool, its start not counted."""
    rate = len(paths) / time_pool(paths, jobs)
    return _print_figures({f"pages a second on {jobs} processes": f"{rate:.2f}"})


def print_whole_job(file: OfficeFile, folder: Path) -> tuple[list[WholeJob], Table]:
    """Ours and OCRmyPDF on the same file; how ours stands to each."""
    ours = run_ours(file, folder / "home")
    jobs = [ours, *run_peers(file, folder)]
    rows = [_job_cells(job, ours, file.path.stat().st_size) for job in jobs]
    table = Table(("whole job", "pages", "CPU s", "cer", "wer", "num", "size", "ours/CPU", "ours/cer"), rows)
    print(
        f"\nOne PDF of {len(file.lines)} office pages -> PDF/A with text; CPU seconds a page with the program's start"
    )
    print(*table.lines(), "ours: sohoa digitise --plain --jobs 1 (stores, files and indexes besides)", sep="\n")
    for setting in SETTINGS:
        print(f"{setting}: {find_lack(setting) or tell_command(setting)}")
    return jobs, table


def _job_cells(job: WholeJob, ours: WholeJob, source_bytes: int) -> list[str]:
    def ratio(first: float, second: float) -> str:
        return f"1/{second / first:.1f}" if first else "-"

    rates = job.errors.rates()
    return [
        job.side,
        str(job.pages),
        f"{job.cpu_a_page_s:.2f}",
        *(str(rates[name]) for name in ("cer", "wer", "num")),
        f"{job.byte_count / source_bytes:.2f}",
        ratio(ours.cpu_a_page_s, job.cpu_a_page_s),
        ratio(ours.errors.character_edits, job.errors.character_edits),
    ]


def print_rest(ours: WholeJob, file: OfficeFile, folder: Path) -> dict[str, str]:
    """What each page more costs the command's own process (storing, indexing, flow) and its workers."""
    first = draw_office_file(folder / "first.pdf", _SEED, 1)
    # The lesser of two: a start is three seconds, and a page's share is to be told from its noise.
    starts = [time_digitise([first.path], folder / f"first-{place}", "--plain") for place in range(2)]
    start = min(starts, key=lambda run: run.own_cpu_s)
    many, more = ours.digitise, len(file.lines) - 1
    assert many is not None, "ours is digitised"
    own_s, workers_s = (many.own_cpu_s - start.own_cpu_s) / more, (many.workers_cpu_s - start.workers_cpu_s) / more
    told = {
        "digitise without its start": f"{own_s + workers_s:.2f} CPU s a page",
        "of it store, index, flow": f"{own_s:.3f} CPU s a page",
        "start of digitise": f"{start.own_cpu_s:.2f} CPU s of its own process",
    }
    return _print_figures(told)


def print_starts(folder: Path) -> dict[str, str]:
    """What Prefect adds to one small paper, and the answer of `sohoa --help`."""
    paper = folder / "born-digital.pdf"
    draw_born_digital(paper, "birth_certificate", 1)
    plain = time_digitise([paper], folder / "plain", "--plain").all
    driven = time_digitise([paper], folder / "driven").all
    help_s = time_help()
    told = {
        "Prefect's fixed start": f"{driven.wall_s - plain.wall_s:.1f} s wall, {driven.cpu_s - plain.cpu_s:.1f} CPU s",
        "one small paper without Prefect": f"{plain.wall_s:.1f} s wall, {plain.cpu_s:.1f} CPU s",
        "sohoa --help": f"{help_s.wall_s:.2f} s wall, {help_s.cpu_s:.2f} CPU s (best of 3)",
    }
    return _print_figures(told)


def _print_figures(told: dict[str, str]) -> dict[str, str]:
    print("", *(f"{name}: {figure}" for name, figure in told.items()), sep="\n")
    return told


if __name__ == "__main__":
    raise SystemExit(main())

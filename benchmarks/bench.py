"""Speed, printed: `python -m benchmarks.bench [--full] [--json FILE]`, or `make bench`.

CPU and wall seconds a page by grade of paper, ours beside plain Tesseract and OCRmyPDF in the same run; pages a
second on all cores; what filing and the searchable copy cost; how soon `sohoa --help` answers. CPU seconds count the
programs that were called. On a busy machine trust CPU seconds, not wall seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.papers.drawing import draw_paper
from benchmarks.papers.packing import pack
from benchmarks.papers.wear import GRADES
from benchmarks.scoring.tally import tell, to_lines
from benchmarks.timing.commands import find_ocrmypdf, time_digitise, time_help, time_ocrmypdf
from benchmarks.timing.pages import time_page, time_pool, time_searchable
from benchmarks.timing.seconds import Seconds

# One page each: a plain letterhead, a form on a patterned ground, a table.
_FEW_KINDS = ("building_permit", "marriage_certificate")
_MANY_KINDS = (*_FEW_KINDS, "household_business_certificate", "death_extract", "alcohol_retail_licence")
_SEED = 701


def main(arguments: Sequence[str] | None = None) -> int:
    options = _read_options(arguments)
    # As the page pool has it: threads of the engine only get in each other's way.
    os.environ["OMP_THREAD_LIMIT"] = "1"
    kinds = _MANY_KINDS if options.full else _FEW_KINDS
    told: dict[str, object] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        papers = draw_papers(Path(folder), kinds)
        told["page"] = print_page_costs(papers, Path(folder))
        told["pool"] = print_pool(papers, options.jobs)
        told["steps"] = print_steps([path for paths in papers.values() for path in paths], Path(folder))
    told["help"] = help_s = time_help()
    print(f"\nsohoa --help: {help_s.wall_s:.2f} s wall, {help_s.cpu_s:.2f} s CPU (best of 3)")
    if options.json is not None:
        options.json.write_text(json.dumps(told, default=Seconds.to_json, indent=1) + "\n", encoding="utf-8")
    return 0


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Speed of reading, copying and filing, in figures.")
    parser.add_argument("--full", action="store_true", help="more papers")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="processes of the pool")
    parser.add_argument("--json", type=Path, help="everything, for machines")
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


def print_page_costs(papers: dict[str, list[Path]], folder: Path) -> dict[str, dict[str, Seconds | None]]:
    """One page after the other in one process; the searchable copy of what ours read; the peers beside."""
    costs: dict[str, dict[str, Seconds | None]] = {}
    time_page(papers["clean"][0], "ours")  # the first page pays for loading
    peer = find_ocrmypdf()
    for grade, paths in papers.items():
        print(grade, end=" ", file=sys.stderr, flush=True)
        costs[grade] = {
            "ours": Seconds.mean(time_page(path, "ours") for path in paths),
            "searchable copy": Seconds.mean(time_searchable(path, folder / "copy.pdf") for path in paths),
            "plain Tesseract": Seconds.mean(time_page(path, "peer") for path in paths),
            "OCRmyPDF": Seconds.mean(time_ocrmypdf(peer, path, folder / "peer.pdf") for path in paths)
            if peer
            else None,
        }
    print(file=sys.stderr)
    names = list(next(iter(costs.values())))
    rows = [[grade, *(tell(cost) for name in names for cost in (_figures(row[name])))] for grade, row in costs.items()]
    heads = ["seconds a page", *(part for name in names for part in (f"{name} CPU", "wall"))]
    print(*to_lines(heads, rows), sep="\n")
    if peer is None:
        print("OCRmyPDF is not installed in this environment: left out.")
    return costs


def _figures(cost: Seconds | None) -> tuple[str | None, str | None]:
    return (None, None) if cost is None else (f"{cost.cpu_s:.2f}", f"{cost.wall_s:.2f}")


def print_pool(papers: dict[str, list[Path]], jobs: int) -> dict[str, float]:
    """Pages a second through the page pool, its start not counted."""
    paths = [path for group in papers.values() for path in group]
    wall_s = time_pool(paths, jobs)
    rate = round(len(paths) / wall_s, 2)
    print(f"\npage pool: {len(paths)} pages on {jobs} processes in {wall_s:.1f} s, {rate} pages a second")
    return {"pages": len(paths), "processes": jobs, "wall_s": wall_s, "pages_per_s": rate}


def print_steps(paths: Sequence[Path], folder: Path) -> dict[str, float]:
    """What `sohoa digitise --plain` spends a paper in each of its steps, as its own log says, and in all."""
    steps, total = time_digitise(paths, folder / "home")
    print(f"\nsohoa digitise --plain: {len(paths)} papers, {total.cpu_s:.1f} s CPU, {total.wall_s:.1f} s wall")
    rows = [[step, f"{seconds / len(paths):.3f}"] for step, seconds in steps.items()]
    print(*to_lines(["step", "wall s a paper"], rows), sep="\n")
    return steps


if __name__ == "__main__":
    raise SystemExit(main())

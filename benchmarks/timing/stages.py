"""Here the stages of a page are timed one by one: the product's own functions in the product's own order."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import ocr.reading
from benchmarks.scoring.runs import MEMORY_MB, PAPER_TIMEOUT_S
from benchmarks.timing.seconds import spent_cpu_s
from extraction.extract import extract_papers
from ocr.limits import Limits
from ocr.searchable_pdf import write_searchable_pdf
from pipelines.pages import page_work
from pipelines.pages.page_pool import PagePool, take
from schemas.document_type import DocumentType, document_types

# What `ocr.reading.read_page` calls by name -> the stage that it is; the rest of the reading is recognition.
_PARTS_OF_READING = {"render_page": "render", "prepare_page": "prepare"}
_READ_ON = date(2026, 7, 31)
STAGES = ("inspect", "render", "prepare", "recognise", "extract", "searchable")


@dataclass(slots=True)
class StageCosts:
    """CPU seconds by stage, summed over `pages` pages."""

    cpu_s: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STAGES, 0.0))
    pages: int = 0

    def a_page(self, stage: str) -> float:
        return self.cpu_s[stage] / self.pages

    @property
    def total_a_page(self) -> float:
        return sum(self.cpu_s.values()) / self.pages

    @contextmanager
    def spending(self, stage: str) -> Iterator[None]:
        started = spent_cpu_s()
        yield
        self.cpu_s[stage] += spent_cpu_s() - started

    def __add__(self, other: StageCosts) -> StageCosts:
        return StageCosts({stage: self.cpu_s[stage] + other.cpu_s[stage] for stage in STAGES}, self.pages + other.pages)


def time_stages(engine: str, groups: Sequence[Sequence[Path]]) -> list[StageCosts]:
    """Groups of one-page files read with an engine, extracted, copied; the very first is done once more before."""
    _take_through(groups[0][0], engine, StageCosts())
    told = []
    for paths in groups:
        costs = StageCosts(pages=len(paths))
        for path in paths:
            _take_through(path, engine, costs)
        told.append(costs)
    return told


def time_stages_apart(engine: str, groups: Sequence[Sequence[Path]]) -> list[StageCosts]:
    """The same in a worker of its own, as a batch has it."""
    with PagePool(1, MEMORY_MB) as pool:
        return take(pool.submit(time_stages, engine, groups, timeout_s=PAPER_TIMEOUT_S))


def _take_through(path: Path, engine: str, costs: StageCosts) -> None:
    page, inspection = _read(path, engine, Limits(), costs)
    with costs.spending("extract"):
        extract_papers([page], _types(), read_on=_READ_ON)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, costs.spending("searchable"):
        write_searchable_pdf(path, inspection, [page], Path(folder) / "copy.pdf")


@cache
def _types() -> Mapping[str, DocumentType]:
    return document_types()


def _read(path: Path, engine: str, limits: Limits, costs: StageCosts) -> tuple[Any, Any]:
    with costs.spending("inspect"):
        inspection = page_work.inspect(path, limits, None)
    parts = StageCosts()
    with _parts_timed(parts), costs.spending("recognise"):
        page = page_work.read(path, inspection, "0" * 64, 1, engine, limits, None)
    for stage in _PARTS_OF_READING.values():
        costs.cpu_s[stage] += parts.cpu_s[stage]
        costs.cpu_s["recognise"] -= parts.cpu_s[stage]
    return page, inspection


@contextmanager
def _parts_timed(costs: StageCosts) -> Iterator[None]:
    """Wrap the named parts of the reading for a while, so that the product itself carries no stop-watch."""
    kept = {name: getattr(ocr.reading, name) for name in _PARTS_OF_READING}
    for name, stage in _PARTS_OF_READING.items():
        setattr(ocr.reading, name, _timed(kept[name], costs, stage))
    try:
        yield
    finally:
        for name, function in kept.items():
            setattr(ocr.reading, name, function)


def _timed(function: Callable[..., Any], costs: StageCosts, stage: str) -> Callable[..., Any]:
    def run(*given: Any, **named: Any) -> Any:
        with costs.spending(stage):
            return function(*given, **named)

    return run

"""Here ours and OCRmyPDF do the whole job on the same office pages: text, PDF/A, CPU, errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.papers.catalogue import KINDS
from benchmarks.papers.drawing import draw_paper
from benchmarks.papers.packing import pack
from benchmarks.scoring.ocrmypdf import SETTINGS, find_lack, run_ocrmypdf
from benchmarks.scoring.sides import OURS
from benchmarks.scoring.text_errors import TextErrors, compare_texts
from benchmarks.timing.commands import DigitiseRun, read_kept, time_digitise
from benchmarks.timing.seconds import Seconds, spending


@dataclass(frozen=True, slots=True)
class OfficeFile:
    """A PDF of many office pages, so that a program's start is spread, and what is printed on each."""

    path: Path
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class WholeJob:
    """One side's whole job on one file; `digitise` only of ours."""

    side: str
    pages: int
    spent: Seconds
    errors: TextErrors
    byte_count: int
    digitise: DigitiseRun | None = None

    @property
    def cpu_a_page_s(self) -> float:
        return self.spent.cpu_s / self.pages


def draw_office_file(path: Path, first_seed: int, count: int) -> OfficeFile:
    """First pages of papers of every kind in turn, office grade, some turned, as an office's scanner gives them."""
    papers = [draw_paper(KINDS[place % len(KINDS)], "office", first_seed + place) for place in range(count)]
    pack(path, "pdf", [paper.pages[0] for paper in papers])
    return OfficeFile(path, tuple(paper.truth.lines[0] for paper in papers))


def run_ours(file: OfficeFile, home: Path) -> WholeJob:
    """`sohoa digitise --plain`: stored, filed, indexed besides."""
    run = time_digitise([file.path], home, "--plain")
    texts, byte_count = read_kept(file.path, len(file.lines), home)
    return WholeJob(OURS, len(file.lines), run.all, _compare(file, texts), byte_count, run)


def run_peers(file: OfficeFile, folder: Path) -> list[WholeJob]:
    """Both settings of OCRmyPDF, as far as they can be run here."""
    jobs = []
    for setting in SETTINGS:
        if find_lack(setting) is None:
            target = folder / f"{setting}.pdf"
            with spending() as spent:
                texts = run_ocrmypdf(setting, file.path, target)
            jobs.append(WholeJob(setting, len(file.lines), spent, _compare(file, texts), target.stat().st_size))
    return jobs


def _compare(file: OfficeFile, texts: Sequence[str]) -> TextErrors:
    pages = [compare_texts(lines, text) for lines, text in zip(file.lines, texts, strict=True)]
    return sum(pages, TextErrors())

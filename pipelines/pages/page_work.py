"""Here live the tasks of the page pool: all that opens, decodes or renders what came from outside.

Each imports its room when it is done: the command that only hands tasks out loads none of the reading side, and the
workers, forked from a process that has it (`worker_start`), load nothing again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ocr.limits import Limits
from schemas.extraction import Extraction
from schemas.ocr_page import OcrPage
from schemas.scan import FileInspection, ScanWarning
from schemas.wire import from_json, to_json

if TYPE_CHECKING:
    from ocr.engine import OcrEngine
    from schemas.document_type import DocumentType
    from schemas.units import Units


def do_nothing() -> None:
    """Done as soon as there is a worker."""


def find_recipe(engine: str, turn_deg: int | None = None) -> str:
    """See `ocr.reading.recipe`; raises SetupError."""
    from ocr.reading import recipe

    return recipe(engine, turn_deg)


def inspect(path: Path, limits: Limits, password: str | None) -> FileInspection:
    """What the header tells; raises InputRejected."""
    from ocr.inspection import inspect_file

    return inspect_file(path, limits, password)


def read(
    path: Path,
    inspection: FileInspection,
    scan_id: str,
    page_number: int,
    engine: str,
    limits: Limits,
    password: str | None,
    turn_deg: int | None = None,
) -> OcrPage:
    """One page read; raises InputRejected."""
    from ocr.reading import read_page

    return read_page(path, inspection, scan_id, page_number, _engine(engine), limits, password, turn_deg)


def read_plainly(
    path: Path,
    inspection: FileInspection,
    scan_id: str,
    page_number: int,
    engine: str,
    limits: Limits,
    password: str | None,
) -> OcrPage:
    """One page as the engine reads it with no preparation at all: the peer that ours is shown beside."""
    from ocr.reading import read_page_plainly

    return read_page_plainly(path, inspection, scan_id, page_number, _engine(engine), limits, password)


def save_pages(pages: Sequence[OcrPage], folder: Path) -> list[Path]:
    """Page readings written where a worker can load them, in the order given."""
    readings = [folder / f"{page.page_number}.json" for page in pages]
    for page, reading in zip(pages, readings, strict=True):
        reading.write_text(to_json(page), encoding="utf-8")
    return readings


def load_pages(readings: Sequence[Path]) -> list[OcrPage]:
    """Stored page readings, in the order given."""
    return [from_json(OcrPage, path.read_bytes()) for path in readings]


def understand(
    readings: Sequence[Path],
    home: Path,
    forced_type: str | None,
    one_document: bool,
    read_on: date,
    batch_id: str = "",
    key: bytes = b"",
) -> tuple[Extraction, ...]:
    """The papers that these pages hold; `batch_id` and `key` tell the separator sheets among them.

    Args:
        home: the office's, with its own declarations.
    """
    from pipelines.pages.stacks import understand_stacks

    types, units = _load_declared(home)

    return understand_stacks(
        load_pages(readings),
        types,
        batch_id=batch_id,
        key=key,
        forced_type=forced_type,
        one_document=one_document,
        read_on=read_on,
        units=units,
    )


def understand_paper(readings: Sequence[Path], home: Path, forced_type: str | None, read_on: date) -> Extraction:
    """One paper of exactly these pages, whatever they look like: nothing is cut, no sheet is looked for."""
    from extraction.extract import extract_papers

    pages = load_pages(readings)
    types, units = _load_declared(home)
    (paper,) = extract_papers(pages, types, forced_type=forced_type, one_document=True, read_on=read_on, units=units)
    faults = tuple(ScanWarning(code, page.page_number) for page in pages for code in page.warnings)
    return replace(paper, page_warnings=faults)


def _load_declared(home: Path) -> tuple[Mapping[str, DocumentType], Units]:
    """Types and units, the office's own among them; `resources` knows them too, but brings the stores into a reader."""
    from schemas.document_type import document_types
    from schemas.units import load_units

    return document_types(home / "document_types"), load_units(home / "units")


def make_searchable(
    source: Path, inspection: FileInspection, readings: Sequence[Path], target: Path, password: str | None
) -> tuple[str, ...]:
    """Write the two-layer PDF; the warnings it gave."""
    from ocr.searchable_pdf import write_searchable_pdf

    return write_searchable_pdf(source, inspection, load_pages(readings), target, password)


def compose(
    parts: Sequence[tuple[Path, FileInspection, int]], target: Path, passwords: Mapping[Path, str] | None = None
) -> None:
    """Write one PDF of pages of several scans; raises InputRejected."""
    from ocr.composed_pdf import compose_pdf

    compose_pdf(parts, target, passwords)


@cache
def _engine(name: str) -> OcrEngine:
    from ocr.engine import open_engine

    return open_engine(name)

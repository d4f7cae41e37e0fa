"""Here live the tasks of the page pool: all that opens, decodes or renders what came from outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from extraction.extract import extract_papers
from ocr.engine import OcrEngine, open_engine
from ocr.inspection import inspect_file
from ocr.limits import Limits
from ocr.reading import read_page, read_page_plainly
from ocr.searchable_pdf import write_searchable_pdf
from schemas.document_type import document_types
from schemas.extraction import Extraction
from schemas.ocr_page import OcrPage
from schemas.scan import FileInspection
from schemas.wire import from_json


@cache
def _engine(name: str) -> OcrEngine:
    return open_engine(name)


def inspect(path: Path, limits: Limits, password: str | None) -> FileInspection:
    """What the header tells; raises InputRejected."""
    return inspect_file(path, limits, password)


def read(
    path: Path,
    inspection: FileInspection,
    scan_id: str,
    page_number: int,
    engine: str,
    limits: Limits,
    password: str | None,
) -> OcrPage:
    """One page read; raises InputRejected."""
    return read_page(path, inspection, scan_id, page_number, _engine(engine), limits, password)


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
    return read_page_plainly(path, inspection, scan_id, page_number, _engine(engine), limits, password)


def load_pages(readings: Sequence[Path]) -> list[OcrPage]:
    """Stored page readings, in the order given."""
    return [from_json(OcrPage, path.read_bytes()) for path in readings]


def understand(
    readings: Sequence[Path], types_folder: Path, forced_type: str | None, one_document: bool, read_on: date
) -> tuple[Extraction, ...]:
    """The papers that these pages hold."""
    types = document_types(types_folder)
    return extract_papers(
        load_pages(readings), types, forced_type=forced_type, one_document=one_document, read_on=read_on
    )


def make_searchable(
    source: Path, inspection: FileInspection, readings: Sequence[Path], target: Path, password: str | None
) -> tuple[str, ...]:
    """Write the two-layer PDF; the warnings it gave."""
    return write_searchable_pdf(source, inspection, load_pages(readings), target, password)

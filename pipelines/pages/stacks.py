"""Here lives the cutting of a scanned stack at its separator sheets, before anything is understood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from extraction.extract import extract_papers
from schemas.document_type import DocumentType
from schemas.errors import InputRejected
from schemas.extraction import Extraction, SeparatorSeen
from schemas.ocr_page import OcrPage
from schemas.scan import ScanWarning
from schemas.separator_sheet import (
    COVER_TITLE,
    OFFICE_LABEL,
    PRINTER_LABEL,
    TITLE,
    SeparatorSheet,
    read_payload,
)
from schemas.text import fold
from schemas.units import Units

# A sheet whose code cannot be read is still told by its title or labels; a paper that quotes them says more.
_WORDS_OF_A_SHEET = 80
_TITLES = tuple(fold(title) for title in (TITLE, COVER_TITLE))
_LABELS = tuple(fold(label) for label in (OFFICE_LABEL, PRINTER_LABEL))
_ORDINAL = re.compile(rf"{fold(TITLE)} (\d{{1,3}})\b")


@dataclass(slots=True)
class Stack:
    """Pages between two sheets, and the sheet before them (None: none, or one that could not be read)."""

    sheet: SeparatorSheet | None
    pages: list[OcrPage] = field(default_factory=list)


def cut_stacks(
    pages: Sequence[OcrPage], batch_id: str, key: bytes
) -> tuple[tuple[Stack, ...], tuple[SeparatorSeen, ...]]:
    """The stacks of a scan in order, empty ones left out, and every sheet met.

    Args:
        pages: of one scan, in order.
        batch_id: the batch that the scan belongs to; a sheet of another one cuts, and is told.
        key: proves which codes are sheets of ours.
    """
    stacks = [Stack(None)]
    seen: list[SeparatorSeen] = []
    for page in pages:
        sheet = next((read for code in page.barcodes if (read := read_payload(code.text, key))), None)
        if sheet is None and not _looks_like_sheet(page):
            stacks[-1].pages.append(page)
            continue
        problem = _problem_of(sheet, batch_id, seen)
        number = sheet.ordinal if sheet else _printed_ordinal(page)
        seen.append(SeparatorSeen(page.page_number, number, sheet.batch_id if sheet else "", problem))
        stacks.append(Stack(None if problem == "separator_of_other_batch" else sheet))
    return tuple(stack for stack in stacks if stack.pages), tuple(seen)


def _problem_of(sheet: SeparatorSheet | None, batch_id: str, seen: Sequence[SeparatorSeen]) -> str | None:
    if sheet is None:
        return "separator_unreadable"
    if sheet.batch_id != batch_id:
        return "separator_of_other_batch"
    is_repeated = any((earlier.ordinal, earlier.batch_id) == (sheet.ordinal, batch_id) for earlier in seen)
    return "separator_repeated" if is_repeated else None


def _printed_ordinal(page: OcrPage) -> int | None:
    found = _ORDINAL.search(fold(page.text))
    return int(found.group(1)) if found else None


def _looks_like_sheet(page: OcrPage) -> bool:
    if not 0 < len(page.words) <= _WORDS_OF_A_SHEET:
        return False
    lines = [fold(line) for line in page.text.splitlines()]
    is_lower_half = all(any(line.startswith(label) for line in lines) for label in _LABELS)
    return is_lower_half or any(title in line for line in lines for title in _TITLES)


def _join_doubtful(stacks: Sequence[Stack]) -> list[Stack]:
    """The stacks without blank pages alone between two sheets; of those, what may not be blank goes with the next.

    The back of a sheet through which its front shines strongly is no paper, but it is kept.
    """
    joined: list[Stack] = []
    waiting: list[OcrPage] = []
    for stack in stacks:
        if all(map(_may_be_blank, stack.pages)):
            waiting += [page for page in stack.pages if not page.is_blank]
            continue
        joined.append(Stack(stack.sheet, [*waiting, *stack.pages]))
        waiting = []
    if waiting and not joined:
        return [Stack(None, waiting)]
    if waiting:
        joined[-1].pages += waiting
    return joined


def _may_be_blank(page: OcrPage) -> bool:
    return page.is_blank or (not page.words and page.quality.get("blank", 0.0) > 0)


def understand_stacks(
    pages: Sequence[OcrPage],
    types: Mapping[str, DocumentType],
    *,
    batch_id: str,
    key: bytes,
    forced_type: str | None,
    one_document: bool,
    read_on: date,
    units: Units | None = None,
) -> tuple[Extraction, ...]:
    """The papers of a scan, stack by stack; sheets and blank pages are `skipped_pages` of the first.

    Raises:
        InputRejected: "only_separators".
        SetupError: "unknown_document_type", for a forced type that is not declared.
    """
    stacks, seen = cut_stacks(pages, batch_id, key)
    blank = [page.page_number for stack in stacks for page in stack.pages if page.is_blank]
    papers: list[Extraction] = []
    for stack in _join_doubtful(stacks) if seen else stacks:
        sheet_type = stack.sheet.document_type if stack.sheet and stack.sheet.document_type in types else None
        papers += extract_papers(
            stack.pages,
            types,
            forced_type=forced_type or sheet_type,
            one_document=one_document or bool(stack.sheet and stack.sheet.one_document),
            read_on=read_on,
            units=units,
        )
    warnings = [ScanWarning(code, page.page_number) for page in pages for code in page.warnings]
    papers = [
        replace(paper, page_warnings=tuple(it for it in warnings if it.page_number in paper.page_numbers))
        for paper in papers
    ]
    if not seen:
        return tuple(papers)
    if not papers:
        raise InputRejected("only_separators")
    skipped = tuple(sorted({*blank, *(sheet.page_number for sheet in seen)}))
    problems = tuple(dict.fromkeys(sheet.problem for sheet in seen if sheet.problem))
    papers = [replace(paper, skipped_pages=()) for paper in papers]
    papers[0] = replace(papers[0], skipped_pages=skipped, separators=seen, warnings=(*papers[0].warnings, *problems))
    return tuple(papers)

"""Here lives the inspection of PDF files: encryption, active content, page sizes and image sizes, nothing decoded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium

from ocr.limits import Limits
from ocr.pdf_actions import find_oddities, has_active_content
from ocr.pdf_images import check_page, find_scan_size, has_cut_picture
from schemas.errors import InputRejected
from schemas.scan import PageSize, ScanWarning

POINTS_PER_INCH = 72
# A page must have some extent; pdfium answers with one point for a box it cannot read.
_SMALLEST_PAGE_PT = 3.0
_TAIL_BYTES = 2048


@contextmanager
def open_pdf(path: Path, password: str | None = None) -> Iterator[pikepdf.Pdf]:
    """A PDF opened for its structure.

    Raises:
        InputRejected: "pdf_encrypted", "wrong_password", "file_truncated", "file_damaged".
    """
    try:
        pdf = pikepdf.open(path, password=password or "", suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise InputRejected("wrong_password" if password else "pdf_encrypted") from error
    except (pikepdf.PdfError, ValueError, RuntimeError, OSError) as error:
        raise InputRejected("file_truncated" if _tail_is_missing(path) else "file_damaged") from error
    with pdf:
        yield pdf


def _tail_is_missing(path: Path) -> bool:
    """Whether the end mark that every PDF writer puts last is not there."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        return b"%%EOF" not in file.read()


def inspect_pdf(
    path: Path, limits: Limits, password: str | None
) -> tuple[tuple[PageSize, ...], tuple[ScanWarning, ...]]:
    """The pages of a PDF as a viewer shows them and what is odd about it.

    Raises:
        InputRejected: as `open_pdf`, and "no_pages", "too_many_pages", "page_too_large", "active_content".
    """
    with open_pdf(path, password) as pdf:
        page_count = _count_pages(pdf, limits)
        if has_active_content(pdf):
            raise InputRejected("active_content")
        for page_number, page in enumerate(pdf.pages, start=1):
            check_page(page, page_number, limits)
        scan_sizes = [find_scan_size(page) for page in pdf.pages]
        cut = [ScanWarning("picture_cut_off", n) for n, page in enumerate(pdf.pages, start=1) if has_cut_picture(page)]
        codes = find_oddities(pdf)
        if pdf.get_warnings():
            if _tail_is_missing(path):
                raise InputRejected("file_truncated")
            codes = (*codes, "repaired")
    sizes = _shown_sizes(path, page_count, password)
    pages, scaled = _page_sizes(sizes, scan_sizes, limits)
    return pages, (*(ScanWarning(code) for code in codes), *cut, *scaled)


def _count_pages(pdf: pikepdf.Pdf, limits: Limits) -> int:
    try:
        # Read first: looking at the pages mends the number. A wrong one may stand for lost pages.
        stated = str(pdf.Root.Pages.get("/Count"))
        page_count = len(pdf.pages)
        if stated != str(page_count):
            raise InputRejected("file_damaged")
    except (pikepdf.PdfError, RuntimeError, ValueError, AttributeError, KeyError) as error:
        raise InputRejected("file_damaged") from error
    if page_count == 0:
        raise InputRejected("no_pages")
    if page_count > limits.max_pages:
        raise InputRejected("too_many_pages")
    return page_count


def _shown_sizes(path: Path, page_count: int, password: str | None) -> list[tuple[float, float]]:
    """Widths and heights in points as the renderer shows them, so that rendering agrees to the pixel."""
    try:
        with pdfium.PdfDocument(path, password=password) as document:
            if len(document) != page_count:
                raise InputRejected("file_damaged")
            return [document.get_page_size(index) for index in range(page_count)]
    except pdfium.PdfiumError as error:
        raise InputRejected("file_damaged") from error


def _page_sizes(
    sizes: list[tuple[float, float]], scan_sizes: list[tuple[int, int] | None], limits: Limits
) -> tuple[tuple[PageSize, ...], tuple[ScanWarning, ...]]:
    pages: list[PageSize] = []
    warnings: list[ScanWarning] = []
    for page_number, ((width_pt, height_pt), scan_size) in enumerate(zip(sizes, scan_sizes, strict=True), start=1):
        if min(width_pt, height_pt) < _SMALLEST_PAGE_PT:
            warnings.append(ScanWarning("page_unreadable", page_number))
        wanted = limits.pdf_dpi
        if scan_size is not None:
            # The longer side, because the page may be turned against its image.
            wanted = round(max(scan_size) * POINTS_PER_INCH / max(width_pt, height_pt))
        dpi = min(wanted, highest_dpi(width_pt, height_pt, limits))
        if dpi < wanted:
            warnings.append(ScanWarning("page_scaled_down", page_number))
        elif scan_size is not None:
            pages.append(PageSize(page_number, *_like_page(scan_size, width_pt, height_pt), dpi))
            continue
        pages.append(PageSize(page_number, _to_px(width_pt, dpi), _to_px(height_pt, dpi), dpi))
    return tuple(pages), tuple(warnings)


def _like_page(scan_size: tuple[int, int], width_pt: float, height_pt: float) -> tuple[int, int]:
    """The image's size with its sides in the order of the shown page's (a /Rotate swaps them)."""
    short, long = sorted(scan_size)
    return (short, long) if width_pt <= height_pt else (long, short)


def _to_px(length_pt: float, dpi: int) -> int:
    return max(1, round(length_pt * dpi / POINTS_PER_INCH))


def highest_dpi(width_pt: float, height_pt: float, limits: Limits) -> int:
    """The resolution at which a page box just fills the pixel limit."""
    area = max(width_pt, 1.0) * max(height_pt, 1.0)
    return max(1, int((limits.max_page_pixels / area) ** 0.5 * POINTS_PER_INCH))

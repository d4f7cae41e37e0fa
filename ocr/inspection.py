"""Here lives the first look at a file: what it is, how many pages, how big, decided from headers alone."""

from __future__ import annotations

from pathlib import Path

from ocr.image_headers import inspect_image
from ocr.limits import Limits
from ocr.media_type import PDF, find_media_type
from ocr.pdf_structure import inspect_pdf
from schemas.errors import InputRejected
from schemas.scan import FileInspection, PageSize, ScanWarning

# Below this small print and tone marks are lost; the national scanning rules ask for 200 at least.
LOW_DPI = 200


def inspect_file(path: Path, limits: Limits, password: str | None = None) -> FileInspection:
    """What a file's content says it is, without decoding a page.

    Args:
        path: the file; its name plays no part.
        limits: what is still accepted.
        password: opens an encrypted PDF; ignored for other files.

    Raises:
        InputRejected: "empty_file", "file_too_large", "not_a_document", "too_many_pages", "page_too_large",
            "no_pages", "file_truncated", "file_damaged", "pdf_encrypted", "wrong_password", "active_content".
    """
    byte_count = path.stat().st_size
    if byte_count == 0:
        raise InputRejected("empty_file")
    if byte_count > limits.max_bytes:
        raise InputRejected("file_too_large")
    media_type = find_media_type(path)
    if media_type is None:
        raise InputRejected("not_a_document")
    if media_type == PDF:
        pages, warnings = inspect_pdf(path, limits, password)
    else:
        pages, warnings = inspect_image(path, media_type, limits)
    return FileInspection(media_type, byte_count, pages, (*warnings, *_low_resolution(pages)))


def _low_resolution(pages: tuple[PageSize, ...]) -> tuple[ScanWarning, ...]:
    return tuple(ScanWarning("low_resolution", page.page_number) for page in pages if page.dpi < LOW_DPI)

"""Here lives the joining of pages of several scans into one PDF, every picture kept as it was scanned."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import pikepdf
from PIL import Image

from ocr.image_pages import write_image_pdf
from ocr.media_type import PDF
from schemas.errors import InputRejected
from schemas.scan import FileInspection

# What the libraries raise on odd originals.
_WRITING_ERRORS = (
    pikepdf.PdfError, pikepdf.PasswordError, pikepdf.DependencyError, OSError, ValueError, TypeError, KeyError,
    AttributeError, IndexError, RuntimeError, Image.DecompressionBombError,
)  # fmt: skip

Part = tuple[Path, FileInspection, int]


def compose_pdf(parts: Sequence[Part], target: Path, passwords: Mapping[Path, str] | None = None) -> None:
    """Write one PDF of the given pages; the same parts give the same bytes.

    Args:
        parts: in the order of the new pages: a file, what `inspect_file` said of it, a page number of it (from 1).
        target: where the PDF appears, whole or not at all; it is not encrypted.
        passwords: by file, for encrypted PDFs.

    Raises:
        InputRejected: "compose_failed", a page cannot be taken over as it is.
    """
    with tempfile.TemporaryDirectory(prefix=".composed-", dir=target.parent) as folder, ExitStack() as held:
        scratch = Path(folder) / "composed.pdf"
        try:
            opened: dict[Path, pikepdf.Pdf] = {}
            composed = held.enter_context(pikepdf.new())
            for position, (path, inspection, page_number) in enumerate(parts):
                if path not in opened:
                    plain = _as_pdf(path, inspection, Path(folder) / str(position))
                    password = (passwords or {}).get(path, "")
                    opened[path] = held.enter_context(pikepdf.open(plain, password=password, suppress_warnings=True))
                composed.pages.append(opened[path].pages[page_number - 1])
            composed.save(scratch, deterministic_id=True)
        except _WRITING_ERRORS as error:
            raise InputRejected("compose_failed") from error
        os.replace(scratch, target)


def _as_pdf(path: Path, inspection: FileInspection, folder: Path) -> Path:
    if inspection.media_type == PDF:
        return path
    folder.mkdir()
    return write_image_pdf(path, inspection, folder)

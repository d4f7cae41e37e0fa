"""Here lives the searchable copy: the original's pages untouched, the words unseen above them, as PDF/A-2b."""

from __future__ import annotations

import logging
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from ocr.blank_font import FONT_NAME, add_font
from ocr.image_pages import write_image_pdf
from ocr.invisible_text import text_commands
from ocr.media_type import PDF
from ocr.text_layer import ENGINE as TEXT_LAYER_ENGINE
from schemas.crash_points import reached
from schemas.errors import InputRejected
from schemas.geometry import Transform
from schemas.ocr_page import OcrPage
from schemas.scan import FileInspection

# The PDF/A check opens the original's fonts, whose odd dates are no concern of an operator.
logging.getLogger("fontTools").setLevel(logging.ERROR)

_FLAVOUR = "2b"
_TEXT_SHOWING = {"Tj", "TJ", "'", '"'}
_INVISIBLE_MODE = 3
_METADATA_DATE = re.compile(rb"(?<=<xmp:MetadataDate>)[^<]*")
_FIXED_DATE = b"2000-01-01T00:00:00+00:00"
_DOES_NOT_PRINT = (
    "/OpenAction", "/AA", "/Collection", "/PageMode", "/ViewerPreferences", "/AF", "/Perms", "/NeedsRendering",
    "/AcroForm",
)  # fmt: skip

# What the libraries raise on odd originals; the original and the words are safe, only the copy is missing.
_WRITING_ERRORS = (
    pikepdf.PdfError, pikepdf.DependencyError, InputRejected, OSError, ValueError, TypeError, KeyError,
    AttributeError, RuntimeError, Image.DecompressionBombError,
)  # fmt: skip


def write_searchable_pdf(
    source: Path, inspection: FileInspection, pages: Sequence[OcrPage], target: Path, password: str | None = None
) -> tuple[str, ...]:
    """Write the two-layer copy of a scan.

    Args:
        source: the original file; its image streams go into the copy as they are.
        inspection: what `inspect_file` said about it.
        pages: the pages as read, in any order; pages not given get no text.
        target: where the copy appears, whole or not at all.
        password: opens an encrypted PDF; the copy is not encrypted.

    Returns:
        Warning codes: "searchable_not_pdfa" (a plain PDF was written), "searchable_missing" (nothing was).
    """
    with tempfile.TemporaryDirectory(prefix=".searchable-", dir=target.parent) as folder:
        scratch = Path(folder) / "searchable.pdf"
        try:
            plain = source if inspection.media_type == PDF else write_image_pdf(source, inspection, Path(folder))
            with pikepdf.open(plain, password=password or "", suppress_warnings=True) as pdf:
                if len(pdf.pages) != len(inspection.pages):
                    return ("searchable_missing",)
                _drop_what_does_not_print(pdf)
                _add_text(pdf, pages)
                warnings = _save(pdf, scratch)
        except _WRITING_ERRORS:
            return ("searchable_missing",)
        reached("searchable.half_written")
        os.replace(scratch, target)
    return warnings


def _save(pdf: pikepdf.Pdf, target: Path) -> tuple[str, ...]:
    """Save as PDF/A-2b, checked after writing; as a plain PDF where the original's content forbids it."""
    # The validator brings fontTools and JSON schemas along, which processes that write no copies do without.
    from pikepdf import pdfa

    pdfa.prepare(pdf, _FLAVOUR)
    _settle_date(pdf)
    try:
        pdfa.save(pdf, target, _FLAVOUR, repair=False, deterministic_id=True)
    except pdfa.PdfaError:
        pdf.save(target, deterministic_id=True)
        return ("searchable_not_pdfa",)
    return ()


def _settle_date(pdf: pikepdf.Pdf) -> None:
    """Take the time of day out of the metadata: the same words must give the same bytes, whenever they are written."""
    metadata = pdf.Root.Metadata
    metadata.write(_METADATA_DATE.sub(_FIXED_DATE, metadata.read_bytes()))


def _drop_what_does_not_print(pdf: pikepdf.Pdf) -> None:
    """Attachments, form logic and signatures belong to the original; PDF/A-2b forbids or voids them."""
    # What notes, stamps and form fields show becomes part of the page; what they do does not.
    pdf.generate_appearance_streams()
    pdf.flatten_annotations("all")
    for page in pdf.pages:
        for key in ("/Annots", "/AA"):
            if key in page.obj:
                del page.obj[key]
    root = pdf.Root
    for key in _DOES_NOT_PRINT:
        if key in root:
            del root[key]
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        for key in ("/EmbeddedFiles", "/JavaScript"):
            if key in names:
                del names[key]


def _add_text(pdf: pikepdf.Pdf, pages: Sequence[OcrPage]) -> None:
    font = None
    for page in pages:
        if page.engine.startswith(TEXT_LAYER_ENGINE):
            continue
        pdf_page = pdf.pages[page.page_number - 1]
        if page.engine.endswith(f"+{TEXT_LAYER_ENGINE}"):
            page = _only_recognised(page)
        else:
            _drop_unseen_text(pdf, pdf_page)
        if not page.words:
            continue
        font = font or add_font(pdf, (word.text for page in pages for word in page.words))
        pdf_page.add_resource(font, pikepdf.Name.Font, pikepdf.Name(FONT_NAME))
        commands = text_commands(page, _to_user_space(pdf_page, page))
        # In front of the page's own commands, where no unbalanced state of theirs can shift the words.
        pdf_page.contents_add(commands, prepend=True)


def _only_recognised(page: OcrPage) -> OcrPage:
    """A page without the words of its own trusted text, which its PDF holds already."""
    kept = [index for index, word in enumerate(page.words) if word.confidence is not None]
    numbers = {index: number for number, index in enumerate(kept)}
    lines = (tuple(numbers[index] for index in line if index in numbers) for line in page.lines)
    return replace(page, words=tuple(page.words[index] for index in kept), lines=tuple(line for line in lines if line))


def _to_user_space(pdf_page: pikepdf.Page, page: OcrPage) -> Transform:
    """The map from pixels of the page as shown to its own units, through its crop box and /Rotate."""
    left, bottom, right, top = _shown_box(pdf_page)
    width, height = right - left, top - bottom
    across, down = 1 / page.width_px, 1 / page.height_px
    turn_deg = _turn_deg(pdf_page)
    if turn_deg == 90:
        return 0.0, width * down, left, height * across, 0.0, bottom, 0.0, 0.0, 1.0
    if turn_deg == 180:
        return -width * across, 0.0, right, 0.0, height * down, bottom, 0.0, 0.0, 1.0
    if turn_deg == 270:
        return 0.0, -width * down, right, -height * across, 0.0, top, 0.0, 0.0, 1.0
    return width * across, 0.0, left, 0.0, -height * down, top, 0.0, 0.0, 1.0


def _shown_box(pdf_page: pikepdf.Page) -> tuple[float, float, float, float]:
    media, crop = (_upright_box(box) for box in (pdf_page.mediabox, pdf_page.cropbox))
    shown = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    return shown if shown[0] < shown[2] and shown[1] < shown[3] else media


def _upright_box(box: Any) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(side) for side in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _turn_deg(pdf_page: pikepdf.Page) -> int:
    try:
        return int(pdf_page.obj.get("/Rotate", 0)) % 360
    except (TypeError, ValueError):
        return 0


def _drop_unseen_text(pdf: pikepdf.Pdf, pdf_page: pikepdf.Page) -> None:
    """Take out an older invisible text layer, which was not trusted; visible text stays."""
    if "/Font" not in pdf_page.resources:
        return
    try:
        commands = pikepdf.parse_content_stream(pdf_page)
    except (pikepdf.PdfError, pikepdf.DependencyError):
        # An inline image that cannot be read hides where text begins: leave the page as it is.
        return
    kept, modes, dropped = [], [0], False
    for command in commands:
        operator = str(command.operator)
        if operator == "q":
            modes.append(modes[-1])
        elif operator == "Q" and len(modes) > 1:
            modes.pop()
        elif operator == "Tr":
            modes[-1] = _mode(command.operands)
        if operator in _TEXT_SHOWING and modes[-1] == _INVISIBLE_MODE:
            dropped = True
            continue
        kept.append(command)
    if not dropped:
        return
    if not any(str(command.operator) in _TEXT_SHOWING for command in kept):
        # Scanners name fonts without embedding them, which PDF/A forbids; nothing is set in them any more.
        kept = [command for command in kept if str(command.operator) != "Tf"]
        del pdf_page.resources["/Font"]
    pdf_page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))


def _mode(operands: Any) -> int:
    try:
        return int(operands[0])
    except (IndexError, TypeError, ValueError):
        return 0

"""Here lives the trust in text that a PDF already carries."""

from __future__ import annotations

from pathlib import Path

from ocr.limits import Limits
from schemas.ocr_page import OcrPage
from schemas.scan import FileInspection


def find_text_layer(
    path: Path,
    inspection: FileInspection,
    page_number: int,
    limits: Limits,
    password: str | None = None,
    scan_id: str = "",
) -> OcrPage | None:
    return None


def text_layer_exists(path: Path, inspection: FileInspection, page_number: int, password: str | None) -> bool:
    return False

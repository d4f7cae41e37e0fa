"""Here lives the reading of one page: a text layer worth trusting, or render, prepare, recognise."""

from __future__ import annotations

import hashlib
from pathlib import Path

import cv2
import numpy as np

from ocr.engine import EngineReading, OcrEngine, open_engine
from ocr.limits import Limits
from ocr.prepare import Preparation, PreparedPage, prepare_page, turn_prepared
from ocr.quality import has_ink, is_only_noise, page_quality, reading_quality
from ocr.render import RenderedPage, render_page
from ocr.text_layer import find_text_layer, has_text_layer
from schemas.geometry import IDENTITY
from schemas.ocr_page import OcrPage
from schemas.scan import FileInspection

SETTINGS = Preparation()
# Raised when the way from pixels to words changes in code rather than in settings.
_READING_VERSION = 1
# Right way up even poor print and foreign languages score above this (0.43 to 0.89 measured), upside down or
# sideways nothing does (0.08 to 0.22).
_GOOD_SCORE = 0.35


def recipe(engine_name: str) -> str:
    """Twelve hex digits that name how pages are read: engine, version, models, preparation and its settings.

    Raises:
        SetupError: the engine is unknown or not installed.
    """
    engine = open_engine(engine_name)
    parts = (engine.name, engine.version, repr(SETTINGS), str(_READING_VERSION), cv2.__version__)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def read_page(
    path: Path,
    inspection: FileInspection,
    scan_id: str,
    page_number: int,
    engine: OcrEngine,
    limits: Limits,
    password: str | None = None,
) -> OcrPage:
    """One page's words, from its text layer where that can be trusted, else by the engine.

    Args:
        path: the file that was inspected.
        inspection: what `inspect_file` said about it.
        scan_id: goes into the page.
        page_number: from 1.
        engine: an opened engine.
        limits: the limits of the inspection.
        password: opens an encrypted PDF.

    Raises:
        InputRejected: "page_unreadable", "file_truncated", "page_timeout", "ocr_engine_failed".
    """
    layer = find_text_layer(path, inspection, page_number, limits, password, scan_id=scan_id)
    if layer is not None:
        return layer
    rendered = render_page(path, inspection, page_number, limits, password)
    prepared = prepare_page(rendered.pixels, rendered.dpi, SETTINGS)
    quality = page_quality(prepared.lit, prepared.gray, rendered.dpi)
    reading = EngineReading((), ())
    if has_ink(prepared.lit, rendered.dpi):
        prepared, reading = _read_upright(prepared, engine, rendered.dpi)
        if is_only_noise(reading.words):
            reading = EngineReading((), ())
    warnings = ("text_layer_rejected",) if has_text_layer(path, inspection, page_number, password) else ()
    return _to_page(scan_id, page_number, engine, rendered, prepared, reading, quality, warnings)


def read_page_plainly(
    path: Path,
    inspection: FileInspection,
    scan_id: str,
    page_number: int,
    engine: OcrEngine,
    limits: Limits,
    password: str | None = None,
) -> OcrPage:
    """One page read by the engine without any preparation: what to compare `read_page` with."""
    rendered = render_page(path, inspection, page_number, limits, password)
    gray = np.asarray(cv2.cvtColor(rendered.pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    plain = PreparedPage(gray, gray, IDENTITY, 0, 0.0, False)
    reading = engine.read(gray, rendered.dpi)
    return _to_page(scan_id, page_number, engine, rendered, plain, reading, {}, ())


def _read_upright(prepared: PreparedPage, engine: OcrEngine, dpi: int) -> tuple[PreparedPage, EngineReading]:
    """The page read the way up that reads best; other turns are tried only when the first reads poorly."""
    best_page, best = prepared, engine.read(prepared.gray, dpi)
    best_score = _score(best)
    for turn_deg in (180, 90, 270):
        if best_score >= _GOOD_SCORE:
            break
        turned = turn_prepared(prepared, turn_deg)
        reading = engine.read(turned.gray, dpi)
        if _score(reading) > best_score:
            best_page, best, best_score = turned, reading, _score(reading)
    return best_page, best


def _score(reading: EngineReading) -> float:
    figures = reading_quality(reading.words)
    return figures["mean_confidence"] * (0.4 + 0.6 * figures["syllable_share"])


def _to_page(
    scan_id: str,
    page_number: int,
    engine: OcrEngine,
    rendered: RenderedPage,
    prepared: PreparedPage,
    reading: EngineReading,
    quality: dict[str, float],
    warnings: tuple[str, ...],
) -> OcrPage:
    height_px, width_px = rendered.pixels.shape[:2]
    upright_height_px, upright_width_px = prepared.gray.shape
    return OcrPage(
        scan_id=scan_id,
        page_number=page_number,
        engine=f"{engine.name} {engine.version}",
        width_px=width_px,
        height_px=height_px,
        dpi=rendered.dpi,
        upright_width_px=upright_width_px,
        upright_height_px=upright_height_px,
        words=reading.words,
        lines=reading.lines,
        to_original=prepared.to_original,
        turned_deg=prepared.turned_deg,
        skew_deg=round(prepared.skew_deg, 2),
        quality={**quality, **reading_quality(reading.words)},
        is_blank=not reading.words,
        warnings=warnings,
    )

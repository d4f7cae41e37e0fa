"""Here lives the reading of one page: a text layer worth trusting, or render, prepare, recognise."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from ocr.barcodes import find_barcodes
from ocr.engine import EngineReading, KnowsUpright, OcrEngine, open_engine
from ocr.handwriting import find_handwriting
from ocr.limits import Limits
from ocr.mixed_pages import hide_words, join_pages
from ocr.page_faults import find_page_faults
from ocr.prepare import Preparation, PreparedPage, prepare_page, turn_prepared
from ocr.quality import is_only_noise, page_quality, reading_quality
from ocr.render import RenderedPage, render_page
from ocr.second_reading import SecondReading, read_again
from ocr.stray_marks import drop_shining_print, drop_stray_marks
from ocr.text_layer import has_text_layer, read_text_layer
from ocr.way_up import read_best_way_up
from schemas.geometry import IDENTITY
from schemas.ocr_page import OcrPage
from schemas.scan import FileInspection

SETTINGS = Preparation()
SECOND_SETTINGS = SecondReading()
# Raised when the way from pixels to words changes in code rather than in settings.
_READING_VERSION = 11
# A separator sheet that came as a typed page says no more than this; longer pages are not rendered for a code.
_WORDS_OF_A_SHEET = 150
# The rest is for rendering and preparation: the engine should be told off before the whole worker is killed.
_ENGINE_TIME_SHARE = 0.8


def recipe(engine_name: str, turn_deg: int | None = None) -> str:
    """Twelve hex digits that name how pages are read: engine, version, models, preparation and its settings.

    Args:
        engine_name: as `open_engine` knows it.
        turn_deg: as in `read_page`; pages read so are never mixed with others.

    Raises:
        SetupError: the engine is unknown or not installed.
    """
    engine = open_engine(engine_name)
    settings = _settings(turn_deg)
    parts = (engine.name, engine.version, repr(settings), repr(SECOND_SETTINGS), str(_READING_VERSION), cv2.__version__)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def read_page(
    path: Path,
    inspection: FileInspection,
    scan_id: str,
    page_number: int,
    engine: OcrEngine,
    limits: Limits,
    password: str | None = None,
    turn_deg: int | None = None,
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
        turn_deg: a person's word that the page, as a viewer shows it, stands upright once turned by so much clockwise
            (0, 90, 180, 270): the picture is read that way and no other, whatever text lies under it.

    Raises:
        InputRejected: "page_unreadable", "file_truncated", "page_timeout", "ocr_engine_failed".
    """
    if turn_deg is not None:
        turned = render_page(path, inspection, page_number, limits, password)
        return _read_picture(turned, scan_id, page_number, engine, limits, turn_deg)
    layer = read_text_layer(path, inspection, page_number, password, scan_id)
    if layer is not None and not layer.unread and len(layer.page.words) > _WORDS_OF_A_SHEET:
        return layer.page
    rendered = render_page(path, inspection, page_number, limits, password)
    if layer is not None and not layer.unread:
        gray = np.asarray(cv2.cvtColor(rendered.pixels, cv2.COLOR_RGB2GRAY), np.uint8)
        return replace(layer.page, barcodes=find_barcodes(gray))
    if layer is not None:
        rest = RenderedPage(hide_words(rendered.pixels, layer.page.words), rendered.dpi)
        return join_pages(layer, _read_picture(rest, scan_id, page_number, engine, limits))
    page = _read_picture(rendered, scan_id, page_number, engine, limits)
    if has_text_layer(path, inspection, page_number, password):
        return replace(page, warnings=("text_layer_rejected", *page.warnings))
    return page


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
    plain = PreparedPage(gray, IDENTITY, 0, 0.0, False, rendered.dpi)
    reading = engine.read(plain, _engine_time_s(limits))
    return _to_page(scan_id, page_number, engine, rendered, plain, reading, {})


def _settings(turn_deg: int | None) -> Preparation:
    return replace(SETTINGS, turn_deg=turn_deg)


def _read_picture(
    rendered: RenderedPage,
    scan_id: str,
    page_number: int,
    engine: OcrEngine,
    limits: Limits,
    turn_deg: int | None = None,
) -> OcrPage:
    """A rendered page prepared, read, read again where print was lost, and searched for handwriting."""
    prepared = prepare_page(rendered.pixels, rendered.dpi, _settings(turn_deg))
    quality = page_quality(prepared, rendered.dpi)
    reading = EngineReading((), ())
    if prepared.ink != "none":
        prepared, reading = _read_prepared(rendered, prepared, engine, limits, turn_deg)
    page = _to_page(scan_id, page_number, engine, rendered, prepared, reading, quality)
    written = find_handwriting(prepared.lit, reading.words)
    faults = find_page_faults(
        quality, prepared.skew_deg, prepared.turned_deg, rendered.pixels, has_words=bool(reading.words)
    )
    # A page with ink on it is kept although nothing could be read: a signature, a stamp, a pencil note.
    is_blank = page.is_blank and prepared.ink == "none"
    return replace(page, is_blank=is_blank, handwritten=written, barcodes=find_barcodes(prepared.lit), warnings=faults)


def _read_prepared(
    rendered: RenderedPage, prepared: PreparedPage, engine: OcrEngine, limits: Limits, turn_deg: int | None
) -> tuple[PreparedPage, EngineReading]:
    """The page as it lay when it was read, and what was read of its own print."""
    if turn_deg is None:
        lying, reading = _read_upright(prepared, engine, _engine_time_s(limits))
    else:
        lying, reading = prepared, drop_stray_marks(engine.read(prepared, _engine_time_s(limits)))
    if is_only_noise(reading.words):
        reading = EngineReading((), ())
    own = drop_shining_print(reading, lying)
    if own is not reading:
        # What was taken away would be found unread and read again; mirror writing does not say how a page lies.
        return (lying if own.words else prepared), own
    return lying, read_again(rendered.pixels, lying, reading, engine, SECOND_SETTINGS)


def _engine_time_s(limits: Limits) -> float:
    return max(1.0, limits.page_timeout_s * _ENGINE_TIME_SHARE)


def _read_upright(prepared: PreparedPage, engine: OcrEngine, timeout_s: float) -> tuple[PreparedPage, EngineReading]:
    def turned(turn_deg: int) -> PreparedPage:
        return turn_prepared(prepared, turn_deg) if turn_deg else prepared

    if isinstance(engine, KnowsUpright):
        prepared = turned(engine.find_turn_deg(prepared.lit))
    turn_deg, reading = read_best_way_up(lambda deg: engine.read(turned(deg), timeout_s))
    return turned(turn_deg), drop_stray_marks(reading)


def _to_page(
    scan_id: str,
    page_number: int,
    engine: OcrEngine,
    rendered: RenderedPage,
    prepared: PreparedPage,
    reading: EngineReading,
    quality: dict[str, float],
) -> OcrPage:
    height_px, width_px = rendered.pixels.shape[:2]
    upright_height_px, upright_width_px = prepared.lit.shape
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
    )

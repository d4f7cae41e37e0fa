"""Here live pictures of a result's pages as browsers show them."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import cv2
import numpy as np

from ocr.media_type import PDF
from ocr.pixels import Pixels, is_gray_view
from ocr.render import render_page
from pipelines.resources import Resources
from schemas.errors import InputRejected, SetupError, SohoaError, StoreDamaged
from schemas.procedure_result import ProcedureResult
from schemas.scan import FileInspection
from storage.keys import original_key, searchable_key

# Sharp enough to read small print on a screen of 1366 x 768, a third of what 300 dpi would weigh.
SCREEN_PX = 1400
# For looking closely: a page of A4 at 300 dpi whole.
SHARP_PX = 2480
_QUALITY = 80
# The library that draws PDF pages is not safe in threads, and a page at 300 dpi takes 30 MB while it is drawn.
_DRAWING = threading.RLock()
# Some 300 pages; what was not asked for again within the hour goes with the next one drawn.
_MOST_BYTES = 96 * 2**20
_KEPT_S = 3600.0
# Pages that are drawn ahead: readers turn forwards.
_AHEAD, _BACK = 3, 1
# (page number, width in pixels) -> JPEG.
Draw = Callable[[int, int], bytes]


def make_page_image(
    resources: Resources, result: ProcedureResult, page_number: int, width_px: int = SCREEN_PX
) -> bytes:
    """A page of the scan as JPEG, upright as a viewer shows it, at most so wide.

    Args:
        page_number: of the scan, from 1; one of the result's own.

    Raises:
        SetupError: "page_unknown"; StoreDamaged: "object_missing"; InputRejected: "page_unreadable".
    """
    with _open_pages(resources, result, [page_number]) as draw:
        return draw(page_number, width_px)


class PagePictures:
    """Pictures of pages for the browsers of one portal; the last ones are remembered.

    They are remembered in memory alone: no copy of a paper rests where erasure, backup and reconciling would have to
    reach it (ADR 0071). Who may see a page is asked before, by whoever asks here.
    """

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._held: OrderedDict[tuple[str, int, int], tuple[float, bytes]] = OrderedDict()
        self._byte_count = 0
        self._lock = threading.Lock()
        self._drawer = ThreadPoolExecutor(1, "pages-ahead")
        self._is_busy = threading.Lock()

    def get(self, resources: Resources, result: ProcedureResult, page_number: int, width_px: int = SCREEN_PX) -> bytes:
        """A page as `make_page_image` gives it; the pages beside it are drawn meanwhile.

        Raises:
            SohoaError: as `make_page_image`.
        """
        picture = self.find(resources, result, page_number, width_px)
        if picture is None:
            with _open_pages(resources, result, [page_number]) as draw:
                picture = self._draw_once(draw, result.scan_id, page_number, width_px)
            self._prepare_beside(resources, result, page_number)
        return picture

    def find(
        self, resources: Resources, result: ProcedureResult, page_number: int, width_px: int = SCREEN_PX
    ) -> bytes | None:
        """The page where it is remembered, without waiting; the pages beside it are drawn meanwhile.

        Raises:
            SetupError: "page_unknown".
        """
        if page_number not in result.page_numbers:
            raise SetupError("page_unknown", page=page_number)
        picture = self._find((result.scan_id, page_number, width_px))
        if picture is not None:
            self._prepare_beside(resources, result, page_number)
        return picture

    def prepare(self, resources: Resources, result: ProcedureResult, page_numbers: Iterable[int]) -> None:
        """Draw pages that will be asked for soon, in the background; nothing where it is at work already."""
        wanted = [number for number in page_numbers if self._find((result.scan_id, number, SCREEN_PX)) is None]
        if wanted and self._is_busy.acquire(blocking=False):
            self._drawer.submit(self._draw_ahead, resources, result, wanted)

    def _prepare_beside(self, resources: Resources, result: ProcedureResult, page_number: int) -> None:
        place = result.page_numbers.index(page_number)
        ahead = result.page_numbers[place + 1 : place + 1 + _AHEAD]
        self.prepare(resources, result, (*ahead, *result.page_numbers[max(place - _BACK, 0) : place]))

    def close(self) -> None:
        """Stop drawing ahead; what is being drawn is waited for."""
        self._drawer.shutdown(cancel_futures=True)

    def _draw_ahead(self, resources: Resources, result: ProcedureResult, wanted: Sequence[int]) -> None:
        try:
            with _open_pages(resources, result, wanted) as draw:
                for number in wanted:
                    self._draw_once(draw, result.scan_id, number, SCREEN_PX)
        except SohoaError:
            return  # who asks for the page itself is told
        finally:
            self._is_busy.release()

    def _draw_once(self, draw: Draw, scan_id: str, page_number: int, width_px: int) -> bytes:
        """Drawn by one; who waited for another's drawing of the same page takes that."""
        key = scan_id, page_number, width_px
        with _DRAWING:
            picture = self._find(key)
            if picture is None:
                picture = draw(page_number, width_px)
                self._keep(key, picture)
        return picture

    def _find(self, key: tuple[str, int, int]) -> bytes | None:
        with self._lock:
            held = self._held.get(key)
            if held is None:
                return None
            self._held.move_to_end(key)
            self._held[key] = time.monotonic(), held[1]
            return held[1]

    def _keep(self, key: tuple[str, int, int], picture: bytes) -> None:
        now = time.monotonic()
        with self._lock:
            self._forget(key)
            self._held[key] = now, picture
            self._byte_count += len(picture)
            while self._byte_count > self._most_bytes or next(iter(self._held.values()))[0] < now - _KEPT_S:
                self._forget(next(iter(self._held)))
                if not self._held:
                    return

    def _forget(self, key: tuple[str, int, int]) -> None:
        held = self._held.pop(key, None)
        self._byte_count -= len(held[1]) if held else 0


@contextmanager
def _open_pages(resources: Resources, result: ProcedureResult, page_numbers: Sequence[int]) -> Iterator[Draw]:
    """What draws these pages, the scan opened once for all of them."""
    inspection = resources.catalogue.get_receipt(result.receipt_id).inspection
    if inspection is None or not set(page_numbers) <= set(result.page_numbers):
        raise SetupError("page_unknown", page=page_numbers[0])
    with ExitStack() as held:
        try:
            path = held.enter_context(resources.objects.open_local(original_key(result.scan_id)))
        except StoreDamaged:
            # The page says that the original is gone; what it showed is seen all the same.
            if not result.has_searchable_pdf:
                raise
            path = None

        def draw(page_number: int, width_px: int) -> bytes:
            try:
                if path is not None:
                    return _draw(path, inspection, page_number, resources, width_px)
            except InputRejected:
                # An original under a password: its searchable copy has none.
                if not result.has_searchable_pdf:
                    raise
            return _draw_from_copy(resources, result, inspection, page_number, width_px)

        yield draw


def _draw_from_copy(
    resources: Resources, result: ProcedureResult, inspection: FileInspection, page_number: int, width_px: int
) -> bytes:
    pdf = FileInspection(PDF, inspection.byte_count, inspection.pages)
    with resources.objects.open_local(searchable_key(result.scan_id, result.recipe)) as path:
        return _draw(path, pdf, page_number, resources, width_px)


def _draw(path: Path, inspection: FileInspection, page_number: int, resources: Resources, width_px: int) -> bytes:
    with _DRAWING:
        pixels = render_page(path, inspection, page_number, resources.limits).pixels
        return _to_jpeg(pixels, width_px)


def _to_jpeg(pixels: Pixels, width_px: int) -> bytes:
    shown = np.ascontiguousarray(pixels[:, :, 0]) if is_gray_view(pixels) else pixels[:, :, ::-1]
    height, width = shown.shape[:2]
    if width > width_px:
        size = width_px, max(round(height * width_px / width), 1)
        shown = np.asarray(cv2.resize(np.ascontiguousarray(shown), size, interpolation=cv2.INTER_AREA), np.uint8)
    _, coded = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return coded.tobytes()

"""Here lives the seam behind which OCR engines stand; one engine is one module of `ocr.engines`."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import NamedTuple, Protocol, runtime_checkable

import ocr.engines
from ocr.pixels import Pixels
from schemas.errors import SetupError
from schemas.ocr_page import Word

# How long `ReadsScattered.read_scattered` may take: only parts of a page are read so, a second or two.
SCATTERED_TIMEOUT_S = 30.0


class EngineReading(NamedTuple):
    """Words in pixels of the picture that was read, and lines of word indices in reading order."""

    words: tuple[Word, ...]
    lines: tuple[tuple[int, ...], ...]


class ReadablePage(Protocol):
    """A page made ready: `lit` is upright and evenly lit, `gray` also cleaned of pattern, specks and leaders.

    Both are uint8 (height, width), 0 black to 255 white, of one shape; `dpi` is theirs. `gray` may be made only when
    it is asked for.
    """

    @property
    def lit(self) -> Pixels: ...

    @property
    def gray(self) -> Pixels: ...

    @property
    def dpi(self) -> int: ...


class OcrEngine(Protocol):
    """Reads prepared pages. Opening may be slow, reading is called once a page, in one thread.

    `name` is the module's name in `ocr.engines`. `version` names program and models exactly: two engines of one
    version read the same picture alike.
    """

    name: str
    version: str

    def read(self, page: ReadablePage, timeout_s: float) -> EngineReading:
        """The words of a page.

        Args:
            page: whichever of its pictures the engine reads better.
            timeout_s: when to give up.

        Returns:
            Nothing for a page without words; boxes lie inside the picture, texts are NFC and not empty.

        Raises:
            InputRejected: "page_timeout", "ocr_engine_failed".
        """
        ...


@runtime_checkable
class ReadsScattered(Protocol):
    """What an engine may also do: read single words wherever they stand, without looking for columns and pictures."""

    def read_scattered(self, pixels: Pixels, dpi: int) -> tuple[Word, ...]:
        """Words in no order of a cleaned picture; boxes and errors as of `OcrEngine.read`."""
        ...


@runtime_checkable
class KnowsUpright(Protocol):
    """What an engine may also do: tell how a page lies without reading it."""

    def find_turn_deg(self, lit: Pixels) -> int:
        """By how many degrees clockwise (0, 90, 180, 270) to turn a page so that it stands upright."""
        ...


# The name that stands for the best engine installed, and the order of trying.
BEST = "auto"
_BEST_FIRST = ("hybrid", "tesseract")


def list_engines() -> tuple[str, ...]:
    """Names of the engines that `open_engine` knows, whether installed or not."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(ocr.engines.__path__)))


@cache
def open_engine(name: str) -> OcrEngine:
    """The engine of that name, opened once a process; `auto` is the best one that is installed.

    Raises:
        SetupError: "unknown_ocr_engine", or the engine's own code when it is not installed.
    """
    if name == BEST:
        return _open_best()
    if name not in list_engines():
        raise SetupError("unknown_ocr_engine")
    engine: OcrEngine = import_module(f"ocr.engines.{name}").open_engine()
    return engine


def _open_best() -> OcrEngine:
    for name in _BEST_FIRST[:-1]:
        try:
            return open_engine(name)
        except SetupError as error:
            # Only a missing package is a reason to go on with less.
            if error.code != "fast_models_missing":
                raise
    return open_engine(_BEST_FIRST[-1])

"""Here live the sides: ours, each engine, plain Tesseract, OCRmyPDF; all read the same file.

Ours and the engines are read through the tasks that `sohoa ocr` gives its workers and printed by the function that
prints `sohoa ocr --json`, in this process: the command takes one file and would start its workers anew for each.
`check_command` holds the two against each other.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.scoring.ocrmypdf import SETTINGS as OCRMYPDF_SETTINGS
from benchmarks.scoring.ocrmypdf import find_lack, run_ocrmypdf
from benchmarks.timing.seconds import spent_cpu_s
from ocr.engine import list_engines, open_engine
from ocr.limits import Limits
from pipelines.lines import ocr_page_to_json
from pipelines.pages import page_work
from pipelines.settings import SETTINGS
from schemas.errors import SetupError
from schemas.ocr_page import OcrPage

OURS, PLAIN = "ours", "plain"
TESSERACT = "tesseract"
DEFAULT_ENGINE = next(spec.default for spec in SETTINGS if spec.name == "SOHOA_ENGINE") or TESSERACT
FEW_SIDES = (OURS, TESSERACT, PLAIN)
# No engine of its own: it opens the best one that is installed.
_CHOOSING = "auto"
_COMMAND_TIMEOUT_S = 300


@dataclass(frozen=True, slots=True)
class SideReading:
    """A file as one side read it.

    `pages` are as `sohoa ocr --json` prints them; a peer that gives nothing but text has only `text` in each.
    `readings` are the same pages for extraction, none of such a peer.
    """

    pages: tuple[Mapping[str, Any], ...]
    readings: tuple[OcrPage, ...]
    cpu_s: float


def list_sides() -> tuple[str, ...]:
    """Every side that could be run, ours first."""
    return (OURS, *list_engine_sides(), PLAIN, *OCRMYPDF_SETTINGS)


def list_engine_sides() -> tuple[str, ...]:
    """The engines by name, whether installed or not."""
    return tuple(name for name in list_engines() if name != _CHOOSING)


def list_lacks(sides: Sequence[str]) -> dict[str, str]:
    """Of these sides the ones that are left out, and why."""
    lacks = {side: lack for side in sides if (lack := _find_lack(side)) is not None}
    if OURS in sides and OURS not in lacks:
        same = open_engine(DEFAULT_ENGINE).name
        if same in sides:
            lacks[same] = "the same as ours in this environment"
    return lacks


def _find_lack(side: str) -> str | None:
    if side in OCRMYPDF_SETTINGS:
        return find_lack(side)
    try:
        open_engine(_engine_of(side))
    except SetupError as error:
        return f"not installed here ({error.code})"
    return None


def read_side(side: str, path: Path) -> SideReading:
    """Read every page of a file.

    Raises:
        InputRejected: as of `page_work.read`; RuntimeError: OCRmyPDF gave up.
    """
    started = spent_cpu_s()
    if side in OCRMYPDF_SETTINGS:
        with tempfile.TemporaryDirectory(prefix="peer-") as folder:
            texts = run_ocrmypdf(side, path, Path(folder) / "out.pdf")
        return SideReading(tuple({"text": text} for text in texts), (), spent_cpu_s() - started)
    readings = _read_pages(path, _engine_of(side), page_work.read_plainly if side == PLAIN else page_work.read)
    cpu_s = spent_cpu_s() - started
    return SideReading(tuple(ocr_page_to_json(page) for page in readings), readings, cpu_s)


def check_command(path: Path) -> bool:
    """Whether the command `sohoa ocr --json` itself prints the pages that ours is scored by."""
    order = [sys.executable, "-m", "pipelines.cli", "ocr", str(path), "--json"]
    ran = subprocess.run(order, capture_output=True, text=True, timeout=_COMMAND_TIMEOUT_S, check=True)
    ours = json.loads(json.dumps(read_side(OURS, path).pages))
    return bool(json.loads(ran.stdout)["pages"] == ours)


def _engine_of(side: str) -> str:
    return {OURS: DEFAULT_ENGINE, PLAIN: TESSERACT}.get(side, side)


def _read_pages(path: Path, engine: str, read: Callable[..., OcrPage]) -> tuple[OcrPage, ...]:
    limits = Limits()
    inspection = page_work.inspect(path, limits, None)
    numbers = [page.page_number for page in inspection.pages]
    return tuple(read(path, inspection, "0" * 64, number, engine, limits, None) for number in numbers)

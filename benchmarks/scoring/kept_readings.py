"""Here live readings of drawn papers that are kept between runs, so that fields can be scored without reading again.

A reading is found again by what was typeset, how it is worn and drawn, and the recipe of reading. Rules that find
fields are not part of it: they are what changes between two runs.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.papers.drawing import PlannedPaper
from ocr.reading import recipe
from schemas.ocr_page import OcrPage
from schemas.wire import from_json, to_json

KEPT_FOLDER = Path("var/score-readings")
_PAPERS = Path(__file__).parents[1] / "papers"
# What a paper says reaches the key through its sheets; these decide what the sheets look like.
_DRAWING = (
    "damage", "faces", "grounds", "handwriting", "hard_wear", "ink", "packing", "page_map", "pen_strokes", "raster",
    "soiling", "wear",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeptReadings:
    """A folder of readings; `is_anew`: what lies there is written over, not believed."""

    folder: Path
    is_anew: bool = False

    def read(self, planned: PlannedPaper, engine: str, read: Callable[[], Sequence[OcrPage]]) -> tuple[OcrPage, ...]:
        """The pages of a planned paper as kept; or as `read` reads them, and then they are kept."""
        return self._read(self.folder / f"{planned.source}-{_key(planned, engine)}.json.gz", read)

    def read_file(self, path: Path, engine: str, read: Callable[[], Sequence[OcrPage]]) -> tuple[OcrPage, ...]:
        """The same for a file, which is known by its bytes."""
        key = hashlib.sha256(path.read_bytes() + recipe(engine).encode()).hexdigest()[:16]
        return self._read(self.folder / f"{path.stem}-{key}.json.gz", read)

    def _read(self, path: Path, read: Callable[[], Sequence[OcrPage]]) -> tuple[OcrPage, ...]:
        if path.exists() and not self.is_anew:
            lines = gzip.decompress(path.read_bytes()).decode().splitlines()
            return tuple(from_json(OcrPage, line) for line in lines)
        pages = tuple(read())
        self.folder.mkdir(parents=True, exist_ok=True)
        scratch = path.with_suffix(f".{os.getpid()}")
        scratch.write_bytes(gzip.compress("\n".join(map(to_json, pages)).encode(), 4))
        scratch.replace(path)
        return pages


def _key(planned: PlannedPaper, engine: str) -> str:
    worn = (planned.grade, planned.dpi, planned.may_turn, planned.hard, planned.rng.bit_generator.state)
    parts = (repr(planned.paper.sheets), repr(worn), _hash_drawing(), recipe(engine))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@cache
def _hash_drawing() -> str:
    return hashlib.sha256(b"".join((_PAPERS / f"{name}.py").read_bytes() for name in _DRAWING)).hexdigest()

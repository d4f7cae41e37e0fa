"""Here live the typefaces: where they are found, that no Vietnamese letter is missing, how wide a text is."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from fontTools.ttLib import TTFont
from PIL import ImageFont

from benchmarks.papers.handwriting import Hand, written_width_mm
from schemas.errors import SetupError

Face = Literal["serif", "serif-bold", "serif-italic", "serif-bold-italic", "typewriter"]

# Liberation Serif has the widths of Times New Roman, which Nghị định 30/2020 prescribes; the others are for
# machines that lack it. Each row: folder, then the files in the order of `Face`.
_FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "/usr/share/fonts/truetype/liberation2",
        (
            "LiberationSerif-Regular.ttf",
            "LiberationSerif-Bold.ttf",
            "LiberationSerif-Italic.ttf",
            "LiberationSerif-BoldItalic.ttf",
            "LiberationMono-Regular.ttf",
        ),
    ),
    (
        "/usr/share/fonts/truetype/freefont",
        ("FreeSerif.ttf", "FreeSerifBold.ttf", "FreeSerifItalic.ttf", "FreeSerifBoldItalic.ttf", "FreeMono.ttf"),
    ),
    (
        "/usr/share/fonts/truetype/dejavu",
        (
            "DejaVuSerifCondensed.ttf",
            "DejaVuSerifCondensed-Bold.ttf",
            "DejaVuSerifCondensed-Italic.ttf",
            "DejaVuSerifCondensed-BoldItalic.ttf",
            "DejaVuSerif.ttf",
        ),
    ),
)
_FACES: tuple[Face, ...] = ("serif", "serif-bold", "serif-italic", "serif-bold-italic", "typewriter")
_MEASURE_PX = 500
_MM_PER_PT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text looks: face, size in points, colour as RGB 0-255; with a `hand` it is written, not printed."""

    face: Face = "serif"
    size_pt: float = 13.0
    colour: tuple[int, int, int] = (24, 24, 30)
    hand: Hand | None = None


def vietnamese_letters() -> frozenset[str]:
    """Every letter of the Vietnamese alphabet with every tone, both cases, NFC."""
    tones = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    vowels = "aăâeêioôơuưy"
    lower = {unicodedata.normalize("NFC", vowel + tone) for vowel in vowels for tone in tones}
    lower |= set("bcdđghklmnpqrstvx")
    return frozenset(lower | {letter.upper() for letter in lower})


def missing_letters(font_file: Path) -> frozenset[str]:
    """The Vietnamese letters that a font file cannot show."""
    with TTFont(font_file, lazy=True) as font:
        covered = font.getBestCmap()
    return frozenset(letter for letter in vietnamese_letters() if ord(letter) not in covered)


@cache
def _font_files() -> dict[Face, Path]:
    for folder, names in _FAMILIES:
        paths = [Path(folder) / name for name in names]
        if not all(path.is_file() for path in paths):
            continue
        if any(missing_letters(path) for path in paths):
            continue
        return dict(zip(_FACES, paths, strict=True))
    raise SetupError("sample_font_missing")


def get_font_file(face: Face) -> Path:
    """The file of a face whose every Vietnamese letter was checked.

    Raises:
        SetupError: "sample_font_missing", no family on this machine has them all.
    """
    return _font_files()[face]


@cache
def get_font(face: Face, size_px: int) -> ImageFont.FreeTypeFont:
    """A face at a pixel size; basic layout, so that pages are alike on every machine."""
    return ImageFont.truetype(str(get_font_file(face)), size_px, layout_engine=ImageFont.Layout.BASIC)


def text_width_mm(text: str, style: Style) -> float:
    """Width of a text on paper."""
    if style.hand is not None:
        return written_width_mm(text, style.hand)
    return get_font(style.face, _MEASURE_PX).getlength(text) / _MEASURE_PX * style.size_pt * _MM_PER_PT

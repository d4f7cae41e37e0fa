"""Here live the type families that training lines are printed in: the more designs, the less one is learnt by heart."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import ImageFont

from benchmarks.papers.faces import Face
from schemas.errors import SetupError

_FONTS = Path("/usr/share/fonts/truetype")
# Serif regular, bold, italic, bold italic, then what a typewriter or an old printer would set. The first is by far
# the most frequent in offices (widths of Times New Roman); a sans family stands in for letters set in Arial.
FAMILIES: tuple[tuple[str, ...], ...] = (
    tuple(
        f"liberation2/Liberation{name}.ttf"
        for name in ("Serif-Regular", "Serif-Bold", "Serif-Italic", "Serif-BoldItalic", "Mono-Regular")
    ),
    tuple(f"freefont/Free{name}.ttf" for name in ("Serif", "SerifBold", "SerifItalic", "SerifBoldItalic", "Mono")),
    tuple(
        f"dejavu/DejaVu{name}.ttf"
        for name in (
            "SerifCondensed",
            "SerifCondensed-Bold",
            "SerifCondensed-Italic",
            "SerifCondensed-BoldItalic",
            "SansMono",
        )
    ),
    tuple(
        f"liberation2/Liberation{name}.ttf"
        for name in ("Sans-Regular", "Sans-Bold", "Sans-Italic", "Sans-BoldItalic", "Mono-Bold")
    ),
    tuple(f"freefont/Free{name}.ttf" for name in ("Sans", "SansBold", "SansOblique", "SansBoldOblique", "MonoBold")),
)
FAMILY_ODDS = (0.45, 0.27, 0.12, 0.1, 0.06)
_FACES: tuple[Face, ...] = ("serif", "serif-bold", "serif-italic", "serif-bold-italic", "typewriter")


@cache
def get_type(family: int, face: Face, size_px: int) -> ImageFont.FreeTypeFont:
    """A face of a family at a pixel size.

    Raises:
        SetupError: "sample_font_missing".
    """
    file = _FONTS / FAMILIES[family][_FACES.index(face)]
    if not file.is_file():
        raise SetupError("sample_font_missing")
    return ImageFont.truetype(str(file), size_px, layout_engine=ImageFont.Layout.BASIC)

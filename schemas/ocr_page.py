"""Here live pages as read: words with boxes, lines in reading order, and the way back to the paper."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.geometry import IDENTITY, Box, Transform, join_boxes, map_box


@dataclass(frozen=True, slots=True)
class Word:
    """NFC text, its box in pixels of the *upright* page image, confidence 0-1 (None: text layer)."""

    text: str
    box: Box
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Barcode:
    """The text of a QR code and its box in pixels of the *upright* page image."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class OcrPage:
    """One page as read, in the coordinates of the upright, straightened page image.

    `lines` hold indices into `words`, top to bottom and left to right as printed (two columns side
    by side give two lines). `width_px`/`height_px` are the *original* page's as a viewer shows it;
    `upright_width_px`/`upright_height_px` those of the image whose pixels the boxes count.
    `to_original` maps upright pixels to original ones. `turned_deg` and `skew_deg` are clockwise,
    what was done to the page. `quality` holds figures by name (`mean_confidence`, `syllable_share`,
    `ink_share`, ...). `engine` is name and version; `text_layer`, or `converted_text_layer` where the page's own text
    was in codes of the time before Unicode; both joined by `+` where the engine read only what the text left out.
    `handwritten` are upright boxes of what a pen or a stamp put into number and date spots, read or not, and where
    numbers of forms that were read with doubt stand.
    `barcodes` are the page's QR codes; of a page read from its text layer only where it says little.
    """

    scan_id: str
    page_number: int
    engine: str
    width_px: int
    height_px: int
    dpi: int
    upright_width_px: int
    upright_height_px: int
    words: tuple[Word, ...]
    lines: tuple[tuple[int, ...], ...]
    to_original: Transform = IDENTITY
    turned_deg: int = 0
    skew_deg: float = 0.0
    quality: dict[str, float] = field(default_factory=dict)
    is_blank: bool = False
    warnings: tuple[str, ...] = ()
    handwritten: tuple[Box, ...] = ()
    barcodes: tuple[Barcode, ...] = ()

    def line_text(self, line: tuple[int, ...]) -> str:
        return " ".join(self.words[index].text for index in line)

    @property
    def text(self) -> str:
        """The page's text in reading order, one line of print a line."""
        return "\n".join(self.line_text(line) for line in self.lines)

    def line_box(self, line: tuple[int, ...]) -> Box:
        box = join_boxes(self.words[index].box for index in line)
        assert box is not None, "a line has words"
        return box

    def original_box(self, box: Box) -> Box:
        """A box of the upright image on the original page."""
        return map_box(self.to_original, box, self.width_px, self.height_px)

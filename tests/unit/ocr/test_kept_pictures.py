"""Pictures that the copy takes over as they are: the same pixels, and no more bytes than the original had."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from ocr.inspection import inspect_file
from ocr.limits import Limits
from ocr.png_rows import find_png_rows
from ocr.render import render_page
from ocr.searchable_pdf import write_searchable_pdf
from ocr.tiff_jpeg import find_tiff_jpeg

# What font, metadata and colour profile of a PDF/A take, however small the page.
OVERHEAD_BYTES = 8_000


def difference(source: Path, target: Path, limits: Limits) -> float:
    """Mean difference of the shown pages, 0-255."""
    inspection = inspect_file(source, limits)
    assert write_searchable_pdf(source, inspection, [], target) == ()
    before = render_page(source, inspection, 1, limits).pixels.astype(int)
    after = render_page(target, inspect_file(target, limits), 1, limits).pixels.astype(int)
    assert before.shape == after.shape
    return float(np.abs(before - after).mean())


def noisy(paper: Image.Image) -> Image.Image:
    """Print with a coloured ground, so that swapped channels or lost rows are seen."""
    pixels = np.asarray(paper).astype(int)
    ramp = np.linspace(0, 90, pixels.shape[0]).astype(int)[:, None, None]
    return Image.fromarray(np.clip(pixels - ramp * np.array([0, 1, 2]), 0, 255).astype(np.uint8))


@pytest.mark.parametrize("mode", ["RGB", "YCbCr", "L"])
def test_a_tiff_of_jpeg_strips_keeps_its_jpeg(paper: Image.Image, limits: Limits, tmp_path: Path, mode: str) -> None:
    source, target = tmp_path / "a.tif", tmp_path / "a.pdf"
    noisy(paper).convert(mode).save(source, compression="jpeg", quality=70, dpi=(150, 150))
    with Image.open(source) as image:
        tags = dict(image.tag_v2)  # type: ignore[attr-defined]
    assert len(tags[273]) > 10
    assert difference(source, target, limits) < 1.0
    found = find_tiff_jpeg(source, tags)
    with pikepdf.open(target) as pdf:
        picture = next(iter(pdf.pages[0].get_images().values()))
        assert found is not None
        assert picture.read_raw_bytes() == found.data
    assert target.stat().st_size <= 1.2 * source.stat().st_size + OVERHEAD_BYTES


def test_jpeg_strips_that_do_not_fit_together_are_not_joined(paper: Image.Image, tmp_path: Path) -> None:
    source = tmp_path / "a.tif"
    noisy(paper).save(source, compression="jpeg", dpi=(150, 150))
    with Image.open(source) as image:
        tags = dict(image.tag_v2)  # type: ignore[attr-defined]
    assert find_tiff_jpeg(source, tags) is not None
    assert find_tiff_jpeg(source, tags | {278: 12}) is None
    assert find_tiff_jpeg(source, tags | {279: tuple(7 for _ in tags[279])}) is None
    assert find_tiff_jpeg(source, tags | {259: 5}) is None


@pytest.mark.parametrize("kind", ["RGB", "L", "P", "16 colours"])
def test_a_png_keeps_its_rows(paper: Image.Image, limits: Limits, tmp_path: Path, kind: str) -> None:
    source, target = tmp_path / "a.png", tmp_path / "a.pdf"
    colours = noisy(paper)
    if kind == "16 colours":
        colours.quantize(16).save(source, bits=4, dpi=(150, 150))
    else:
        (colours.quantize(200) if kind == "P" else colours.convert(kind)).save(source, dpi=(150, 150))
    assert difference(source, target, limits) == 0.0
    rows = find_png_rows(source.read_bytes())
    with pikepdf.open(target) as pdf:
        picture = next(iter(pdf.pages[0].get_images().values()))
        assert rows is not None
        assert picture.read_raw_bytes() == rows.data
    assert target.stat().st_size <= source.stat().st_size + OVERHEAD_BYTES


def test_a_png_with_transparency_is_laid_on_white(paper: Image.Image, limits: Limits, tmp_path: Path) -> None:
    source = tmp_path / "a.png"
    clear = noisy(paper).convert("RGBA")
    clear.putalpha(120)
    clear.save(source, dpi=(150, 150))
    assert find_png_rows(source.read_bytes()) is None
    assert difference(source, tmp_path / "a.pdf", limits) < 1.0


@pytest.mark.parametrize("orientation", [1, 2, 3, 5, 6, 8])
def test_a_photograph_is_shown_the_way_its_camera_says(
    paper: Image.Image, limits: Limits, tmp_path: Path, orientation: int
) -> None:
    source, exif = tmp_path / "a.jpg", Image.Exif()
    exif[0x0112] = orientation
    noisy(paper).save(source, exif=exif, quality=85, dpi=(150, 150))
    assert difference(source, tmp_path / "a.pdf", limits) < 2.0


def test_a_black_and_white_page_costs_little_more_than_its_fax_code(
    paper: Image.Image, limits: Limits, tmp_path: Path
) -> None:
    source, target = tmp_path / "a.tif", tmp_path / "a.pdf"
    paper.convert("1", dither=Image.Dither.NONE).save(source, compression="group4", dpi=(150, 150))
    assert difference(source, target, limits) < 3.0
    assert target.stat().st_size <= source.stat().st_size + OVERHEAD_BYTES

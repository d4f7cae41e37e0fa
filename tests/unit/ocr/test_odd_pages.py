"""Pages nobody should have sent: each is shown and prepared in bounded size, and what is on it stays readable."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from ocr.inspection import inspect_file
from ocr.limits import Limits
from ocr.pixels import Pixels, is_gray_view
from ocr.prepare import Preparation, PreparedPage, prepare_page
from ocr.quality import page_quality
from ocr.render import RenderedPage, render_page

Draw = Callable[..., Image.Image]


def shown(path: Path, page_number: int = 1) -> RenderedPage:
    return render_page(path, inspect_file(path, Limits()), page_number, Limits())


def prepared(path: Path) -> PreparedPage:
    page = shown(path)
    return prepare_page(page.pixels, page.dpi, Preparation())


def print_share(lit: Pixels) -> float:
    return float((lit < 128).mean())


@pytest.mark.parametrize("mode", ["CMYK", "LA", "RGBA", "P", "1", "L", "F", "I;16"])
def test_any_kind_of_pixels_shows_dark_print_on_light_paper(tmp_path: Path, paper: Image.Image, mode: str) -> None:
    path = tmp_path / "page.tif"
    if mode == "I;16":
        Image.fromarray(np.asarray(paper.convert("L")).astype(np.uint16) * 257).save(path, dpi=(150, 150))
    else:
        paper.convert("L" if mode in ("F", "LA") else "RGB").convert(mode).save(path, dpi=(150, 150))
    assert print_share(prepared(path).lit) == pytest.approx(print_share(np.asarray(paper.convert("L"))), rel=0.25)


def test_a_scanner_that_uses_12_of_16_bits_makes_no_dark_page(tmp_path: Path, paper: Image.Image) -> None:
    path = tmp_path / "page.png"
    Image.fromarray(np.asarray(paper.convert("L")).astype(np.uint16) * 16).save(path)
    assert int(np.median(shown(path).pixels)) > 240


def test_what_is_transparent_shows_as_paper(tmp_path: Path, paper: Image.Image) -> None:
    path = tmp_path / "page.png"
    see_through = np.array(paper.convert("RGBA"))
    see_through[see_through[:, :, 0] > 128] = 0
    Image.fromarray(see_through).save(path)
    assert tuple(shown(path).pixels[0, 0]) == (255, 255, 255)


def test_a_standard_fax_gets_square_dots(tmp_path: Path, paper: Image.Image) -> None:
    path = tmp_path / "fax.tif"
    flat = paper.convert("L").resize((paper.width, round(paper.height * 98 / 204))).convert("1")
    flat.save(path, compression="group4", dpi=(204, 98))
    page = shown(path)
    assert page.dpi == 204
    assert page.pixels.shape[0] == pytest.approx(paper.height, abs=3)
    assert is_gray_view(page.pixels)


def test_a_fax_of_few_dots_is_enlarged(tmp_path: Path, draw_page: Draw) -> None:
    path = tmp_path / "fax.tif"
    small = draw_page(dpi=150).resize((620, 500), Image.Resampling.LANCZOS).convert("1", dither=Image.Dither.NONE)
    small.save(path, compression="group4", dpi=(100, 100))
    assert prepared(path).lit.shape[0] > 800


@pytest.mark.parametrize("upright", [True, False])
def test_a_strip_of_35_000_pixels_is_cut_to_what_engines_take_and_keeps_its_print(
    tmp_path: Path, paper: Image.Image, upright: bool
) -> None:
    path = tmp_path / "strip.png"
    strip = Image.new("L", (35_000, 500), 255)
    for left in range(0, 34_000, 1_300):
        strip.paste(paper.convert("L").crop((0, 60, 1_240, 560)), (left, 0))
    (strip.rotate(90, expand=True) if upright else strip).save(path, dpi=(150, 150))
    page = prepared(path)
    assert max(page.lit.shape) == 30_000
    assert page.dpi == pytest.approx(150 * 30 / 35, abs=1)
    assert print_share(page.lit) > 0.015


def test_a_scan_far_too_fine_is_brought_down_but_not_below_the_size_of_a_sheet(paper: Image.Image) -> None:
    fine = np.asarray(paper.convert("L").resize((6_200, 5_000), Image.Resampling.BILINEAR))
    page = prepare_page(np.dstack([fine] * 3), 2_400, Preparation())
    assert page.lit.shape == (2_500, 3_100)
    assert page.dpi == 1_200


@pytest.mark.parametrize("size", [(1, 1), (5, 5), (3, 4_000), (4_000, 3), (40, 30)])
def test_scraps_of_pictures_are_prepared_without_a_fault(size: tuple[int, int]) -> None:
    for colour in ((0, 0, 0), (255, 255, 255), (200, 20, 30)):
        page = prepare_page(np.full((*size, 3), colour, np.uint8), 300, Preparation())
        assert page.gray.shape == page.lit.shape
        assert page_quality(page, 300)["cut_edges"] == 0.0


def test_a_landscape_annex_keeps_its_own_size(tmp_path: Path, paper: Image.Image) -> None:
    path = tmp_path / "annex.pdf"
    upright = paper.rotate(90, expand=True)
    upright.save(path, save_all=True, append_images=[paper], resolution=150)
    inspection = inspect_file(path, Limits())
    assert [(page.width_px, page.height_px) for page in inspection.pages] == [upright.size, paper.size]
    assert shown(path, 2).pixels.shape[:2] == paper.size[::-1]


def jpeg_page(image: Image.Image, *, content: str = "", rotate: int = 0, **more: pikepdf.Object) -> pikepdf.Pdf:
    """One page of a JPEG, `content` drawn after it, `more` in its dictionary."""
    data = io.BytesIO()
    image.save(data, "JPEG", quality=90)
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(image.width * 0.48, image.height * 0.48))
    picture = pdf.make_stream(data.getvalue(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    picture.Width, picture.Height, picture.BitsPerComponent = image.width, image.height, 8
    picture.ColorSpace = pikepdf.Name.DeviceGray if image.mode == "L" else pikepdf.Name.DeviceRGB
    picture.Filter = pikepdf.Name.DCTDecode
    for key, value in more.items():
        picture[f"/{key}"] = value
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    place = f"q {image.width * 0.48} 0 0 {image.height * 0.48} 0 0 cm /Im0 Do Q {content}"
    page.obj.Contents = pdf.make_stream(place.encode())
    page.obj.Rotate = rotate
    return pdf


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_scanned_page_is_its_picture_dot_for_dot(tmp_path: Path, paper: Image.Image, mode: str, rotate: int) -> None:
    path = tmp_path / "page.pdf"
    jpeg_page(paper.convert(mode), rotate=rotate).save(path)
    page = shown(path).pixels
    data = io.BytesIO()
    paper.convert(mode).save(data, "JPEG", quality=90)
    expected = np.rot90(np.asarray(Image.open(data).convert("RGB")), -rotate // 90)
    assert page.shape == expected.shape
    assert int(np.abs(page.astype(int) - expected).max()) <= 6
    assert is_gray_view(page) == (mode == "L")


def test_what_is_drawn_over_a_scan_is_not_lost(tmp_path: Path, paper: Image.Image) -> None:
    path = tmp_path / "page.pdf"
    jpeg_page(paper, content="0 0 0 rg 10 10 200 60 re f").save(path)
    assert int(shown(path).pixels[-60, 100].max()) < 30


def test_a_picture_painted_in_reverse_is_shown_so(tmp_path: Path, paper: Image.Image) -> None:
    path = tmp_path / "page.pdf"
    negative = Image.fromarray(255 - np.asarray(paper.convert("L")))
    jpeg_page(negative, Decode=pikepdf.Array([1, 0])).save(path)
    assert int(np.median(shown(path).pixels)) > 240


def test_a_page_of_one_bit_is_drawn_dot_for_dot_whatever_its_box(tmp_path: Path, paper: Image.Image) -> None:
    path = tmp_path / "page.pdf"
    bits = paper.convert("L").point(lambda level: 255 if level > 128 else 0)
    with pikepdf.new() as pdf:
        # Scanners round the page's box to whole points, so that its sides have unlike scales.
        page = pdf.add_blank_page(page_size=(596, 480))
        picture = pdf.make_stream(np.packbits(np.asarray(bits) > 0, axis=1).tobytes())
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width, picture.Height = bits.size
        picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceGray, 1
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
        page.obj.Contents = pdf.make_stream(b"q 596 0 0 480 0 0 cm /Im0 Do Q")
        pdf.save(path)
    found = shown(path).pixels
    assert is_gray_view(found)
    assert np.array_equal(found[:, :, 0], np.asarray(bits))

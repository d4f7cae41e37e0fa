"""A printed separator sheet is read back from a scan of it: turned, leaning, faint, worn."""

from __future__ import annotations

import cv2
import numpy as np
import pypdfium2
import pytest

from ocr.barcodes import find_barcodes
from ocr.pixels import Pixels
from pipelines.batches.printed_sheets import SheetText, write_sheets
from schemas.separator_sheet import SeparatorSheet, read_payload

KEY = b"k" * 32
SHEET = SeparatorSheet("abcdefgh23456789", 12, "92.916.31135", "household_business_certificate", "Hộp 12/2021", "lan")


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Pixels:
    path = tmp_path_factory.mktemp("sheets") / "sheets.pdf"
    write_sheets(path, [SHEET], SheetText("hop-12", "Phường An Bình", "Giấy chứng nhận hộ kinh doanh"), KEY)
    with pypdfium2.PdfDocument(path) as pdf:
        return np.asarray(pdf[0].render(scale=200 / 72).to_pil().convert("L"), np.uint8)


def lean(page: Pixels, degrees: float) -> Pixels:
    height, width = page.shape
    around = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(page, around, (width, height), borderValue=255), np.uint8)


def wear(page: Pixels, *, ink: float, noise: float, blur: float, seed: int = 5) -> Pixels:
    dots = np.random.default_rng(seed).normal(0, noise, page.shape)
    faint = 255 - (255 - cv2.GaussianBlur(page, (0, 0), blur).astype(np.float64)) * ink
    return np.asarray(np.clip(faint + dots, 0, 255), np.uint8)


def read(page: Pixels) -> list[SeparatorSheet | None]:
    return [read_payload(code.text, KEY) for code in find_barcodes(page)]


@pytest.mark.parametrize("degrees", [0, 3, -7, 12, 90, 180, 268])
def test_however_it_went_through_the_scanner(scanned: Pixels, degrees: float) -> None:
    assert read(lean(scanned, degrees)) == [SHEET]


@pytest.mark.parametrize("ink", [0.6, 0.25, 0.12])
def test_with_little_toner(scanned: Pixels, ink: float) -> None:
    assert read(wear(lean(scanned, 2), ink=ink, noise=4, blur=1.0)) == [SHEET]


def test_at_100_dots_an_inch_and_in_black_and_white(scanned: Pixels) -> None:
    coarse = np.asarray(cv2.resize(scanned, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    assert read(np.where(coarse < 128, 0, 255).astype(np.uint8)) == [SHEET]


def test_with_a_stain_over_a_part_of_the_code(scanned: Pixels) -> None:
    stained = scanned.copy()
    cv2.circle(stained, (760, 620), 60, 90, -1)
    assert read(stained) == [SHEET]


def test_the_box_lies_on_the_code(scanned: Pixels) -> None:
    (code,) = find_barcodes(scanned)
    side = 80 / 25.4 * 200
    assert code.box.width == pytest.approx(side, rel=0.03)
    assert code.box.left == pytest.approx((scanned.shape[1] - side) / 2, abs=8)


def test_a_page_without_a_code_has_none(scanned: Pixels) -> None:
    assert find_barcodes(np.full((500, 400), 255, np.uint8)) == ()
    assert find_barcodes(np.full((1, 1), 0, np.uint8)) == ()

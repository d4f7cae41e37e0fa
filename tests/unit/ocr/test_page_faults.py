"""The quality light: pages worth scanning again are told when they are read, good ones are left in peace."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image

from ocr.page_faults import find_page_faults
from ocr.pixels import Pixels
from ocr.prepare import Preparation, prepare_page
from ocr.quality import page_quality


def faults(rgb: Pixels, dpi: int = 200) -> tuple[str, ...]:
    page = prepare_page(rgb, dpi, Preparation())
    return find_page_faults(page_quality(page, dpi), page.skew_deg, page.turned_deg, rgb)


@pytest.fixture
def scan(paper: Image.Image) -> Pixels:
    """A good scan with a red seal."""
    page = np.array(paper.convert("RGB"))
    cv2.circle(page, (page.shape[1] - 200, page.shape[0] - 200), 90, (200, 30, 40), 6)
    return page


def lean(page: Pixels, degrees: float) -> Pixels:
    height, width = page.shape[:2]
    around = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(page, around, (width, height), borderValue=(255, 255, 255)), np.uint8)


def lit_by_a_lamp(page: Pixels) -> Pixels:
    dim = np.asarray(page.astype(np.float64) * 0.8, np.uint8)
    return np.asarray(cv2.circle(dim, (400, 500), 90, (255, 255, 255), -1), np.uint8)


def test_a_good_scan_has_none(scan: Pixels) -> None:
    assert faults(scan) == ()


@pytest.mark.parametrize(
    ("worn", "code"),
    [
        (lambda page: np.asarray(cv2.GaussianBlur(page, (0, 0), 2.2), np.uint8), "page_blurred"),
        (lambda page: np.asarray(page * 0.35 + 150, np.uint8), "page_pale"),
        (lit_by_a_lamp, "page_glaring"),
        (lambda page: lean(page, 8), "page_leaning"),
        (lambda page: np.ascontiguousarray(page[::-1, ::-1]), "page_turned"),
        (lambda page: np.repeat(page.min(axis=2, keepdims=True), 3, axis=2), "page_without_colour"),
    ],
)
def test_each_fault_is_told_by_its_code(scan: Pixels, worn: Callable[[Pixels], Pixels], code: str) -> None:
    assert code in faults(worn(scan))


def test_a_coarse_scan_is_told(scan: Pixels) -> None:
    assert faults(scan, 150) == ("page_coarse",)
    assert faults(scan, 199) == ()


def test_a_blank_page_has_nothing_to_scan_again() -> None:
    assert faults(np.full((1200, 800, 3), 240, np.uint8), 100) == ()


def test_the_white_rim_of_a_photographed_desk_is_no_lamp(scan: Pixels) -> None:
    framed = np.full((scan.shape[0] + 200, scan.shape[1] + 200, 3), 90, np.uint8)
    framed[100:-100, 100:-100] = np.asarray(scan.astype(np.float64) * 0.93, np.uint8)
    assert "page_glaring" not in faults(framed)

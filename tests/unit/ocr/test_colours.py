"""Colours become one gray: print of any colour stays, seals, emblems and signatures over them go."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.colours import print_gray
from ocr.ink import brightest_channel
from ocr.pixels import Pixels
from ocr.seals import find_seals, redness

_DPI = 150
_MM = _DPI / 25.4
_RED, _SEAL_RED = (176, 28, 30), (214, 60, 60)
_FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"


def sheet(colour: tuple[int, int, int] = (255, 255, 255)) -> Image.Image:
    return Image.new("RGB", (1000, 800), colour)


def write(page: Image.Image, text: str, at: tuple[int, int], colour: tuple[int, int, int], size: int = 40) -> None:
    ImageDraw.Draw(page).text(at, text, font=ImageFont.truetype(_FONT, size), fill=colour)


def stamp(page: Image.Image, centre: tuple[int, int], radius_mm: float = 18.0) -> None:
    pen = ImageDraw.Draw(page)
    x, y = centre
    for share in (1.0, 0.9, 0.6):
        reach = radius_mm * _MM * share
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), outline=_SEAL_RED, width=4)


def darkest(gray: Pixels, box: tuple[int, int, int, int]) -> int:
    left, top, right, bottom = box
    return int(gray[top:bottom, left:right].min())


@pytest.mark.parametrize("ground", [(255, 255, 255), (250, 228, 234)])
def test_a_red_title_stays_dark_on_white_and_on_pink(ground: tuple[int, int, int]) -> None:
    page = sheet(ground)
    write(page, "GIẤY KHAI SINH", (150, 100), _RED)
    rgb = np.array(page)
    title = (140, 90, 640, 170)
    assert darkest(brightest_channel(rgb), title) > 150
    assert darkest(print_gray(rgb, _DPI), title) < 60
    assert darkest(print_gray(rgb, _DPI), (140, 400, 640, 500)) > 200


def test_a_seal_goes_and_the_name_under_it_stays() -> None:
    page = sheet()
    write(page, "Trần Thị Hân", (420, 430), (20, 20, 20), 30)
    name = np.array(page)
    stamped = page.copy()
    stamp(stamped, (450, 420))
    inked = np.minimum(np.array(stamped), name)
    gray = print_gray(inked, _DPI)
    assert darkest(gray, (420, 430, 640, 475)) < 60
    # Above the name the seal covers nothing: its rings and letters are almost as light as paper.
    assert darkest(gray, (330, 300, 570, 415)) > 200


def test_a_seal_that_stands_half_beyond_the_edge_is_found() -> None:
    page = sheet()
    stamp(page, (1000, 400))
    (seal,) = find_seals(redness(np.array(page)), _DPI)
    assert (seal.x, seal.y, seal.radius) == pytest.approx((1000, 400, 18 * _MM), abs=8)


def test_lines_of_red_print_and_a_red_frame_are_no_seals() -> None:
    page = sheet()
    for row in range(9):
        write(page, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (60, 60 + 60 * row), _RED, 34)
    ImageDraw.Draw(page).rectangle((20, 20, 980, 780), outline=_RED, width=8)
    assert find_seals(redness(np.array(page)), _DPI) == ()


def test_a_red_frame_is_not_made_darker() -> None:
    page = sheet()
    ImageDraw.Draw(page).rectangle((20, 20, 980, 780), outline=(200, 80, 80), width=8)
    rgb = np.array(page)
    assert (print_gray(rgb, _DPI) == brightest_channel(rgb)).all()


def test_an_emblem_leaves_white_paper() -> None:
    page = sheet()
    reach = 11 * _MM
    pen = ImageDraw.Draw(page)
    pen.ellipse((500 - reach, 200 - reach, 500 + reach, 200 + reach), fill=(214, 160, 52))
    pen.ellipse((500 - 0.8 * reach, 200 - 0.8 * reach, 500 + 0.8 * reach, 200 + 0.8 * reach), fill=(196, 40, 36))
    gray = print_gray(np.array(page), _DPI)
    assert float((gray[100:300, 400:600] < 250).mean()) < 0.01


def test_a_signature_across_the_seal_goes_and_blue_handwriting_elsewhere_stays() -> None:
    page = sheet()
    stamp(page, (700, 500))
    rgb = np.array(page)
    cv2.line(rgb, (640, 520), (880, 480), (38, 52, 150), 4)
    write_page = Image.fromarray(rgb)
    write(write_page, "Nguyễn Văn Ân", (60, 100), (38, 52, 150), 30)
    gray = print_gray(np.array(write_page), _DPI)
    assert darkest(gray, (820, 470, 890, 500)) == 255
    assert darkest(gray, (60, 100, 300, 145)) < 170


def test_a_gray_page_is_its_own_gray() -> None:
    page = sheet((240, 240, 240))
    write(page, "QUYẾT ĐỊNH", (100, 100), (30, 30, 30))
    rgb = np.array(page)
    assert (print_gray(rgb, _DPI) == rgb[:, :, 0]).all()

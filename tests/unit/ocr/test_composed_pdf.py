"""Pages of several scans become one PDF: the pictures bit for bit, turned as before, the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from ocr.composed_pdf import compose_pdf
from ocr.inspection import inspect_file
from ocr.limits import Limits
from ocr.render import render_page
from schemas.errors import InputRejected


def gradient(seed: int, size: tuple[int, int] = (400, 560)) -> Image.Image:
    noise = np.random.default_rng(seed).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    return Image.fromarray(noise)


def pictures(path: Path) -> list[bytes]:
    with pikepdf.open(path) as pdf:
        return [next(iter(page.get_images().values())).read_raw_bytes() for page in pdf.pages]


def test_pages_of_pdf_jpeg_and_tiff_keep_their_pictures(
    make_scan: Callable[..., Path], limits: Limits, tmp_path: Path
) -> None:
    scan = make_scan(gradient(1), page_count=2, rotate=90)
    photo, fax = tmp_path / "back.jpg", tmp_path / "more.tif"
    gradient(2).save(photo, dpi=(150, 150))
    gradient(3).save(fax, save_all=True, append_images=[gradient(4)], compression="jpeg", dpi=(150, 150))
    told = {path: inspect_file(path, limits) for path in (scan, photo, fax)}
    parts = [(path, told[path], number) for path, number in ((scan, 2), (photo, 1), (fax, 2), (scan, 1))]
    compose_pdf(parts, tmp_path / "one.pdf")
    compose_pdf(parts, tmp_path / "two.pdf")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    composed = inspect_file(tmp_path / "one.pdf", limits)
    assert [page.page_number for page in composed.pages] == [1, 2, 3, 4]
    assert pictures(tmp_path / "one.pdf")[0] == pictures(scan)[1]
    assert pictures(tmp_path / "one.pdf")[1] in photo.read_bytes()
    for number, (path, inspection, was) in enumerate(parts, start=1):
        before = render_page(path, inspection, was, limits).pixels
        now = render_page(tmp_path / "one.pdf", composed, number, limits).pixels
        assert now.shape == before.shape
        assert np.abs(now.astype(int) - before.astype(int)).mean() < 1


def test_a_locked_pdf_opens_with_its_password(make_scan: Callable[..., Path], limits: Limits, tmp_path: Path) -> None:
    locked, target = tmp_path / "locked.pdf", tmp_path / "one.pdf"
    with pikepdf.open(make_scan(gradient(1))) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="mo-ra", owner="mo-ra"))
    inspection = inspect_file(locked, limits, "mo-ra")
    with pytest.raises(InputRejected, match="compose_failed"):
        compose_pdf([(locked, inspection, 1)], target)
    assert not target.exists()
    compose_pdf([(locked, inspection, 1)], target, {locked: "mo-ra"})
    assert len(inspect_file(target, limits).pages) == 1


def test_a_page_that_is_not_there_writes_nothing(
    make_scan: Callable[..., Path], limits: Limits, tmp_path: Path
) -> None:
    scan = make_scan(gradient(1))
    with pytest.raises(InputRejected, match="compose_failed"):
        compose_pdf([(scan, inspect_file(scan, limits), 2)], tmp_path / "one.pdf")
    assert not (tmp_path / "one.pdf").exists()

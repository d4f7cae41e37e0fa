"""A phone's HEIC picture is taken like any other (the sample is drawn, see the words below)."""

from __future__ import annotations

from pathlib import Path

from ocr.engine import open_engine
from ocr.inspection import inspect_file
from ocr.limits import Limits
from ocr.reading import read_page

DRAWN = Path(__file__).parent / "data" / "drawn.heic"


def test_a_heic_picture_is_known_by_its_content_and_read(tmp_path: Path) -> None:
    misnamed = tmp_path / "photo.pdf"
    misnamed.write_bytes(DRAWN.read_bytes())
    inspection = inspect_file(misnamed, Limits())
    assert inspection.media_type == "image/heic"
    assert (inspection.pages[0].width_px, inspection.pages[0].height_px) == (900, 300)
    page = read_page(misnamed, inspection, "a" * 64, 1, open_engine("tesseract"), Limits())
    assert "Số: 45/GPXD" in page.text

"""Here lives what the demo's last act needs: a stained paper photographed with a phone, and its row of a register."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.papers.catalogue import office_for, set_paper
from benchmarks.papers.demo_register import row_of_paper
from benchmarks.papers.drawing import make_truth
from benchmarks.papers.orders import Order
from benchmarks.papers.outlines import place_words
from benchmarks.papers.packing import encode_page
from benchmarks.papers.people import make_person
from benchmarks.papers.places import AN_THOI
from benchmarks.papers.raster import rasterise
from benchmarks.papers.soiling import spill_coffee
from benchmarks.papers.truth import PaperTruth, RegisterEntry
from benchmarks.papers.wear import WornPage, wear

PHOTO_FILE = "anh-dien-thoai.jpg"
# What is printed under the coffee.
NUMBER = "58/2022"
_DPI = 300
_RADIUS_MM = 17.0
_ISSUED_ON = date(2022, 5, 27)
_KIND = "marriage_certificate"
_HOLDER = make_person("Lê Minh Tâm", "Nam", date(1993, 6, 14), 51)
_PARTNER = make_person("Bùi Ngọc Yến", "Nữ", date(1995, 2, 9), 52)


def draw_stained_photo(path: Path, seed: int = 1) -> tuple[PaperTruth, RegisterEntry]:
    """A commune's marriage certificate, coffee over its number, as a phone's JPEG; its truth, its register row."""
    order = Order(
        kind=_KIND,
        office=office_for(_KIND, AN_THOI, _ISSUED_ON),
        issued_on=_ISSUED_ON,
        number=int(NUMBER.partition("/")[0]),
        holder=_HOLDER,
        partner=_PARTNER,
        where=AN_THOI,
        street="Nguyễn Trãi",
        signer="Phạm Thị Kim Chi",
        seed=seed * 4 + 1,
    )
    rng = np.random.default_rng((seed, 58))
    paper = set_paper(order)
    (sheet, *_) = paper.sheets
    flat = rasterise(sheet, _DPI)
    place = next(word.box for word in place_words(sheet, WornPage(flat, _DPI, 92), _DPI) if word.text == NUMBER)
    # The number lies at the edge of the blot: most of it can be read, none of it be sure.
    radius_px = _RADIUS_MM * _DPI / 25.4
    centre = ((place.left + place.right) / 2 - radius_px * 0.3, (place.top + place.bottom) / 2 + radius_px * 0.25)
    photo = wear(spill_coffee(flat, rng, centre, radius_px), "phone", rng, dpi=_DPI, may_turn=False)
    path.write_bytes(encode_page(photo).data)
    truth = make_truth(order, paper, (photo,), source=path.name, grade="phone", media="jpeg")
    return replace(truth, page_count=1), row_of_paper(order, truth)

"""Here live drawn registers: papers that nobody holds, listed as an office lists its results in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from openpyxl import Workbook

from benchmarks.papers.people import invent_person
from benchmarks.papers.places import BINH_THUY, CAI_RANG, NINH_KIEU, O_MON, WARDS, Place

# Type, its title, how its number reads.
_DISTRICT_TYPES = (
    ("building_permit", "Giấy phép xây dựng", "{n}/GPXD"),
    ("alcohol_retail_licence", "Giấy phép bán lẻ rượu", "{n}/GP-PKT"),
)
_COMMUNE_TYPES = (
    ("birth_certificate", "Giấy khai sinh", "{n}/{year}"),
    ("social_allowance_decision", "Quyết định về việc trợ cấp xã hội", "{n}/QĐ-UBND"),
)
_DISTRICTS = (NINH_KIEU, O_MON, BINH_THUY, CAI_RANG)
_YEARS = tuple(range(2012, 2022))
_HEADINGS = (
    ("STT", "Loại giấy tờ", "Giấy tờ", None, "Người được cấp", None, "Cơ quan cấp", "Nơi lưu"),
    (None, None, "Số", "Ngày cấp", "Họ và tên", "Số CCCD", None, None),
)


@dataclass(frozen=True, slots=True)
class DrawnPaper:
    """One result: its type, issuer, number, day, holder, and where it lies."""

    document_type: str
    title: str
    place: Place
    document_number: str
    issued_on: date
    holder_name: str
    holder_id: str
    box: str

    @property
    def issuer(self) -> str:
        above = f", {self.place.above.kind} {self.place.above.short}" if self.place.above else ""
        return f"UBND {self.place.kind} {self.place.short}{above}"


def draw_papers(count: int, seed: int = 7) -> Iterator[DrawnPaper]:
    """So many papers; numbers run on within issuer, year and type, and days with them."""
    rng = np.random.default_rng(seed)
    cells = [
        (place, kind, year)
        for year in _YEARS
        for places, kinds in ((_DISTRICTS, _DISTRICT_TYPES), (WARDS, _COMMUNE_TYPES))
        for place in places
        for kind in kinds
    ]
    shares = np.array_split(np.arange(count), len(cells))
    for (place, (key, title, form), year), share in zip(cells, shares, strict=True):
        for number in range(1, len(share) + 1):
            holder = invent_person(rng)
            day = date(year, 1, 2) + timedelta(days=number * 360 // (len(share) + 1))
            text = form.format(n=number, year=year)
            box = f"K{year % 10}-H{number // 200:03d}"
            yield DrawnPaper(key, title, place, text, day, holder.name, holder.citizen_id, box)


def write_register_book(path: Path, papers: Iterable[DrawnPaper]) -> None:
    """A workbook as offices make them: titles, headings over two rows, a counting line, a sum, signatures."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh mục")
    for line in (["UBND THÀNH PHỐ CẦN THƠ"], ["DANH MỤC KẾT QUẢ CÒN HIỆU LỰC"], [], *_HEADINGS):
        sheet.append(list(line))
    sheet.append([f"({number})" for number in range(1, 9)])
    number = 0
    for number, paper in enumerate(papers, start=1):
        what = (paper.document_number, paper.issued_on if number % 2 else f"{paper.issued_on:%d/%m/%Y}")
        # A citizen's id typed into a cell for numbers loses its zero.
        who = (paper.holder_name, int(paper.holder_id) if number % 3 else paper.holder_id)
        sheet.append([number, paper.title, *what, *who, paper.issuer, paper.box])
    sheet.append(["", f"Tổng cộng: {number} kết quả"])
    sheet.append([None, "Người lập biểu", None, None, None, None, "Thủ trưởng đơn vị"])
    book.save(path)

"""Here lives the sample register: results in force by the end of 2022, drawn papers among others that lie in boxes."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np

from benchmarks.papers.catalogue import FORMS, invent_order, office_for
from benchmarks.papers.forms.alcohol_licence import expires_on
from benchmarks.papers.orders import Order
from benchmarks.papers.people import invent_person
from benchmarks.papers.places import CITY, O_MON, WARDS, Place
from benchmarks.papers.samples import COUNTED_ON
from benchmarks.papers.truth import ExpectedCoverage, PaperTruth, RegisterEntry
from benchmarks.papers.words import printed_date

# How many results are in force on `COUNTED_ON` by the issuer's level, and the floors of that year in percent.
IN_FORCE = {"province": 5, "district": 12, "commune": 20}
FLOORS = {"province": 50, "district": 40, "commune": 35}
_KINDS = {
    "province": ("building_permit", "land_use_certificate"),
    "district": ("building_permit", "household_business_certificate", "alcohol_retail_licence", "land_use_certificate"),
    "commune": ("birth_certificate", "marriage_certificate", "death_extract"),
}
TITLES = {
    "building_permit": "Giấy phép xây dựng",
    "household_business_certificate": "Giấy chứng nhận đăng ký hộ kinh doanh",
    "birth_certificate": "Giấy khai sinh",
    "marriage_certificate": "Giấy chứng nhận kết hôn",
    "death_extract": "Trích lục khai tử",
    "land_use_certificate": "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất",
    "alcohol_retail_licence": "Giấy phép bán lẻ rượu",
    "committee_decision": "Quyết định",
}
_HEADER = ("TT", "Loại giấy tờ", "Số ký hiệu", "Ngày cấp", "Người được cấp", "Số định danh", "Cơ quan cấp")
_HEADER_END = ("Có giá trị đến", "Hộp")


def register_rows(drawn: Sequence[tuple[Order, PaperTruth]], seed: int) -> tuple[RegisterEntry, ...]:
    """The rows in force on `COUNTED_ON`: the drawn papers that were, and invented ones up to `IN_FORCE`."""
    rows = [row_of_paper(order, truth) for order, truth in drawn if _counts(order, truth)]
    rng = np.random.default_rng((seed, 2022))
    taken = {(row.kind, row.unit, row.issued_on.year, row.document_number) for row in rows}
    for level, wanted in IN_FORCE.items():
        have = sum(row.level == level for row in rows)
        while have < wanted:
            row = _invent_row(level, have, rng)
            key = (row.kind, row.unit, row.issued_on.year, row.document_number)
            if key not in taken:
                taken.add(key)
                rows.append(row)
                have += 1
    return tuple(sorted(rows, key=lambda row: (row.unit, row.issued_on, row.document_number)))


def expected_coverage(rows: Sequence[RegisterEntry]) -> tuple[ExpectedCoverage, ...]:
    """The quota table on `COUNTED_ON` once every drawn paper is confirmed."""
    table = []
    for level, floor in FLOORS.items():
        in_force = sum(row.level == level for row in rows)
        digitised = sum(row.level == level and row.source is not None for row in rows)
        share = Fraction(100 * digitised, in_force)
        needed = -(-floor * in_force // 100)
        table.append(
            ExpectedCoverage(
                as_of=COUNTED_ON,
                level=level,
                in_force=in_force,
                digitised=digitised,
                percent=f"{float(share):.2f}",
                target_percent=floor,
                met=share >= floor,
                shortfall=max(0, needed - digitised),
            )
        )
    return tuple(table)


def invent_rows(level: str, count: int, seed: int) -> tuple[RegisterEntry, ...]:
    """Results of a level in force that nobody has scanned yet."""
    rng = np.random.default_rng((seed, count))
    return tuple(_invent_row(level, position, rng) for position in range(count))


def row_of_paper(order: Order, truth: PaperTruth) -> RegisterEntry:
    """The row that the office keeps of a drawn paper."""
    return _row(order, str(truth.fields["document_number"]), "H01", truth.source)


def draw_register(rows: Sequence[RegisterEntry], path_csv: Path, as_of: date = COUNTED_ON) -> None:
    """The register as an office keeps it: titles above headings, semicolons, Vietnamese dates, a byte-order mark."""
    with path_csv.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(["ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ"])
        writer.writerow([f"DANH MỤC KẾT QUẢ GIẢI QUYẾT TTHC CÒN HIỆU LỰC ĐẾN NGÀY {printed_date(as_of)} (DỮ LIỆU MẪU)"])
        writer.writerow([])
        writer.writerow((*_HEADER, *_HEADER_END))
        for number, row in enumerate(rows, start=1):
            until = printed_date(row.valid_until) if row.valid_until else "vô thời hạn"
            who = (row.holder_name, row.holder_id)
            what = (TITLES[row.kind], row.document_number, printed_date(row.issued_on))
            writer.writerow((number, *what, *who, row.issuing_body, until, row.box))


def _counts(order: Order, truth: PaperTruth) -> bool:
    if truth.outcome != "filed" or order.issued_on > COUNTED_ON:
        return False
    return order.kind != "alcohol_retail_licence" or expires_on(order.issued_on) >= COUNTED_ON


def _row(order: Order, number: str, box: str, source: str | None) -> RegisterEntry:
    return RegisterEntry(
        kind=order.kind,
        document_number=number,
        issued_on=order.issued_on,
        holder_name=order.holder.name,
        holder_id=order.holder.citizen_id,
        unit=order.office.place.path,
        level=order.office.place.level,
        issuing_body=_office_in_register(order),
        valid_until=expires_on(order.issued_on) if order.kind == "alcohol_retail_licence" else None,
        box=box,
        source=source,
    )


def _office_in_register(order: Order) -> str:
    """The issuer as clerks write it: `UBND phường An Khánh, quận Ninh Kiều`, `Phòng Kinh tế quận Ô Môn`."""
    office, place = order.office, order.office.place
    if office.issuing_body.startswith(("PHÒNG", "SỞ")):
        words = office.issuing_body.capitalize()
        return f"{words} {place.name}"
    above = f", {place.above.name}" if place.level == "commune" and place.above else ""
    return f"UBND {place.name}{above}"


def _invent_row(level: str, position: int, rng: np.random.Generator) -> RegisterEntry:
    """A result in force that nobody has scanned yet."""
    kind = _KINDS[level][position % len(_KINDS[level])]
    order = invent_order(kind, rng)
    ward = WARDS[int(rng.integers(0, len(WARDS)))]
    place: Place = CITY if level == "province" else ward if level == "commune" else ward.above or O_MON
    issued_on = date(2019, 1, 7) + timedelta(days=int(rng.integers(0, 1400)))
    order = replace(
        order, where=ward, issued_on=issued_on, office=office_for(kind, place, issued_on), holder=invent_person(rng)
    )
    number = str(FORMS[kind](order).fields["document_number"])
    return _row(order, number, f"H{position % 9 + 1:02d}", None)

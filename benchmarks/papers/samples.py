"""Here lives the demo's folder: 22 papers of eight kinds, two broken files, chosen so that the quota comes out.

In force on 2022-12-31, by the issuer's level: commune 7 of 20 digitised (exactly its 35 percent), district 6 of 12
(50 percent, above 40), city 2 of 5 (40 percent, below 50). Papers dated later, and one that ran out earlier, make
today's figures differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from benchmarks.papers.catalogue import office_for
from benchmarks.papers.orders import Order
from benchmarks.papers.people import Person, make_person
from benchmarks.papers.places import (
    AN_KHANH,
    AN_THOI,
    BINH_THUY,
    CAI_RANG,
    CHAU_VAN_LIEM,
    CITY,
    HUNG_LOI,
    HUNG_PHU,
    LE_BINH,
    MY_KHANH,
    NEW_BINH_THUY,
    NEW_CAI_RANG,
    NEW_NINH_KIEU,
    NHON_AI,
    NINH_KIEU,
    O_MON,
    PHONG_DIEN,
    STREETS,
    XUAN_KHANH,
    Place,
)
from benchmarks.papers.wear import Grade

Media = Literal["pdf", "tiff", "png", "jpeg", "born_digital", "truncated", "locked"]
COUNTED_ON = date(2022, 12, 31)


@dataclass(frozen=True, slots=True)
class Sample:
    """One file of the folder. `pages` is how the form is set: `short`, or `long` where it has more pages."""

    kind: str
    issuer: Place
    issued_on: date
    number: int
    holder: Person
    partner: Person
    where: Place
    signer: str
    media: Media = "pdf"
    grade: Grade = "office"
    dpi: int = 300
    pages: Literal["short", "long"] = "short"

    def to_order(self, seed: int, position: int) -> Order:
        """The order of this sample; `seed` varies what is typed besides."""
        # The forms take their page count from the order's seed: a multiple of four is the long form.
        detail = (seed * 7919 + position * 104_729) % 100_000 * 4 + (0 if self.pages == "long" else 1)
        return Order(
            kind=self.kind,
            office=office_for(self.kind, self.issuer, self.issued_on),
            issued_on=self.issued_on,
            number=self.number,
            holder=self.holder,
            partner=self.partner,
            where=self.where,
            street=STREETS[position % len(STREETS)],
            signer=self.signer,
            seed=detail,
        )


def _man(name: str, year: int, serial: int, month: int = 4, day: int = 3) -> Person:
    return make_person(name, "Nam", date(year, month, day), serial)


def _woman(name: str, year: int, serial: int, month: int = 9, day: int = 17) -> Person:
    return make_person(name, "Nữ", date(year, month, day), serial)


_AN = _man("Nguyễn Văn Ân", 1985, 11)
_HAU = _man("Nguyễn Văn Hậu", 1979, 12, 11, 20)
_LOC = _man("Nguyễn Văn Lộc", 1994, 13, 2, 26)
_QUY = _man("Nguyễn Văn Quý", 1938, 14, 7, 5)
_NGHIA = _man("Đặng Hữu Nghĩa", 1972, 15)
_DAT = _man("Phạm Quốc Đạt", 1993, 16, 10, 12)
_THINH = _man("Bùi Đức Thịnh", 1968, 17, 1, 30)
_TAM = _man("Dương Thanh Tâm", 1966, 18, 6, 8)
_PHUC = _man("Huỳnh Minh Phúc", 1950, 19, 12, 2)
_KHAI = _man("Võ Hoàng Khải", 1988, 20, 3, 14)
_NGUYET = _woman("Phan Thị Nguyệt", 1982, 31)
_HANH = _woman("Lý Thị Hạnh", 1970, 32, 5, 25)
_BICH = _woman("Trần Thị Bích", 1996, 33, 8, 1)
_THUY = _woman("Lê Thị Thủy", 1995, 34)
_YEN = _woman("Lê Thị Yến", 1987, 35, 12, 19)
_LOAN = _woman("Trương Thị Loan", 1976, 36, 2, 11)
_DAO = _woman("Võ Thị Đào", 1941, 37, 1, 6)
_HUONG = _woman("Đỗ Thị Hường", 1969, 38, 10, 23)
_PHUONG = _woman("Nguyễn Thị Phượng", 1990, 39, 6, 15)
_OLD_MAN = _man("Nguyễn Văn Vĩnh", 1945, 21, 8, 27)
_OLD_WOMAN = _woman("Phạm Thị Nguyệt", 1936, 40, 3, 3)
_DAO_YOUNG = _woman("Võ Thị Đào", 1974, 45, 4, 21)
_ANH = make_person("Nguyễn Ngọc Ánh", "Nữ", date(2021, 2, 21), 41)
_KHOI = make_person("Trần Minh Khôi", "Nam", date(2019, 9, 30), 42)
_NGAN = make_person("Huỳnh Thị Ngân", "Nữ", date(2022, 7, 2), 43)
_BAO = make_person("Võ Quốc Bảo", "Nam", date(2025, 8, 28), 44)
_FATHER_TRAN = _man("Trần Hữu Cường", 1990, 22, 5, 9)
_FATHER_HUYNH = _man("Huỳnh Văn Đức", 1992, 23, 9, 4)

SAMPLES: tuple[Sample, ...] = (
    Sample("building_permit", NINH_KIEU, date(2022, 3, 8), 45, _AN, _BICH, AN_KHANH, "Lê Hoàng Phương"),
    Sample("birth_certificate", AN_KHANH, date(2021, 3, 15), 47, _ANH, _AN, HUNG_LOI, "Trần Thị Ngọc Hân"),
    Sample(
        "household_business_certificate", CAI_RANG, date(2021, 6, 22), 214, _HAU, _NGUYET, LE_BINH, "Phan Minh Triết"
    ),
    Sample(
        "committee_decision",
        CITY,
        date(2023, 5, 4),
        1127,
        _HUONG,
        _TAM,
        XUAN_KHANH,
        "Trần Quốc Việt",
        "born_digital",
        pages="long",
    ),
    Sample("marriage_certificate", XUAN_KHANH, date(2020, 11, 12), 86, _LOC, _BICH, AN_KHANH, "Võ Thành Công"),
    Sample("alcohol_retail_licence", NINH_KIEU, date(2018, 6, 12), 19, _LOAN, _THINH, XUAN_KHANH, "Đỗ Hữu Lợi"),
    Sample(
        "death_extract",
        CHAU_VAN_LIEM,
        date(2021, 9, 30),
        132,
        _QUY,
        _PHUONG,
        CHAU_VAN_LIEM,
        "Lê Thị Mai",
        "png",
        dpi=200,
    ),
    Sample("land_use_certificate", O_MON, date(2019, 4, 25), 355, _HAU, _NGUYET, CHAU_VAN_LIEM, "Nguyễn Hoàng Sơn"),
    Sample("committee_decision", CAI_RANG, date(2022, 2, 9), 318, _PHUC, _LOAN, LE_BINH, "Ngô Minh Hải", "truncated"),
    Sample("birth_certificate", LE_BINH, date(2019, 10, 8), 203, _KHOI, _FATHER_TRAN, HUNG_PHU, "Bùi Thanh Tùng"),
    Sample("building_permit", CITY, date(2022, 6, 30), 22, _THINH, _HANH, HUNG_PHU, "Huỳnh Thanh Nhã"),
    Sample(
        "building_permit",
        PHONG_DIEN,
        date(2022, 9, 14),
        78,
        _NGHIA,
        _DAO,
        MY_KHANH,
        "Lâm Chí Thiện",
        "tiff",
        pages="long",
    ),
    Sample("marriage_certificate", AN_THOI, date(2022, 5, 6), 53, _DAT, _THUY, AN_THOI, "Phạm Thị Kim Chi"),
    Sample(
        "household_business_certificate",
        NEW_NINH_KIEU,
        date(2025, 10, 9),
        611,
        _YEN,
        _KHAI,
        NEW_NINH_KIEU,
        "Mai Trung Hiếu",
        "born_digital",
    ),
    Sample("death_extract", HUNG_PHU, date(2022, 2, 17), 29, _DAO, _KHAI, HUNG_PHU, "Trần Văn Thạnh", dpi=200),
    Sample(
        "land_use_certificate",
        CITY,
        date(2021, 12, 3),
        702,
        _TAM,
        _HANH,
        HUNG_LOI,
        "Đinh Công Thành",
        dpi=200,
        pages="long",
    ),
    Sample("alcohol_retail_licence", O_MON, date(2016, 4, 18), 7, _PHUC, _HUONG, CHAU_VAN_LIEM, "Cao Minh Nhựt"),
    Sample("building_permit", BINH_THUY, date(2022, 8, 1), 64, _DAT, _THUY, AN_THOI, "Tạ Hồng Quân", "locked"),
    Sample("birth_certificate", NHON_AI, date(2022, 7, 20), 118, _NGAN, _FATHER_HUYNH, NHON_AI, "Nguyễn Thị Diệu"),
    Sample(
        "household_business_certificate",
        BINH_THUY,
        date(2022, 10, 11),
        402,
        _PHUONG,
        _LOC,
        AN_THOI,
        "Hồ Văn Sang",
        "jpeg",
        "phone",
    ),
    Sample("committee_decision", CAI_RANG, date(2024, 8, 15), 2045, _OLD_MAN, _DAO, LE_BINH, "Ngô Minh Hải"),
    Sample("birth_certificate", NEW_CAI_RANG, date(2025, 9, 16), 74, _BAO, _KHAI, NEW_CAI_RANG, "Lý Thị Thu Vân"),
    Sample("death_extract", HUNG_LOI, date(2024, 1, 22), 11, _OLD_WOMAN, _TAM, HUNG_LOI, "Dương Văn Thảo", dpi=200),
    Sample(
        "land_use_certificate",
        NEW_BINH_THUY,
        date(2025, 11, 20),
        288,
        _THINH,
        _DAO_YOUNG,
        NEW_BINH_THUY,
        "Quách Minh Đăng",
    ),
)

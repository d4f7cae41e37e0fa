"""Here live the eras of civil-status papers: whose form an office used on a day, how its typists spelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from benchmarks.papers.orders import Order
from benchmarks.papers.people import Person
from benchmarks.papers.words import date_in_words, printed_date

# Forms with a book number (`Quyển số`); of Circular 15/2015/TT-BTP; of Circular 04/2020/TT-BTP.
Era = Literal["books", "circular_15", "circular_04"]
_CIRCULAR_15_FROM, _CIRCULAR_04_FROM = date(2016, 1, 1), date(2020, 7, 16)
_CHIP_CARDS_FROM, _NEW_CARDS_FROM = date(2021, 3, 1), date(2024, 7, 1)
# Offices without the ministry's software left the number of a child empty; by then all had it.
_NUMBERS_AT_BIRTH_FROM = date(2019, 1, 1)


@dataclass(frozen=True, slots=True)
class IdentityPaper:
    """What a civil paper says of somebody's identity card: the whole line, the number in it."""

    text: str
    number: str


def era_of(day: date) -> Era:
    """Whose form was in force on a day; stock of Circular 15 looks like that of Circular 04 and went on to be used."""
    if day < _CIRCULAR_15_FROM:
        return "books"
    return "circular_15" if day < _CIRCULAR_04_FROM else "circular_04"


def spelled_day(order: Order, day: date) -> str:
    """`02/7/1990`, as most offices type it, or `02/07/1990`."""
    return printed_date(day) if order.seed % 3 == 0 else f"{day.day:02d}/{_month(day)}/{day.year}"


def long_day(day: date) -> str:
    """`ngày 06 tháng 4 năm 2026`."""
    return f"ngày {day.day:02d} tháng {_month(day)} năm {day.year}"


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month < 3 else str(day.month)


def spoken_day(order: Order, day: date) -> str:
    """A day in words, thousands as `ngàn` or `nghìn`, with commas or without."""
    words = date_in_words(day)
    if order.seed % 2:
        words = words.replace(" nghìn ", " ngàn ")
    return words if order.seed % 5 else words.replace(",", "")


def identity_paper(person: Person, day: date, seed: int) -> IdentityPaper:
    """The card that somebody showed on a day: nine digits, twelve since 2016, none older than 2021 after 2024."""
    issued_on = max(day - timedelta(days=200 + seed % 900), date(person.born_on.year + 15, 1, 4))
    is_old = day < _CIRCULAR_15_FROM or (day < _CHIP_CARDS_FROM and seed % 2 == 0)
    if is_old:
        number = f"36{person.born_on.year % 10}{person.citizen_id[-6:]}"
        return IdentityPaper(f"CMND số {number} do Công an TP Cần Thơ cấp ngày {printed_date(issued_on)}", number)
    number = person.citizen_id
    if issued_on >= _NEW_CARDS_FROM:
        return IdentityPaper(f"Thẻ căn cước số {number}, Bộ Công an cấp ngày {printed_date(issued_on)}", number)
    issued_on = max(issued_on, date(2016, 3, 1))
    office = "Cục Cảnh sát QLHC về TTXH" if seed % 3 else "Cục CS QLHC về trật tự xã hội"
    return IdentityPaper(f"Thẻ căn cước công dân số {number}, {office} cấp ngày {printed_date(issued_on)}", number)


def ethnicity_of(person: Person | None) -> str:
    """One in eight is Khmer or Hoa, as in Cần Thơ's towns and villages; "" for nobody."""
    if person is None:
        return ""
    return {0: "Khmer", 1: "Hoa"}.get(int(person.citizen_id[-3:]) % 16, "Kinh")


def child_number(child: Person, registered_on: date, seed: int) -> str | None:
    """The personal number that a birth paper gives a child; None on forms without, and where the line stayed empty."""
    if era_of(registered_on) == "books":
        return None
    return child.citizen_id if registered_on >= _NUMBERS_AT_BIRTH_FROM or seed % 3 else None

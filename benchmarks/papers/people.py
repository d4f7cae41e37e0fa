"""Here live invented people. Ids are well formed but carry serials that are never given out (000000 to 000999)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Dương", "Lý", "Trương", "Phan")
_MALE = ("Văn", "Hữu", "Minh", "Quốc", "Thanh", "Đức", "Hoàng")
_FEMALE = ("Thị", "Thị Mỹ", "Ngọc", "Thị Kim", "Thị Cẩm", "Thị Hồng")
_MALE_GIVEN = ("Ân", "Bảo", "Cường", "Đạt", "Hậu", "Khải", "Lộc", "Nghĩa", "Phúc", "Quý", "Tâm", "Thịnh", "Vĩnh")
_FEMALE_GIVEN = ("Ánh", "Bích", "Diễm", "Đào", "Hạnh", "Hường", "Loan", "Ngân", "Nguyệt", "Phượng", "Thủy", "Yến")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    name: str
    sex: str
    born_on: date
    citizen_id: str

    @property
    def caps(self) -> str:
        return self.name.upper()

    @property
    def address_word(self) -> str:
        return "Ông" if self.sex == "Nam" else "Bà"


def make_person(name: str, sex: str, born_on: date, serial: int, province: str = "092") -> Person:
    """A person whose id agrees with sex and birth year; `serial` 0-999."""
    century_sex = (0 if born_on.year < 2000 else 2) + (0 if sex == "Nam" else 1)
    return Person(name, sex, born_on, f"{province}{century_sex}{born_on.year % 100:02d}{serial:06d}")


def invent_person(rng: np.random.Generator, *, sex: str | None = None, years: tuple[int, int] = (1955, 1996)) -> Person:
    """Somebody born in the years given, both included."""
    chosen = sex or ("Nam" if rng.random() < 0.5 else "Nữ")
    middle, given = (_MALE, _MALE_GIVEN) if chosen == "Nam" else (_FEMALE, _FEMALE_GIVEN)
    name = " ".join((_pick(rng, _FAMILY), _pick(rng, middle), _pick(rng, given)))
    born_on = date(years[0], 1, 1) + timedelta(days=int(rng.integers(0, 365 * (years[1] - years[0] + 1))))
    return make_person(name, chosen, born_on, int(rng.integers(0, 1000)))


def _pick(rng: np.random.Generator, choices: tuple[str, ...]) -> str:
    return choices[int(rng.integers(0, len(choices)))]

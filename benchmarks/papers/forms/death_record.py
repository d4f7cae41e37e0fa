"""Here lives an entry of a death register as originals and copies of every era print it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from benchmarks.papers.forms.civil_eras import (
    Era,
    IdentityPaper,
    era_of,
    ethnicity_of,
    identity_paper,
    spelled_day,
    spoken_day,
)
from benchmarks.papers.orders import FieldValue, Order
from benchmarks.papers.words import capital, number_in_words

_CAUSES = ("Bệnh già", "Bệnh tim mạch", "Tai biến mạch máu não", "Tai nạn giao thông")
_COPY_EVERY = 3


@dataclass(frozen=True, slots=True)
class Death:
    """What the paper says besides who died: its form, its number, the register's, the moment, the dead's papers."""

    era: Era
    is_copy: bool
    number: str
    register_number: str
    registered_on: date
    registry: str
    moment: datetime
    personal_number: str | None
    paper: IdentityPaper
    teller_paper: IdentityPaper
    is_from_database: bool

    @property
    def source(self) -> str | None:
        """Where a copy was drawn from; forms of Circular 15 do not say."""
        if not self.is_copy or self.era != "circular_04":
            return None
        return "Cơ sở dữ liệu hộ tịch điện tử" if self.is_from_database else "Sổ đăng ký khai tử"

    @property
    def cause(self) -> str | None:
        """Originals of Circular 15 and of the books name it."""
        return None if self.is_copy or self.era == "circular_04" else _CAUSES[self.moment.minute % len(_CAUSES)]

    @property
    def has_declarant(self) -> bool:
        return not self.is_copy and self.era != "books"


def tell_death(order: Order) -> Death:
    era, seed = era_of(order.issued_on), order.seed
    is_copy = era != "books" and seed % _COPY_EVERY == 1
    registered_on = order.issued_on - timedelta(days=400 + seed % 300) if is_copy else order.issued_on
    moment = datetime.combine(registered_on - timedelta(days=6), datetime.min.time())
    year = f"{order.issued_on.year}/" if order.issued_on.year >= 2025 else ""
    number = str(order.number) if era == "books" else f"{order.number}/{year}TLKT{'-BS' if is_copy else ''}"
    return Death(
        era=era,
        is_copy=is_copy,
        number=number,
        register_number=f"{seed % 300 + 2}/{registered_on.year}",
        registered_on=registered_on,
        registry=f"Ủy ban nhân dân {order.office.place.full}",
        moment=moment + timedelta(hours=3 + seed % 19, minutes=(seed * 7) % 60),
        personal_number=order.holder.citizen_id if era == "circular_04" else None,
        paper=identity_paper(order.holder, registered_on, seed),
        teller_paper=identity_paper(order.partner, registered_on, seed + 1),
        is_from_database=seed % 2 == 1,
    )


def spelled_birth(order: Order) -> str:
    """Of one old person in four the year alone is known."""
    born_on = order.holder.born_on
    return str(born_on.year) if order.seed % 4 == 3 else spelled_day(order, born_on)


def spoken_moment(order: Order, death: Death) -> str:
    moment = death.moment
    day = spoken_day(order, moment.date())
    hour = f"{number_in_words(moment.hour)} giờ, {number_in_words(moment.minute)} phút"
    return capital(f"{hour}, {day[:1].lower()}{day[1:]}")


def death_fields(order: Order, death: Death) -> dict[str, FieldValue]:
    dead = order.holder
    day = death.moment.date().isoformat()
    has_words = not (death.is_copy and death.era == "circular_15")
    return {
        "holder_name": dead.caps,
        "holder_id": death.personal_number,
        "holder_birth_date": str(dead.born_on.year) if order.seed % 4 == 3 else dead.born_on.isoformat(),
        "sex": dead.sex,
        "holder_ethnicity": ethnicity_of(dead),
        "holder_nationality": "Việt Nam",
        "identity_paper": death.paper.number,
        "death_date": day,
        "death_in_words": day if has_words else None,
        "death_place": order.address,
        "death_cause": death.cause,
        "declarant_name": order.partner.caps if death.has_declarant else None,
        "declarant_id": death.teller_paper.number if death.has_declarant else None,
        "registration_body": death.registry if death.is_copy else None,
        "register_number": death.register_number if death.is_copy else None,
        "registration_date": death.registered_on.isoformat() if death.is_copy else None,
        "copied_from": death.source,
        "last_residence": None,
        "book_number": None,
    }

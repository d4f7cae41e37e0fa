"""Here lives what one paper shall say before it is set: kind, office, day, number, people, place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from benchmarks.papers.handwriting import Hand, Handwriting, for_fill_ins
from benchmarks.papers.people import Person
from benchmarks.papers.places import Office, Place
from benchmarks.papers.sheet import Sheet

FieldValue = str | list[str] | list[dict[str, str]] | None


@dataclass(frozen=True, slots=True)
class Order:
    """What a form needs. `where` is the ward of the house, shop, parcel or registration; `signer` a name as printed.

    `handwriting` is what somebody writes into the form with a pen; None where all is printed.
    `typewriter`: an old paper, typed with letters of one width.
    """

    kind: str
    office: Office
    issued_on: date
    number: int
    holder: Person
    partner: Person
    where: Place
    street: str
    signer: str
    seed: int
    handwriting: Handwriting | None = None
    typewriter: bool = False

    @property
    def number_hand(self) -> Hand | None:
        return self.handwriting.hand if self.handwriting and self.handwriting.number else None

    @property
    def date_hand(self) -> Hand | None:
        return self.handwriting.hand if self.handwriting and self.handwriting.date else None

    @property
    def fill_hand(self) -> Hand | None:
        """The hand that fills in what the form asks for, small enough for its lines."""
        return for_fill_ins(self.handwriting.hand) if self.handwriting and self.handwriting.fill_ins else None

    @property
    def keeps_dots(self) -> bool:
        """Whether the typist typed between the form's dots (one paper in three) instead of over them."""
        return self.seed // 4 % 3 == 0

    @property
    def house(self) -> str:
        return f"số {self.seed % 180 + 2}/{self.seed % 9 + 1}, đường {self.street}"

    @property
    def address(self) -> str:
        return f"{self.house}, {self.where.full}"


@dataclass(frozen=True, slots=True)
class SetPaper:
    """The sheets of one paper and what is printed on them, as the contract spells values.

    `by_hand` names the fields whose values somebody wrote with a pen.
    """

    sheets: tuple[Sheet, ...]
    fields: Mapping[str, FieldValue]
    by_hand: frozenset[str] = frozenset()

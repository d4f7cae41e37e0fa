"""Here lives what papers of a marriage say of both spouses, whatever their form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from benchmarks.papers.forms.civil_eras import IdentityPaper, ethnicity_of, identity_paper
from benchmarks.papers.orders import FieldValue, Order
from benchmarks.papers.people import Person


@dataclass(frozen=True, slots=True)
class Spouse:
    """One of the two: `role` begins the names of the fields, `word` stands in the labels."""

    role: str
    word: str
    person: Person
    address: str
    paper: IdentityPaper


def list_spouses(order: Order, registered_on: date) -> tuple[Spouse, Spouse]:
    """Wife and husband, as forms since 2016 order them; she lives where they register."""
    wife_paper = identity_paper(order.partner, registered_on, order.seed)
    husband_paper = identity_paper(order.holder, registered_on, order.seed + 1)
    return (
        Spouse("wife", "vợ", order.partner, f"{order.house}, {order.office.place.full}", wife_paper),
        Spouse("husband", "chồng", order.holder, f"{order.house}, {order.where.full}", husband_paper),
    )


def spouse_fields(order: Order, registered_on: date) -> dict[str, FieldValue]:
    return dict(_fields_of_both(order, registered_on))


def _fields_of_both(order: Order, registered_on: date) -> Iterator[tuple[str, FieldValue]]:
    for spouse in list_spouses(order, registered_on):
        yield f"{spouse.role}_name", spouse.person.caps
        yield f"{spouse.role}_birth_date", spouse.person.born_on.isoformat()
        yield f"{spouse.role}_ethnicity", ethnicity_of(spouse.person)
        yield f"{spouse.role}_nationality", "Việt Nam"
        yield f"{spouse.role}_address", spouse.address
        yield f"{spouse.role}_id", spouse.paper.number

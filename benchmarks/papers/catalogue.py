"""Here each kind of result meets its form, and papers of a kind are invented at random."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import numpy as np

from benchmarks.papers.forms.alcohol_licence import set_alcohol_licence
from benchmarks.papers.forms.birth_certificate import set_birth_certificate
from benchmarks.papers.forms.building_permit import set_building_permit
from benchmarks.papers.forms.committee_decision import set_committee_decision
from benchmarks.papers.forms.death_extract import set_death_extract
from benchmarks.papers.forms.household_business import set_household_business
from benchmarks.papers.forms.land_certificate import set_land_certificate
from benchmarks.papers.forms.marriage_certificate import set_marriage_certificate
from benchmarks.papers.forms.official_letter import set_official_letter
from benchmarks.papers.forms.support_list import set_support_list
from benchmarks.papers.orders import Order, SetPaper
from benchmarks.papers.people import Person, invent_person, make_person
from benchmarks.papers.places import (
    CITY,
    NEW_WARDS,
    STREETS,
    WARDS,
    Office,
    Place,
    civil_registry,
    committee,
    department,
    district_office,
    land_committee,
)

_TWO_LEVELS = date(2025, 7, 1)
_FIRST_DAY, _LAST_DAY = date(2016, 8, 1), date(2026, 6, 30)


def _set_birth(order: Order) -> SetPaper:
    """The father is the order's partner; the mother comes from the order's seed."""
    mother = invent_person(np.random.default_rng(order.seed), sex="Nữ", years=(1985, 1999))
    return set_birth_certificate(order, mother=mother, father=order.partner)


FORMS: Mapping[str, Callable[[Order], SetPaper]] = {
    "building_permit": lambda order: set_building_permit(order, with_back=order.seed % 4 == 0),
    "household_business_certificate": set_household_business,
    "birth_certificate": _set_birth,
    "marriage_certificate": set_marriage_certificate,
    "death_extract": set_death_extract,
    "land_use_certificate": lambda order: set_land_certificate(order, whole_book=order.seed % 4 == 0),
    "alcohol_retail_licence": set_alcohol_licence,
    "committee_decision": lambda order: set_committee_decision(order, long=order.seed % 2 == 0),
}
KINDS = tuple(FORMS)
# Papers that the demo has none of, and no example of which the reading rules were made on.
MORE_FORMS: Mapping[str, Callable[[Order], SetPaper]] = {
    "official_letter": set_official_letter,
    "support_list": set_support_list,
}
MORE_KINDS = tuple(MORE_FORMS)
TYPEWRITTEN_KINDS = frozenset({"committee_decision", "death_extract", "official_letter"})


def set_paper(order: Order) -> SetPaper:
    """The paper that an order asks for, of any kind.

    Raises:
        KeyError: no form of this kind.
    """
    return (FORMS.get(order.kind) or MORE_FORMS[order.kind])(order)


def document_type_of(kind: str) -> str:
    """The key of the document type that a reader should find; kinds are finer than types."""
    return "administrative_document" if kind in MORE_FORMS else kind


def office_for(kind: str, place: Place, issued_on: date) -> Office:
    """Who issues a kind of paper in a place on a day (domain rules by level and date)."""
    if kind in ("birth_certificate", "marriage_certificate"):
        return committee(place, chair=kind == "marriage_certificate")
    if kind == "death_extract":
        return civil_registry(place)
    if kind == "land_use_certificate":
        if place.level == "province":
            name = "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG"
            return department(place, name, "SỞ\nTÀI NGUYÊN VÀ\nMÔI TRƯỜNG", post="GIÁM ĐỐC")
        return land_committee(place)
    if kind in MORE_FORMS:
        return committee(place)
    if kind == "committee_decision":
        return committee(place, chair=place.level == "province")
    if kind == "building_permit" and place.level != "district":
        if place.level == "province":
            return department(place, "SỞ XÂY DỰNG", "SỞ\nXÂY DỰNG", post="GIÁM ĐỐC")
        return committee(place, chair=True)
    trade = {"building_permit": "building", "household_business_certificate": "business"}.get(kind, "alcohol")
    return district_office(place, trade)


def invent_order(kind: str, rng: np.random.Generator) -> Order:
    """A paper of this kind that an office of Cần Thơ could have issued between 2016 and mid-2026."""
    issued_on = _FIRST_DAY + timedelta(days=int(rng.integers(0, (_LAST_DAY - _FIRST_DAY).days)))
    wards = NEW_WARDS if issued_on >= _TWO_LEVELS else WARDS
    where = wards[int(rng.integers(0, len(wards)))]
    civil = kind in ("birth_certificate", "marriage_certificate", "death_extract")
    issuer = where if civil or where.above is None or where.above is CITY else where.above
    holder = invent_person(rng, years=(1930, 1950)) if kind == "death_extract" else invent_person(rng, sex="Nam")
    partner = invent_person(rng, sex="Nữ")
    if kind == "birth_certificate":
        holder, partner = _invent_child(issued_on, rng), invent_person(rng, sex="Nam", years=(1980, 1996))
    return Order(
        kind=kind,
        office=office_for(kind, issuer, issued_on),
        issued_on=issued_on,
        number=int(rng.integers(10, 990)),
        holder=holder,
        partner=partner,
        where=where,
        street=STREETS[int(rng.integers(0, len(STREETS)))],
        signer=invent_person(rng).name,
        seed=int(rng.integers(1, 1_000_000)),
    )


def _invent_child(registered_on: date, rng: np.random.Generator) -> Person:
    grown = invent_person(rng)
    born_on = registered_on - timedelta(days=int(rng.integers(5, 55)))
    return make_person(grown.name, grown.sex, born_on, int(rng.integers(0, 1000)))

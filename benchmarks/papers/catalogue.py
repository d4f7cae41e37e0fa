"""Here each kind of result meets its form, and papers of a kind are invented at random."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from benchmarks.papers.forms.alcohol_licence import set_alcohol_licence
from benchmarks.papers.forms.birth_certificate import set_birth_certificate
from benchmarks.papers.forms.birth_extract import set_birth_extract
from benchmarks.papers.forms.building_permit import set_building_permit
from benchmarks.papers.forms.committee_decision import set_committee_decision
from benchmarks.papers.forms.death_extract import set_death_extract
from benchmarks.papers.forms.household_business import set_household_business
from benchmarks.papers.forms.land_certificate import set_land_certificate
from benchmarks.papers.forms.marital_status import set_marital_status
from benchmarks.papers.forms.marriage_certificate import set_marriage_certificate
from benchmarks.papers.forms.official_letter import set_official_letter
from benchmarks.papers.forms.poor_household import set_poor_household
from benchmarks.papers.forms.social_allowance import set_social_allowance
from benchmarks.papers.forms.support_list import set_support_list
from benchmarks.papers.orders import Order, SetPaper
from benchmarks.papers.people import Person, invent_person, make_person
from benchmarks.papers.periods import invent_day
from benchmarks.papers.places import (
    CITY,
    STREETS,
    Office,
    Place,
    chair_alone,
    civil_registry,
    committee,
    department,
    district_office,
    land_committee,
    wards_on,
)

_CIVIL_KINDS = frozenset(
    {"birth_certificate", "marriage_certificate", "death_extract", "birth_extract", "marital_status_certificate"}
)

_COMMUNE_KINDS = _CIVIL_KINDS | {"poor_household_certificate"}


def _invent_mother(order: Order) -> Person:
    """The father is the order's partner; the mother comes from the order's seed."""
    born = order.holder.born_on.year
    return invent_person(np.random.default_rng(order.seed), sex="Nữ", years=(born - 36, born - 21))


def _set_birth(order: Order) -> SetPaper:
    return set_birth_certificate(order, mother=_invent_mother(order), father=order.partner)


def _set_birth_copy(order: Order) -> SetPaper:
    return set_birth_extract(order, mother=_invent_mother(order), father=order.partner)


FORMS: Mapping[str, Callable[[Order], SetPaper]] = {
    "building_permit": lambda order: set_building_permit(order, with_back=order.seed % 4 == 0),
    "household_business_certificate": set_household_business,
    "birth_certificate": _set_birth,
    "marriage_certificate": set_marriage_certificate,
    "death_extract": set_death_extract,
    "land_use_certificate": lambda order: set_land_certificate(order, whole_book=order.seed % 4 == 0),
    "alcohol_retail_licence": set_alcohol_licence,
    "committee_decision": lambda order: set_committee_decision(order, long=order.seed % 2 == 0),
    "birth_extract": _set_birth_copy,
    "marital_status_certificate": set_marital_status,
    "social_allowance_decision": set_social_allowance,
    "poor_household_certificate": set_poor_household,
}
KINDS = tuple(FORMS)
# Papers that the demo has none of, and no example of which the reading rules were made on.
MORE_FORMS: Mapping[str, Callable[[Order], SetPaper]] = {
    "official_letter": set_official_letter,
    "support_list": set_support_list,
}
MORE_KINDS = tuple(MORE_FORMS)
TYPEWRITTEN_KINDS = frozenset(
    {"committee_decision", "death_extract", "official_letter", "building_permit", "social_allowance_decision"}
)


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
    if kind in ("death_extract", "birth_extract", "marital_status_certificate"):
        return civil_registry(place)
    if kind == "land_use_certificate":
        if place.level == "province":
            name = "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG"
            return department(place, name, "SỞ\nTÀI NGUYÊN VÀ\nMÔI TRƯỜNG", post="GIÁM ĐỐC")
        return land_committee(place)
    if kind in MORE_FORMS:
        return committee(place)
    if kind == "social_allowance_decision":
        return chair_alone(committee(place, chair=place.level == "commune"))
    if kind == "poor_household_certificate":
        return chair_alone(replace(committee(place, chair=True), body_lines=(f"UBND {place.name.upper()}",)))
    if kind == "committee_decision":
        return committee(place, chair=place.level == "province")
    if kind == "building_permit" and place.level != "district":
        if place.level == "province":
            return department(place, "SỞ XÂY DỰNG", "SỞ\nXÂY DỰNG", post="GIÁM ĐỐC")
        return committee(place, chair=True)
    trade = {"building_permit": "building", "household_business_certificate": "business"}.get(kind, "alcohol")
    return district_office(place, trade)


def invent_order(kind: str, rng: np.random.Generator) -> Order:
    """A paper of this kind that an office of Cần Thơ could have issued by mid-2026."""
    issued_on = invent_day(kind, rng)
    wards = wards_on(issued_on)
    where = wards[int(rng.integers(0, len(wards)))]
    issuer = where if kind in _COMMUNE_KINDS or where.above is None or where.above is CITY else where.above
    holder, partner = _invent_people(kind, issued_on, rng)
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


def _invent_people(kind: str, issued_on: date, rng: np.random.Generator) -> tuple[Person, Person]:
    """Holder and partner, old enough for what the paper says of them."""
    if kind in ("birth_certificate", "birth_extract"):
        is_copy = kind == "birth_extract"
        child = invent_person(rng, years=(1965, 2014)) if is_copy else _invent_child(issued_on, rng)
        born = child.born_on.year
        father = invent_person(rng, sex="Nam", years=(born - 40, born - 22))
        names = (father.name.split()[0], *child.name.split()[1:])  # a child bears its father's family name
        return replace(child, name=" ".join(names)), father
    grown = (1960, min(1996, issued_on.year - 21)) if kind in _CIVIL_KINDS else (1955, min(1996, issued_on.year - 21))
    holder = (
        invent_person(rng, years=(1930, 1950))
        if kind in ("death_extract", "social_allowance_decision")
        else invent_person(rng, sex="Nam", years=grown)
    )
    return holder, invent_person(rng, sex="Nữ", years=grown)


def _invent_child(registered_on: date, rng: np.random.Generator) -> Person:
    grown = invent_person(rng)
    born_on = registered_on - timedelta(days=int(rng.integers(5, 55)))
    return make_person(grown.name, grown.sex, born_on, int(rng.integers(0, 1000)))

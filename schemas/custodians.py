"""Here live custodians: who answers today for a paper whose issuer is no more, and by which rule.

The issuer stays as printed, and the quota counts at its level of the time of issue; the custodian is who digitises and
keeps the paper since (domain rule; ADR 0060).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from schemas.address_units import AddressReader
from schemas.custodian_functions import CustodianFunction, load_functions
from schemas.field_values import list_values
from schemas.procedure_result import ProcedureResult
from schemas.text import fold
from schemas.units import Succession, Unit, Units, load_units

# person: somebody decided on this very paper; issuer: it still stands; succession: the one in its place; function: by
# what the paper is about; address: by where it lies among several; undecided: the queue "chưa xác định".
Basis = Literal["person", "issuer", "succession", "function", "address", "undecided"]


@dataclass(frozen=True, slots=True)
class Custodian:
    """Who answers for a paper on a day, and why.

    `unit` is None exactly where `needs_person`: then one of `candidates` is to be chosen, any unit where there is none.
    `organ` is the department within the unit, "" where no rule names one. `rule` is the text behind it, `status`
    `stated` or `unverified`.
    """

    unit: str | None
    basis: Basis
    needs_person: bool
    candidates: tuple[str, ...] = ()
    organ: str = ""
    rule: str = ""
    status: str = "stated"


@dataclass(frozen=True, slots=True)
class _Rule:
    """What issuer, type and day decide; where they leave several, `reader` may tell by the address."""

    custodian: Custodian
    reader: AddressReader | None = None


_UNDECIDED = Custodian(None, "undecided", needs_person=True)


class Custodians:
    """Tells who answers. What issuer, type and day decide is worked out once: a million papers share a few hundred."""

    def __init__(self, units: Units, functions: Mapping[str, CustodianFunction]) -> None:
        self._units, self._functions = units, functions
        self._rules: dict[tuple[str, str, date], _Rule] = {}
        self._readers: dict[tuple[str, date], AddressReader] = {}

    def find(self, issuer: str | None, document_type: str | None, address: str | None, on: date) -> Custodian:
        """Who answers on a day for a paper.

        Args:
            issuer: path of the issuing unit at the time of issue; None for a body that is no unit.
            document_type: its key; decides for papers of districts.
            address: where subject, parcel or shop lies, as printed; looked at only where several may answer.
        """
        rule = self._get_rule(issuer, document_type, on)
        if rule.reader is None or not address:
            return rule.custodian
        unit = rule.reader.find(address)
        return replace(rule.custodian, unit=unit, basis="address", needs_person=False) if unit else rule.custodian

    def find_of_result(self, result: ProcedureResult, on: date) -> Custodian:
        """Who answers for a filed result: whom a person named last, else by the ground that its fields name."""
        ground = self._find_ground(result)
        for assigned in result.assignments[::-1][:1]:
            unit = self._units.find(assigned.unit)
            if unit and unit.lives_on(on):
                return Custodian(unit.path, "person", needs_person=False, rule=assigned.basis)
            if unit and unit.valid_until and unit.valid_until < on:
                # Whom a person named is itself no more: its papers went where all of its papers went.
                return self.find(unit.path, result.document_type, ground, on)
        return self.find(result.unit, result.document_type, ground, on)

    def find_unit(self, issuer: str | None, document_type: str | None, on: date) -> str | None:
        """The unit that answers, without an address; None where it takes one, or a person."""
        return self._get_rule(issuer, document_type, on).custodian.unit

    def _find_ground(self, result: ProcedureResult) -> str | None:
        """The address of the best field that has one; a shop "số 15 đường Mẫu" takes the ward of the holder there."""
        function = self._functions.get(result.document_type or "")
        fields = function.place_fields if function and function.place_fields else ("holder_address",)
        told = [value for name in fields for value in list_values(result, name)]
        return next((text for text in told[1:] if fold(text).startswith(fold(told[0]))), told[0]) if told else None

    def _get_rule(self, issuer: str | None, document_type: str | None, on: date) -> _Rule:
        key = (issuer or "", document_type or "", on)
        rule = self._rules.get(key)
        if rule is None:
            unit = self._units.find(issuer) if issuer else None
            rule = self._rules[key] = self._decide(unit, document_type, on) if unit else _Rule(_UNDECIDED)
        return rule

    def _decide(self, issuer: Unit, document_type: str | None, on: date) -> _Rule:
        function = self._functions.get(document_type or "")
        if issuer.lives_on(on):
            return _Rule(Custodian(issuer.path, "issuer", needs_person=False))
        steps = self._units.list_successors(issuer.path, on)
        if issuer.level == "district":
            return self._decide_by_function(issuer, function, steps, on)
        custodian = _one_of((step.unit for step in steps), "succession", "; ".join(sorted({s.basis for s in steps})))
        if any(step.is_unverified for step in steps):
            custodian = replace(custodian, status="unverified")
        if issuer.level == "province" and function:
            return _Rule(replace(custodian, organ=function.province_organ))
        return self._by_address(issuer, custodian, on)

    def _decide_by_function(
        self, issuer: Unit, function: CustodianFunction | None, steps: Iterable[Succession], on: date
    ) -> _Rule:
        grounds = [step.unit for step in steps]
        if function is None or function.from_district == "person":
            return _Rule(replace(_UNDECIDED, candidates=tuple(grounds)))
        if function.from_district == "province":
            above = issuer.parent or ""
            grounds = [step.unit for step in self._units.list_successors(above, on)] or [above]
        found = _one_of(grounds, "function", function.source)
        custodian = replace(found, organ=function.organ, status=function.status)
        return _Rule(custodian) if function.from_district == "province" else self._by_address(issuer, custodian, on)

    def _by_address(self, issuer: Unit, custodian: Custodian, on: date) -> _Rule:
        if len(custodian.candidates) < 2:
            return _Rule(custodian)
        key = (issuer.path, on)
        if key not in self._readers:
            self._readers[key] = AddressReader(self._units, issuer, custodian.candidates, on)
        return _Rule(custodian, self._readers[key])


def _one_of(units: Iterable[str], basis: Basis, rule: str) -> Custodian:
    """The only unit there is; several are candidates, none is a case for a person."""
    candidates = tuple(sorted(set(units)))
    if len(candidates) == 1:
        return Custodian(candidates[0], basis, needs_person=False, candidates=candidates, rule=rule)
    return replace(_UNDECIDED, candidates=candidates, rule=rule)


def load_custodians(office: Path | None = None) -> Custodians:
    """The custodians of the units and functions shipped, with an office's own laid over them.

    Raises:
        SetupError: "units_invalid", "functions_invalid".
    """
    return Custodians(load_units(office), load_functions(office))

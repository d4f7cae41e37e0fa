"""Here lives custody as it is told: who answers for a paper on a day, by which rule."""

from __future__ import annotations

from datetime import date

from pipelines.lines import JsonLine
from pipelines.resources import Resources
from schemas.custodians import Custodian
from schemas.procedure_result import ProcedureResult
from schemas.units import Units


def show_custody(resources: Resources, result: ProcedureResult, on: date) -> JsonLine | None:
    """Who answers for a filed result on a day; None where its issuer is no unit that is known, and nobody named one."""
    if result.unit is None and not result.assignments:
        return None
    return custodian_to_json(resources.custodians.find_of_result(result, on), resources.units)


def custodian_to_json(custodian: Custodian, units: Units) -> JsonLine:
    """A custodian with the names of its units."""
    return {
        "unit": custodian.unit,
        "name": units.get(custodian.unit).name if custodian.unit else None,
        "organ": custodian.organ or None,
        "basis": custodian.basis,
        "rule": custodian.rule or None,
        "status": custodian.status,
        "needs_person": custodian.needs_person,
        "candidates": name_units(custodian.candidates, units),
    }


def name_units(paths: tuple[str, ...], units: Units) -> list[JsonLine]:
    """Units by path and name, in the order given."""
    return [{"unit": path, "name": units.get(path).name} for path in paths]

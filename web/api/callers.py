"""Here lives who calls the API, and whether it may have what it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import Request
from fastapi.openapi.models import HTTPBearer as BearerModel
from fastapi.security.base import SecurityBase

from pipelines.lookup.finding import Reveal, find_standing
from pipelines.people.systems import find_system_scope
from pipelines.resources import Resources
from schemas.days import today
from schemas.errors import SetupError
from schemas.procedure_result import ProcedureResult
from schemas.search import Scope
from schemas.systems import ApiSystem, Right
from schemas.units import is_within


@dataclass(frozen=True, slots=True)
class Caller:
    """A system that may do what it asks for; `today` is the day of the answer."""

    resources: Resources
    system: ApiSystem
    today: date

    def name_for(self, officer: str | None) -> str:
        """Under which name the ledgers note it: the system's, and its officer's where it tells one."""
        return f"api:{self.system.name}" + (f"/{officer}" if officer else "")

    def find_scope(self) -> Scope:
        """The papers it may find."""
        return find_system_scope(self.resources, self.system)

    def may(self, right: Right) -> bool:
        return right in self.system.rights

    def check(self, right: Right) -> None:
        """Raises SetupError ("api_right_missing")."""
        if not self.may(right):
            raise SetupError("api_right_missing", right=right)

    def check_unit(self, unit: str) -> None:
        """Raises SetupError ("unit_unknown", "api_unit_refused") for a unit that is not its own."""
        if not is_within(unit, self.system.unit):
            raise SetupError("api_unit_refused")
        self.resources.units.get(unit)

    def get_result(self, result_id: str) -> ProcedureResult:
        """A result that it may see; one outside its scope is as unknown as one that is not there.

        A retired id gives the result that it points on to.

        Raises:
            SetupError: "result_unknown"; InputRejected: "result_erased".
        """
        result = self.resources.catalogue.get_result(result_id)
        if not self.find_scope().covers((result.unit, result.custodian), result.sensitivity):
            raise SetupError("result_unknown", result=result_id)
        standing = find_standing(self.resources, result_id)
        return self.get_result(standing) if standing else result

    def read_reveal(self, wanted: bool, purpose: str, dossier: str | None, officer: str | None) -> Reveal | None:
        """What shows ids in full, where that is wanted and allowed.

        Raises:
            SetupError: "api_right_missing", "api_purpose_missing".
        """
        if not wanted:
            return None
        self.check("reveal")
        if not dossier:
            raise SetupError("api_purpose_missing")
        return Reveal(self.name_for(officer), f"{purpose} ({dossier})")


class NeedsRight(SecurityBase):
    """An address's dependency: gives the `Caller` if its token has this right; None: every token.

    Which unit's papers it may do it with, each address asks itself. The list of all addresses and what each needs is
    read from here by the tests.
    """

    def __init__(self, right: Right | None) -> None:
        self.right = right
        self.model = BearerModel(
            description="Mã truy cập của hệ thống, do quản trị viên cấp; dạng `sohoa_…`. Không nhận cookie."
        )
        self.scheme_name = "token"

    def __call__(self, request: Request) -> Caller:
        caller = Caller(request.app.state.resources, request.state.system, today())
        if self.right is not None:
            caller.check(self.right)
        return caller

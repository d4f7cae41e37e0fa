"""Here lives which papers an account may use instead of paper."""

from __future__ import annotations

from pipelines.people.signing_in import find_scope
from schemas.errors import SetupError
from schemas.procedure_result import ProcedureResult
from web.visitors import Asker, may_see


def get_reusable(asker: Asker, result_id: str) -> ProcedureResult:
    """A result that the account may see and use again; one that it may only see elsewhere is as unknown as none.

    Raises:
        SetupError: "result_unknown".
    """
    result = asker.get_result(result_id)
    if not may_see(find_scope(asker.resources, asker.visitor.account, "reuse"), result):
        raise SetupError("result_unknown", result=result_id)
    return result

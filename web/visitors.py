"""Here lives who asks for a page, and whether they may have it."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from pipelines.people.signing_in import Visitor, find_scope, find_visitor
from pipelines.resources import Resources
from schemas.errors import SetupError
from schemas.people import Permission
from schemas.procedure_result import ProcedureResult
from schemas.search import Scope
from web.kept_forms import FORM_KEY, KeptForm, read_sent_form

COOKIE = "sohoa"
# Where somebody wanted to go who had to sign in first; gone after minutes.
NEXT_COOKIE = "sohoa_next"


class NotSignedIn(Exception):
    """Nobody is signed in, or no longer; `kept` is what they had typed into a form."""

    def __init__(self, kept: KeptForm | None = None) -> None:
        self.kept = kept
        super().__init__()


class NotAllowed(Exception):
    """The account has no role that may do this; `permission` None: the form is not one of ours."""

    def __init__(self, permission: Permission | None) -> None:
        self.permission = permission
        super().__init__(permission)


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who is signed in and may do what was asked for."""

    resources: Resources
    visitor: Visitor

    @property
    def name(self) -> str:
        return self.visitor.account.name

    def find_scope(self) -> Scope:
        """The papers it may find."""
        return find_scope(self.resources, self.visitor.account)

    def get_result(self, result_id: str, *, is_looked_at: bool = True) -> ProcedureResult:
        """A result that it may see, which is noted; one that it may not see is as unknown as one that is not there.

        Args:
            is_looked_at: False where nothing of the paper itself is shown.

        Raises:
            SetupError: "result_unknown".
        """
        result = self.resources.catalogue.get_result(result_id)
        if not may_see(self.find_scope(), result):
            # The same words as for an id that never was.
            raise SetupError("result_unknown", result=result_id)
        if is_looked_at:
            self.resources.views.note([result_id], self.name, "opened")
        return result


class Needs:
    """A page's dependency: gives the `Asker` if the account may do this somewhere.

    Which unit's papers it may do it with, each page asks itself. The list of all pages and what each needs is read
    from here by the tests.
    """

    def __init__(self, permission: Permission | None) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> Asker:
        resources: Resources = request.app.state.resources
        visitor = await run_in_threadpool(find_visitor, resources, request.cookies.get(COOKIE, ""))
        if visitor is None:
            raise NotSignedIn(await read_sent_form(request))
        request.state.visitor = visitor
        if request.method not in ("GET", "HEAD"):
            await _check_form_key(request, visitor)
        if visitor.account.must_change and request.url.path not in ("/password", "/sign-out"):
            raise NotAllowed(None)
        if self.permission is not None and not visitor.account.may(self.permission):
            raise NotAllowed(self.permission)
        return Asker(resources, visitor)


def may_see(scope: Scope, result: ProcedureResult) -> bool:
    """The index's own rule: issued or kept in the scope's units, not more sensitive than allowed."""
    return scope.covers((result.unit, result.custodian), result.sensitivity)


async def _check_form_key(request: Request, visitor: Visitor) -> None:
    given = request.headers.get("X-Form-Key")
    if given is None:
        form = await request.form()
        given = str(form.get(FORM_KEY, ""))
    if not hmac.compare_digest(given.encode(), visitor.form_key.encode()):
        raise NotAllowed(None)

"""Here lives what somebody typed into a form whose sign-in was over: kept until they have signed in again.

It rests nowhere but in the sign-in page itself, as hidden fields. Whose form it was tells its form key, which is
the account's own: nobody else's form is ever sent, and none that another site made up.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from fastapi import Request
from starlette.datastructures import FormData

from pipelines.people.signing_in import make_form_key
from schemas.people import Account

FORM_KEY = "form_key"
PREFIX = "kept:"
PATH = "kept_path"
# More than anybody types; a file that was chosen is chosen again.
_MOST_BYTES = 1_000_000
# Where a sign-in never leads back to.
_NOWHERE = ("/sign-in", "/sign-out", "/password")


@dataclass(frozen=True, slots=True)
class KeptForm:
    """Where it was sent, and its fields in order; `form_key` as it came with them."""

    path: str
    form_key: str
    fields: tuple[tuple[str, str], ...]

    def is_of(self, account: Account) -> bool:
        """Whether this account's own form, sent since it chose its password."""
        return hmac.compare_digest(self.form_key.encode(), make_form_key(account).encode())


async def read_sent_form(request: Request) -> KeptForm | None:
    """What came with a request that nobody is signed in for; None where it is no form of a page."""
    length = request.headers.get("content-length", "")
    kind = request.headers.get("content-type", "")
    is_form = kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data"))
    if request.method != "POST" or not is_form or not length.isdigit() or int(length) > _MOST_BYTES:
        return None
    form = await request.form()
    fields = tuple((name, value) for name, value in form.multi_items() if isinstance(value, str) and name != FORM_KEY)
    return _make(request.url.path, str(form.get(FORM_KEY, "")), fields)


def read_kept_form(form: FormData) -> KeptForm | None:
    """What a sign-in page carried."""
    fields = tuple((name.removeprefix(PREFIX), str(value)) for name, value in form.multi_items() if _is_kept(name))
    return _make(str(form.get(PATH, "")), str(form.get(PREFIX + FORM_KEY, "")), fields)


def is_own_path(path: str) -> bool:
    """Whether a path leads to a page of ours, and to one that it makes sense to come back to."""
    is_ours = path.startswith("/") and not path.startswith("//") and not set(path) & set("\\\r\n\t")
    return is_ours and path.partition("?")[0] not in _NOWHERE


def to_cookie(path: str) -> str:
    """A path as a cookie can hold it."""
    return quote(path, safe="/")


def from_cookie(text: str) -> str | None:
    """The path; None where it is none of ours."""
    path = unquote(text)
    return path if path != "/" and is_own_path(path) else None


def _is_kept(name: str) -> bool:
    return name.startswith(PREFIX) and name != PREFIX + FORM_KEY


def _make(path: str, form_key: str, fields: Iterable[tuple[str, str]]) -> KeptForm | None:
    return KeptForm(path, form_key, tuple(fields)) if form_key and is_own_path(path) else None

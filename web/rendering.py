"""Here lives the making of pages from templates and texts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from pipelines.cli.answers import local_date, local_time
from schemas.people import PERMISSIONS, Permission
from web.numbers import write_number, write_percent

_ROOM = Path(__file__).parent
# Pages to which the navigation leads over another.
_UNDER = {
    "/upload": "/batches",
    "/quarantine": "/batches",
    "/held": "/find",
    "/results": "/find",
    "/units": "/accounts",
    "/systems": "/accounts",
}


class Pages:
    """Renders templates; every text that a person reads comes from `texts/LANGUAGE/*.toml`."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(_ROOM / "templates"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"day": local_date, "moment": local_time}

    def render(
        self, request: Request, template: str, values: Mapping[str, Any] | None = None, status: int = 200
    ) -> HTMLResponse:
        """A page in the visitor's language."""
        language = request.cookies.get("language", "vi")
        visitor = getattr(request.state, "visitor", None)
        account = visitor.account if visitor else None
        texts = load_texts(language if language in ("vi", "en") else "vi")

        def may(permission: Permission) -> bool:
            return account is not None and permission in PERMISSIONS and account.may(permission)

        told = {
            "t": lambda key, **details: _find_text(texts, key).format(**details),
            "language": language,
            "account": account,
            "form_key": visitor.form_key if visitor else "",
            "may": may,
            "nav_place": _find_place(request.url.path),
            "training": getattr(request.app.state, "is_training", False),
            "number": lambda value: write_number(value, language),
            "percent": lambda value: write_percent(value, language),
        }
        page = self._environment.get_template(template).render(told | dict(values or {}))
        return HTMLResponse(page, status_code=status)


@cache
def load_texts(language: str) -> Mapping[str, Any]:
    """The texts of a language by page, whichever file of its folder they stand in."""
    texts: dict[str, Any] = {}
    for file in sorted((_ROOM / "texts" / language).glob("*.toml")):
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        assert not texts.keys() & told.keys(), f"{file.name} has a page that another file has"
        texts |= told
    return texts


def find_text(language: str, key: str) -> str:
    """One text, for who makes a part of a page outside templates."""
    return _find_text(load_texts(language if language in ("vi", "en") else "vi"), key)


def _find_text(texts: Mapping[str, Any], key: str) -> str:
    found: Any = texts
    for part in key.split("."):
        found = found[part]
    assert isinstance(found, str), key
    return found


def _find_place(path: str) -> str:
    """The address in the navigation under which a page lies."""
    first = "/" + path.split("/")[1]
    return _UNDER.get(first, first)

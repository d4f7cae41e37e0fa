"""Here live functions: which level took over what the districts did, and which department answers, by document type."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.declaration_faults import tell_faults, tell_syntax
from schemas.errors import SetupError
from schemas.unit_files import SHIPPED_FOLDER

FUNCTIONS_FILE = "functions.toml"


class CustodianFunction(BaseModel):
    """One function as its file declares it; `from_district` says where a district's papers of these types went.

    `organ` answers within the receiving unit for a district's paper, `province_organ` for one of a province's
    department. `place_fields` are the fields of the paper that name its ground, best first. `status` is `stated`
    where a text says so, else `unverified`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    document_types: tuple[str, ...] = Field(min_length=1)
    from_district: Literal["commune", "province", "person"]
    organ: str = ""
    province_organ: str = ""
    place_fields: tuple[str, ...] = ()
    source: str = Field(min_length=1)
    status: Literal["stated", "unverified"]


class _Functions(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    function: tuple[CustodianFunction, ...]


def load_functions(office: Path | None = None) -> Mapping[str, CustodianFunction]:
    """The function of each document type, shipped ones and those of an office's `units/functions.toml`.

    An office's declaration for a type takes the place of the shipped one.

    Raises:
        SetupError: "functions_invalid".
    """
    found: dict[str, CustodianFunction] = {}
    for folder in (SHIPPED_FOLDER, office):
        path = folder / FUNCTIONS_FILE if folder else None
        if path and path.exists():
            found |= _read(path.name, path.read_bytes())
    return found


@lru_cache(maxsize=8)
def _read(name: str, content: bytes) -> Mapping[str, CustodianFunction]:
    """Remembered by content. Raises SetupError: "functions_invalid"; a type with two functions is one."""
    try:
        raw = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupError("functions_invalid", file=name, reason=tell_syntax(error)) from error
    try:
        declared = _Functions.model_validate(raw).function
    except ValidationError as error:
        raise SetupError("functions_invalid", file=name, reason=tell_faults(error, raw)) from error
    found: dict[str, CustodianFunction] = {}
    for function in declared:
        for document_type in function.document_types:
            if document_type in found:
                reason = f"{document_type}: {found[document_type].key}, {function.key} (hai lần / twice)"
                raise SetupError("functions_invalid", file=name, reason=reason)
            found[document_type] = function
    return found

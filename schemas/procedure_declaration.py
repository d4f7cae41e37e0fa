"""Here lives the shape that a procedure's TOML file must have; pydantic guards this door."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.declaration import Level
from schemas.declaration_faults import DeclarationFault

# National code of a procedure; the Portal prints it with the deciding body behind (domain research, 5.6).
CODE_PATTERN = r"^\d\.\d{6}$"
Owner = Literal["self", "spouse", "child", "parent", "parcel", "business"]
# How sure the list of components is: read in the law's own text, in a copy of the Portal's page, or in neither.
Evidence = Literal["law_text", "portal_copy", "unverified"]
_KEY = r"^[a-z][a-z0-9_]*$"
Key = Annotated[str, Field(pattern=_KEY)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AcceptsDeclaration(_Strict):
    """What satisfies a component: results of some types, or papers accepted with an earlier dossier; whose."""

    types: tuple[Key, ...] = ()
    papers: tuple[Key, ...] = ()
    owner: Owner = "self"
    max_age_months: int | None = Field(default=None, ge=1, le=600)

    @model_validator(mode="after")
    def _of_something(self) -> AcceptsDeclaration:
        if not self.types and not self.papers:
            raise DeclarationFault("accepts_nothing")
        return self


class ComponentDeclaration(_Strict):
    key: Key
    name: str = Field(min_length=1)
    required: bool = True
    one_of: Key | None = None
    when: str = ""
    note: str = ""
    accepts: tuple[AcceptsDeclaration, ...] = ()


class ProcedureDeclaration(_Strict):
    """One file of `procedures/`."""

    code: str = Field(pattern=CODE_PATTERN)
    name: str = Field(min_length=1)
    levels: tuple[Level, ...] = Field(min_length=1)
    from_: date | None = Field(default=None, alias="from")
    until: date | None = None
    replaced_by: Annotated[str, Field(pattern=CODE_PATTERN)] | None = None
    legal_basis: str = Field(min_length=1)
    evidence: Evidence
    evidence_source: str = Field(min_length=1)
    note: str = ""
    component: tuple[ComponentDeclaration, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> ProcedureDeclaration:
        if self.from_ and self.until and self.until < self.from_:
            raise DeclarationFault("days_reversed")
        if self.replaced_by and not self.until:
            raise DeclarationFault("replaced_without_end")
        keys = Counter(component.key for component in self.component)
        for key, count in keys.items():
            if count > 1:
                raise DeclarationFault("declared_twice", what="component", name=key)
        groups = Counter(component.one_of for component in self.component if component.one_of)
        for group, count in groups.items():
            if count == 1:
                raise DeclarationFault("alternative_alone", group=group)
        return self

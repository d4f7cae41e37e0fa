"""Here lives the shape a document type's TOML file must have; pydantic guards this door."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.declaration_faults import DeclarationFault
from schemas.field_kinds import KINDS
from schemas.text import fold

Level = Literal["province", "district", "commune"]
Strategy = Literal["after_label", "in_sentence", "in_zone", "table_rows", "pattern"]
Role = Literal["", "holder_name", "holder_id", "holder_birth_date", "holder_address"]
Zone = Literal[
    "", "parent_body", "issuing_body", "number", "issue_place", "issue_date", "title", "subject",
    "signer_name", "signer_title", "sign_authority", "signing_body",
]  # fmt: skip
START_SECTION = "start"  # what stands before any declared section opens
_NAME = r"^[a-z][a-z0-9_]*$"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnDeclaration(_Strict):
    name: str = Field(pattern=_NAME)
    title: str
    kind: str
    headers: tuple[str, ...] = Field(min_length=1)
    required: bool = False


class FieldDeclaration(_Strict):
    name: str = Field(pattern=_NAME)
    title: str
    kind: str
    strategy: Strategy
    labels: tuple[str, ...] = ()
    # Words inside a sentence, in small letters, at which the value ends: no comma or label stands there.
    ends: tuple[Annotated[str, Field(min_length=3)], ...] = ()
    zone: Zone = ""
    section: str = ""
    role: Role = ""
    required: bool = False
    many: bool = False
    max_lines: int = Field(default=1, ge=1, le=12)
    choices: tuple[str, ...] = ()
    columns: tuple[ColumnDeclaration, ...] = ()
    words_field: str = ""
    birth_field: str = ""
    sex_field: str = ""

    @model_validator(mode="after")
    def _whole(self) -> FieldDeclaration:
        for kind in (self.kind, *(column.kind for column in self.columns)):
            if kind not in KINDS:
                raise DeclarationFault("unknown_kind", kind=kind)
        if self.strategy in ("after_label", "in_sentence", "table_rows") and not self.labels:
            raise DeclarationFault("needs_labels", strategy=self.strategy)
        if self.strategy == "in_zone" and not self.zone:
            raise DeclarationFault("needs_zone")
        if (self.kind == "choice") != bool(self.choices):
            raise DeclarationFault("needs_choices")
        if (self.kind == "table") != bool(self.columns):
            raise DeclarationFault("needs_columns")
        return self


class SectionDeclaration(_Strict):
    name: str = Field(pattern=_NAME)
    starts: tuple[str, ...] = Field(min_length=1)


class ValidityDeclaration(_Strict):
    class_: Literal["P", "T1", "T2", "E", "O", "U"] = Field(alias="class")
    years: int | None = Field(default=None, ge=1, le=99)
    months: int | None = Field(default=None, ge=1, le=600)
    legal_basis: str
    note: str = ""


class IssuerDeclaration(_Strict):
    """Who issues a paper: bodies of one level, from and until a day (open where not given)."""

    level: Level
    body: str = Field(min_length=1)
    from_: date | None = Field(default=None, alias="from")
    until: date | None = None
    legal_basis: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> IssuerDeclaration:
        if self.from_ and self.until and self.until < self.from_:
            raise DeclarationFault("days_reversed")
        return self


class EditionDeclaration(_Strict):
    """One printed form of a paper: what it is called, the days between which offices issued it, who prescribed it."""

    name: str = Field(pattern=_NAME)
    title: str = ""
    from_: date | None = Field(default=None, alias="from")
    until: date | None = None
    legal_basis: str = Field(min_length=1)
    note: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> EditionDeclaration:
        if self.from_ and self.until and self.until < self.from_:
            raise DeclarationFault("days_reversed")
        return self


class ExampleDeclaration(_Strict):
    name: str
    text: str
    expect: dict[str, Any] = Field(min_length=1)
    doubts: tuple[str, ...] = ()


class Declaration(_Strict):
    """One file of `document_types/`."""

    key: str = Field(pattern=_NAME)
    title: str
    signs: tuple[str, ...] = ()
    body_signs: tuple[str, ...] = ()
    number_signs: tuple[str, ...] = ()
    issuer_signs: tuple[str, ...] = ()
    rejects: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    tier: int = Field(default=0, ge=0, le=2)
    levels: tuple[Level, ...] = Field(min_length=1)
    evidence: Literal["real_scan", "official_form", "description"]
    evidence_source: str = Field(min_length=1)
    review_only: bool = False
    in_backlog: bool = True
    backlog_note: str = ""
    procedure_codes: tuple[Annotated[str, Field(pattern=r"^\d\.\d{6}$")], ...] = ()
    result_type_code: str = ""
    # A field whose chance to be right is lower goes to a person.
    review_below: float = Field(default=0.98, ge=0.5, le=0.999)
    issuer: tuple[IssuerDeclaration, ...] = Field(min_length=1)
    edition: tuple[EditionDeclaration, ...] = Field(min_length=1)
    sensitivity: int = Field(ge=1, le=4)
    validity: ValidityDeclaration
    section: tuple[SectionDeclaration, ...] = ()
    field: tuple[FieldDeclaration, ...] = Field(min_length=1)
    example: tuple[ExampleDeclaration, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _consistent(self) -> Declaration:
        if self.tier < 2 and not self.signs:
            raise DeclarationFault("needs_signs")
        names = [field.name for field in self.field]
        self._refuse_repeats("field", names)
        self._refuse_repeats("edition", [edition.name for edition in self.edition])
        if not self.in_backlog and not self.backlog_note:
            raise DeclarationFault("needs_note")
        for issuer in self.issuer:
            if issuer.level not in self.levels:
                raise DeclarationFault("level_undeclared", body=issuer.body, level=issuer.level)
        for level in self.levels:
            if level not in {issuer.level for issuer in self.issuer}:
                raise DeclarationFault("level_without_issuer", level=level)
        self._refuse_repeats("example", [example.name for example in self.example])
        sections = [section.name for section in self.section]
        self._refuse_repeats("section", [*sections, START_SECTION])
        for field in self.field:
            if field.section not in ("", START_SECTION, *sections):
                raise DeclarationFault("no_section", field=field.name, section=field.section)
            for other in (field.words_field, field.birth_field, field.sex_field):
                if other and other not in names:
                    raise DeclarationFault("no_field", where=f"field {field.name}", field=other)
        self._refuse_shared_labels()
        self._refuse_unknown_expectations(names)
        return self

    @staticmethod
    def _refuse_repeats(what: str, names: list[str]) -> None:
        repeated = [name for name, count in Counter(names).items() if count > 1]
        if repeated:
            raise DeclarationFault("declared_twice", what=what, name=repeated[0])

    def _refuse_shared_labels(self) -> None:
        """Two fields of one section must not answer to labels that fold alike: one would never be read."""
        owners: dict[tuple[str, str], str] = {}
        for field in self.field:
            # A table and a plain text may share a label: eras print the same item in either form. A co-holder is
            # read from the holder's own print, an amount in words from the print of its digits.
            is_shared = field.strategy == "table_rows" or field.kind in ("co_holder", "money_in_words")
            for label in () if is_shared else field.labels:
                place = (field.section, fold(label).strip(" :"))
                if owners.setdefault(place, field.name) != field.name:
                    raise DeclarationFault("label_shared", label=label, first=owners[place], second=field.name)

    def _refuse_unknown_expectations(self, names: list[str]) -> None:
        for example in self.example:
            unknown = sorted(set(example.expect) - set(names))
            if unknown:
                raise DeclarationFault("no_field", where=f"example {example.name}", field=unknown[0])

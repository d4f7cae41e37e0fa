"""Here live document types: what a kind of paper is called, how its fields are found, how long it holds.

Each type is one TOML file in `document_types/`; nothing else in the product names a type. Declarations
are checked hard when read, because a slip in one silently loses fields on thousands of papers.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from schemas.declaration import Declaration
from schemas.declaration_faults import tell_faults, tell_syntax
from schemas.errors import SetupError

_FOLDER = Path(__file__).with_name("document_types")


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column of a table field: field name, kind, and the words its heading may carry."""

    name: str
    title: str
    kind: str
    headers: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """How one field is found and read.

    `strategy` is a name of `extraction.strategies`; `labels` are printed texts in front of the value;
    `zone` a zone of the page, tried when no label is found; `section` keeps the search inside one part
    of the form (`start`: before the first one). `role` says what a value is to the product: `holder_name`, `holder_id`,
    `holder_birth_date`, `holder_address`, or "". `max_lines` is how many printed lines a value may take, `ends` are
    words inside a sentence at which it ends. `words_field`, `birth_field`, `sex_field` name fields that must agree
    with this one.
    """

    name: str
    title: str
    kind: str
    strategy: str
    labels: tuple[str, ...] = ()
    zone: str = ""
    section: str = ""
    role: str = ""
    required: bool = False
    many: bool = False
    max_lines: int = 1
    choices: tuple[str, ...] = ()
    columns: tuple[ColumnSpec, ...] = ()
    words_field: str = ""
    birth_field: str = ""
    sex_field: str = ""
    ends: tuple[str, ...] = ()

    @property
    def is_personal_id(self) -> bool:
        """Whether its value names a person by number, and is masked outside the operator's own output."""
        return self.kind == "citizen_id" or self.role == "holder_id"


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A part of the form, from one of its opening labels to the next section."""

    name: str
    starts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a result holds.

    `validity_class`: P permanent, T1 term printed, T2 term by law, E until an event, O one use,
    U unknown. `years`/`months` count from the issue date (T2; for T1 the rule the printed day is checked
    against). `legal_basis` names decree and article.
    """

    validity_class: str
    years: int | None
    months: int | None
    legal_basis: str
    note: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """Bodies of one level that issue a paper, `since` and `until` a day (None: open)."""

    level: str
    body: str
    since: date | None
    until: date | None
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One printed form of a paper and the days between which offices issued it (None: open)."""

    name: str
    title: str
    since: date | None
    until: date | None
    legal_basis: str
    note: str


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: invented text and what must come out (a value, a list, or rows)."""

    name: str
    text: str
    expect: Mapping[str, Any]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One declared kind of paper.

    `signs` are title texts that speak for the type, `body_signs` printed labels that support it,
    `number_signs` groups of the document number, `issuer_signs` words one of which the issuing body must
    carry, `rejects` title texts that rule it out. `tier` orders the search: 0 a form of its own, 1 and 2
    ever more general. `evidence` is `real_scan`, `official_form` or `description`, `evidence_source` names it;
    `review_only` keeps the machine from accepting papers of a form that was seen. `sensitivity` 1 public to 4
    secret-like. `in_backlog` says whether papers of the past are digitised at all
    (`backlog_note`: why not). `procedure_codes` are national codes of the procedures that end in this paper,
    `result_type_code` that of the result, "" where unknown. `review_below`: a field whose chance to be right is
    lower goes to a person.
    """

    key: str
    title: str
    signs: tuple[str, ...]
    body_signs: tuple[str, ...]
    number_signs: tuple[str, ...]
    issuer_signs: tuple[str, ...]
    rejects: tuple[str, ...]
    stops: tuple[str, ...]
    tier: int
    levels: tuple[str, ...]
    evidence: str
    evidence_source: str
    review_only: bool
    in_backlog: bool
    backlog_note: str
    procedure_codes: tuple[str, ...]
    result_type_code: str
    issuers: tuple[Issuer, ...]
    editions: tuple[Edition, ...]
    sensitivity: int
    validity: Validity
    sections: tuple[SectionSpec, ...]
    fields: tuple[FieldSpec, ...]
    examples: tuple[Example, ...]
    source_hash: str
    review_below: float = 0.98

    @property
    def is_review_only(self) -> bool:
        """Whether every paper of the type goes to a person: its forms are only described, or none was ever read."""
        return self.review_only or self.evidence == "description"

    def find_field(self, name: str) -> FieldSpec | None:
        return next((spec for spec in self.fields if spec.name == name), None)

    def find_spec(self, place: str) -> FieldSpec | None:
        """How the values of a place are read: `owners[1]` as `owners`, `parcels[0].area` as its column."""
        name, _, rest = place.partition("[")
        spec, column_name = self.find_field(name), rest.partition("].")[2]
        if spec is None or not spec.columns:
            return spec
        column = next((column for column in spec.columns if column.name == column_name), None)
        return FieldSpec(place, column.title, column.kind, spec.strategy) if column else None

    def list_roles(self, role: str) -> tuple[str, ...]:
        """Names of the fields that play this role, in declared order."""
        return tuple(spec.name for spec in self.fields if spec.role == role)


def document_types(extra_folder: Path | None = None) -> Mapping[str, DocumentType]:
    """Every declared type by key, in key order; `extra_folder` adds an office's own files.

    Raises:
        SetupError: "declaration_invalid", naming the file and what is wrong with it.
    """
    found: dict[str, DocumentType] = {}
    for folder in (_FOLDER, extra_folder):
        for path in sorted(folder.glob("*.toml")) if folder else []:
            declared = read_document_type(path)
            if declared.key in found:
                raise key_taken(path, declared.key)
            found[declared.key] = declared
    return MappingProxyType(dict(sorted(found.items())))


def read_document_type(path: Path) -> DocumentType:
    """The type that one file declares.

    Raises:
        SetupError: "declaration_invalid".
    """
    return _declare(path, path.read_bytes())


@lru_cache(maxsize=256)
def _declare(path: Path, data: bytes) -> DocumentType:
    """Remembered by content: declarations are asked for with every paper, and change while a worker lives."""
    try:
        raw = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupError("declaration_invalid", file=path.name, reason=tell_syntax(error)) from error
    try:
        declaration = Declaration.model_validate(raw)
    except ValidationError as error:
        raise SetupError("declaration_invalid", file=path.name, reason=tell_faults(error, raw)) from error
    if declaration.key != path.stem:
        reason = f"khóa {declaration.key} khác tên tệp / the key is not the file's name"
        raise SetupError("declaration_invalid", file=path.name, reason=reason)
    return _to_document_type(declaration, hashlib.sha256(data).hexdigest())


def key_taken(path: Path, key: str) -> SetupError:
    """The error of a file whose key another declaration has."""
    reason = f"khóa {key} đã có loại khác dùng / the key is taken"
    return SetupError("declaration_invalid", file=path.name, reason=reason)


def _to_document_type(declared: Declaration, source_hash: str) -> DocumentType:
    plain = declared.model_dump(exclude={"validity", "section", "field", "example", "issuer", "edition"})
    validity = declared.validity
    return DocumentType(
        **plain,
        validity=Validity(validity.class_, validity.years, validity.months, validity.legal_basis, validity.note),
        sections=tuple(SectionSpec(**section.model_dump()) for section in declared.section),
        fields=tuple(_to_field(field.model_dump()) for field in declared.field),
        issuers=tuple(Issuer(it.level, it.body, it.from_, it.until, it.legal_basis) for it in declared.issuer),
        editions=tuple(
            Edition(it.name, it.title, it.from_, it.until, it.legal_basis, it.note) for it in declared.edition
        ),
        examples=tuple(Example(**example.model_dump()) for example in declared.example),
        source_hash=source_hash,
    )


def _to_field(plain: dict[str, Any]) -> FieldSpec:
    columns = tuple(ColumnSpec(**column) for column in plain.pop("columns"))
    return FieldSpec(**plain, columns=columns)

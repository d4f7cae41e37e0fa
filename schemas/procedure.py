"""Here live procedures: what a person must hand in for one, and which papers that the office holds do as well.

Each is one TOML file in `procedures/`, an office's own files stand in their place. Codes are re-published, and what a
procedure asks for changes by law: a code may have several editions with dates of life, and one that took its place.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from schemas.declaration_faults import tell_faults, tell_syntax
from schemas.errors import SetupError
from schemas.procedure_declaration import (
    AcceptsDeclaration,
    ComponentDeclaration,
    Evidence,
    Owner,
    ProcedureDeclaration,
)
from schemas.toml_lines import find_line

SHIPPED_FOLDER = Path(__file__).with_name("procedures")
# `1.004873.000.00.00.H13`: what stands behind the national code names who decides.
_WRITTEN_CODE = re.compile(r"(?P<code>\d\.\d{6})(?:\.[0-9A-Z.]+)?")


@dataclass(frozen=True, slots=True)
class Accepts:
    """What satisfies a component: results of these types, or papers accepted before under these keys.

    `owner` says whose: the person's own (`self`), those of a relative, of the `parcel` or of the `business` that is
    asked about. `max_age_months` counts from the day of issue, or of acceptance.
    """

    types: tuple[str, ...]
    papers: tuple[str, ...]
    owner: Owner
    max_age_months: int | None


@dataclass(frozen=True, slots=True)
class Component:
    """One thing that a procedure asks for.

    Of components with the same `one_of` one is enough. `when` says in which case it is asked for at all, "" for
    always. Without `accepts` it is made anew each time: a form, a certificate of a hospital.
    """

    key: str
    name: str
    required: bool
    one_of: str | None
    when: str
    note: str
    accepts: tuple[Accepts, ...]


@dataclass(frozen=True, slots=True)
class Procedure:
    """One edition of a procedure; a None bound of its life is open or not known."""

    code: str
    name: str
    levels: tuple[str, ...]
    since: date | None
    until: date | None
    replaced_by: str | None
    legal_basis: str
    evidence: Evidence
    evidence_source: str
    note: str
    components: tuple[Component, ...]
    file_name: str = ""

    def lives_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def list_owners(self) -> frozenset[Owner]:
        """Whose papers may satisfy anything here."""
        return frozenset(accepts.owner for component in self.components for accepts in component.accepts)


@dataclass(frozen=True, slots=True)
class ProcedureFault:
    """What is wrong with one file, and on which of its lines."""

    file_name: str
    line: int
    reason: str

    def to_error(self) -> SetupError:
        return SetupError("procedure_invalid", file=self.file_name, line=self.line, reason=self.reason)


# Every edition of every code, the oldest first.
Procedures = Mapping[str, tuple[Procedure, ...]]


def load_procedures(types: Collection[str], extra_folder: Path | None = None) -> Procedures:
    """Every declared procedure by code; a code that the office declares itself is the office's alone.

    Args:
        types: keys of the document types there are.

    Raises:
        SetupError: "procedure_invalid", naming file and line.
    """
    procedures, faults = check_procedures(types, extra_folder)
    if faults:
        raise faults[0].to_error()
    return procedures


def check_procedures(
    types: Collection[str], extra_folder: Path | None = None
) -> tuple[Procedures, tuple[ProcedureFault, ...]]:
    """The procedures that are sound, by code, and every fault of the others."""
    faults: list[ProcedureFault] = []
    texts: dict[str, str] = {}
    editions: dict[str, list[Procedure]] = {}
    for folder in (SHIPPED_FOLDER, extra_folder):
        found: dict[str, list[Procedure]] = {}
        for path in sorted(folder.glob("*.toml")) if folder else []:
            declared = _read(path, types)
            if isinstance(declared, ProcedureFault):
                faults.append(declared)
                continue
            texts[declared.file_name] = path.read_text(encoding="utf-8")
            found.setdefault(declared.code, []).append(declared)
        editions |= found
    ordered = {code: tuple(sorted(some, key=_first_day)) for code, some in sorted(editions.items())}
    faults += _list_overlaps(ordered, texts) + _list_broken_chains(ordered, texts)
    return MappingProxyType(ordered), tuple(faults)


def find_procedure(procedures: Procedures, written: str, on: date) -> Procedure:
    """The edition in force on a day, of the code or of what took its place.

    Args:
        written: the code, with or without the deciding body behind it.

    Raises:
        SetupError: "procedure_unknown", "procedure_not_in_force".
    """
    code = read_code(written) or ""
    editions = procedures.get(code)
    if not editions:
        raise SetupError("procedure_unknown", procedure=written[:40])
    living = next((one for one in editions if one.lives_on(on)), None)
    if living:
        return living
    last = editions[-1]
    if last.replaced_by and last.until and on > last.until:
        return find_procedure(procedures, last.replaced_by, on)
    raise SetupError("procedure_not_in_force", procedure=code, on=on.strftime("%d/%m/%Y"))


def read_code(written: str) -> str | None:
    """The national code in a code as dossiers write it; None where there is none."""
    found = _WRITTEN_CODE.fullmatch(written.strip())
    return found["code"] if found else None


def _read(path: Path, types: Collection[str]) -> Procedure | ProcedureFault:
    data = path.read_bytes()
    try:
        text = data.decode()
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return ProcedureFault(path.name, _syntax_line(error, data), tell_syntax(error))
    try:
        declared = ProcedureDeclaration.model_validate(raw)
    except ValidationError as error:
        return ProcedureFault(path.name, find_line(text, error.errors()[0]["loc"]), tell_faults(error, raw))
    if path.stem.partition("_")[0] != declared.code:
        reason = f"mã {declared.code} khác tên tệp / the code is not the file's name"
        return ProcedureFault(path.name, find_line(text, ("code",)), reason)
    return _find_unknown_type(path.name, text, declared, types) or _to_procedure(path.name, declared)


def _syntax_line(error: tomllib.TOMLDecodeError | UnicodeDecodeError, data: bytes) -> int:
    if isinstance(error, UnicodeDecodeError):
        return data.count(b"\n", 0, error.start) + 1
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else len(data.splitlines())


def _find_unknown_type(
    file_name: str, text: str, declared: ProcedureDeclaration, types: Collection[str]
) -> ProcedureFault | None:
    for number, component in enumerate(declared.component):
        for place, accepts in enumerate(component.accepts):
            for key in accepts.types:
                if key not in types:
                    line = find_line(text, ("component", number, "accepts", place, "types"))
                    reason = f"thành phần {component.key}: không có loại giấy tờ {key} / no document type {key}"
                    return ProcedureFault(file_name, line, reason)
    return None


def _to_procedure(file_name: str, declared: ProcedureDeclaration) -> Procedure:
    plain: dict[str, Any] = declared.model_dump(exclude={"from_", "component"})
    components = tuple(_to_component(component) for component in declared.component)
    return Procedure(**plain, since=declared.from_, components=components, file_name=file_name)


def _to_component(declared: ComponentDeclaration) -> Component:
    plain: dict[str, Any] = declared.model_dump(exclude={"accepts"})
    return Component(**plain, accepts=tuple(_to_accepts(one) for one in declared.accepts))


def _to_accepts(declared: AcceptsDeclaration) -> Accepts:
    return Accepts(declared.types, declared.papers, declared.owner, declared.max_age_months)


def _first_day(procedure: Procedure) -> date:
    return procedure.since or date.min


def _list_overlaps(ordered: Procedures, texts: Mapping[str, str]) -> list[ProcedureFault]:
    """Editions of one code of which two are in force on the same day."""
    faults = []
    for editions in ordered.values():
        for earlier, later in pairwise(editions):
            if earlier.until is None or later.since is None or later.since <= earlier.until:
                line = find_line(texts[later.file_name], ("from",))
                reason = f"trùng ngày hiệu lực với {earlier.file_name} / in force on the same days"
                faults.append(ProcedureFault(later.file_name, line, reason))
    return faults


def _list_broken_chains(ordered: Procedures, texts: Mapping[str, str]) -> list[ProcedureFault]:
    """Codes whose followers are not declared, or lead back to themselves."""
    faults = []
    for code, editions in ordered.items():
        last = editions[-1]
        seen, follower = [code], last.replaced_by
        while follower and follower in ordered and follower not in seen:
            seen.append(follower)
            follower = ordered[follower][-1].replaced_by
        if follower is None:
            continue
        line = find_line(texts[last.file_name], ("replaced_by",))
        if follower in seen:
            chain = " → ".join([*seen, follower])
            reason = f"thay thế vòng quanh {chain} / replaced_by leads back"
        elif len(seen) == 1:
            reason = f"mã thay thế {follower} chưa khai báo / {follower} is not declared"
        else:
            continue
        faults.append(ProcedureFault(last.file_name, line, reason))
    return faults

"""Here lives the understanding of a dossier's fields: what one-stop software and people write becomes a dossier."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from pipelines.registers.cells import Cell
from pipelines.registers.dossier_columns import BY_KEY
from pipelines.registers.register_rows import RejectedRow
from pipelines.registers.register_values import read_day, read_holder_id
from schemas.days import LOCAL_ZONE
from schemas.dossier import (
    Dossier,
    DossierComponent,
    DossierResult,
    find_contradictions,
    read_dossier_code,
    read_state,
    to_component_key,
)
from schemas.problems import get_problem
from schemas.text import fold, squeeze
from schemas.units import Unit, Units

_YES = frozenset({"1", "true", "co", "x", "yes", "y", "da"})
_NO = frozenset({"0", "false", "khong", "no", "n", "chua"})
# Used again by way of a replacing result; told in that one column alone.
_BY_REPLACING = "2"
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_SPELT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2}))?.*")
_PRINTED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) +(\d{1,2}):(\d{2})(?::(\d{2}))?")
# The column that a contradiction between flags is told at.
_COLUMN_OF = {
    "dossier_day_differs": "received",
    "dossier_flag_contradicts": "digitised",
    "component_flag_contradicts": "part_reused",
}


@dataclass(slots=True)
class RawDossier:
    """What a file says of one dossier, as texts: its own fields, and (row, fields) of each component and result."""

    row: int
    sheet: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    components: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    results: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    # (row, key) of fields that a later row tells otherwise.
    differing: list[tuple[int, str]] = field(default_factory=list)
    # The cell of the day of reception, where the file has cells.
    day: Cell = None

    def put_fields(self, row: int, texts: Mapping[str, str], day: Cell) -> None:
        """Take what a further row says of the dossier itself: what the first says stands."""
        for key, text in texts.items():
            known = self.fields.setdefault(key, text)
            if not known:
                self.fields[key] = text
            elif text and fold(text) != fold(known):
                self.differing.append((row, key))
        self.day = self.day or day


@dataclass(frozen=True, slots=True)
class DossierReading:
    """What a file gave: dossiers, rows that were not taken, and what was taken but should be looked at.

    `rows` tells at which row each code begins.
    """

    dossiers: tuple[Dossier, ...]
    rejected: tuple[RejectedRow, ...]
    told: tuple[RejectedRow, ...]
    rows: Mapping[str, int] = field(default_factory=dict)


class _Rejection(Exception):
    """Why a dossier is not taken; never leaves this module."""

    def __init__(self, code: str, key: str, row: int) -> None:
        self.code, self.key, self.row = code, key, row
        super().__init__(code)


@dataclass(slots=True)
class DossierReader:
    """Understands the dossiers of one file.

    Args:
        unit: path of the executing unit where none is named.
        today: nothing can have been received later.
        names_sync: whether columns are told by their names in the national sync.
    """

    unit: str
    units: Units
    today: date
    names_sync: bool = False
    _found: dict[tuple[str, date | None], Unit | None] = field(default_factory=dict)

    def read(self, raws: Iterable[RawDossier]) -> DossierReading:
        """Every dossier as such or as a rejection, in order."""
        dossiers: list[Dossier] = []
        rejected: list[RejectedRow] = []
        told: list[RejectedRow] = []
        rows: dict[str, int] = {}
        for raw in raws:
            try:
                dossier, coded_on = self._read_one(raw)
            except _Rejection as why:
                rejected.append(self._tell(raw, why.code, why.key, why.row))
                continue
            dossiers.append(dossier)
            rows[dossier.code] = raw.row
            told += [self._tell(raw, "dossier_rows_differ", key, row, first_row=raw.row) for row, key in raw.differing]
            told += self._list_remarks(raw, dossier, coded_on)
        return DossierReading(tuple(dossiers), tuple(rejected), tuple(told), rows)

    def _list_remarks(self, raw: RawDossier, dossier: Dossier, coded_on: date | None) -> Iterable[RejectedRow]:
        if dossier.received_on is None:
            yield self._tell(raw, "dossier_without_day", "received", raw.row)
        elif dossier.received_on > self.today:
            yield self._tell(raw, "dossier_day_in_future", "received", raw.row)
        rows = {it.key: row for it, (row, _) in zip(dossier.components, raw.components, strict=True)}
        for code, part in find_contradictions(dossier, coded_on):
            yield self._tell(raw, code, _COLUMN_OF[code], rows.get(part or "", raw.row))

    def _tell(self, raw: RawDossier, code: str, key: str, row: int, **details: object) -> RejectedRow:
        told = remark_on(code, key, row, names_sync=self.names_sync, **details)
        return replace(told, sheet=raw.sheet)

    def _read_one(self, raw: RawDossier) -> tuple[Dossier, date | None]:
        texts = raw.fields
        code = read_dossier_code(texts.get("code", ""))
        if code is None:
            raise _Rejection("dossier_code_invalid", "code", raw.row)
        received_on, received_at = self._read_reception(raw)
        dossier = Dossier(
            code=code[0],
            unit=self._read_unit(raw, received_on),
            procedure_code=texts.get("procedure", "").upper() or None,
            owner_id=read_holder_id(texts.get("owner", "")) or None,
            received_on=received_on,
            received_at=received_at,
            state=read_state(texts.get("state", "")),
            handed_in_at=texts.get("place", ""),
            has_digitised=_read_flag(texts, "digitised", raw.row),
            components=tuple(_read_component(row, part) for row, part in raw.components),
            results=tuple(_read_result(part) for _, part in raw.results),
        )
        return _without_twins(dossier), code[1]

    def _read_reception(self, raw: RawDossier) -> tuple[date | None, datetime | None]:
        text = squeeze(raw.fields.get("received", ""))
        if not text:
            return None, None
        try:
            found = _read_instant(text)
        except ValueError as error:
            raise _Rejection("dossier_date_unreadable", "received", raw.row) from error
        if found is not None:
            return found
        iso = read_day(raw.day or text)
        if iso is None or len(iso) != len("2026-03-15"):
            raise _Rejection("dossier_date_unreadable", "received", raw.row)
        return date.fromisoformat(iso), None

    def _read_unit(self, raw: RawDossier, received_on: date | None) -> str:
        text = squeeze(raw.fields.get("unit", ""))
        if not text:
            return self.unit
        key = (text, received_on)
        if key not in self._found:
            self._found[key] = self._resolve(text, received_on)
        unit = self._found[key]
        if unit is None:
            raise _Rejection("dossier_unit_unknown", "unit", raw.row)
        return unit.path

    def _resolve(self, text: str, received_on: date | None) -> Unit | None:
        named = self.units.find(text)
        if named is not None:
            return named if received_on is None or named.lives_on(received_on) else None
        day = received_on.isoformat() if received_on else None
        return self.units.resolve_issuer(text, None, None, day, home=self.unit)


def remark_on(code: str, key: str, row: int, *, names_sync: bool, **details: object) -> RejectedRow:
    """What is to be said of a field of a row; `names_sync`: the column by its name in the national sync."""
    column = BY_KEY[key].sync[0] if names_sync else BY_KEY[key].heading
    return RejectedRow(row, column, code, get_problem(code, column=column, **details).message)


def _without_twins(dossier: Dossier) -> Dossier:
    """The dossier with a key of its own for each component: a second of the same name is told by its number."""
    seen: dict[str, int] = {}
    parts = []
    for part in dossier.components:
        seen[part.key] = seen.get(part.key, 0) + 1
        parts.append(part if seen[part.key] == 1 else replace(part, key=f"{part.key}#{seen[part.key]}"))
    return replace(dossier, components=tuple(parts))


def _read_component(row: int, texts: Mapping[str, str]) -> DossierComponent:
    code, name = texts.get("part_code", ""), texts.get("part_name", "")
    reused = texts.get("part_reused", "")
    return DossierComponent(
        key=to_component_key(code, name),
        name=squeeze(name or code),
        has_file=_has_file(texts.get("part_file", "")),
        is_digitised=bool(_read_flag(texts, "part_digitised", row)),
        is_reused=reused == _BY_REPLACING or bool(_read_flag(texts, "part_reused", row)),
        is_from_store=bool(_read_flag(texts, "part_store", row)),
        replaced_by=texts.get("part_replaced", ""),
    )


def _read_result(texts: Mapping[str, str]) -> DossierResult:
    return DossierResult(
        squeeze(texts.get("result_name", "")), texts.get("result_code", ""), _has_file(texts.get("result_file", ""))
    )


def _read_flag(texts: Mapping[str, str], key: str, row: int) -> bool | None:
    text = fold(texts.get(key, ""))
    if not text:
        return None
    if text not in _YES | _NO:
        raise _Rejection("dossier_flag_unreadable", key, row)
    return text in _YES


def _has_file(text: str) -> bool:
    """A link, a name or a yes; the text itself is not kept."""
    return bool(text) and fold(text) not in _NO


def _read_instant(text: str) -> tuple[date, datetime | None] | None:
    """Day and instant of `20260315083000` and the like; None for another form. Raises ValueError for no day."""
    packed, spelt, printed = _PACKED.fullmatch(text), _SPELT.fullmatch(text), _PRINTED.fullmatch(text)
    found = packed or spelt
    if found is not None:
        year, month, day, *clock = (int(part) for part in found.groups() if part is not None)
    elif printed is not None:
        day, month, year, *clock = (int(part) for part in printed.groups() if part is not None)
    else:
        return None
    on = date(year, month, day)
    if not clock:
        return on, None
    hour, minute, *second = clock
    return on, datetime.combine(on, time(hour, minute, second[0] if second else 0), LOCAL_ZONE)

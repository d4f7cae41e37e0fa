"""Here live dossier files: exports of the one-stop software, as tables or as JSON of the national sync."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.registers.cells import Cell, Line, Uncomputed, to_text
from pipelines.registers.dossier_columns import COMPONENT, DOSSIER, RESULT, find_field, find_fields, iterate_fields
from pipelines.registers.dossier_rows import DossierReader, DossierReading, RawDossier
from pipelines.registers.spreadsheets import read_spreadsheet
from schemas.dossier import read_dossier_code
from schemas.errors import InputRejected
from schemas.text import clean
from schemas.units import Units

# Titles stand above the headings; nobody writes more than this.
_HEADER_SEARCH_ROWS = 40
# Cells that are filled in a line below the list.
_FOOTER_CELLS = 2
_MAX_JSON_BYTES = 256 * 1024 * 1024
_KEYS = {of: frozenset(field.key for field in iterate_fields(of)) for of in (DOSSIER, COMPONENT, RESULT)}
# Where the sync keeps components, results and ids of a dossier, in folded names.
_LISTS = {"tailieunop": COMPONENT, "danhsachtailieunop": COMPONENT, "danhsachgiaytoketqua": RESULT}
_OWNERS = "dinhdanhchs"


def read_dossiers(path: Path, unit: str, units: Units, today: date) -> DossierReading:
    """The dossiers of a file, those that were not understood, and what should be looked at.

    Args:
        path: .xlsx or .csv with one row for each component (or one for a dossier without), or .json with the national
            sync's names: a list of dossiers, or an object that holds one. The content decides, not the name.
        unit: path of the executing unit where none is named.
        today: a later day of reception is told.

    Raises:
        InputRejected: "dossiers_unreadable", "dossiers_no_header", and those of a spreadsheet that cannot be read.
        SetupError: "unit_unknown".
    """
    units.get(unit)
    try:
        is_json = is_sync_json(path)
        raws = _read_json(path) if is_json else _read_tables(path)
    except OSError as error:
        raise InputRejected("dossiers_unreadable") from error
    return DossierReader(unit, units, today, names_sync=is_json).read(raws)


def is_sync_json(path: Path) -> bool:
    """Whether a file is JSON, which tells fields by their names in the national sync."""
    with path.open("rb") as file:
        start = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"{", b"["))


def _read_tables(path: Path) -> Iterable[RawDossier]:
    """The dossiers of every sheet that has headings; those of text tables are under one delimiter alone."""
    by_code: dict[str, RawDossier] = {}
    has_headings = False
    for table in read_spreadsheet(path).tables:
        lines = iter(table.lines)
        for _, line in zip(range(_HEADER_SEARCH_ROWS), lines, strict=False):
            places = find_fields(line[1])
            if places is not None:
                has_headings = True
                _gather_rows(lines, places, table.name or None, by_code)
                break
    if not has_headings:
        raise InputRejected("dossiers_no_header")
    return by_code.values()


def _gather_rows(
    lines: Iterable[Line], places: Mapping[str, int], sheet: str | None, by_code: dict[str, RawDossier]
) -> None:
    """Rows of one code are one dossier; a row without a code, right below, goes on with the one above."""
    current: RawDossier | None = None
    last_row = 0
    for row, cells in lines:
        if _is_no_dossier(cells, cells[places["code"]] if places["code"] < len(cells) else None):
            continue
        texts = {key: clean(to_text(cells[at])).strip() if at < len(cells) else "" for key, at in places.items()}
        # A day and a serial number are read as such; all else is text.
        day = cells[places["received"]] if "received" in places and places["received"] < len(cells) else None
        if texts["code"] or current is None or row != last_row + 1:
            code = read_dossier_code(texts["code"])
            # What is no code is told for each row of it.
            current = by_code.setdefault(code[0] if code else f"{sheet} {row}", RawDossier(row, sheet))
        last_row = row
        current.put_fields(row, {key: text for key, text in texts.items() if key in _KEYS[DOSSIER]}, day)
        for of, into in ((COMPONENT, current.components), (RESULT, current.results)):
            part = {key: text for key, text in texts.items() if key in _KEYS[of]}
            if any(part.values()):
                into.append((row, part))


def _is_no_dossier(cells: Sequence[Cell], code: Cell) -> bool:
    """A line that counts the columns, (1) (2) (3), or stands below the list: a sum, a place and day, a signature."""
    texts = [text for cell in cells if (text := to_text(cell))]
    if len(texts) > 2 and [text.strip("()") for text in texts] == [str(n) for n in range(1, len(texts) + 1)]:
        return True
    # One without a value of its formula may be a dossier's.
    is_code = isinstance(code, Uncomputed) or any(char.isdigit() for char in to_text(code))
    return not is_code and bool(to_text(code)) and len(texts) <= _FOOTER_CELLS


def _read_json(path: Path) -> list[RawDossier]:
    if path.stat().st_size > _MAX_JSON_BYTES:
        raise InputRejected("register_too_large")
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputRejected("dossiers_unreadable") from error
    found = [_to_raw(row, one) for row, one in enumerate(_list_objects(told), start=1)]
    if not any(raw.fields.get("code") for raw in found):
        raise InputRejected("dossiers_no_header")
    return found


def _list_objects(told: Any) -> list[Mapping[str, Any]]:
    """The dossiers in a document: itself, its list, or the list somewhere inside."""
    if isinstance(told, list):
        return [one for one in told if isinstance(one, dict)]
    if not isinstance(told, dict):
        return []
    if any(find_field(name) == "code" for name in told):
        return [told]
    return next((found for value in told.values() if (found := _list_objects(value))), [])


def _to_raw(row: int, told: Mapping[str, Any]) -> RawDossier:
    raw = RawDossier(row)
    raw.put_fields(row, dict(_iterate_texts(told, DOSSIER)), None)
    for name, value in told.items():
        folded = name.lower()
        if folded == _OWNERS and not raw.fields.get("owner"):
            owners = [dict(_iterate_texts(one, DOSSIER)).get("owner", "") for one in _unwrap(value)]
            raw.fields["owner"] = next(filter(None, owners), "")
        elif folded in _LISTS:
            of = _LISTS[folded]
            parts = [(row, dict(_iterate_texts(one, of))) for one in _unwrap(value) if not _is_deleted(one)]
            (raw.components if of == COMPONENT else raw.results).extend(parts)
    return raw


def _iterate_texts(told: Mapping[str, Any], of: str) -> Iterator[tuple[str, str]]:
    for name, value in told.items():
        key = find_field(name)
        if key in _KEYS[of] and not isinstance(value, dict | list):
            yield key, "" if value is None else clean(str(value)).strip()


def _unwrap(value: Any) -> list[Mapping[str, Any]]:
    """A list of the sync, which some programs wrap once more (`{"TaiLieuNop": [...]}`)."""
    if isinstance(value, dict):
        inner = [one for one in value.values() if isinstance(one, list | dict)]
        return _unwrap(inner[0]) if inner else [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _is_deleted(told: Mapping[str, Any]) -> bool:
    return any(name.lower() == "isdeleted" and str(value).lower() in ("1", "true") for name, value in told.items())

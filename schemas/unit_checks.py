"""Here live the checks of unit tables: parents, days of life, successions and shares, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

from schemas.unit_files import STATUS, UNVERIFIED, Row, UnitFault, UnitTables
from schemas.unit_mentions import KINDS, expand_words

# `92`, `92.916`, `92.916.31135` and, since there are no districts, `92.31135`.
_SHAPES = {
    "province": re.compile(r"\d{2}"),
    "district": re.compile(r"\d{2}\.\d{3}"),
    "commune": re.compile(r"\d{2}(\.\d{3})?\.\d{5}"),
}


def list_unit_faults(tables: UnitTables) -> tuple[UnitFault, ...]:
    """Every fault of the tables, in order of file and line; faults of shape alone where there are any.

    A cell that cannot be read would make ten others wrong: it is told first, the rest once it is mended.
    """
    shapes = [*tables.faults, *(fault for row in tables.units.values() for fault in _shape_of_unit(row))]
    shapes += [fault for row in _steps(tables) for fault in _shape_of_step(row)]
    marked = (*tables.units.values(), *_steps(tables))
    shapes += [_fault(row, STATUS, "unit_status_unknown") for row in marked if row[STATUS] not in ("", UNVERIFIED)]
    found = shapes or [
        *(fault for row in tables.units.values() for fault in _life(row, tables)),
        *(fault for row in _steps(tables) for fault in _step(row, tables.units)),
        *(fault for rows in tables.successions.values() for fault in _shares(rows)),
        *(fault for row in tables.streets for fault in _street(row, tables)),
    ]
    return tuple(sorted(set(found), key=lambda fault: (fault.file, fault.row, fault.column, fault.code)))


def _steps(tables: UnitTables) -> Iterator[Row]:
    for rows in tables.successions.values():
        yield from rows.values()


def _fault(row: Row, column: str, code: str, value: str | None = None) -> UnitFault:
    return UnitFault(row.file, row.number, column, code, (row[column] if value is None else value)[:80])


def _shape_of_unit(row: Row) -> Iterator[UnitFault]:
    shape = _SHAPES.get(row["level"])
    if shape is None:
        yield _fault(row, "level", "unit_level_unknown")
    elif not shape.fullmatch(row["path"]):
        yield _fault(row, "path", "unit_path_invalid")
    else:
        for name in (row["name"], *filter(None, row["aliases"].split("|"))):
            if not _names_a_kind(name, row["level"]):
                yield _fault(row, "name" if name == row["name"] else "aliases", "unit_name_without_kind", name)
    yield from (_fault(row, c, "unit_day_invalid") for c in ("valid_from", "valid_until") if not _is_day(row[c]))


def _names_a_kind(name: str, level: str) -> bool:
    words = " ".join(expand_words(name))
    return any(words.startswith(kind + " ") for kind in KINDS[level])


def _shape_of_step(row: Row) -> Iterator[UnitFault]:
    if not row["on"] or not _is_day(row["on"]):
        yield _fault(row, "on", "unit_day_invalid")
    if row["share"] and _to_share(row["share"]) is None:
        yield _fault(row, "share", "unit_share_invalid")


def _is_day(text: str) -> bool:
    try:
        return not text or bool(date.fromisoformat(text))
    except ValueError:
        return False


def _to_share(text: str) -> Fraction | None:
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
    return share if 0 < share <= 1 else None


def _life(row: Row, tables: UnitTables) -> Iterator[UnitFault]:
    """A unit within its parent's life, and somebody in its place where it is no more."""
    first, last = row["valid_from"], row["valid_until"]
    if first and last and last < first:
        yield _fault(row, "valid_until", "unit_days_reversed")
    # A district's place is taken by its communes' successors.
    if last and row["level"] != "district" and row["path"] not in tables.successions:
        yield _fault(row, "valid_until", "unit_without_successor", row["path"])
    parent_path = row["path"].rpartition(".")[0]
    if not parent_path:
        return
    parent = tables.units.get(parent_path)
    if parent is None:
        yield _fault(row, "path", "unit_parent_unknown", parent_path)
        return
    if parent["valid_until"] and (not last or last > parent["valid_until"]):
        yield _fault(row, "valid_until", "unit_outlives_parent", parent_path)
    if first and parent["valid_from"] and first < parent["valid_from"]:
        yield _fault(row, "valid_from", "unit_outlives_parent", parent_path)


def _step(row: Row, units: Mapping[str, Row]) -> Iterator[UnitFault]:
    """Both units known; the old one gone the day before, the new one alive on the day."""
    old, new = units.get(row["old"]), units.get(row["new"])
    if old is None:
        yield _fault(row, "old", "unit_not_in_tables")
    if new is None:
        yield _fault(row, "new", "unit_not_in_tables")
    if old is None or new is None:
        return
    day_before = (date.fromisoformat(row["on"]) - timedelta(days=1)).isoformat()
    begins_later = bool(new["valid_from"]) and new["valid_from"] > row["on"]
    ended_before = bool(new["valid_until"]) and new["valid_until"] < row["on"]
    if old["valid_until"] != day_before or begins_later or ended_before:
        yield _fault(row, "on", "unit_succession_day")


def _shares(rows: Mapping[str, Row]) -> Iterator[UnitFault]:
    """All shares of a predecessor make 1, or none is given because it was divided and a person decides."""
    shares = [_to_share(row["share"]) for row in rows.values()]
    known = [share for share in shares if share is not None]
    is_divided = not known and len(shares) > 1
    if not is_divided and (len(known) < len(shares) or sum(known) != 1):
        yield _fault(max(rows.values(), key=lambda row: row.number), "share", "unit_shares_wrong", str(sum(known)))


def _street(row: Row, tables: UnitTables) -> Iterator[UnitFault]:
    """A street of a unit that was divided, in one of the units that it was divided into."""
    if not row["street"]:
        yield _fault(row, "street", "unit_street_invalid")
    if row["new"] not in tables.successions.get(row["old"], {}):
        yield _fault(row, "new", "unit_street_invalid")

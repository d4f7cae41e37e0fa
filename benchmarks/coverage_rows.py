"""Here live the invented papers and registers of a province, on which coverage is measured at scale."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.catalogue_rows import Row, Rows, batch_id_of, scan_id_of
from schemas import wire
from schemas.extraction import Extraction, FieldReading, Provenance
from schemas.geometry import Box
from schemas.procedure_result import HistoryEntry, ProcedureResult, make_receipt_id, make_result_id
from schemas.register import RegisterRow
from schemas.units import load_units
from schemas.validity import Interval

_AT_ONCE = 20_000
_TYPES = (
    "birth_certificate",
    "building_permit",
    "household_business_certificate",
    "committee_decision",
    "social_allowance_decision",
    "marriage_certificate",
    "land_use_certificate",
    "food_safety_certificate",
)
_FILED_FROM = datetime(2022, 1, 3, 1, 0, tzinfo=UTC)
_FILED_DAYS = 1700
# Stand where each paper's own is put; what the writer makes of them is found again in the text.
_DAY = date(1999, 9, 9)
_AT, _FILED = datetime(1999, 9, 9, 9, 9, 9, tzinfo=UTC), datetime(1998, 8, 8, 8, 8, 8, tzinfo=UTC)
_SNAPSHOTS = tuple(date(year, 1, 1) for year in range(2022, 2027))


@dataclass(frozen=True, slots=True)
class Office:
    """How many results are filed and how many rows the registers have; five in six results are on a register."""

    results: int
    rows: int


def make_office_rows(office: Office) -> Iterator[Rows]:
    """All rows, some thousand papers at a time."""
    issuers = _list_issuers()
    bodies = {state: _make_body(state) for state in ("confirmed", "in_review", "returned", "withdrawn")}
    row_body = _make_row_body()
    snapshots = [
        (number, "92", day.isoformat(), str(number), "so.csv", "cli:an", f"{day}T00:00:00.000000+00:00")
        for number, day in enumerate(_SNAPSHOTS, start=1)
    ]
    at = _FILED_FROM.isoformat(timespec="microseconds")
    yield {"batches": [(batch_id_of(0), "92", "hop-0", "cli:an", at)], "register_snapshots": snapshots}
    for start in range(0, max(office.results, office.rows), _AT_ONCE):
        rows: Rows = {"receipts": [], "results": [], "result_versions": [], "register_rows": []}
        for number in range(start, start + _AT_ONCE):
            if number < office.results:
                _add_result(rows, number, issuers, bodies)
            # Of six filed papers the register does not know one.
            if number < office.rows and (number % 6 or number >= office.results):
                rows["register_rows"].append(_make_row(number, issuers, row_body))
        yield rows
    lost = list(range(office.rows, office.rows + office.results // 6))
    for start in range(0, len(lost), _AT_ONCE):
        numbers = lost[start : start + _AT_ONCE]
        yield {"register_rows": [_make_row(number, issuers, row_body) for number in numbers]}


def _list_issuers() -> list[tuple[str, str]]:
    """(unit, level) of everybody who ever issued papers in the city."""
    return [(unit.path, unit.level) for unit in load_units().list_all()]


def _issued_on(number: int) -> date:
    return date(2000, 1, 1) + timedelta(days=(number * 7919) % 9400)


def _expires_on(number: int) -> date | None:
    return _issued_on(number) + timedelta(days=365 * 10) if number % 10 < 3 else None


def _add_result(
    rows: Rows, number: int, issuers: list[tuple[str, str]], bodies: dict[str, Callable[[dict[str, str]], str]]
) -> None:
    # 1,299,709 is prime: neighbours in time are not neighbours in the catalogue.
    filed = _FILED_FROM + timedelta(days=(number * 1_299_709) % _FILED_DAYS, seconds=number % 20_000)
    state = ("confirmed",) * 93 + ("in_review",) * 5 + ("returned", "withdrawn")
    scan_id = scan_id_of(number)
    unit, level = issuers[number % len(issuers)]
    result_id = make_result_id(scan_id, 1)
    values = {
        "result_id": result_id,
        "scan_id": scan_id,
        "receipt_id": make_receipt_id("92", "hop-0", scan_id),
        "unit": unit,
        "level": level,
        "type": _TYPES[number % len(_TYPES)],
        "number": f"{number + 1}/QĐ-UBND",
        "issued": _issued_on(number).isoformat(),
        "until": _quoted(_expires_on(number)),
        "reason": '"expired"' if _expires_on(number) else "null",
        "filed": _stamp(filed),
        "at": _stamp(filed),
        "version": "1",
    }
    told = state[number % 100]
    if number % 3 == 0 and told == "confirmed":
        # A person looked at it a week later: two versions.
        rows["result_versions"].append((result_id, 1, bodies["in_review"](values)))
        values |= {"version": "2", "at": _stamp(filed + timedelta(days=7))}
    received = (number + 1, values["receipt_id"], batch_id_of(0), "92", scan_id, "a.pdf", "cli:an", _stamp(filed))
    rows["receipts"].append((*received, "done", False, "filed", None, None, None, 1, 1, None))
    names = (result_id, values["receipt_id"], scan_id, batch_id_of(0), "92", values["type"], values["number"])
    at = filed.isoformat(timespec="microseconds")
    standing: Row = (unit, level, told, at, at if told == "confirmed" else None, False, int(values["version"]))
    rows["results"].append((*names, values["number"], values["issued"], *standing, bodies[told](values)))


def _make_row(number: int, issuers: list[tuple[str, str]], body: Callable[[dict[str, str]], str]) -> Row:
    unit, level = issuers[number % len(issuers)]
    row_id = hashlib.sha256(b"row %d" % number).hexdigest()[:32]
    snapshot = number % len(_SNAPSHOTS)
    text = body(
        {
            "unit": unit,
            "level": level,
            "type": _TYPES[number % len(_TYPES)],
            "number": f"{number + 1}/QĐ-UBND",
            "issued": _issued_on(number).isoformat(),
            "until": _quoted(_expires_on(number)),
            "box": f"H{number % 4000:04d}",
            "name": f"Nguyễn Văn {number % 20000}",
        }
    )
    return (row_id, snapshot + 1, "92", _SNAPSHOTS[snapshot].isoformat(), number, text)


def _quoted(day: date | None) -> str:
    return f'"{day.isoformat()}"' if day else "null"


def _stamp(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _fill(pattern: str, names: dict[str, str]) -> Callable[[dict[str, str]], str]:
    """Puts a paper's own values where the pattern has the writer's text of the marks."""

    def fill(values: dict[str, str]) -> str:
        text = pattern
        for name, mark in names.items():
            text = text.replace(mark, values[name])
        return text

    return fill


_MARKS = {name: f"@{name}@" for name in ("result_id", "scan_id", "receipt_id", "unit", "type", "number", "box", "name")}


def _make_body(state: str) -> Callable[[dict[str, str]], str]:
    readings: dict[str, Any] = {
        name: FieldReading("Nguyễn Văn An", "Nguyễn Văn An", 0.9, Provenance(1, Box(200, 300, 900, 340), "after_label"))
        for name in ("document_number", "issue_date", "issuing_body", "holder_name", "holder_address", "signer_name")
    }
    result = ProcedureResult(
        result_id=_MARKS["result_id"],
        receipt_id=_MARKS["receipt_id"],
        scan_id=_MARKS["scan_id"],
        page_numbers=(1,),
        custodian="92",
        extraction=Extraction(_MARKS["scan_id"], (1,), _MARKS["type"], 0.98, "declaration", fields=readings),
        state=state,  # type: ignore[arg-type]
        filed_at=_FILED,
        document_type=_MARKS["type"],
        document_number=_MARKS["number"],
        issue_date="@issued@",
        unit=_MARKS["unit"],
        level="@level@",
        intervals=(Interval(_DAY, None),),
        confirmed_at=_AT if state == "confirmed" else None,
        confirmed_by="machine" if state == "confirmed" else None,
        version=777,
        history=(HistoryEntry(_AT, "cli:an", "filed"),),
    )
    text = wire.to_json(result)
    text = text.replace('"in_force_until":null,"reason":null', '"in_force_until":@until@,"reason":@reason@')
    text = text.replace('"version":777', '"version":@version@').replace(f'"{_DAY.isoformat()}"', '"@issued@"')
    text = text.replace(_stamp(_AT), "@at@").replace(_stamp(_FILED), "@filed@")
    names = ("result_id", "scan_id", "receipt_id", "unit", "level", "type", "number", "issued", "until", "reason")
    return _fill(text, {name: f"@{name}@" for name in (*names, "at", "filed", "version")})


def _make_row_body() -> Callable[[dict[str, str]], str]:
    row = RegisterRow(
        0, _MARKS["type"], _MARKS["number"], "@issued@", _MARKS["name"], _MARKS["unit"], "commune", _DAY, None, "@box@"
    )
    text = wire.to_json(row).replace('"in_force_until":null', '"in_force_until":@until@')
    text = text.replace('"level":"commune"', '"level":"@level@"').replace(f'"{_DAY.isoformat()}"', '"@issued@"')
    names = ("unit", "level", "type", "number", "issued", "until", "box", "name")
    return _fill(text, {name: f"@{name}@" for name in names})

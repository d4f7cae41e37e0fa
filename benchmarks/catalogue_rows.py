"""Here live the invented rows of a province's catalogue, made and loaded fast enough to have a million of them."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from schemas import wire
from schemas.extraction import Extraction, FieldReading, FieldValue, Provenance
from schemas.geometry import Box
from schemas.procedure_result import HistoryEntry, ProcedureResult, make_receipt_id, make_result_id
from schemas.scan import FileInspection, PageSize

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]

RECIPE = "recipe-of-the-scale"
PAPERS_A_BATCH = 500
# Rows are made and loaded so many papers at a time.
_AT_ONCE = 20_000
_LOADING_CACHE_MIB = 1024
# Those that are not behind a primary key or a promise that a value stands once.
_LOOSE_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid::regclass::text IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')
    AND NOT indisprimary AND NOT indisunique
"""
_START = datetime(2022, 1, 3, 1, 0, tzinfo=UTC)
_TYPES = (
    "birth_certificate",
    "marriage_certificate",
    "death_extract",
    "building_permit",
    "land_use_certificate",
    "household_business_certificate",
    "committee_decision",
    "social_allowance_decision",
)
_STATES = ("confirmed",) * 93 + ("in_review",) * 5 + ("returned", "withdrawn")
# As many as a well-filled paper has; twenty is more than most.
_FIELDS = (
    *("document_number", "issue_date", "issuing_body", "parent_body", "issue_place", "title", "subject"),
    *("signer_name", "signer_title", "sign_authority", "holder_name", "holder_id", "holder_birth_date"),
    *("holder_address", "valid_until", "register_number", "child_name", "mother_name", "father_name", "note"),
)
_MADE_NUMBER, _MADE_NAME, _MADE_ID = "@number@", "@name@", "@id@"
_COLUMNS = {
    "batches": "batch_id custodian name operator created_at",
    "receipts": "sequence receipt_id batch_id custodian scan_id source operator received_at state one_document outcome"
    " problem_code inspection recipe pages_read pages_total ended_at",
    "pages": "scan_id recipe page_number place status attempts seconds",
    "results": "result_id receipt_id scan_id batch_id custodian document_type document_number number_key issue_date"
    " unit level state filed_at confirmed_at differs version body",
    "holders": "result_id kind key",
    "paper_keys": "result_id key",
    "outbox": "sequence result_id marked_at",
    "result_versions": "result_id version body",
    "register_snapshots": "snapshot_id unit as_of sha256 source by imported_at",
    "register_rows": "row_id snapshot_id source_unit as_of position body",
}


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is: results filed (each five hundredth waits for the index), files in quarantine, pages queued."""

    results: int
    quarantined: int
    queued_pages: int


# Of a copied row: what must be another's. {k} is the copy's number, {span} more than the highest sequence.
_OF_A_COPY = {
    "batches": {"batch_id": "batch_id || '-' || '{k}'", "name": "name || '-' || '{k}'"},
    "receipts": {
        "sequence": "sequence + {k} * {span}",
        "receipt_id": "md5(receipt_id || '{k}')",
        "batch_id": "batch_id || '-' || '{k}'",
        "scan_id": "md5(scan_id || '{k}')",
    },
    "pages": {"scan_id": "md5(scan_id || '{k}')", "place": "place + {k} * {span}"},
    "results": {
        "result_id": "md5(result_id || '{k}')",
        "receipt_id": "md5(receipt_id || '{k}')",
        "scan_id": "md5(scan_id || '{k}')",
        "batch_id": "batch_id || '-' || '{k}'",
        "number_key": "number_key || '{k}'",
    },
    "holders": {"result_id": "md5(result_id || '{k}')", "key": "CASE kind WHEN 'id' THEN key || '{k}' ELSE key END"},
    "paper_keys": {"result_id": "md5(result_id || '{k}')", "key": "key || '{k}'"},
}
# Tells a made row from a copied one.
_FIRST_COPY = {
    "batches": "batch_id NOT LIKE 'batch-%-%'",
    "receipts": "sequence < {span}",
    "pages": "place < {span}",
    "results": "length(result_id) < 32",
    "holders": "length(result_id) < 32",
    "paper_keys": "length(result_id) < 32",
}
_NOT_COPIED = {"receipts": "outcome IS NULL", "pages": "status = 'queued'", "batches": "batch_id LIKE 'batch-queued%'"}


def list_copying(size: Size, copies: int) -> list[str]:
    """Statements that copy every filed paper so many times under other ids, faster than more could be made."""
    span = 2 * (size.results + size.quarantined + size.queued_pages)
    statements = []
    for k in range(1, copies + 1):
        for table, changed in _OF_A_COPY.items():
            names = _COLUMNS[table].split()
            values = ", ".join(changed.get(name, name).format(k=k, span=span) for name in names)
            kept = f"NOT ({_NOT_COPIED[table]})" if table in _NOT_COPIED else "1 = 1"
            first = _FIRST_COPY[table].format(span=span)
            statements.append(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} WHERE {kept} AND {first}"
            )
    return statements


def name_unit(number: int) -> str:
    """The issuing office of a paper: one of 84 communes in nine districts; the last commune is a small one."""
    commune = 83 if number % 1000 == 999 else number % 83
    return f"92.{916 + commune % 9}.{31000 + commune}"


def batch_id_of(number: int) -> str:
    return f"batch-{number // PAPERS_A_BATCH:06d}"


def scan_id_of(number: int) -> str:
    return hashlib.sha256(b"scale %d" % number).hexdigest()


def number_of(number: int) -> str:
    """A document number; one in fifty is borne by two papers."""
    return f"{number - (number % 50 == 49)}/QĐ-UBND"


def holder_id_of(number: int) -> str:
    """A holder's id; one person in four holds two papers."""
    return f"0920{number - (number % 8 == 7):08d}"


def make_rows(size: Size) -> Iterator[Rows]:
    """All rows, some thousand papers at a time, parents before children."""
    made = _make_body_maker()
    yield {"batches": [_batch_row(number) for number in range(0, size.results + PAPERS_A_BATCH, PAPERS_A_BATCH)]}
    total = size.results + size.quarantined
    for start in range(0, total, _AT_ONCE):
        rows: Rows = {name: [] for name in _COLUMNS}
        for number in range(start, min(start + _AT_ONCE, total)):
            _add_paper(rows, number, number >= size.results, made)
        yield rows
    yield _queued_rows(size, total)


def _batch_row(number: int) -> Row:
    at = _instant(number)
    return (batch_id_of(number), "92.916", f"hop-{number // PAPERS_A_BATCH}", "cli:an", at)


def _add_paper(rows: Rows, number: int, is_quarantined: bool, make_body: Callable[[int], str]) -> None:
    scan_id, at = scan_id_of(number), _instant(number)
    batch_id = batch_id_of(number)
    receipt_id = make_receipt_id("92.916", batch_id, scan_id)
    outcome, code = ("quarantined", "file_damaged") if is_quarantined else ("filed", None)
    source = f"in/box-{number // PAPERS_A_BATCH}/{number:07d}.pdf"
    received = (number + 1, receipt_id, batch_id, "92.916", scan_id, source, "cli:an", at, "done", False, outcome, code)
    rows["receipts"].append((*received, INSPECTION, RECIPE, 1, 1, at))
    rows["pages"].append((scan_id, RECIPE, 1, number + 1, "failed" if is_quarantined else "read", 1, 0.8))
    if is_quarantined:
        return
    result_id = make_result_id(scan_id, 1)
    state = _STATES[number % 100]
    kind = _TYPES[number % len(_TYPES)]
    on = f"{2000 + number % 26}-{1 + number % 12:02d}-{1 + number % 28:02d}"
    key = number_of(number).lower().replace("/", "").replace("-", "").replace("đ", "d")
    told = (result_id, receipt_id, scan_id, batch_id, "92.916", kind, number_of(number), key, on)
    confirmed = at if state == "confirmed" else None
    unit = name_unit(number)
    rows["results"].append((*told, unit, "commune", state, at, confirmed, number % 1000 == 1, 1, make_body(number)))
    rows["holders"].append((result_id, "id", holder_id_of(number)))
    rows["holders"].append((result_id, "name", f"nguyen van {number % 20000}"))
    rows["holders"].append((result_id, "birth", f"nguyen van {number % 20000};{1950 + number % 60}"))
    rows["paper_keys"].append((result_id, f"{kind};{unit};{on[:4]};{key}"))
    if number % 500 == 0:
        rows["outbox"].append((number + 1, result_id, at))


def _queued_rows(size: Size, first: int) -> Rows:
    """Files of ten pages each that wait to be read, two hundred of them in a batch."""
    rows: Rows = {name: [] for name in _COLUMNS}
    for number in range(first, first + size.queued_pages // 10):
        batch_id, scan_id, at = f"batch-queued-{(number - first) // 200}", scan_id_of(number), _instant(number)
        if (number - first) % 200 == 0:
            rows["batches"].append((batch_id, "92.916", batch_id, "cli:an", at))
        receipt_id = make_receipt_id("92.916", batch_id, scan_id)
        received = (number + 1, receipt_id, batch_id, "92.916", scan_id, f"in/{number}.pdf", "cli:an", at)
        rows["receipts"].append((*received, "reading", False, None, None, INSPECTION, RECIPE, 0, 0, None))
        rows["pages"] += [(scan_id, RECIPE, page, number + 1, "queued", 0, 0.0) for page in range(1, 11)]
    return rows


def _instant(number: int) -> str:
    return (_START + timedelta(seconds=97 * number)).isoformat(timespec="microseconds")


INSPECTION = wire.to_json(FileInspection("application/pdf", 812_345, (PageSize(1, 2480, 3508, 300),)))


def _make_body_maker() -> Callable[[int], str]:
    """Bodies in the form of today, made by the real writer once for each kind and state, then filled in."""
    drawn = random.Random(6)
    patterns = {
        (kind, state): wire.to_json(_make_pattern(kind, state, drawn)) for kind in _TYPES for state in set(_STATES)
    }

    def make(number: int) -> str:
        scan_id = scan_id_of(number)
        body = patterns[_TYPES[number % len(_TYPES)], _STATES[number % 100]]
        filled = {
            "@scan@": scan_id,
            "@receipt@": make_receipt_id("92.916", batch_id_of(number), scan_id),
            "@result@": make_result_id(scan_id, 1),
            "@unit@": name_unit(number),
            _MADE_NUMBER: number_of(number),
            _MADE_NAME: f"Nguyễn Văn {number % 20000}",
            _MADE_ID: holder_id_of(number),
        }
        for mark, value in filled.items():
            body = body.replace(mark, value)
        return body

    return make


def _make_pattern(kind: str, state: str, drawn: random.Random) -> ProcedureResult:
    values = {name: " ".join(drawn.choices(_FIELDS, k=4)) for name in _FIELDS}
    values |= {"document_number": _MADE_NUMBER, "holder_name": _MADE_NAME, "holder_id": _MADE_ID}
    fields: dict[str, FieldValue] = {
        name: FieldReading(value, value, 0.9, Provenance(1, Box(200, 300, 900, 340), "after_label"))
        for name, value in values.items()
    }
    extraction = Extraction("@scan@", (1,), kind, 0.98, "declaration", title="Quyết định", fields=fields, doubts=())
    return ProcedureResult(
        result_id="@result@",
        receipt_id="@receipt@",
        scan_id="@scan@",
        page_numbers=(1,),
        custodian="92.916",
        extraction=extraction,
        state=state,  # type: ignore[arg-type]
        filed_at=_START,
        document_type=kind,
        title="Quyết định",
        document_number=_MADE_NUMBER,
        issue_date="2021-03-05",
        unit="@unit@",
        level="commune",
        holder_names=(_MADE_NAME,),
        holder_ids=(_MADE_ID,),
        history=(HistoryEntry(_START, "cli:an", "filed"),),
    )


def load_sqlite(path: Path, batches: Iterator[Rows], copying: Sequence[str] = ()) -> None:
    """Put all rows into a catalogue's file; durability is of no use before the last of them."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute(f"PRAGMA cache_size={-_LOADING_CACHE_MIB << 10}")
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f'DROP INDEX "{name}"')
        for rows in batches:
            for table, its in rows.items():
                names = _COLUMNS[table].split()
                marks = ", ".join("?" * len(names))
                connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", its)
            connection.commit()
        connection.create_function("md5", 1, lambda text: hashlib.md5(text.encode()).hexdigest(), deterministic=True)
        for statement in (*copying, *(statement for _, statement in indexes)):
            connection.execute(statement)
            connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def load_postgresql(url: str, batches: Iterator[Rows], copying: Sequence[str] = ()) -> None:
    """As `load_sqlite`; afterwards the server knows its numbers and its statistics."""
    with psycopg.connect(url) as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute(f"SET maintenance_work_mem = '{_LOADING_CACHE_MIB}MB'")
        # The rows fit each other; a million lookups would only say so.
        connection.execute("SET session_replication_role = replica")
        indexes = connection.execute(_LOOSE_INDEXES).fetchall()
        for name, _ in indexes:
            connection.execute(f'DROP INDEX "{name}"')
        for rows in batches:
            for table, its in rows.items():
                with connection.cursor().copy(
                    f"COPY {table} ({', '.join(_COLUMNS[table].split())}) FROM STDIN"
                ) as copy:
                    for row in its:
                        copy.write_row(row)
            connection.commit()
        for statement in (*copying, *(statement for _, statement in indexes)):
            connection.execute(statement)
            connection.commit()
        for table in ("receipts", "outbox"):
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'sequence'), (SELECT max(sequence) FROM {table}))"
            )
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM (ANALYZE)")

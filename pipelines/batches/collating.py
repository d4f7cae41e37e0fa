"""Here lives the joining of files into one scan: fronts and backs of a stack, sheets of a paper photographed apart."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pipelines.disk_space import ensure_room
from pipelines.filing import end_plainly, forget_refused
from pipelines.intake import hash_file, make_receipt, try_again
from pipelines.keeping import keep_file
from pipelines.lines import empty_line
from pipelines.pages import page_work
from pipelines.pages.page_pool import PagePool
from pipelines.resources import Resources
from schemas.crash_points import reached
from schemas.errors import InputRejected, SetupError
from schemas.procedure_result import make_receipt_id
from schemas.scan import Batch, FileInspection, Receipt
from storage.keys import original_key
from storage.ports import EndedReceipt, PageChange

# How the backs were scanned: as the turned-over stack gives them, last sheet first; or sheet by sheet.
Way = Literal["reversed", "in-order"]
WAYS: tuple[Way, ...] = ("reversed", "in-order")

_INSPECT_TIMEOUT_S, _COMPOSE_TIMEOUT_S, _COMPOSE_S_A_PAGE = 60.0, 60.0, 3.0


@dataclass(frozen=True, slots=True)
class CollateWish:
    """The two files (absolute paths), and how their joined pages are to be read."""

    fronts: Path
    backs: Path
    way: Way
    forced_type: str | None = None
    one_document: bool = False


@dataclass(frozen=True, slots=True)
class SheetsWish:
    """Files of one paper in the order of its pages, under which name they were handed in and by whom."""

    files: tuple[Path, ...]
    names: tuple[str, ...]
    operator: str
    forced_type: str | None = None


@dataclass(frozen=True, slots=True)
class Half:
    """One of the files to be joined, as it was handed in."""

    path: Path
    scan_id: str
    inspection: FileInspection
    source: str


@dataclass(frozen=True, slots=True)
class Collated:
    """The receipt of the PDF made of several files, those files, and the recipe that its pages are read with."""

    receipt: Receipt
    halves: tuple[Half, ...]
    recipe: str


def find_halves(files: Sequence[Path]) -> tuple[Path, Path]:
    """The two files that a call means; raises SetupError ("collate_two_files")."""
    if len(files) != 2:
        raise SetupError("collate_two_files", count=len(files))
    return files[0], files[1]


def receive_halves(resources: Resources, batch: Batch, wish: CollateWish) -> Collated:
    """Keep both halves and the PDF made of them.

    The same halves give the same PDF, hence the same receipt. Nothing is kept where the halves do not fit.

    Raises:
        InputRejected: what is wrong with a file; "collate_same_file", "collate_counts_differ", "compose_failed".
    """
    with PagePool(1, resources.settings.page_memory_mb) as pool:
        fronts, backs = (_look_at(resources, pool, path, str(path)) for path in (wish.fronts, wish.backs))
        _refuse_unlike((fronts, backs))
        receipt = make_receipt(batch, "", str(wish.fronts), batch.operator, resources.now())
        receipt = replace(receipt, forced_type=wish.forced_type, one_document=wish.one_document)
        return _join(resources, pool, batch, receipt, order_pages((fronts, backs), wish.way))


def receive_sheets(resources: Resources, batch: Batch, wish: SheetsWish) -> Collated:
    """Keep the files of one paper, photographs perhaps, and the PDF made of them; the same file twice is one.

    Nothing is kept where one of them cannot be taken.

    Raises:
        InputRejected: what is wrong with a file; "compose_failed".
    """
    with PagePool(1, resources.settings.page_memory_mb) as pool:
        sheets: dict[str, Half] = {}
        for path, name in zip(wish.files, wish.names, strict=True):
            sheet = _look_at(resources, pool, path, name)
            sheets.setdefault(sheet.scan_id, sheet)
        receipt = make_receipt(batch, "", wish.names[0], wish.operator, resources.now())
        receipt = replace(receipt, forced_type=wish.forced_type, one_document=True)
        parts = [(it, page.page_number) for it in sheets.values() for page in it.inspection.pages]
        return _join(resources, pool, batch, receipt, parts)


def _join(
    resources: Resources, pool: PagePool, batch: Batch, receipt: Receipt, parts: Sequence[tuple[Half, int]]
) -> Collated:
    """`receipt` gets its scan here."""
    halves = tuple({half.scan_id: half for half, _ in parts}.values())
    recipe = pool.run(page_work.find_recipe, resources.settings.engine, timeout_s=_INSPECT_TIMEOUT_S)
    with tempfile.TemporaryDirectory(prefix="collated-", dir=pool.scratch) as folder:
        target = Path(folder) / "collated.pdf"
        pool.run(
            page_work.compose,
            [(half.path, half.inspection, number) for half, number in parts],
            target,
            timeout_s=_COMPOSE_TIMEOUT_S + _COMPOSE_S_A_PAGE * len(parts),
        )
        scan_id = hash_file(target)
        receipt = replace(
            receipt,
            receipt_id=make_receipt_id(batch.custodian, batch.name, scan_id),
            scan_id=scan_id,
            composed_of=tuple((half.scan_id, number) for half, number in parts),
        )
        if not resources.catalogue.is_refused(scan_id):
            ensure_room(resources)
            for half in halves:
                keep_file(resources, original_key(half.scan_id), half.path, half.scan_id)
            keep_file(resources, original_key(scan_id), target, scan_id)
            reached("original.stored")
    receipt, _ = resources.catalogue.put_receipt(receipt)
    return Collated(try_again(resources, receipt, receipt.forced_type), halves, recipe)


def _refuse_unlike(halves: tuple[Half, Half]) -> None:
    fronts, backs = halves
    if fronts.scan_id == backs.scan_id:
        raise InputRejected("collate_same_file")
    counts = len(fronts.inspection.pages), len(backs.inspection.pages)
    if counts[0] != counts[1]:
        raise InputRejected("collate_counts_differ", fronts=counts[0], backs=counts[1])


def order_pages(halves: tuple[Half, Half], way: Way) -> list[tuple[Half, int]]:
    """Front and back of each sheet in turn, as (half, page number)."""
    fronts, backs = halves
    count = len(fronts.inspection.pages)
    joined: list[tuple[Half, int]] = []
    for number in range(1, count + 1):
        joined += [(fronts, number), (backs, count + 1 - number if way == "reversed" else number)]
    return joined


def _look_at(resources: Resources, pool: PagePool, path: Path, source: str) -> Half:
    inspection = pool.run(page_work.inspect, path, resources.limits, None, timeout_s=_INSPECT_TIMEOUT_S)
    return Half(path, hash_file(path), inspection, source)


def end_halves(resources: Resources, batch: Batch, collated: Collated) -> None:
    """Give the files the end that their joined pages came to, in one transaction; harmless twice.

    While those wait in quarantine the files have no receipt: what becomes of them is not known yet.
    """
    joined = resources.catalogue.get_receipt(collated.receipt.receipt_id)
    if joined.state != "done" or joined.outcome == "quarantined":
        return
    if joined.outcome == "refused":
        _refuse(resources, batch, joined, collated.halves)
        return
    first = resources.catalogue.list_lines(joined.receipt_id)[0]["result_id"]
    ended = tuple(_end_as_filed(batch, joined, half, collated.recipe, first) for half in collated.halves)
    resources.catalogue.change_pages((), lambda _: PageChange((), receipts=ended))
    reached("receipt.ended")


def _end_as_filed(batch: Batch, joined: Receipt, half: Half, recipe: str, result_id: str | None) -> EndedReceipt:
    line = empty_line(half.source, half.scan_id, "filed", batch.name, batch.custodian) | {"result_id": result_id}
    receipt = replace(_receipt_of(joined, half, batch), state="done", outcome="filed", inspection=half.inspection)
    return EndedReceipt(receipt, recipe, (line,))


def _receipt_of(joined: Receipt, half: Half, batch: Batch) -> Receipt:
    return replace(
        joined,
        receipt_id=make_receipt_id(batch.custodian, batch.name, half.scan_id),
        scan_id=half.scan_id,
        source=half.source,
        state="received",
        outcome=None,
        problem_code=None,
        inspection=None,
        composed_of=(),
    )


def _refuse(resources: Resources, batch: Batch, joined: Receipt, halves: Sequence[Half]) -> None:
    """A state secret stands on one of the pages: none of the files may be kept."""
    for half in halves:
        receipt, _ = resources.catalogue.put_receipt(_receipt_of(joined, half, batch))
        if receipt.state != "done":
            end_plainly(resources, receipt, batch.name, "refused", joined.problem_code or "state_secret")
            forget_refused(resources, half.scan_id)

"""Here lives the joining of two halves of a stack that a one-sided scanner gave: its fronts, then its backs."""

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
class Half:
    """One of the two files as it was handed in."""

    path: Path
    scan_id: str
    inspection: FileInspection


@dataclass(frozen=True, slots=True)
class Collated:
    """The receipt of the PDF made of two halves, the halves, and the recipe that its pages are read with."""

    receipt: Receipt
    halves: tuple[Half, Half]
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
        halves = _look_at(resources, pool, wish.fronts), _look_at(resources, pool, wish.backs)
        _refuse_unlike(halves)
        parts = order_pages(halves, wish.way)
        recipe = pool.run(page_work.find_recipe, resources.settings.engine, timeout_s=_INSPECT_TIMEOUT_S)
        with tempfile.TemporaryDirectory(prefix="collated-", dir=pool.scratch) as folder:
            target = Path(folder) / "collated.pdf"
            pool.run(
                page_work.compose,
                [(half.path, half.inspection, number) for half, number in parts],
                target,
                timeout_s=_COMPOSE_TIMEOUT_S + _COMPOSE_S_A_PAGE * len(parts),
            )
            receipt = _make_receipt(resources, batch, wish, hash_file(target), parts)
            if not resources.catalogue.is_refused(receipt.scan_id):
                ensure_room(resources)
                for half in halves:
                    keep_file(resources, original_key(half.scan_id), half.path, half.scan_id)
                keep_file(resources, original_key(receipt.scan_id), target, receipt.scan_id)
                reached("original.stored")
    receipt, _ = resources.catalogue.put_receipt(receipt)
    return Collated(try_again(resources, receipt, wish.forced_type), halves, recipe)


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


def _look_at(resources: Resources, pool: PagePool, path: Path) -> Half:
    inspection = pool.run(page_work.inspect, path, resources.limits, None, timeout_s=_INSPECT_TIMEOUT_S)
    return Half(path, hash_file(path), inspection)


def _make_receipt(
    resources: Resources, batch: Batch, wish: CollateWish, scan_id: str, parts: Sequence[tuple[Half, int]]
) -> Receipt:
    return replace(
        make_receipt(batch, scan_id, str(wish.fronts), batch.operator, resources.now()),
        forced_type=wish.forced_type,
        one_document=wish.one_document,
        composed_of=tuple((half.scan_id, number) for half, number in parts),
    )


def end_halves(resources: Resources, batch: Batch, collated: Collated) -> None:
    """Give both halves the end that their joined pages came to, in one transaction; harmless twice.

    While those wait in quarantine the halves have no receipt: what becomes of them is not known yet.
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
    line = empty_line(str(half.path), half.scan_id, "filed", batch.name, batch.custodian) | {"result_id": result_id}
    receipt = replace(_receipt_of(joined, half, batch), state="done", outcome="filed", inspection=half.inspection)
    return EndedReceipt(receipt, recipe, (line,))


def _receipt_of(joined: Receipt, half: Half, batch: Batch) -> Receipt:
    return replace(
        joined,
        receipt_id=make_receipt_id(batch.custodian, batch.name, half.scan_id),
        scan_id=half.scan_id,
        source=str(half.path),
        state="received",
        outcome=None,
        problem_code=None,
        inspection=None,
        composed_of=(),
    )


def _refuse(resources: Resources, batch: Batch, joined: Receipt, halves: tuple[Half, Half]) -> None:
    """A state secret stands on one of the pages: neither half may be kept."""
    for half in halves:
        receipt, _ = resources.catalogue.put_receipt(_receipt_of(joined, half, batch))
        if receipt.state != "done":
            end_plainly(resources, receipt, batch.name, "refused", joined.problem_code or "state_secret")
            forget_refused(resources, half.scan_id)

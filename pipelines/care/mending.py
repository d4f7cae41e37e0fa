"""Here lives the mending of what was derived from an original: page readings, searchable copies, records of pages.

An original is never mended; from a sound one everything else can be made again, with the recipe it was made with.
"""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Self

from pipelines.filing import ReadScan, make_searchable
from pipelines.keeping import keep_bytes
from pipelines.pages import page_work
from pipelines.pages.page_pool import PagePool
from pipelines.resources import Resources
from schemas.errors import InputRejected, StoreDamaged
from schemas.procedure_result import ProcedureResult
from schemas.scan import FileInspection, Receipt
from schemas.wire import to_json
from storage.keys import original_key, reading_key
from storage.ports import PageJob

_FIND_RECIPE_TIMEOUT_S = 120.0
# A page may have been read as it lies, or as a person said that it lies.
_TURNS_DEG = (None, 0, 90, 180, 270)


class Mender:
    """Makes lost or damaged derivations again; its workers are started when the first one is."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._held = ExitStack()
        self._pool: PagePool | None = None
        self._turns: dict[str, int | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    def mend_reading(self, result: ProcedureResult, page_number: int) -> bool:
        """Read a page again; False where it was read in a way that cannot be repeated here, or not without a password.

        False too where its original is not sound: a reading of other bytes would be worse than none.
        """
        receipt, recipe = self._find_receipt(result), result.recipe
        if receipt is None or receipt.inspection is None or not self._can_repeat(recipe):
            return False
        try:
            return self._read(receipt, receipt.inspection, recipe, page_number)
        except (InputRejected, StoreDamaged):
            return False

    def mend_searchable(self, result: ProcedureResult) -> bool:
        """Make the two-layer PDF again from the page readings that are kept."""
        receipt = self._find_receipt(result)
        batch = self._resources.catalogue.find_batch(receipt.batch_id) if receipt else None
        if receipt is None or batch is None or receipt.inspection is None:
            return False
        pages = self._resources.catalogue.list_pages(result.scan_id, result.recipe)
        scan = ReadScan(receipt, batch.name, receipt.inspection, pages, result.recipe)
        try:
            made, _ = make_searchable(self._resources, self._get_pool(), scan, again=True)
        except StoreDamaged:
            return False
        return made

    def mend_record(self, result: ProcedureResult, page_number: int) -> bool:
        """Say again in the catalogue that a page was read: its reading is there."""
        receipt = self._find_receipt(result)
        if receipt is None:
            return False
        job = PageJob(result.scan_id, page_number, result.recipe, "read", 1)
        self._resources.catalogue.put_read_pages(receipt.receipt_id, [job])
        return True

    def _find_receipt(self, result: ProcedureResult) -> Receipt | None:
        receipt = self._resources.catalogue.get_receipt(result.receipt_id)
        if receipt.scan_id == result.scan_id:
            return receipt
        return self._resources.catalogue.find_filed_receipt(result.scan_id, other_than="")

    def _read(self, receipt: Receipt, inspection: FileInspection, recipe: str, page_number: int) -> bool:
        settings, key = self._resources.settings, original_key(receipt.scan_id)
        if self._resources.objects.compute_sha256(key) != receipt.scan_id:
            return False
        with self._resources.objects.open_local(key) as original:
            page = self._get_pool().run(
                page_work.read,
                original,
                inspection,
                receipt.scan_id,
                page_number,
                settings.engine,
                self._resources.limits,
                None,
                self._turns[recipe],
                timeout_s=settings.page_timeout_s,
            )
        keep_bytes(self._resources, reading_key(receipt.scan_id, page_number, recipe), to_json(page).encode())
        return True

    def _can_repeat(self, recipe: str) -> bool:
        """Whether the engine of today, with some turn, is this recipe."""
        if not self._turns:
            for turn_deg in _TURNS_DEG:
                found = self._get_pool().run(
                    page_work.find_recipe,
                    self._resources.settings.engine,
                    turn_deg,
                    timeout_s=_FIND_RECIPE_TIMEOUT_S,
                )
                self._turns.setdefault(found, turn_deg)
        return recipe in self._turns

    def _get_pool(self) -> PagePool:
        if self._pool is None:
            self._pool = self._held.enter_context(PagePool(1, self._resources.settings.page_memory_mb))
        return self._pool

"""Here lives rereading: filed papers read, or only understood, once more; what people said stays."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.filing import ReadScan, make_searchable
from pipelines.indexing import index_pending
from pipelines.pages import page_work
from pipelines.pages.page_pool import PagePool
from pipelines.patience import persist
from pipelines.resources import Resources
from pipelines.results.later_readings import REREAD, LaterReading, confirm_by_machine, lay_over, list_changed, tell_note
from pipelines.results.pages_again import ReadPages, open_kept_pages, read_pages_again
from pipelines.results.papers_again import complete, list_own_pages, part_again, understand_readings
from pipelines.results.reread_figures import Reread, RereadFigures
from schemas.errors import InputRejected, SetupError, StoreDamaged
from schemas.folding import fold_result
from schemas.ocr_page import OcrPage
from schemas.procedure_result import HistoryEntry, ProcedureResult
from schemas.scan import Receipt
from schemas.wire import from_json
from storage.keys import reading_key

OPEN_ENGINE_TIMEOUT_S = 120.0
_INDEX_PATIENCE_S = 30.0
_SELF_CHANGED = "reread_changed_meanwhile"
_ERASED = "result_erased"
_PARTS_DIFFER = "reread_parts_differ"


@dataclass(frozen=True, slots=True)
class RereadWish:
    """Which results to read again (all that hold together), how, and who asks.

    `fields_only`: the kept readings are understood again, no page is read. `dry_run`: nothing is written.
    """

    by: str
    result_ids: tuple[str, ...] = ()
    batch_id: str | None = None
    document_type: str | None = None
    unit: str | None = None
    fields_only: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class _Scan:
    """The wished results of one receipt."""

    receipt_id: str
    result_ids: tuple[str, ...]


def reread(resources: Resources, wish: RereadWish, on_line: Callable[[Reread], None]) -> RereadFigures:
    """Read the wished results again, each told as it is done; what it all came to.

    Each result that reads otherwise gets one new version. What was done before a kill is done; the same call goes on.

    Raises:
        SetupError: "result_unknown", "type_key_unknown", "unit_unknown"; the engine is unknown or not installed.
        TemporarilyUnavailable: a store is away.
    """
    erased = _check(resources, wish)
    figures = RereadFigures()
    figures.fates["skipped"] += len(erased)
    scans = _list_scans(resources, wish)
    settings = resources.settings
    with ExitStack() as held:
        pool = held.enter_context(PagePool(settings.jobs, settings.page_memory_mb))
        recipe = None
        if not wish.fields_only:
            recipe = pool.run(page_work.find_recipe, settings.engine, timeout_s=OPEN_ENGINE_TIMEOUT_S)
        run = _Run(resources, pool, wish, recipe)
        threads = held.enter_context(ThreadPoolExecutor(settings.jobs + 1, thread_name_prefix="reread"))
        held.callback(threads.shutdown, wait=True, cancel_futures=True)
        for told_of_scan in threads.map(run.persist_scan, scans):
            for told in told_of_scan:
                figures.add(told)
                on_line(told)
    if not wish.dry_run:
        index_pending(resources, patience_s=_INDEX_PATIENCE_S)
    return figures


def _check(resources: Resources, wish: RereadWish) -> list[str]:
    """The ids among those named that were erased: of these nothing is left to read."""
    if wish.unit is not None:
        resources.units.get(wish.unit)
    if wish.document_type is not None and wish.document_type not in resources.types:
        raise SetupError("type_key_unknown", key=wish.document_type[:60])
    erased = [name for name in dict.fromkeys(wish.result_ids) if resources.catalogue.find_erasure(name) is not None]
    for result_id in set(wish.result_ids) - set(erased):
        resources.catalogue.get_result(result_id)
    return erased


def _list_scans(resources: Resources, wish: RereadWish) -> list[_Scan]:
    """The wished results, those of one receipt together, in order of id."""
    found: dict[str, list[str]] = {}
    for result in _iterate_wished(resources, wish):
        found.setdefault(result.receipt_id, []).append(result.result_id)
    return [_Scan(receipt_id, tuple(ids)) for receipt_id, ids in found.items()]


def _iterate_wished(resources: Resources, wish: RereadWish) -> Iterator[ProcedureResult]:
    every = resources.catalogue.list_results(unit=wish.unit, batch_id=wish.batch_id)
    for result in _of_ids(resources, wish) if wish.result_ids else every:
        if wish.document_type in (None, result.document_type):
            yield result


def _of_ids(resources: Resources, wish: RereadWish) -> Iterator[ProcedureResult]:
    for result in resources.catalogue.list_results_by_id(tuple(dict.fromkeys(wish.result_ids))):
        receipt = resources.catalogue.get_receipt(result.receipt_id)
        paths = (path or "" for path in (result.unit, result.custodian))
        is_within = wish.unit is None or any(f"{path}.".startswith(f"{wish.unit}.") for path in paths)
        if is_within and wish.batch_id in (None, receipt.batch_id):
            yield result


class _Run:
    """One rereading under way; scans are worked on by several threads."""

    def __init__(self, resources: Resources, pool: PagePool, wish: RereadWish, recipe: str | None) -> None:
        self._resources = resources
        self._pool = pool
        self._wish = wish
        self._recipe = recipe

    def persist_scan(self, scan: _Scan) -> list[Reread]:
        return persist(lambda: self._reread_scan(scan), time.sleep)

    def _reread_scan(self, scan: _Scan) -> list[Reread]:
        found = self._resources.catalogue.list_results_by_id(scan.result_ids)
        told = {result.result_id: Reread(result, result) for result in found}
        living = [result for result in found if result.state != "withdrawn"]
        receipt = self._resources.catalogue.get_receipt(scan.receipt_id)
        # One recipe for all: results of one scan may have been read at different times.
        for recipe in dict.fromkeys(self._recipe or result.recipe for result in living):
            results = [result for result in living if self._recipe or result.recipe == recipe]
            with ExitStack() as held:
                try:
                    pages = self._open_pages(receipt, recipe, held)
                    some = self._reread_results(receipt, results, pages)
                except (InputRejected, StoreDamaged) as error:
                    some = [Reread(result, result, problem=error.code) for result in results]
            told |= {one.before.result_id: one for one in some}
        return [told[result_id] for result_id in scan.result_ids if result_id in told]

    def _open_pages(self, receipt: Receipt, recipe: str, held: ExitStack) -> ReadPages:
        if self._wish.fields_only:
            return open_kept_pages(self._resources, receipt, recipe, held)
        scratch = None
        if self._wish.dry_run:
            scratch = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="reread-", dir=self._pool.scratch)))
        return read_pages_again(self._resources, self._pool, receipt, recipe, held, scratch)

    def _reread_results(self, receipt: Receipt, results: Sequence[ProcedureResult], pages: ReadPages) -> list[Reread]:
        """Every result of a scan; the copy to search is made before the first that will point at it."""
        gone = part_again(self._resources, self._pool, receipt, pages.readings)
        told: list[Reread] = []
        for result in results:
            warnings = (_PARTS_DIFFER,) if result.page_numbers in gone else ()
            try:
                told.append(replace(self._reread_result(receipt, result, pages), warnings=warnings))
            except (InputRejected, StoreDamaged) as error:
                # Erased since: nothing is left that could be told as failed.
                problem = None if error.code == _ERASED else error.code
                told.append(Reread(result, result, problem=problem, warnings=warnings))
        return told

    def _reread_result(self, receipt: Receipt, result: ProcedureResult, pages: ReadPages) -> Reread:
        numbers = list_own_pages(result)
        lost = _find_lost(self._resources, result, numbers, pages)
        if lost is not None:
            return Reread(result, result, problem=lost)
        paper = understand_readings(self._resources, self._pool, result, pages.readings, numbers)
        has_lost = pages.has_failed or len(set(numbers) & set(pages.readings)) < len(numbers)
        paper = complete(result, paper, None, has_lost)
        is_other_text = pages.recipe != result.recipe and self._is_other_text(result, numbers, pages.readings)
        later = LaterReading(paper, pages.recipe, result.has_searchable_pdf, is_other_text)
        after = self._lay_over(result, later)
        if after == result or self._wish.dry_run:
            return Reread(result, after, paper)
        if after.recipe != result.recipe:
            scan = ReadScan(receipt, "", pages.inspection, pages.jobs, pages.recipe)
            has_copy, _ = make_searchable(self._resources, self._pool, scan)
            later = replace(later, has_searchable_pdf=has_copy)
        return self._write(result, later)

    def _write(self, looked_at: ProcedureResult, later: LaterReading) -> Reread:
        """One transaction; a result whose pages or told type changed since is left alone."""

        def change(result: ProcedureResult) -> ProcedureResult:
            if _premises(result) != _premises(looked_at):
                return result
            return self._lay_over(result, later)

        after = self._resources.catalogue.update_result(looked_at.result_id, change)
        if _premises(after) != _premises(looked_at):
            return Reread(looked_at, looked_at, problem=_SELF_CHANGED)
        return Reread(looked_at, after, later.paper)

    def _lay_over(self, result: ProcedureResult, later: LaterReading) -> ProcedureResult:
        resources, at = self._resources, self._resources.now()
        laid = lay_over(result, later, resources.settings.review_sample, at)
        if laid == result:
            return result
        folded = fold_result(laid, resources.types, resources.units)
        note = tell_note(self._tell_source(later), list_changed(result, folded))
        entry = HistoryEntry(at, self._wish.by, REREAD, note)
        return confirm_by_machine(replace(folded, history=(*folded.history, entry)), result, at)

    def _tell_source(self, later: LaterReading) -> str:
        declared = f"{later.paper.document_type or '-'} {later.paper.declaration_hash[:12]}".strip()
        return declared if self._wish.fields_only else f"{later.recipe}, {declared}"

    def _is_other_text(self, result: ProcedureResult, numbers: Sequence[int], readings: Mapping[int, Path]) -> bool:
        """Whether the words of the pages differ; readings that were lost differ from any."""
        objects = self._resources.objects
        for number in numbers:
            key = reading_key(result.scan_id, number, result.recipe)
            old = objects.get_bytes(key) if objects.find_size(key) is not None else None
            new = readings[number].read_bytes() if number in readings else None
            if (old and from_json(OcrPage, old).text) != (new and from_json(OcrPage, new).text):
                return True
        return False


def _premises(result: ProcedureResult) -> object:
    """What a reading was made from: were it other by now, the reading would be of another paper."""
    said = [review.value for review in result.reviews if review.field == "document_type"]
    return result.scan_id, result.page_numbers, said, result.state == "withdrawn"


def _find_lost(resources: Resources, result: ProcedureResult, numbers: Sequence[int], pages: ReadPages) -> str | None:
    """Why a page that was read before is not read now, if one is: such a reading would only lose."""
    if pages.recipe == result.recipe:
        return None
    before = {
        job.page_number for job in resources.catalogue.list_pages(result.scan_id, result.recipe) if job.status == "read"
    }
    failed = {job.page_number: job.problem_code for job in pages.jobs if job.status == "failed"}
    return next((failed[number] or "page_failed" for number in numbers if number in before & set(failed)), None)

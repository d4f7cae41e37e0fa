"""The generated catalogue holds what the real one would, so that its figures mean something."""

from __future__ import annotations

from pathlib import Path

from benchmarks.catalogue_rows import Size, holder_id_of, make_rows, scan_id_of
from benchmarks.catalogue_scale import loaded_sqlite, measure
from schemas.procedure_result import make_result_id

SIZE = Size(results=1200, quarantined=3, queued_pages=40)


def test_generated_rows_are_a_catalogue_that_answers(tmp_path: Path) -> None:
    with loaded_sqlite(SIZE, 1, tmp_path) as catalogue:
        result = catalogue.get_result(make_result_id(scan_id_of(7), 1))
        assert (result.scan_id, result.holder_ids) == (scan_id_of(7), (holder_id_of(7),))
        assert catalogue.count_results() == 2 * SIZE.results
        assert len(list(catalogue.list_results(state="in_review"))) == 2 * SIZE.results * 5 // 100
        assert len(catalogue.list_quarantine()) == 2 * SIZE.quarantined
        filed = [batch for batch in catalogue.list_batches() if "queued" not in batch.batch.batch_id]
        assert sum(sum(batch.states.values()) for batch in filed) == 2 * SIZE.results
        names = [figure.name for figure in measure(catalogue, SIZE, times=1)]
    assert {"find_result", "list: commune", "claim_page, any", "file_results"} <= set(names)


def test_the_same_rows_come_for_every_database() -> None:
    assert list(make_rows(SIZE)) == list(make_rows(SIZE))

"""Homes with full batches are as they would have grown, and their pages open."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.full_batches import BIG, fill
from benchmarks.page_times import ARCHIVE, LISTS, measure
from pipelines.batches.batch_closing import reckon
from pipelines.resources import open_resources
from pipelines.settings import read_settings


def test_the_pages_of_a_filled_home_open_and_are_timed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_resources(read_settings({}, home=str(tmp_path / "home"), working_folder=tmp_path)) as resources:
        fill(resources, 10, small_batches=1)
        batch = resources.catalogue.find_batch(BIG)
        assert batch is not None
        counted = reckon(resources, batch)
        assert (counted.papers, counted.quarantined, counted.unfinished) == (8, 2, 0)
        # The sheets before the broken files were not seen.
        assert counted.missing_sheets == (1, 2)
        measure(resources, "92", (*ARCHIVE[:1], *LISTS))
    lines = capsys.readouterr().out.splitlines()[1:]
    assert [line.split()[1] for line in lines] == ["200"] * (len(lines) - 1) + ["303"]

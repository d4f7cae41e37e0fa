"""The drill of dossiers at scale counts what it drew."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.dossier_scale import draw_entries, measure
from pipelines.resources import open_resources
from pipelines.settings import read_settings


def test_a_small_round_counts_what_was_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_resources(read_settings({}, home=str(tmp_path))) as resources:
        measure(resources, 300, 1)
    said = capsys.readouterr().out
    drawn = [entry for entry in draw_entries(300) if str(entry.dossier.received_on).startswith("2026")]
    assert f"4.3: {sum(entry.dossier.is_reusing for entry in drawn)} / {len(drawn)}" in said
    assert f"avoidable_asks: {sum(len(entry.asks) for entry in drawn)} / " in said

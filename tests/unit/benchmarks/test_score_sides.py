"""Who reads for scoring: which sides there are, which are left out and why, what a failure counts."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from benchmarks.scoring import ocrmypdf
from benchmarks.scoring.labels import LabelledScan
from benchmarks.scoring.runs import score_scan
from benchmarks.scoring.sides import DEFAULT_ENGINE, OURS, PLAIN, list_lacks, list_sides
from benchmarks.scoring.tally import reading_table
from ocr.engine import open_engine


def test_ours_comes_first_and_no_side_is_there_twice() -> None:
    sides = list_sides()
    assert sides[0] == OURS
    assert {"tesseract", PLAIN, "ocrmypdf", "ocrmypdf-fast"} < set(sides)
    assert len(set(sides)) == len(sides)
    assert "auto" not in sides


def test_the_engine_that_ours_uses_is_not_read_a_second_time() -> None:
    used = open_engine(DEFAULT_ENGINE).name
    assert list_lacks([OURS, used, PLAIN]) == {used: "the same as ours in this environment"}
    assert list_lacks([used]) == {}


def test_the_peers_commands_are_told_as_one_would_type_them() -> None:
    told = ocrmypdf.tell_command("ocrmypdf")
    assert told.startswith(
        "ocrmypdf -l vie --rotate-pages --deskew --clean --output-type pdfa-2 --pdfa-backend internal "
    )
    assert ocrmypdf.tell_command("ocrmypdf-fast") == told.replace("--deskew --clean ", "")


def test_a_setting_whose_program_is_missing_is_left_out_with_the_way_to_have_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(ocrmypdf, "find_ocrmypdf", lambda: "/usr/bin/ocrmypdf")
    assert "apt-get install unpaper" in list_lacks(["ocrmypdf", "ocrmypdf-fast"])["ocrmypdf"]
    assert list_lacks(["ocrmypdf-fast"]) == {}
    monkeypatch.setattr(ocrmypdf, "find_ocrmypdf", lambda: None)
    assert "not installed" in list_lacks(["ocrmypdf-fast"])["ocrmypdf-fast"]


def test_a_side_that_gives_up_on_a_file_has_read_nothing_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"no paper at all")
    scan = LabelledScan(path, (), "CỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM")
    score = score_scan(scan, date(2026, 7, 31), (OURS, PLAIN))
    assert score.sides[PLAIN].failure is not None
    assert score.sides[PLAIN].fields == ()
    table = reading_table("file", [score], lambda paper: paper.name)
    assert [row[5] for row in table.rows] == ["100.0"] * 4

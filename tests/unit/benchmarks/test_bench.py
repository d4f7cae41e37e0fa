"""The stop-watch of the cost benchmark: stages add up, the product is left as it was, commands tell what they spent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import ocr.reading
from benchmarks.drills.small_papers import draw_scan
from benchmarks.scoring.text_errors import TextErrors
from benchmarks.timing.end_to_end import WholeJob
from benchmarks.timing.measured_command import run
from benchmarks.timing.seconds import Seconds, spending, spent_cpu_s
from benchmarks.timing.stages import STAGES, StageCosts, time_stages


def _burn(cpu_s: float) -> None:
    end = spent_cpu_s() + cpu_s
    while spent_cpu_s() < end:
        sum(range(1000))


def test_work_is_counted_in_the_stage_that_it_was_done_in() -> None:
    costs = StageCosts(pages=2)
    with costs.spending("prepare"):
        _burn(0.02)
    with costs.spending("extract"):
        _burn(0.04)
    assert 0.02 <= costs.cpu_s["prepare"] < 0.04 <= costs.cpu_s["extract"]
    assert costs.total_a_page == pytest.approx(sum(costs.cpu_s.values()) / 2)
    assert costs.a_page("extract") == pytest.approx(costs.cpu_s["extract"] / 2)


def test_costs_of_two_groups_of_pages_add_up() -> None:
    both = StageCosts(dict.fromkeys(STAGES, 1.0), 2) + StageCosts(dict.fromkeys(STAGES, 3.0), 2)
    assert (both.pages, both.a_page("render"), both.total_a_page) == (4, 1.0, len(STAGES) * 1.0)


def test_sleeping_costs_time_and_no_processor() -> None:
    with spending() as spent:
        _burn(0.02)
    assert spent.cpu_s >= 0.02
    assert Seconds.mean([Seconds(1.0, 2.0), Seconds(3.0, 4.0)]) == Seconds(2.0, 3.0)


def test_every_stage_of_a_page_is_timed_and_the_product_carries_no_watch_afterwards(tmp_path: Path) -> None:
    before = (ocr.reading.render_page, ocr.reading.prepare_page)
    draw_scan(tmp_path / "scan.pdf", 3)
    (costs,) = time_stages("tesseract", [[tmp_path / "scan.pdf"]])
    assert costs.pages == 1
    assert all(costs.cpu_s[stage] > 0 for stage in STAGES), costs
    assert costs.cpu_s["recognise"] > costs.cpu_s["render"]
    assert (ocr.reading.render_page, ocr.reading.prepare_page) == before


def test_a_measured_command_ends_as_the_command_does_and_leaves_its_report(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert run(report, ["types", "no-such-verb"]) == 2
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told.keys() == {"own_cpu_s", "workers_cpu_s"}
    assert told["own_cpu_s"] > 0


def test_a_whole_job_costs_its_start_spread_over_its_pages() -> None:
    assert WholeJob("ours", 4, Seconds(9.0, 8.0), TextErrors(), 10).cpu_a_page_s == 2.0

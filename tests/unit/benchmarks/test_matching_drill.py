"""A small round of the drill of matching: what is proposed alone is right."""

from __future__ import annotations

from benchmarks.drills.matching_drill import draw_world, judge, wrong_percent


def test_rows_that_are_proposed_alone_are_the_right_ones() -> None:
    misread, rows = draw_world(4000)
    counts = judge(misread, rows)
    assert wrong_percent(counts) <= 2
    assert sum(seen["right"] for seen in counts.values()) > 500
    assert counts["on no register"]["none"] > 0.9 * counts["on no register"].total()

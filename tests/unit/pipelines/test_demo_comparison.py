"""What a demonstration leaves for its portal: two readings, and which of their words are wrong."""

from __future__ import annotations

from pathlib import Path

from pipelines.demo.comparison import find_comparison, keep_comparison
from pipelines.settings import DEMO_MARK, read_settings

PRINTED = "GIẤY KHAI SINH\nHọ tên: NGUYỄN NGỌC ÁNH"
COMPARED = {
    "source": "scan-0002.pdf",
    "printed": PRINTED,
    "plain": {"text": "GIẤY KHAI SINH\nHo tên: NGUYEN NGỌC ÁNH", "cer_percent": 5.1},
    "ours": {"text": PRINTED, "cer_percent": 0.0},
}


def test_words_that_differ_from_the_print_are_wrong_and_no_others(tmp_path: Path) -> None:
    settings = read_settings({}, home=str(tmp_path))
    (tmp_path / DEMO_MARK).touch()
    keep_comparison(settings, COMPARED, "abc")
    told = find_comparison(settings)
    assert told is not None and told.result_id == "abc"
    assert [word.text for line in told.plain.lines for word in line if word.is_wrong] == ["Ho", "NGUYEN"]
    assert (told.plain.wrong_count, told.ours.wrong_count) == (2, 0)
    assert [len(line) for line in told.ours.lines] == [3, 5]


def test_an_offices_own_home_knows_of_none(tmp_path: Path) -> None:
    settings = read_settings({}, home=str(tmp_path))
    assert find_comparison(settings) is None
    keep_comparison(settings, COMPARED, "abc")
    assert find_comparison(settings) is None

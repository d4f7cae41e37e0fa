"""The robot counts the keys that a quick person would press, no fewer."""

from __future__ import annotations

import pytest

from benchmarks.drills.key_strokes import plan_field


@pytest.mark.parametrize(
    ("there", "wanted", "suggestions", "keys"),
    [
        ("", "Cục Cảnh sát", ["Bộ Công an", "Cục Cảnh sát"], ["F4", "F4"]),
        ("", "Cục Cảnh sát", [], [*"Cục Cảnh sát"]),
        ("An", "Ân", ["An", "Ân"], ["F4"]),
        ("", "Thủ trưởng", ["A", "B", "C", "D", "Thủ trưởng"], ["T", "F4"]),
        ("20/11/2018", "22/11/2018", [], ["Home", "ArrowRight", "Delete", "2"]),
        ("687/GP-PKT", "682/GP-PKT", [], ["ArrowRight", *"682"]),
        ("", "29/07/1976", [], [*"29071976"]),
    ],
)
def test_the_shortest_way_is_taken(there: str, wanted: str, suggestions: list[str], keys: list[str]) -> None:
    found = plan_field(there, wanted, None, suggestions, is_day="/20" in wanted or "/19" in wanted)
    assert len(found) <= len(keys) and ("F4" in found) == ("F4" in keys)

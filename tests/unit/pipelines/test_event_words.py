"""What the log says of an event's parts, in words that people read."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.people.event_words import tell_part


@pytest.mark.parametrize(
    ("name", "value", "vietnamese", "english"),
    [
        ("as_of", "2026-11-22", "ngày: 22/11/2026", "day: 2026-11-22"),
        ("due_on", "2026-03-05", "hạn: 05/03/2026", "due: 2026-03-05"),
        ("level", "district", "cấp: Cấp huyện", "level: District level"),
        ("kind", "erase", "loại: xóa", "kind: erasure"),
        ("ground", "stated_in_reason", "căn cứ: nêu ở lý do", "ground: as the reason states"),
        ("ground", "unknown_one", "căn cứ: unknown_one", "ground: unknown_one"),
        ("grants", ["clerk@92.31135"], "vai trò: một cửa (92.31135)", "roles: clerk (92.31135)"),
        ("unit", "", "", ""),
    ],
)
def test_keys_and_days_are_told_as_people_say_them(name: str, value: Any, vietnamese: str, english: str) -> None:
    assert (tell_part(name, value, "vi"), tell_part(name, value, "en")) == (vietnamese, english)

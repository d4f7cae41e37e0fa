"""Under whose authority a paper is signed: whole, or doubted."""

from __future__ import annotations

import pytest

from schemas.field_kinds import read_value


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("TM. ỦY BAN NHÂN DÂN. KT. CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH"),
        ("TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH"),
        ("KT. GIÁM ĐỐC", "KT. GIÁM ĐỐC"),
    ],
)
def test_a_stop_between_two_authorities_is_no_print_of_theirs(printed: str, value: str) -> None:
    reading = read_value("authority", printed)
    assert (reading.value, reading.doubt) == (value, None)


@pytest.mark.parametrize("printed", ["TM. ỦY BAN NHÂN DÂN HUYỆN PHONG ĐIỀN KT", "TM. ỦY BAN NHÂN DÂN KT.", "KT."])
def test_an_authority_without_the_post_it_stands_for_is_doubted(printed: str) -> None:
    assert read_value("authority", printed).doubt == "cut_off"

"""Text as it is kept: nothing in it that cannot be seen."""

from __future__ import annotations

import pytest

from schemas.text import clean, fold, squeeze


@pytest.mark.parametrize("turn", ["\u202e", "\u202a", "\u202c", "\u2066", "\u2069", "\u200f", "\u200b"])
def test_signs_that_turn_or_hide_text_are_not_kept(turn: str) -> None:
    assert clean(f"Nguyễn{turn} Văn Ân") == "Nguyễn Văn Ân"
    assert squeeze(f"{turn} Văn\n Ân{turn}") == "Văn Ân" and fold(f"Vă{turn}n") == fold("Văn")

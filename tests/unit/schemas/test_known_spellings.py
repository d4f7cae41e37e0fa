"""Known phrases get their marks back, and say so."""

import pytest

from schemas.known_spellings import mend_spelling


@pytest.mark.parametrize(
    ("read", "printed", "note"),
    [
        ("số vào số CH 00283", "số vào sổ CH 00283", "số read as sổ"),
        ("Số vào số cấp GCN", "Số vào sổ cấp GCN", "số read as sổ"),
        ("sổ vào số: CS 1", "số vào sổ: CS 1", "sổ read as số"),
        ("cách tìm đường 6,0m", "cách tim đường 6,0m", "tìm read as tim"),
    ],
)
def test_phrases_of_land_papers_are_mended_and_told(read: str, printed: str, note: str) -> None:
    mended = mend_spelling(read)
    assert mended.text == printed
    assert note in mended.corrections


@pytest.mark.parametrize("text", ["số vào sổ CH 00283", "cách tim đường 6,0m", "tìm đường đi", "vào số 5"])
def test_what_is_right_or_not_known_stays(text: str) -> None:
    mended = mend_spelling(text)
    assert mended.text == text
    assert mended.corrections == ()

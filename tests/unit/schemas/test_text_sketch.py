"""Two readings of one paper are told alike by short sketches of their texts."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from schemas.text_sketch import compare_sketches, has_number, make_sketch

WORDS = [
    f"chu{number}" if number % 7 == 0 else f"{'abcdefgh'[number % 8]}{'ghiklmnop'[number % 9]}" for number in range(400)
]


def invent_text(seed: int, count: int = 300) -> list[str]:
    dice = random.Random(seed)
    return [dice.choice(WORDS) for _ in range(count)]


def test_a_text_is_all_of_itself_whatever_its_marks_and_case() -> None:
    likeness = compare_sketches(make_sketch("Số 45 cấp cho ông Ân"), make_sketch("SỐ 45 CẤP CHO ÔNG AN"))
    assert likeness is not None
    assert (likeness.pairs, likeness.digits) == (1.0, 1.0)


def test_a_text_with_some_words_misread_stays_near_and_another_one_far() -> None:
    words = invent_text(1)
    misread = [word if place % 40 else "xxx" for place, word in enumerate(words)]
    near = compare_sketches(make_sketch(" ".join(words)), make_sketch(" ".join(misread)))
    far = compare_sketches(make_sketch(" ".join(words)), make_sketch(" ".join(invent_text(2))))
    assert near is not None and far is not None
    assert near.pairs > 0.8 > 0.3 > far.pairs


def test_texts_that_differ_only_in_numbers_differ_in_their_digits() -> None:
    one, other = (
        make_sketch("giấy phép số " + " ".join(str(n) for n in range(start, start + 9))) for start in (10, 50)
    )
    likeness = compare_sketches(one, other)
    assert likeness is not None and likeness.digits == 0.0


def test_a_page_without_words_has_no_sketch_and_is_like_nothing() -> None:
    assert make_sketch("") == make_sketch("một") == ""
    assert compare_sketches("", make_sketch("hai ba")) is None


def test_a_number_is_found_in_a_text_with_or_without_its_sign_beside_it() -> None:
    sketch = make_sketch("Số phát hành: BQ 000602 cấp ngày 5")
    assert has_number(sketch, "BQ000602")
    assert not has_number(sketch, "BQ000601")
    assert not has_number("", "BQ000602")


@given(st.text(max_size=400))
def test_a_sketch_is_short_and_says_the_same_twice(text: str) -> None:
    sketch = make_sketch(text)
    assert len(sketch) <= 600
    if sketch:
        likeness = compare_sketches(sketch, make_sketch(text))
        assert likeness is not None and likeness.pairs == likeness.digits == 1.0

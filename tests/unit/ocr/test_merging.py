"""Two readings of one line become one text: what is agreed stays, marks go by language, digits by the surer reader."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.merging import Group, Trust, choose_texts, find_doubtful, pair_words
from ocr.posteriors import LinePosteriors
from schemas.ocr_page import Word
from schemas.text import strip_marks
from tests.unit.ocr.told_lines import fast_word, slow_words, tell

TRUST = Trust()
SYLLABLES = ("Nguyễn", "Văn", "Thắng", "phường", "số", "45/GPXD", "ngày", "12", "tháng", "năm")
texts = st.lists(st.sampled_from(SYLLABLES), max_size=7)


def merge(line: LinePosteriors, slow: tuple[Word, ...]) -> str:
    choices = choose_texts(pair_words(line.words, slow), line, TRUST)
    return " ".join(choice.text for choice in choices if choice.text)


@settings(max_examples=150, deadline=None)
@given(texts, texts)
def test_pairing_keeps_every_word_of_both_readings_in_order(fast: list[str], slow: list[str]) -> None:
    groups = pair_words([fast_word(text) for text in fast], slow_words(" ".join(slow)))
    assert [word.text for group in groups for word in group.fast] == fast
    assert [word.text for group in groups for word in group.slow] == slow
    assert all(group.fast or group.slow for group in groups)


@settings(max_examples=50, deadline=None)
@given(texts)
def test_equal_readings_are_paired_word_by_word(read: list[str]) -> None:
    groups = pair_words([fast_word(text) for text in read], slow_words(" ".join(read)))
    assert [(group.fast[0].text, group.slow[0].text) for group in groups] == [(text, text) for text in read]


@pytest.mark.parametrize(
    ("fast", "slow", "pairs"),
    [
        ("NguyễnVăn Thắng", "Nguyễn Văn Thắng", [("NguyễnVăn", "Nguyễn Văn"), ("Thắng", "Thắng")]),
        ("Nguyễn Văn Thắng", "NguyễnVăn Thắng", [("Nguyễn Văn", "NguyễnVăn"), ("Thắng", "Thắng")]),
        ("quận Hải Châu", "quận Châu", [("quận", "quận"), ("Hải", ""), ("Châu", "Châu")]),
        ("quận Châu", "quận Hải Châu", [("quận", "quận"), ("", "Hải"), ("Châu", "Châu")]),
        ("Tran Thi", "Trần Thị", [("Tran", "Trần"), ("Thi", "Thị")]),
        ("", "Hải Châu", [("", "Hải"), ("", "Châu")]),
    ],
)
def test_words_are_paired_with_those_in_the_same_place(fast: str, slow: str, pairs: list[tuple[str, str]]) -> None:
    groups = pair_words([fast_word(text) for text in fast.split()], slow_words(slow))
    assert [
        (" ".join(word.text for word in group.fast), " ".join(word.text for word in group.slow)) for group in groups
    ] == pairs


def test_what_both_read_alike_and_surely_is_kept_without_a_dispute() -> None:
    line = tell("Qụy Hợp")
    groups = pair_words(line.words, slow_words("Qụy Hợp"))
    choices = choose_texts(groups, line, TRUST)
    assert [choice.text for choice in choices] == ["Qụy", "Hợp"]
    assert min(choice.lead for choice in choices) > 10


def test_a_mark_that_nobody_saw_well_is_chosen_by_language() -> None:
    half_seen = tell("thành phố Cân Thơ", doubts={11: {"â": 0.5, "ầ": 0.4}})
    assert merge(half_seen, ()).split()[2:] == ["Cần", "Thơ"]


def test_a_mark_that_the_fast_reader_mistook_is_taken_from_the_slow_one() -> None:
    half_seen = tell("CHÚ TỊCH", doubts={2: {"Ú": 0.8, "Ủ": 0.15}})
    assert merge(half_seen, slow_words("CHỦ TỊCH")) == "CHỦ TỊCH"


def test_a_mark_that_the_slow_reader_mistook_is_kept_as_the_fast_one_saw_it() -> None:
    assert merge(tell("Ủy ban nhân dân"), slow_words("Ủy ban nhân đân", confidence=0.4)) == "Ủy ban nhân dân"


@settings(max_examples=60, deadline=None)
@given(st.text("0123456789", min_size=2, max_size=12), st.text("0123456789", min_size=2, max_size=12))
def test_digits_are_never_invented(fast: str, slow: str) -> None:
    assert merge(tell(fast), slow_words(slow)) in {fast, slow}


@settings(max_examples=60, deadline=None)
@given(st.text("0123456789", min_size=3, max_size=12), st.data())
def test_of_two_numbers_that_of_the_surer_reader_stays(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(number) - 1))
    other = str((int(number[place]) + data.draw(st.integers(1, 9))) % 10)
    misread = number[:place] + other + number[place + 1 :]
    assert merge(tell(number), slow_words(misread, confidence=0.5)) == number
    unsure = tell(misread, doubts={place: {other: 0.5, number[place]: 0.45}})
    assert merge(unsure, slow_words(number, confidence=0.96)) == number


@settings(max_examples=60, deadline=None)
@given(texts, texts)
def test_a_choice_is_a_reading_or_one_with_other_marks(fast: list[str], slow: list[str]) -> None:
    line = tell(" ".join(fast) or " ")
    groups = pair_words(line.words, slow_words(" ".join(slow), confidence=0.7))
    for group, choice in zip(groups, choose_texts(groups, line, TRUST), strict=True):
        read = [" ".join(word.text for word in side) for side in group]
        assert strip_marks(choice.text).lower() in {strip_marks(text).lower() for text in (*read, "")}
        assert choice.text or not (group.fast and group.slow)


def test_nothing_is_chosen_where_nothing_was_read() -> None:
    assert choose_texts((), tell("a"), TRUST) == []


def doubtful_part(line: LinePosteriors) -> range:
    choices = choose_texts([Group((word,), ()) for word in line.words], line, TRUST)
    return find_doubtful(line.words, choices, TRUST)


def test_a_line_that_was_read_surely_is_not_doubted() -> None:
    assert not doubtful_part(tell("giấy phép xây dựng số 45"))


@pytest.mark.parametrize(
    "line",
    [
        tell("giấy phép số 45", doubts={13: {"4": 0.8, "1": 0.1}}),
        tell("được cấp phép", doubts={5: {"c": 0.32, "l": 0.25, "t": 0.25}}),
        tell("bà Lê Thi Hông", doubts={11: {"ô": 0.5, "ồ": 0.45}}),
    ],
    ids=["a digit", "a letter", "a mark of a name"],
)
def test_a_line_is_doubted_for_one_badly_seen(line: LinePosteriors) -> None:
    assert doubtful_part(line)


@pytest.mark.parametrize(
    ("read", "meant"),
    [("50.000d;", "50.000đ;"), ("1.130.000d", "1.130.000đ"), ("12.345d5", "12.345d5"), ("45d", "45d")],
)
def test_the_lost_bar_of_the_unit_behind_an_amount_is_mended(read: str, meant: str) -> None:
    line = tell(read)
    assert [choice.text for choice in choose_texts(pair_words(line.words, ()), line, TRUST)] == [meant]


def test_from_the_first_to_the_last_doubtful_word_and_one_beyond_on_both_sides_is_asked_about() -> None:
    text = "có địa chỉ tại số 45 và số 6 đường này"
    line = tell(text, doubts={text.index("5"): {"5": 0.6, "6": 0.3}, text.index("6"): {"6": 0.6, "8": 0.3}})
    assert [line.words[at].text for at in doubtful_part(line)] == ["số", "45", "và", "số", "6", "đường"]

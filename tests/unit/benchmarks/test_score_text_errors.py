"""Errors of text read against text printed, with the order of lines left free."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.scoring.text_errors import TextErrors, compare_texts, fold_text, list_numbers

_HEAD = ("UBND QUẬN MẪU", "PHÒNG KINH TẾ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_SYLLABLES = st.sampled_from(("quận", "phường", "số", "năm", "Trần", "giấy", "phép", "092070000918", "đường"))
_LINES = st.lists(st.lists(_SYLLABLES, min_size=1, max_size=9).map(" ".join), min_size=1, max_size=8)


@given(_LINES)
def test_a_text_read_as_printed_has_no_errors(lines: list[str]) -> None:
    errors = compare_texts(lines, "\n".join(lines))
    assert (errors.in_order_edits, errors.character_edits, errors.word_edits) == (0, 0, 0)
    assert errors.word_hits == errors.printed_words == errors.read_words
    assert errors.numbers_found == errors.numbers


@settings(deadline=None)
@given(_LINES, st.text(alphabet="aăđ 12", max_size=60))
def test_errors_are_bounded_by_the_letters_of_both_texts(lines: list[str], read: str) -> None:
    errors = compare_texts(lines, read)
    assert 0 <= errors.character_edits <= errors.printed_characters + len(fold_text(read))
    assert 0 <= errors.word_edits <= errors.printed_words + errors.read_words


def test_columns_read_row_by_row_cost_nothing_but_in_the_strict_order() -> None:
    rows = "\n".join((_HEAD[0], _HEAD[2], _HEAD[1], _HEAD[3]))
    errors = compare_texts(_HEAD, rows)
    assert errors.character_edits == errors.word_edits == 0
    assert errors.in_order_edits > 20


def test_columns_run_together_on_one_line_cost_nothing() -> None:
    assert compare_texts(_HEAD, f"{_HEAD[0]} {_HEAD[2]}\n{_HEAD[1]} {_HEAD[3]}").character_edits == 0


def test_a_lost_line_costs_its_letters_and_an_invented_word_costs_its_own() -> None:
    lost = compare_texts(_HEAD, "\n".join(_HEAD[:3]))
    assert lost.character_edits == len(_HEAD[3])
    assert lost.word_edits == len(_HEAD[3].split())
    invented = compare_texts(_HEAD, "\n".join((*_HEAD, "xyzw")))
    assert invented.character_edits == 4
    assert invented.word_edits == 1


def test_a_line_read_as_rubbish_costs_its_letters_once() -> None:
    errors = compare_texts(_HEAD, "\n".join((*_HEAD[:3], "xxxxxxxxxxxxxxxxxxxxxxxxxx")))
    assert errors.character_edits == len(_HEAD[3])


def test_the_best_order_counts_so_that_free_lines_never_cost_more_than_the_printed_order() -> None:
    lines = ("Nam", "Việt Nam", "Nam Việt")
    errors = compare_texts(lines, "Nam Việt\nNm Vịt Nam")
    assert errors.character_edits <= errors.in_order_edits


def test_lost_marks_are_no_errors_without_marks() -> None:
    errors = compare_texts(_HEAD, "\n".join(_HEAD).replace("Hạnh", "Hanh").replace("QUẬN", "QUAN"))
    assert (errors.character_edits, errors.unmarked_edits) == (2, 0)


def test_one_wrong_mark_is_one_wrong_character_and_one_wrong_word() -> None:
    errors = compare_texts(_HEAD, "\n".join(_HEAD).replace("Hạnh", "Hanh"))
    assert (errors.character_edits, errors.word_edits) == (1, 1)


def test_an_unread_page_is_wholly_lost() -> None:
    rates = compare_texts(_HEAD, "").rates()
    assert rates["f1"] == 0.0
    assert rates["wer"] == 100.0


def test_dot_leaders_and_the_raised_two_are_not_scored() -> None:
    assert fold_text("Diện tích: ........ 56 m² ______") == "Diện tích: 56 m2"
    assert fold_text("Số: 12/2, Tự do - Hạnh phúc") == "Số: 12/2, Tự do - Hạnh phúc"


def test_numbers_are_dates_ids_document_numbers_and_amounts() -> None:
    text = "Số: 47/2021, ngày 08 tháng 12 năm 2018, CCCD 092070000918 cấp 12/6/2017, vốn 150.000.000 đồng, 3 tầng, 71%"
    assert list_numbers(text) == ["ngày 08 tháng 12 năm 2018", "47/2021", "092070000918", "12/6/2017", "150.000.000"]


def test_a_number_with_one_wrong_digit_is_not_found() -> None:
    errors = compare_texts(["CCCD 092070000918", "Số 47/2021"], "CCCD 092070000913\nSố 47/2021")
    assert (errors.numbers, errors.numbers_found) == (2, 1)


def test_a_name_counts_only_where_it_stands_whole() -> None:
    names = ("TRẦN VĂN MẪU", "LÊ THỊ VẮNG")
    assert compare_texts(["Ông TRẦN VĂN MẪU"], "Ông TRẦN VĂN MẪU", names).names_found == 1
    missed = compare_texts(["Ông TRẦN VĂN MẪU"], "Ông TRẦN VĂN MẪUS", names)
    assert (missed.names, missed.names_found) == (1, 0)


def test_pages_add_up_by_their_length() -> None:
    total = TextErrors(100, character_edits=10) + TextErrors(300, character_edits=0)
    assert total.rates()["cer"] == 2.5

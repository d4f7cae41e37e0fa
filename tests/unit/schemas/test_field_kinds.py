"""Raw print becomes canonical text, or a problem; nothing is invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.field_kinds import KINDS, read_value
from schemas.field_kinds.dates import first_day, last_day
from schemas.field_kinds.identifiers import citizen_birth_year, citizen_sex, is_tax_code_valid

_DAYS = st.dates(date(1945, 1, 1), date(2099, 12, 31))


@given(_DAYS)
def test_a_printed_day_is_read_in_every_usual_form(day: date) -> None:
    forms = (
        f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}",
        f"Cần Thơ, ngày {day.day} tháng {day.month} năm {day.year}",
        f"{day.day:02d}/{day.month}/{day.year}",
        f"{day.day}-{day.month}-{day.year}",
        f"{day.day:02d}.{day.month:02d}.{day.year}",
    )
    assert {read_value("date", form).value for form in forms} == {day.isoformat()}


@pytest.mark.parametrize(
    ("raw", "value", "doubt"),
    [
        ("tháng 3 năm 2021", "2021-03", None),
        ("1969", "1969", None),
        ("ngày … tháng 3 năm 2021", "2021-03", "day_unread"),
        ("ngày ( tháng L1 năm 2017", "2017", "day_unread"),
        ("ngày  tháng  năm 2017", "2017", "day_unread"),
    ],
)
def test_a_partial_date_stays_partial(raw: str, value: str, doubt: str | None) -> None:
    reading = read_value("date", raw)
    assert (reading.value, reading.doubt) == (value, doubt)


@pytest.mark.parametrize("raw", ["31/02/2021", "45/13/2020", "không rõ", "", "05/01/1022"])
def test_a_day_that_cannot_be_is_no_date(raw: str) -> None:
    assert read_value("date", raw).value is None


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("Ngày năm, tháng ba, năm hai nghìn không trăm hai mươi ba", "2023-03-05"),
        ("Ngày hai, tháng bảy, năm một ngàn chín trăm chín mươi mốt", "1991-07-02"),
        ("Sáu giờ, ba mươi phút, ngày hai, tháng tư, năm hai nghìn không trăm hai mươi sáu", "2026-04-02"),
        ("ngày mười lăm tháng chạp năm hai nghìn lẻ năm", "2005-12-15"),
    ],
)
def test_a_date_in_words_is_read(raw: str, value: str) -> None:
    assert read_value("date_in_words", raw).value == value


@given(_DAYS)
def test_a_partial_date_spans_its_days(day: date) -> None:
    for value in (day.isoformat(), f"{day.year:04d}-{day.month:02d}", f"{day.year:04d}"):
        assert first_day(value) <= day <= last_day(value)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("Số: 45/GPXD", "45/GPXD"),
        ("Số: 12/2021/QD-UBND", "12/2021/QĐ-UBND"),
        ("Số : 345 / QĐ - UBND", "345/QĐ-UBND"),
        ("Sổ: 07/GP-P.KT", "07/GP-P.KT"),
        ("Số: 3000/2026/TLKT-BS", "3000/2026/TLKT-BS"),
        ("Số: 1595/SGDĐT-CTrTT", "1595/SGDĐT-CTrTT"),
        ("Số: 12/QĐ-UBNĐ", "12/QĐ-UBND"),
    ],
)
def test_a_document_number_has_one_spelling(raw: str, value: str) -> None:
    assert read_value("document_number", raw).value == value


def test_a_lost_slash_in_a_number_is_mended_and_doubted() -> None:
    reading = read_value("document_number", "Số: 110QĐ-STP")
    assert (reading.value, reading.doubt) == ("110/QĐ-STP", "number_shape")


@pytest.mark.parametrize("raw", ["Số: /QĐ-UBND", "Số: abc", "Số: 45", ""])
def test_a_number_without_digits_or_sign_is_no_number(raw: str) -> None:
    assert read_value("document_number", raw).value is None


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("Thẻ căn cước công dân số 092085000011, cấp ngày 01/6/2021", "092085000011"),
        ("CMND số 360000001", "360000001"),
        ("0920 8500 0011", "092085000011"),
        ("Hộ chiếu số B1234567", "B1234567"),
    ],
)
def test_an_identity_number_is_found_in_its_line(raw: str, value: str) -> None:
    assert read_value("citizen_id", raw).value == value


def test_a_number_of_no_province_is_doubted() -> None:
    assert read_value("citizen_id", "000085000011").doubt == "unknown_province"


def test_a_personal_number_tells_year_and_sex() -> None:
    assert (citizen_birth_year("092188001234"), citizen_sex("092188001234")) == (1988, "Nữ")
    assert (citizen_birth_year("092203001234"), citizen_sex("092203001234")) == (2003, "Nam")
    assert citizen_birth_year("360000001") is None


@pytest.mark.parametrize(
    ("code", "valid"), [("0100047516", True), ("0100233488", True), ("0100112437", True), ("0100233480", False)]
)
def test_the_check_digit_of_a_tax_code(code: str, valid: bool) -> None:
    assert is_tax_code_valid(code) is valid
    assert read_value("tax_code", code).doubt == (None if valid else "tax_code_check")


@pytest.mark.parametrize(
    ("raw", "value"),
    [("Số: 57A8012345", "57A8012345"), ("0314409058-002", "0314409058-002"), ("092080000000", "092080000000")],
)
def test_household_codes_of_three_eras(raw: str, value: str) -> None:
    assert read_value("household_business_code", raw).value == value


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("money", "1.500.000.000 đồng (Một tỷ năm trăm triệu đồng)", "1500000000"),
        ("money", "50.000.000 đồng (Năm mươi triệu đồng)", "50000000"),
        ("area", "1.234,5 m2", "1234.5"),
        ("area", "72,0 m²", "72.0"),
        ("area_in_words", "Một trăm lẻ tám phẩy năm mét vuông", "108.5"),
        ("term", "Lâu dài", "indefinite"),
        ("term", "đến ngày 15/10/2065", "2065-10-15"),
        ("land_serial", "BX 123456", "BX123456"),
        ("land_serial", "AA 0927 3289", "AA09273289"),
        ("registry_number", "CH 01234", "CH01234"),
        ("register_number", "Số: 47/2019", "47/2019"),
        ("parcel", "551, 552", "551, 552"),
        ("place", "Ninh Kiêu,", "Ninh Kiều"),
        ("post", "PHÓ GIÁM ĐÓC", "PHÓ GIÁM ĐỐC"),
        ("authority", "KT CHỦ TỊCH", "KT. CHỦ TỊCH"),
        ("authority", "T/M. ỦY BAN NHÂN DÂN", "TM. ỦY BAN NHÂN DÂN"),
        ("person_name", "Ông NGUYÊN VĂN HẬU", "NGUYỄN VĂN HẬU"),
        ("holder", "Ông Nguyễn Văn Mẫu và bà Trần Thị Thử", "Nguyễn Văn Mẫu và Trần Thị Thử"),
        ("holder", "Công ty TNHH Ví Dụ", "Công ty TNHH Ví Dụ"),
        ("text", "-/-", None),
        ("industry_code", "5610 (Chính)", "5610"),
    ],
)
def test_a_kind_gives_its_canonical_text(kind: str, raw: str, value: str | None) -> None:
    assert read_value(kind, raw).value == value


def test_money_that_differs_from_its_words_is_doubted() -> None:
    assert read_value("money", "50.000.000 đồng (Năm triệu đồng)").doubt == "words_differ"


def test_a_name_of_impossible_syllables_is_doubted() -> None:
    assert read_value("person_name", "Lê Hoàng Ành2").doubt == "name_implausible"
    assert read_value("person_name", "lê hoàng anh").doubt == "name_implausible"


def test_a_choice_tolerates_lost_marks_but_never_guesses() -> None:
    assert read_value("choice", "Nu", ("Nam", "Nữ")).value == "Nữ"
    assert read_value("choice", "N", ("Nam", "Nữ")).problem == "not_a_choice"


@given(st.sampled_from(sorted(set(KINDS) - {"choice"})), st.text(max_size=60))
def test_no_text_breaks_a_kind(kind: str, raw: str) -> None:
    reading = read_value(kind, raw)
    assert (reading.value is None) == (reading.problem is not None)

"""Codes, measures and peoples: what is mended is told, what is only likely is doubted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.field_kinds import KINDS, read_value
from schemas.field_kinds.digit_slips import mend_digits
from schemas.field_kinds.display import display_value
from schemas.field_kinds.peoples import people_spellings


@pytest.mark.parametrize(
    ("kind", "raw", "value", "doubt"),
    [
        ("passport", "M12345678", "M12345678", None),
        ("passport", "số E 1234567 cấp", "E1234567", None),
        ("passport", "123456789", "123456789", None),
        ("project_code", "Mã số dự án: 2155000123", "2155000123", None),
        ("project_code", "572 023 000123", "572023000123", None),
        ("project_code", "21550O0123", "2155000123", "low_confidence"),
        ("project_code", "21550001234", "21550001234", "number_shape"),
        ("certificate_code", "CAT - 00012345", "CAT-00012345", None),
        ("certificate_code", "HAN-000O1234", "HAN-00001234", "low_confidence"),
        ("dossier_code", "000.00.16.H13-210305-0012", "000.00.16.H13-210305-0012", None),
        ("dossier_code", "Mã hồ sơ: H13.16.5-220315-0012", "H13.16.5-220315-0012", None),
        ("dossier_code", "H13.16.5-221335-0012", "H13.16.5-221335-0012", "date_implausible"),
        ("procedure_code", "1.009994", "1.009994", None),
        ("procedure_code", "1.004873.000.00.00.H13", "1.004873.000.00.00.H13", None),
        ("percent", "72%", "72%", None),
        ("percent", "72,5 %", "72.5%", None),
        ("percent", "80", "80%", "number_shape"),
        ("percent", "160%", "160%", "number_shape"),
        ("ratio", "2,4 lần", "2.4", None),
        ("ratio", "24,0", "24.0", None),
        ("ratio", "240", "240", "number_shape"),
        ("length", "12,3 m", "12.3", None),
        ("length", "12,3", "12.3", "number_shape"),
        ("civil_number", "Số: 158", "158", None),
        ("civil_number", "386/2026", "386/2026", None),
        ("civil_number", "Số: 132/2026/TLKT-BS", "132/2026/TLKT-BS", None),
        ("civil_number", "12/UBND- XNTTHN", "12/UBND-XNTTHN", None),
        ("civil_number", "Số: 390, ngày 20/9/1999", "390", None),
        ("register_number", "Số: 130/2026 ngày 06 tháng 4 năm 2026", "130/2026", None),
        ("civil_number", "158 Quyển", "158", "number_shape"),
        ("card_number", "Số hiệu: 31150/00123", "31150/00123", None),
        ("card_number", "0045   Thạnh Mỹ, ngày 20", "0045", None),
        ("land_purpose", "đất trồng cây lâu năm (CLN) sang đất ở", "đất trồng cây lâu năm (CLN)", None),
        ("land_purpose", "100,0 m2 đất ở tại đô thị tại thửa đất số 5", "đất ở tại đô thị", None),
        ("date_in_words", "mười bảy, mười một, một chín bảy sáu", "1976-11-17", None),
        ("date_in_words", "ngày hai tháng ba năm một chín bảy sáu", "1976-03-02", None),
        ("citizen_id", "CMND số 361000451 do Công an thành phố Cần Thơ cấp ngày 05/5/2010", "361000451", None),
        ("person_name", "hộ ông Nguyễn Văn Mẫu được chuyển mục đích sử dụng", "Nguyễn Văn Mẫu", None),
        ("person_name", "Trần Văn Được", "Trần Văn Được", None),
        ("household_business_code", "57A80l2345", "57A8012345", "low_confidence"),
        ("tax_code", "O100112437", "0100112437", "low_confidence"),
        ("citizen_id", "36l234567", "361234567", "low_confidence"),
    ],
)
def test_a_code_is_read_in_its_canonical_form(kind: str, raw: str, value: str, doubt: str | None) -> None:
    reading = read_value(kind, raw)
    assert (reading.value, reading.doubt) == (value, doubt)


@pytest.mark.parametrize(("kind", "raw"), [("percent", "726"), ("certificate_code", "CAT"), ("dossier_code", "H13")])
def test_a_percentage_or_code_that_cannot_be_gives_no_value(kind: str, raw: str) -> None:
    assert read_value(kind, raw).value is None


@pytest.mark.parametrize(
    ("raw", "value", "doubt", "told"),
    [
        ("12/2021/QÐ-UBND", "12/2021/QĐ-UBND", None, ()),
        ("123/Q0-UBND", "123/QĐ-UBND", None, ("sign Q0-UBND read as QĐ-UBND",)),
        ("45GPXD", "45/GPXD", "number_shape", ("lost slash put back",)),
        ("12-QĐ-UBND", "12/QĐ-UBND", "number_shape", ("lost slash put back",)),
        ("06/QĐ UBND", "06/QĐ-UBND", "number_shape", ("lost dash put back",)),
        ("345/QĐUBND", "345/QĐ-UBND", "number_shape", ("lost dash put back",)),
        ("l2/QĐ-UBND", "12/QĐ-UBND", "number_shape", ("letters read as digits",)),
        ("O45/GPXD", "045/GPXD", "number_shape", ("letters read as digits",)),
        ("12a/QĐ-UBND", "12a/QĐ-UBND", None, ()),
        ("BQ12/GPXD", "12/GPXD", "number_shape", ()),
        ("12/UBND-XNTTHN", "12/UBND-XNTTHN", None, ()),
    ],
)
def test_what_was_mended_in_a_number_is_told(raw: str, value: str, doubt: str | None, told: tuple[str, ...]) -> None:
    reading = read_value("document_number", raw)
    assert (reading.value, reading.doubt, reading.corrections) == (value, doubt, told)


def test_a_stray_sign_behind_a_name_is_dropped_and_doubted() -> None:
    reading = read_value("person_name", "ĐỖ ĐỨC KHẢI 2")
    assert (reading.value, reading.doubt) == ("ĐỖ ĐỨC KHẢI", "name_implausible")
    assert reading.corrections == ("signs beside the name dropped",)


@pytest.mark.parametrize("raw", ["Đỗ Đức Khải i", "ĐỖ ĐỨC KHẢI T", "ĐỖ ĐỨC KHẢI I", "NGUYỄN VĂN"])
def test_a_name_cut_or_with_a_stray_letter_is_doubted(raw: str) -> None:
    assert read_value("person_name", raw).doubt == "name_implausible"


@pytest.mark.parametrize("raw", ["Nguyễn Văn A", "Trần Thị Như Ý", "LÊ THỊ Y"])
def test_a_short_given_name_is_a_name(raw: str) -> None:
    assert read_value("person_name", raw).doubt is None


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("NGUYỄN THỊHỒNG LOAN", "NGUYỄN THỊ HỒNG LOAN"),
        ("Ba Tran Thi Thu", "Tran Thi Thu"),
        ("Le Van Ky", "Le Van Ky"),
        ("NGUYÊN VĂN HẬU", "NGUYỄN VĂN HẬU"),
    ],
)
def test_a_name_is_mended_by_what_no_name_can_be_and_given_no_marks(raw: str, value: str) -> None:
    assert read_value("person_name", raw).value == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("KT GIÁM ĐỐC", "KT. GIÁM ĐỐC"),
        ("TM ỦY BAN NHÂN DÂN", "TM. ỦY BAN NHÂN DÂN"),
        ("TUQ CHỦ TỊCH", "TUQ. CHỦ TỊCH"),
        ("KT. CHỦ TỊCH", "KT. CHỦ TỊCH"),
        ("TM. ỦY BAN NHÂN DÂN KT: CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH"),
    ],
)
def test_a_stop_lost_behind_an_authority_is_put_back(raw: str, value: str) -> None:
    reading = read_value("authority", raw)
    assert (reading.value, reading.doubt) == (value, None)
    assert bool(reading.corrections) == (raw != value)


@pytest.mark.parametrize("raw", ["KT hạ tầng", "Q GIÁM ĐỐC", "TL văn phòng"])
def test_letters_before_other_words_are_no_authority(raw: str) -> None:
    assert read_value("authority", raw).doubt == "low_confidence"


def test_a_stop_before_a_small_letter_is_doubted() -> None:
    assert read_value("text", "số vào sổ CH 00177. cấp ngày 12/6/2017").doubt == "low_confidence"
    assert read_value("text", "số vào sổ CH 00177, cấp ngày 12/6/2017").doubt is None


def test_the_words_of_an_amount_are_placed() -> None:
    raw = "270.000 đõng/tháng (Hai trăm bảy mươi nghìn đồng)"
    reading = read_value("money_in_words", raw)
    assert reading.value == "270000"
    assert reading.span is not None
    assert raw[slice(*reading.span)] == "Hai trăm bảy mươi nghìn"


def test_a_comma_read_twice_is_one() -> None:
    reading = read_value("address", "số 15, , đường Mậu Thân,, phường An Hòa")
    assert reading.value == "số 15, đường Mậu Thân, phường An Hòa"
    assert reading.corrections == ("doubled comma read as one",)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("50 năm (từ ngày 01/02/2015 đến ngày 01/02/2065)", "2065-02-01"),
        ("Lâu dài", "indefinite"),
        ("05 năm", "05 năm"),
    ],
)
def test_a_term_is_where_it_ends(raw: str, value: str) -> None:
    assert read_value("term", raw).value == value


def test_there_are_fifty_four_peoples_and_each_spelling_is_read_as_printed() -> None:
    spellings = [spelling for group in people_spellings().values() for spelling in group]
    assert {"Kinh", "Khmer", "Khơ-me", "Ê Đê", "Rơ Măm"} <= set(spellings)
    for spelling in spellings:
        assert (read_value("ethnicity", spelling).value, read_value("ethnicity", spelling).doubt) == (spelling, None)


@pytest.mark.parametrize(
    ("raw", "value", "doubt"),
    [
        ("Kính", "Kinh", None),
        ("KINH", "KINH", None),
        ("Kinn", "Kinn", "ethnicity_unknown"),
        ("Kinh T", "Kinh", None),
        ("Kinh 000", "Kinh", None),
        ("Kinh Hoa", "Kinh Hoa", "ethnicity_unknown"),
        ("Cơ T", "Cơ T", "ethnicity_unknown"),
        ("Cơ", "Cơ", "ethnicity_unknown"),
    ],
)
def test_a_people_not_on_the_list_is_doubted_and_never_guessed(raw: str, value: str, doubt: str | None) -> None:
    reading = read_value("ethnicity", raw)
    assert (reading.value, reading.doubt) == (value, doubt)


def test_letters_are_digits_only_among_digits() -> None:
    assert mend_digits("O9218800l234 Ol BQ9A 1I") == "092188001234 Ol BQ9A 11"


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("date", "2021-03-05", "05/03/2021"),
        ("date", "2021-03", "03/2021"),
        ("date", "2021", "2021"),
        ("term", "indefinite", "Không thời hạn"),
        ("term", "05 năm", "05 năm"),
        ("money", "1500000000", "1.500.000.000 đồng"),
        ("area", "1234.5", "1.234,5 m²"),
        ("percent", "72.5%", "72,5%"),
        ("length", "12.3", "12,3 m"),
        ("citizen_id", "092188001234", "092 188 001 234"),
        ("citizen_id", "361234567", "361 234 567"),
        ("citizen_id", "092*****1234", "092*****1234"),
        ("land_serial", "BN531146", "BN 531146"),
        ("text", "2021-03-05", "2021-03-05"),
    ],
)
def test_a_value_is_shown_as_people_write_it(kind: str, value: str, shown: str) -> None:
    assert display_value(kind, value) == shown


@given(st.sampled_from(["date", "money", "area", "citizen_id", "land_serial"]), st.integers(0, 10**12))
def test_what_is_shown_is_read_back_as_the_same_value(kind: str, number: int) -> None:
    reading = read_value(kind, str(number))
    if reading.value is not None and reading.doubt is None:
        assert read_value(kind, display_value(kind, reading.value)).value == reading.value


@given(st.text(max_size=60), st.sampled_from(sorted(KINDS)))
def test_no_text_breaks_a_kind_or_its_display(raw: str, kind: str) -> None:
    reading = read_value(kind, raw, ("Nam", "Nữ") if kind == "choice" else ())
    assert (reading.value is None) == (reading.problem is not None)
    if reading.value is not None:
        assert display_value(kind, reading.value)


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("số 6/5, đường Mậu Thân, xã Mỹ Khánh, huyện Phong Điền, thành phố Cần Thơ", None),
        ("số 6/5, đường Mậu Thân, xã Mỹ Khánh, huyện Phong Điền, thành phố", "cut_off"),
        ("s 54/8, đường Võ Văn Kiệt, phường An Thới", "low_confidence"),
        ("ấp Thới Hòa, xã Thới Xã", "cut_off"),
    ],
)
def test_an_address_that_ends_where_a_name_must_follow_is_doubted(text: str, doubt: str | None) -> None:
    assert read_value("address", text).doubt == doubt

"""Capital, authorities, titles and terms of papers from elsewhere: read whole, or doubted."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.extraction import Doubt


@pytest.mark.parametrize(
    "printed",
    [
        "70.000.000 đồng (Bảy mươi triệu đồng)",
        "70.000.000 đồng (Bằng chữ: Bảy mươi triệu đồng)",
        "70.000.000 đồng. Bằng chữ: Bảy mươi triệu đồng",
        "70.000.000 đồng\n(Bảy mươi triệu đồng)",
    ],
)
def test_capital_in_words_is_read_behind_its_digits(read_text: Any, types: Any, printed: str) -> None:
    text = types["household_business_certificate"].examples[1].text
    (paper,) = read_text(text.replace("50.000.000 đồng (Năm mươi triệu đồng)", printed))
    assert paper.find_value("capital") == "70000000"
    assert paper.find_value("capital_in_words") == "70000000"
    assert not [doubt for doubt in paper.doubts if doubt.field.startswith("capital")]


def test_capital_whose_words_say_otherwise_is_doubted(read_text: Any, types: Any) -> None:
    text = types["household_business_certificate"].examples[1].text
    (paper,) = read_text(text.replace("Năm mươi triệu", "Sáu mươi triệu"))
    assert Doubt("capital", "words_differ") in paper.doubts
    assert Doubt("capital_in_words", "words_differ") in paper.doubts


def test_capital_in_digits_alone_has_no_words(read_text: Any, types: Any) -> None:
    text = types["household_business_certificate"].examples[1].text
    (paper,) = read_text(text.replace(" (Năm mươi triệu đồng)", ""))
    assert paper.find_value("capital") == "50000000"
    assert paper.find_value("capital_in_words") is None
    assert not [doubt for doubt in paper.doubts if doubt.field.startswith("capital")]


def test_a_register_of_land_papers_is_mended_with_a_note(read_text: Any, types: Any) -> None:
    text = types["building_permit"].examples[0].text
    assert "số vào sổ CH" in text
    (paper,) = read_text(text.replace("số vào sổ CH", "số vào số CH"))
    reading = paper.fields["land_paper"]
    assert "số vào sổ CH" in reading.value
    assert reading.provenance.corrections == ("số read as sổ",)


def _sign(decision: str, first: str) -> str:
    lines = decision.split("\n")
    at = next(number for number, line in enumerate(lines) if "KT. CHỦ TỊCH" in line)
    return "\n".join([*lines[:at], " " * 52 + first, *lines[at:]])


@pytest.mark.parametrize("first", ["TM. ỦY BAN NHÂN DÂN", "_TM. ỦY BAN NHÂN DÂN", "__TM: ỦY BAN NHÂN DÂN"])
def test_both_lines_of_an_authority_are_read(read_text: Any, decision: str, first: str) -> None:
    (paper,) = read_text(_sign(decision, first), words={})
    assert paper.find_value("sign_authority") == "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH"
    assert not [doubt for doubt in paper.doubts if doubt.field == "sign_authority"]


@pytest.mark.parametrize("first", ["AN NHÂN DÂN", "M ỦY BAN NHÂN DÂN", "ỦY BAN NHÂN DÂN", "FM ÚY RAN NHẦN"])
def test_an_authority_whose_first_line_was_read_in_part_is_doubted(read_text: Any, decision: str, first: str) -> None:
    (paper,) = read_text(_sign(decision, first), words={})
    assert [doubt for doubt in paper.doubts if doubt.field == "sign_authority"]


def test_an_authority_of_one_line_is_not_doubted(read_text: Any, decision: str) -> None:
    (paper,) = read_text(decision, words={})
    assert paper.find_value("sign_authority") == "KT. CHỦ TỊCH"
    assert not [doubt for doubt in paper.doubts if doubt.field == "sign_authority"]


@pytest.mark.parametrize(
    ("first", "second"),
    [("GIẤY PHÉP :", "BÁN LẺ RƯỢU"), ("GIẤY PHÉP -", "BÁN LẺ RƯỢU"), ("GIẤY PHÉP", "; BÁN LẺ RƯỢU")],
)
def test_stray_marks_between_the_lines_of_a_title_are_dropped(
    read_text: Any, types: Any, first: str, second: str
) -> None:
    text = types["alcohol_retail_licence"].examples[0].text
    lines = text.split("\n")
    at = next(number for number, line in enumerate(lines) if line.strip().startswith("GIẤY PHÉP"))
    size = 1 if "RƯỢU" in lines[at] else 2
    lines[at : at + size] = [" " * 30 + first, " " * 30 + second]
    (paper,) = read_text("\n".join(lines))
    assert paper.find_value("title") == "GIẤY PHÉP BÁN LẺ RƯỢU"


@pytest.mark.parametrize(
    ("right", "read", "field"),
    [
        ("Ninh Kiều, ngày", "Ninh.Kiều, ngày", "issue_place"),
        ("QUẬN NINH KIỀU ", "'QUẬN NINH 'KIỀU ", "issuing_body"),
    ],
)
def test_a_stray_mark_inside_a_name_is_doubted_on_a_scan(
    read_text: Any, decision: str, right: str, read: str, field: str
) -> None:
    assert right in decision
    (paper,) = read_text(decision.replace(right, read), words={})
    assert [doubt for doubt in paper.doubts if doubt.field == field]


LICENCE_UNTIL, LICENCE_ISSUED = "ngày 14 tháng 4 năm 2026", "ngày 15 tháng 4 năm 2021"


def _doubts_of_expiry(paper: Any) -> list[str]:
    return [doubt.reason for doubt in paper.doubts if doubt.field == "valid_until"]


def test_an_expiry_that_fits_the_term_of_its_licence_is_not_doubted(read_text: Any, types: Any) -> None:
    (paper,) = read_text(types["alcohol_retail_licence"].examples[0].text, words={})
    assert paper.find_value("valid_until") == "2026-04-14"
    assert _doubts_of_expiry(paper) == []


@pytest.mark.parametrize("day", ["19", "10", "17", "28"])
def test_an_expiry_a_few_days_off_its_term_is_doubted_on_a_scan(read_text: Any, types: Any, day: str) -> None:
    text = types["alcohol_retail_licence"].examples[0].text
    assert LICENCE_UNTIL in text
    (paper,) = read_text(text.replace(LICENCE_UNTIL, LICENCE_UNTIL.replace("14", day)), words={})
    assert _doubts_of_expiry(paper) == ["expiry_differs"]


def test_an_expiry_without_the_day_of_issue_is_doubted_on_a_scan_only(read_text: Any, types: Any) -> None:
    text = types["alcohol_retail_licence"].examples[0].text
    assert LICENCE_ISSUED in text
    text = text.replace(LICENCE_ISSUED, "ngày tháng năm")
    (scanned,), (typed,) = read_text(text, words={}), read_text(text)
    assert scanned.find_value("valid_until") == typed.find_value("valid_until") == "2026-04-14"
    assert _doubts_of_expiry(scanned) == ["low_confidence"]
    assert _doubts_of_expiry(typed) == []


def test_an_expiry_whose_day_was_not_read_is_doubted(read_text: Any, types: Any) -> None:
    text = types["alcohol_retail_licence"].examples[0].text
    (paper,) = read_text(text.replace(LICENCE_UNTIL, "tháng 4 năm 2026"), words={})
    assert paper.find_value("valid_until") == "2026-04"
    assert _doubts_of_expiry(paper) == ["day_unread"]


def test_a_head_who_signs_behind_a_cut_kt_is_doubted(read_text: Any, decision: str) -> None:
    text = decision.replace("  KT. CHỦ TỊCH", "  TM. ỦY BAN NHÂN DÂN KT").replace("PHÓ CHỦ TỊCH", "CHỦ TỊCH")
    (paper,) = read_text(text, words={})
    assert Doubt("signer_title", "authority_differs") in paper.doubts

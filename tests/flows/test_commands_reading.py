"""`sohoa ocr` and `sohoa extract` read a file and leave nothing behind."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.papers.born_digital import write_born_digital
from benchmarks.papers.catalogue import FORMS, invent_order
from tests.flows.office import Office


@pytest.fixture(scope="module")
def permit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A born-digital building permit: no OCR, so the tests stay quick."""
    path = tmp_path_factory.mktemp("papers") / "permit.pdf"
    order = invent_order("building_permit", np.random.default_rng(5))
    write_born_digital(path, FORMS[order.kind](order).sheets)
    return path


def test_ocr_gives_words_with_boxes_and_stores_nothing(office: Office, permit: Path) -> None:
    answer = office.call("ocr", str(permit), "--json")
    assert answer.code == 0
    page = answer.json["pages"][0]
    assert page["page_number"] == 1
    assert "GIẤY PHÉP XÂY DỰNG" in page["text"]
    assert all(0 <= word["box"][0] < word["box"][2] <= page["width_px"] for word in page["words"])
    assert {"width_px", "height_px", "dpi", "turned_deg", "skew_deg", "engine", "quality"} <= set(page)
    assert not office.home.exists()


def test_ocr_prints_the_text_for_a_person(office: Office, permit: Path) -> None:
    answer = office.call("ocr", str(permit))
    assert "GIẤY PHÉP XÂY DỰNG" in answer.out


def test_extract_tells_type_and_fields_and_stores_nothing(office: Office, permit: Path) -> None:
    answer = office.call("extract", str(permit), "--json")
    assert answer.code == 0
    line = answer.json
    assert line["document_type"] == "building_permit"
    assert line["outcome"] is None
    assert line["fields"]["document_number"]["value"]
    assert line["fields"]["document_number"]["confidence"] is None
    assert not office.home.exists()


def test_extract_takes_a_forced_type(office: Office, permit: Path) -> None:
    answer = office.call("extract", str(permit), "--type", "committee_decision", "--json")
    assert answer.json["document_type"] == "committee_decision"


def test_extract_refuses_a_type_nobody_declared(office: Office, permit: Path) -> None:
    answer = office.call("extract", str(permit), "--type", "driving_licence", "--json")
    assert answer.code == 2
    assert answer.error["code"] == "type_key_unknown"


def test_a_file_that_is_no_document_is_told_with_advice(office: Office, tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_text("not a scan")
    answer = office.call("ocr", str(letter), "--json")
    assert answer.code == 1
    assert answer.error["code"] == "not_a_document"
    assert answer.error["advice"]


def test_a_missing_file_is_wrong_usage(office: Office, tmp_path: Path) -> None:
    answer = office.call("extract", str(tmp_path / "nowhere.pdf"), "--json")
    assert answer.code == 2
    assert answer.error["code"] == "path_missing"

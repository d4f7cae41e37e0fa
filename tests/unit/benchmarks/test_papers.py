"""Drawn papers: they are what their truth says, alike each time, and name nobody who could exist."""

from __future__ import annotations

import io
import re
import unicodedata
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pdfplumber
import pikepdf
import pytest
from PIL import Image

from benchmarks.papers.catalogue import FORMS, KINDS, MORE_KINDS, invent_order, set_paper
from benchmarks.papers.drawing import SCANS_FOLDER, draw_paper, draw_register, draw_samples, draw_stack
from benchmarks.papers.faces import get_font_file, missing_letters, vietnamese_letters
from benchmarks.papers.packing import BROKEN
from benchmarks.papers.raster import rasterise
from benchmarks.papers.sheet import Sheet, TextMark
from benchmarks.papers.truth import PaperTruth, Truth
from schemas.text import fold


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("samples")


@pytest.fixture(scope="module")
def truth(folder: Path) -> Truth:
    return draw_samples(folder, seed=1)


def _printed(truth: PaperTruth) -> str:
    return fold(" ".join(line for page in truth.lines for line in page))


def test_the_vietnamese_alphabet_has_178_letters_with_tones_and_capitals() -> None:
    # 12 vowels of 6 tones and 17 consonants, small and capital: 2 x (72 + 17).
    assert len(vietnamese_letters()) == 178
    assert {"ỵ", "Ỹ", "ặ", "Ữ", "Đ"} <= vietnamese_letters()


def test_every_face_can_show_every_vietnamese_letter() -> None:
    for face in ("serif", "serif-bold", "serif-italic", "serif-bold-italic", "typewriter"):
        assert missing_letters(get_font_file(face)) == frozenset()  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", (*KINDS, *MORE_KINDS))
def test_every_page_keeps_its_text_inside_the_sheet(kind: str) -> None:
    for seed in range(12):
        paper = set_paper(invent_order(kind, np.random.default_rng(seed)))
        for sheet in paper.sheets:
            marks = [mark for mark in sheet.marks if isinstance(mark, TextMark)]
            assert marks
            assert max(mark.baseline_mm for mark in marks) < sheet.height_mm - 8, (kind, seed)
            assert min(mark.x_mm for mark in marks) > 8, (kind, seed)


@pytest.mark.parametrize("kind", (*KINDS, *MORE_KINDS))
def test_what_the_truth_says_of_a_field_is_printed(kind: str) -> None:
    order = invent_order(kind, np.random.default_rng(5))
    paper = set_paper(order)
    printed = fold(" ".join(line for sheet in paper.sheets for line in sheet.lines))
    for name in ("holder_name", "wife_name", "husband_name", "signer_name", "holder_id", "issuing_body"):
        value = paper.fields.get(name)
        for part in value if isinstance(value, list) else [value]:
            if part:
                assert fold(str(part)) in printed, name
    assert str(paper.fields["document_number"]).replace(" ", "").lower().replace("đ", "d") in printed.replace(" ", "")


def test_dates_and_numbers_of_the_truth_are_canonical() -> None:
    for kind in KINDS:
        fields = FORMS[kind](invent_order(kind, np.random.default_rng(9))).fields
        for name, value in fields.items():
            if isinstance(value, str):
                assert value == unicodedata.normalize("NFC", value)
            if name.endswith("_date") and isinstance(value, str):
                # A parent's date of birth is often a year alone.
                assert re.fullmatch(r"\d{4}", value) or date.fromisoformat(value)
        assert " " not in str(fields["document_number"])


def test_ids_are_well_formed_and_never_given_out() -> None:
    for seed in range(40):
        for person in (lambda order: (order.holder, order.partner))(
            invent_order(KINDS[seed % len(KINDS)], np.random.default_rng(seed))
        ):
            assert re.fullmatch(r"092[0-3]\d{2}000\d{3}", person.citizen_id)
            assert person.citizen_id[4:6] == f"{person.born_on.year % 100:02d}"
            assert int(person.citizen_id[3]) % 2 == (0 if person.sex == "Nam" else 1)


def test_the_same_seed_draws_the_same_page_and_another_seed_another() -> None:
    first, again, other = (draw_paper("death_extract", "poor", seed, dpi=150) for seed in (4, 4, 5))
    assert np.array_equal(first.pages[0].pixels, again.pages[0].pixels)
    assert not np.array_equal(first.pages[0].pixels, other.pages[0].pixels)


def test_wear_darkens_the_paper_of_a_poor_copy_and_surrounds_a_photo_with_a_desk() -> None:
    clean, poor, phone = (
        draw_paper("committee_decision", grade, 3, dpi=150, may_turn=False).pages[0].pixels  # type: ignore[arg-type]
        for grade in ("clean", "poor", "phone")
    )
    assert np.median(poor) < np.median(clean) - 15
    assert phone[5:40, 5:40].mean() < 140 < np.median(clean)


def test_a_seal_leaves_red_ink_on_white_paper_and_text_stays_black() -> None:
    paper = FORMS["building_permit"](invent_order("building_permit", np.random.default_rng(1)))
    hue = cv2.cvtColor(rasterise(paper.sheets[0], 150), cv2.COLOR_RGB2HSV)
    red = (hue[..., 1] > 120) & ((hue[..., 0] < 8) | (hue[..., 0] > 172))
    assert 0.001 < red.mean() < 0.03


def test_the_demo_has_eight_kinds_every_medium_and_two_broken_files(truth: Truth, folder: Path) -> None:
    assert len(truth.papers) == 24
    kinds = {paper.kind for paper in truth.papers if paper.kind}
    assert len(kinds) == 8
    assert kinds <= set(KINDS)
    assert {paper.media for paper in truth.papers} == {"pdf", "tiff", "png", "jpeg", "born_digital", *BROKEN}
    assert [paper.outcome for paper in truth.papers].count("quarantined") == 2
    on_disk = sorted(path.name for path in (folder / SCANS_FOLDER).iterdir())
    assert on_disk == sorted(paper.source for paper in truth.papers)


def test_page_counts_of_the_truth_are_those_of_the_files(truth: Truth, folder: Path) -> None:
    for paper in truth.papers:
        path = folder / SCANS_FOLDER / paper.source
        if paper.outcome == "quarantined":
            continue
        if path.suffix == ".pdf":
            with pikepdf.open(path) as pdf:
                assert len(pdf.pages) == paper.page_count
        else:
            with Image.open(path) as image:
                assert getattr(image, "n_frames", 1) == paper.page_count


def test_the_locked_file_asks_for_a_password_and_the_cut_one_has_no_end(truth: Truth, folder: Path) -> None:
    paths = {paper.media: folder / SCANS_FOLDER / paper.source for paper in truth.papers if paper.media in BROKEN}
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(paths["locked"])
    assert b"%%EOF" not in paths["truncated"].read_bytes()


def test_the_text_layer_of_a_born_digital_file_says_what_is_printed(truth: Truth, folder: Path) -> None:
    for paper in (paper for paper in truth.papers if paper.media == "born_digital"):
        with pdfplumber.open(folder / SCANS_FOLDER / paper.source) as pdf:
            text = fold(" ".join(page.extract_text() for page in pdf.pages))
        for page in paper.lines:
            for line in page:
                assert all(word in text for word in fold(line).split()), line


def test_the_floors_of_2022_are_missed_passed_and_met_exactly(truth: Truth) -> None:
    rows = {row.level: row for row in truth.coverage}
    assert (rows["province"].met, rows["district"].met, rows["commune"].met) == (False, True, True)
    assert rows["commune"].percent == "35.00"
    assert rows["commune"].digitised * 100 == rows["commune"].in_force * rows["commune"].target_percent
    for level, row in rows.items():
        entries = [entry for entry in truth.register if entry.level == level]
        assert (row.in_force, row.digitised) == (len(entries), sum(entry.source is not None for entry in entries))


def test_every_paper_in_the_register_was_in_force_at_the_end_of_2022(truth: Truth) -> None:
    for entry in truth.register:
        assert entry.issued_on <= date(2022, 12, 31)
        assert entry.valid_until is None or entry.valid_until >= date(2022, 12, 31)
    keys = [(entry.kind, entry.unit, entry.issued_on.year, entry.document_number) for entry in truth.register]
    assert len(keys) == len(set(keys))


def test_a_search_for_a_common_name_finds_several_and_one_holder_has_two_papers(truth: Truth) -> None:
    finds = {search.query: search for search in truth.searches}
    assert len(finds["nguyen van"].must_find) >= 4
    assert len(finds["nguyen van hau"].must_find) == 2
    for search in truth.searches:
        for source in search.must_find:
            paper = next(paper for paper in truth.papers if paper.source == source)
            assert all(word in _printed(paper) for word in re.findall(r"\w+", search.query))


def test_the_register_file_has_a_row_for_every_entry(truth: Truth, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    draw_register(truth.register, path)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    header = next(index for index, line in enumerate(lines) if line.startswith("TT;"))
    assert len(lines) - header - 1 == len(truth.register)


def test_too_few_samples_are_refused_because_the_quota_would_not_come_out(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="24"):
        draw_samples(tmp_path, count=5)


def test_a_stack_has_as_many_pages_as_asked(tmp_path: Path) -> None:
    path = tmp_path / "stack.pdf"
    draw_stack(path, 7, dpi=100)
    with pikepdf.open(io.BytesIO(path.read_bytes())) as pdf:
        assert len(pdf.pages) == 7


def test_a_long_paragraph_is_broken_at_blanks_and_nothing_is_lost() -> None:
    from benchmarks.papers.letterhead import NORMAL

    text = "Ủy ban nhân dân thành phố Cần Thơ " * 12
    sheet = Sheet()
    sheet.paragraph([(text.strip(), NORMAL)], justify=True)
    assert len(sheet.lines) > 3
    assert " ".join(sheet.lines).split() == text.split()

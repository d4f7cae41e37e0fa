"""The ways out of quarantine after an upgrade: everything tried again in one round."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from benchmarks.drills.command_runs import Crash, run_sohoa
from benchmarks.drills.small_papers import draw_born_digital
from ocr.reading import recipe
from pipelines.intake import open_batch, receive
from pipelines.lines import empty_line, problem_to_json
from schemas.ocr_page import OcrPage
from schemas.scan import BatchOrder
from schemas.text import fold
from schemas.wire import from_json
from storage.keys import reading_key
from tests.flows.office import CUSTODIAN, Office

pytestmark = pytest.mark.timeout(300)


def quarantine_paper(office: Office, path: Path, batch_name: str, seed: int) -> str:
    """A good paper that an earlier version could not take; its receipt."""
    draw_born_digital(path, "birth_certificate", seed)
    return quarantine_as_unforeseen(office, path, batch_name)


def quarantine_as_unforeseen(office: Office, path: Path, batch_name: str) -> str:
    """A file received and given up for a fault of that time; its receipt."""
    with office.open() as resources:
        batch = open_batch(resources, CUSTODIAN, batch_name, "cli:lan")
        receipt = receive(resources, batch, path, BatchOrder(()), "cli:lan")
        line = empty_line(receipt.source, receipt.scan_id, "quarantined", batch_name, CUSTODIAN)
        line["problem"] = problem_to_json("unexpected")
        resources.catalogue.end_receipt(receipt.receipt_id, "quarantined", [line], problem_code="unexpected")
    return receipt.receipt_id


def in_quarantine(office: Office) -> list[str]:
    return [line["receipt_id"] for line in office.call("quarantine", "list", "--json").lines]


def test_after_an_upgrade_everything_but_what_was_set_aside_is_tried_again(office: Office, tmp_path: Path) -> None:
    quarantine_paper(office, tmp_path / "a.pdf", "hop-1", 1)
    quarantine_paper(office, tmp_path / "b.pdf", "hop-2", 2)
    junk, aside = office.quarantine_file("không phải bản quét", "not_a_document"), office.quarantine_file("bỏ")
    office.call("quarantine", "set-aside", aside, "--reason", "ảnh hỏng")

    answer = office.call("quarantine", "retry", "--all", "--json")
    assert answer.code == 1, "one file still needs a person"
    outcomes = {Path(line["source"]).name: (line["outcome"], line["batch"]) for line in answer.lines}
    assert outcomes == {
        "a.pdf": ("filed", "hop-1"),
        "b.pdf": ("filed", "hop-2"),
        "không phải bản quét.png": ("quarantined", "hop-1"),
    }
    assert "3 tệp đã thử lại, 1 vẫn bị cách ly" in answer.err
    assert in_quarantine(office) == [junk]


def test_an_empty_quarantine_is_no_fault(office: Office) -> None:
    answer = office.call("quarantine", "retry", "--all", "--json")
    assert (answer.code, answer.out) == (0, "")


def test_a_round_that_was_killed_loses_no_file(office: Office, tmp_path: Path) -> None:
    for place, name in enumerate(("a.pdf", "b.pdf")):
        quarantine_paper(office, tmp_path / name, "hop-1", place + 1)
    crash = Crash("extracted:1", "group", tmp_path / "killed")
    assert run_sohoa(office.home, "quarantine", "retry", "--all", crash=crash).returncode == -9
    assert in_quarantine(office) == []
    resumed = office.call("batch", "resume", "hop-1", "--plain", "--json")
    assert resumed.code == 0, resumed.err
    assert office.call("batch", "show", "hop-1", "--json").json["outcomes"] == {"filed": 2}


@pytest.mark.parametrize("arguments", [(), ("abc", "--all"), ("--all", "--type", "building_permit")])
def test_one_file_or_all_but_not_both(office: Office, arguments: tuple[str, ...]) -> None:
    answer = office.call("quarantine", "retry", *arguments, "--json")
    assert (answer.code, answer.error["code"]) == (2, "usage")


def quarantine_sideways_note(office: Office, path: Path) -> str:
    """A scan lying on its side whose few words no reader can tell the way of; its receipt."""
    page = Image.new("RGB", (1240, 1754), "white")
    font = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", 34)
    ImageDraw.Draw(page).text((420, 800), "Hộp 16 - 1961", font=font, fill=(25, 25, 30))
    page.rotate(90, expand=True).save(path, dpi=(150, 150))
    return quarantine_as_unforeseen(office, path, "hop-1")


def test_a_page_lying_on_its_side_is_read_as_the_person_says(office: Office, tmp_path: Path) -> None:
    receipt_id = quarantine_sideways_note(office, tmp_path / "note.png")
    answer = office.call("quarantine", "retry", receipt_id, "--turn", "90", "--json")
    assert (answer.code, answer.lines[0]["outcome"]) == (0, "filed")
    with office.open() as resources:
        result = resources.catalogue.get_result(answer.lines[0]["result_id"])
        assert result.recipe == recipe(resources.settings.engine, 90)
        assert result.recipe != recipe(resources.settings.engine), "what was read so is never taken for another reading"
        page = from_json(OcrPage, resources.objects.get_bytes(reading_key(result.scan_id, 1, result.recipe)))
    assert (page.turned_deg, page.upright_width_px, page.upright_height_px) == (90, 1240, 1754)
    assert fold("Hộp 16 - 1961") in fold(page.text)
    assert page.original_box(page.words[0].box).height > page.words[0].box.height
    assert in_quarantine(office) == []


def test_a_retry_with_a_turn_that_was_killed_goes_on_when_asked_again(office: Office, tmp_path: Path) -> None:
    receipt_id = quarantine_sideways_note(office, tmp_path / "note.png")
    crash = Crash("extracted:1", "group", tmp_path / "killed")
    killed = run_sohoa(office.home, "quarantine", "retry", receipt_id, "--turn", "90", crash=crash)
    assert killed.returncode == -9
    again = office.call("quarantine", "retry", receipt_id, "--turn", "90", "--json")
    assert (again.code, again.lines[0]["outcome"]) == (0, "filed")
    assert office.call("batch", "show", "hop-1", "--json").json["outcomes"] == {"filed": 1}


@pytest.mark.parametrize("arguments", [("--all", "--turn", "90"), ("abc", "--turn", "45")])
def test_only_one_file_is_turned_and_by_quarters(office: Office, arguments: tuple[str, ...]) -> None:
    answer = office.call("quarantine", "retry", *arguments, "--json")
    assert (answer.code, answer.error["code"]) == (2, "usage")

"""What an erasure means for the papers beside it: on the same scan, linked, merged, scanned anew, carried away."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.drills.small_papers import draw_born_digital
from pipelines.indexing import index_pending
from schemas.digitised_results import to_digitised
from schemas.procedure_result import ProcedureResult, Related, make_result_id
from storage.keys import original_key, reading_key, searchable_key
from storage.ports import PageChange, PageJob
from tests.faults.killed_commands import Killable, kill_everywhere
from tests.flows.erasing import HOLDER_ID, NAME, PAPER, WHY, erase, faults, where_it_stays
from tests.flows.office import RECIPE, Office


def add_neighbour(office: Office, first: str, *, was_one: bool = False) -> str:
    """A second paper on page 2 of a filed scan; `was_one`: the first result had both pages before."""
    with office.open() as resources:
        result = resources.catalogue.get_result(first)
        if was_one:
            resources.catalogue.update_result(first, lambda it: replace(it, page_numbers=(1,), **_clean(it)))
        other = replace(
            result,
            result_id=make_result_id(result.scan_id, 2),
            page_numbers=(2,),
            extraction=replace(result.extraction, page_numbers=(2,)),
            has_searchable_pdf=True,
        )
        resources.catalogue.change_pages([first], lambda before: PageChange(before, added=(other,)))
        resources.catalogue.update_result(first, lambda it: replace(it, has_searchable_pdf=True))
        reading = resources.objects.get_bytes(reading_key(result.scan_id, 1, RECIPE))
        resources.objects.put_bytes(reading_key(result.scan_id, 2, RECIPE), reading)
        resources.catalogue.put_read_pages(result.receipt_id, [PageJob(result.scan_id, 2, RECIPE, "read", 1)])
        resources.objects.put_bytes(searchable_key(result.scan_id, RECIPE), b"%PDF of both")
        index_pending(resources)
    return other.result_id


def _clean(result: ProcedureResult) -> dict[str, Any]:
    read = replace(result.extraction, fields={}, title="")
    return {"holder_names": (), "holder_ids": (), "holder_births": (), "extraction": read, "title": ""}


def test_a_scan_on_which_another_paper_stands_stays_and_that_is_told(office: Office) -> None:
    first = office.file_paper("một", PAPER, confirmed=True)
    second = add_neighbour(office, first)
    told = erase(office, second)
    assert (told.code, told.json["original"], told.json["waiting"]) == (0, "kept", [])
    with office.open() as resources:
        stays = resources.catalogue.get_result(first)
        # What is read again later passes the erased page over.
        assert resources.catalogue.list_erased_pages(stays.scan_id) == (2,)
        assert [job.page_number for job in resources.catalogue.list_pages(stays.scan_id, RECIPE)] == [1]
        keys = list(resources.objects.list_keys())
    assert [key for key in keys if not key.startswith("audit/")] == [
        original_key(stays.scan_id),
        reading_key(stays.scan_id, 1, RECIPE),
    ]
    assert (stays.has_searchable_pdf, stays.history[-1].event) == (False, "neighbour_erased")
    assert faults(office, "reconcile") == faults(office, "verify") == []
    assert office.call("show", first, "--json").json["source"] == ""
    assert erase(office, first).json["original"] == "removed"
    with office.open() as resources:
        assert list(resources.objects.list_keys("originals/")) == []
    assert faults(office, "reconcile") == faults(office, "verify") == faults(office, "audit", "verify") == []


def test_what_another_result_said_of_the_paper_before_it_was_split_off_goes_too(office: Office) -> None:
    first = office.file_paper("một", PAPER, confirmed=True, page_numbers=(1, 2))
    second = add_neighbour(office, first, was_one=True)
    with office.open() as resources:
        before = [to_digitised(it) for it in resources.catalogue.list_result_versions(first)]
    assert erase(office, second).json["original"] == "kept"
    with office.open() as resources:
        versions = resources.catalogue.list_result_versions(first)
    assert [to_digitised(it) for it in versions[: len(before)]] == before
    assert {name for it in versions for name in it.holder_names} == set()


def test_an_erased_result_leaves_the_links_of_those_who_still_have_papers(office: Office) -> None:
    old, new, lone = "361234567", HOLDER_ID, "371234567"
    permit = office.file_paper("một", PAPER, confirmed=True)
    office.file_paper("hai", {"holder_id": old, "holder_name": NAME})
    for other in (old, lone):
        assert office.call("holders", "link", other, new, "--evidence", "sổ", "--confirm").code == 0
    erase(office, permit)
    with office.open() as resources:
        assert resources.catalogue.list_holder_events([old, new, lone]) == ()
    assert office.call("search", "--holder-id", old, "--json").json["total"] == 1


def test_carrying_a_batch_away_takes_two_where_the_office_asks(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    permit = office.file_paper("một", PAPER, confirmed=True)
    disk = str(tmp_path / "dia.zip")
    assert office.call("batch", "export", "hop-1", disk, "--purpose", "chuyển về trung tâm").code == 0
    monkeypatch.setenv("SOHOA_SECOND_PERSON", "holder_id")
    wish = ("batch", "export", "hop-1", str(tmp_path / "dia-2.zip"))
    for alone, code in (
        (("--purpose", "x"), "second_person_missing"),
        (("--purpose", "x", "--approved-by", "LAN"), "second_person_missing"),
        (("--approved-by", "hoa"), "export_purpose_missing"),
    ):
        answer = office.call(*wish, *alone, "--json")
        assert (answer.code, answer.error["code"]) == (2, code)
        assert not (tmp_path / "dia-2.zip").exists()
    assert office.call(*wish, "--purpose", "lưu dự phòng", "--approved-by", "hoa").code == 0
    with office.open() as resources:
        told = [json.loads(it.payload) for it in resources.catalogue.list_audit() if it.event == "batch_exported"]
    assert [(it["purpose"], it["approved_by"]) for it in told] == [
        ("chuyển về trung tâm", None),
        ("lưu dự phòng", "cli:hoa"),
    ]
    assert len(erase(office, permit).json["exports"]) == 2


def test_the_paper_scanned_anew_waits_for_a_person(office: Office, tmp_path: Path) -> None:
    first, anew = tmp_path / "giay.pdf", tmp_path / "quet-lai.pdf"
    draw_born_digital(first, "death_extract", 3)
    anew.write_bytes(first.read_bytes() + b"\n% scanned another time\n")
    wish = ("--unit", "92.916", "--plain", "--jobs", "1", "--json")
    (line,) = office.call("digitise", str(first), "--batch", "lo-1", *wish).lines
    assert (line["outcome"], line["state"]) == ("filed", "confirmed")
    assert erase(office, line["result_id"]).code == 0
    (again,) = office.call("digitise", str(anew), "--batch", "lo-2", *wish).lines
    assert (again["outcome"], again["state"], again["confirmed_by"]) == ("filed", "in_review", None)
    assert [doubt["reason"] for doubt in again["needs_review"]] == ["erased_before"]
    steps = office.call("result", "history", again["result_id"], "--json").lines
    assert [step["event"] for step in steps] == ["filed"]


def test_what_was_merged_into_an_erased_result_goes_with_it(office: Office) -> None:
    first, second = office.file_paper("một", PAPER), office.file_paper("hai", PAPER)
    merged = Related(first, "merged_into")
    with office.open() as resources:
        resources.catalogue.update_result(second, lambda it: replace(it, state="withdrawn", related=(merged,)))
        index_pending(resources)
    told = erase(office, second)
    assert (told.json["result_id"], told.json["related"]) == (first, [])
    assert {line["result_id"] for line in office.call("erase", "--list", "--json").lines} == {first, second}
    assert where_it_stays(office.home) == set()
    assert faults(office, "reconcile") == faults(office, "verify") == []


@pytest.mark.slow
def test_an_erasure_beside_another_paper_and_of_a_merged_one_is_whole_after_any_kill(
    office: Office, tmp_path: Path
) -> None:
    assert erase(office, office.file_paper("ba")).code == 0
    first = office.file_paper("một", PAPER, confirmed=True)
    second, other = add_neighbour(office, first), office.file_paper("hai", PAPER)
    merged = Related(second, "merged_into")
    with office.open() as resources:
        resources.catalogue.update_result(other, lambda it: replace(it, state="withdrawn", related=(merged,)))
        index_pending(resources)
    command = Killable(office.home, ("erase", second, *WHY, "--approved-by", "hoa"), is_one_step=False)
    assert kill_everywhere(command, tmp_path) == []

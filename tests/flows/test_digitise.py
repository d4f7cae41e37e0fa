"""One call of `digitise` over a mixed folder, by either driver: every file ends in one outcome, none is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.drills.command_runs import CommandRun, run_sohoa
from benchmarks.drills.small_papers import BROKEN_NAME, draw_another_scan, draw_drill_papers, draw_secret
from pipelines.resources import Resources, open_resources
from pipelines.settings import read_settings
from storage.keys import original_key, readings_prefix

pytestmark = pytest.mark.timeout(600)
BIRTH, DECISION, SECRET, COPY, AGAIN = "a-birth.pdf", "b-decision.pdf", "e-secret.pdf", "copy.pdf", "f-again.pdf"


@dataclass(frozen=True, slots=True)
class Digitised:
    """A folder, the home it was digitised into, and how the run went."""

    folder: Path
    home: Path
    run: CommandRun

    def call(self, *arguments: str, batch: str = "lo-01") -> CommandRun:
        """Digitise something more into the same home, plainly."""
        return run_sohoa(self.home, "digitise", *arguments, "--unit", "92", "--batch", batch, "--plain", "--jobs", "1")

    def line(self, name: str) -> dict[str, Any]:
        return next(line for line in self.run.lines if Path(line["source"]).name == name)

    @contextmanager
    def open(self) -> Iterator[Resources]:
        with open_resources(read_settings({}, home=str(self.home))) as resources:
            yield resources


@pytest.fixture(scope="session")
def mixed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = draw_drill_papers(tmp_path_factory.mktemp("mixed") / "in")
    draw_secret(folder / SECRET, 7)
    draw_another_scan(folder / BIRTH, folder / AGAIN)
    (folder / "box").mkdir()
    (folder / "box" / COPY).write_bytes((folder / BIRTH).read_bytes())
    (folder / "notes.txt").write_text("not a paper", encoding="utf-8")
    (folder / "Thumbs.db").write_bytes(b"litter")
    (folder / ".hidden.pdf").write_bytes(b"litter")
    return folder


@pytest.fixture(scope="session", params=["plain", pytest.param("prefect", marks=pytest.mark.slow)])
def digitised(
    request: pytest.FixtureRequest, mixed_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Digitised:
    home = tmp_path_factory.mktemp(f"home-{request.param}")
    plain = ("--plain",) if request.param == "plain" else ()
    run = run_sohoa(home, "digitise", str(mixed_folder), "--unit", "92", "--batch", "lo-01", "--jobs", "1", *plain)
    return Digitised(mixed_folder, home, run)


def test_every_file_ends_in_exactly_one_outcome_and_the_broken_stop_nobody(digitised: Digitised) -> None:
    outcomes = digitised.run.outcomes()
    # Which of two scans of one paper is filed first is open; the other one is linked to it.
    assert sorted([outcomes.pop(BIRTH), outcomes.pop(AGAIN)]) == ["filed", "near_duplicate"]
    assert outcomes.pop(COPY) in ("filed", "near_duplicate")
    assert outcomes == {
        DECISION: "filed",
        BROKEN_NAME: "quarantined",
        "notes.txt": "quarantined",
        SECRET: "refused",
    }
    assert len(digitised.run.lines) == 7


def test_a_person_must_look_so_the_command_ends_with_1(digitised: Digitised) -> None:
    assert digitised.run.returncode == 1


def test_every_line_has_every_key_of_the_contract(digitised: Digitised) -> None:
    keys = {tuple(sorted(line)) for line in digitised.run.lines}
    assert len(keys) == 1
    assert {"source", "sha256", "outcome", "result_id", "problem", "page_sizes", "indexed", "seconds"} <= set(*keys)


def test_prefect_drove_where_it_was_asked_to(digitised: Digitised, request: pytest.FixtureRequest) -> None:
    by_prefect = "prefect" in request.node.callspec.id
    assert (digitised.home / "prefect").exists() == by_prefect
    assert "prefect_away" not in digitised.run.errors


def test_the_same_bytes_twice_in_a_batch_are_one_receipt_told_again(digitised: Digitised) -> None:
    first, second = sorted((digitised.line(BIRTH), digitised.line(COPY)), key=lambda line: bool(line["repeated"]))
    assert (first["repeated"], second["repeated"]) == (False, True)
    assert first["result_id"] == second["result_id"]


def test_another_scan_of_a_filed_paper_is_filed_and_linked(digitised: Digitised) -> None:
    lines = [digitised.line(BIRTH), digitised.line(AGAIN)]
    linked = next(line for line in lines if line["outcome"] == "near_duplicate")
    first = next(line for line in lines if line["outcome"] == "filed")
    assert linked["related"] == [{"result_id": first["result_id"], "kind": "rescan_of"}]


def test_a_quarantined_file_is_kept_byte_for_byte_with_its_reason(digitised: Digitised) -> None:
    line = digitised.line(BROKEN_NAME)
    assert line["problem"]["code"] in ("file_truncated", "file_damaged")
    assert line["problem"]["message"] and line["problem"]["advice"]
    assert digitised.line("notes.txt")["problem"]["code"] == "not_a_document"
    with digitised.open() as resources:
        kept = resources.objects.get_bytes(original_key(line["sha256"]))
    assert kept == (digitised.folder / BROKEN_NAME).read_bytes()


def test_litter_is_skipped_and_counted(digitised: Digitised) -> None:
    assert "2" in next(text for text in digitised.run.errors.splitlines() if "rác" in text)


def test_nothing_of_a_state_secret_is_kept_and_its_file_stays_where_it_lay(digitised: Digitised) -> None:
    line = digitised.line(SECRET)
    assert line["problem"]["code"] == "state_secret"
    assert (line["fields"], line["result_id"]) == ({}, None)
    assert (digitised.folder / SECRET).exists()
    with digitised.open() as resources:
        assert resources.objects.find_size(original_key(line["sha256"])) is None
        assert list(resources.objects.list_keys(readings_prefix(line["sha256"]))) == []
        receipt = next(r for r in resources.catalogue.list_receipts() if r.scan_id == line["sha256"])
    assert (receipt.outcome, receipt.source, receipt.inspection) == ("refused", "", None)


def test_when_the_command_ends_everything_filed_is_found(digitised: Digitised) -> None:
    filed = {line["result_id"] for line in digitised.run.lines if line["result_id"]}
    with digitised.open() as resources:
        assert resources.catalogue.count_outbox() == 0
        assert set(resources.index.list_versions()) == filed


def test_the_step_log_names_no_file(digitised: Digitised) -> None:
    for step in digitised.run.log:
        assert set(step) == {"at", "scan", "page", "step", "seconds", "outcome"}
        assert "birth" not in str(step)


def test_the_same_call_again_reads_nothing_and_tells_the_same(digitised: Digitised) -> None:
    again = digitised.call(str(digitised.folder))
    assert again.returncode == 1
    assert again.pages_read() == set()
    first = {line["source"]: line for line in digitised.run.lines}
    for line in again.lines:
        assert line["outcome"] == first[line["source"]]["outcome"]
        assert line["fields"] == first[line["source"]]["fields"]
        assert line["repeated"] == (line["outcome"] != "quarantined")


def test_the_same_bytes_in_another_batch_are_a_duplicate_that_names_the_result(digitised: Digitised) -> None:
    run = digitised.call(str(digitised.folder / DECISION), batch="lo-02")
    assert [(line["outcome"], line["result_id"]) for line in run.lines] == [
        ("duplicate", digitised.line(DECISION)["result_id"])
    ]
    assert run.returncode == 0


def test_a_refused_paper_is_refused_again_without_being_kept_again(digitised: Digitised) -> None:
    run = digitised.call(str(digitised.folder / SECRET), batch="lo-03")
    assert (run.returncode, run.outcomes()) == (1, {SECRET: "refused"})
    assert not (digitised.home / "objects" / original_key(run.lines[0]["sha256"])).exists()


def test_a_forced_type_and_one_document_are_obeyed(digitised: Digitised, tmp_path: Path) -> None:
    draw_another_scan(digitised.folder / DECISION, tmp_path / "forced.pdf")
    forced = ("--type", "committee_decision", "--one-document")
    run = digitised.call(str(tmp_path / "forced.pdf"), *forced, batch="lo-04")
    assert [line["document_type"] for line in run.lines] == ["committee_decision"]
    assert run.lines[0]["pages"] == [1, 2]
    with digitised.open() as resources:
        receipt = next(r for r in resources.catalogue.list_receipts() if r.scan_id == run.lines[0]["sha256"])
    assert (receipt.forced_type, receipt.one_document) == ("committee_decision", True)

"""Scans and copies of one paper: linked whichever comes first, counted once, told beside the original."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks.drills.command_runs import CommandRun, Crash, run_sohoa, start_sohoa
from benchmarks.drills.homes import find_differences, read_state
from benchmarks.drills.small_papers import draw_another_scan, draw_born_digital, draw_certified_copy
from pipelines.actions import confirm_result
from pipelines.registers.counting import count_coverage, coverage_to_json
from pipelines.resources import Resources, open_resources
from pipelines.settings import read_settings
from schemas.days import today
from tests.flows.office import Office

pytestmark = pytest.mark.timeout(600)
KIND, SEED = "marriage_certificate", 11


@contextmanager
def open_home(home: Path) -> Iterator[Resources]:
    with open_resources(read_settings({}, home=str(home))) as resources:
        yield resources


def digitise(home: Path, *papers: Path, batch: str = "hop-1", **options: Any) -> CommandRun:
    return run_sohoa(home, *arguments(papers, batch), **options)


def arguments(papers: tuple[Path, ...], batch: str) -> tuple[str, ...]:
    return ("digitise", *map(str, papers), "--unit", "92", "--batch", batch, "--plain", "--jobs", "1")


def show(home: Path, result_id: str) -> dict[str, Any]:
    return run_sohoa(home, "show", result_id).lines[0]


def count_digitised(home: Path) -> int:
    """Everything confirmed; how many papers the quota then sees."""
    with open_home(home) as resources:
        for result in resources.catalogue.list_results():
            confirm_result(resources, result.result_id, "cli:lan")
        return sum(row.digitised for row in count_coverage(resources, today()).levels)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    draw_born_digital(folder / "original.pdf", KIND, SEED)
    draw_certified_copy(folder / "copy.pdf", KIND, SEED)
    draw_certified_copy(folder / "second-copy.pdf", KIND, SEED, "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH")
    draw_another_scan(folder / "original.pdf", folder / "again.pdf")
    return folder


@pytest.fixture(scope="module")
def copy_alone(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A home with a copy, to be copied before anything else is filed; the copy's line."""
    home = tmp_path_factory.mktemp("copy-alone")
    (copy,) = digitise(home, papers / "copy.pdf").lines
    return home, copy


@pytest.fixture(scope="module")
def copy_first(
    papers: Path, copy_alone: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str, str]:
    """A home with a copy, its original filed after it; the ids of both. To be looked at only."""
    home = tmp_path_factory.mktemp("homes") / "copy-first"
    shutil.copytree(copy_alone[0], home)
    (original,) = digitise(home, papers / "original.pdf", batch="hop-2").lines
    return home, copy_alone[1]["result_id"], original["result_id"]


@pytest.fixture
def home_of_copy(copy_alone: tuple[Path, dict[str, Any]], tmp_path: Path) -> Path:
    """A home of the test's own, with the copy in it."""
    shutil.copytree(copy_alone[0], tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def home_of_both(copy_first: tuple[Path, str, str], tmp_path: Path) -> Path:
    """A home of the test's own, with the copy and its original in it."""
    shutil.copytree(copy_first[0], tmp_path / "both")
    return tmp_path / "both"


def test_a_certified_copy_is_filed_says_so_and_leads_to_its_original(papers: Path, tmp_path: Path) -> None:
    (original,) = digitise(tmp_path, papers / "original.pdf").lines
    (copy,) = digitise(tmp_path, papers / "copy.pdf", batch="hop-2").lines
    assert (copy["outcome"], copy["copy_mark"]["text"]) == ("filed", "SAO Y BẢN CHÍNH")
    assert copy["related"] == [{"result_id": original["result_id"], "kind": "copy_of"}]
    assert (original["copy_mark"], original["related"]) == (None, [])
    assert count_digitised(tmp_path) == 1


def test_a_copy_alone_counts_and_its_second_copy_counts_with_it(
    papers: Path, copy_alone: tuple[Path, dict[str, Any]], home_of_copy: Path
) -> None:
    home, first = home_of_copy, copy_alone[1]
    assert (first["outcome"], first["related"]) == ("filed", [])
    (second,) = digitise(home, papers / "second-copy.pdf", batch="hop-2").lines
    assert second["related"] == [{"result_id": first["result_id"], "kind": "same_original"}]
    assert count_digitised(home) == 1
    (original,) = digitise(home, papers / "original.pdf", batch="hop-3").lines
    told = {link["result_id"]: link["kind"] for link in show(home, original["result_id"])["related"]}
    assert told == {first["result_id"]: "has_copy", second["result_id"]: "has_copy"}
    assert count_digitised(home) == 1


def test_an_original_that_comes_after_its_copy_is_linked_then(copy_first: tuple[Path, str, str]) -> None:
    home, copy, original = copy_first
    assert show(home, copy)["related"] == [{"result_id": original, "kind": "copy_of"}]
    assert show(home, original)["related"] == [{"result_id": copy, "kind": "has_copy"}]
    last = run_sohoa(home, "result", "history", copy).lines[-1]
    assert (last["event"], last["by"], last["note"], last["changed"]) == (
        "linked_to_original",
        "machine",
        original,
        [],
    )


def test_a_search_shows_the_original_before_its_copy(copy_first: tuple[Path, str, str]) -> None:
    home, copy, original = copy_first
    hits = run_sohoa(home, "search", "giấy chứng nhận kết hôn").lines[0]["hits"]
    assert [hit["result_id"] for hit in hits] == [original, copy]
    assert hits[1]["related"] == [{"result_id": original, "kind": "copy_of"}]


def test_another_scan_is_a_near_duplicate_of_the_first(
    papers: Path, copy_first: tuple[Path, str, str], home_of_both: Path
) -> None:
    (again,) = digitise(home_of_both, papers / "again.pdf", batch="hop-3").lines
    assert again["outcome"] == "near_duplicate"
    assert again["related"] == [{"result_id": copy_first[2], "kind": "rescan_of"}]
    assert count_digitised(home_of_both) == 1


def test_coverage_of_days_gone_by_is_as_it_was_before_the_original_came(office: Office) -> None:
    office.file_paper("bản sao", confirmed=True, copy_mark="SAO Y BẢN CHÍNH")
    days = [date(2022, 11, 15), date(2022, 12, 31), date(2026, 7, 1)]

    def figures() -> list[Any]:
        with office.open() as resources:
            return [coverage_to_json(count_coverage(resources, day)) for day in days]

    before = figures()
    assert [row["digitised"] for row in before[1]["levels"] if row["level"] == "district"] == [1]
    with office.open() as resources:
        now = resources.now()
    original = office.file_paper("bản chính", confirmed=True, is_linked=True, filed_at=now, confirmed_at=now)
    assert [link["kind"] for link in office.call("show", original, "--json").json["related"]] == ["has_copy"]
    assert figures() == before


def test_a_person_reads_in_both_languages_when_a_copy_was_linked(office: Office) -> None:
    copy = office.file_paper("bản sao", confirmed=True, copy_mark="SAO Y")
    original = office.file_paper("bản chính", confirmed=True, is_linked=True)
    assert f"bản sao của {original}" in office.call("show", copy).out
    assert f"has the copy {copy}" in office.call("show", original, "--lang", "en").out
    assert "nối với bản chính" in office.call("result", "history", copy).out
    assert "linked to its original" in office.call("result", "history", copy, "--lang", "en").out


def test_a_copy_with_a_row_of_the_register_to_itself_is_that_rows_paper(office: Office, tmp_path: Path) -> None:
    entry = {
        "document_number": "47", "issue_date": "2021-03-15", "registration_date": "2021-03-15",
        "issuing_body": "ỦY BAN NHÂN DÂN PHƯỜNG AN KHÁNH", "parent_body": "QUẬN NINH KIỀU",
        "holder_birth_date": "2021-02-21",
    }  # fmt: skip
    office.file_paper("khai sinh", entry, document_type="birth_certificate", confirmed=True, is_linked=True)
    body = "Ủy ban nhân dân phường An Khánh, quận Ninh Kiều, thành phố Cần Thơ"
    made = {"document_number": "398/TLKS-BS", "issue_date": "2022-04-05", "register_number": "47"}
    copied = entry | made | {"registration_body": body}
    extract = office.file_paper("trích lục", copied, document_type="birth_extract", confirmed=True, is_linked=True)
    assert [link["kind"] for link in office.call("show", extract, "--json").json["related"]] == ["copy_of"]

    def count() -> int:
        with office.open() as resources:
            return sum(row.digitised for row in count_coverage(resources, date(2022, 12, 31)).levels)

    assert count() == 1
    path = tmp_path / "so.csv"
    path.write_text(
        "STT;Loại giấy tờ;Số ký hiệu;Ngày cấp;Họ tên;Cơ quan cấp\n"
        "1;Trích lục khai sinh;398/TLKS-BS;05/04/2022;Nguyễn Văn Ân;UBND phường An Khánh\n",
        encoding="utf-8",
    )
    answer = office.call("register", "import", str(path), "--unit", "92.916", "--as-of", "2022-12-01", "--json")
    assert answer.json["imported"] == 1, answer.out
    assert count() == 2


@pytest.mark.parametrize("point", ["result.before_commit", "result.committed", "index.written"])
def test_a_filing_killed_in_the_middle_links_all_or_nothing(
    papers: Path, home_of_copy: Path, copy_first: tuple[Path, str, str], tmp_path: Path, point: str
) -> None:
    home, whole = home_of_copy, copy_first[0]
    crash = Crash(f"{point}:1", "group", tmp_path / "killed")
    killed = digitise(home, papers / "original.pdf", batch="hop-2", crash=crash)
    assert killed.returncode == -signal.SIGKILL and crash.was_reached
    with open_home(home) as resources:
        results = list(resources.catalogue.list_results())
    linked = [result for result in results if result.related]
    assert (len(results), len(linked)) == ((1, 0) if point == "result.before_commit" else (2, 1))
    assert digitise(home, papers / "original.pdf", batch="hop-2").returncode == 0
    assert find_differences(read_state(home), read_state(whole)) == []


def test_two_processes_that_file_two_scans_at_once_link_one_to_the_other(papers: Path, tmp_path: Path) -> None:
    started = [
        start_sohoa(tmp_path, *arguments((papers / name,), batch))
        for name, batch in (("original.pdf", "hop-1"), ("again.pdf", "hop-2"))
    ]
    lines = [line for command in started for line in command.wait().lines]
    assert sorted(line["outcome"] for line in lines) == ["filed", "near_duplicate"]
    assert count_digitised(tmp_path) == 1

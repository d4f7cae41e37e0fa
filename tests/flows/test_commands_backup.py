"""`sohoa backup` and `sohoa restore`: what came back is what was there, and nothing that was erased."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from storage.keys import original_key
from tests.flows.office import Office
from tests.flows.restored_homes import ERASE, check_rest, restored, what_is_seen


def test_a_home_comes_back_from_one_file(filled: tuple[Office, list[str]], tmp_path: Path) -> None:
    office, papers = filled
    declared = office.home / "document_types"
    before = what_is_seen(office, papers)
    told = office.call("backup", str(tmp_path / "b.tar"), "--json")
    assert told.code == 0 and (told.json["objects"], told.json["faults"]) == (6, [])
    other, came = restored(office, str(tmp_path / "b.tar"))
    assert (came["objects"], came["indexed"], came["backup_id"]) == (6, 3, told.json["backup_id"])
    assert what_is_seen(other, papers) == before
    check_rest(other)
    with other.open() as resources:
        assert [entry.event for entry in resources.catalogue.list_audit()][-1] == "restored"
    with office.open() as resources:
        assert [entry.event for entry in resources.catalogue.list_audit()][-1] == "backed_up"
    assert not declared.exists() and (tmp_path / "b.tar").stat().st_mode & 0o777 == 0o600


def test_a_second_store_takes_only_what_is_new(filled: tuple[Office, list[str]], tmp_path: Path) -> None:
    office, papers = filled
    store = f"file:{tmp_path / 'second'}"
    first = office.call("backup", store, "--json").json
    papers.append(office.file_paper("bốn", {"document_number": "4/GPXD"}))
    second = office.call("backup", store, "--json").json
    assert (first["copied"], second["copied"], second["objects"]) == (6, 2, 8)
    before = what_is_seen(office, papers)
    other, _ = restored(office, store)
    assert what_is_seen(other, papers) == before
    check_rest(other)


def test_what_an_office_declared_itself_comes_back_too(office: Office, tmp_path: Path) -> None:
    declared = {
        "units/tỉnh mẫu (1).csv": "path,name,level,valid_from,valid_until,aliases\n83,Tỉnh Mẫu,province,,,\n",
        "units/functions.toml": "function = []\n",
        "document_types/notes.txt": "not a declaration",
    }
    for name, text in declared.items():
        (office.home / name).parent.mkdir(parents=True, exist_ok=True)
        (office.home / name).write_text(text, encoding="utf-8")
    target = f"file:{tmp_path / 'second'}"
    assert office.call("backup", target).code == 0
    other, _ = restored(office, target)
    back = {name for name in declared if (other.home / name).exists()}
    assert back == {"units/tỉnh mẫu (1).csv", "units/functions.toml"}
    assert other.call("units", "show", "83", "--json").json["name"] == "Tỉnh Mẫu"


def test_an_older_backup_of_a_second_store_brings_the_home_of_that_day(
    filled: tuple[Office, list[str]], tmp_path: Path
) -> None:
    office, papers = filled
    store = f"file:{tmp_path / 'second'}"
    first = office.call("backup", store, "--json").json
    before = what_is_seen(office, papers)
    office.file_paper("bốn", {"document_number": "4/GPXD"})
    assert office.call("backup", store).code == 0
    listed = office.call("backup", store, "--list", "--json").lines
    assert listed[0]["backup_id"] == first["backup_id"] and len(listed) == 2
    other, _ = restored(office, store, "--backup", first["backup_id"])
    assert what_is_seen(other, papers) == before
    check_rest(other)


def test_only_the_newest_backups_of_a_second_store_are_kept(filled: tuple[Office, list[str]], tmp_path: Path) -> None:
    office, papers = filled
    store = f"file:{tmp_path / 'second'}"
    ids = [office.call("backup", store, "--keep", "2", "--json").json["backup_id"] for _ in range(3)]
    listed = {line["backup_id"] for line in office.call("backup", store, "--list", "--json").lines}
    assert len(listed) == 2 and listed <= set(ids)
    other, _ = restored(office, store)
    check_rest(other)
    assert other.call("show", papers[0]).code == 0


def test_what_was_erased_before_the_backup_is_not_in_it(filled: tuple[Office, list[str]], tmp_path: Path) -> None:
    office, papers = filled
    with office.open() as resources:
        scan_id = resources.catalogue.get_result(papers[2]).scan_id
    assert office.call("erase", papers[2], *ERASE).code == 0
    assert office.call("backup", str(tmp_path / "b.tar")).code == 0
    with tarfile.open(tmp_path / "b.tar") as archive:
        assert not any(scan_id in name for name in archive.getnames())
    other, _ = restored(office, str(tmp_path / "b.tar"))
    check_rest(other)
    assert [line["result_id"] for line in other.call("erase", "--list", "--json").lines] == [papers[2]]


def test_what_was_erased_after_the_backup_is_erased_again(filled: tuple[Office, list[str]], tmp_path: Path) -> None:
    office, papers = filled
    assert office.call("backup", str(tmp_path / "b.tar")).code == 0
    with office.open() as resources:
        scan_id = resources.catalogue.get_result(papers[2]).scan_id
    assert office.call("erase", papers[2], *ERASE).code == 0
    told = office.call("erase", "--list", "--json")
    (tmp_path / "erased.jsonl").write_text(told.out)
    other, came = restored(office, str(tmp_path / "b.tar"), "--erased", str(tmp_path / "erased.jsonl"))
    assert came["erased_again"] == [papers[2]]
    again = other.call("erase", "--list", "--json").lines[0]
    assert [again[name] for name in ("erased_at", "by", "reason")] == [
        told.lines[0][name] for name in ("erased_at", "by", "reason")
    ]
    assert other.call("show", papers[2]).code == 1
    assert not (other.home / "objects" / original_key(scan_id)).exists()
    check_rest(other)


def test_a_second_store_forgets_what_was_erased_and_its_older_backups_too(
    filled: tuple[Office, list[str]], tmp_path: Path
) -> None:
    office, papers = filled
    store = f"file:{tmp_path / 'second'}"
    first = office.call("backup", store, "--json").json["backup_id"]
    with office.open() as resources:
        scan_id = resources.catalogue.get_result(papers[2]).scan_id
    kept = tmp_path / "second" / original_key(scan_id)
    assert kept.exists()
    assert office.call("erase", papers[2], *ERASE).code == 0
    assert office.call("backup", store).code == 0
    assert not kept.exists()
    other, came = restored(office, store, "--backup", first)
    assert (came["erased_again"], came["faults"]) == ([papers[2]], [])
    check_rest(other)


def test_pages_of_an_erased_paper_inside_another_are_told(office: Office, tmp_path: Path) -> None:
    paper = office.file_paper("một")
    assert office.call("backup", str(tmp_path / "b.tar")).code == 0
    with office.open() as resources:
        scan_id = resources.catalogue.get_result(paper).scan_id
    line = {
        "result_id": "split-off-later",
        "erased_at": "2026-01-01T00:00:00+00:00",
        "by": "cli:lan",
        "approved_by": "cli:hoa",
        "ground": "authority_decision",
        "reason": "quyết định",
        "scan_pages": [[scan_id, [1]]],
    }
    (tmp_path / "erased.jsonl").write_text(json.dumps(line))
    _, came = restored(office, str(tmp_path / "b.tar"), "--erased", str(tmp_path / "erased.jsonl"), code=1)
    assert came["standing"] == [paper]


def test_an_empty_home_never_takes_the_place_of_a_backup(filled: tuple[Office, list[str]], tmp_path: Path) -> None:
    office, _ = filled
    empty = Office(tmp_path / "empty", office._capture)
    for place in (str(tmp_path / "b.tar"), f"file:{tmp_path / 'second'}"):
        assert office.call("backup", place).code == 0
        answer = empty.call("backup", place, "--json")
        assert (answer.code, answer.error["code"]) == (2, "backup_of_another_home")
        assert office.call("restore", place, "--check").code == 0


def test_a_restored_home_goes_on_with_the_backups_of_the_old_one(
    filled: tuple[Office, list[str]], tmp_path: Path
) -> None:
    office, _ = filled
    store = f"file:{tmp_path / 'second'}"
    assert office.call("backup", store).code == 0
    other, _ = restored(office, store)
    again = other.call("backup", store, "--json")
    assert (again.code, again.json["copied"]) == (0, 0)


def test_where_backups_go_may_be_set_or_come_from_standard_input(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.file_paper("một")
    nowhere = office.call("backup", "--json")
    assert (nowhere.code, nowhere.error["code"]) == (2, "usage")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"file:{tmp_path / 'told'}\n"))
    assert office.call("backup", "-").code == 0 and (tmp_path / "told").is_dir()
    monkeypatch.setenv("SOHOA_BACKUP", str(tmp_path / "set.tar"))
    assert office.call("backup").code == 0 and (tmp_path / "set.tar").is_file()
    assert office.call("restore", "--check").code == 0


def test_a_secret_of_a_second_store_is_shown_nowhere(office: Office) -> None:
    office.file_paper("một")
    # Nobody listens there.
    answer = office.call("backup", "s3://key:geheim@127.0.0.1:9/backups?secure=false", "--json")
    assert (answer.code, answer.error["code"]) == (3, "objects_away")
    assert "geheim" not in answer.out + answer.err


def test_a_backup_does_not_lie_in_home(office: Office) -> None:
    office.file_paper("một")
    for place in (str(office.home / "b.tar"), f"file:{office.home / 'objects'}", "file:second"):
        answer = office.call("backup", place, "--json")
        assert (answer.code, answer.error["code"]) == (2, "backup_inside_home")

"""`sohoa backup` and `sohoa restore`: what came back is what was there, and nothing that was erased."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.care import backup as backup_steps
from pipelines.care.backup_files import BackupFile, BackupFileTarget
from schemas.backup_record import BackupRecord
from schemas.errors import InputRejected, TemporarilyUnavailable
from storage.home_lock import hold_home
from storage.keys import original_key
from tests.flows.office import FILED_AT, Office

ERASE = ("--reason", "theo quyết định 12/QĐ", "--approved-by", "hoa", "--ground", "authority_decision")


@pytest.fixture
def filled(office: Office) -> tuple[Office, list[str]]:
    """Three papers, one of them corrected and one withdrawn."""
    papers = [office.file_paper(word, {"document_number": f"{n}/GPXD"}) for n, word in enumerate(("một", "hai", "ba"))]
    assert office.call("review", "set", papers[0], "holder_name=Trần Thị Bé").code == 0
    assert office.call("result", "withdraw", papers[1], "--reason", "quét nhầm").code == 0
    return office, papers


def restored(office: Office, source: str, *arguments: str, code: int = 0) -> tuple[Office, Any]:
    """Another office whose home was restored, and what the command told."""
    other = Office(office.home.with_name("restored"), office._capture)
    answer = other.call("restore", source, *arguments, "--json")
    assert answer.code == code, answer.err
    return other, answer.json if code < 2 else answer.error


def what_is_seen(office: Office, papers: list[str]) -> dict[str, Any]:
    """What persons and scripts see of a home."""
    asked = {
        "search": ("search", "nguyễn văn"),
        "lines": ("batch", "show", "hop-1"),
        "quota": ("quota", "--as-of", "2022-12-31"),
        **{paper: ("result", "history", paper) for paper in papers},
        "erased": ("erase", "--list"),
    }
    seen: dict[str, Any] = {name: office.call(*call, "--json").out for name, call in asked.items()}
    seen["search"] = {**json.loads(seen["search"]), "took_ms": 0}
    return seen


def check_rest(office: Office) -> None:
    for command in (("reconcile",), ("verify", "--all"), ("audit", "verify")):
        answer = office.call(*command, "--json")
        assert (answer.code, answer.json["faults"]) == (0, [])


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


def test_a_list_that_is_none_stops_before_anything_is_restored(office: Office, tmp_path: Path) -> None:
    office.file_paper("một")
    assert office.call("backup", str(tmp_path / "b.tar")).code == 0
    (tmp_path / "erased.jsonl").write_text('{"result_id": "x"}')
    other = Office(tmp_path / "restored", office._capture)
    answer = other.call("restore", str(tmp_path / "b.tar"), "--erased", str(tmp_path / "erased.jsonl"), "--json")
    assert (answer.code, answer.error["code"]) == (1, "erased_list_invalid")
    assert other.call("batch", "list").code == 0


def test_a_restore_needs_an_empty_home(office: Office, tmp_path: Path) -> None:
    office.file_paper("một")
    assert office.call("backup", str(tmp_path / "b.tar")).code == 0
    answer = office.call("restore", str(tmp_path / "b.tar"), "--json")
    assert (answer.code, answer.error["code"]) == (2, "home_not_empty")
    check_rest(office)


def test_a_restore_is_alone_and_so_is_nobody_else_meanwhile(office: Office, tmp_path: Path) -> None:
    office.file_paper("một")
    assert office.call("backup", str(tmp_path / "b.tar")).code == 0
    with hold_home(office.home, alone=True):
        answer = office.call("batch", "list", "--json")
    assert (answer.code, answer.error["code"]) == (3, "home_busy")
    with hold_home(office.home), pytest.raises(TemporarilyUnavailable) as caught, hold_home(office.home, alone=True):
        pass
    assert caught.value.code == "home_busy"
    with hold_home(office.home), hold_home(office.home):
        pass


@pytest.mark.parametrize(
    "point",
    ["begun", "rows_loaded", "catalogue_loaded", "object_brought", "objects_brought", "erased_again", "index_built"],
)
def test_a_restore_that_was_cut_off_is_told_and_begins_anew(
    filled: tuple[Office, list[str]], tmp_path: Path, point: str
) -> None:
    from tests.faults.killed_commands import kill_at, run_forked

    office, papers = filled
    before = what_is_seen(office, papers)
    assert office.call("backup", str(tmp_path / "b.tar")).code == 0
    home = tmp_path / "restored"
    assert run_forked(("restore", str(tmp_path / "b.tar")), "lan", home, kill_at(f"restore.{point}")) == -9
    answer = Office(home, office._capture).call("search", "nguyễn", "--json")
    assert (answer.code, answer.error["code"]) == (3, "restore_unfinished")
    other, _ = restored(office, str(tmp_path / "b.tar"))
    assert what_is_seen(other, papers) == before
    check_rest(other)
    with other.open() as resources:
        assert [entry.event for entry in resources.catalogue.list_audit()].count("restored") == 1


@pytest.mark.parametrize("target", ["b.tar", "file:second"])
@pytest.mark.parametrize("point", ["backup.catalogue_fixed", "backup.object_copied:2"])
def test_a_backup_that_was_cut_off_leaves_the_one_before(
    filled: tuple[Office, list[str]], tmp_path: Path, point: str, target: str
) -> None:
    from tests.faults.killed_commands import kill_at, run_forked

    office, papers = filled
    place = str(tmp_path / "b.tar") if target == "b.tar" else f"file:{tmp_path / 'second'}"
    assert run_forked(("backup", place), "lan", office.home, kill_at(point)) == -9
    nothing = office.call("restore", place, "--check", "--json")
    assert nothing.error["code"] == "backup_unknown"
    first = office.call("backup", place, "--json").json
    papers.append(office.file_paper("bốn", {"document_number": "4/GPXD"}))
    papers.append(office.file_paper("năm", {"document_number": "5/GPXD"}))
    assert run_forked(("backup", place), "lan", office.home, kill_at(point)) == -9
    assert office.call("restore", place, "--check", "--json").json["backup_id"] == first["backup_id"]
    assert office.call("backup", place).code == 0
    before = what_is_seen(office, papers)
    other, _ = restored(office, place)
    assert what_is_seen(other, papers) == before
    check_rest(other)
    assert not list(tmp_path.glob("*.part")) and not list(office.home.glob("*.parts"))


def test_a_paper_erased_while_the_backup_is_taken_is_not_in_it(
    filled: tuple[Office, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, papers = filled
    copied: list[str] = []

    def erase_at_first(name: str) -> None:
        if name == "backup.object_copied" and not copied:
            copied.append(name)
            assert office.call("erase", papers[2], *ERASE).code == 0

    monkeypatch.setattr(backup_steps, "reached", erase_at_first)
    told = office.call("backup", str(tmp_path / "b.tar"), "--json")
    assert (told.code, told.json["objects"]) == (0, 4)
    other, _ = restored(office, str(tmp_path / "b.tar"))
    check_rest(other)
    assert other.call("show", papers[2]).code == 1


def test_papers_filed_while_the_backup_is_taken_are_the_next_ones(
    filled: tuple[Office, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, papers = filled

    def file_another(name: str) -> None:
        if name == "backup.catalogue_fixed":
            office.file_paper("bốn", {"document_number": "4/GPXD"})
            assert office.call("audit", "verify").code == 0

    before = what_is_seen(office, papers)
    monkeypatch.setattr(backup_steps, "reached", file_another)
    assert office.call("backup", str(tmp_path / "b.tar")).code == 0
    other, _ = restored(office, str(tmp_path / "b.tar"))
    assert what_is_seen(other, papers) == before
    check_rest(other)


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


def test_lost_and_damaged_originals_are_told_and_do_not_stop_the_rest(
    filled: tuple[Office, list[str]], tmp_path: Path
) -> None:
    office, papers = filled
    with office.open() as resources:
        keys = [original_key(resources.catalogue.get_result(paper).scan_id) for paper in papers]
    lost, flipped = (office.home / "objects" / key for key in keys[:2])
    lost.unlink()
    flipped.chmod(0o600)
    flipped.write_bytes(b"something else")
    told = office.call("backup", str(tmp_path / "b.tar"), "--json")
    assert told.code == 1
    assert {(fault["kind"], fault["key"]) for fault in told.json["faults"]} == {
        ("missing", keys[0]),
        ("damaged", keys[1]),
    }
    other, came = restored(office, str(tmp_path / "b.tar"), code=1)
    assert [fault["kind"] for fault in came["faults"]] == ["missing"]
    assert (other.home / "objects" / keys[1]).read_bytes() == b"something else"


def test_a_good_copy_in_a_second_store_outlives_the_damage_at_home(
    filled: tuple[Office, list[str]], tmp_path: Path
) -> None:
    office, papers = filled
    store = f"file:{tmp_path / 'second'}"
    assert office.call("backup", store).code == 0
    with office.open() as resources:
        key = original_key(resources.catalogue.get_result(papers[0]).scan_id)
    at_home = office.home / "objects" / key
    good = at_home.read_bytes()
    at_home.chmod(0o600)
    at_home.write_bytes(b"something else")
    assert office.call("backup", store).code == 0
    other, _ = restored(office, store)
    assert (other.home / "objects" / key).read_bytes() == good
    check_rest(other)


def test_a_file_that_is_no_backup_is_told_as_such(office: Office, tmp_path: Path) -> None:
    for content in (b"", b"%PDF-1.7 not a tar", b"\0" * 2048):
        (tmp_path / "x").write_bytes(content)
        answer = office.call("restore", str(tmp_path / "x"), "--check", "--json")
        assert (answer.code, answer.error["code"]) == (1, "not_a_backup")


def call_limited(home: Path, folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and error code of a command that may write no file over 2 MB.

    The limit stands for the disk: the kernel refuses the write all the same.
    """
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000));"
        "from pipelines.cli.command import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", limited, *arguments, "--home", str(home), "--json"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder)
    return ran.returncode, json.loads(ran.stderr.splitlines()[-1])["error"]["code"]


def test_a_full_disk_leaves_nothing_half_written(filled: tuple[Office, list[str]], tmp_path: Path) -> None:
    office, papers = filled
    with office.open() as resources:
        scan_id = resources.catalogue.get_result(papers[0]).scan_id
        resources.objects.put_bytes(original_key(scan_id), os.urandom(4_000_000))
    assert call_limited(office.home, tmp_path, "backup", str(tmp_path / "b.tar")) == (3, "no_space")
    assert not list(tmp_path.glob("b.tar*")) and not list(office.home.glob("*.parts"))
    assert office.call("backup", str(tmp_path / "b.tar")).code == 1
    other = Office(tmp_path / "restored", office._capture)
    assert call_limited(other.home, tmp_path, "restore", str(tmp_path / "b.tar")) == (3, "no_space")
    assert not list(other.home.glob("*.parts"))
    assert other.call("restore", str(tmp_path / "b.tar")).code == 0
    assert other.call("show", papers[0]).code == 0


def make_backup(path: Path, bodies: list[bytes]) -> None:
    record = BackupRecord(1, "20260101T000000Z-abcdef", "0" * 16, FILED_AT, 1, 0)
    with path.open("wb") as file:
        target = BackupFileTarget(file)
        target.begin(record)
        for number, body in enumerate(bodies):
            (path.parent / "body").write_bytes(body)
            target.put_object(f"originals/ab/{number:064d}", path.parent / "body")
        target.finish()


def read_all(path: Path, scratch: Path) -> list[tuple[str, bytes]]:
    return [(member.name, member.path.read_bytes()) for member in BackupFile(path).iterate_members(scratch)]


@pytest.fixture(scope="module")
def small_backup(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], tuple[bytes, Path]]:
    folder = tmp_path_factory.mktemp("small")
    make_backup(folder / "b.tar", [b"", b"one page", b"x" * 3000])
    content = (folder / "b.tar").read_bytes()
    return lambda: (content, folder)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_flipped_or_missing_byte_is_found_or_harmless(
    small_backup: Callable[[], tuple[bytes, Path]], data: st.DataObject
) -> None:
    content, folder = small_backup()
    (folder / "whole.tar").write_bytes(content)
    whole = read_all(folder / "whole.tar", folder)
    place = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        hurt = content[:place]
    else:
        hurt = content[:place] + bytes([content[place] ^ data.draw(st.integers(1, 255))]) + content[place + 1 :]
    (folder / "hurt.tar").write_bytes(hurt)
    try:
        found = read_all(folder / "hurt.tar", folder)
    except InputRejected as error:
        assert error.code in ("backup_damaged", "not_a_backup")
    else:
        # In the zeros that fill a block up, or behind the end, nothing is said.
        assert found == whole


@pytest.mark.parametrize(
    "name", ["objects/originals/../../x", "/etc/passwd", "objects/.lock", "document_types/../x.toml", "units/.x.csv"]
)
def test_names_that_no_backup_writes_are_refused(tmp_path: Path, name: str) -> None:
    make_backup(tmp_path / "b.tar", [])
    record = BackupFile(tmp_path / "b.tar").record
    with (tmp_path / "evil.tar").open("wb") as file:
        target = BackupFileTarget(file)
        target.begin(record)
        (tmp_path / "body").write_bytes(b"x")
        target.put_document(name, tmp_path / "body")
        target.finish()
    with pytest.raises(InputRejected) as caught:
        read_all(tmp_path / "evil.tar", tmp_path)
    assert caught.value.code == "backup_damaged"

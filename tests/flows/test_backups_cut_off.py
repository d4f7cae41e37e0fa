"""A backup or a restore beside others' work, alone, cut off or killed: the one before stays, the next is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.care import backup as backup_steps
from schemas.errors import TemporarilyUnavailable
from storage.home_lock import hold_home
from tests.flows.office import Office
from tests.flows.restored_homes import ERASE, check_rest, restored, what_is_seen


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

"""The watch folder: nothing is taken while it grows, nobody takes a file twice, nothing is lost on the way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.drills.command_runs import Crash, run_sohoa
from benchmarks.drills.small_papers import draw_born_digital, draw_secret
from pipelines.batches.watching import WatchFolder, free_name

pytestmark = pytest.mark.timeout(300)


class Meanwhile(threading.Event):
    """Instead of waiting, something happens between the two looks."""

    def __init__(self, happens: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self._happens = happens

    def wait(self, timeout: float | None = None) -> bool:
        self._happens()
        return False


def _claimed_names(watched: WatchFolder, stop: threading.Event) -> list[str]:
    return [Path(source).name for folder in watched.claim(stop) for source in folder.order.sources]


def test_a_file_that_grows_between_two_looks_is_left_until_it_rests(tmp_path: Path) -> None:
    growing = tmp_path / "box" / "growing.pdf"
    growing.parent.mkdir()
    growing.write_bytes(b"first half")
    (tmp_path / "box" / "resting.pdf").write_bytes(b"whole")
    watched = WatchFolder(tmp_path, "92")

    def grow() -> None:
        with growing.open("ab") as file:
            file.write(b"and more")

    assert _claimed_names(watched, Meanwhile(grow)) == ["resting.pdf"]
    assert growing.exists()
    assert sorted(_claimed_names(watched, Meanwhile())) == ["growing.pdf", "resting.pdf"]
    assert not growing.exists()


def test_a_file_that_appears_between_two_looks_waits_for_the_next(tmp_path: Path) -> None:
    watched = WatchFolder(tmp_path, "92")
    assert _claimed_names(watched, Meanwhile(lambda: (tmp_path / "new.pdf").write_bytes(b"x"))) == []
    assert _claimed_names(watched, Meanwhile()) == ["new.pdf"]


def test_of_two_watchers_one_gets_the_file_and_the_other_does_not_fail(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    faster = WatchFolder(tmp_path, "92")
    slower = WatchFolder(tmp_path, "92")
    looked: list[str] = []
    assert _claimed_names(slower, Meanwhile(lambda: looked.extend(_claimed_names(faster, Meanwhile())))) == ["a.pdf"]
    assert looked == ["a.pdf"]
    assert [path.name for path in tmp_path.rglob("*.pdf")] == ["a.pdf"]


def test_each_sub_folder_is_a_batch_and_loose_files_are_the_folder_s_own(tmp_path: Path) -> None:
    for name in ("box 1/a.pdf", "box 1/deep/b.pdf", "box 2/c.pdf", "loose.pdf", ".hidden.pdf", "Thumbs.db"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    claimed = WatchFolder(tmp_path, "92").claim(Meanwhile())
    assert {folder.batch_name: len(folder.order.sources) for folder in claimed} == {
        "box 1": 2,
        "box 2": 1,
        tmp_path.name: 1,
    }


def test_a_name_dropped_again_gets_a_name_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"1")
    (tmp_path / "a-1.pdf").write_bytes(b"2")
    assert free_name(tmp_path / "a.pdf") == tmp_path / "a-2.pdf"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    (folder / "box 1").mkdir(parents=True)
    draw_born_digital(folder / "box 1" / "birth.pdf", "birth_certificate", 1)
    return folder


def _watch(home: Path, inbox: Path, crash: Crash | None = None) -> int:
    return run_sohoa(home, "watch", str(inbox), "--unit", "92", "--once", "--plain", crash=crash).returncode


def _shelves(inbox: Path) -> dict[str, list[str]]:
    root = inbox / ".sohoa"
    return {
        shelf.name: sorted(str(path.relative_to(shelf)) for path in shelf.rglob("*") if path.is_file())
        for shelf in sorted(root.iterdir())
    }


def test_what_is_done_and_what_is_refused_go_to_shelves_of_their_own(inbox: Path, tmp_path: Path) -> None:
    draw_secret(inbox / "box 1" / "secret.pdf", 7)
    (inbox / "box 1" / "broken.pdf").write_bytes(b"%PDF-1.7\n")
    assert _watch(tmp_path / "home", inbox) == 1
    assert _shelves(inbox) == {
        "claimed": [],
        "done": ["box 1/birth.pdf", "box 1/broken.pdf"],
        "refused": ["box 1/secret.pdf"],
    }


@pytest.mark.slow
@pytest.mark.parametrize("point", ["watch.claimed", "receipt.committed", "result.committed", "watch.put_away"])
def test_what_a_killed_watcher_claimed_is_taken_up_by_the_next(point: str, inbox: Path, tmp_path: Path) -> None:
    draw_born_digital(inbox / "box 1" / "permit.pdf", "building_permit", 2)
    crash = Crash(point, "group", tmp_path / "killed")
    assert _watch(tmp_path / "home", inbox, crash) == -9
    assert crash.was_reached
    assert _watch(tmp_path / "home", inbox) == 0
    assert _shelves(inbox) == {"claimed": [], "done": ["box 1/birth.pdf", "box 1/permit.pdf"]}
    listed = run_sohoa(tmp_path / "home", "batch", "list").lines
    assert [(batch["batch"], batch["outcomes"]) for batch in listed] == [("box 1", {"filed": 2})]

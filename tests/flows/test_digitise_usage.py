"""Wrong calls and unusable homes: told before any work, with the contract's exit code and error."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from benchmarks.drills.command_runs import run_sohoa
from pipelines.intake import list_sources
from schemas.errors import SetupError
from tests.flows.office import Office

_NOBODY = 65534


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    return path


def _digitise(office: Office, *arguments: str) -> tuple[int, str]:
    """Exit code and problem code of a wrong call, which says nothing on standard output."""
    answer = office.call("digitise", *arguments, "--plain", "--json")
    assert answer.out == ""
    return answer.code, answer.error["code"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (("--unit", "99.1"), "unit_unknown"),
        (("--unit", "92", "--type", "love_letter"), "type_key_unknown"),
        (("--unit", "92", "--jobs", "0"), "usage"),
        ((), "usage"),
    ],
)
def test_wrong_words_end_with_2_before_any_work(wrong: tuple[str, ...], code: str, paper: Path, office: Office) -> None:
    assert _digitise(office, str(paper), *wrong) == (2, code)
    assert not list(office.home.glob("objects/originals/*"))


@pytest.mark.parametrize(
    ("path", "code"), [("gone.pdf", "path_missing"), ("*.none", "path_missing"), ("empty", "nothing_to_digitise")]
)
def test_a_path_that_means_no_file_ends_with_2(path: str, code: str, tmp_path: Path, office: Office) -> None:
    (tmp_path / "empty").mkdir()
    assert _digitise(office, str(tmp_path / path), "--unit", "92") == (2, code)


def test_an_unknown_setting_ends_with_2(paper: Path, tmp_path: Path) -> None:
    environment = {"SOHOA_HOEM": "typo"}
    run = run_sohoa(tmp_path, "digitise", str(paper), "--unit", "92", "--plain", environment=environment)
    assert (run.returncode, run.error_code, run.lines) == (2, "setting_unknown", ())


def test_a_home_of_a_newer_version_is_left_alone(paper: Path, office: Office) -> None:
    assert office.call("batch", "list").code == 0
    with closing(sqlite3.connect(office.home / "catalogue.sqlite")) as connection, connection:
        connection.execute("INSERT INTO migrations SELECT number + 900, 'later', applied_at FROM migrations")
    before = (office.home / "catalogue.sqlite").read_bytes()
    assert _digitise(office, str(paper), "--unit", "92") == (2, "home_newer")
    assert (office.home / "catalogue.sqlite").read_bytes() == before


def test_a_home_that_is_a_file_ends_with_2(paper: Path, office: Office) -> None:
    office.home = paper
    assert _digitise(office, str(paper), "--unit", "92") == (2, "home_unusable")


def test_a_folder_that_may_not_be_read_is_told() -> None:
    with tempfile.TemporaryDirectory() as name, _without_privilege():
        folder = Path(name)
        folder.chmod(0o000)
        try:
            with pytest.raises(SetupError, match="path_unreadable"):
                list_sources([name])
        finally:
            folder.chmod(0o700)


def test_a_sub_folder_that_may_not_be_read_is_counted_and_the_rest_goes_on() -> None:
    with tempfile.TemporaryDirectory() as name, _without_privilege():
        Path(name, "a.pdf").write_bytes(b"%PDF")
        Path(name, "closed").mkdir(mode=0o000)
        try:
            found = list_sources([name])
        finally:
            Path(name, "closed").chmod(0o700)
        assert ([path.name for path in found.files], found.unreadable_folder_count) == (["a.pdf"], 1)


@contextmanager
def _without_privilege() -> Iterator[None]:
    """As somebody to whom rights apply; the newest temporary folder is handed over to them."""
    if os.getuid() != 0:
        yield
        return
    newest = max(Path(tempfile.gettempdir()).glob("tmp*"), key=lambda path: path.stat().st_ctime_ns)
    os.chown(newest, _NOBODY, _NOBODY)
    os.setresuid(_NOBODY, _NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)

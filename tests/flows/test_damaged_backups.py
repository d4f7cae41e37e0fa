"""Damaged originals, damaged backups, a full disk: told, and what is sound comes through."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.care.backup_files import BackupFile, BackupFileTarget
from schemas.backup_record import BackupRecord
from schemas.errors import InputRejected
from storage.keys import original_key
from tests.flows.office import FILED_AT, Office
from tests.flows.restored_homes import check_rest, restored


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

"""What the object folder does when the disk is full, the process dies, or a file rots."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from schemas import crash_points
from schemas.errors import SetupError, StoreDamaged, TemporarilyUnavailable
from storage.leases import lease_owner
from storage.objects import file as file_store
from storage.objects.file import FileObjectStore
from storage.objects.s3 import open_url


class PowerCut(BaseException):
    """Stands for the end of the process at a named point."""


@pytest.fixture
def store(tmp_path: Path) -> FileObjectStore:
    return FileObjectStore(tmp_path / "objects")


def list_scratch(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "objects" / ".scratch").iterdir())


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_nothing_behind(
    store: FileObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(TemporarilyUnavailable) as caught:
        store.put_bytes("a/b", b"data" * 1000)
    assert caught.value.code == "no_space"
    assert list(store.list_keys()) == []
    assert list_scratch(tmp_path) == []


def test_a_disk_that_returns_other_bytes_is_noticed(
    store: FileObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_store, "_hash_from_disk", lambda path: "0" * 64)
    with pytest.raises(StoreDamaged) as caught:
        store.put_bytes("a/b", b"data")
    assert caught.value.code == "object_damaged"
    assert list(store.list_keys()) == []
    assert list_scratch(tmp_path) == []


@pytest.mark.parametrize(("point", "is_there"), [("object.scratch_written", False), ("object.renamed", True)])
def test_a_power_cut_leaves_the_whole_object_or_none(
    store: FileObjectStore, monkeypatch: pytest.MonkeyPatch, point: str, is_there: bool
) -> None:
    def cut(name: str) -> None:
        if name == point:
            raise PowerCut

    monkeypatch.setattr(crash_points, "_hook", cut)
    with pytest.raises(PowerCut):
        store.put_bytes("a/b", b"data")
    monkeypatch.setattr(crash_points, "_hook", None)
    assert (store.find_size("a/b") == 4) is is_there
    store.put_bytes("a/b", b"data")
    assert store.get_bytes("a/b") == b"data"


def test_scratch_of_dead_processes_is_swept_and_of_living_ones_kept(tmp_path: Path) -> None:
    FileObjectStore(tmp_path / "objects")
    host, pid, _ = lease_owner().split(":")
    dead = tmp_path / "objects" / ".scratch" / f"{host}~{pid}~1~abc"
    living = dead.with_name(f"{lease_owner().replace(':', '~')}~abc")
    elsewhere = dead.with_name("another-machine~1~1~abc")
    for path in (dead, living, elsewhere):
        path.write_bytes(b"half")
    FileObjectStore(tmp_path / "objects")
    assert set(list_scratch(tmp_path)) == {living, elsewhere}


def test_a_rotten_object_is_noticed_and_mended_by_the_same_bytes(store: FileObjectStore, tmp_path: Path) -> None:
    store.put_bytes("a/b", b"good")
    sound = store.compute_sha256("a/b")
    path = tmp_path / "objects" / "a" / "b"
    path.chmod(0o600)
    path.write_bytes(b"goad")
    assert store.compute_sha256("a/b") != sound
    store.put_bytes("a/b", b"good")
    assert store.compute_sha256("a/b") == sound


def test_a_home_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "objects").write_text("a file")
    with pytest.raises((SetupError, TemporarilyUnavailable)):
        FileObjectStore(tmp_path / "objects")


@pytest.mark.parametrize("key", ["../escape", "/etc/passwd", "a//b", "a/../b", ".scratch/x", "a/\0", ""])
def test_a_key_never_leaves_the_folder(store: FileObjectStore, key: str) -> None:
    with pytest.raises(ValueError, match="not an object key"):
        store.put_bytes(key, b"data")


def test_a_service_that_is_away_is_told_as_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.objects._s3_answers.PAUSES_S", (0.01,))
    away = open_url("s3://key:secret@127.0.0.1:9/bucket?secure=false", tmp_path)
    with pytest.raises(TemporarilyUnavailable) as caught:
        away.put_bytes("a/b", b"data")
    assert caught.value.code == "objects_away"
    health = away.check()
    assert not health.ok
    assert "secret" not in health.url

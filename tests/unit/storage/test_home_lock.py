"""Any number of commands share a home; a restore and a migration are alone."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from schemas.errors import SetupError, TemporarilyUnavailable
from storage.catalogues import sqlite
from storage.home_lock import hold_home, hold_home_alone
from storage.opening import open_catalogue


@contextmanager
def another_process(home: Path, *, alone: bool = False) -> Iterator[int]:
    """A process that holds the home until it is killed."""
    ready, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        with hold_home(home, alone=alone):
            os.write(told, b"x")
            time.sleep(60)
        os._exit(0)
    os.read(ready, 1)
    try:
        yield pid
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def test_many_share_a_home_and_who_must_be_alone_is_told_so(tmp_path: Path) -> None:
    with another_process(tmp_path):
        with hold_home(tmp_path), hold_home(tmp_path):
            pass
        with pytest.raises(TemporarilyUnavailable) as caught, hold_home(tmp_path, alone=True, patience_s=0.2):
            pass
        assert caught.value.code == "home_busy"


def test_nobody_comes_in_while_one_is_alone_and_a_killed_one_holds_nothing(tmp_path: Path) -> None:
    with another_process(tmp_path, alone=True), pytest.raises(TemporarilyUnavailable) as caught, hold_home(tmp_path):
        pass
    assert caught.value.code == "home_busy"
    with hold_home(tmp_path, alone=True):
        pass


def test_who_shares_a_home_may_become_alone_and_share_it_again(tmp_path: Path) -> None:
    with hold_home(tmp_path), hold_home_alone(tmp_path, 0.0):
        pass
    with hold_home(tmp_path):
        with hold_home_alone(tmp_path, 0.0):
            pass
        with another_process(tmp_path):
            pass
        with another_process(tmp_path), pytest.raises(TemporarilyUnavailable), hold_home_alone(tmp_path, 0.2):
            pass


def test_a_home_that_may_not_be_written_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(SetupError) as caught, hold_home(tmp_path / "nowhere"):
        pass
    assert caught.value.code == "home_unusable"


def test_a_catalogue_that_others_use_is_not_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_catalogue("sqlite:", tmp_path).close()
    migrated: list[object] = []
    monkeypatch.setattr(sqlite, "is_current", lambda engine: False)
    monkeypatch.setattr(sqlite, "migrate", lambda *given: migrated.append(given))
    monkeypatch.setattr(sqlite, "_MIGRATION_WAIT_S", 0.2)
    with another_process(tmp_path):
        with hold_home(tmp_path), pytest.raises(TemporarilyUnavailable) as caught:
            open_catalogue("sqlite:", tmp_path)
        assert caught.value.code == "home_busy" and migrated == []
    with hold_home(tmp_path):
        open_catalogue("sqlite:", tmp_path).close()
    assert len(migrated) == 1

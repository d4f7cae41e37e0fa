"""What the tests of commands share: an office with its own home."""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing import forkserver
from pathlib import Path

import pytest

from pipelines.pages.fork_server import join_fork_server, leave_fork_server
from tests.flows.office import Office


@pytest.fixture(scope="session", autouse=True)
def _fork_server() -> Iterator[None]:
    """One for all the pools of this process: what it imports costs a second each time."""
    join_fork_server()
    # Now, while the working folder is one that stays.
    forkserver.ensure_running()
    yield
    leave_fork_server()


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose home is empty; the working folder holds no settings."""
    monkeypatch.chdir(tmp_path)
    return Office(tmp_path / "home", capsys)

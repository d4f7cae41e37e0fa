"""What the tests of commands share: an office with its own home."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from multiprocessing import forkserver
from pathlib import Path

import pytest

from pipelines.pages.fork_server import join_fork_server, leave_fork_server
from tests.flows.office import Office
from tests.flows.page_box import Drawn, draw_box


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


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return draw_box(tmp_path_factory.mktemp("drawn"))


@pytest.fixture
def box(drawn: Drawn, office: Office) -> Drawn:
    """A copy of the home of its own; the office calls on it."""
    shutil.copytree(drawn.home, office.home)
    return Drawn(drawn.folder, office.home, drawn.ids)


@pytest.fixture
def filled(office: Office) -> tuple[Office, list[str]]:
    """Three papers, one of them corrected and one withdrawn."""
    papers = [office.file_paper(word, {"document_number": f"{n}/GPXD"}) for n, word in enumerate(("một", "hai", "ba"))]
    assert office.call("review", "set", papers[0], "holder_name=Trần Thị Bé").code == 0
    assert office.call("result", "withdraw", papers[1], "--reason", "quét nhầm").code == 0
    return office, papers

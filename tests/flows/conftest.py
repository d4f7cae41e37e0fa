"""What the tests of commands share: an office with its own home."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.office import Office


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose home is empty; the working folder holds no settings."""
    monkeypatch.chdir(tmp_path)
    return Office(tmp_path / "home", capsys)

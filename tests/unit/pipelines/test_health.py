"""The health check asks everybody, whoever is away."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.care import health
from pipelines.care.health import check_health
from pipelines.settings import read_settings
from storage.ports import BackendHealth


def answers(tmp_path: Path, **environment: str) -> dict[str, BackendHealth]:
    settings = read_settings(environment, home=str(tmp_path / "home"), working_folder=tmp_path)
    return {answer.name: answer for answer in check_health(settings)}


def test_a_catalogue_that_is_away_does_not_silence_the_others(tmp_path: Path) -> None:
    told = answers(tmp_path, SOHOA_CATALOGUE="telepathy://lan:hush@nowhere/x")
    assert not told["catalogue"].ok
    assert "hush" not in told["catalogue"].url + told["catalogue"].message
    assert told["objects"].ok and told["index"].ok


def test_a_machine_without_tesseract_or_its_vietnamese_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho eng\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "tesseract-ocr-vie" in answers(tmp_path)["tesseract"].message
    program.unlink()
    told = answers(tmp_path)["tesseract"]
    assert (told.ok, told.message) == (False, "tesseract is not on PATH")


def test_a_disk_below_the_reserve_is_told(tmp_path: Path) -> None:
    assert not answers(tmp_path, SOHOA_DISK_RESERVE_MB="100000000")["disk"].ok


def test_a_prefect_server_that_is_away_is_told_and_none_at_all_is_no_fault(tmp_path: Path) -> None:
    assert answers(tmp_path)["prefect"].ok
    away = answers(tmp_path, PREFECT_API_URL="http://lan:hush@127.0.0.1:9/api")["prefect"]
    assert not away.ok
    assert "hush" not in away.url + away.message


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_PACKAGES", ("click", "no-such-package"))
    assert answers(tmp_path)["python"].message == "missing: no-such-package"


def test_a_folder_that_shall_lock_for_ever_is_told(tmp_path: Path) -> None:
    assert answers(tmp_path)["retention"].ok
    assert answers(tmp_path, SOHOA_RETENTION_MODE="compliance", SOHOA_RETENTION_DAYS="0")["retention"].ok
    told = answers(tmp_path, SOHOA_RETENTION_MODE="compliance")["retention"]
    assert (told.ok, told.code) == (False, "store_without_lock")

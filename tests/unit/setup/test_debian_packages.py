"""Set-up on machines that are faked by a few programs on PATH."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "setup" / "debian_packages.sh"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of programs that come first on PATH: a Debian with nothing installed, an ordinary account, no sudo."""
    programs = {
        "dpkg-query": "exit 1",
        "id": "echo 1000",
        "sudo": "exit 1",
        "apt-get": f'echo "apt-get $*" >> {tmp_path}/calls',
    }
    for name, body in programs.items():
        _write_program(tmp_path / name, body)
    return tmp_path


def _write_program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def _set_up(machine: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{machine}:{os.environ['PATH']}"}
    return subprocess.run(["bash", str(SCRIPT)], env=environment, capture_output=True, text=True, timeout=30)


def test_without_root_or_sudo_the_line_for_the_administrator_is_shown_in_both_languages(machine: Path) -> None:
    outcome = _set_up(machine)
    line = "apt-get update && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-vie"
    assert outcome.returncode == 2
    assert outcome.stderr.count(line) == 2
    assert "Nhờ người quản trị" in outcome.stderr
    assert "Ask the administrator" in outcome.stderr
    assert not (machine / "calls").exists()


def test_with_sudo_the_missing_packages_are_installed_through_it(machine: Path) -> None:
    _write_program(machine / "sudo", f'echo sudo >> {machine}/calls; shift; exec "$@"')
    outcome = _set_up(machine)
    calls = (machine / "calls").read_text(encoding="utf-8")
    assert outcome.returncode == 0, outcome.stderr
    assert "install -y -qq --no-install-recommends tesseract-ocr tesseract-ocr-vie" in calls
    assert calls.splitlines().count("sudo") == 3


def test_only_what_is_missing_is_installed(machine: Path) -> None:
    _write_program(machine / "id", "echo 0")
    _write_program(machine / "dpkg-query", 'case "$*" in *tesseract-ocr-vie*) exit 1;; *) printf installed;; esac')
    outcome = _set_up(machine)
    installs = [line for line in (machine / "calls").read_text(encoding="utf-8").splitlines() if " install " in line]
    assert outcome.returncode == 0, outcome.stderr
    assert [line.split("--no-install-recommends ")[1] for line in installs] == ["tesseract-ocr-vie"]


def test_a_package_removed_but_not_purged_counts_as_missing(machine: Path) -> None:
    _write_program(machine / "dpkg-query", "printf config-files")
    assert _set_up(machine).returncode == 2


def test_a_machine_that_has_everything_is_left_alone(machine: Path) -> None:
    _write_program(machine / "dpkg-query", "printf installed")
    outcome = _set_up(machine)
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (0, "", "")
    assert not (machine / "calls").exists()


def test_a_failed_installation_fails_the_set_up(machine: Path) -> None:
    _write_program(machine / "id", "echo 0")
    _write_program(machine / "apt-get", 'case "$*" in *install*) exit 100;; esac')
    assert _set_up(machine).returncode == 100

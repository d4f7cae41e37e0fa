"""Here OCRmyPDF runs as the peer: its two settings, its text, its PDF/A."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_ALWAYS = ("-l", "vie", "--rotate-pages")
_TO_PDFA = ("--output-type", "pdfa-2", "--pdfa-backend", "internal")
# As a careful office would set it, and its fastest setting that still turns pages.
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "ocrmypdf": (*_ALWAYS, "--deskew", "--clean", *_TO_PDFA),
    "ocrmypdf-fast": (*_ALWAYS, *_TO_PDFA),
}
# One process, nothing but errors told.
_QUIETLY = ("-j", "1", "-q")
_TIMEOUT_S = 900


def find_ocrmypdf() -> str | None:
    """The installed program: in this environment, else on the path. It is no requirement of the product."""
    beside = Path(sys.executable).with_name("ocrmypdf")
    return str(beside) if beside.is_file() else shutil.which("ocrmypdf")


def find_lack(setting: str) -> str | None:
    """Why a setting cannot be run here, and what would help; None where it can."""
    if find_ocrmypdf() is None:
        return "OCRmyPDF is not installed: `make setup` installs it for measuring"
    if "--clean" in SETTINGS[setting] and shutil.which("unpaper") is None:
        return "`--clean` needs the program unpaper: `apt-get install unpaper` (for measuring only)"
    return None


def tell_command(setting: str) -> str:
    """The command as one would type it."""
    return shlex.join(["ocrmypdf", *SETTINGS[setting], *_QUIETLY, "--sidecar", "TEXT", "IN.pdf", "OUT.pdf"])


def run_ocrmypdf(setting: str, path: Path, target: Path) -> tuple[str, ...]:
    """Write the PDF/A; the text of each page.

    Raises:
        RuntimeError: it is not installed, or gave up.
    """
    command = find_ocrmypdf()
    if command is None:
        raise RuntimeError("OCRmyPDF is not installed")
    sidecar = target.with_suffix(".txt")
    order = [command, *SETTINGS[setting], *_QUIETLY, "--sidecar", str(sidecar), str(path), str(target)]
    ran = subprocess.run(order, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
    if ran.returncode != 0:
        raise RuntimeError(f"ocrmypdf ended with {ran.returncode}: {ran.stderr[-300:]}")
    # Pages end with a form feed each.
    return tuple(sidecar.read_text(encoding="utf-8").removesuffix("\f").split("\f"))

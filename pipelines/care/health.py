"""Here lives the health check: every backend asked, and what the machine must have for the work."""

from __future__ import annotations

import http
import platform
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipelines.results.retention import tell_retention
from pipelines.settings import Settings, mask_url
from schemas.errors import SetupError, SohoaError
from storage.opening import open_catalogue, open_index, open_objects
from storage.ports import BackendHealth

_TOOL_TIMEOUT_S = 20
_PREFECT_TIMEOUT_S = 5.0
_LANGUAGE = "vie"
_FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
_FONT = "LiberationSerif-Regular.ttf"
_PACKAGES = ("opencv-python", "pytesseract", "pdfplumber", "prefect", "minio", "elasticsearch", "tantivy")


def check_health(settings: Settings, within_s: float | None = None) -> tuple[BackendHealth, ...]:
    """What each store and tool answered; nothing that is away stops the others from being asked.

    Args:
        within_s: how long the catalogue's file is read through; None: whole, which takes minutes at a million papers.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError("home_unusable") from error
    home = settings.home
    return (
        _ask("objects", settings.objects, lambda: open_objects(settings.objects, home).check()),
        _ask("catalogue", settings.catalogue, lambda: open_catalogue(settings.catalogue, home).check(within_s)),
        _ask("index", settings.index, lambda: open_index(settings.index, home).check()),
        _check_locks(settings),
        _check_prefect(settings.prefect_api_url),
        _check_tesseract(),
        _check_disk(home, settings.disk_reserve_mb),
        _check_processor(),
        _check_fonts(),
        _check_packages(),
    )


def _ask(name: str, url: str, ask: Callable[[], BackendHealth]) -> BackendHealth:
    try:
        return ask()
    except SohoaError as error:
        return BackendHealth(name, mask_url(url), False, "", f"{error.code}: {error.problem.message}")


def _check_locks(settings: Settings) -> BackendHealth:
    try:
        return tell_retention(settings, open_objects(settings.objects, settings.home))
    except SohoaError as error:
        return BackendHealth("retention", "", False, "", f"{error.code}: {error.problem.message}")


def _check_tesseract() -> BackendHealth:
    program = shutil.which("tesseract")
    if program is None:
        return BackendHealth("tesseract", "", False, "", "tesseract is not on PATH")
    found = _run(program, "--version").splitlines()[:1]
    languages = set(_run(program, "--list-langs").split())
    there = _LANGUAGE in languages
    message = f"{_LANGUAGE}: there" if there else f"language data {_LANGUAGE} is missing (tesseract-ocr-{_LANGUAGE})"
    return BackendHealth("tesseract", program, there, "".join(found).removeprefix("tesseract "), message)


def _run(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TOOL_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout or done.stderr


def _check_disk(home: Path, reserve_mb: int) -> BackendHealth:
    free_mb = shutil.disk_usage(home).free >> 20
    message = f"{free_mb} MiB free, {reserve_mb} MiB of them the reserve"
    return BackendHealth("disk", str(home), free_mb >= reserve_mb, "", message)


def _check_prefect(api_url: str | None) -> BackendHealth:
    if api_url is None:
        return BackendHealth("prefect", "", True, "", "a temporary server on loopback for each command")
    url = mask_url(api_url)
    try:
        with urllib.request.urlopen(f"{api_url.rstrip('/')}/health", timeout=_PREFECT_TIMEOUT_S) as answer:
            is_well = answer.status == http.HTTPStatus.OK
    except (OSError, ValueError):
        return BackendHealth("prefect", url, False, "", "does not answer; batches are done plainly meanwhile")
    return BackendHealth("prefect", url, is_well, "", "")


def _check_processor() -> BackendHealth:
    """Tesseract's and OpenCV's builds want SSE4.2 on Intel and AMD machines."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        flags = ""
    machine = platform.machine()
    ok = machine != "x86_64" or "sse4_2" in flags
    return BackendHealth("processor", "", ok, machine, "SSE4.2: there" if "sse4_2" in flags else "SSE4.2 not seen")


def _check_fonts() -> BackendHealth:
    """The serif of the sample papers, as wide as the one Nghị định 30/2020 prescribes."""
    found = next((path for folder in _FONT_FOLDERS for path in folder.rglob(_FONT)), None)
    message = found.name if found else f"{_FONT} not found (fonts-liberation2); `sohoa demo` draws with it"
    return BackendHealth("font", str(found.parent) if found else "", found is not None, "", message)


def _check_packages() -> BackendHealth:
    missing, there = [], []
    for name in _PACKAGES:
        try:
            there.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    message = ", ".join(there) if not missing else f"missing: {', '.join(missing)}"
    return BackendHealth("python", sys.executable, not missing, platform.python_version(), message)

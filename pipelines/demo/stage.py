"""Here lives the stage: the demonstration's home, its drawn papers, its calls of the real command."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.papers.drawing import REGISTER_FILE, SCANS_FOLDER, draw_samples
from benchmarks.papers.samples import COUNTED_ON, SAMPLES
from benchmarks.papers.truth import Truth
from pipelines.demo.server_stores import empty_demo_stores
from pipelines.lines import JsonLine
from pipelines.settings import DEMO_MARK, Settings

CUSTODIAN = "92"
EARLIER_BATCH, LATER_BATCH = "demo-2022", "demo-2026"
# The earlier papers are digitised "in the last weeks of 2022", so that the coverage of that day can be shown.
EARLIER_NOW = datetime(2022, 12, 20, 3, 0, tzinfo=UTC)
_CALL_TIMEOUT_S = 600

OnLine = Callable[[JsonLine], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """A demonstration's own settings and folders; nothing of the office's real home is touched."""

    settings: Settings
    papers: Path
    truth: Truth
    has_workers: bool = False

    @property
    def register(self) -> Path:
        return self.papers / REGISTER_FILE

    def at(self, instant: datetime | None) -> Settings:
        """The settings under which `instant` is now (None: the true time)."""
        return replace(self.settings, demo_now=instant)

    def list_scans(self, *, earlier: bool) -> list[Path]:
        """The files of papers issued up to the counted day, or those issued later."""
        scans = sorted((self.papers / SCANS_FOLDER).iterdir())
        return [
            scan for scan, sample in zip(scans, SAMPLES, strict=True) if (sample.issued_on <= COUNTED_ON) == earlier
        ]


def set_stage(settings: Settings, *, on_servers: bool = False) -> Stage:
    """An empty catalogue and index in `HOME/demo`, and the drawn papers.

    Objects of an earlier demonstration stay: pages read with the same recipe are not read again.
    `on_servers`: stores of its own on the servers that the settings name, see `empty_demo_stores`.
    """
    home = settings.home / "demo"
    home.mkdir(parents=True, exist_ok=True)
    for leftover in home.iterdir():
        if leftover.name in ("objects", "prefect"):
            continue
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
    (home / DEMO_MARK).touch()
    papers = home / "papers"
    truth = draw_samples(papers)
    # What is shown must not hang on which paper the sample falls.
    own = replace(settings, review_sample=0.0, home=home)
    if on_servers:
        own = empty_demo_stores(own)
    else:
        own = replace(own, objects="file:", catalogue="sqlite:", index="embedded:")
    return Stage(own, papers, truth, has_workers=on_servers and own.prefect_api_url is not None)


def call_until_killed(
    stage: Stage, arguments: Sequence[str], now: datetime | None, kill_after: int, on_line: OnLine
) -> int:
    """Run `sohoa ARGUMENTS --json` and SIGKILL its whole process group after so many lines; how many came."""
    process = _start(stage, arguments, now)
    count = 0
    for line in _lines(process):
        on_line(line)
        count += 1
        if count == kill_after:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait(_CALL_TIMEOUT_S)
    return count


def call(stage: Stage, arguments: Sequence[str], now: datetime | None, on_line: OnLine) -> int:
    """Run `sohoa ARGUMENTS --json` to its end; its exit code."""
    process = _start(stage, arguments, now)
    for line in _lines(process):
        on_line(line)
    return process.wait(_CALL_TIMEOUT_S)


@contextmanager
def run_worker(stage: Stage) -> Iterator[None]:
    """A worker for the demonstration's own pool while the block runs; none where there is no server for it."""
    if not stage.has_workers:
        yield
        return
    worker = _start(stage, ["worker"], None)
    try:
        next(_lines(worker), None)  # its only line: it waits for orders now
        yield
    finally:
        worker.terminate()
        worker.wait(_CALL_TIMEOUT_S)


def demo_environment(own: Settings) -> dict[str, str]:
    """What a program of the demonstration is told: its own stores, and nothing of the office's."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SOHOA_")}
    environment |= {"SOHOA_HOME": str(own.home), "SOHOA_LOG": "off", "SOHOA_WORK_POOL": own.work_pool}
    environment |= {"SOHOA_OBJECTS": own.objects, "SOHOA_CATALOGUE": own.catalogue, "SOHOA_INDEX": own.index}
    environment["SOHOA_REVIEW_SAMPLE"] = f"{own.review_sample:g}"
    environment |= {"SOHOA_JOBS": str(own.jobs), "SOHOA_ENGINE": own.engine}
    # Locked as every filed paper is, but not for years: they are invented.
    environment["SOHOA_RETENTION_DAYS"] = "1"
    if own.prefect_api_url is not None:
        environment["PREFECT_API_URL"] = own.prefect_api_url
    return environment


def _start(stage: Stage, arguments: Sequence[str], now: datetime | None) -> subprocess.Popen[str]:
    environment = demo_environment(stage.settings)
    if now is not None:
        environment["SOHOA_DEMO_NOW"] = now.isoformat()
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", *arguments, "--json"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[2],
        start_new_session=True,
    )


def _lines(process: subprocess.Popen[str]) -> Iterator[JsonLine]:
    assert process.stdout is not None, "started with a pipe"
    for text in process.stdout:
        if text.endswith("\n"):  # a line cut short by the kill is no line
            yield json.loads(text)

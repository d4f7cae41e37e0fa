"""A portal that is killed while files go up and while they are read: nothing is lost, nothing is filed twice."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from benchmarks.drills.command_runs import TIMEOUT_S
from benchmarks.drills.small_papers import draw_drill_papers
from benchmarks.servers.running import clean_environment
from tests.flows.office import Office
from tests.web.conftest import make_cookies

PIECE = 30_000


@contextmanager
def portal(home: Path) -> Iterator[str]:
    """A portal in a process of its own; killed, and nothing else, at the end of the context."""
    command = [sys.executable, "-m", "pipelines.cli", "serve", "--home", str(home), "--port", "0"]
    environment = clean_environment({"PYTHONPATH": str(Path(__file__).parents[2]), "SOHOA_LOG": "off"})
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stderr is not None
        told = next(found for line in process.stderr if (found := re.search(r"http://[0-9.]+:[0-9]+", line)))
        yield told.group()
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_portal_killed_in_an_upload_and_in_a_run_loses_nothing(office: Office, tmp_path: Path) -> None:
    papers = sorted(draw_drill_papers(tmp_path / "in", with_scan=True).iterdir())
    with office.open() as resources:
        cookies = make_cookies(resources, "archivist")
    with portal(office.home) as address, httpx.Client(base_url=address, cookies=cookies) as browser:
        sign(browser)
        batch = browser.post("/upload", data={"unit": "92.916", "name": "Hộp 12"}).json()["batch"]
        for path in papers:
            send(browser, batch, path, pieces=1)
    with portal(office.home) as address, httpx.Client(base_url=address, cookies=cookies) as browser:
        sign(browser)
        for path in papers:
            assert send(browser, batch, path) > 0 or path.stat().st_size <= PIECE
        wait_until(
            lambda: "đang đọc: trang" in browser.get(f"/batches/{batch}/progress").text or is_done(browser, batch)
        )
    with portal(office.home) as address, httpx.Client(base_url=address, cookies=cookies) as browser:
        # Nobody asks for anything: it goes on by itself.
        wait_until(lambda: is_done(browser, batch) and not any((office.home / "uploads" / "queue").iterdir()))
    with office.open() as resources:
        files = resources.catalogue.list_batch_files(batch, limit=9)
        assert sorted((file.source, file.outcome) for file in files) == [
            (path.name, "quarantined" if "not-a-paper" in path.name else "filed") for path in papers
        ]
        assert resources.catalogue.count_results() == len(papers) - 1
    assert office.call("reconcile", "--json").json["faults"] == []


def sign(browser: httpx.Client) -> None:
    page = browser.get("/password").text
    browser.headers["X-Form-Key"] = page.split('name="form_key" value="')[1].split('"')[0]
    browser.headers["Accept"] = "application/json"


def send(browser: httpx.Client, batch: str, path: Path, pieces: int = 10_000) -> int:
    """Send at most so many pieces of a file; where it was gone on."""
    data = path.read_bytes()
    wish = {"files": [{"name": path.name, "size": len(data), "mark": "m"}]}
    told = browser.post(f"/uploads/{batch}", json=wish).json()["files"][0]
    begun = offset = told["offset"]
    while not told["is_received"] and pieces:
        told = browser.post(
            f"/uploads/{batch}/{told['file']}",
            content=data[offset : offset + PIECE],
            headers={"X-Offset": str(offset)},
        ).json()
        offset, pieces = told["offset"], pieces - 1
    return int(begun)


def is_done(browser: httpx.Client, batch: str) -> bool:
    return "batch-state look" in browser.get(f"/batches/{batch}/progress").text


def wait_until(holds: object) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.2)

"""Handing a batch to workers: what is received stays received, whoever is away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from benchmarks.drills.small_papers import draw_drill_papers
from tests.flows.office import Office

DIGITISE = ("--unit", "92.916", "--batch", "hop-1", "--on-workers")


@contextmanager
def answering(status: int) -> Iterator[str]:
    """A server that gives every question the same answer; the setting PREFECT_API_URL for it."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_POST = do_GET

        def log_message(self, format: str, *arguments: object) -> None:
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def papers(tmp_path: Path) -> str:
    return str(draw_drill_papers(tmp_path / "papers"))


def test_without_a_server_nothing_is_taken_in(office: Office, papers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    answer = office.call("digitise", papers, *DIGITISE, "--json")
    assert (answer.code, answer.error["code"]) == (2, "worker_without_server")
    with office.open() as resources:
        assert resources.catalogue.list_receipts() == ()


@pytest.mark.parametrize(("status", "code", "exit_code"), [(404, "workers_away", 3), (401, "prefect_refused", 2)])
def test_what_was_received_waits_where_no_worker_takes_it(
    status: int, code: str, exit_code: int, office: Office, papers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(status) as url:
        monkeypatch.setenv("PREFECT_API_URL", url)
        answer = office.call("digitise", papers, *DIGITISE, "--json")
    assert (answer.code, answer.error["code"]) == (exit_code, code)
    with office.open() as resources:
        assert len(resources.catalogue.list_receipts(open_only=True)) == 3
        (left,) = resources.catalogue.list_left_batches()
        assert resources.catalogue.find_batch(left) is not None


def test_a_server_that_is_gone_loses_nothing_and_the_batch_is_resumed_here(
    office: Office, papers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    answer = office.call("digitise", papers, *DIGITISE, "--json")
    assert (answer.code, answer.error["code"]) == (3, "prefect_unreachable")
    resumed = office.call("batch", "resume", "hop-1", "--plain", "--json")
    assert sorted(line["outcome"] for line in resumed.lines) == ["filed", "filed", "quarantined"]
    # Only the file in quarantine is tried again, and for that a worker is asked.
    again = office.call("digitise", papers, *DIGITISE, "--json")
    assert (again.code, again.error["code"]) == (3, "prefect_unreachable")
    assert [line["repeated"] for line in again.lines if line["outcome"] == "filed"] == [True, True]


def test_a_worker_without_a_server_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    answer = office.call("worker", "--json")
    assert (answer.code, answer.error["code"]) == (2, "worker_without_server")

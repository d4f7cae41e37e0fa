"""The step log is one line a step, however many threads write it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipelines.step_log import Step, open_step_log


def test_lines_of_many_threads_do_not_run_together(capfd: pytest.CaptureFixture[str]) -> None:
    listen = open_step_log("json")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: listen(Step("a" * 64, number, "read", 0.1, "ok")), range(400)))
    lines = capfd.readouterr().err.splitlines()
    assert sorted(json.loads(line)["page"] for line in lines) == list(range(400))


def test_a_line_names_no_file(capfd: pytest.CaptureFixture[str]) -> None:
    open_step_log("text")(Step("b" * 64, None, "file", 1.0, "ok"))
    assert "scan=bbbbbbbbbbbb page=- step=file s=1.00 outcome=ok" in capfd.readouterr().err

"""Here lives the step log: one line a step, never a file name and never a field's value."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from schemas.errors import SohoaError


@dataclass(frozen=True, slots=True)
class Step:
    """One step done: scan id, page (None: the whole scan), step, seconds, `ok` or a problem code."""

    scan_id: str
    page_number: int | None
    step: str
    seconds: float
    outcome: str


StepListener = Callable[[Step], None]


def open_step_log(form: str) -> StepListener:
    """A listener for `text`, `json` or `off` (and `auto`: off on a terminal, else text)."""
    if form == "off" or (form == "auto" and sys.stderr.isatty()):
        return lambda step: None
    return _write_json if form == "json" else _write_text


def _write_text(step: Step) -> None:
    page = "-" if step.page_number is None else str(step.page_number)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    line = f"{now} scan={step.scan_id[:12]} page={page} step={step.step} s={step.seconds:.2f} outcome={step.outcome}"
    _write_line(line)


def _write_json(step: Step) -> None:
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "scan": step.scan_id,
        "page": step.page_number,
        "step": step.step,
        "seconds": round(step.seconds, 3),
        "outcome": step.outcome,
    }
    _write_line(json.dumps(line))


def _write_line(line: str) -> None:
    """One write for text and line end: several threads log at once, and lines must not run together."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


@contextmanager
def timed(listener: StepListener, scan_id: str, step: str) -> Iterator[None]:
    """Tell the listener how long the block took and how it ended."""
    started = time.monotonic()
    outcome = "ok"
    try:
        yield
    except SohoaError as error:
        outcome = error.code
        raise
    finally:
        listener(Step(scan_id, None, step, time.monotonic() - started, outcome))

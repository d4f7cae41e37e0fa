"""Here lives the portal's hold on the process that reads: there when something is ordered, gone when nothing is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from pipelines.batches.batch_queue import list_ordered, order_batch, uploads_folder
from pipelines.batches.single_papers import list_open_papers
from pipelines.resources import Resources
from pipelines.settings import Settings

_CHECKOUT = Path(__file__).parents[2]
_LOOK_EVERY_S = 0.5
# It took two seconds to start and holds some 200 MB: worth keeping over a pause at the counter, not overnight.
IDLE_S = 900
# A process that dies at once is not started again at once.
_PAUSES_S = (1.0, 5.0, 30.0, 120.0)
_LIVES_S = 30.0


class QueueKeeper:
    """Starts `sohoa batch queue --follow` as often as it takes; ends it with itself.

    Nothing is lost with the process or with us: what is ordered stands under home. What was typed for one file (its
    password) goes through a pipe and is kept nowhere.
    """

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._is_watching = False
        self._started_at = self._not_before = 0.0
        self._deaths = 0

    @property
    def has_trouble(self) -> bool:
        """Whether the process died again and again as soon as it was started: its own words are in the log."""
        return self._deaths > 1

    def watch(self) -> None:
        """Keep an eye on the orders until `close`, take up what an earlier portal left; nothing starts before it."""
        self._is_watching = True
        if uploads_folder(self._resources.settings.home).exists():
            self.wake()
        threading.Thread(target=self._watch, name="queue-keeper", daemon=True).start()

    def wake(self) -> None:
        """Have the process there soon, because somebody is about to hand in something."""
        with self._lock:
            self._start()

    def retry(self, receipt_id: str, *, password: str = "", forced_type: str = "", turn: str = "") -> None:
        """Ask for a quarantined file to be tried again with these; "" where nothing was given."""
        line = json.dumps({"retry": receipt_id, "password": password, "type": forced_type, "turn": turn})
        with self._lock:
            self._start()
            try:
                if self._process is not None and self._process.stdin is not None:
                    self._process.stdin.write(line + "\n")
                    self._process.stdin.flush()
                    return
            except OSError:
                pass  # it died at this moment
        # Without what was typed; a person sees what comes of it.
        order_batch(self._resources, self._resources.catalogue.get_receipt(receipt_id).batch_id)

    def close(self) -> None:
        """End the process; what it had in hand is taken up when the portal is there again."""
        self._stop.set()
        with self._lock:
            if self._process is not None and self._process.stdin is not None:
                with suppress(OSError):
                    self._process.stdin.close()
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(5)
                self._process.kill()
                self._process.wait()

    def _watch(self) -> None:
        while not self._stop.wait(_LOOK_EVERY_S):
            if list_ordered(self._resources) or list_open_papers(self._resources):
                with self._lock:
                    self._start()

    def _start(self) -> None:
        is_there = self._process is not None and self._process.poll() is None
        if not self._is_watching or self._stop.is_set() or is_there:
            return
        now = time.monotonic()
        if self._process is not None:
            was_short = self._process.returncode != 0 and now - self._started_at < _LIVES_S
            self._deaths = self._deaths + 1 if was_short else 0
            self._not_before = now + _PAUSES_S[min(self._deaths, len(_PAUSES_S) - 1)] if was_short else now
            self._process = None
        if now < self._not_before:
            return
        command = [sys.executable, "-P", "-m", "pipelines.cli", "batch", "queue", "--follow", "--idle", str(IDLE_S)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=_make_environment(self._resources.settings),
            text=True,
        )
        self._started_at = now


def _make_environment(settings: Settings) -> dict[str, str]:
    """The portal's own, and what its command line or a training home decided; the same working folder besides."""
    ours = {
        "PYTHONPATH": str(_CHECKOUT),
        "SOHOA_HOME": str(settings.home),
        "SOHOA_OBJECTS": settings.objects,
        "SOHOA_CATALOGUE": settings.catalogue,
        "SOHOA_INDEX": settings.index,
        "SOHOA_RETENTION_DAYS": str(settings.retention_days),
    }
    others = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    prefect = {"PREFECT_API_URL": settings.prefect_api_url} if settings.prefect_api_url else {}
    clock = {"SOHOA_DEMO_NOW": settings.demo_now.isoformat()} if settings.demo_now else {}
    return others | ours | prefect | clock

"""Here lives the hold on Prefect's server: a given one, or a child on loopback that ends with the command.

Prefect would start one by itself, but only when the first flow runs, and would leave it behind when
the command is killed. Ours starts first and watches its parent.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from pipelines.settings import Settings

# The first start on an empty home runs Prefect's own migrations (13-22 s measured on two cores).
_READY_WITHIN_S = 120.0
_LOOK_EVERY_S = 0.2
_STOP_WITHIN_S = 5.0
_WATCH_EVERY_S = 1.0
_MOST_RESTARTS = 2


class PrefectServer:
    """The server a run talks to: the one of PREFECT_API_URL, else a child of this process."""

    def __init__(self, settings: Settings) -> None:
        self._home = settings.home / "prefect"
        self._given_url = settings.prefect_api_url
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._restarts = 0
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        set_prefect_environment(self._home)

    @property
    def api_url(self) -> str:
        return self._given_url or f"http://127.0.0.1:{self._port}/api"

    def start(self) -> None:
        """Start the child, unless a server was given; does not wait for it.

        From then on it is watched: Prefect's client waits many minutes for a server that is gone, so
        one that dies under the flow is started again on its port, where its database still knows the flow.
        """
        if self._given_url:
            return
        self._home.mkdir(parents=True, exist_ok=True)
        self._port = _find_free_port()
        self._process = self._start_child()
        threading.Thread(target=self._watch, name="prefect-watch", daemon=True).start()

    def _start_child(self) -> subprocess.Popen[bytes]:
        with (self._home / "server.log").open("ab") as log:
            return subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "pipelines.orchestration.server_process",
                    str(self._port),
                    str(self._home),
                    str(os.getpid()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=Path(__file__).parents[2],
            )

    def _watch(self) -> None:
        while not self._stopping.wait(_WATCH_EVERY_S):
            with self._lock:
                if self._process is None or self._process.poll() is None or self._stopping.is_set():
                    continue
                if self._restarts == _MOST_RESTARTS:
                    return
                self._restarts += 1
                self._process = self._start_child()

    def wait_until_ready(self) -> bool:
        """Whether it answers its health check in time."""
        deadline = time.monotonic() + _READY_WITHIN_S
        while time.monotonic() < deadline and not self._has_given_up:
            try:
                with urllib.request.urlopen(f"{self.api_url}/health", timeout=5) as answer:
                    if answer.status == 200:
                        return True
            except (urllib.error.URLError, OSError):
                time.sleep(_LOOK_EVERY_S)
        return False

    @property
    def _has_given_up(self) -> bool:
        """Whether the child ended although it was started again and again."""
        return self._restarts == _MOST_RESTARTS and self._process is not None and self._process.poll() is not None

    def stop(self) -> None:
        self._stopping.set()
        with self._lock:
            if self._process is None:
                return
            self._process.terminate()
            try:
                self._process.wait(_STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def _find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def set_prefect_environment(home: Path) -> None:
    """Prefect reads these when it is imported: nothing leaves this machine, its home is ours."""
    os.environ.update(
        {
            "PREFECT_HOME": str(home),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_LOGGING_LEVEL": "ERROR",
            "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
            # Its own workers tell at length of every event a restarting server did not take.
            "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
            "PREFECT_LOGGING_TO_API_ENABLED": "false",
            "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
            # SQLite with several commands at once: wait for the writer instead of failing (default 10 s).
            "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
            # The dashboard is not served by a temporary server; "ephemeral" stops its background services' chatter.
            "PREFECT_UI_ENABLED": "0",
            "PREFECT__SERVER_EPHEMERAL": "1",
            "PREFECT__SERVER_FINAL": "1",
        }
    )

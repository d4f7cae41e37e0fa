"""Here lives the demonstration's portal: served in the background for a while, ended by the next demonstration."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import psutil

from pipelines.demo.stage import demo_environment
from pipelines.settings import Settings
from schemas.days import LOCAL_ZONE
from schemas.errors import SetupError

# Long enough to look around; nothing is left behind for days.
MINUTES = 120
_READY_WITHIN_S, _END_WITHIN_S = 60.0, 15.0
_LOG, _PID = "portal.log", "portal.pid"
_ADDRESS = re.compile(r"http://[\w.]+:\d+")


def start_portal(settings: Settings) -> tuple[str, str]:
    """Serve the portal on a free port of this machine; its address, and when it ends by itself (ISO 8601).

    Raises:
        SetupError: "portal_not_started".
    """
    home = settings.home
    with (home / _LOG).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.cli", "serve", "--port", "0", "--minutes", str(MINUTES)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=demo_environment(settings),
            cwd=Path(__file__).parents[2],
            start_new_session=True,
        )
    (home / _PID).write_text(str(process.pid))
    deadline = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        if found := _ADDRESS.search((home / _LOG).read_text("utf-8", "replace")):
            return found.group(), (datetime.now(LOCAL_ZONE) + timedelta(minutes=MINUTES)).isoformat(timespec="minutes")
        time.sleep(0.1)
    raise SetupError("portal_not_started")


def stop_portal(home: Path) -> bool:
    """End the portal that an earlier demonstration left on this home; whether there was one."""
    try:
        process = psutil.Process(int((home / _PID).read_text()))
        # The number may be another program's by now.
        is_ours = "serve" in process.cmdline() and process.environ().get("SOHOA_HOME") == str(home)
    except (OSError, ValueError, psutil.Error):
        return False
    if is_ours:
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            os.kill(process.pid, signal.SIGTERM)
            process.wait(_END_WITHIN_S)
    (home / _PID).unlink(missing_ok=True)
    return is_ours

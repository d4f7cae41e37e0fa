"""Here lives the temporary Prefect server's own process: `python -m pipelines.prefect_server PORT HOME`."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from pipelines.prefect_link import set_prefect_environment
from pipelines.process_bonds import end_with_parent

_HOME = Path(sys.argv[2]) if __name__ == "__main__" else Path()
if __name__ == "__main__":  # before Prefect is imported: it reads these then
    end_with_parent()
    set_prefect_environment(_HOME)
    os.environ.update({"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"})

import uvicorn
from filelock import FileLock, Timeout
from prefect.server.api.server import create_app

_LOCK_WITHIN_S = 120.0


class _LockedStart(uvicorn.Server):
    """Lets go of the start lock once the start-up (Prefect's migrations) is done.

    Two servers that set up the same new database at once would trip over each other.
    """

    def __init__(self, config: uvicorn.Config, lock: FileLock) -> None:
        super().__init__(config)
        self._lock = lock

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._lock.release()


def serve(port: int, home: Path) -> None:
    """Serve Prefect's API on loopback until terminated or the parent is gone."""
    lock = FileLock(str(home / "start.lock"))
    try:
        lock.acquire(timeout=_LOCK_WITHIN_S)
    except Timeout:
        raise SystemExit(1) from None
    config = uvicorn.Config(create_app(), host="127.0.0.1", port=port, log_level="error", lifespan="on")
    _LockedStart(config, lock).run()


if __name__ == "__main__":
    serve(int(sys.argv[1]), _HOME)

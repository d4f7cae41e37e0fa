"""Here lives the temporary Prefect server's own process.

`python -m pipelines.orchestration.server_process PORT HOME PARENT`
"""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import uvicorn
from filelock import FileLock, Timeout

from pipelines.pages.process_bonds import end_with_parent

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
    # Imported here: Prefect reads its settings from the environment at import, and takes seconds.
    from prefect.server.api.server import create_app

    config = uvicorn.Config(create_app(), host="127.0.0.1", port=port, log_level="error", lifespan="on")
    _LockedStart(config, lock).run()


if __name__ == "__main__":
    end_with_parent(int(sys.argv[3]))
    serve(int(sys.argv[1]), Path(sys.argv[2]))

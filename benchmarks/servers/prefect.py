"""Here lives a Prefect server on PostgreSQL, as an installation of several machines has it."""

from __future__ import annotations

import os
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.servers.postgresql import make_database
from benchmarks.servers.running import find_free_ports, find_program, running

DATABASE = "prefect"


@contextmanager
def run_prefect(folder: Path, postgresql: str, ports: list[int] | None = None) -> Iterator[str]:
    """A Prefect server whose state lies in a database of this PostgreSQL (`HOST:PORT`); the setting PREFECT_API_URL."""
    import psycopg

    (port,) = ports or find_free_ports(1)
    folder.mkdir(parents=True, exist_ok=True)
    database = make_database(postgresql, DATABASE)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    # What Prefect is told here is what docs/operations.md tells whoever runs it: nothing leaves this machine.
    environment = {
        **os.environ,
        "PREFECT_HOME": str(folder / "home"),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database.replace("postgresql://", "postgresql+asyncpg://"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    }
    environment.pop("PREFECT_API_URL", None)
    command = [find_program("prefect"), "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with running(command, port, folder / "server.log", environment):
        yield f"http://127.0.0.1:{port}/api"


def get_version(api_url: str) -> str:
    """The version that a server at this address tells."""
    with urllib.request.urlopen(f"{api_url}/admin/version", timeout=20) as answer:
        return str(answer.read().decode()).strip('"')

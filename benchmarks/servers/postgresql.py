"""Here lives a PostgreSQL cluster of Debian's server, with databases made as they are asked for."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.servers.running import as_nobody, find_free_ports, find_program, kill_family, running

_USER = "sohoa"
_READY_TIMEOUT_S = 120.0


def find_postgresql(name: str) -> str:
    """One of the server's programs: Debian keeps them off PATH, a folder each version; the newest first."""
    return find_program(name, *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)))


@contextmanager
def run_postgresql(folder: Path, ports: list[int] | None = None) -> Iterator[str]:
    """A cluster in `folder`, made there or found; `HOST:PORT`. Whoever reaches loopback is trusted."""
    (port,) = ports or find_free_ports(1)
    cluster = folder / "cluster"
    folder.mkdir(parents=True, exist_ok=True)
    # Who runs the server must reach it through every folder above.
    folder.chmod(0o755)
    if not (cluster / "PG_VERSION").exists():
        make = [find_postgresql("initdb"), "-D", str(cluster), "-U", _USER, "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            as_nobody([*make, "--locale=C.UTF-8"], folder), check=True, stdout=subprocess.DEVNULL, cwd=folder
        )
    settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "max_connections": 200}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = as_nobody([find_postgresql("postgres"), "-D", str(cluster), *options], folder)
    with running(command, port, folder / "server.log", dict(os.environ)) as server:
        _wait_until_ready(f"127.0.0.1:{port}", server)
        try:
            yield f"127.0.0.1:{port}"
        finally:
            # "Fast": SIGTERM would wait for whoever still holds a connection.
            server.send_signal(signal.SIGINT)


def _wait_until_ready(address: str, server: subprocess.Popen[bytes]) -> None:
    """The port answers before the server lets anybody in, long before when it was killed and mends itself first."""
    import psycopg

    deadline = time.monotonic() + _READY_TIMEOUT_S
    while True:
        try:
            psycopg.connect(f"postgresql://{_USER}@{address}/postgres").close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline or server.poll() is not None:
                raise
            time.sleep(0.2)


def kill_postgresql(folder: Path) -> None:
    """SIGKILL to the server of `run_postgresql(folder)` and to all its processes, as a power cut would."""
    pid = int((folder / "cluster" / "postmaster.pid").read_text().split("\n", 1)[0])
    psutil.wait_procs(kill_family(psutil.Process(pid)), timeout=30)


def make_database(address: str, name: str | None = None) -> str:
    """The setting SOHOA_CATALOGUE for a new, empty database of this cluster (an earlier one of that name is kept)."""
    import psycopg

    name = name or f"suite_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"postgresql://{_USER}@{address}/postgres", autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if known is None:
            connection.execute(f'CREATE DATABASE "{name}"')
    return f"postgresql://{_USER}@{address}/{name}"

"""Here live servers that can be killed and come back at the same ports with what they had kept."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import psutil

from benchmarks.servers.elasticsearch import run_elasticsearch
from benchmarks.servers.postgresql import run_postgresql
from benchmarks.servers.prefect import run_prefect
from benchmarks.servers.running import (
    ServerUnavailable,
    clean_environment,
    find_free_ports,
    kill_family,
    list_listeners,
)
from benchmarks.servers.seaweed import run_seaweed

_CHECKOUT = Path(__file__).resolve().parents[2]
# What a killed server left (a lock of its data, a shared memory block) is gone within seconds.
_COME_BACK_WITHIN_S = 60.0


class MortalServer:
    """One server; `kill` ends it as a power cut would, `come_back` starts it again on the same data.

    Args:
        run: starts it, as `benchmarks.servers` do; what it yields is its address.
        port: where it listens, by which its processes are found.
    """

    def __init__(self, name: str, run: Callable[[], AbstractContextManager[str]], port: int) -> None:
        self.name = name
        self._run = run
        self._port = port
        self._held = ExitStack()
        self.address = self._held.enter_context(run())

    def kill(self) -> None:
        """SIGKILL to everything that it is made of."""
        for process in list_listeners(self._port):
            kill_family(process)

    def come_back(self) -> None:
        """Start it again; raises ServerUnavailable when it cannot."""
        self._held.close()
        deadline = time.monotonic() + _COME_BACK_WITHIN_S
        while True:
            try:
                self.address = self._held.enter_context(self._run())
                return
            except ServerUnavailable:
                if time.monotonic() > deadline:
                    raise
                time.sleep(1.0)

    def end(self) -> None:
        """Stop it in good order."""
        self._held.close()


class MortalWorker:
    """One `sohoa worker` process with all that it starts."""

    def __init__(self, name: str, settings: Mapping[str, str], log: Path) -> None:
        self.name = name
        self._environment = clean_environment({"SOHOA_LOG": "json", "OMP_THREAD_LIMIT": "1", **settings})
        self._log = log
        self._process = self._start()

    def kill(self) -> None:
        """SIGKILL to the worker and everybody it started."""
        kill_family(psutil.Process(self._process.pid))
        self._process.wait()

    def come_back(self) -> None:
        """Start it again."""
        self._process = self._start()

    def end(self) -> None:
        """Stop it in good order."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "pipelines.cli", "worker", "--json", "--jobs", "1"],
                cwd=_CHECKOUT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


@contextmanager
def run_mortal_servers(folder: Path) -> Iterator[dict[str, MortalServer]]:
    """SeaweedFS, PostgreSQL, Elasticsearch and Prefect's server, by name, each on ports of its own."""
    prefect, postgresql, elastic, transport, *seaweed = find_free_ports(10)
    for name in ("objects", "prefect"):
        (folder / name).mkdir(parents=True)
    with ExitStack() as stack:

        def raised(name: str, run: Callable[[], AbstractContextManager[str]], port: int) -> MortalServer:
            server = MortalServer(name, run, port)
            stack.callback(server.end)
            return server

        database = raised("postgresql", lambda: run_postgresql(folder / "postgresql", [postgresql]), postgresql)
        yield {
            "seaweedfs": raised("seaweedfs", lambda: run_seaweed(folder / "objects", seaweed), seaweed[3]),
            "postgresql": database,
            "elasticsearch": raised(
                "elasticsearch",
                lambda: run_elasticsearch(ports=[elastic, transport], data=folder / "index"),
                elastic,
            ),
            "prefect": raised("prefect", lambda: run_prefect(folder / "prefect", database.address, [prefect]), prefect),
        }

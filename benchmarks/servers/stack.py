"""Here lives the whole stack of a province on one machine: four servers and a worker, kept by one process.

FOLDER/settings.env   the settings that name these servers, for a shell; there while they run
FOLDER/keeper.json    who keeps them, so that they can be stopped and told from a stranger's
FOLDER/objects, postgresql, index, prefect, home    what they keep between two starts
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.servers.elasticsearch import run_elasticsearch
from benchmarks.servers.postgresql import make_database, run_postgresql
from benchmarks.servers.prefect import run_prefect
from benchmarks.servers.running import ServerUnavailable, as_nobody, clean_environment, find_free_ports, is_free
from benchmarks.servers.seaweed import objects_url, run_seaweed

_CHECKOUT = Path(__file__).parents[2]
SETTINGS_FILE = "settings.env"
_KEEPER_FILE = "keeper.json"
_LOG_FILE = "keeper.log"
# What a port is for, in the order of the numbers; below the ports that Linux hands out by itself.
_PORTS = {
    "Prefect": 1,
    "PostgreSQL": 1,
    "Elasticsearch": 2,
    "SeaweedFS": 6,
}
_FIRST_PORT = 24200
# SeaweedFS opens a second listener at every port plus 10000.
_TWIN = 10_000
_NAME = "sohoa"


@dataclass(frozen=True, slots=True)
class Stack:
    """One stack by its folder; any number may run on a machine, each at ports of its own."""

    folder: Path

    @property
    def settings_file(self) -> Path:
        return self.folder / SETTINGS_FILE

    @property
    def log(self) -> Path:
        return self.folder / _LOG_FILE

    def read_settings(self) -> dict[str, str]:
        """The settings of a stack that runs; {} of one that does not."""
        if self.find_keeper() is None or not self.settings_file.exists():
            return {}
        lines = self.settings_file.read_text(encoding="utf-8").splitlines()
        words = [shlex.split(line)[1] for line in lines if line.startswith("export ")]
        return dict(word.split("=", 1) for word in words)

    def find_keeper(self) -> psutil.Process | None:
        """The process that keeps these servers, if it is alive and still the same one."""
        return next(iter(_find_alive(self._read_notes()[:1])), None)

    def start(self, ports: list[int] | None = None) -> None:
        """Start what is not running, and wait until every server answers and the worker waits for orders.

        Raises:
            ServerUnavailable: a port is taken, a program is missing or does not answer.
        """
        if self.find_keeper() is not None:
            return
        self.stop()  # servers that outlived a keeper that was killed
        wanted = ports or list(range(_FIRST_PORT, _FIRST_PORT + sum(_PORTS.values())))
        _check_free(wanted)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.settings_file.unlink(missing_ok=True)
        command = [sys.executable, "-m", "benchmarks.servers", "keep", "--folder", str(self.folder)]
        with self.log.open("ab") as log:
            started_at = log.tell()
            keeper = subprocess.Popen(
                [*command, "--ports", ",".join(map(str, wanted))],
                cwd=_CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while keeper.poll() is None and not self.settings_file.exists():
            time.sleep(0.2)
        if not self.settings_file.exists():
            raise ServerUnavailable(self.log.read_bytes()[started_at:].decode(errors="replace")[-2000:].strip())

    def stop(self) -> None:
        """End keeper, servers and worker; what they keep stays."""
        notes = self._read_notes()
        for process in _find_alive(notes[:1]):
            process.terminate()
            psutil.wait_procs([process], timeout=120)
        # Nobody is left, unless the keeper was killed.
        left = _find_alive(notes)
        for process in left:
            process.terminate()
        for process in psutil.wait_procs(left, timeout=30)[1]:
            process.kill()
        for name in (_KEEPER_FILE, SETTINGS_FILE):
            (self.folder / name).unlink(missing_ok=True)

    def keep(self, ports: list[int]) -> None:
        """Run everything in this process's care until SIGTERM."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: sys.exit(0))
        with ExitStack() as stack:
            stack.callback(self.settings_file.unlink, missing_ok=True)
            self._note()
            settings = self._run_servers(stack, ports)
            self._note()
            stack.enter_context(_run_worker(self.folder, settings))
            self._note()
            scratch = self.settings_file.with_suffix(".new")
            scratch.write_text(to_shell(settings), encoding="utf-8")
            scratch.replace(self.settings_file)
            signal.pause()

    def _run_servers(self, stack: ExitStack, ports: list[int]) -> dict[str, str]:
        """Start them one after the other; the settings that name them."""
        prefect, postgresql, *rest = ports
        elastic, seaweed = rest[:2], rest[2:]
        data = find_reachable(self.folder)
        (data / "objects").mkdir(parents=True, exist_ok=True)
        objects = stack.enter_context(run_seaweed(data / "objects", seaweed))
        database = stack.enter_context(run_postgresql(data / "postgresql", [postgresql]))
        index = stack.enter_context(run_elasticsearch(ports=elastic, data=data / "index"))
        api_url = stack.enter_context(run_prefect(data / "prefect", database, [prefect]))
        return {
            "SOHOA_HOME": str(self.folder / "home"),
            "SOHOA_OBJECTS": objects_url(objects, _NAME),
            "SOHOA_CATALOGUE": make_database(database, _NAME),
            "SOHOA_INDEX": f"elasticsearch://{index}/{_NAME}",
            "PREFECT_API_URL": api_url,
        }

    def _note(self) -> None:
        """Who must be gone after `stop`: this process first, then all that it started."""
        own = psutil.Process()
        family = [own, *own.children(recursive=True)]
        notes = [[one.pid, one.create_time()] for one in family]
        (self.folder / _KEEPER_FILE).write_text(json.dumps(notes), encoding="utf-8")

    def _read_notes(self) -> list[tuple[int, float]]:
        try:
            text = (self.folder / _KEEPER_FILE).read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        return [(pid, created) for pid, created in json.loads(text)]


def to_shell(settings: Mapping[str, str]) -> str:
    """The settings as lines that a shell takes."""
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in settings.items())


def find_stack_ports() -> list[int]:
    """Ports for a stack beside another: free ones, wherever they are."""
    return find_free_ports(sum(_PORTS.values()))


def _find_alive(notes: list[tuple[int, float]]) -> list[psutil.Process]:
    """The noted processes that live; the time of their start tells them from later ones of the same number."""
    alive = []
    for pid, created in notes:
        try:
            process = psutil.Process(pid)
            if process.create_time() == created and process.status() != psutil.STATUS_ZOMBIE:
                alive.append(process)
        except psutil.NoSuchProcess:
            continue
    return alive


def _check_free(ports: list[int]) -> None:
    names = [name for name, count in _PORTS.items() for _ in range(count)]
    for port, name in zip(ports, names, strict=True):
        taken = next((one for one in (port, port + _TWIN) if not is_free(one)), None)
        if taken is not None:
            raise ServerUnavailable(f"port {taken}, which {name} needs, is taken by another program")


def find_reachable(folder: Path) -> Path:
    """Where the servers' data lie: the folder, or a place that servers without root's rights can enter.

    Root starts them as nobody, to whom a checkout in root's own folders is closed.
    """
    if subprocess.run(as_nobody(["test", "-x", str(folder)]), check=False).returncode == 0:
        return folder
    kept = folder / "data"
    if not kept.is_symlink():
        place = Path("/var/tmp") / f"sohoa-services-{os.getpid()}-{int(psutil.Process().create_time())}"
        place.mkdir(mode=0o755)
        kept.symlink_to(place)
    return kept.resolve()


@contextmanager
def _run_worker(folder: Path, settings: dict[str, str]) -> Iterator[None]:
    with (folder / "worker.log").open("ab") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "pipelines.cli", "worker", "--json"],
            cwd=_CHECKOUT,
            env=clean_environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    try:
        assert worker.stdout is not None, "started with a pipe"
        if not worker.stdout.readline():
            told = (folder / "worker.log").read_text(encoding="utf-8", errors="replace")
            raise ServerUnavailable(f"the worker did not start: {told[-1000:]}")
        yield
    finally:
        worker.terminate()
        worker.wait()

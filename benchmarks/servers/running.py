"""Here lives the running of one outside server: found, started on loopback, waited for, stopped."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

# Elasticsearch takes half a minute on a machine of two cores, and was seen to take 145 s on one that eight people used.
_START_TIMEOUT_S = 240.0
_STOP_TIMEOUT_S = 30.0


class ServerUnavailable(Exception):
    """A server's program is missing or does not start; a person reads the text."""


def find_free_ports(count: int) -> list[int]:
    """Ports that nobody listens on, low enough that the twin at +10000 exists too."""
    found: list[int] = []
    # Test processes that are started one after another search far from each other: what one has found and not yet
    # opened, another would find too. SeaweedFS opens a second listener at every port plus 10000.
    for port in range(20000 + os.getpid() * 64 % 10000, 50000):
        if len(found) == count:
            break
        if is_free(port) and is_free(port + 10000):
            found.append(port)
    return found


def find_program(name: str, *folders: str) -> str:
    """The program's path: in `folders`, beside this Python, or on PATH.

    Raises:
        ServerUnavailable: it is not installed.
    """
    places = [*folders, str(Path(sys.executable).parent), os.environ["PATH"]]
    program = shutil.which(name, path=os.pathsep.join(places))
    if program is None:
        raise ServerUnavailable(
            f"{name} is not installed; `make services` and `make test-services` install what they start"
        )
    return program


def clean_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with these settings and no others of ours."""
    foreign = {
        name: value for name, value in os.environ.items() if not name.startswith(("SOHOA_", "PREFECT_", "CRASH_"))
    }
    return {**foreign, **settings}


def list_listeners(port: int) -> list[psutil.Process]:
    """The processes that wait for callers at this port."""
    listening = [one for one in psutil.net_connections("tcp") if one.status == psutil.CONN_LISTEN and one.pid]
    return [psutil.Process(one.pid) for one in listening if one.laddr.port == port]


def kill_family(process: psutil.Process) -> list[psutil.Process]:
    """SIGKILL to a process and all that it started, as a power cut would; what it had started."""
    children: list[psutil.Process] = []
    with suppress(psutil.NoSuchProcess):
        children = process.children(recursive=True)
    for one in [process, *children]:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    return children


def as_nobody(command: Sequence[str], owned: Path | None = None) -> list[str]:
    """The command, run without root's rights where we have them; `owned` then belongs to who runs it."""
    if os.getuid() != 0:
        return list(command)
    if owned is not None:
        subprocess.run(["chown", "-R", "nobody", str(owned)], check=True)
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *command]


@contextmanager
def running(
    command: Sequence[str], port: int, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """The server as a process that answers at `port` of loopback; ended with SIGTERM.

    Raises:
        ServerUnavailable: it ended or stayed silent; the text has the end of its log.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=log.parent, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        _wait_for(process, port, log)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise ServerUnavailable(f"the server did not answer: {log.read_text(errors='replace')[-2000:]}")


def is_free(port: int) -> bool:
    """Whether nobody listens on this port of loopback."""
    with socket.socket() as door:
        try:
            door.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True

"""Here live the real servers that the contract suites run against, started once and stopped at the end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

S3_KEY, S3_SECRET = "suite-key", "suite/secret+1"
# The last line of servers that runs on Java 17.
_ELASTICSEARCH = "8.19.16"
# Elasticsearch takes half a minute on a busy machine of two cores.
_START_TIMEOUT_S = 150.0
_STOP_TIMEOUT_S = 30.0


def find_free_ports(count: int) -> list[int]:
    """Ports that nobody listens on, low enough that the twin at +10000 exists too."""
    found: list[int] = []
    # SeaweedFS opens a second listener at every port plus 10000.
    for port in range(20000 + os.getpid() % 5000, 50000):
        if len(found) == count:
            break
        if _is_free(port) and _is_free(port + 10000):
            found.append(port)
    return found


@contextmanager
def run_seaweed(folder: Path) -> Iterator[str]:
    """A SeaweedFS with an S3 door; `HOST:PORT`. A missing program is a failure where services are required."""
    program = _find_program("weed")
    master, volume, filer, s3, admin, metrics = find_free_ports(6)
    command = [
        program,
        "mini",
        f"-dir={folder}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-admin.ui=false",
        "-webdav=false",
        "-master.telemetry=false",
        f"-master.port={master}",
        f"-volume.port={volume}",
        f"-filer.port={filer}",
        f"-s3.port={s3}",
        f"-admin.port={admin}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-metricsPort={metrics}",
    ]
    environment = {**os.environ, "AWS_ACCESS_KEY_ID": S3_KEY, "AWS_SECRET_ACCESS_KEY": S3_SECRET}
    with _running(command, environment, folder / "server.log", s3):
        yield f"127.0.0.1:{s3}"


def can_run_elasticsearch() -> bool:
    """Whether this machine has what fetches and runs the server; always said yes where services are required."""
    is_required = os.environ.get("SOHOA_REQUIRE_SERVICES") == "1"
    return is_required or all(shutil.which(program) for program in ("mvn", "java", "unzip"))


@contextmanager
def run_elasticsearch() -> Iterator[str]:
    """An Elasticsearch without its optional modules, as Maven Central has it; `HOST:PORT`."""
    http, transport = find_free_ports(2)
    with tempfile.TemporaryDirectory(prefix="sohoa-elasticsearch-") as name:
        folder = Path(name)
        home = _unpack_elasticsearch(folder)
        settings = {
            "discovery.type": "single-node",
            "network.host": "127.0.0.1",
            "http.port": http,
            "transport.port": transport,
            "xpack.security.enabled": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        lines = "".join(f"{key}: {value}\n" for key, value in settings.items())
        (home / "config" / "elasticsearch.yml").write_text(lines)
        command = [str(home / "bin" / "elasticsearch")]
        if os.getuid() == 0:
            # The server refuses to run as root.
            subprocess.run(["chown", "-R", "nobody", name], check=True)
            command = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *command]
        java = str(Path(_find_program("java")).resolve().parents[1])
        environment = {**os.environ, "HOME": name, "ES_JAVA_HOME": java, "ES_JAVA_OPTS": "-Xms512m -Xmx512m"}
        with _running(command, environment, folder / "server.log", http):
            yield f"127.0.0.1:{http}"


def _unpack_elasticsearch(folder: Path) -> Path:
    artifact = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{_ELASTICSEARCH}:zip"
    fetch = [_find_program("mvn"), "-q", "dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={folder}"]
    subprocess.run(fetch, check=True, timeout=300, cwd=folder)
    subprocess.run(["unzip", "-q", f"elasticsearch-{_ELASTICSEARCH}.zip"], check=True, cwd=folder)
    return folder / f"elasticsearch-{_ELASTICSEARCH}"


@contextmanager
def _running(command: list[str], environment: dict[str, str], log: Path, port: int) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=log.parent, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        _wait_for(process, port, log)
        yield
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
    pytest.fail(f"the server did not answer: {log.read_text(errors='replace')[-2000:]}")


def _find_program(name: str) -> str:
    program = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if program is None:
        pytest.fail(f"{name} is not installed; `make setup` installs the servers of the suites")
    return program


def _is_free(port: int) -> bool:
    with socket.socket() as door:
        try:
            door.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True

"""Here lives an Elasticsearch node without its optional modules, as Maven Central has it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.servers.running import as_nobody, find_free_ports, find_program, running

# The last line of servers that runs on Java 17.
VERSION = "8.19.16"
_GROUP = "org.elasticsearch.distribution.integ-test-zip"
_ARCHIVE = f"elasticsearch-{VERSION}.zip"
# Where Maven keeps what it fetched once; asking it again takes as long as a third of the server's start.
_KEPT_BY_MAVEN = Path.home().joinpath(".m2/repository", *_GROUP.split("."), "elasticsearch", VERSION, _ARCHIVE)
# Java's better compiler earns its keep after some minutes; until then it takes half of the processor.
_QUICK_START = "-XX:TieredStopAtLevel=1"


@contextmanager
def run_elasticsearch(
    heap: str = "512m", ports: list[int] | None = None, data: Path | None = None, *, is_for_speed: bool = False
) -> Iterator[str]:
    """A node of its own; `HOST:PORT`.

    Args:
        heap: the Java heap, as Java spells it.
        ports: for HTTP and for the node's own talk; found by itself where none are given.
        data: where its indices lie, kept at the end; a scratch folder where none is given.
        is_for_speed: it is measured, and may start slowly.
    """
    http, transport = ports or find_free_ports(2)
    with tempfile.TemporaryDirectory(prefix="sohoa-elasticsearch-") as name:
        folder = Path(name)
        home = _unpack(folder)
        kept = data or folder / "data"
        kept.mkdir(parents=True, exist_ok=True)
        settings = {
            "discovery.type": "single-node",
            "network.host": "127.0.0.1",
            "http.port": http,
            "transport.port": transport,
            "path.data": kept,
            "xpack.security.enabled": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        lines = "".join(f"{key}: {value}\n" for key, value in settings.items())
        (home / "config" / "elasticsearch.yml").write_text(lines)
        # The server refuses to run as root.
        as_nobody([], kept)
        command = as_nobody([str(home / "bin" / "elasticsearch")], folder)
        java = str(Path(find_program("java")).resolve().parents[1])
        options = f"-Xms{heap} -Xmx{heap}" + ("" if is_for_speed else f" {_QUICK_START}")
        environment = {**os.environ, "HOME": name, "ES_JAVA_HOME": java, "ES_JAVA_OPTS": options}
        with running(command, http, folder / "server.log", environment):
            yield f"127.0.0.1:{http}"


def _unpack(folder: Path) -> Path:
    archive = _KEPT_BY_MAVEN if _KEPT_BY_MAVEN.exists() else _fetch(folder)
    subprocess.run([find_program("unzip"), "-q", str(archive)], check=True, cwd=folder)
    return folder / f"elasticsearch-{VERSION}"


def _fetch(folder: Path) -> Path:
    artifact = f"{_GROUP}:elasticsearch:{VERSION}:zip"
    fetch = [
        find_program("mvn"),
        "-q",
        "-B",
        "dependency:copy",
        f"-Dartifact={artifact}",
        f"-DoutputDirectory={folder}",
    ]
    subprocess.run(fetch, check=True, timeout=300, cwd=folder)
    return folder / _ARCHIVE

"""Here lives SeaweedFS, an S3 service whose program comes as a Python package."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from benchmarks.servers.running import find_free_ports, find_program, running

S3_KEY, S3_SECRET = "suite-key", "suite/secret+1"


def objects_url(address: str, bucket: str) -> str:
    """The setting SOHOA_OBJECTS for a bucket of this server."""
    return f"s3://{quote(S3_KEY, safe='')}:{quote(S3_SECRET, safe='')}@{address}/{bucket}?secure=false"


@contextmanager
def run_seaweed(folder: Path, ports: list[int] | None = None) -> Iterator[str]:
    """A SeaweedFS with an S3 door; `HOST:PORT`.

    Args:
        ports: of master, volumes, filer, S3, administration and figures; found by itself where none are given.
    """
    master, volume, filer, s3, admin, metrics = ports or find_free_ports(6)
    command = [
        find_program("weed"),
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
    with running(command, s3, folder / "server.log", environment):
        yield f"127.0.0.1:{s3}"

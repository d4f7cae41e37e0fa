"""What every test shares: one thread for each native library, as in the product's own workers; the real servers."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.processes import make_scheduler, put_in_order

# Tesseract's own threads make four pages at once many times slower than one thread each.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

# A developer's own settings must not decide how a test ends; CI's order about services stays, and `make pictures`'.
_ORDERS = ("SOHOA_REQUIRE_SERVICES", "SOHOA_PICTURES")
for name in [name for name in os.environ if name.startswith("SOHOA_") and name not in _ORDERS]:
    del os.environ[name]
# Each of some hundred programs that the tests start would compile the product anew: a third of its start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Half of a test of an office is waiting until the disk has what was written; in memory that is at once. No proof is
# lost: a killed process, unlike a power cut, leaves what it wrote on either (docs/adr/0066-tests-in-memory.md).
_IN_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 4 << 30


def _choose_folder() -> str | None:
    """Where the tests' homes and servers lie: in memory if there is plenty of it, else where pytest puts them."""
    chosen = os.environ.get("PYTEST_DEBUG_TEMPROOT")
    if chosen is not None or not _IN_MEMORY.is_dir() or not os.access(_IN_MEMORY, os.W_OK):
        return chosen or None
    room = min(shutil.disk_usage(_IN_MEMORY).free, psutil.virtual_memory().available)
    return str(_IN_MEMORY) if room >= _ROOM_BYTES else None


_FOLDER = _choose_folder()
if _FOLDER is not None:
    os.environ["PYTEST_DEBUG_TEMPROOT"] = _FOLDER


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    put_in_order(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return make_scheduler(config, log)


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real S3 service, started for this run."""
    from benchmarks.servers.seaweed import run_seaweed

    with run_seaweed(tmp_path_factory.mktemp("seaweed")) as address:
        yield address


@pytest.fixture(scope="session")
def elasticsearch() -> Iterator[str]:
    """Address of a real search server, started for this run."""
    from benchmarks.servers.elasticsearch import run_elasticsearch

    with _open_folder("elasticsearch", _FOLDER) as folder, run_elasticsearch(data=folder / "data") as address:
        yield address


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Address of a real database server, started for this run."""
    from benchmarks.servers.postgresql import run_postgresql

    # On the disk: a database for each test is more than memory should hold.
    with _open_folder("postgresql", None) as folder, run_postgresql(folder) as address:
        yield address


@contextmanager
def _open_folder(server: str, where: str | None) -> Iterator[Path]:
    """A folder that everybody may enter, unlike pytest's own: no server runs as root."""
    with tempfile.TemporaryDirectory(prefix=f"sohoa-{server}-", dir=where) as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder

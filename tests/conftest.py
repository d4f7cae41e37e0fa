"""What every test shares: one thread for each native library, as in the product's own workers; the real servers."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Tesseract's own threads make four pages at once many times slower than one thread each.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

# A developer's own settings must not decide how a test ends; CI's order about services stays.
for name in [name for name in os.environ if name.startswith("SOHOA_") and name != "SOHOA_REQUIRE_SERVICES"]:
    del os.environ[name]


# The servers that are dear to start: all their tests run in one process, however many there are.
_DEAR_SERVERS = ("elasticsearch",)
# Minutes each, and only one process can take a file: they begin first, so that none of them is waited for at the end.
_LONG_FILES = ("tests/flows/test_workers.py", "tests/faults/test_full_disk.py", "tests/faults/test_planted_faults.py")
# Whose tests share little: any process takes the next of them.
_SPLIT_FILES = ("tests/faults/test_killed_at_named_points.py",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what shares a dear server, and else what shares a file: its drawn papers are made once."""
    for item in items:
        file = item.nodeid.partition("::")[0]
        parameters = getattr(getattr(item, "callspec", None), "params", {}).values()
        named = [*getattr(item, "fixturenames", ()), *parameters]
        server = next((name for name in _DEAR_SERVERS if name in named), None)
        if server or file not in _SPLIT_FILES:
            item.add_marker(pytest.mark.xdist_group(server or file))
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    """Long files first, then the dear servers' tests, then all others as they were found."""
    if item.nodeid.startswith(_LONG_FILES):
        return 0
    groups = [mark.args[0] for mark in item.iter_markers("xdist_group")]
    return 1 if groups and groups[0] in _DEAR_SERVERS else 2


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

    with run_elasticsearch() as address:
        yield address


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Address of a real database server, started for this run."""
    from benchmarks.servers.postgresql import run_postgresql

    # Not under pytest's own folders: those nobody but their maker may enter, and the server does not run as root.
    with tempfile.TemporaryDirectory(prefix="sohoa-postgresql-") as folder, run_postgresql(Path(folder)) as address:
        yield address

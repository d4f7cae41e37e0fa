"""Fixtures of the contract suites: every implementation found in the rooms, each test on each."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from storage.opening import open_catalogue, open_index, open_objects
from storage.ports import Catalogue, ObjectStore, SearchIndex
from tests.contracts.servers import S3_KEY, S3_SECRET, can_run_elasticsearch, run_elasticsearch, run_seaweed

# Schemes that a real server must stand behind; the suite starts it (`servers.py`).
_SERVERS = ("s3", "elasticsearch")
# The first test of a server pays for its start.
_SERVICE_MARKS = (pytest.mark.services, pytest.mark.timeout(300))
_ROOM = Path(__file__).parents[2] / "storage"


def list_schemes(folder: str) -> list[str]:
    """The modules of a folder that serve a URL scheme: a new adapter is under test the day it is written."""
    return sorted(path.stem for path in (_ROOM / folder).glob("[a-z]*.py"))


def _mark_services(schemes: list[str]) -> list[object]:
    """Those that need a real server carry the mark `services`; one that cannot run here is left out."""
    if not can_run_elasticsearch():
        schemes = [one for one in schemes if one != "elasticsearch"]
    return [pytest.param(one, marks=_SERVICE_MARKS) if one in _SERVERS else one for one in schemes]


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real S3 service, started for this run."""
    with run_seaweed(tmp_path_factory.mktemp("seaweed")) as address:
        yield address


@pytest.fixture(scope="session")
def elasticsearch() -> Iterator[str]:
    """Address of a real search server, started for this run."""
    with run_elasticsearch() as address:
        yield address


@pytest.fixture(params=_mark_services(list_schemes("objects")))
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    return open_objects(_find_url(request.param, request), tmp_path)


@pytest.fixture(params=[*list_schemes("catalogues"), "sqlite::memory:"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    opened = open_catalogue(_find_url(request.param, request), tmp_path)
    yield opened
    opened.close()


@pytest.fixture(params=_mark_services(list_schemes("indexes")))
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchIndex]:
    opened = open_index(_find_url(request.param, request), tmp_path)
    yield opened
    opened.close()


def _find_url(scheme: str, request: pytest.FixtureRequest) -> str:
    if scheme == "s3":
        # A bucket of its own for each test.
        address, bucket = request.getfixturevalue("seaweed"), f"suite-{uuid.uuid4().hex[:12]}"
        return f"s3://{quote(S3_KEY, safe='')}:{quote(S3_SECRET, safe='')}@{address}/{bucket}?secure=false"
    if scheme == "elasticsearch":
        return f"elasticsearch://{request.getfixturevalue('elasticsearch')}/suite-{uuid.uuid4().hex[:12]}"
    return scheme if ":" in scheme else f"{scheme}:"

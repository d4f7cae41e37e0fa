"""Fixtures of the contract suites: every implementation found in the rooms, each test on each."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.servers.postgresql import make_database
from benchmarks.servers.seaweed import objects_url
from storage.opening import open_catalogue, open_index, open_objects
from storage.ports import Catalogue, ObjectStore, SearchIndex

# Schemes that a real server must stand behind, started by the suite, and the programs that this takes.
_SERVERS = {"s3": (), "elasticsearch": ("mvn", "java", "unzip"), "postgresql": ("pg_ctlcluster",)}
# The first test of a server pays for its start.
_SERVICE_MARKS = (pytest.mark.services, pytest.mark.timeout(300))
_ROOM = Path(__file__).parents[2] / "storage"


def list_schemes(folder: str) -> list[str]:
    """The modules of a folder that serve a URL scheme: a new adapter is under test the day it is written."""
    return sorted(path.stem for path in (_ROOM / folder).glob("[a-z]*.py"))


def _mark_services(schemes: list[str]) -> list[object]:
    """Those that need a real server carry the mark `services`; one that cannot run here is left out.

    Where services are required none is left out: what is missing then fails.
    """
    is_required = os.environ.get("SOHOA_REQUIRE_SERVICES") == "1"
    there = [one for one in schemes if is_required or all(map(shutil.which, _SERVERS.get(one, ())))]
    return [pytest.param(one, marks=_SERVICE_MARKS) if one in _SERVERS else one for one in there]


@pytest.fixture(params=_mark_services(list_schemes("objects")))
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    return open_objects(_find_url(request.param, request), tmp_path)


@pytest.fixture(params=_mark_services(list_schemes("catalogues")))
def shared_catalogue(request: pytest.FixtureRequest) -> str:
    """A setting SOHOA_CATALOGUE that several processes can open, each with the same home."""
    return _find_url(request.param, request)


@pytest.fixture(params=[*_mark_services(list_schemes("catalogues")), "sqlite::memory:"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    opened = open_catalogue(_find_url(request.param, request), tmp_path)
    yield opened
    opened.close()


def list_index_schemes() -> list[object]:
    """The parameters of a fixture over every search index; `find_index_url` takes each."""
    return _mark_services(list_schemes("indexes"))


@pytest.fixture(params=list_index_schemes())
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchIndex]:
    opened = open_index(find_index_url(request.param, request), tmp_path)
    yield opened
    opened.close()


def find_index_url(scheme: str, request: pytest.FixtureRequest) -> str:
    """A setting SOHOA_INDEX for an index of its own."""
    return _find_url(scheme, request)


def _find_url(scheme: str, request: pytest.FixtureRequest) -> str:
    if scheme == "s3":
        # A bucket of its own for each test.
        return objects_url(request.getfixturevalue("seaweed"), f"suite-{uuid.uuid4().hex[:12]}")
    if scheme == "elasticsearch":
        return f"elasticsearch://{request.getfixturevalue('elasticsearch')}/suite-{uuid.uuid4().hex[:12]}"
    if scheme == "postgresql":
        return make_database(request.getfixturevalue("postgresql"))
    return scheme if ":" in scheme else f"{scheme}:"

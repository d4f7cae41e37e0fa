"""Fixtures of the contract suites: every implementation found in the rooms, each test on each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.opening import open_catalogue, open_index, open_objects
from storage.ports import Catalogue, ObjectStore, SearchIndex

_ROOM = Path(__file__).parents[2] / "storage"


def list_schemes(folder: str) -> list[str]:
    """The modules of a folder that serve a URL scheme: a new adapter is under test the day it is written."""
    return sorted(path.stem for path in (_ROOM / folder).glob("[a-z]*.py"))


@pytest.fixture(params=list_schemes("objects"))
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    return open_objects(_find_url(request.param, request), tmp_path)


@pytest.fixture(params=[*list_schemes("catalogues"), "sqlite::memory:"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    opened = open_catalogue(_find_url(request.param, request), tmp_path)
    yield opened
    opened.close()


@pytest.fixture(params=list_schemes("indexes"))
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchIndex]:
    opened = open_index(_find_url(request.param, request), tmp_path)
    yield opened
    opened.close()


def _find_url(scheme: str, request: pytest.FixtureRequest) -> str:
    return scheme if ":" in scheme else f"{scheme}:"

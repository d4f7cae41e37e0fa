"""What the embedded index does when it is missing, broken, outdated, or cut half-way."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas import crash_points
from schemas.errors import SetupError, TemporarilyUnavailable
from schemas.search import EVERYTHING, SearchQuery
from storage.opening import open_index
from tests.contracts.samples import build_anew, make_document


class PowerCut(BaseException):
    """Stands for the end of the process at a named point."""


def test_a_lost_folder_is_an_empty_index(tmp_path: Path) -> None:
    index = open_index("embedded:", tmp_path)
    index.put_documents([make_document("a")])
    for build in (tmp_path / "index").glob("build-*"):
        for path in build.iterdir():
            path.unlink()
    fresh = open_index("embedded:", tmp_path)
    assert fresh.search(SearchQuery(text="nguyen"), EVERYTHING).total == 0
    assert fresh.list_versions() == {}
    assert not fresh.check().ok
    fresh.put_documents([make_document("b")])
    assert fresh.list_versions() == {"b": 1}
    assert fresh.check().ok


@pytest.mark.parametrize("pattern", ["meta.json", "*.store", "*.term", "*.pos", "*.fast"])
def test_a_broken_file_is_an_empty_index_that_a_rebuild_mends(tmp_path: Path, pattern: str) -> None:
    open_index("embedded:", tmp_path).put_documents([make_document("a")])
    (path,) = (tmp_path / "index").glob(f"build-*/{pattern}")
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-7])
    index = open_index("embedded:", tmp_path)
    assert index.search(SearchQuery(), EVERYTHING).total == 0
    assert index.list_versions() == {}
    assert not index.check().ok
    build_anew(index, [make_document("a")])
    assert index.check().ok and index.list_versions() == {"a": 1}


def test_a_build_that_dies_leaves_the_old_index_and_is_gone_on_with(tmp_path: Path) -> None:
    index = open_index("embedded:", tmp_path)
    index.put_documents([make_document("a")])
    with pytest.raises(PowerCut), index.open_build() as build:
        build.put_documents([make_document("b")], through="b")
        raise PowerCut
    index = open_index("embedded:", tmp_path)
    assert index.list_versions() == {"a": 1}
    with index.open_build() as build:
        assert (build.through, build.count) == ("b", 1)
        build.switch()
    assert index.list_versions() == {"b": 1}
    assert len(list((tmp_path / "index").glob("build-*"))) == 1


def test_a_cut_after_the_commit_keeps_the_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(name: str) -> None:
        if name == "index.committed":
            raise PowerCut

    monkeypatch.setattr(crash_points, "_hook", cut)
    with pytest.raises(PowerCut):
        open_index("embedded:", tmp_path).put_documents([make_document("a")])
    assert open_index("embedded:", tmp_path).list_versions() == {"a": 1}


def test_a_search_server_that_is_away_is_told_as_away(tmp_path: Path) -> None:
    index = open_index("elasticsearch://user:secret@127.0.0.1:9/papers", tmp_path)
    with pytest.raises(TemporarilyUnavailable) as caught:
        index.search(SearchQuery(), EVERYTHING)
    assert caught.value.code == "index_away"
    health = index.check()
    assert not health.ok and "secret" not in health.url


@pytest.mark.parametrize("url", ["elasticsearch://host", "elasticsearch:///papers", "elasticsearch://host/A/b"])
def test_an_incomplete_server_address_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(SetupError) as caught:
        open_index(url, tmp_path)
    assert caught.value.code == "setting_invalid"

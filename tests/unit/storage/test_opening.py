from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from schemas.errors import SetupError
from storage.opening import open_catalogue, open_index, open_objects


@pytest.mark.parametrize("url", ["ftp://host", "", "file", "_tables:", "../x:", "os:", "FILE:x"])
def test_an_unknown_scheme_is_named_before_any_work(url: str, tmp_path: Path) -> None:
    for open_one, setting in ((open_catalogue, "SOHOA_CATALOGUE"), (open_index, "SOHOA_INDEX")):
        with pytest.raises(SetupError) as caught:
            open_one(url, tmp_path)
        assert caught.value.code == "backend_unknown"
        assert setting in caught.value.problem.message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    ["s3://host/bucket", "s3://k:s@host", "s3://k:s@host/a/b", "s3://k:s@host/b?secure=maybe", "s3://k:s@host/b?x=1"],
)
def test_an_incomplete_s3_address_is_refused_without_its_secret(url: str, tmp_path: Path) -> None:
    with pytest.raises(SetupError) as caught:
        open_objects(url, tmp_path)
    assert caught.value.code == "setting_invalid"
    assert "k:s" not in str(caught.value)


def test_stores_lie_where_the_url_says(tmp_path: Path) -> None:
    open_objects(f"file:{tmp_path / 'elsewhere'}", tmp_path / "home")
    open_catalogue(f"sqlite:{tmp_path / 'c.sqlite'}", tmp_path / "home").close()
    assert {path.name for path in tmp_path.iterdir()} >= {"elsewhere", "c.sqlite"}
    assert not (tmp_path / "home").exists()


def test_no_library_is_loaded_before_it_is_needed() -> None:
    code = "import sys, storage.opening; print({'sqlalchemy', 'tantivy', 'minio'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"

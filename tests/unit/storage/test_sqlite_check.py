"""A file of gigabytes is looked through no longer than somebody waits for the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from storage.catalogues.sqlite import SqliteCatalogue, _interrupted_after, open_url

_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def catalogue(tmp_path: Path) -> SqliteCatalogue:
    return open_url("sqlite:", tmp_path)


def test_what_takes_too_long_is_broken_off_and_the_catalogue_goes_on(catalogue: SqliteCatalogue) -> None:
    reading = catalogue._reading()
    with reading as connection, _interrupted_after(connection, 0.05) as is_over, pytest.raises(OperationalError):
        connection.exec_driver_sql(_ENDLESS).scalar()
    assert is_over.is_set()
    assert catalogue.check(0.0).ok and catalogue.count_results() == 0


def test_a_file_looked_through_in_time_is_told_as_whole_and_a_broken_one_as_broken(
    catalogue: SqliteCatalogue, tmp_path: Path
) -> None:
    assert (catalogue.check(60.0).message, catalogue.check().message) == ("", "")
    catalogue.close()
    path = tmp_path / "catalogue.sqlite"
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 5] = b"\x07" * 4096 * 2
    path.write_bytes(content)
    assert not catalogue.check(60.0).ok

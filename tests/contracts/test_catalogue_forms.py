"""A catalogue that an earlier release made is brought up to date on both databases, with every row it holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, inspect, make_url, text

from benchmarks.servers.postgresql import make_database
from schemas.errors import SetupError
from storage.audit_chain import find_broken_link
from storage.catalogues import _queries as _every_table  # noqa: F401
from storage.catalogues._migrations import STEPS, is_current, migrate
from storage.catalogues._session import begin_by_hand, utc_now
from storage.catalogues._tables import metadata, migrations
from storage.opening import open_catalogue
from tests.contracts.samples import make_batch, make_receipt

ROWS = Path(__file__).with_name("form_1.sql")
SERVER = pytest.param("postgresql", marks=(pytest.mark.services, pytest.mark.timeout(300)))
KINDS = ("sqlite", SERVER)
Two = tuple[tuple[str, Engine], tuple[str, Engine]]


def new_database(kind: str, request: pytest.FixtureRequest, folder: Path) -> tuple[str, Engine]:
    """The setting of an empty catalogue, and an engine on it as its adapter makes one."""
    if kind == "sqlite":
        path = folder / f"{len(list(folder.iterdir()))}.sqlite"
        engine = create_engine(f"sqlite:///{path}", connect_args={"isolation_level": None})
        begin_by_hand(engine)
        return f"sqlite:{path}", engine
    url = make_database(request.getfixturevalue("postgresql"))
    return url, create_engine(make_url(url).set(drivername="postgresql+psycopg"))


@pytest.fixture(params=KINDS)
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Two]:
    """Two new ones of one kind."""
    one, other = (new_database(request.param, request, tmp_path) for _ in range(2))
    yield one, other
    for _, engine in (one, other):
        engine.dispose()


def describe(engine: Engine) -> dict[str, Any]:
    """Tables with columns, defaults, keys and indexes, as the database itself tells them; order says nothing."""
    looked = inspect(engine)
    return {table: _describe_table(engine, looked, table) for table in looked.get_table_names()}


def _describe_table(engine: Engine, looked: Any, table: str) -> dict[str, Any]:
    columns = {
        column["name"]: (column["type"].compile(engine.dialect), column["nullable"], column["default"])
        for column in looked.get_columns(table)
    }
    keys = {
        (tuple(key["constrained_columns"]), key["referred_table"], str(key["options"]))
        for key in looked.get_foreign_keys(table)
    }
    indexes = {
        index["name"]: (tuple(index["column_names"]), bool(index["unique"]), _find_condition(index))
        for index in looked.get_indexes(table)
    }
    once = {tuple(one["column_names"]) for one in looked.get_unique_constraints(table)}
    primary = tuple(looked.get_pk_constraint(table)["constrained_columns"])
    return {"columns": columns, "primary": primary, "keys": keys, "indexes": indexes, "once": once}


def _find_condition(index: Any) -> str | None:
    options = index.get("dialect_options", {})
    found = options.get("postgresql_where", options.get("sqlite_where"))
    return None if found is None else str(found)


def test_what_the_steps_come_to_is_what_the_tables_say(
    databases: Two,
) -> None:
    (_, stepped), (_, spelt) = databases
    migrate(stepped, utc_now)
    with spelt.begin() as connection:
        metadata.create_all(connection)
    by_steps, by_tables = describe(stepped), describe(spelt)
    assert by_steps.keys() == by_tables.keys()
    for table, told in by_tables.items():
        assert by_steps[table] == told, f"{table}: a change of _tables.py needs a step in _migrations (ADR 0050)"


def test_steps_are_numbered_without_gaps_and_noted() -> None:
    assert [step.number for step in STEPS] == list(range(1, len(STEPS) + 1))
    assert (STEPS[0].name, migrations.name) == ("first_tables", "migrations")


def test_a_catalogue_of_the_first_form_is_brought_up_to_date_with_all_it_holds(databases: Two, tmp_path: Path) -> None:
    (url, engine), _ = databases
    migrate(engine, utc_now, STEPS[:1])
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        for statement in ROWS.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement.replace("%", "%%") if engine.name != "sqlite" else statement)
        if engine.name != "sqlite":
            _go_on_counting(connection)
    catalogue = open_catalogue(url, tmp_path)
    assert is_current(engine)
    corrected, *others = sorted(catalogue.list_results(), key=lambda result: -result.version)
    assert (corrected.version, len(catalogue.list_result_versions(corrected.result_id)), len(others)) == (3, 3, 1)
    assert catalogue.find_held_results(others[0].holder_ids[0])
    assert find_broken_link(catalogue.list_audit()) is None and catalogue.find_audit_head() is not None
    (link,) = catalogue.list_linked([corrected.result_id])[corrected.result_id]
    assert link.result_id == others[0].result_id
    assert len(catalogue.list_erasures()) == len(catalogue.list_quarantine()) == 1
    assert len(catalogue.list_register_rows()) == 1
    assert len(catalogue.list_register_counts()) == len(catalogue.list_batch_orders("batch-hop-1")) == 1
    assert catalogue.list_holder_events(["092085001234"])
    (summary,) = catalogue.list_batches()
    assert (summary.outcomes["filed"], summary.pages_read, summary.states["erased"]) == (2, 3, 1)
    job = catalogue.claim_page("r1", "elsewhere:1:1", 60)
    assert job is not None and job.page_number == 1
    receipt, is_new = catalogue.put_receipt(make_receipt("of today", catalogue.put_batch(make_batch("hop-2"))))
    assert is_new and catalogue.list_receipts()[-1] == receipt
    catalogue.close()


def _go_on_counting(connection: Any) -> None:
    # Rows that came with their numbers do not move the server's counters; in a catalogue that grew they stand right.
    counters = "SELECT table_name, column_name FROM information_schema.columns WHERE column_default LIKE 'nextval%%'"
    for table, column in connection.exec_driver_sql(counters).all():
        moved = f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), max({column})) FROM {table}"
        connection.execute(text(moved))


def test_a_form_of_a_later_release_is_refused(databases: Two, tmp_path: Path) -> None:
    (url, engine), _ = databases
    open_catalogue(url, tmp_path).close()
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(migrations.insert().values(number=len(STEPS) + 1, name="later", applied_at=utc_now()))
    with pytest.raises(SetupError, match="home_newer"):
        open_catalogue(url, tmp_path)

"""What a catalogue on PostgreSQL promises beyond the contract: writers wait for each other only where they must."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from benchmarks.servers.postgresql import make_database
from schemas.errors import SetupError, TemporarilyUnavailable
from schemas.scan import Receipt
from storage.audit_chain import find_broken_link
from storage.catalogues import postgresql as adapter
from storage.catalogues._locks import LOCK_FAMILY, Lock
from storage.opening import open_catalogue
from storage.ports import Catalogue, PageJob
from tests.contracts.samples import make_batch, make_inspection, make_receipt, make_result
from tests.contracts.test_many_processes import CLAIM_ALL, finish, start

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]

OWNER = "elsewhere:1:1"
PROCESSES, PAGES = 8, 400
AUDIT_WITH_OTHERS = """
from tests.contracts.samples import make_batch, make_receipt
catalogue = open_catalogue(url, home)
for number in range(20):
    catalogue.add_audit(me, "event", str(number))
    catalogue.close_batch(catalogue.put_batch(make_batch(f"{me}-{number}")).batch_id, me, "")
"""


@pytest.fixture
def url(postgresql: str) -> str:
    return make_database(postgresql)


@pytest.fixture
def catalogue(url: str, tmp_path: Path) -> Iterator[Catalogue]:
    opened = open_catalogue(url, tmp_path)
    yield opened
    opened.close()


def queue_pages(catalogue: Catalogue, count: int, word: str = "one") -> Receipt:
    receipt, _ = catalogue.put_receipt(make_receipt(word, catalogue.put_batch(make_batch())))
    catalogue.put_inspection(receipt.receipt_id, make_inspection(count), "r1")
    return receipt


def test_eight_processes_claim_four_hundred_pages_each_once(catalogue: Catalogue, url: str, tmp_path: Path) -> None:
    queue_pages(catalogue, PAGES)
    claimers = [start(CLAIM_ALL, tmp_path, url) for _ in range(PROCESSES)]
    told = [claimer.stdout for claimer in claimers if claimer.stdout is not None]
    pages = [[int(line) for line in iter(lines.readline, "all\n")] for lines in told]
    for claimer in claimers:
        finish(claimer)
    assert sorted(page for its in pages for page in its) == list(range(1, PAGES + 1))


def test_the_audit_chain_is_whole_after_eight_writers(catalogue: Catalogue, url: str, tmp_path: Path) -> None:
    for writer in [start(AUDIT_WITH_OTHERS, tmp_path, url) for _ in range(PROCESSES)]:
        finish(writer)
    entries = list(catalogue.list_audit())
    assert len(entries) == PROCESSES * 40
    assert find_broken_link(entries) is None
    assert catalogue.find_audit_head() == (entries[-1].sequence, entries[-1].link)


def test_a_page_that_another_is_just_claiming_is_not_waited_for(catalogue: Catalogue, url: str) -> None:
    queue_pages(catalogue, 2)
    with psycopg.connect(url) as other:
        other.execute("SELECT 1 FROM pages WHERE page_number = 1 FOR UPDATE")
        job = catalogue.claim_page("r1", OWNER, 60)
        assert job is not None and job.page_number == 2
        assert catalogue.claim_page("r1", OWNER, 60) is None


def test_while_one_files_others_receive_claim_and_note(catalogue: Catalogue, url: str) -> None:
    queue_pages(catalogue, 2)
    with psycopg.connect(url) as filing:
        filing.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_FAMILY, Lock.RESULTS])
        receipt = queue_pages(catalogue, 1, "two")
        job = catalogue.claim_page("r1", OWNER, 60)
        assert job is not None
        catalogue.finish_page(replace(job, status="read"), OWNER)
        assert catalogue.claim_receipt(receipt.receipt_id, OWNER, 60)
        catalogue.renew_leases(OWNER, 60)
        catalogue.add_audit("cli:an", "event", "{}")
        assert catalogue.summarise_batch(receipt.batch_id).outcomes == {"open": 2}


def test_who_files_waits_for_who_files_and_says_so_when_it_takes_too_long(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(adapter._SESSION_SETTINGS, "lock_timeout", "300ms")
    impatient = open_catalogue(url, tmp_path)
    receipt = queue_pages(impatient, 1)
    with psycopg.connect(url) as filing:
        filing.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_FAMILY, Lock.RESULTS])
        with pytest.raises(TemporarilyUnavailable, match="catalogue_busy"):
            impatient.end_receipt(receipt.receipt_id, "filed", [{}], results=[make_result(receipt)])
    assert impatient.end_receipt(receipt.receipt_id, "filed", [{}], results=[make_result(receipt)])
    impatient.close()


def test_transactions_that_lock_each_other_out_are_done_again(catalogue: Catalogue, url: str) -> None:
    receipt = queue_pages(catalogue, 2)
    for _ in range(2):
        assert catalogue.claim_page("r1", OWNER, 60) is not None
    with psycopg.connect(url) as other:
        # The other holds page 2 and then wants page 1, while giving back leases wants page 2 after page 1.
        other.execute("SET deadlock_timeout = '10s'")
        other.execute("SELECT 1 FROM pages WHERE page_number = 2 FOR UPDATE")
        giving_back = threading.Thread(target=catalogue.release_leases, args=(OWNER,))
        giving_back.start()
        _wait_for_waiters(url)
        other.execute("SELECT 1 FROM pages WHERE page_number = 1 FOR UPDATE")
        other.commit()
    giving_back.join()
    assert [page.status for page in catalogue.list_pages(receipt.scan_id, "r1")] == ["queued", "queued"]


def _wait_for_waiters(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as looking:
        for _ in range(100):
            waiting = looking.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
            if waiting and waiting[0]:
                return
            time.sleep(0.05)
    raise AssertionError("nobody waits")


def test_a_claim_whose_answer_was_lost_is_given_out_again(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    from schemas import crash_points

    queue_pages(catalogue, 1)

    def cut(name: str) -> None:
        if name == "catalogue.committed":
            raise TemporarilyUnavailable("catalogue_away")

    monkeypatch.setattr(crash_points, "_hook", cut)
    with pytest.raises(TemporarilyUnavailable):
        catalogue.claim_page("r1", OWNER, 60)
    monkeypatch.setattr(crash_points, "_hook", None)
    job = catalogue.claim_page("r1", OWNER, 60)
    assert job is not None and (job.page_number, job.attempts) == (1, 1)


def test_a_reader_sees_one_moment(catalogue: Catalogue, url: str) -> None:
    receipt = queue_pages(catalogue, 1)
    result = make_result(receipt)
    catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=[result])
    with catalogue._reading() as reading:  # type: ignore[attr-defined]
        count = "SELECT count(*) FROM result_versions"
        assert reading.exec_driver_sql(count).scalar() == 0
        catalogue.update_result(result.result_id, lambda old: replace(old, title="khác"))
        assert reading.exec_driver_sql(count).scalar() == 0
    assert len(catalogue.list_result_versions(result.result_id)) == 2


def test_leases_end_by_the_servers_clock(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    queue_pages(catalogue, 1)
    assert catalogue.claim_page("r1", OWNER, 60) is not None
    ahead = adapter.utc_now
    monkeypatch.setattr(adapter, "utc_now", lambda: ahead() + timedelta(hours=3))
    assert catalogue.claim_page("r1", "elsewhere:2:2", 60) is None
    told = catalogue.check()
    assert told.ok and "clock is 10800 s off" in told.message


def test_what_sorts_does_not_follow_the_databases_language(postgresql: str, tmp_path: Path) -> None:
    # A database as Debian makes it: `_` and letters with marks sort elsewhere than their bytes do.
    name = f"lang_{time.monotonic_ns()}"
    with psycopg.connect(make_database(postgresql), autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'vi-VN' ENCODING UTF8"
        )
    opened = open_catalogue(f"postgresql://sohoa@{postgresql}/{name}", tmp_path)
    ids = ["a_1", "aA", "aa", "ab", "Ab", "a-2", "â1"]
    for number, result_id in enumerate(ids):
        receipt, _ = opened.put_receipt(make_receipt(str(number), opened.put_batch(make_batch())))
        result = make_result(receipt, result_id=result_id, unit="92.916.31135", document_number=f"{number}\0/QĐ")
        opened.end_receipt(receipt.receipt_id, "filed", [{}], results=[result])
    assert [result.result_id for result in opened.list_results(unit="92.916")] == sorted(ids)
    assert len(opened.find_numbered_results("3/QĐ")) == 1
    opened.close()


@pytest.mark.parametrize(
    "setting",
    ["postgresql://", "postgresql://host", "postgresql://host/name?password=secret", "postgresql://host:port/name"],
)
def test_a_setting_that_names_no_database_or_shows_a_secret_is_refused(setting: str, tmp_path: Path) -> None:
    with pytest.raises(SetupError) as caught:
        open_catalogue(setting, tmp_path)
    assert caught.value.code == "setting_invalid"
    assert "secret" not in str(caught.value)


def test_pages_claimed_and_lost_are_freed_once(catalogue: Catalogue) -> None:
    queue_pages(catalogue, 3)
    for _ in range(3):
        catalogue.claim_page("r1", OWNER, 0.5)
    time.sleep(0.6)
    taken: list[PageJob] = []
    while job := catalogue.claim_page("r1", "elsewhere:2:2", 60):
        taken.append(job)
    assert [(job.page_number, job.attempts) for job in taken] == [(1, 2), (2, 2), (3, 2)]

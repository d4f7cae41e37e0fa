"""What holds when real processes share one home."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from schemas.errors import TemporarilyUnavailable
from schemas.search import EVERYTHING, SearchQuery
from storage.opening import open_catalogue, open_index
from storage.ports import Catalogue
from tests.contracts.samples import build_anew, make_batch, make_document, make_inspection, make_receipt, make_result

ROOT = Path(__file__).parents[2]
PAGES = 40

PREPARE = """
import sys
from pathlib import Path
from storage.leases import lease_owner
from storage.opening import open_catalogue, open_index
home, url, me = Path(sys.argv[1]), sys.argv[2], lease_owner()
"""
CLAIM_ALL = """
catalogue = open_catalogue(url, home)
while job := catalogue.claim_page("r1", me, 60):
    print(job.page_number, flush=True)
print("all", flush=True)
sys.stdin.read()
"""
CLAIM_AND_HANG = """
catalogue = open_catalogue(url, home)
for _ in range(3):
    catalogue.claim_page("r1", me, 3600)
print("holding", flush=True)
sys.stdin.read()
"""
AUDIT = """
catalogue = open_catalogue(url, home)
for number in range(25):
    catalogue.add_audit(me, "event", str(number))
"""
READ = """
catalogue = open_catalogue(url, home)
for _ in range(40):
    versions = {result.version for result in catalogue.list_results()}
    assert len(versions) == 1, versions
"""
OPEN = """
catalogue = open_catalogue(url, home)
print(catalogue.check().ok)
"""
HOLD_WRITER = """
from filelock import FileLock
with FileLock(home / "index" / "writer.lock"):
    print("holding", flush=True)
    sys.stdin.read()
"""


def start(code: str, home: Path, url: str = "sqlite:") -> subprocess.Popen[str]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", PREPARE + code, str(home), url], cwd=ROOT, text=True, **pipes)  # type: ignore[call-overload, no-any-return]


def finish(process: subprocess.Popen[str]) -> str:
    output, errors = process.communicate(timeout=90)
    assert process.returncode == 0, errors
    return output


def queue_pages(home: Path, url: str) -> Catalogue:
    catalogue = open_catalogue(url, home)
    receipt, _ = catalogue.put_receipt(make_receipt("one", catalogue.put_batch(make_batch())))
    catalogue.put_inspection(receipt.receipt_id, make_inspection(PAGES), "r1")
    return catalogue


def test_two_claimers_never_get_the_same_page(tmp_path: Path, shared_catalogue: str) -> None:
    queue_pages(tmp_path, shared_catalogue)
    claimers = [start(CLAIM_ALL, tmp_path, shared_catalogue) for _ in range(3)]
    # None may end before all have looked: what a dead process has claimed is taken at once, and rightly.
    told = [claimer.stdout for claimer in claimers if claimer.stdout is not None]
    pages = [int(line) for lines in told for line in iter(lines.readline, "all\n")]
    for claimer in claimers:
        finish(claimer)
    assert sorted(pages) == list(range(1, PAGES + 1))


def test_pages_of_a_killed_process_are_taken_at_once(tmp_path: Path, shared_catalogue: str) -> None:
    catalogue = queue_pages(tmp_path, shared_catalogue)
    holder = start(CLAIM_AND_HANG, tmp_path, shared_catalogue)
    assert holder.stdout is not None and holder.stdout.readline() == "holding\n"
    job = catalogue.claim_page("r1", "elsewhere:1:1", 60)
    assert job is not None and job.page_number == 4
    holder.kill()
    holder.communicate()
    taken = [catalogue.claim_page("r1", "elsewhere:1:1", 60) for _ in range(3)]
    assert [(job.page_number, job.attempts) for job in taken if job] == [(1, 2), (2, 2), (3, 2)]


def test_the_audit_chain_holds_when_many_write(tmp_path: Path, shared_catalogue: str) -> None:
    from storage.audit_chain import find_broken_link

    catalogue = open_catalogue(shared_catalogue, tmp_path)
    for writer in [start(AUDIT, tmp_path, shared_catalogue) for _ in range(3)]:
        finish(writer)
    entries = list(catalogue.list_audit())
    assert len(entries) == 75
    assert find_broken_link(entries) is None


def test_readers_and_a_writer_do_not_stop_each_other(tmp_path: Path, shared_catalogue: str) -> None:
    catalogue = open_catalogue(shared_catalogue, tmp_path)
    receipt, _ = catalogue.put_receipt(make_receipt("one", catalogue.put_batch(make_batch())))
    result = make_result(receipt)
    catalogue.end_receipt(receipt.receipt_id, "filed", [{}], results=[result])
    readers = [start(READ, tmp_path, shared_catalogue) for _ in range(3)]
    for number in range(60):
        catalogue.update_result(result.result_id, lambda old, n=number: replace(old, title=f"lần {n}"))  # type: ignore[misc]
    for reader in readers:
        finish(reader)
    assert catalogue.get_result(result.result_id).version == 61


def test_a_new_home_opened_by_many_at_once_is_made_once(tmp_path: Path, shared_catalogue: str) -> None:
    assert {finish(process) for process in [start(OPEN, tmp_path, shared_catalogue) for _ in range(4)]} == {"True\n"}


def test_a_second_index_writer_is_told_at_once_and_searches_go_on(tmp_path: Path) -> None:
    index = open_index("embedded:", tmp_path)
    index.put_documents([make_document("a")])
    holder = start(HOLD_WRITER, tmp_path)
    assert holder.stdout is not None and holder.stdout.readline() == "holding\n"
    with pytest.raises(TemporarilyUnavailable) as caught:
        index.put_documents([make_document("b")])
    assert caught.value.code == "index_busy"
    assert index.search(SearchQuery(), EVERYTHING).total == 1
    holder.kill()
    holder.communicate()
    index.put_documents([make_document("b")])
    assert index.search(SearchQuery(), EVERYTHING).total == 2


def test_an_open_reader_sees_what_another_wrote_and_rebuilt(tmp_path: Path) -> None:
    reader, writer = open_index("embedded:", tmp_path), open_index("embedded:", tmp_path)
    assert reader.search(SearchQuery(), EVERYTHING).total == 0
    writer.put_documents([make_document("a")])
    assert reader.search(SearchQuery(), EVERYTHING).total == 1
    for _ in range(3):
        build_anew(writer, [make_document("b"), make_document("c")])
        assert set(reader.list_versions()) == {"b", "c"}
    builds = list((tmp_path / "index").glob("build-*"))
    assert len(builds) == 1

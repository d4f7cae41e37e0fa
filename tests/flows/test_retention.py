"""An original is locked when its paper is filed, never before, for as long as the office set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.drills.small_papers import draw_born_digital
from pipelines import patience
from pipelines.care.reconcile import reconcile
from pipelines.driving import RunSummary, run_batch
from pipelines.intake import open_batch
from pipelines.orchestration.duties import get_duty
from pipelines.resources import Resources, open_resources
from pipelines.results.retention import require_locks, retain_batch, tell_retention
from pipelines.settings import read_settings
from schemas.errors import SetupError, TemporarilyUnavailable
from schemas.scan import BatchOrder
from storage.keys import original_key
from storage.object_locks import Retention
from storage.objects.memory import MemoryObjectStore
from tests.flows.office import Office

pytestmark = pytest.mark.timeout(300)
# Longer than the office's papers have been filed.
DAYS = 7300


class Moody(MemoryObjectStore):
    """Locks objects, unless told that it has a fault or is away when it comes to locking."""

    def __init__(self) -> None:
        super().__init__()
        self.fault: str | None = None
        self.is_away = False
        self.asked: list[str] = []

    def find_lock_fault(self) -> str | None:
        return self.fault

    def put_retention(self, key: str, retention: Retention) -> None:
        if self.is_away:
            raise TemporarilyUnavailable("objects_away")
        self.asked.append(key)
        super().put_retention(key, retention)


@pytest.fixture
def store() -> Moody:
    return Moody()


@pytest.fixture
def resources(tmp_path: Path, store: Moody, monkeypatch: pytest.MonkeyPatch) -> Iterator[Resources]:
    monkeypatch.setattr(patience, "RETRY_PAUSES_S", (0.01,))
    environment = {"SOHOA_RETENTION_DAYS": str(DAYS), "SOHOA_REVIEW_SAMPLE": "0"}
    with open_resources(read_settings(environment, home=str(tmp_path / "home"), jobs=1)) as opened:
        yield replace(opened, objects=store)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    draw_born_digital(folder / "permit.pdf", "building_permit", 2)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 no paper")
    return folder


def digitise(resources: Resources, papers: Path) -> RunSummary:
    order = BatchOrder(tuple(str(path) for path in sorted(papers.iterdir())))
    batch = open_batch(resources, "92", "b", "cli:test", [order])
    return run_batch(resources, batch, [order], on_line=lambda line: None, on_step=lambda step: None, plain=True)


def with_days(resources: Resources, days: int) -> Resources:
    return replace(resources, settings=replace(resources.settings, retention_days=days))


def list_locks(resources: Resources) -> dict[str, datetime]:
    held = {key: resources.objects.find_retention(key) for key in resources.objects.list_keys()}
    return {key: lock.until for key, lock in held.items() if lock is not None}


def list_faults(resources: Resources, *, mend: bool = False) -> list[tuple[str, bool]]:
    return [(fault.kind, fault.mended) for fault in reconcile(resources, mend=mend).faults]


def expected_locks(resources: Resources, days: int = DAYS) -> dict[str, datetime]:
    return {
        original_key(result.scan_id): result.filed_at.replace(microsecond=0) + timedelta(days=days)
        for result in resources.catalogue.list_results()
    }


def test_the_original_of_a_filed_paper_is_locked_and_nothing_else_is(resources: Resources, papers: Path) -> None:
    summary = digitise(resources, papers)
    assert summary.outcomes == {"filed": 1, "quarantined": 1}
    assert len(list(resources.objects.list_keys("originals/"))) == 2
    assert list_locks(resources) == expected_locks(resources) != {}
    assert list_faults(resources) == []


@pytest.mark.slow
def test_a_store_away_when_it_comes_to_the_lock_files_nothing_twice_and_locks_later(
    resources: Resources, store: Moody, papers: Path
) -> None:
    store.is_away = True
    summary = digitise(resources, papers)
    assert summary.failure is not None and summary.failure.code == "objects_away"
    assert (list_locks(resources), list_faults(resources)) == ({}, [("retention_missing", False)])
    store.is_away = False
    assert digitise(resources, papers).outcomes == {"filed": 1, "quarantined": 1}
    assert list_locks(resources) == expected_locks(resources)
    assert len(list(resources.catalogue.list_results())) == 1


# -- papers that were filed without a lock --


@pytest.fixture
def filed(office: Office, store: Moody) -> Iterator[Resources]:
    """An office with two papers filed and one file in quarantine, none of them locked."""
    for word in ("một", "hai"):
        office.file_paper(word)
    office.quarantine_file("ba")
    with office.open() as opened:
        for key in opened.objects.list_keys():
            store.put_bytes(key, opened.objects.get_bytes(key))
        yield with_days(replace(opened, objects=store), DAYS)


def test_what_a_killed_run_had_no_time_to_lock_is_locked_when_its_batch_is_resumed(filed: Resources) -> None:
    assert list_faults(filed) == [("retention_missing", False)] * 2
    retain_batch(filed, filed.catalogue.list_receipts()[0].batch_id)
    assert list_locks(filed) == expected_locks(filed)
    assert list_faults(filed) == []


def test_what_is_locked_is_not_asked_for_again_however_often_a_batch_is_ordered(filed: Resources, store: Moody) -> None:
    batch_id = filed.catalogue.list_receipts()[0].batch_id
    retain_batch(filed, batch_id)
    assert sorted(store.asked) == sorted(expected_locks(filed))
    store.asked.clear()
    retain_batch(filed, batch_id)
    assert store.asked == []
    retain_batch(with_days(filed, DAYS + 5), batch_id)
    assert list_locks(filed) == expected_locks(filed, DAYS + 5)


def test_a_store_that_was_away_when_it_came_to_the_lock_is_asked_at_the_next_order(
    filed: Resources, store: Moody
) -> None:
    batch_id = filed.catalogue.list_receipts()[0].batch_id
    store.is_away = True
    with pytest.raises(TemporarilyUnavailable):
        retain_batch(filed, batch_id)
    store.is_away = False
    retain_batch(filed, batch_id)
    assert list_locks(filed) == expected_locks(filed)


def test_what_a_killed_worker_had_no_time_to_lock_is_locked_in_the_night(filed: Resources) -> None:
    outcome = get_duty("reconcile").work(filed, lambda _batch: None)
    assert outcome.counts["retention_missing"] == 2
    assert list_locks(filed) == expected_locks(filed)
    assert list_faults(filed) == []


def test_a_lock_that_lacks_is_told_and_mended(filed: Resources) -> None:
    assert list_faults(filed, mend=True) == [("retention_missing", True)] * 2
    assert list_locks(filed) == expected_locks(filed)
    assert list_faults(filed, mend=True) == []


def test_an_office_that_wants_no_locks_is_told_of_none(filed: Resources) -> None:
    assert list_faults(with_days(filed, 0), mend=True) == []
    assert list_locks(filed) == {}


def test_a_longer_time_is_told_and_mended_and_a_shorter_one_takes_nothing_back(filed: Resources) -> None:
    list_faults(filed, mend=True)
    assert list_faults(with_days(filed, DAYS + 5)) == [("retention_missing", False)] * 2
    list_faults(with_days(filed, DAYS + 5), mend=True)
    assert list_locks(filed) == expected_locks(filed, DAYS + 5)
    assert list_faults(filed, mend=True) == []
    assert list_locks(filed) == expected_locks(filed, DAYS + 5)


def test_what_was_locked_loosely_is_locked_strictly_when_the_office_says_so(filed: Resources) -> None:
    list_faults(filed, mend=True)
    strict = replace(filed, settings=replace(filed.settings, retention_mode="compliance"))
    assert list_faults(strict, mend=True) == [("retention_missing", True)] * 2
    modes = {lock.mode for key in filed.objects.list_keys() if (lock := filed.objects.find_retention(key))}
    assert modes == {"compliance"}


def test_an_original_that_is_gone_is_told_as_gone_and_not_as_unlocked(filed: Resources) -> None:
    list_faults(filed, mend=True)
    (key, *_) = list_locks(filed)
    filed.objects.erase(key)
    assert ("retention_missing", False) not in list_faults(filed)
    assert ("original_missing", False) in list_faults(filed)


# -- stores that cannot lock --


@pytest.mark.parametrize(
    ("fault", "days", "mode", "is_refused"),
    [
        ("bucket_without_lock", DAYS, "governance", True),
        ("bucket_without_lock", 0, "governance", False),
        ("bucket_default_lock", 0, "governance", True),
        ("store_without_lock", DAYS, "governance", False),
        ("store_without_lock", DAYS, "compliance", True),
        ("store_without_lock", 0, "compliance", False),
    ],
)
def test_nothing_begins_where_papers_could_not_be_kept_as_asked(
    filed: Resources, store: Moody, fault: str, days: int, mode: str, is_refused: bool
) -> None:
    settings = replace(filed.settings, retention_days=days, retention_mode=mode)  # type: ignore[arg-type]
    resources, store.fault = replace(filed, settings=settings), fault
    if is_refused:
        with pytest.raises(SetupError, match=fault):
            require_locks(resources)
    else:
        require_locks(resources)
    told = tell_retention(settings, store)
    assert (told.ok, fault in told.message) == (not is_refused, True)
    assert ("retention_missing", False) not in list_faults(resources) or fault == "bucket_without_lock"


def test_a_batch_on_a_bucket_without_locks_ends_before_anything_is_taken_in(
    resources: Resources, store: Moody, papers: Path
) -> None:
    store.fault = "bucket_without_lock"
    with pytest.raises(SetupError, match="bucket_without_lock"):
        digitise(resources, papers)
    assert list(store.list_keys()) == []

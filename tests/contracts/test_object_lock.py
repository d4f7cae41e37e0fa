"""What every object store promises about locks: one by one, longer and stricter only, erased when they end."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from minio import Minio
from minio.commonconfig import COMPLIANCE
from minio.objectlockconfig import DAYS, ObjectLockConfig

from benchmarks.servers.seaweed import S3_KEY, S3_SECRET, objects_url
from schemas.errors import SetupError, StoreDamaged
from storage.object_locks import Retention
from storage.opening import open_objects
from storage.ports import ObjectStore

LOCK_S = 4
SERVICE = (pytest.mark.services, pytest.mark.timeout(300))


def in_days(days: float) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(days=days)


@pytest.fixture(params=["memory", pytest.param("s3", marks=SERVICE)])
def locking(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """The stores that lock, each with one object."""
    if request.param == "s3":
        bucket = f"lock-{uuid.uuid4().hex[:12]}"
        store = open_objects(objects_url(request.getfixturevalue("seaweed"), bucket), tmp_path)
    else:
        store = open_objects(f"{request.param}:", tmp_path)
    store.put_bytes("a/b", b"paper")
    return store


def test_a_store_either_locks_or_says_that_it_cannot(objects: ObjectStore) -> None:
    objects.put_bytes("a/b", b"paper")
    wanted = Retention(in_days(2))
    fault = objects.find_lock_fault()
    if fault is None:
        objects.put_retention("a/b", wanted)
        assert objects.find_retention("a/b") == wanted
    else:
        with pytest.raises(SetupError, match=fault):
            objects.put_retention("a/b", wanted)
        assert objects.find_retention("a/b") is None


def test_nothing_is_locked_that_nobody_locked(locking: ObjectStore) -> None:
    assert locking.find_lock_fault() is None
    assert locking.find_retention("a/b") is None
    assert locking.find_retention("a/nothing") is None
    locking.put_retention("a/b", Retention(in_days(-1)))
    assert locking.find_retention("a/b") is None
    assert locking.erase("a/b") is None


def test_a_lock_only_grows_and_twice_is_harmless(locking: ObjectStore) -> None:
    longer = Retention(in_days(9))
    for wanted in (Retention(in_days(2)), longer, longer, Retention(in_days(3))):
        locking.put_retention("a/b", wanted)
    assert locking.find_retention("a/b") == longer
    strict = Retention(in_days(5), "compliance")
    locking.put_retention("a/b", strict)
    assert locking.find_retention("a/b") == Retention(longer.until, "compliance")
    locking.put_retention("a/b", longer)
    assert locking.find_retention("a/b") == Retention(longer.until, "compliance")


def test_what_is_not_there_cannot_be_locked(locking: ObjectStore) -> None:
    with pytest.raises(StoreDamaged) as caught:
        locking.put_retention("a/nothing", Retention(in_days(2)))
    assert caught.value.code == "object_missing"


def test_what_is_locked_stays_when_it_is_deleted_and_reads_as_before(locking: ObjectStore) -> None:
    locking.put_retention("a/b", Retention(in_days(2)))
    locking.delete("a/b")
    assert locking.get_bytes("a/b") == b"paper"
    assert list(locking.list_keys()) == ["a/b"]


def test_an_erasure_lifts_governance_and_waits_for_compliance(locking: ObjectStore) -> None:
    locking.put_bytes("a/strict", b"paper")
    until = in_days(2)
    locking.put_retention("a/b", Retention(until))
    locking.put_retention("a/strict", Retention(until, "compliance"))
    assert locking.erase("a/b") is None
    assert locking.erase("a/strict") == until
    assert list(locking.list_keys()) == ["a/strict"]


def test_a_lock_lies_on_one_object_and_not_on_those_beside_it(locking: ObjectStore) -> None:
    locking.put_bytes("a/b-2", b"another")
    locking.put_retention("a/b", Retention(in_days(2), "compliance"))
    assert locking.find_retention("a/b-2") is None
    locking.delete("a/b-2")
    assert list(locking.list_keys()) == ["a/b"]


# -- what only a real service shows: versions, and buckets that others made --


def connect(address: str) -> Minio:
    return Minio(address, access_key=S3_KEY, secret_key=S3_SECRET, secure=False)


def count_versions(client: Minio, bucket: str) -> int:
    """Versions and delete markers of everything in a bucket."""
    return len(list(client.list_objects(bucket, recursive=True, include_version=True)))


@pytest.mark.services
@pytest.mark.timeout(300)
def test_a_locked_object_is_erased_with_every_version_when_its_lock_ends(seaweed: str, tmp_path: Path) -> None:
    bucket = f"locked-{uuid.uuid4().hex[:12]}"
    objects = open_objects(objects_url(seaweed, bucket), tmp_path)
    for data in (b"first", b"second"):
        objects.put_bytes("a/b", data)
    objects.put_bytes("a/b-2", b"another")
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=LOCK_S)
    objects.put_retention("a/b", Retention(until, "compliance"))
    assert objects.erase("a/b") == until
    assert objects.erase("a/b-2") is None
    assert count_versions(connect(seaweed), bucket) == 1
    time.sleep(LOCK_S + 1)
    assert objects.erase("a/b") is None
    assert count_versions(connect(seaweed), bucket) == 0


@pytest.mark.services
@pytest.mark.timeout(300)
def test_a_refused_paper_leaves_no_version_behind(seaweed: str, tmp_path: Path) -> None:
    bucket = f"refused-{uuid.uuid4().hex[:12]}"
    objects = open_objects(objects_url(seaweed, bucket), tmp_path)
    for data in (b"first", b"second"):
        objects.put_bytes("a/b", data)
    assert count_versions(connect(seaweed), bucket) == 2
    objects.delete("a/b")
    assert count_versions(connect(seaweed), bucket) == 0


@pytest.mark.services
@pytest.mark.timeout(300)
def test_the_bucket_is_made_with_locks_and_locks_nothing_by_itself(seaweed: str, tmp_path: Path) -> None:
    bucket = f"made-{uuid.uuid4().hex[:12]}"
    open_objects(objects_url(seaweed, bucket), tmp_path).put_bytes("a/b", b"paper")
    config = connect(seaweed).get_object_lock_config(bucket)
    assert (config.mode, config.duration) == (None, None)
    assert connect(seaweed).get_bucket_versioning(bucket).status == "Enabled"


@pytest.mark.services
@pytest.mark.timeout(300)
def test_a_bucket_that_cannot_lock_or_locks_everything_is_told(seaweed: str, tmp_path: Path) -> None:
    client = connect(seaweed)
    plain, eager = f"plain-{uuid.uuid4().hex[:12]}", f"eager-{uuid.uuid4().hex[:12]}"
    client.make_bucket(plain)
    client.make_bucket(eager, object_lock=True)
    client.set_object_lock_config(eager, ObjectLockConfig(COMPLIANCE, 1, DAYS))
    for bucket, fault in ((plain, "bucket_without_lock"), (eager, "bucket_default_lock")):
        objects = open_objects(objects_url(seaweed, bucket), tmp_path)
        assert objects.find_lock_fault() == fault
        assert fault in objects.check().message
    objects = open_objects(objects_url(seaweed, plain), tmp_path)
    objects.put_bytes("a/b", b"paper")
    with pytest.raises(SetupError, match="bucket_without_lock"):
        objects.put_retention("a/b", Retention(in_days(2)))
    assert objects.find_retention("a/b") is None
    assert objects.erase("a/b") is None
    assert list(objects.list_keys()) == []

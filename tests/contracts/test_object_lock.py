"""A real S3 service that keeps versions under lock: what is erased waits for the lock's end, and then goes."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from minio import Minio
from minio.commonconfig import COMPLIANCE
from minio.retention import Retention

from benchmarks.servers.seaweed import S3_KEY, S3_SECRET, objects_url
from storage.opening import open_objects

LOCK_S = 6


@pytest.mark.services
@pytest.mark.timeout(300)
def test_a_locked_object_is_erased_when_its_lock_ends(seaweed: str, tmp_path: Path) -> None:
    client = Minio(seaweed, access_key=S3_KEY, secret_key=S3_SECRET, secure=False)
    bucket = f"locked-{uuid.uuid4().hex[:12]}"
    client.make_bucket(bucket, object_lock=True)
    objects = open_objects(objects_url(seaweed, bucket), tmp_path)
    for data in (b"first", b"second"):
        objects.put_bytes("a/b", data)
    objects.put_bytes("a/b-2", b"another")
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=LOCK_S)
    client.set_object_retention(bucket, "a/b", Retention(COMPLIANCE, until))
    assert objects.erase("a/b") == until
    assert objects.erase("a/b-2") is None
    assert count_versions(client, bucket) == 1
    time.sleep(LOCK_S + 1)
    assert objects.erase("a/b") is None
    assert count_versions(client, bucket) == 0


def count_versions(client: Minio, bucket: str) -> int:
    """Versions and delete markers of everything in a bucket."""
    return len(list(client.list_objects(bucket, recursive=True, include_version=True)))

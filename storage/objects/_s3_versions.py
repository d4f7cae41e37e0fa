"""Here live the versions of one key on S3 and their locks: listed, removed, lifted where that is allowed."""

from __future__ import annotations

from datetime import datetime

from minio import Minio
from minio.error import S3Error
from minio.retention import Retention as LockRequest

from schemas.errors import SetupError
from storage.objects import _s3_calls
from storage.objects._s3_answers import MISSING

_LOCKED = ("AccessDenied", "ObjectLocked", "InvalidRequest", "MethodNotAllowed")


def list_versions(client: Minio, bucket: str, key: str) -> list[str | None]:
    """Versions of one key, newest first; of a bucket that keeps none, the object itself; none without a bucket."""
    found = client.list_objects(bucket, prefix=key, recursive=True, include_version=True)
    try:
        named = [entry.version_id for entry in found if entry.object_name == key]
    except S3Error as error:
        if error.code == "NoSuchBucket":
            return []
        raise
    return [None if version in (None, "null", "") else version for version in named]


def remove_version(client: Minio, bucket: str, key: str, version: str | None) -> LockRequest | None:
    """Remove a version that is not locked; else its lock."""
    try:
        client.remove_object(bucket, key, version)
    except S3Error as error:
        if error.code in MISSING:
            return None
        if error.code not in _LOCKED:
            raise
        # Services differ in how they refuse; that there is a retention tells a lock from a lacking right.
        return _get_lock(client, bucket, key, version, error)
    return None


def erase_version(client: Minio, bucket: str, key: str, version: str | None) -> datetime | None:
    """Remove a version, past a lock that gives way; until when a lock forbids it."""
    lock = remove_version(client, bucket, key, version)
    if lock is None or _s3_calls.remove_though_locked(client, bucket, key, version, lock):
        return None
    return lock.retain_until_date


def set_lock(client: Minio, bucket: str, key: str, lock: LockRequest, *, from_governance: bool) -> None:
    """Lock the newest version; raises SetupError ("retention_refused") where our key may not."""
    try:
        _s3_calls.set_lock(client, bucket, key, lock, from_governance=from_governance)
    except S3Error as error:
        if error.code == "AccessDenied":
            raise SetupError("retention_refused") from error
        raise


def _get_lock(client: Minio, bucket: str, key: str, version: str | None, refusal: S3Error) -> LockRequest:
    try:
        lock = _s3_calls.find_lock(client, bucket, key, version)
    except S3Error:
        raise refusal from None
    if lock is None or lock.retain_until_date is None:
        raise refusal
    return lock

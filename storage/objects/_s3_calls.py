"""Here live the requests that the `minio` client has no public call for; its version is pinned, ADR 0051."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from minio import Minio
from minio.commonconfig import GOVERNANCE
from minio.error import S3Error
from minio.helpers import md5sum_hash
from minio.retention import Retention as LockRequest
from minio.xml import marshal

from storage.objects._s3_answers import NO_LOCK_CONFIGURED

_LIFT_GOVERNANCE = {"x-amz-bypass-governance-retention": "true"}


def ask_bucket(client: Minio, bucket: str) -> str | None:
    """The service's name as it answers for a bucket; None where the bucket is not there."""
    try:
        answer = client._execute("HEAD", bucket)
    except S3Error as error:
        if error.code == "NoSuchBucket":
            return None
        raise
    return str(answer.headers.get("Server", "S3"))


def find_lock_fault(client: Minio, bucket: str) -> str | None:
    """As the port of that name, of a bucket that is there."""
    try:
        config = client.get_object_lock_config(bucket)
    except S3Error as error:
        if error.code in NO_LOCK_CONFIGURED or error.code in ("MethodNotAllowed", "NotImplemented", "InvalidRequest"):
            return "bucket_without_lock"
        raise
    return "bucket_default_lock" if config.mode is not None else None


def set_lock(client: Minio, bucket: str, key: str, lock: LockRequest, *, from_governance: bool) -> None:
    """Lock the newest version. A stricter mode takes the right to lift the weaker one."""
    if not from_governance:
        client.set_object_retention(bucket, key, lock)
        return
    body = marshal(lock)
    headers = _to_headers({"Content-MD5": str(md5sum_hash(body)), **_LIFT_GOVERNANCE})
    client._execute("PUT", bucket, object_name=key, body=body, headers=headers, query_params={"retention": ""})


def find_lock(client: Minio, bucket: str, key: str, version: str | None = None) -> LockRequest | None:
    """The lock of a version (the newest where none is given), None of one without."""
    try:
        return client.get_object_retention(bucket, key, version)
    except S3Error as error:
        # `InvalidRequest` is the answer of a bucket that keeps no locks.
        if error.code in NO_LOCK_CONFIGURED or error.code == "InvalidRequest":
            return None
        raise


def remove_though_locked(client: Minio, bucket: str, key: str, version: str | None, lock: LockRequest) -> bool:
    """Remove a version under `governance`; False where the lock is stricter, or our key may not lift it."""
    if lock.mode != GOVERNANCE:
        return False
    query = _to_headers({"versionId": version} if version else {})
    try:
        client._execute("DELETE", bucket, object_name=key, headers=_to_headers(_LIFT_GOVERNANCE), query_params=query)
    except S3Error as error:
        if error.code != "AccessDenied":
            raise
        return False
    return True


def list_uploads(client: Minio, bucket: str) -> Iterator[tuple[str, str, datetime]]:
    """Uploads in parts that nobody completed: key, id, when begun. At most 1,000; the next call sees the others."""
    for upload in client._list_multipart_uploads(bucket).uploads:
        if upload.upload_id and upload.initiated_time:
            yield upload.object_name, upload.upload_id, upload.initiated_time


def abort_upload(client: Minio, bucket: str, key: str, upload_id: str) -> None:
    """Drop the parts of an upload."""
    client._abort_multipart_upload(bucket, key, upload_id)


def _to_headers(values: Mapping[str, str]) -> dict[str, str | list[str] | tuple[str]]:
    """A new dictionary of the client's own type: it writes into what it is given."""
    return dict(values)

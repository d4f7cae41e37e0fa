"""Here lives the object store behind any S3 service, through the `minio` client."""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qs, quote, unquote, urlsplit

import urllib3
from minio import Minio
from minio.error import S3Error
from minio.retention import Retention as LockRequest

from schemas.errors import SetupError, SohoaError, StoreDamaged, TemporarilyUnavailable
from schemas.problems import get_problem
from storage.keys import find_named_sha256
from storage.object_locks import Retention, RetentionMode, check_link_time
from storage.objects import _s3_calls, _s3_versions
from storage.objects._s3_answers import retried, translated
from storage.ports import BackendHealth, DiskSpace

_CHUNK_BYTES = 1 << 20
# Four parts are in memory at most: three under way and the one being read.
_PART_BYTES = 16 << 20
_CONNECT_TIMEOUT_S, _READ_TIMEOUT_S = 5.0, 60.0
_SETTING = "SOHOA_OBJECTS"
_SHA256 = "sha256"
# The rule of S3 for names of buckets, of which ours must be one that every service takes.
_BUCKET_NAME = re.compile(r"[a-z0-9](?!.*\.\.)[a-z0-9.-]{1,61}[a-z0-9]")
# Nobody sends one file for so long: what is older was left by a process that was killed.
_UPLOAD_LEFT_AFTER = timedelta(days=1)


def open_url(url: str, home: Path) -> S3ObjectStore:
    """The store in `s3://KEY:SECRET@HOST:PORT/BUCKET?secure=false&region=...`, parts percent-encoded.

    Nothing is asked of the service yet; `home` is not used.

    Raises:
        SetupError: "setting_invalid"; host, bucket or keys are missing. "bucket_name_invalid".
    """
    parts = urlsplit(url)
    bucket, options = parts.path.strip("/"), parse_qs(parts.query)
    try:
        address = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
        if not (address and bucket and parts.username and parts.password) or "/" in bucket:
            raise ValueError("incomplete")
        is_secure = {"true": True, "false": False}[options.pop("secure", ["true"])[0]]
        region = options.pop("region", ["us-east-1"])[0]
        if options:
            raise ValueError("unknown option")
        client = _make_client(address, unquote(parts.username), unquote(parts.password), is_secure, region)
    except (ValueError, KeyError) as error:
        raise SetupError("setting_invalid", name=_SETTING) from error
    if not _BUCKET_NAME.fullmatch(bucket):
        raise SetupError("bucket_name_invalid")
    return S3ObjectStore(client, bucket, f"s3://***:***@{address}/{bucket}")


class S3ObjectStore:
    """Objects in one bucket, made with versions and locks at the first write if it is not there.

    Every put is read back and compared, because a service that answered `done` may still be wrong; every object
    carries its hash, an original also in its key, and is compared with it whenever it is read.
    """

    def __init__(self, client: Minio, bucket: str, masked_url: str) -> None:
        self._client = client
        self._bucket = bucket
        self._masked_url = masked_url
        self._has_bucket = False
        self._can_lock = False

    def put_file(self, key: str, path: Path, sha256: str | None = None) -> None:
        with path.open("rb") as source:
            found = hashlib.file_digest(source, "sha256").hexdigest()
            if sha256 is not None and found != sha256:
                raise TemporarilyUnavailable("source_changed")
            self._put(key, source, path.stat().st_size, found)

    def put_bytes(self, key: str, data: bytes) -> None:
        self._put(key, io.BytesIO(data), len(data), hashlib.sha256(data).hexdigest())

    def get_bytes(self, key: str) -> bytes:
        return retried(lambda: b"".join(self._read(key)), key)

    @contextmanager
    def open_local(self, key: str) -> Iterator[Path]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "object"
            retried(lambda: self._download(key, path), key)
            yield path

    def find_size(self, key: str) -> int | None:
        try:
            return retried(lambda: self._client.stat_object(self._bucket, key).size, key)
        except StoreDamaged:
            return None

    def compute_sha256(self, key: str) -> str:
        def read() -> str:
            digest = hashlib.sha256()
            for chunk in self._read(key, is_compared=False):
                digest.update(chunk)
            return digest.hexdigest()

        return retried(read, key)

    def list_keys(self, prefix: str = "") -> Iterator[str]:
        with translated(prefix):
            if not self._client.bucket_exists(self._bucket):
                return
            # Services differ in where they sort a slash, so all names (about 100 bytes each) are gathered here.
            found = self._client.list_objects(self._bucket, prefix=prefix, recursive=True)
            names = sorted(str(entry.object_name) for entry in found)
        yield from names

    def delete(self, key: str) -> None:
        # In a bucket with versions a plain delete would only hide the object.
        for version in retried(lambda: _s3_versions.list_versions(self._client, self._bucket, key), key):
            retried(partial(_s3_versions.remove_version, self._client, self._bucket, key, version), key)

    def erase(self, key: str) -> datetime | None:
        versions = retried(lambda: _s3_versions.list_versions(self._client, self._bucket, key), key)
        erase = partial(_s3_versions.erase_version, self._client, self._bucket, key)
        locks = [retried(partial(erase, version), key) for version in versions]
        return max((lock for lock in locks if lock is not None), default=None)

    def find_lock_fault(self) -> str | None:
        if self._can_lock:
            return None
        try:
            fault = retried(lambda: _s3_calls.find_lock_fault(self._client, self._bucket), "")
        except StoreDamaged:
            return None  # no bucket yet: it will be made with locks
        self._can_lock = fault is None
        return fault

    def put_retention(self, key: str, retention: Retention) -> None:
        if retention.until <= datetime.now(UTC):
            return
        held = self.find_retention(key)
        if held is not None and held.covers(retention):
            return
        if self.find_lock_fault() == "bucket_without_lock":
            raise SetupError("bucket_without_lock")
        wanted = retention.join(held) if held else retention
        is_stricter = held is not None and held.until > datetime.now(UTC) and held.mode != wanted.mode
        lock = LockRequest(wanted.mode.upper(), wanted.until)
        set_lock = partial(_s3_versions.set_lock, self._client, self._bucket, key, lock)
        retried(lambda: set_lock(from_governance=is_stricter), key)

    def find_retention(self, key: str) -> Retention | None:
        try:
            lock = retried(lambda: _s3_calls.find_lock(self._client, self._bucket, key), key)
        except StoreDamaged:
            return None
        if lock is None or lock.retain_until_date is None:
            return None
        mode: RetentionMode = "compliance" if lock.mode == "COMPLIANCE" else "governance"
        return Retention(lock.retain_until_date, mode)

    def make_link(self, key: str, seconds: int, file_name: str) -> str | None:
        check_link_time(seconds)
        plain = re.sub(r"[^A-Za-z0-9._-]", "_", file_name)
        saved_as = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
        return self._client.presigned_get_object(
            self._bucket, key, timedelta(seconds=seconds), response_headers={"response-content-disposition": saved_as}
        )

    def find_space(self) -> DiskSpace | None:
        return None

    def check(self) -> BackendHealth:
        try:
            with translated(""):
                server = _s3_calls.ask_bucket(self._client, self._bucket)
                fault = _s3_calls.find_lock_fault(self._client, self._bucket) if server else None
        except SohoaError as error:
            # A message with figures in it is told as it is, any other in the reader's language.
            code = "" if error.details else error.code
            return BackendHealth("objects", self._masked_url, False, "", f"{error.code}: {error.problem.message}", code)
        message = f"{fault}: {get_problem(fault).message}" if fault else ""
        if server is None:
            message = "the bucket will be made at the first write"
        return BackendHealth("objects", self._masked_url, True, server or "S3", message, fault or "")

    def drop_left_uploads(self, left_after: timedelta = _UPLOAD_LEFT_AFTER) -> int:
        """Clear away what killed processes left of files sent in parts, once it is so old; how many."""
        with translated(""):
            found = list(_s3_calls.list_uploads(self._client, self._bucket))
            left = [(key, name) for key, name, begun_at in found if begun_at <= datetime.now(UTC) - left_after]
            for key, upload_id in left:
                _s3_calls.abort_upload(self._client, self._bucket, key, upload_id)
        return len(left)

    # -- writing and reading --

    def _put(self, key: str, source: BinaryIO, byte_count: int, sha256: str) -> None:
        self._ensure_bucket()
        if self.find_size(key) == byte_count and self.compute_sha256(key) == sha256:
            return

        def send() -> str | None:
            source.seek(0)
            put = self._client.put_object(
                self._bucket, key, source, byte_count, part_size=_PART_BYTES, metadata={_SHA256: sha256}
            )
            return put.version_id

        try:
            version = retried(send, key)
        except TemporarilyUnavailable as error:
            raise self._tell_write_fault(error) from error
        if self.compute_sha256(key) != sha256:
            with suppress(SohoaError):
                retried(lambda: _s3_versions.remove_version(self._client, self._bucket, key, version), key)
            raise StoreDamaged("object_damaged", key=key)

    def _tell_write_fault(self, error: TemporarilyUnavailable) -> TemporarilyUnavailable:
        """A server with a full disk often says no more than that it failed; one that answers all else is told apart."""
        if error.code != "objects_away" or not self.check().ok:
            return error
        return TemporarilyUnavailable("objects_not_writable")

    def _read(self, key: str, *, is_compared: bool = True) -> Iterator[bytes]:
        """The bytes in pieces; after the last one StoreDamaged ("object_damaged") where they are not what they were."""
        response = self._client.get_object(self._bucket, key)
        digest = hashlib.sha256()
        try:
            for chunk in response.stream(_CHUNK_BYTES):
                digest.update(chunk)
                yield chunk
            noted = response.headers.get(f"x-amz-meta-{_SHA256}")
        finally:
            response.close()
            response.release_conn()
        wanted = {find_named_sha256(key), noted} - {None}
        if is_compared and wanted and wanted != {digest.hexdigest()}:
            raise StoreDamaged("object_damaged", key=key)

    def _download(self, key: str, path: Path) -> None:
        with path.open("wb") as file:
            for chunk in self._read(key):
                file.write(chunk)

    # -- the bucket --

    def _ensure_bucket(self) -> None:
        if not self._has_bucket:
            retried(self._make_bucket, "")
            self._has_bucket = True
            # Only who may list them can clear them away; nothing else depends on it.
            with suppress(SohoaError):
                self.drop_left_uploads()

    def _make_bucket(self) -> None:
        if self._client.bucket_exists(self._bucket):
            return
        try:
            self._client.make_bucket(self._bucket, object_lock=True)
        except S3Error as error:
            # Another process was quicker.
            if error.code not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
                raise


def _make_client(address: str, access_key: str, secret_key: str, is_secure: bool, region: str) -> Minio:
    timeout = urllib3.Timeout(connect=_CONNECT_TIMEOUT_S, read=_READ_TIMEOUT_S)
    # Repeats are ours (`retried`), so that they are the same for every kind of fault.
    http = urllib3.PoolManager(timeout=timeout, retries=False, maxsize=8)
    return Minio(
        address, access_key=access_key, secret_key=secret_key, secure=is_secure, region=region, http_client=http
    )

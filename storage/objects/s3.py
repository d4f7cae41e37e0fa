"""Here lives the object store behind any S3 service, through the `minio` client."""

from __future__ import annotations

import hashlib
import io
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

from schemas.errors import SetupError, SohoaError, StoreDamaged, TemporarilyUnavailable
from storage.ports import BackendHealth, DiskSpace

Answer = TypeVar("Answer")

_CHUNK_BYTES = 1 << 20
# A service that restarts is back within seconds; longer absences are the caller's to wait for.
_PAUSES_S = (0.2, 0.5, 1.0, 2.0)
_CONNECT_TIMEOUT_S, _READ_TIMEOUT_S = 5.0, 60.0
_MISSING = ("NoSuchKey", "NoSuchObject", "ResourceNotFound")
_LOCKED = ("AccessDenied", "ObjectLocked", "InvalidRequest", "MethodNotAllowed")
_REFUSED = ("AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthorizationHeaderMalformed")
_SETTING = "SOHOA_OBJECTS"


def open_url(url: str, home: Path) -> S3ObjectStore:
    """The store in `s3://KEY:SECRET@HOST:PORT/BUCKET?secure=false&region=...`, parts percent-encoded.

    Nothing is asked of the service yet; `home` is not used.

    Raises:
        SetupError: "setting_invalid"; host, bucket or keys are missing.
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
    return S3ObjectStore(client, bucket, f"s3://***:***@{address}/{bucket}")


class S3ObjectStore:
    """Objects in one bucket, made at the first write if it is not there.

    Every put is read back and compared, because a service that answered `done` may still be wrong.
    """

    def __init__(self, client: Minio, bucket: str, masked_url: str) -> None:
        self._client = client
        self._bucket = bucket
        self._masked_url = masked_url
        self._has_bucket = False

    def put_file(self, key: str, path: Path, sha256: str | None = None) -> None:
        with path.open("rb") as source:
            found = hashlib.file_digest(source, "sha256").hexdigest()
            if sha256 is not None and found != sha256:
                raise TemporarilyUnavailable("source_changed")
            self._put(key, source, path.stat().st_size, found)

    def put_bytes(self, key: str, data: bytes) -> None:
        self._put(key, io.BytesIO(data), len(data), hashlib.sha256(data).hexdigest())

    def get_bytes(self, key: str) -> bytes:
        return _retried(lambda: b"".join(self._read(key)), key)

    @contextmanager
    def open_local(self, key: str) -> Iterator[Path]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "object"
            _retried(lambda: self._download(key, path), key)
            yield path

    def find_size(self, key: str) -> int | None:
        try:
            return _retried(lambda: self._client.stat_object(self._bucket, key).size, key)
        except StoreDamaged:
            return None

    def compute_sha256(self, key: str) -> str:
        def read() -> str:
            digest = hashlib.sha256()
            for chunk in self._read(key):
                digest.update(chunk)
            return digest.hexdigest()

        return _retried(read, key)

    def list_keys(self, prefix: str = "") -> Iterator[str]:
        with _translated(prefix):
            if not self._client.bucket_exists(self._bucket):
                return
            # Services differ in where they sort a slash, so all names (about 100 bytes each) are gathered here.
            found = self._client.list_objects(self._bucket, prefix=prefix, recursive=True)
            names = sorted(str(entry.object_name) for entry in found)
        yield from names

    def delete(self, key: str) -> None:
        try:
            _retried(lambda: self._client.remove_object(self._bucket, key), key)
        except StoreDamaged:
            # Not there, nor is perhaps the bucket.
            return

    def erase(self, key: str) -> datetime | None:
        try:
            versions = _retried(lambda: self._list_versions(key), key)
        except StoreDamaged:
            return None  # no bucket
        locks = [_retried(partial(self._erase_version, key, version), key) for version in versions]
        return max((lock for lock in locks if lock is not None), default=None)

    def _list_versions(self, key: str) -> list[str | None]:
        """Versions of one key, newest first; of a bucket that keeps none, the object itself."""
        found = self._client.list_objects(self._bucket, prefix=key, recursive=True, include_version=True)
        named = [entry.version_id for entry in found if entry.object_name == key]
        return [None if version in (None, "null", "") else version for version in named]

    def _erase_version(self, key: str, version: str | None) -> datetime | None:
        try:
            self._client.remove_object(self._bucket, key, version)
        except S3Error as error:
            if error.code in _MISSING:
                return None
            if error.code not in _LOCKED:
                raise
            # Services differ in how they refuse; that there is a retention tells a lock from a lacking right.
            return self._get_lock(key, version, error)
        return None

    def _get_lock(self, key: str, version: str | None, refusal: S3Error) -> datetime:
        try:
            lock = self._client.get_object_retention(self._bucket, key, version)
        except S3Error:
            raise refusal from None
        if lock is None or lock.retain_until_date is None:
            raise refusal
        return lock.retain_until_date

    def find_space(self) -> DiskSpace | None:
        return None  # S3 has no word for it; the server's own figures tell

    def check(self) -> BackendHealth:
        try:
            with _translated(""):
                has_bucket = self._client.bucket_exists(self._bucket)
        except SohoaError as error:
            return BackendHealth("objects", self._masked_url, False, "", error.problem.message_en)
        message = "" if has_bucket else "the bucket will be made at the first write"
        return BackendHealth("objects", self._masked_url, True, "S3", message)

    def _put(self, key: str, source: BinaryIO, byte_count: int, sha256: str) -> None:
        self._ensure_bucket()
        if self.find_size(key) == byte_count and self.compute_sha256(key) == sha256:
            return

        def send() -> None:
            source.seek(0)
            self._client.put_object(self._bucket, key, source, byte_count)

        _retried(send, key)
        if self.compute_sha256(key) != sha256:
            raise StoreDamaged("object_damaged", key=key)

    def _ensure_bucket(self) -> None:
        if self._has_bucket:
            return

        def make() -> None:
            if self._client.bucket_exists(self._bucket):
                return
            try:
                self._client.make_bucket(self._bucket)
            except S3Error as error:
                # Another process was quicker.
                if error.code not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
                    raise

        _retried(make, "")
        self._has_bucket = True

    def _read(self, key: str) -> Iterator[bytes]:
        response = self._client.get_object(self._bucket, key)
        try:
            yield from response.stream(_CHUNK_BYTES)
        finally:
            response.close()
            response.release_conn()

    def _download(self, key: str, path: Path) -> None:
        with path.open("wb") as file:
            for chunk in self._read(key):
                file.write(chunk)


def _make_client(address: str, access_key: str, secret_key: str, is_secure: bool, region: str) -> Minio:
    timeout = urllib3.Timeout(connect=_CONNECT_TIMEOUT_S, read=_READ_TIMEOUT_S)
    # Repeats are ours (`_retried`), so that they are the same for every kind of fault.
    http = urllib3.PoolManager(timeout=timeout, retries=False, maxsize=8)
    return Minio(
        address, access_key=access_key, secret_key=secret_key, secure=is_secure, region=region, http_client=http
    )


def _retried(ask: Callable[[], Answer], key: str) -> Answer:
    """Ask again after growing pauses while the service is away."""
    for pause_s in _PAUSES_S:
        try:
            with _translated(key):
                return ask()
        except TemporarilyUnavailable:
            time.sleep(pause_s)
    with _translated(key):
        return ask()


@contextmanager
def _translated(key: str) -> Iterator[None]:
    """Tell of the service's troubles in our own errors."""
    try:
        yield
    except S3Error as error:
        if error.code in _MISSING or error.code == "NoSuchBucket":
            raise StoreDamaged("object_missing", key=key) from error
        if error.code in _REFUSED:
            raise SetupError("objects_refused") from error
        code = "no_space" if error.code in ("InsufficientStorage", "XMinioStorageFull") else "objects_away"
        raise TemporarilyUnavailable(code) from error
    except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
        raise TemporarilyUnavailable("objects_away") from error

"""Here lives the understanding of what an S3 service answers: its troubles in our own errors, and asking again."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar
from xml.etree import ElementTree

import urllib3
from minio.error import InvalidResponseError, MinioException, S3Error

from schemas.errors import SetupError, SohoaError, StoreDamaged, TemporarilyUnavailable

Answer = TypeVar("Answer")

MISSING = frozenset({"NoSuchKey", "NoSuchObject", "NoSuchVersion", "ResourceNotFound"})
NO_LOCK_CONFIGURED = frozenset({"ObjectLockConfigurationNotFoundError", "NoSuchObjectLockConfiguration"})
# A service that restarts is back within seconds; longer absences are the caller's to wait for.
PAUSES_S = (0.2, 0.5, 1.0, 2.0)
# S3 services refuse signatures that are more than 15 minutes off.
_MOST_SKEW = timedelta(minutes=10)
_SKEWED = "RequestTimeTooSkewed"
_NO_BUCKET = "NoSuchBucket"
_REFUSED = frozenset({"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AllAccessDisabled"})
_WRONG_REGION = frozenset(
    {"AuthorizationHeaderMalformed", "PermanentRedirect", "Redirect", "IllegalLocationConstraint"}
)
_FULL = frozenset({"InsufficientStorage", "XMinioStorageFull", "QuotaExceeded", "XMinioAdminBucketQuotaExceeded"})
_SETUP_CODES = {
    "InvalidBucketName": "bucket_name_invalid",
    # What a plain request gets at a TLS port, without a word why.
    "BadRequest": "objects_not_s3",
} | dict.fromkeys(_WRONG_REGION, "objects_region")


def retried(ask: Callable[[], Answer], key: str) -> Answer:
    """Ask again after growing pauses while the service is away."""
    for pause_s in PAUSES_S:
        try:
            with translated(key):
                return ask()
        except TemporarilyUnavailable:
            time.sleep(pause_s)
    with translated(key):
        return ask()


@contextmanager
def translated(key: str) -> Iterator[None]:
    """Tell of the service's troubles in our own errors."""
    try:
        yield
    except S3Error as error:
        raise _to_ours(error, key) from error
    except InvalidResponseError as error:
        raise _to_ours_by_status(error) from error
    except (ElementTree.ParseError, ValueError) as error:  # the client finds no sense in it
        raise SetupError("objects_not_s3") from error
    except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
        raise _to_ours_by_cause(error) from error


def _to_ours(error: S3Error, key: str) -> SohoaError:
    if error.code in MISSING or error.code == _NO_BUCKET:
        return StoreDamaged("object_missing", key=key)
    if error.code in _REFUSED or error.code == _SKEWED:
        skew = _find_skew(error)
        # A refusal without a body (of a HEAD) does not say why: the clock is asked first.
        if error.code == _SKEWED or abs(skew) > _MOST_SKEW:
            return SetupError("clock_skewed", minutes=f"{skew.total_seconds() / 60:+.0f}")
        return SetupError("objects_refused")
    if error.code in _SETUP_CODES:
        return SetupError(_SETUP_CODES[error.code])
    if error.code in _FULL or error.response.status == 507:
        return TemporarilyUnavailable("no_space")
    return TemporarilyUnavailable("objects_away")


def _find_skew(error: S3Error) -> timedelta:
    """How far this machine's clock is ahead of the service's, by the `Date` of its answer."""
    told = error.response.headers.get("Date")
    try:
        there = parsedate_to_datetime(told) if told else None
    except ValueError:
        there = None
    return datetime.now(UTC) - there if there is not None and there.tzinfo else timedelta()


def _to_ours_by_status(error: InvalidResponseError) -> SohoaError:
    """An answer that is no S3 answer: of a proxy before a service that is away, or of something else altogether."""
    return TemporarilyUnavailable("objects_away") if _status_of(error) >= 500 else SetupError("objects_not_s3")


def _status_of(error: InvalidResponseError) -> int:
    return int(getattr(error, "_code", 500))


def _to_ours_by_cause(error: BaseException) -> SohoaError:
    """What the connection died of: a name or a protocol that is wrong stays so, all else may pass."""
    for cause in _list_causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return SetupError("objects_certificate")
        if isinstance(cause, ssl.SSLError) and cause.reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE"):
            return SetupError("objects_tls")
        # EAI_AGAIN, a name service that is away, passes.
        if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME:
            return SetupError("objects_host_unknown")
    return TemporarilyUnavailable("objects_away")


def _list_causes(error: BaseException) -> Iterator[BaseException]:
    cause: object = error
    while isinstance(cause, BaseException):
        yield cause
        # urllib3 wraps some causes as its first argument.
        cause = cause.__cause__ or next(iter(cause.args), None)

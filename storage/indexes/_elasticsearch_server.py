"""Here lives the talk with an Elasticsearch server: its troubles in our own errors, writes in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from elastic_transport import TlsError, TransportError
from elasticsearch import ApiError, Elasticsearch, UnsupportedProductError
from elasticsearch.helpers import streaming_bulk

from schemas.errors import SetupError, SohoaError, TemporarilyUnavailable

_DOCUMENTS_AT_ONCE = 500
# The server takes 100 MB; a smaller request asks less of its memory.
_BYTES_AT_ONCE = 8 << 20
_BLOCKED = "cluster_block_exception"
# Told with the status of a bad document while two machines begin a build at once.
_NO_TARGET = "no write index"


@contextmanager
def translated() -> Iterator[None]:
    """Tell of the server's troubles in our own errors."""
    try:
        yield
    except ApiError as error:
        raise _to_problem(error) from error
    except TlsError as error:
        raise SetupError("index_not_tls") from error
    except TransportError as error:
        raise TemporarilyUnavailable("index_away") from error


def write_bulk(client: Elasticsearch, actions: Iterable[dict[str, Any]]) -> set[str]:
    """Do each action; ids of the documents that the server refuses as they are. The others are done.

    A version older than the one that is there, and a deletion of what is not there, are no failures.

    Raises:
        TemporarilyUnavailable: "index_read_only", "index_away"; what was done before stays done.
    """
    refused = set()
    done = streaming_bulk(
        client,
        actions,
        chunk_size=_DOCUMENTS_AT_ONCE,
        max_chunk_bytes=_BYTES_AT_ONCE,
        raise_on_error=False,
        yield_ok=False,
    )
    with translated():
        for _, item in done:
            ((operation, told),) = item.items()
            if told["status"] == 409 or (operation == "delete" and told["status"] == 404):
                continue
            is_of_the_alias = _NO_TARGET in str(told.get("error"))
            if told["status"] != 400 or is_of_the_alias:
                is_blocked = _find_type(told) == _BLOCKED
                raise TemporarilyUnavailable("index_read_only" if is_blocked else "index_away")
            refused.add(str(told["_id"]))
    return refused


def _to_problem(error: ApiError) -> SohoaError:
    if isinstance(error, UnsupportedProductError):
        return SetupError("index_wrong_server")
    # A full disk answers like a forbidden login: 403 or 429, by the block and the server's release.
    if isinstance(error.body, dict) and _find_type(error.body) == _BLOCKED:
        return TemporarilyUnavailable("index_read_only")
    if error.status_code in (401, 403):
        return SetupError("index_refused")
    return TemporarilyUnavailable("index_away")


def _find_type(told: dict[str, Any]) -> str:
    cause = told.get("error")
    return str(cause.get("type", "")) if isinstance(cause, dict) else ""

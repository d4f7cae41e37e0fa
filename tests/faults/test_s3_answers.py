"""What the S3 store makes of bad answers, wrong addresses and wrong clocks: each is told by its own name."""

from __future__ import annotations

import hashlib
import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import urllib3

from pipelines import patience
from pipelines.pages import page_reader
from schemas.errors import SetupError, SohoaError, StoreDamaged, TemporarilyUnavailable
from storage.keys import original_key
from storage.object_locks import Retention
from storage.objects import _s3_answers
from storage.objects.s3 import S3ObjectStore, open_url
from tests.faults.answering import Reply, answering, xml_error
from tests.flows.office import Office

DATA = b"paper"
SHA256 = hashlib.sha256(DATA).hexdigest()
HTML = {"Content-Type": "text/html"}


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_s3_answers, "PAUSES_S", (0.01, 0.01))


def store_at(address: str, options: str = "secure=false") -> S3ObjectStore:
    return open_url(f"s3://key:secret@{address}/bucket?{options}", Path())


def refusal(ask: Callable[[], Any]) -> SohoaError:
    with pytest.raises(SohoaError) as caught:
        ask()
    return caught.value


@pytest.mark.parametrize(
    ("reply", "kind", "code"),
    [
        (xml_error(403, "InvalidAccessKeyId"), SetupError, "objects_refused"),
        (xml_error(403, "SignatureDoesNotMatch"), SetupError, "objects_refused"),
        (xml_error(403, "AccessDenied"), SetupError, "objects_refused"),
        (xml_error(400, "AuthorizationHeaderMalformed"), SetupError, "objects_region"),
        (xml_error(301, "PermanentRedirect"), SetupError, "objects_region"),
        (xml_error(400, "InvalidBucketName"), SetupError, "bucket_name_invalid"),
        (Reply(400, b"Client sent an HTTP request to an HTTPS server.", HTML), SetupError, "objects_not_s3"),
        (Reply(404, b"<html>not here</html>", HTML), SetupError, "objects_not_s3"),
        (xml_error(404, "NoSuchKey"), StoreDamaged, "object_missing"),
        (xml_error(404, "NoSuchBucket"), StoreDamaged, "object_missing"),
        (xml_error(503, "SlowDown"), TemporarilyUnavailable, "objects_away"),
        (xml_error(500, "InternalError"), TemporarilyUnavailable, "objects_away"),
        (Reply(502, b"<html>bad gateway</html>", HTML), TemporarilyUnavailable, "objects_away"),
        (xml_error(507, "InsufficientStorage"), TemporarilyUnavailable, "no_space"),
        (xml_error(507, "XMinioStorageFull"), TemporarilyUnavailable, "no_space"),
        (xml_error(403, "QuotaExceeded"), TemporarilyUnavailable, "no_space"),
    ],
)
def test_every_refusal_has_its_name(reply: Reply, kind: type[SohoaError], code: str) -> None:
    with answering(reply) as address:
        error = refusal(lambda: store_at(address).get_bytes("a/b"))
    assert (type(error), error.code) == (kind, code)
    assert "secret" not in str(error)


def test_something_that_is_no_s3_service_at_all_is_told_so() -> None:
    with answering(Reply(200, b"<html>welcome</html>", HTML)) as address:
        assert refusal(lambda: list(store_at(address).list_keys())).code == "objects_not_s3"


@pytest.mark.parametrize("minutes", [20, -20])
@pytest.mark.parametrize("has_body", [True, False])
def test_a_clock_that_is_off_is_told_with_how_much(minutes: int, has_body: bool) -> None:
    there = {"Date": format_datetime(datetime.now(UTC) - timedelta(minutes=minutes), usegmt=True)}
    told = xml_error(403, "RequestTimeTooSkewed")
    reply = Reply(403, told.body, {**told.headers, **there}) if has_body else Reply(403, b"", there)
    with answering(reply) as address:
        store = store_at(address)
        # The service answers a HEAD without a word why.
        error = refusal(lambda: store.find_size("a/b"))
        health = store.check()
    assert isinstance(error, SetupError)
    assert (error.code, error.details) == ("clock_skewed", {"minutes": f"{minutes:+d}"})
    assert not health.ok and "clock_skewed" in health.message


def test_a_refusal_by_a_service_whose_clock_agrees_is_a_refusal() -> None:
    with answering(Reply(403, b"", {"Date": format_datetime(datetime.now(UTC), usegmt=True)})) as address:
        assert refusal(lambda: store_at(address).find_size("a/b")).code == "objects_refused"


def test_tls_to_a_plain_port_is_told() -> None:
    with answering(Reply()) as address:
        error = refusal(lambda: store_at(address, "secure=true").get_bytes("a/b"))
    assert (type(error), error.code) == (SetupError, "objects_tls")


def test_a_certificate_that_nobody_vouches_for_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise urllib3.exceptions.SSLError(ssl.SSLCertVerificationError("self-signed certificate"))

    monkeypatch.setattr(urllib3.PoolManager, "urlopen", refuse)
    assert refusal(lambda: store_at("127.0.0.1:9", "secure=true").get_bytes("a/b")).code == "objects_certificate"


@pytest.mark.parametrize(
    ("number", "code"), [(socket.EAI_NONAME, "objects_host_unknown"), (socket.EAI_AGAIN, "objects_away")]
)
def test_a_host_that_nobody_knows_is_told_and_a_name_service_that_is_away_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def resolve(*_: Any, **__: Any) -> None:
        raise socket.gaierror(number, "no")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert refusal(lambda: store_at("objects.invalid:9000").get_bytes("a/b")).code == code


@pytest.mark.parametrize("name", ["Ban-Goc", "ab", "hai..cham", "-goc", "goc-", "gốc", "g" * 64])
def test_a_bucket_name_that_no_service_takes_is_refused_before_anything_is_asked(name: str) -> None:
    assert refusal(lambda: open_url(f"s3://key:secret@127.0.0.1:9/{name}", Path())).code == "bucket_name_invalid"


def test_an_answer_cut_short_is_asked_for_again() -> None:
    cut, whole = Reply(200, DATA[:2], length=len(DATA)), Reply(200, DATA)
    with answering(cut, whole) as address:
        assert store_at(address).get_bytes("a/b") == DATA


@pytest.mark.parametrize(
    ("key", "headers"),
    [(original_key(SHA256), {}), ("readings/ab/one.json", {"x-amz-meta-sha256": SHA256})],
)
def test_bytes_that_are_not_what_was_stored_are_never_handed_out(
    key: str, headers: dict[str, str], tmp_path: Path
) -> None:
    with answering(Reply(200, b"PAPER", headers)) as address:
        store = store_at(address)
        assert refusal(lambda: store.get_bytes(key)).code == "object_damaged"
        with pytest.raises(StoreDamaged, match="object_damaged"), store.open_local(key):
            pass
        # The check of originals asks what is really there.
        assert store.compute_sha256(key) == hashlib.sha256(b"PAPER").hexdigest()


def test_a_service_that_keeps_other_bytes_than_it_was_given_is_noticed_and_they_are_taken_back() -> None:
    there, absent, put, wrong, gone = Reply(), Reply(404), Reply(), Reply(200, b"PAPER"), Reply(204)
    uploads = Reply(200, b"<ListMultipartUploadsResult/>", {"Content-Type": "application/xml"})
    with answering(there, uploads, absent, put, wrong, gone, xml_error(404, "NoSuchKey")) as address:
        store = store_at(address)
        assert refusal(lambda: store.put_bytes("a/b", DATA)).code == "object_damaged"
        assert refusal(lambda: store.get_bytes("a/b")).code == "object_missing"


def test_a_key_that_may_not_lock_is_told() -> None:
    none = xml_error(404, "NoSuchObjectLockConfiguration")
    enabled = b"<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>"
    config = Reply(200, enabled)
    with answering(none, config, xml_error(403, "AccessDenied")) as address:
        until = datetime.now(UTC) + timedelta(days=2)
        error = refusal(lambda: store_at(address).put_retention("a/b", Retention(until)))
    assert (type(error), error.code) == (SetupError, "retention_refused")


def test_a_service_that_answers_but_cannot_write_is_told_apart_from_one_that_is_away() -> None:
    ready = (Reply(), Reply(500), Reply(404))  # the bucket is there, uploads cannot be listed, the key is new
    fails = xml_error(500, "InternalError")
    config = xml_error(404, "ObjectLockConfigurationNotFoundError")
    with answering(*ready, fails, fails, fails, Reply(), config) as address:
        error = refusal(lambda: store_at(address).put_bytes("a/b", DATA))
    assert (type(error), error.code) == (TemporarilyUnavailable, "objects_not_writable")
    with answering(*ready, fails) as address:
        assert refusal(lambda: store_at(address).put_bytes("a/b", DATA)).code == "objects_away"


VERSIONS = b"""<ListVersionsResult><Name>bucket</Name><IsTruncated>false</IsTruncated><Version><Key>a/b</Key>
<VersionId>v1</VersionId><IsLatest>true</IsLatest><LastModified>2026-11-20T01:00:00.000Z</LastModified></Version>
</ListVersionsResult>"""
LOCK = b"<Retention><Mode>%s</Mode><RetainUntilDate>2036-11-20T01:00:00Z</RetainUntilDate></Retention>"


@pytest.mark.parametrize(
    ("mode", "may_lift", "is_gone"),
    [(b"GOVERNANCE", True, True), (b"GOVERNANCE", False, False), (b"COMPLIANCE", True, False)],
)
def test_an_erasure_lifts_governance_where_the_key_may_and_else_tells_how_long_it_waits(
    mode: bytes, may_lift: bool, is_gone: bool
) -> None:
    lifted = Reply(204) if may_lift else xml_error(403, "AccessDenied")
    with answering(Reply(200, VERSIONS), xml_error(403, "AccessDenied"), Reply(200, LOCK % mode), lifted) as address:
        waits_until = store_at(address).erase("a/b")
    assert waits_until == (None if is_gone else datetime(2036, 11, 20, 1, tzinfo=UTC))


def test_a_key_that_may_not_remove_at_all_is_told_so() -> None:
    refused = xml_error(403, "AccessDenied")
    with answering(Reply(200, VERSIONS), refused, xml_error(404, "NoSuchObjectLockConfiguration")) as address:
        assert refusal(lambda: store_at(address).erase("a/b")).code == "objects_refused"


@pytest.mark.parametrize(
    ("reply", "code", "name"),
    [(xml_error(403, "InvalidAccessKeyId"), 2, "objects_refused"), (xml_error(503, "SlowDown"), 3, "objects_away")],
)
def test_a_run_on_a_store_that_refuses_or_is_away_ends_with_its_name_and_takes_nothing_in(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reply: Reply, code: int, name: str
) -> None:
    for module in (patience, page_reader):
        monkeypatch.setattr(module, "RETRY_PAUSES_S", (0.01,))
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7 no paper")
    office.home.mkdir()
    command = ("digitise", str(tmp_path / "paper.pdf"), "--unit", "92", "--batch", "b", "--plain", "--json")
    with answering(reply) as address:
        settings = f'objects = "s3://key:secret@{address}/bucket?secure=false"\njobs = "1"\n'
        (office.home / "sohoa.toml").write_text(settings, encoding="utf-8")
        ended = office.call(*command)
        assert (ended.code, ended.error["code"], ended.lines) == (code, name, [])
        # What needs no original goes on.
        assert office.call("search", "--json").code == 0
    (office.home / "sohoa.toml").unlink()
    assert [line["outcome"] for line in office.call(*command).lines] == ["quarantined"]

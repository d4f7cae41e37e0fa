"""Originals on a real S3 service: locked when filed, lifted or waited for when erased; what is refused leaves none."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from minio import Minio

from benchmarks.drills.small_papers import draw_born_digital, draw_secret
from benchmarks.servers.seaweed import S3_KEY, S3_SECRET, objects_url
from storage.keys import original_key
from storage.object_locks import Retention
from tests.flows.office import PERMIT, Office

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]
# Longer than the office's papers have been filed.
DAYS = 7300
LOCK_S = 8
PAPER = PERMIT | {"holder_name": "Trần Thị Mận"}


class Bucket:
    """The bucket of one office, as the service itself shows it."""

    def __init__(self, address: str) -> None:
        self.name = f"office-{uuid.uuid4().hex[:12]}"
        self.url = objects_url(address, self.name)
        self._client = Minio(address, access_key=S3_KEY, secret_key=S3_SECRET, secure=False)

    def make_plain(self) -> None:
        self._client.make_bucket(self.name)

    def list_versions(self) -> list[str]:
        found = self._client.list_objects(self.name, recursive=True, include_version=True)
        return [str(entry.object_name) for entry in found]


@pytest.fixture
def bucket(seaweed: str) -> Bucket:
    return Bucket(seaweed)


def settle(office: Office, bucket: Bucket, **settings: object) -> None:
    """Write the office's settings; every call of it reads them anew."""
    lines = {"objects": bucket.url, "review_sample": "0", "jobs": "1", "retention_days": DAYS, **settings}
    office.home.mkdir(parents=True, exist_ok=True)
    text = "".join(f'{name} = "{value}"\n' for name, value in lines.items())
    (office.home / "sohoa.toml").write_text(text, encoding="utf-8")


def faults(office: Office, *command: str) -> list[str]:
    return [fault["kind"] for fault in office.call(*command, "--json").json["faults"]]


def erase(office: Office, result_id: str) -> Any:
    said = ("--reason", "theo quyết định của tòa án", "--approved-by", "minh", "--json")
    return office.call("erase", result_id, *said).json


def list_locked(office: Office) -> list[str]:
    with office.open() as resources:
        return [key for key in resources.objects.list_keys() if resources.objects.find_retention(key)]


def test_an_erasure_lifts_governance_and_leaves_no_version(office: Office, bucket: Bucket) -> None:
    settle(office, bucket)
    erased, kept = office.file_paper("một", PAPER), office.file_paper("hai", PAPER)
    assert faults(office, "reconcile", "--mend") == ["retention_missing"] * 2
    assert len(list_locked(office)) == 2
    assert erase(office, erased)["original"] == "removed"
    with office.open() as resources:
        scan_id = resources.catalogue.get_result(kept).scan_id
    assert [name for name in bucket.list_versions() if name.startswith("originals/")] == [original_key(scan_id)]
    assert faults(office, "reconcile") == faults(office, "verify") == []


def test_an_erasure_waits_for_compliance_and_is_finished_when_it_ends(office: Office, bucket: Bucket) -> None:
    settle(office, bucket, retention_days=0)
    erased = office.file_paper("một", PAPER)
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=LOCK_S)
    with office.open() as resources:
        key = original_key(resources.catalogue.get_result(erased).scan_id)
        resources.objects.put_retention(key, Retention(until, "compliance"))
    told = erase(office, erased)
    assert (told["original"], told["locked_until"]) == ("locked", until.isoformat())
    assert office.call("show", erased, "--json").error["code"] == "result_erased"
    assert [name for name in bucket.list_versions() if "/" in name and not name.startswith("audit/")] == [key]
    time.sleep(max(0.0, (until - datetime.now(UTC)).total_seconds()) + 1)
    assert faults(office, "reconcile", "--mend") == ["erasure_finished"]
    assert [name for name in bucket.list_versions() if not name.startswith("audit/")] == []


def test_a_bucket_without_locks_is_refused_before_anything_is_taken_in(
    office: Office, bucket: Bucket, tmp_path: Path
) -> None:
    bucket.make_plain()
    settle(office, bucket)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 no paper")
    command = ("digitise", str(tmp_path / "broken.pdf"), "--unit", "92", "--plain", "--json")
    answer = office.call(*command)
    assert (answer.code, answer.error["code"]) == (2, "bucket_without_lock")
    assert bucket.list_versions() == []
    settle(office, bucket, retention_days=0)
    assert [line["outcome"] for line in office.call(*command).lines] == ["quarantined"]


@pytest.mark.slow
def test_what_is_filed_is_locked_with_the_pages_it_is_made_of_and_what_is_refused_leaves_nothing(
    office: Office, bucket: Bucket, tmp_path: Path
) -> None:
    settle(office, bucket)
    papers = tmp_path / "papers"
    papers.mkdir()
    draw_born_digital(papers / "a.pdf", "birth_certificate", 1)
    draw_born_digital(papers / "b.pdf", "committee_decision", 2)
    draw_secret(papers / "c.pdf", 7)
    lines = office.call("digitise", str(papers), "--unit", "92", "--plain", "--json").lines
    filed = [line for line in lines if line["outcome"] == "filed"]
    secret = next(line for line in lines if line["outcome"] == "refused")
    assert sorted(list_locked(office)) == sorted(original_key(line["sha256"]) for line in filed)
    assert [name for name in bucket.list_versions() if secret["sha256"] in name] == []
    one, other = (line["result_id"] for line in filed)
    although = ("--although-holders-differ", "--although-types-differ")
    merged = office.call("result", "merge", one, other, "--reason", "một giấy tờ", *although, "--json")
    assert merged.code == 0, merged.err
    with office.open() as resources:
        result = resources.catalogue.get_result(one)
        parts = {part for part, _ in resources.catalogue.get_receipt(result.receipt_id).composed_of}
    assert {original_key(scan_id) for scan_id in (result.scan_id, *parts)} == set(list_locked(office))
    assert len(list_locked(office)) == 3
    assert faults(office, "reconcile") == faults(office, "verify") == []

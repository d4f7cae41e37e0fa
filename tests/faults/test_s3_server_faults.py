"""A real S3 service with wrong keys and clocks, writers that die or race, and a server that dies during a batch."""

from __future__ import annotations

import random
import signal
import uuid
from datetime import timedelta
from pathlib import Path

import minio.api
import pytest
from minio.time import utcnow

from benchmarks.drills.command_runs import Crash, run_sohoa, start_sohoa
from benchmarks.drills.killing import BATCH, digitise_arguments
from benchmarks.drills.s3_drill import cut_upload, kill_server_in_a_batch, race_writers
from benchmarks.drills.small_papers import draw_drill_papers
from benchmarks.servers.seaweed import S3_KEY, S3_SECRET, objects_url
from schemas.errors import SetupError
from storage.objects.s3 import S3ObjectStore, open_url

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]
MIB = 1 << 20


def quoted(text: str) -> str:
    return text.replace("/", "%2F").replace("+", "%2B")


@pytest.mark.parametrize(("key", "secret"), [(S3_KEY, "wrong"), ("nobody", S3_SECRET)])
def test_a_wrong_key_or_secret_is_told_by_every_call(seaweed: str, key: str, secret: str) -> None:
    store = open_url(f"s3://{quoted(key)}:{quoted(secret)}@{seaweed}/some-bucket?secure=false", Path())
    for ask in (lambda: store.put_bytes("a/b", b"x"), lambda: store.get_bytes("a/b"), store.find_lock_fault):
        with pytest.raises(SetupError, match="objects_refused"):
            ask()
    health = store.check()
    assert not health.ok and "objects_refused" in health.message


@pytest.mark.parametrize("minutes", [20, -20])
def test_a_clock_that_is_off_is_told_by_every_call(seaweed: str, minutes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minio.api.time, "utcnow", lambda: utcnow() + timedelta(minutes=minutes))
    store = open_url(objects_url(seaweed, f"clock-{uuid.uuid4().hex[:8]}"), Path())
    with pytest.raises(SetupError, match="clock_skewed"):
        store.get_bytes("a/b")


def test_tls_is_not_spoken_at_a_plain_port(seaweed: str) -> None:
    store = open_url(objects_url(seaweed, "some-bucket").replace("secure=false", "secure=true"), Path())
    with pytest.raises(SetupError, match="objects_tls"):
        store.put_bytes("a/b", b"x")


def test_a_writer_killed_in_the_middle_of_a_large_file_leaves_nothing(seaweed: str, tmp_path: Path) -> None:
    cut = cut_upload(seaweed, tmp_path, 96 * MIB, random.Random(1).uniform(0.0, 0.2))
    assert cut.is_sound, cut


def test_writers_of_one_key_at_once_leave_the_right_bytes(seaweed: str, tmp_path: Path) -> None:
    race = race_writers(seaweed, tmp_path, 20 * MIB, 2)
    assert race.is_sound, race


def test_what_was_left_of_uploads_is_cleared_away_only_when_it_is_old(seaweed: str, tmp_path: Path) -> None:
    store = open_url(objects_url(seaweed, f"left-{uuid.uuid4().hex[:8]}"), tmp_path)
    store.put_bytes("ready", b"")
    begin_upload(store)
    assert store.drop_left_uploads() == 0
    assert store.drop_left_uploads(timedelta()) == 1
    assert store.drop_left_uploads(timedelta()) == 0


def begin_upload(store: S3ObjectStore) -> None:
    store._client._create_multipart_upload(store._bucket, "a/b", {})


@pytest.mark.slow
def test_a_batch_outlives_its_server(tmp_path: Path) -> None:
    batch = kill_server_in_a_batch(tmp_path, 3)
    assert batch.is_sound, batch


@pytest.mark.slow
def test_what_a_killed_run_filed_and_had_no_time_to_lock_is_locked_by_resuming(seaweed: str, tmp_path: Path) -> None:
    home, papers = tmp_path / "home", draw_drill_papers(tmp_path / "papers")
    environment = {"SOHOA_OBJECTS": objects_url(seaweed, f"kill-{uuid.uuid4().hex[:8]}"), "SOHOA_REVIEW_SAMPLE": "0"}
    crash = Crash("receipt.ended:1", "group", tmp_path / "killed")
    killed = start_sohoa(home, *digitise_arguments(papers), crash=crash, environment=environment).wait()
    assert (killed.returncode, crash.was_reached) == (-signal.SIGKILL, True)
    resumed = run_sohoa(home, "batch", "resume", BATCH, "--plain", "--jobs", "1", environment=environment)
    assert resumed.returncode in (0, 1), resumed.errors
    assert run_sohoa(home, "reconcile", environment=environment).lines[0]["faults"] == []
    store = open_url(environment["SOHOA_OBJECTS"], tmp_path)
    locked = [key for key in store.list_keys("originals/") if store.find_retention(key)]
    assert len(locked) == 2

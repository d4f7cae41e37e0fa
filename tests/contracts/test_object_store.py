"""What every object store promises."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import urllib3

from schemas.errors import StoreDamaged, TemporarilyUnavailable
from storage.keys import original_key
from storage.object_locks import LONGEST_LINK_S
from storage.ports import ObjectStore

DATA = "Giấy phép".encode() * 1000
SHA256 = hashlib.sha256(DATA).hexdigest()


def test_what_was_put_comes_back(objects: ObjectStore) -> None:
    objects.put_bytes("readings/ab/one.json", DATA)
    assert objects.get_bytes("readings/ab/one.json") == DATA
    assert objects.find_size("readings/ab/one.json") == len(DATA)
    assert objects.compute_sha256("readings/ab/one.json") == SHA256


def test_a_file_is_kept_under_its_hash_and_the_source_stays(objects: ObjectStore, tmp_path: Path) -> None:
    source = tmp_path / "quét số 1.pdf"
    source.write_bytes(DATA)
    objects.put_file(original_key(SHA256), source, SHA256)
    assert source.read_bytes() == DATA
    with objects.open_local(original_key(SHA256)) as path:
        assert path.read_bytes() == DATA


def test_a_source_that_is_not_what_was_promised_is_not_stored(objects: ObjectStore, tmp_path: Path) -> None:
    source = tmp_path / "growing.pdf"
    source.write_bytes(DATA + b"more")
    with pytest.raises(TemporarilyUnavailable) as caught:
        objects.put_file(original_key(SHA256), source, SHA256)
    assert caught.value.code == "source_changed"
    assert list(objects.list_keys()) == []


def test_putting_twice_is_harmless(objects: ObjectStore) -> None:
    objects.put_bytes("a/b", DATA)
    objects.put_bytes("a/b", DATA)
    assert list(objects.list_keys()) == ["a/b"]
    assert objects.get_bytes("a/b") == DATA


def test_an_empty_object_is_an_object(objects: ObjectStore) -> None:
    objects.put_bytes("a/empty", b"")
    assert objects.find_size("a/empty") == 0
    assert objects.get_bytes("a/empty") == b""


def test_a_missing_object_is_told_as_damage(objects: ObjectStore) -> None:
    assert objects.find_size("a/nothing") is None
    with pytest.raises(StoreDamaged) as caught:
        objects.get_bytes("a/nothing")
    assert caught.value.code == "object_missing"
    with pytest.raises(StoreDamaged), objects.open_local("a/nothing"):
        pass
    with pytest.raises(StoreDamaged):
        objects.compute_sha256("a/nothing")


def test_keys_come_in_order_and_by_prefix(objects: ObjectStore) -> None:
    names = ["a/b", "a-b", "a/b-c", "a/b/c", "ab/a", "b"]
    names.remove("a/b")
    for name in names:
        objects.put_bytes(name, name.encode())
    assert list(objects.list_keys()) == sorted(names)
    assert list(objects.list_keys("a/")) == ["a/b-c", "a/b/c"]
    assert list(objects.list_keys("a")) == ["a-b", "a/b-c", "a/b/c", "ab/a"]
    assert list(objects.list_keys("nothing/")) == []


def test_deleting_is_harmless_when_absent(objects: ObjectStore) -> None:
    objects.put_bytes("a/b", DATA)
    objects.delete("a/b")
    objects.delete("a/b")
    assert objects.find_size("a/b") is None


def test_a_healthy_store_says_so(objects: ObjectStore) -> None:
    health = objects.check()
    assert health.ok, health.message
    assert health.name == "objects"


def test_an_original_that_is_not_what_its_key_says_is_not_handed_out_as_bytes(objects: ObjectStore) -> None:
    objects.put_bytes(original_key(SHA256), b"other bytes")
    with pytest.raises(StoreDamaged) as caught:
        objects.get_bytes(original_key(SHA256))
    assert caught.value.code == "object_damaged"
    # The check of originals asks what is really there, and the right bytes mend it.
    assert objects.compute_sha256(original_key(SHA256)) == hashlib.sha256(b"other bytes").hexdigest()
    objects.put_bytes(original_key(SHA256), DATA)
    assert objects.get_bytes(original_key(SHA256)) == DATA


def test_a_link_lasts_minutes_at_most_and_carries_the_bytes_alone(objects: ObjectStore) -> None:
    objects.put_bytes("a/b", DATA)
    link = objects.make_link("a/b", 60, "kết quả 1.pdf")
    for seconds in (0, LONGEST_LINK_S + 1):
        with pytest.raises(ValueError, match="seconds"):
            objects.make_link("a/b", seconds, "x.pdf")
    if link is not None:
        answer = urllib3.request("GET", link)
        assert (answer.status, answer.data) == (200, DATA)
        assert answer.headers["Content-Disposition"] == (
            "attachment; filename=\"k_t_qu__1.pdf\"; filename*=UTF-8''k%E1%BA%BFt%20qu%E1%BA%A3%201.pdf"
        )
        assert urllib3.request("GET", link.replace("a/b", "a/c")).status == 403
        assert urllib3.request("DELETE", link).status == 403

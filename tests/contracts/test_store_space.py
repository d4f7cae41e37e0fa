"""A store tells how full its disk is, or that it does not know."""

from __future__ import annotations

from storage.ports import ObjectStore


def test_a_store_tells_of_its_disk_or_says_that_it_cannot(objects: ObjectStore) -> None:
    space = objects.find_space()
    if space is not None:
        assert space.disk == "objects"
        assert 0 < space.free_bytes <= space.total_bytes
        objects.put_bytes("originals/ab/cd", b"some bytes")
        again = objects.find_space()
        assert again is not None and (again.disk, again.total_bytes) == (space.disk, space.total_bytes)

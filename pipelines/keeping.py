"""Here lives the keeping of objects: what one must hash to is noted first, then its bytes are stored.

In this order no stored object is ever without its sum; a sum whose object never came is no fault.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipelines.resources import Resources
from storage.keys import scan_of
from storage.ledgers.care import ObjectSum


def keep_file(resources: Resources, key: str, path: Path, sha256: str | None = None) -> None:
    """Store a file's bytes under a key of a scan; raises as `ObjectStore.put_file`."""
    if sha256 is None:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    resources.catalogue.put_sums([ObjectSum(key, scan_of(key), sha256)])
    resources.objects.put_file(key, path, sha256=sha256)


def keep_bytes(resources: Resources, key: str, data: bytes) -> None:
    """Store bytes under a key of a scan; raises as `ObjectStore.put_bytes`."""
    resources.catalogue.put_sums([ObjectSum(key, scan_of(key), hashlib.sha256(data).hexdigest())])
    resources.objects.put_bytes(key, data)

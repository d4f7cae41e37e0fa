"""Here live the times of the portal's pages on a full home: `python -m benchmarks.page_times HOME`.

Everybody's lists, as people with all roles in a city see them, first after the program has started and then again.
With `--make` the home is filled first: one batch of 10,000 files, 200 small ones, 2,000 files in quarantine, and as
many papers in review as files are filed. HOME is written to (an account, what was seen): of a home in use, take a copy.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from fastapi.testclient import TestClient
from httpx import Response

from benchmarks.full_batches import BIG, fill
from pipelines.people.accounts import choose_password, open_account
from pipelines.people.signing_in import sign_in
from pipelines.resources import Resources, open_resources
from pipelines.settings import read_settings
from schemas.people import GRANTED, Grant
from web.application import make_application
from web.visitors import COOKIE

_PASSWORD = "mùa nước nổi trên đồng"
_CITY, _OFFICE = "92", "92.916.31135"
# A person waits for a page without noticing so long.
_MOST_MS = 300.0
_AGAIN = 5
ARCHIVE = (
    f"/batches/{BIG}",
    f"/batches/{BIG}?page=200",
    f"/batches/{BIG}?only=quarantined",
    f"/batches/{BIG}/progress",
)
LISTS = ("/batches", "/batches?page=8", "/quarantine", "/quarantine?everything=1", "/review", "/review/next")
MANAGER = (
    "/coverage",
    "/coverage?as_of=2024-12-31",
    "/coverage/funnel",
    *(f"/coverage/list?status={status}" for status in ("in_force", "missing", "in_review", "digitised", "unknown")),
    "/coverage/indicators",
    "/coverage/evidence",
    "/review/checks",
    "/health",
    "/audit",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 where a page takes longer than people should wait."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--make", action="store_true")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--pages", nargs="*", default=())
    wish = parser.parse_args(arguments)
    with open_resources(read_settings({}, home=str(wish.home))) as resources:
        if wish.make:
            print(f"filled in {fill(resources, wish.files):.0f} s")
        is_big = resources.catalogue.find_batch(BIG) is not None
        addresses = wish.pages or ((*ARCHIVE, *LISTS) if is_big else (*LISTS, *MANAGER))
        slow = [address for unit in (_CITY, _OFFICE) for address in measure(resources, unit, addresses)]
    return 1 if slow else 0


def measure(resources: Resources, unit: str, addresses: Sequence[str]) -> list[str]:
    """The pages that are slow for somebody who has every role in a unit; all are printed."""
    slow = []
    print(f"somebody in {unit}; ms: first, then median and worst of {_AGAIN}, median of processor time")
    with TestClient(make_application(resources), follow_redirects=False) as browser:
        browser.cookies.set(COOKIE, _sign_in(resources, unit))
        for address in addresses:
            took = []
            for _ in range(1 + _AGAIN):
                answer, wall_ms, cpu_ms = _ask(browser, address)
                took.append((wall_ms, cpu_ms))
            again = sorted(took[1:])
            cpu_ms = median(cpu for _, cpu in again)
            print(f"  {address:45} {answer.status_code} {len(answer.content) >> 10:5} KiB", end="")
            print(f" {took[0][0]:7.0f} {again[_AGAIN // 2][0]:7.0f} {again[-1][0]:7.0f} {cpu_ms:7.0f}", flush=True)
            if again[_AGAIN // 2][0] > _MOST_MS:
                slow.append(address)
    return slow


def _ask(browser: TestClient, address: str) -> tuple[Response, float, float]:
    """The answer, milliseconds of wall clock and of processor time."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = browser.get(address)
    return answer, 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)


def _sign_in(resources: Resources, unit: str) -> str:
    name = f"measurer.{unit.replace('.', '-')}"
    if resources.catalogue.find_account(name) is None:
        open_account(resources, name, "", [Grant(role, unit) for role in GRANTED], "measuring")
        choose_password(resources, name, _PASSWORD)
    return sign_in(resources, name, _PASSWORD)


if __name__ == "__main__":
    sys.exit(main())

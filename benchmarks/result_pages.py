"""Here lives the speed of result pages: `python -m benchmarks.result_pages HOME`.

Every result of a copy of a home is opened twice as a browser opens it: the page, its first picture, words marked on
it. Printed are p50 and p95, in milliseconds of wall clock and of processor time.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

from fastapi.testclient import TestClient

from pipelines.people.accounts import choose_password, open_account
from pipelines.people.signing_in import find_visitor, sign_in
from pipelines.resources import Resources, open_resources
from pipelines.settings import read_settings
from schemas.people import Grant
from schemas.procedure_result import ProcedureResult
from web.application import make_application
from web.visitors import COOKIE

_NAME, _PASSWORD = "measurer", "mùa nước nổi trên đồng"
_MOST = 200
_ROUNDS = ("first", "second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(parser.parse_args().home, home)
        with open_resources(read_settings({}, home=str(home), working_folder=Path(folder))) as resources:
            measure(resources)


def measure(resources: Resources) -> None:
    """Print the table of every result of an open home."""
    open_account(resources, _NAME, "", [Grant("verifier", "92")], "measuring")
    choose_password(resources, _NAME, _PASSWORD)
    token = sign_in(resources, _NAME, _PASSWORD)
    visitor = find_visitor(resources, token)
    assert visitor is not None
    took: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    with TestClient(make_application(resources)) as browser:
        browser.cookies.set(COOKIE, token)
        browser.headers["X-Form-Key"] = visitor.form_key
        results = list(resources.catalogue.list_results())[:_MOST]
        for result in results:
            for opened in _ROUNDS:
                for name, ask in _list_asks(browser, result):
                    took[name, opened].append(_time(ask))
    print(f"{len(results)} results, {sum(len(result.page_numbers) for result in results)} pages")
    for (name, opened), times in took.items():
        figures = (figure for side in zip(*times, strict=True) for figure in (_cut(side, 50), _cut(side, 95)))
        print("{:10}{:8} wall p50 {:6.0f} p95 {:6.0f}   cpu p50 {:6.0f} p95 {:6.0f} ms".format(name, opened, *figures))


def _list_asks(browser: TestClient, result: ProcedureResult) -> list[tuple[str, Callable[[], int]]]:
    address = f"/results/{result.result_id}"
    words = {"text": result.holder_names[0] if result.holder_names else "quyet dinh"}
    heard = {"Accept": "application/json"}
    return [
        ("page", lambda: browser.get(address).status_code),
        ("picture", lambda: browser.get(f"{address}/pages/{result.page_numbers[0]}.jpg").status_code),
        ("words", lambda: browser.post(f"{address}/words", data=words, headers=heard).status_code),
    ]


def _time(ask: Callable[[], int]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    status = ask()
    assert status == 200, status
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def _cut(times: tuple[float, ...], percent: int) -> float:
    return quantiles(times, n=100, method="inclusive")[percent - 1] if len(times) > 1 else times[0]


if __name__ == "__main__":
    main()

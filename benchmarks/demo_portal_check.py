"""Walk what `sohoa demo --portal --json` left open: `python -m benchmarks.demo_portal_check FILE`; then end it.

Each person signs in with the password that serves once and chooses one; each link opens; the paper that communes lack
to their floor is mended and confirmed as a browser without script would, and the dashboard turns. Prints every
difference; exit code 1 when there is one.
"""

from __future__ import annotations

import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx

from benchmarks.papers.counter_day import NUMBER
from pipelines.demo.portal import stop_portal

_CHOSEN = "hoa súng nở trên kênh"
_SHORTFALL = re.compile(r'class="most[^"]*"><dt>[^<]*</dt><dd>([^<]*)</dd>')


class _Form(HTMLParser):
    """The fields of the form with an id, as a browser would send them."""

    def __init__(self, form_id: str, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._form_id, self._is_in, self._select = form_id, False, ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self._is_in = told.get("id") == self._form_id
        if not self._is_in:
            return
        if tag == "input" and told.get("name"):
            self.fields[str(told["name"])] = told.get("value") or ""
        if tag == "select":
            self._select = str(told.get("name"))
        if tag == "option" and "selected" in told:
            self.fields[self._select] = told.get("value") or ""


def check(portal: dict[str, Any]) -> list[str]:
    """Every difference between what was promised and what a person meets, as sentences."""
    people = {one["name"]: _sign_in(portal["address"], one) for one in portal["sign_ins"]}
    differences = []
    for link in portal["links"]:
        answer = people[link["who"]].get(link["path"])
        if answer.status_code != 200:
            differences.append(f"{link['what']}: {answer.status_code}")
    paths = {link["what"]: link["path"] for link in portal["links"]}
    manager, keeper, clerk = people["lanhdao"], people["luutru"], people["motcua"]
    if 'class="wrong"' not in keeper.get(paths["plain_tesseract"]).text:
        differences.append("plain Tesseract: no wrong word is marked")
    if not _search(clerk, portal["card"]):
        differences.append("the card finds nothing")
    before = _read_floor(manager, paths["floor"])
    _confirm(keeper, paths["stained_photo"])
    after = _read_floor(manager, paths["floor"])
    if (before[0], after[0]) != ("1", "0") or before[1] - after[1] != 1:
        differences.append(f"floor: short of {before[0]}, then {after[0]}; missing {before[1]}, then {after[1]}")
    return differences


def _sign_in(address: str, one: dict[str, str]) -> httpx.Client:
    browser = httpx.Client(base_url=address, follow_redirects=True, timeout=60)
    _send(browser, "/sign-in", name=one["name"], password=one["password"])
    _send(browser, "/password", present=one["password"], chosen=_CHOSEN)
    _send(browser, "/sign-in", name=one["name"], password=_CHOSEN)
    return browser


def _send(browser: httpx.Client, path: str, **fields: str) -> httpx.Response:
    found = re.search(r'name="form_key" value="([^"]*)"', browser.get(path).text)
    return browser.post(path, data={"form_key": found[1] if found else "", **fields})


def _search(clerk: httpx.Client, card: str) -> bool:
    return "/results/" in _send(clerk, "/find", text=card).text


def _confirm(keeper: httpx.Client, path: str) -> None:
    form = _Form("checking", keeper.get(path).text).fields
    keeper.post(path, data={**form, "field:document_number": NUMBER, "step": "confirm"})


def _read_floor(manager: httpx.Client, path: str) -> tuple[str, int]:
    """What communes lack to their floor, and how long the list of what nobody has scanned is."""
    page = manager.get(path).text
    section = page.partition('aria-labelledby="level-commune"')[2].partition("</section>")[0]
    (shortfall,) = _SHORTFALL.findall(section)
    counts = re.findall(r"<dd>(?:<a[^>]*>|<[^>]*>)*\s*(\d+)", section)
    return shortfall, int(counts[5])


def main(arguments: list[str]) -> int:
    told = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    try:
        differences = check(told["portal"])
    finally:
        stop_portal(Path(told["stores"]["SOHOA_HOME"]))
    for difference in differences:
        print(difference)
    print(f"portal of the demo: {len(told['portal']['links'])} links opened, {len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

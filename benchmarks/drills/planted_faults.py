"""Here lives the drill of planted faults: is every one found, what was derived mended, and nothing else told?

A home of drawn papers; in each round one fault of every kind is planted, each on a paper drawn by lot. `verify`,
`reconcile` and `audit verify` must tell exactly those; `reconcile --mend` must mend what was derived; with the
originals put back nothing may be left.

    python -m benchmarks.drills.planted_faults --rounds 10 [--objects URL] [--catalogue URL] [--index URL]
"""

from __future__ import annotations

import argparse
import random
import re
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.drills.command_runs import run_sohoa
from benchmarks.drills.small_papers import draw_born_digital, draw_scan
from benchmarks.papers.catalogue import FORMS
from pipelines.care.fixity import verify_objects
from pipelines.care.inspection_report import Report
from pipelines.care.reconcile import reconcile
from pipelines.care.verify import verify_audit
from pipelines.indexing import to_index_document
from pipelines.resources import Resources, open_resources
from pipelines.settings import read_settings
from schemas.procedure_result import HistoryEntry, ProcedureResult
from storage.keys import original_key, reading_key, searchable_key

# A paper each, so that no fault hides another, and some that nothing happens to.
_LEAST_PAPERS, _SCANS = 14, 2
_STRAY = "5a" * 32

Told = set[tuple[str, str]]


@dataclass
class Planted:
    """What one fault must look like to each check, whether it is mended, and how it is taken back if not."""

    verify: Told = field(default_factory=set)
    reconcile: Told = field(default_factory=set)
    audit: Told = field(default_factory=set)
    is_derived: bool = False
    undo: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True)
class Score:
    """Of each kind of fault: how often planted, found by every check that should, and mended; what else was told."""

    planted: Counter[str]
    found: Counter[str]
    mended: Counter[str]
    extra: tuple[str, ...]
    derived: frozenset[str]

    @property
    def is_perfect(self) -> bool:
        return (
            self.found == self.planted
            and not self.extra
            and all(self.mended[kind] == self.planted[kind] for kind in self.derived)
        )


class Saboteur:
    """Plants faults in one home; each on a result of its own."""

    def __init__(self, resources: Resources, rng: random.Random) -> None:
        self._resources = resources
        self._rng = rng
        self._left = list(resources.catalogue.list_results())
        self._indexed = {one.result_id: to_index_document(resources, one) for one in self._left}
        rng.shuffle(self._left)

    def plant_all(self) -> dict[str, Planted]:
        """One fault of each kind, by name."""
        planted = {name: getattr(self, name)() for name in FAULTS}
        # Built anew, for a server that was told to delete a document remembers that.
        with self._resources.index.open_build(fresh=True) as build:
            documents = sorted(self._indexed.values(), key=lambda document: document.result_id)
            build.put_documents(documents, through=documents[-1].result_id)
            build.switch()
        return planted

    def original_flipped(self) -> Planted:
        key = original_key(self._take().scan_id)
        return Planted(verify={("damaged", key)}, undo=self._change(key, self._flip))

    def original_missing(self) -> Planted:
        key = original_key(self._take().scan_id)
        sound = self._resources.objects.get_bytes(key)
        self._resources.objects.delete(key)
        put_back = lambda: self._resources.objects.put_bytes(key, sound)  # noqa: E731
        return Planted({("missing", key)}, {("original_missing", key)}, undo=put_back)

    def originals_swapped(self) -> Planted:
        one, other = (original_key(self._take().scan_id) for _ in range(2))
        ones, others = (self._resources.objects.get_bytes(key) for key in (one, other))
        self._resources.objects.put_bytes(one, others)
        self._resources.objects.put_bytes(other, ones)

        def undo() -> None:
            self._resources.objects.put_bytes(one, ones)
            self._resources.objects.put_bytes(other, others)

        return Planted(verify={("swapped", one), ("swapped", other)}, undo=undo)

    def original_orphaned(self) -> Planted:
        key = original_key(_STRAY)
        self._resources.objects.put_bytes(key, b"nobody handed this in")
        return Planted({("orphan", key)}, {("orphan_original", key)}, undo=lambda: self._resources.objects.delete(key))

    def reading_flipped(self) -> Planted:
        return self._damage(self._reading_of(self._take()), "reading_damaged")

    def reading_missing(self) -> Planted:
        return self._lose(self._reading_of(self._take()), "reading_missing")

    def searchable_flipped(self) -> Planted:
        result = self._take()
        return self._damage(searchable_key(result.scan_id, result.recipe), "searchable_damaged")

    def searchable_missing(self) -> Planted:
        result = self._take()
        return self._lose(searchable_key(result.scan_id, result.recipe), "searchable_missing")

    def reading_orphaned(self) -> Planted:
        key = reading_key(_STRAY[::-1], 1, "recipe")
        self._resources.objects.put_bytes(key, b"{}")
        return Planted(reconcile={("orphan_derived", key)}, is_derived=True)

    def index_missing(self) -> Planted:
        result = self._take()
        del self._indexed[result.result_id]
        return Planted(reconcile={("index_missing", f"index:{result.result_id}")}, is_derived=True)

    def index_old(self) -> Planted:
        result = self._take()
        self._indexed[result.result_id] = replace(self._indexed[result.result_id], version=0)
        return Planted(reconcile={("index_old_version", f"index:{result.result_id}")}, is_derived=True)

    def index_extra(self) -> Planted:
        document = self._indexed[self._rng.choice(self._left).result_id]
        self._indexed["stray"] = replace(document, result_id="stray")
        return Planted(reconcile={("index_orphan", "index:stray")}, is_derived=True)

    def outbox_mark_lost(self) -> Planted:
        result, catalogue = self._take(), self._resources.catalogue
        told = HistoryEntry(self._resources.now(), "drill", "confirmed")
        catalogue.update_result(result.result_id, lambda it: replace(it, history=(*it.history, told)))
        catalogue.remove_outbox(catalogue.list_outbox(1))
        return Planted(reconcile={("index_old_version", f"index:{result.result_id}")}, is_derived=True)

    def page_record_lost(self) -> Planted:
        result = self._take()
        number = self._rng.choice(result.page_numbers)
        self._execute(
            "DELETE FROM pages WHERE scan_id = :scan AND page_number = :page AND recipe = :recipe",
            {"scan": result.scan_id, "page": number, "recipe": result.recipe},
        )
        key = reading_key(result.scan_id, number, result.recipe)
        return Planted(reconcile={("page_unrecorded", key)}, is_derived=True)

    def audit_changed(self) -> Planted:
        entry = self._rng.choice(list(self._resources.catalogue.list_audit()))
        change = "UPDATE audit SET payload = :payload WHERE sequence = :sequence"
        self._execute(change, {"payload": entry.payload + " ", "sequence": entry.sequence})
        sound = {"payload": entry.payload, "sequence": entry.sequence}
        return Planted(audit={("audit_broken", f"audit:{entry.sequence}")}, undo=lambda: self._execute(change, sound))

    def _take(self) -> ProcedureResult:
        return self._left.pop()

    def _reading_of(self, result: ProcedureResult) -> str:
        return reading_key(result.scan_id, self._rng.choice(result.page_numbers), result.recipe)

    def _damage(self, key: str, kind: str) -> Planted:
        self._change(key, self._flip)
        # `reconcile` tells what the last `verify` found.
        return Planted({(kind, key)}, {(kind, key)}, is_derived=True)

    def _lose(self, key: str, kind: str) -> Planted:
        self._resources.objects.delete(key)
        return Planted({(kind, key)}, {(kind, key)}, is_derived=True)

    def _change(self, key: str, how: Callable[[bytes], bytes]) -> Callable[[], object]:
        sound = self._resources.objects.get_bytes(key)
        self._resources.objects.put_bytes(key, how(sound))
        return lambda: self._resources.objects.put_bytes(key, sound)

    def _flip(self, data: bytes) -> bytes:
        """One bit at a random place."""
        place = self._rng.randrange(len(data))
        return data[:place] + bytes([data[place] ^ (1 << self._rng.randrange(8))]) + data[place + 1 :]

    def _execute(self, statement: str, values: Mapping[str, object]) -> None:
        """Straight in the database, as no method of the catalogue would."""
        url = self._resources.settings.catalogue
        if url.startswith("postgresql:"):
            import psycopg

            with psycopg.connect(url) as server:
                server.execute(re.sub(r":(\w+)", r"%(\1)s", statement).encode(), values)
            return
        with closing(sqlite3.connect(self._resources.settings.home / "catalogue.sqlite")) as file, file:
            file.execute(statement, values)


FAULTS = (
    "original_flipped",
    "original_missing",
    "originals_swapped",
    "original_orphaned",
    "reading_flipped",
    "reading_missing",
    "searchable_flipped",
    "searchable_missing",
    "reading_orphaned",
    "page_record_lost",
    "audit_changed",
    "outbox_mark_lost",
    "index_missing",
    "index_old",
    "index_extra",
)


@contextmanager
def open_filled_home(home: Path, environment: Mapping[str, str], paper_count: int, seed: int) -> Iterator[Resources]:
    """A home with so many drawn papers, digitised by the real command; some are scans that had to be recognised.

    Args:
        environment: settings of stores other than the embedded ones.
    """
    # A lock would keep the faults out.
    environment = {"SOHOA_RETENTION_DAYS": "0", **environment}
    papers = home.parent / "papers"
    papers.mkdir()
    forms = list(FORMS)
    for number in range(paper_count - _SCANS):
        draw_born_digital(papers / f"{number:03}.pdf", forms[number % len(forms)], 1000 * seed + number)
    for number in range(_SCANS):
        draw_scan(papers / f"scan-{number}.pdf", 1000 * seed + number)
    order = ("digitise", str(papers), "--unit", "92", "--batch", "drill", "--plain", "--jobs", "1")
    run = run_sohoa(home, *order, environment=environment)
    assert set(run.outcomes().values()) == {"filed"}, run.outcomes()
    with open_resources(read_settings(environment, home=str(home), working_folder=home.parent)) as resources:
        for number in range(5):
            resources.catalogue.add_audit("drill", "drill", f'{{"number": {number}}}')
        yield resources


def run_rounds(resources: Resources, rounds: int, seed: int) -> Score:
    """Plant, look, mend, take back, look again; what every round came to."""
    score = Score(Counter(), Counter(), Counter(), (), frozenset())
    for number in range(rounds):
        planted = Saboteur(resources, random.Random(1000 * seed + number)).plant_all()
        reports = {
            "verify": verify_objects(resources),
            "reconcile": reconcile(resources),
            "audit": verify_audit(resources),
        }
        told = {check: {(fault.kind, fault.key) for fault in report.faults} for check, report in reports.items()}
        mended = {(fault.kind, fault.key) for fault in reconcile(resources, mend=True).faults if fault.mended}
        for one in planted.values():
            one.undo()
        left = [fault.kind for report in _look(resources) for fault in report.faults]
        score = _add(score, planted, told, mended, left)
    return score


def _look(resources: Resources) -> tuple[Report, ...]:
    return verify_objects(resources), reconcile(resources), verify_audit(resources)


def _add(
    score: Score, planted: Mapping[str, Planted], told: Mapping[str, Told], mended: Told, left: list[str]
) -> Score:
    expected = {
        check: set[tuple[str, str]]().union(*(getattr(one, check) for one in planted.values())) for check in told
    }
    extra = [f"{check}: {kind} {key}" for check in told for kind, key in sorted(told[check] - expected[check])]
    extra += [f"left after mending: {kind}" for kind in left]
    found = Counter(name for name, one in planted.items() if all(getattr(one, check) <= told[check] for check in told))
    again = Counter(name for name, one in planted.items() if one.is_derived and one.reconcile <= mended)
    return Score(
        score.planted + Counter(planted.keys()),
        score.found + found,
        score.mended + again,
        (*score.extra, *extra),
        frozenset(name for name, one in planted.items() if one.is_derived),
    )


def tell(score: Score) -> Iterator[str]:
    """A line for each kind of fault, then what was told beside them."""
    yield f"{'fault':<20} {'found':>9} {'mended':>9}"
    for name in FAULTS:
        count = score.planted[name]
        mended = f"{score.mended[name]} of {count}" if name in score.derived else "-"
        yield f"{name:<20} {f'{score.found[name]} of {count}':>9} {mended:>9}"
    yield f"told beside these: {len(score.extra)}"
    yield from score.extra


def main() -> int:
    """Rounds on the stores asked for; 1 where one fault was not found, not mended, or something else was told."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--papers", type=int, default=_LEAST_PAPERS + 6)
    parser.add_argument("--seed", type=int, default=1)
    for name in ("objects", "catalogue", "index"):
        parser.add_argument(f"--{name}", help=f"SOHOA_{name.upper()}, else the embedded one")
    asked = parser.parse_args()
    stores = {f"SOHOA_{name.upper()}": getattr(asked, name) for name in ("objects", "catalogue", "index")}
    environment = {name: url for name, url in stores.items() if url}
    count = max(asked.papers, _LEAST_PAPERS)
    with (
        tempfile.TemporaryDirectory(prefix="planted-") as folder,
        open_filled_home(Path(folder) / "home", environment, count, asked.seed) as resources,
    ):
        score = run_rounds(resources, asked.rounds, asked.seed)
    print("\n".join(tell(score)))
    return 0 if score.is_perfect else 1


if __name__ == "__main__":
    sys.exit(main())

"""`python -m benchmarks.drills.restore_drill`: a home backed up, lost, restored; every command must answer as before.

Draws papers, digitises them, then corrects, confirms, withdraws, revokes, links and erases some, imports a register,
keeps one file in quarantine. Asks every command that only tells, backs up, erases one more paper, restores into an
empty home with the list of erasures, asks again, and checks `reconcile`, `verify --all` and `audit verify`.

Routes: `file` (SQLite and a folder by way of one file), `store` (by way of a second folder), with `--servers` also `s3`
(by way of a bucket, the restored home on another), `to-postgresql` and `from-postgresql`.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.drills.small_papers import BROKEN_NAME, draw_born_digital, draw_scan
from pipelines.cli.command import main as run_command
from pipelines.settings import CONFIG_FILE

UNIT, BATCH = "92.916", "lo-01"
_KINDS = ("birth_certificate", "committee_decision", "building_permit", "marriage_certificate", "death_extract")
# Change from call to call, or with the number of documents that an index once held and deleted.
_VOLATILE = frozenset({"took_ms", "score", "checked_at", "finished_at"})
_ERASE = ("--reason", "theo quyết định của cơ quan có thẩm quyền", "--approved-by", "hoa")


@dataclass(frozen=True, slots=True)
class Place:
    """A home with settings of its own, and the way to call commands on it."""

    home: Path

    def call(self, *arguments: str, may_fail: bool = False) -> tuple[int, list[Any]]:
        """Exit code and the JSON lines of one command."""
        said, told = io.StringIO(), io.StringIO()
        with redirect_stdout(said), redirect_stderr(told):
            code = run_command(["--home", str(self.home), *arguments, "--json"])
        if code > 1 and not may_fail:
            raise RuntimeError(f"{arguments[:2]} ended with {code}: {told.getvalue()[-500:]}")
        return code, [json.loads(line) for line in said.getvalue().splitlines() if line.startswith(("{", "["))]


@dataclass(slots=True)
class Outcome:
    """What a round came to: what differs, and the figures."""

    route: str
    asked: int = 0
    differences: list[str] = field(default_factory=list)
    backup_s: float = 0.0
    restore_s: float = 0.0
    objects: int = 0


def open_place(home: Path, **settings: str) -> Place:
    """A new, empty home with these settings in its own `sohoa.toml`."""
    home.mkdir(parents=True)
    (home / CONFIG_FILE).write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items()))
    return Place(home)


def fill(place: Place, folder: Path, papers: int, scans: int) -> list[str]:
    """Papers digitised and then changed in every way; ids of the results, the last of them to be erased later."""
    folder.mkdir()
    for number in range(papers):
        draw_born_digital(folder / f"p{number:02d}.pdf", _KINDS[number % len(_KINDS)], number)
    for number in range(scans):
        draw_scan(folder / f"s{number:02d}.pdf", 100 + number)
    (folder / BROKEN_NAME).write_bytes(b"%PDF-1.7\nthis was cut off\n")
    _, lines = place.call("digitise", str(folder), "--unit", UNIT, "--batch", BATCH, "--plain", "--jobs", "1")
    ids = [line["result_id"] for line in lines if line["result_id"]]
    for result_id in ids:
        place.call("review", "confirm", result_id, may_fail=True)
    place.call("result", "correct", ids[0], "holder_name=Trần Thị Bé", "--reason", "sai tên", may_fail=True)
    place.call("result", "withdraw", ids[1], "--reason", "quét nhầm")
    place.call("validity", "set", ids[2], "--state", "revoked", "--on", "2024-05-06", "--basis", "QĐ 7", may_fail=True)
    place.call("holders", "link", "301234567", "092085000123", "--evidence", "xác nhận số 12", may_fail=True)
    place.call("register", "count", "--unit", UNIT, "--type", "building_permit", "--year", "2021", "--number", "40",
               "--source", "báo cáo", may_fail=True)  # fmt: skip
    place.call("erase", ids[3], *_ERASE)
    place.call("audit", "verify")
    return [name for name in ids if name != ids[3]]


def list_questions(ids: Sequence[str]) -> list[tuple[str, ...]]:
    """Every command that only tells."""
    each = [call for name in ids for call in (("show", name), ("result", "history", name), ("review", "show", name))]
    words = ("", "nguyễn", "ủy ban nhân dân", "trần thị bé", "khai sinh")
    return [
        *[("search", word) for word in words],
        ("search", "--state", "withdrawn"),
        ("search", "--valid-on", "2024-06-01"),
        ("batch", "list"),
        ("batch", "show", BATCH),
        ("review", "list"),
        ("review", "precision"),
        ("quarantine", "list"),
        ("quota",),
        ("quota", "--as-of", "2023-12-31", "--unit", UNIT),
        ("register", "missing", "--unit", UNIT),
        ("validity", "proposals"),
        ("holders", "show", "092085000123"),
        ("erase", "--list"),
        ("types", "list"),
        *each,
    ]


def ask(place: Place, questions: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    """Command line -> exit code and answer, without what changes from call to call."""
    return {" ".join(call): _settle(place.call(*call, may_fail=True)) for call in questions}


def _settle(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _settle(item) for name, item in value.items() if name not in _VOLATILE}
    return [_settle(item) for item in value] if isinstance(value, (list, tuple)) else value


def run_round(route: str, first: Place, target: str, second: Place, folder: Path, papers: int, scans: int) -> Outcome:
    """One home by way of one backup into another; `second` is empty."""
    outcome = Outcome(route)
    ids = fill(first, folder / "scans", papers, scans)
    began = time.monotonic()
    first.call("backup", target)
    outcome.backup_s = time.monotonic() - began
    later = ids.pop()
    first.call("erase", later, *_ERASE)
    questions = list_questions(ids)
    before = ask(first, questions)
    _, erased = first.call("erase", "--list")
    (folder / "erased.jsonl").write_text("".join(json.dumps(line) + "\n" for line in erased))
    began = time.monotonic()
    code, told = second.call("restore", target, "--erased", str(folder / "erased.jsonl"))
    outcome.restore_s, outcome.objects = time.monotonic() - began, told[0]["objects"]
    after = ask(second, questions)
    outcome.asked = len(questions)
    outcome.differences = [
        f"{call}: {after[call]} instead of {before[call]}" for call in before if before[call] != after[call]
    ]
    if code or told[0]["erased_again"] != [later]:
        outcome.differences.append(f"restore: {code} {told}")
    for check in (("reconcile",), ("verify", "--all"), ("audit", "verify")):
        code, answer = second.call(*check)
        if code or answer[0]["faults"]:
            outcome.differences.append(f"{' '.join(check)}: {answer[0]['faults']}")
    return outcome


@contextmanager
def opened_route(route: str, folder: Path, servers: ExitStack) -> Iterator[tuple[Place, str, Place]]:
    """The home, where it is backed up to, and the empty home; servers are started where the route needs one."""
    there: dict[str, str] = {}
    here: dict[str, str] = {}
    target = str(folder / "backup.tar")
    if route == "store":
        target = f"file:{folder / 'second'}"
    if route == "s3":
        from benchmarks.servers.seaweed import objects_url, run_seaweed

        address = servers.enter_context(run_seaweed(_made(folder / "seaweed")))
        target, there = objects_url(address, "backups"), {"objects": objects_url(address, "restored")}
    if route.endswith("postgresql"):
        from benchmarks.servers.postgresql import make_database, run_postgresql

        address = servers.enter_context(run_postgresql(_made(folder / "postgresql")))
        (there if route.startswith("to") else here)["catalogue"] = make_database(address)
    yield open_place(folder / "home", **here), target, open_place(folder / "restored", **there)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


ROUTES = ("file", "store", "s3", "to-postgresql", "from-postgresql")


def main() -> int:
    """Print the rounds; 1 where an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=10, help="typed papers, four at least")
    parser.add_argument("--scans", type=int, default=2)
    parser.add_argument("--servers", action="store_true", help="the routes that need a server too")
    parser.add_argument("--route", choices=ROUTES, action="append")
    wish = parser.parse_args()
    routes = wish.route or (ROUTES if wish.servers else ROUTES[:2])
    os.environ["SOHOA_LOG"] = "off"
    failed = 0
    for route in routes:
        # Not private to us: PostgreSQL's server, which does not run as root, must reach its folder.
        with tempfile.TemporaryDirectory(prefix="restore-") as name, ExitStack() as servers:
            folder = Path(name)
            folder.chmod(0o755)
            with opened_route(route, folder, servers) as (first, target, second):
                outcome = run_round(route, first, target, second, folder, wish.papers, wish.scans)
        same = outcome.asked - len(outcome.differences)
        print(
            f"{route}: {same} of {outcome.asked} answers the same, {outcome.objects} objects; "
            f"backup {outcome.backup_s:.1f} s, restore {outcome.restore_s:.1f} s"
        )
        for difference in outcome.differences:
            print(f"  - {difference[:1000]}")
        failed += bool(outcome.differences)
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())

"""Here lives the try on hostile files: `python -m benchmarks.hostile FOLDER`.

FOLDER holds files and a MANIFEST.tsv (file, source, licence, tests, expected). Every file is digitised by
itself into one home; printed are its outcome, code, seconds and the process tree's peak beside what was expected.
Ends with 1 when a file came to no outcome or to one that the manifest does not allow.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.drills.memory_watch import MemoryWatch
from pipelines.driving import run_batch
from pipelines.intake import open_batch
from pipelines.lines import JsonLine
from pipelines.resources import Resources, open_resources
from pipelines.settings import read_settings
from schemas.scan import BatchOrder

_MANIFEST = "MANIFEST.tsv"
_ACCEPTED = frozenset({"filed", "near_duplicate", "duplicate"})


@dataclass(frozen=True, slots=True)
class Trial:
    """What one file came to."""

    name: str
    expected: str
    outcomes: tuple[str, ...]
    codes: tuple[str, ...]
    seconds: float
    peak_bytes: int

    @property
    def is_as_expected(self) -> bool:
        """Exactly one kind of outcome, and one that the manifest allows."""
        if len(set(self.outcomes)) != 1:
            return False
        accepted = self.outcomes[0] in _ACCEPTED
        wants_accepted = self.expected.startswith("accept")
        may_be_either = " or " in self.expected
        return may_be_either or accepted == wants_accepted


def try_file(resources: Resources, path: Path, expected: str) -> Trial:
    """Digitise one file, plainly, in a batch of its own."""
    lines: list[JsonLine] = []
    started = time.monotonic()
    me = psutil.Process()
    order = BatchOrder((str(path),))
    with MemoryWatch(lambda: [me, *me.children(recursive=True)]) as watch:
        batch = open_batch(resources, "92", f"hostile-{path.name}", "benchmark", [order])
        run_batch(resources, batch, [order], on_line=lines.append, on_step=lambda step: None, plain=True)
    codes = {line["problem"]["code"] for line in lines if line["problem"]}
    codes |= {warning["code"] for line in lines for warning in line["warnings"]}
    outcomes = tuple(line["outcome"] for line in lines)
    return Trial(path.name, expected, outcomes, tuple(sorted(codes)), time.monotonic() - started, watch.peak_bytes())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    with (folder / _MANIFEST).open(encoding="utf-8", newline="") as file:
        expected = {row["file"]: row["expected"] for row in csv.DictReader(file, delimiter="\t")}
    disagreements = 0
    with tempfile.TemporaryDirectory(prefix="hostile-") as home:
        settings = read_settings({}, home=home, jobs=1)
        with open_resources(settings) as resources:
            for name in sorted(expected):
                trial = try_file(resources, folder / name, expected[name])
                disagreements += not trial.is_as_expected
                _print_trial(trial)
    print(f"{len(expected)} files, {disagreements} not as expected")
    return 1 if disagreements else 0


def _print_trial(trial: Trial) -> None:
    mark = " " if trial.is_as_expected else "!"
    outcome = ",".join(sorted(set(trial.outcomes))) or "NONE"
    codes = ",".join(trial.codes) or "-"
    figures = f"{trial.seconds:6.1f} s {trial.peak_bytes / 1e6:6.0f} MB"
    print(f"{mark} {trial.name[:52]:52} {outcome:14} {codes:40} {figures}  [{trial.expected}]", flush=True)


if __name__ == "__main__":
    sys.exit(main())

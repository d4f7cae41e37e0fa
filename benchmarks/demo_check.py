"""Compare what `sohoa demo --json` told with the truth of the drawn papers: `python -m benchmarks.demo_check FILE`.

Checks outcomes, document types, the quota table of 2022-12-31 and the search hits; prints every difference.
Exit code 1 when there is one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.papers.truth import TRUTH_FILE

Told = dict[str, Any]


def compare(told: Told, truth: Told) -> list[str]:
    """Every difference between a demonstration and the truth, as sentences."""
    return [
        *compare_outcomes(told["digitised"], truth["papers"]),
        *compare_quota(told["quota"]["at_2022_12_31"]["levels"], truth["coverage"]),
        *compare_searches(told["searches"], truth["searches"]),
    ]


def compare_outcomes(digitised: Told, papers: list[Told]) -> list[str]:
    differences = []
    if digitised["accounted_for"] != len(papers):
        differences.append(f"{len(papers)} files in, {digitised['accounted_for']} accounted for")
    found = {_name(line["source"]): line for line in digitised["lines"]}
    for paper in papers:
        line = found.get(paper["source"])
        if line is None:
            differences.append(f"{paper['source']}: no line")
        elif line["outcome"] != paper["outcome"]:
            differences.append(f"{paper['source']}: {line['outcome']}, expected {paper['outcome']}")
        elif line["outcome"] == "quarantined" and line["problem"]["code"] not in paper["problem_codes"]:
            differences.append(f"{paper['source']}: code {line['problem']['code']}")
        elif line["document_type"] != paper["kind"]:
            differences.append(f"{paper['source']}: type {line['document_type']}, expected {paper['kind']}")
    return differences


def compare_quota(levels: list[Told], expected: list[Told]) -> list[str]:
    differences = []
    found = {row["level"]: row for row in levels}
    for row in expected:
        told = found[row["level"]]
        pairs = {name: (told[name], row[name]) for name in ("in_force", "digitised", "met", "shortfall")}
        pairs["percent"] = (float(told["percent"]), float(row["percent"]))
        pairs["target_percent"] = (float(told["target_percent"]), float(row["target_percent"]))
        differences += [f"quota {row['level']} {name}: {a}, expected {b}" for name, (a, b) in pairs.items() if a != b]
    return differences


def compare_searches(answers: list[Told], expected: list[Told]) -> list[str]:
    differences = []
    for answer, wanted in zip(answers, expected, strict=True):
        found = set(answer["sources"])
        lost = set(wanted["must_find"]) - found
        strange = found - set(wanted["must_find"]) - set(wanted["may_find"])
        differences += [f"search {wanted['query']!r}: {name} not found" for name in sorted(lost)]
        differences += [f"search {wanted['query']!r}: {name} found" for name in sorted(strange)]
    return differences


def _name(source: str) -> str:
    return source.rpartition("/")[2]


def main(arguments: list[str]) -> int:
    told = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    truth = json.loads((Path(told["papers"]) / TRUTH_FILE).read_text(encoding="utf-8"))
    differences = compare(told, truth)
    for difference in differences:
        print(difference)
    checked = len(truth["papers"]) + len(truth["coverage"]) + len(truth["searches"])
    print(f"demo: {checked} things checked, {len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

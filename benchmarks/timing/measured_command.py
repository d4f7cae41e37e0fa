"""`python -m benchmarks.timing.measured_command REPORT.json ARGUMENTS...`: `sohoa ARGUMENTS`, and what it spent.

The report keeps the command's own process (storing, indexing, the flow) and its workers apart.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from pipelines.cli.command import main


def run(report: Path, arguments: list[str]) -> int:
    """Run the command here; its exit code."""
    code = main(arguments)
    own, workers = (sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    report.write_text(json.dumps({"own_cpu_s": own, "workers_cpu_s": workers}), encoding="utf-8")
    return code


if __name__ == "__main__":
    raise SystemExit(run(Path(sys.argv[1]), sys.argv[2:]))

"""What a piece of work costs counts the programs it asked, ended or not."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.timing.seconds import spending

BUSY = "import time\nwhile time.process_time() < 0.4: pass\nprint('done', flush=True)\ninput()"


def test_a_program_that_stays_counts_while_it_is_there_and_only_once() -> None:
    with spending() as whole:
        with spending() as asked:
            program = subprocess.Popen([sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            assert program.stdout is not None
            assert program.stdout.readline() == b"done\n"
        program.communicate(b"\n")
    assert asked.cpu_s > 0.35
    assert whole.cpu_s < asked.cpu_s + 0.3

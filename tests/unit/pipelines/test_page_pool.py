"""Page workers are forked from a server that has the reading side loaded; they and it end with the pool."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import psutil
import pytest

from pipelines.pages.page_pool import PagePool, take
from schemas.errors import InputRejected

_TIMEOUT_S = 60.0
_MEMORY_MB = 2000


def _family() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def _wait_until_gone(processes: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, timeout=10)
    assert alive == []


def test_workers_start_with_the_reading_side_loaded_and_one_thread_each() -> None:
    with PagePool(1, _MEMORY_MB) as pool:
        loaded = pool.run(eval, "sorted(__import__('sys').modules)", timeout_s=_TIMEOUT_S)
        limits = pool.run(eval, "__import__('os').environ['OMP_THREAD_LIMIT']", timeout_s=_TIMEOUT_S)
    assert {"ocr.reading", "extraction.extract", "pypdfium2"} <= set(loaded)
    assert limits == "1"


def test_the_process_that_is_forked_from_has_one_thread() -> None:
    count = "import os, pipelines.pages.worker_start; print(len(os.listdir('/proc/self/task')))"
    run = subprocess.run([sys.executable, "-c", count], capture_output=True, text=True, check=True, timeout=_TIMEOUT_S)
    assert run.stdout.strip() == "1"


def test_the_command_that_hands_pages_out_loads_nothing_that_reads_them() -> None:
    heavy = "{'numpy', 'cv2', 'PIL', 'pdfplumber', 'pikepdf', 'pypdfium2', 'onnxruntime', 'extraction'}"
    told = f"import sys, pipelines.cli.digitise; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, timeout=_TIMEOUT_S)
    assert run.stdout.strip() == "[]"


def test_after_the_last_pool_no_process_of_it_is_left() -> None:
    before = {process.pid for process in _family()}
    with PagePool(2, _MEMORY_MB) as first, PagePool(1, _MEMORY_MB) as second:
        assert first.run(os.getpid, timeout_s=_TIMEOUT_S) != second.run(os.getpid, timeout_s=_TIMEOUT_S)
        first.close()
        assert second.run(os.getppid, timeout_s=_TIMEOUT_S) in {process.pid for process in _family()}
        ours = [process for process in _family() if process.pid not in before]
        # What the library tracks shared memory with stays as long as the program.
        ours = [process for process in ours if "resource_tracker" not in " ".join(process.cmdline())]
    _wait_until_gone(ours)


def test_workers_end_with_their_server_and_the_pool_goes_on_with_another() -> None:
    with PagePool(1, _MEMORY_MB) as pool:
        worker = psutil.Process(pool.run(os.getpid, timeout_s=_TIMEOUT_S))
        server = worker.parent()
        assert server is not None
        server.kill()
        _wait_until_gone([worker])
        time.sleep(1)
        assert pool.run(os.getpid, timeout_s=_TIMEOUT_S) != worker.pid


def test_a_worker_ends_when_the_program_that_opened_its_pool_is_killed() -> None:
    program = (
        "import os, sys, time\n"
        "from pipelines.pages.page_pool import PagePool\n"
        "pool = PagePool(1, 2000)\n"
        "print(pool.run(os.getpid, timeout_s=60), pool.run(os.getppid, timeout_s=60), flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as opener:
        assert opener.stdout is not None
        left = [psutil.Process(int(pid)) for pid in opener.stdout.readline().split()]
        opener.kill()
    _wait_until_gone(left)


def test_a_task_that_takes_all_memory_costs_itself_only() -> None:
    with PagePool(1, _MEMORY_MB) as pool:
        with pytest.raises(InputRejected) as caught:
            take(pool.submit(bytearray, 3_000_000_000, timeout_s=_TIMEOUT_S))
        assert caught.value.code == "page_worker_died"
        assert pool.run(abs, -1, timeout_s=_TIMEOUT_S) == 1


def test_work_goes_on_where_the_folder_for_temporary_files_was_cleaned_away() -> None:
    write = "__import__('tempfile').NamedTemporaryFile().name"
    with PagePool(1, _MEMORY_MB) as pool:
        pool.run(eval, write, timeout_s=_TIMEOUT_S)
        pool.scratch.rmdir()
        assert pool.run(eval, write, timeout_s=_TIMEOUT_S).startswith(str(pool.scratch))
    assert not pool.scratch.exists()

"""Here lives the worker: it waits for orders from a Prefect server and gives each a process of its own.

Prefect's own process worker runs whatever command and code a deployment names, so that whoever reaches
the server may run anything on every worker. This one knows the house's flows and runs nothing else.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import anyio.abc
import anyio.to_thread
import httpx
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import InfrastructureNotFound
from prefect.workers.base import BaseJobConfiguration, BaseVariables, BaseWorker, BaseWorkerResult

from pipelines.orchestration.orders import BATCH_QUEUE, DUTY_QUEUE, POOL_TYPE, order_duties
from pipelines.settings import Settings
from schemas.errors import SohoaError, TemporarilyUnavailable

_CHECKOUT = Path(__file__).parents[2]
# Papers in hand are brought to their end, then the process is killed; what stays open is taken up by another.
_END_WITHIN_S = 60
_CLOCK_EVERY_S = 60.0


class HouseResult(BaseWorkerResult):
    """How a flow's process ended."""


class HouseWorker(BaseWorker[BaseJobConfiguration, BaseVariables, HouseResult]):
    """Runs one order of its queue at a time."""

    type = POOL_TYPE
    job_configuration = BaseJobConfiguration

    async def run(
        self,
        flow_run: FlowRun,
        configuration: BaseJobConfiguration,
        task_status: anyio.abc.TaskStatus[int] | None = None,
    ) -> HouseResult:
        """The order in a new process, which has this worker's environment and dies with it."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "pipelines.orchestration.order_process", str(flow_run.id), str(os.getpid())),
            cwd=_CHECKOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        if task_status is not None:
            task_status.started(process.pid)
        try:
            code = await process.wait()
        finally:
            with anyio.CancelScope(shield=True):
                await _end(process)
        return HouseResult(status_code=code, identifier=str(process.pid))

    async def kill_infrastructure(
        self, infrastructure_pid: str, configuration: BaseJobConfiguration, grace_seconds: int = 30
    ) -> None:
        """End an order that somebody cancelled before it began."""
        try:
            os.kill(int(infrastructure_pid), signal.SIGTERM)
        except (ProcessLookupError, ValueError) as error:
            raise InfrastructureNotFound(infrastructure_pid) from error


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    with anyio.move_on_after(_END_WITHIN_S):
        await process.wait()
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def work(settings: Settings, *, once: bool = False) -> None:
    """Do what is asked until SIGTERM or SIGINT; `once`: what is due now, then come back.

    Raises:
        TemporarilyUnavailable: "prefect_unreachable", after some minutes without an answer.
    """
    ending = threading.Event()
    try:
        asyncio.run(_work(settings, once, ending))
    except* (httpx.HTTPError, RuntimeError) as errors:
        # Who was asked to end may have been cut off in the middle of a question to the server.
        if not ending.is_set():
            raise TemporarilyUnavailable("prefect_unreachable") from errors


async def _work(settings: Settings, once: bool, ending: threading.Event) -> None:
    task = asyncio.current_task()
    assert task is not None, "called from a running loop"

    def end() -> None:
        ending.set()
        task.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end)
    name = f"{socket.gethostname()}-{os.getpid()}"
    workers: list[HouseWorker] = [
        HouseWorker(settings.work_pool, [queue], f"{name}.{queue}", limit=1) for queue in (BATCH_QUEUE, DUTY_QUEUE)
    ]
    try:
        async with anyio.create_task_group() as group:
            for worker in workers:
                group.start_soon(_start, worker, once)
            if not once:
                group.start_soon(_keep_the_clock, settings)
    except asyncio.CancelledError:
        pass  # asked to end: what was in hand has been ended by then


async def _keep_the_clock(settings: Settings) -> None:
    while True:
        # A server that is away now is asked again; that it stays away, or refuses, is found by the workers themselves.
        with suppress(SohoaError):
            await anyio.to_thread.run_sync(order_duties, settings, datetime.now(UTC))
        await anyio.sleep(_CLOCK_EVERY_S)


async def _start(worker: HouseWorker, once: bool) -> None:
    def tell_nobody(*_words: Any) -> None:
        """Its words are for Prefect's own command."""

    await worker.start(run_once=once, printer=tell_nobody)

"""`sohoa worker`: does on this machine what others ask for, and what falls due by the clock."""

from __future__ import annotations

import os
import socket

import click

from pipelines.cli.answers import say
from pipelines.cli.printing import print_json, print_note
from pipelines.cli.session import Session, with_session
from pipelines.orchestration.server_link import PrefectServer
from schemas.errors import SetupError, TemporarilyUnavailable


@click.command("worker", short_help="Máy làm việc: nhận lô từ máy chủ Prefect / a worker")
@click.option("--once", is_flag=True, help="Làm những việc đang chờ rồi dừng / do what waits, then stop.")
@click.option("--check", is_flag=True, help="Chỉ hỏi máy này còn nhận việc không / ask whether this one is alive.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Số trang đọc cùng lúc / pages read at once.")
@with_session
def worker_command(session: Session, once: bool, check: bool, jobs: int | None) -> int:
    """Nhận lô để đọc và làm việc định kỳ. / Read batches that others received, do what falls due."""
    settings = session.settings
    if settings.prefect_api_url is None:
        raise SetupError("worker_without_server")
    if check:
        return _check(session)
    with session.open():
        pass  # stores that cannot be opened are told now, not in the first order at night
    server = PrefectServer(settings)
    if not server.wait_until_ready():
        raise TemporarilyUnavailable("prefect_unreachable")
    # What the process of an order reads: the command line's words and `sohoa.toml` count for it too.
    os.environ.update({"SOHOA_HOME": str(settings.home), "PREFECT_API_URL": settings.prefect_api_url})
    os.environ["SOHOA_JOBS"] = str(jobs or settings.jobs)
    os.environ.setdefault("PREFECT_WORKER_QUERY_SECONDS", "5")
    from pipelines.orchestration.orders import put_deployments  # seconds of Prefect's import
    from pipelines.orchestration.worker import work

    put_deployments(settings)
    if session.as_json:
        print_json({"work_pool": settings.work_pool, "server": server.api_url, "once": once})
    else:
        vietnamese = f"Đang chờ việc ở nhóm «{settings.work_pool}»; Ctrl+C để dừng."
        print_note(say(session, vietnamese, f"Waiting for work in pool {settings.work_pool}; Ctrl+C to stop."))
    work(settings, once=once)
    return 0


def _check(session: Session) -> int:
    """Whether the server heard a worker of this machine lately: what a health check of a container asks."""
    PrefectServer(session.settings)  # what Prefect reads when it is imported
    from pipelines.orchestration.orders import count_workers

    count = count_workers(session.settings, socket.gethostname())
    if not count:
        raise TemporarilyUnavailable("workers_away")
    if session.as_json:
        print_json({"work_pool": session.settings.work_pool, "workers_here": count})
    return 0

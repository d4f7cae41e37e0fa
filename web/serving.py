"""Here lives `sohoa serve`: the portal, until it is told to stop."""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence

import click
import uvicorn
from starlette.types import ASGIApp

from pipelines.cli.printing import print_note
from pipelines.cli.session import Session, with_session
from pipelines.people.accounts import open_first_account
from pipelines.training.home import PracticeAccount
from schemas.errors import SetupError
from web.application import make_application
from web.training import TrainingPortal

# An order to stop waits so long for answers under way.
_PATIENCE_S = 10
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ nghe / address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8470, show_default=True, help="Cổng / port.")
@click.option("--unit", metavar="UNIT", default="92", show_default=True, help="Đơn vị của quản trị viên đầu tiên.")
@click.option("--minutes", type=click.IntRange(1), hidden=True, help="Tự dừng sau / ends by itself after.")
@click.option("--training", is_flag=True, help="Nhà tập huấn: giấy vẽ sẵn, kho riêng / drawn papers, own stores.")
@with_session
def serve_command(session: Session, host: str, port: int, unit: str, minutes: int | None, training: bool) -> int:
    """Chạy cổng làm việc trên trình duyệt. / Serve the portal."""
    if training:
        portal = TrainingPortal(session.settings, unit, _tell_accounts, print_note)
        return _serve(portal, host, port, minutes)
    with session.open() as resources:
        opened = open_first_account(resources, unit)
        if opened is not None:
            account, password = opened
            print_note(
                f"Quản trị viên đầu tiên / first administrator: {account.name}, "
                f"mật khẩu dùng một lần / one-time password: {password}"
            )
        return _serve(make_application(resources), host, port, minutes)


def _serve(application: ASGIApp, host: str, port: int, minutes: int | None) -> int:
    if host not in _LOOPBACK:
        print_note("Mở ra ngoài máy này: hãy đặt sau một máy chủ HTTPS (docs/operations.md) / put it behind HTTPS.")
    # Requests are not logged here: an address says nothing personal, but a proxy logs them better.
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=True,
        timeout_graceful_shutdown=_PATIENCE_S,
    )
    server = _Server(config, host)
    if minutes is not None:
        server.end_after(60.0 * minutes)
    server.run()
    if not server.was_started:
        raise SetupError("address_in_use", address=f"{host}:{port}")
    return 0


def _tell_accounts(accounts: Sequence[PracticeAccount]) -> None:
    print_note("Tài khoản tập huấn, mật khẩu dùng một lần / practice accounts, one-time passwords:")
    for account in accounts:
        print_note(f"  {account.name:<10} {account.password}   {account.full_name} ({account.role})")


class _Server(uvicorn.Server):
    """Tells its address when it listens."""

    def __init__(self, config: uvicorn.Config, host: str) -> None:
        super().__init__(config)
        self.was_started = False
        self._host = host

    def end_after(self, seconds: float) -> None:
        """Stop as if told to, after so long."""
        timer = threading.Timer(seconds, setattr, (self, "should_exit", True))
        timer.daemon = True
        timer.start()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.was_started = True
            port = self.servers[0].sockets[0].getsockname()[1]
            print_note(f"Mở trình duyệt tại / open http://{self._host}:{port}/ — Ctrl+C để dừng / to stop.")

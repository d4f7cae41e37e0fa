"""Loaded by every Python process of a fault test: kills it at the named point.

`CRASH_AT=name` kills the process that reaches the point first; `CRASH_AT=name:3` at the third time.
`CRASH_SCOPE=group` kills the whole process group, as a power cut would; default `process`. Each
crash happens once: a marker file under CRASH_ONCE keeps the resumed run alive.
`CRASH_LIST=file` kills nothing and appends the name of every point passed to that file.
"""

import os
import signal


def _install() -> None:
    listing = os.environ.get("CRASH_LIST")
    if listing:
        _install_listing(listing)
    elif os.environ.get("CRASH_AT"):
        _install_kill(os.environ["CRASH_AT"])


def _install_listing(path: str) -> None:
    from schemas import crash_points

    def hook(reached: str) -> None:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(file, f"{reached}\n".encode())
        os.close(file)

    crash_points.install(hook)


def _install_kill(point: str) -> None:
    from schemas import crash_points

    name, _, count = point.partition(":")
    left = int(count or 1)

    def hook(reached: str) -> None:
        nonlocal left
        if reached != name:
            return
        left -= 1
        if left > 0:
            return
        try:
            os.close(os.open(os.environ["CRASH_ONCE"], os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        if os.environ.get("CRASH_SCOPE") == "group":
            os.killpg(0, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)

    crash_points.install(hook)


_install()

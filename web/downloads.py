"""Here lives the handing out of files that are made when they are asked for."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from fastapi.responses import FileResponse, Response
from starlette.background import BackgroundTask

_MEDIA = {
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".zip": "application/zip",
}


def send_made(name: str, write: Callable[[Path], object]) -> Response:
    """A file under a name that tells nothing personal, written by `write`; nothing of it stays here.

    Raises:
        what `write` raises; then there is no file.
    """
    folder = Path(tempfile.mkdtemp(prefix="sohoa-file-"))
    path = folder / name
    try:
        write(path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(path, filename=name, media_type=_MEDIA[path.suffix], background=gone)

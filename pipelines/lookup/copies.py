"""Here live copies that people take from a screen: the original as it was received, the searchable PDF."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ocr.composed_pdf import compose_pdf
from ocr.media_type import PDF
from pipelines.lookup.finding import Copy, find_standing
from pipelines.resources import Resources
from schemas.errors import InputRejected, StoreDamaged
from schemas.procedure_result import ProcedureResult
from schemas.scan import FileInspection
from storage.keys import original_key, searchable_key

_ENDINGS = {
    PDF: "pdf",
    "image/tiff": "tif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/heic": "heic",
    "image/webp": "webp",
    "image/bmp": "bmp",
}
_UNKNOWN_MEDIA = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class OpenedCopy:
    """A copy ready to be read from; whoever took it closes `stream`. `file_name` says nothing of the paper."""

    stream: BinaryIO
    byte_count: int
    media_type: str
    file_name: str


def open_copy(
    resources: Resources, result_id: str, copy: Copy, by: str, may_see: Callable[[ProcedureResult], bool]
) -> OpenedCopy:
    """A copy of the scan behind a result for somebody; the audit chain notes who took it.

    Of a scan that holds other papers too, the searchable copy is cut down to this paper's pages. An original cannot be
    cut: it is given only to who may see every paper in it, and no more once one of them was erased.

    Args:
        may_see: whether the one who asks may see another paper of the same scan.

    Raises:
        SetupError: "result_unknown"; InputRejected: "searchable_missing", "original_holds_others", "compose_failed";
            StoreDamaged: "object_missing", "object_damaged".
    """
    result = resources.catalogue.get_result(find_standing(resources, result_id) or result_id)
    others = [it for it in resources.catalogue.list_scan_results(result.scan_id) if it.result_id != result.result_id]
    inspection = resources.catalogue.get_receipt(result.receipt_id).inspection
    if copy == "searchable":
        if not result.has_searchable_pdf:
            raise InputRejected("searchable_missing")
        stream = _open_searchable(resources, result, inspection if others else None)
        media_type = PDF
    else:
        if not all(may_see(it) for it in others) or resources.catalogue.list_erased_pages(result.scan_id):
            raise InputRejected("original_holds_others")
        stream = _open_original(resources, result)
        media_type = inspection.media_type if inspection else _UNKNOWN_MEDIA
    payload = json.dumps({"result_id": result.result_id, "copy": copy}, sort_keys=True)
    resources.catalogue.add_audit(by, "fetched", payload)
    resources.views.note([result.result_id], by, "copied")
    byte_count = stream.seek(0, 2)
    stream.seek(0)
    return OpenedCopy(stream, byte_count, media_type, f"{result.result_id}.{_ENDINGS.get(media_type, 'bin')}")


def _open_original(resources: Resources, result: ProcedureResult) -> BinaryIO:
    key = original_key(result.scan_id)
    with resources.objects.open_local(key) as path:
        # Readable on when the local file is gone: the name goes, the open file stays.
        stream = path.open("rb")
    if hashlib.file_digest(stream, "sha256").hexdigest() != result.scan_id:
        stream.close()
        raise StoreDamaged("object_damaged", key=key)
    return stream


def _open_searchable(resources: Resources, result: ProcedureResult, inspection: FileInspection | None) -> BinaryIO:
    """The whole copy, or with an inspection of the scan this result's pages alone."""
    with resources.objects.open_local(searchable_key(result.scan_id, result.recipe)) as path:
        if inspection is None:
            return path.open("rb")
        whole = FileInspection(PDF, path.stat().st_size, inspection.pages)
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "pages.pdf"
            compose_pdf([(path, whole, number) for number in result.page_numbers], target)
            return target.open("rb")

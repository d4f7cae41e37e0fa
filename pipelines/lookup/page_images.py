"""Here live pictures of a result's pages as browsers show them."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from ocr.render import render_page
from pipelines.resources import Resources
from schemas.errors import SetupError
from schemas.procedure_result import ProcedureResult
from storage.keys import original_key

# Sharp enough to read small print on a screen of 1366 x 768 zoomed in, a third of what 300 dpi would weigh.
_WIDTH_PX = 1400
_QUALITY = 80


def make_page_image(
    resources: Resources, result: ProcedureResult, page_number: int, width_px: int = _WIDTH_PX
) -> bytes:
    """A page of the scan as JPEG, upright as a viewer shows it, at most so wide.

    Args:
        page_number: of the scan, from 1; one of the result's own.

    Raises:
        SetupError: "page_unknown"; StoreDamaged: "object_missing"; InputRejected: "page_unreadable".
    """
    inspection = resources.catalogue.get_receipt(result.receipt_id).inspection
    if page_number not in result.page_numbers or inspection is None:
        raise SetupError("page_unknown", page=page_number)
    with resources.objects.open_local(original_key(result.scan_id)) as path:
        rendered = render_page(path, inspection, page_number, resources.limits)
    picture: Any = Image.fromarray(rendered.pixels)
    if picture.width > _WIDTH_PX:
        size = (_WIDTH_PX, round(picture.height * _WIDTH_PX / picture.width))
        picture = picture.resize(size, Image.Resampling.BOX)
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=_QUALITY)
    return output.getvalue()

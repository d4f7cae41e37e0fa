"""Here lives the reading copy: the pages of a result used instead of paper, each marked as no signed copy."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from PIL import Image

from pipelines.lookup.page_images import make_page_image
from pipelines.registers.coverage_pages import name_in_full
from pipelines.resources import Resources
from schemas.days import LOCAL_ZONE
from schemas.errors import InputRejected, SetupError
from schemas.procedure_result import ProcedureResult
from schemas.reuse import ReuseEntry, find_hindrance

_FACE = Path("/usr/share/fonts/truetype/dejavu")
_MARGIN_MM, _FOOT_MM = 8.0, 15.0
_MARK, _NO_SIGNATURE = "BẢN SAO", "chưa ký số, chỉ để đối chiếu"
_MARK_TURN_DEG, _MARK_OPACITY = 52, 0.22
# Of what must not be shown again, however rightly it was used before; an expired paper was in force on its day.
_NEVER_SHOWN = frozenset({"reuse_retired", "reuse_withdrawn", "reuse_doubted", "reuse_revoked"})


@dataclass(frozen=True, slots=True)
class CopyMaker:
    """Who has a copy made: account, full name, and the unit for which; without one, the paper's custodian's."""

    name: str
    full_name: str
    unit: str | None = None


def make_reading_copy(resources: Resources, entry_id: str, maker: CopyMaker) -> bytes:
    """A PDF of the used paper's pages as pictures, marked on every page; audit chain and view log note who took it.

    Raises:
        SetupError: "reuse_entry_unknown", "result_unknown"; InputRejected: "reuse_not_accepted"; "reuse_withdrawn",
            "reuse_retired", "reuse_revoked", "reuse_doubted"; StoreDamaged: "object_missing".
    """
    entry = get_reuse_entry(resources, entry_id)
    if not entry.is_accepted:
        raise InputRejected("reuse_not_accepted")
    result, now = resources.catalogue.get_result(entry.used_id), resources.now()
    hindrance = find_hindrance(result, now.astimezone(LOCAL_ZONE).date())
    if hindrance in _NEVER_SHOWN:
        raise InputRejected(hindrance)
    agency = name_in_full(resources.units, maker.unit or result.custodian)
    copy = _set_pages(resources, result, _tell_foot(entry, maker, agency, now))
    told = {"result_id": result.result_id, "entry_id": entry.entry_id, "pages": len(result.page_numbers)}
    resources.catalogue.add_audit(maker.name, "reading_copy_made", json.dumps(told, sort_keys=True))
    resources.views.note([result.result_id], maker.name, "copied", f"{entry.purpose} ({entry.dossier_code})")
    return copy


def get_reuse_entry(resources: Resources, entry_id: str) -> ReuseEntry:
    """An entry of the ledger.

    Raises:
        SetupError: "reuse_entry_unknown".
    """
    entry = resources.catalogue.find_reuse_entry(entry_id)
    if entry is None or entry.kind == "erased":
        raise SetupError("reuse_entry_unknown")
    return entry


def space_entry_id(entry_id: str) -> str:
    """Four by four, as it is written down and read out."""
    return " ".join(entry_id[start : start + 4] for start in range(0, len(entry_id), 4))


@dataclass(frozen=True, slots=True)
class _Foot:
    mark: str
    lines: tuple[str, str]


def _tell_foot(entry: ReuseEntry, maker: CopyMaker, agency: str, now: datetime) -> _Foot:
    at = now.astimezone(LOCAL_ZONE).strftime("%H:%M ngày %d/%m/%Y")
    who = f"{maker.full_name} ({maker.name})" if maker.full_name != maker.name else maker.name
    return _Foot(
        f"{who} · {at}",
        (
            f"{agency} · Người lập bản sao: {who}, {at}",
            f"Sổ tái sử dụng: mục {entry.sequence}, mã {space_entry_id(entry.entry_id)} · Hồ sơ {entry.dossier_code}",
        ),
    )


def _set_pages(resources: Resources, result: ProcedureResult, foot: _Foot) -> bytes:
    pdf = FPDF(format="A4", unit="mm")
    pdf.set_auto_page_break(False)
    pdf.set_title("Bản sao để đối chiếu")
    pdf.add_font("copy", "", _FACE / "DejaVuSans.ttf")
    pdf.add_font("copy", "B", _FACE / "DejaVuSans-Bold.ttf")
    count = len(result.page_numbers)
    for place, number in enumerate(result.page_numbers, 1):
        _set_page(pdf, make_page_image(resources, result, number), foot, f"Trang {place}/{count}")
    return bytes(pdf.output())


def _set_page(pdf: FPDF, picture: bytes, foot: _Foot, page: str) -> None:
    with Image.open(io.BytesIO(picture)) as opened:
        width_px, height_px = opened.size
    pdf.add_page(orientation="landscape" if width_px > height_px else "portrait")
    width, height = pdf.w - 2 * _MARGIN_MM, pdf.h - _MARGIN_MM - _FOOT_MM
    scale = min(width / width_px, height / height_px)
    left = (pdf.w - width_px * scale) / 2
    pdf.image(io.BytesIO(picture), x=left, y=_MARGIN_MM, w=width_px * scale, h=height_px * scale)
    _set_mark(pdf, foot.mark)
    pdf.set_text_color(0, 0, 0)
    pdf.set_font("copy", "", 7)
    for line, below in zip(foot.lines, (12.5, 9.0), strict=True):
        pdf.set_xy(_MARGIN_MM, pdf.h - below)
        pdf.cell(width, 3.5, line)
    pdf.set_font("copy", "B", 7)
    pdf.set_xy(_MARGIN_MM, pdf.h - 5.5)
    pdf.cell(width, 3.5, f"{_MARK}: {_NO_SIGNATURE}")
    pdf.set_xy(_MARGIN_MM, pdf.h - 5.5)
    pdf.cell(width, 3.5, page, align="R")


def _set_mark(pdf: FPDF, who: str) -> None:
    """Across the page, dark enough to be seen on a grey print and light enough to read what lies below."""
    middle_x, middle_y = pdf.w / 2, pdf.h / 2
    with pdf.local_context(fill_opacity=_MARK_OPACITY), pdf.rotation(_MARK_TURN_DEG, middle_x, middle_y):
        pdf.set_text_color(150, 0, 0)
        for text, style, size, below in (
            (_MARK, "B", 92, -26),
            (_NO_SIGNATURE, "B", 24, 8),
            (who, "", 15, 22),
        ):
            pdf.set_font("copy", style, size)
            pdf.set_xy(0, middle_y + below)
            pdf.cell(pdf.w, 14, text, align="C")

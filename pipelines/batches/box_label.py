"""Here lives the label of a box: its name in letters to be read from the floor, and a code to find its batch by."""

from __future__ import annotations

from pathlib import Path

from fpdf import FPDF

from pipelines.batches.printed_sheets import set_code
from pipelines.resources import Resources
from pipelines.whole_files import written_whole
from schemas.days import local_day
from schemas.errors import SetupError
from schemas.scan import Batch

_FACE = Path("/usr/share/fonts/truetype/dejavu")
# A5 lying: the short side of an archive box (TCVN 9252: 36 cm by 12.5 cm) with its edges folded, or half an A4 sheet.
_WIDTH_MM, _HEIGHT_MM, _MARGIN_MM, _CODE_MM = 210.0, 148.0, 12.0, 42.0

# A number is read from the floor, a long name from the arm: letters at most, size in points.
_SIZES = ((6, 110.0), (12, 66.0), (20, 44.0), (120, 24.0))


def write_box_label(resources: Resources, batch: Batch, path: Path) -> None:
    """One page, A5 lying.

    Raises:
        SetupError: "output_unwritable".
    """
    summary = resources.catalogue.summarise_batch(batch.batch_id)
    pdf = FPDF("landscape", unit="mm", format=(_HEIGHT_MM, _WIDTH_MM))
    pdf.set_auto_page_break(False)
    pdf.set_margins(_MARGIN_MM, _MARGIN_MM)
    pdf.add_font("label", "", _FACE / "DejaVuSans.ttf")
    pdf.add_font("label", "B", _FACE / "DejaVuSans-Bold.ttf")
    pdf.add_page()
    pdf.rect(6, 6, _WIDTH_MM - 12, _HEIGHT_MM - 12)
    pdf.set_font("label", "B", 14)
    pdf.multi_cell(0, 8, resources.units.get(batch.custodian).name.upper(), align="C", new_x="LMARGIN", new_y="NEXT")
    length = len(batch.box or batch.name)
    size_pt = next((size for most, size in _SIZES if length <= most), _SIZES[-1][1])
    pdf.set_font("label", "B", size_pt)
    pdf.set_y(34)
    pdf.multi_cell(0, size_pt * 0.45, batch.box or batch.name, align="C", new_x="LMARGIN", new_y="NEXT")
    papers = str(sum(summary.states.values()))
    facts = (
        ("Lô", batch.name),
        ("Chỗ trên giá", batch.shelf),
        ("Số giấy tờ", papers if batch.expected is None else f"{papers} (đếm tay: {batch.expected})"),
        ("Số hóa từ ngày", f"{local_day(batch.created_at):%d/%m/%Y}"),
    )
    pdf.set_y(_HEIGHT_MM - _MARGIN_MM - _CODE_MM)
    for name, value in facts:
        if value:
            pdf.set_font("label", "", 12)
            pdf.cell(38, 9, name)
            pdf.set_font("label", "B", 12)
            pdf.multi_cell(_WIDTH_MM - 2 * _MARGIN_MM - 38 - _CODE_MM - 6, 9, value, new_x="LMARGIN", new_y="NEXT")
    # The batch's id alone: what `batch show` and the portal take; nothing of what lies in the box.
    left, top = _WIDTH_MM - _MARGIN_MM - _CODE_MM, _HEIGHT_MM - _MARGIN_MM - _CODE_MM
    set_code(pdf, batch.batch_id, left, top, _CODE_MM)
    try:
        with written_whole(path) as part:
            pdf.output(str(part))
    except OSError as error:
        raise SetupError("output_unwritable") from error

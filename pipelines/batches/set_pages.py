"""Here lives the setting of an office's papers on A4: letterhead, title, facts, tables, signatures."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from fpdf import FPDF, Align, FontFace

from pipelines.whole_files import written_whole
from schemas.errors import SetupError

_FACE = Path("/usr/share/fonts/truetype/dejavu")
# Nghị định 30/2020/NĐ-CP, annex I: left 30 to 35 mm is for files that are bound; these lie loose in a box.
_MARGIN_MM, _FOOT_MM = 15.0, 16.0
_LINE_MM = 6.0
_SIGNING_MM = 48.0
_AFTER_TABLE_MM = 3.0
_HEADING_MM = 28.0
_STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"

_BAND = FontFace(emphasis="BOLD", fill_color=(245, 245, 245))

Column = tuple[str, float, str]


class _Page(FPDF):
    foot = ""

    def footer(self) -> None:
        self.set_y(-_FOOT_MM + 4)
        self.set_font("paper", "", 8)
        self.cell(0, 5, self.foot)
        self.set_x(_MARGIN_MM)
        self.cell(0, 5, f"Trang {self.page_no()}/{{nb}}", align="R")


class SetPages:
    """A paper being set from top to bottom; breaks to a new page where one is full."""

    def __init__(self, foot: str, *, at: datetime | None = None, lying: bool = False) -> None:
        """A paper of one empty page.

        Args:
            at: told as the moment of making, so that the same paper gives the same bytes; default now.
            lying: pages lie on their long side, for wide tables.
        """
        self._pdf = pdf = _Page("landscape" if lying else "portrait", format="A4", unit="mm")
        if at is not None:
            pdf.set_creation_date(at)
        pdf.foot = foot
        pdf.set_margins(_MARGIN_MM, _MARGIN_MM)
        pdf.set_auto_page_break(True, _FOOT_MM)
        pdf.add_font("paper", "", _FACE / "DejaVuSans.ttf")
        pdf.add_font("paper", "B", _FACE / "DejaVuSans-Bold.ttf")
        pdf.add_page()

    def head(self, office: str) -> None:
        """Office on the left, the state and its motto on the right."""
        pdf, top = self._pdf, self._pdf.get_y()
        pdf.set_font("paper", "B", 9)
        pdf.multi_cell(pdf.epw * 0.42, 5, office.upper(), align="C")
        left_end = pdf.get_y()
        pdf.set_xy(_MARGIN_MM + pdf.epw * 0.42, top)
        pdf.multi_cell(pdf.epw * 0.58, 5, f"{_STATE}\n{_MOTTO}", align="C")
        pdf.set_y(max(left_end, pdf.get_y()) + 8)

    def title(self, title: str, below: str) -> None:
        self._pdf.set_font("paper", "B", 14)
        self._pdf.multi_cell(0, 8, title, align="C", new_x="LMARGIN", new_y="NEXT")
        self._pdf.set_font("paper", "", 10)
        self._pdf.multi_cell(0, _LINE_MM, below, align="C", new_x="LMARGIN", new_y="NEXT")
        self._pdf.ln(4)

    def heading(self, text: str) -> None:
        """The name of what follows; never the last line of a page."""
        self.keep_together(_HEADING_MM)
        self._pdf.ln(2)
        self.text(text, bold=True)

    def text(self, text: str, *, bold: bool = False) -> None:
        self._pdf.set_font("paper", "B" if bold else "", 10)
        self._pdf.multi_cell(0, _LINE_MM, text, new_x="LMARGIN", new_y="NEXT")

    def item(self, text: str) -> None:
        """One line of a list."""
        self._pdf.set_x(_MARGIN_MM + 4)
        self._pdf.set_font("paper", "", 10)
        self._pdf.multi_cell(self._pdf.epw - 4, _LINE_MM, f"– {text}", new_x="LMARGIN", new_y="NEXT")

    def facts(self, facts: Sequence[tuple[str, str | None]]) -> None:
        """Names with values; None leaves a dotted line to fill in by hand."""
        for name, value in facts:
            self._pdf.set_font("paper", "", 10)
            self._pdf.cell(34, _LINE_MM, f"{name}:")
            told = "." * 88 if value is None else value
            self._pdf.multi_cell(0, _LINE_MM, told, new_x="LMARGIN", new_y="NEXT")
        self._pdf.ln(2)

    def table(
        self, columns: Sequence[Column], rows: Iterable[Sequence[str]], *, band: str = "", headed: bool = True
    ) -> None:
        """A ruled table; its headings stand again on every page. A row that is one text goes over all columns, bold.

        Args:
            band: such a text below the headings, on every page too: what the rows of this table have in common.
            headed: False where the table goes on with the columns of the one above.
        """
        if not headed:
            self._pdf.ln(-_AFTER_TABLE_MM)
        self._pdf.set_font("paper", "", 8.5)
        with self._pdf.table(
            col_widths=tuple(width for _, width, _ in columns),
            text_align=tuple({"C": "CENTER", "R": "RIGHT"}.get(align, "LEFT") for _, _, align in columns),
            headings_style=FontFace(emphasis="BOLD", fill_color=(230, 230, 230)),
            line_height=4.6,
            padding=0.8,
            width=self._pdf.epw,
            num_heading_rows=headed + bool(band),
        ) as table:
            if headed:
                table.row([heading for heading, _, _ in columns])
            if band:
                table.row().cell(band, colspan=len(columns), align="L", style=_BAND)
            for row in rows:
                if isinstance(row, str):
                    table.row(style=_BAND).cell(row, colspan=len(columns), align="L")
                else:
                    table.row(list(row))
        self._pdf.ln(_AFTER_TABLE_MM)

    def new_page(self) -> None:
        self._pdf.add_page()

    def picture(self, data: bytes, height_mm: float) -> None:
        """A picture in its own proportions, in the middle; on a new page where it does not fit."""
        self.keep_together(height_mm)
        self._pdf.image(io.BytesIO(data), x=Align.C, h=height_mm)
        self._pdf.ln(2)

    def keep_together(self, height_mm: float) -> None:
        """Begin a new page where this one has less room than that."""
        if self._pdf.get_y() + height_mm > self._pdf.h - _FOOT_MM:
            self._pdf.add_page()

    def signatures(self, *blocks: tuple[str, str]) -> None:
        """Who signs, side by side, with room to sign; name "" is written by hand."""
        pdf = self._pdf
        self.keep_together(_SIGNING_MM)
        top, width = pdf.get_y() + 6, pdf.epw / len(blocks)
        for place, (role, name) in enumerate(blocks):
            left = _MARGIN_MM + place * width
            for below, style, size, text in (
                (0, "B", 10, role),
                (6, "", 8.5, "(Ký, ghi rõ họ tên)"),
                (34, "B", 10, name),
            ):
                pdf.set_font("paper", style, size)
                pdf.set_xy(left, top + below)
                pdf.cell(width, 6, text, align="C")

    def write(self, path: Path) -> None:
        """The file is there whole or not at all. Raises SetupError ("output_unwritable")."""
        try:
            with written_whole(path) as part:
                self._pdf.output(str(part))
        except OSError as error:
            raise SetupError("output_unwritable") from error

"""Here live the parts that most papers share: two-column head, signature block with seal, recipients."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.papers.faces import Style, text_width_mm
from benchmarks.papers.orders import FieldValue, Order
from benchmarks.papers.places import Office
from benchmarks.papers.sheet import Leader, Run, SealMark, Sheet, SignatureMark
from benchmarks.papers.words import long_date

Line = Sequence[Run]
NORMAL = Style("serif", 13)
BOLD = Style("serif-bold", 13)
ITALIC = Style("serif-italic", 13)
TITLE = Style("serif-bold", 15)
_CAPS = Style("serif", 12)
_CAPS_BOLD = Style("serif-bold", 12)
_MOTTO = Style("serif-bold", 13)
LEFT_CENTRE_MM = 58.0
_RIGHT_CENTRE_MM = 144.0
_SIGN_CENTRE_MM = 150.0
_SIGN_GAP_MM = 27.0
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


def set_head(sheet: Sheet, office: Office, *, number: Line = (), place_date: Line = ()) -> None:
    """Issuing body left, Quốc hiệu and Tiêu ngữ right with their rules; then number left and place with date right."""
    left = [(line, _CAPS) for line in office.parent_lines] + [(line, _CAPS_BOLD) for line in office.body_lines]
    top_mm = sheet.y_mm
    sheet.side_by_side(left, [(NATION, _CAPS_BOLD), (MOTTO, _MOTTO)], LEFT_CENTRE_MM, _RIGHT_CENTRE_MM)
    line_mm = sheet.line_height_mm(_CAPS)
    left_rule_mm = top_mm + line_mm * len(left) + 0.6
    right_rule_mm = top_mm + line_mm + sheet.line_height_mm(_MOTTO) + 0.4
    sheet.rule(LEFT_CENTRE_MM - 12, LEFT_CENTRE_MM + 12, left_rule_mm)
    half_mm = text_width_mm(MOTTO, _MOTTO) / 2
    sheet.rule(_RIGHT_CENTRE_MM - half_mm, _RIGHT_CENTRE_MM + half_mm, right_rule_mm)
    sheet.skip(3.0)
    top_mm = sheet.y_mm
    for line, centre_mm in ((number, LEFT_CENTRE_MM), (place_date, _RIGHT_CENTRE_MM)):
        if line:
            sheet.y_mm = top_mm
            sheet.centred_runs(line, centre_mm)
    sheet.skip(3.0)


def number_line(order: Order, number: str) -> Line:
    """`Số: 45/GPXD`; where somebody writes the number, its first digits are theirs and the rest is printed."""
    hand, digits = order.number_hand, number.split("/")[0]
    if hand is None:
        return ((f"Số: {number}", NORMAL),)
    return ("Số: ", NORMAL), (digits, replace(NORMAL, hand=hand)), (number.removeprefix(digits), NORMAL)


def place_date(order: Order) -> Line:
    """`Ninh Kiều, ngày 08 tháng 3 năm 2022`; day and month are written where the order has a hand for them."""
    return date_line(order, f"{order.office.place.short}, ")


def date_line(order: Order, before: str) -> Line:
    hand, printed = order.date_hand, before + long_date(order.issued_on)
    if hand is None:
        return ((printed, ITALIC),)
    pieces = re.split(r"(?<=ngày )(\d+)|(?<=tháng )(\d+)", printed)
    written = replace(ITALIC, hand=hand)
    return tuple((piece, written if piece.isdigit() else ITALIC) for piece in pieces if piece)


def set_signature(
    sheet: Sheet,
    order: Order,
    recipients: Sequence[str] = (),
    *,
    head_lines: Sequence[str] = (),
    centre_mm: float = _SIGN_CENTRE_MM,
) -> None:
    """Recipients left; post, signature, seal over its left third, and name right."""
    office = order.office
    posts = [*head_lines, *(line for line in (office.authority, office.authority_prefix, office.post) if line)]
    top_mm = sheet.y_mm
    if recipients:
        sheet.paragraph([("Nơi nhận:", Style("serif-bold-italic", 12))], right_edge_mm=95)
        for line in recipients:
            sheet.paragraph([(line, Style("serif", 11))], right_edge_mm=95)
    left_end_mm = sheet.y_mm
    sheet.y_mm = top_mm
    for line in posts:
        style = Style("serif-italic", 11) if line.startswith("(") else BOLD
        sheet.centred(line, style, centre_mm)
    _set_ink(sheet, order, centre_mm)
    sheet.skip(_SIGN_GAP_MM)
    sheet.centred(order.signer, BOLD, centre_mm)
    sheet.y_mm = max(sheet.y_mm, left_end_mm)


def _set_ink(sheet: Sheet, order: Order, centre_mm: float) -> None:
    office = order.office
    middle_mm = sheet.y_mm + _SIGN_GAP_MM / 2
    seal = SealMark(centre_mm - 17.0, middle_mm - 1.0, office.seal_around, office.seal_below, office.seal_middle, 18.0)
    sheet.marks.append(SignatureMark(centre_mm - 18.0, middle_mm - 9.0, 36.0, 17.0, order.seed))
    sheet.marks.append(seal)


def head_fields(order: Order, number: str, title: str) -> dict[str, FieldValue]:
    """The fields that the shared parts print."""
    office = order.office
    return {
        "document_number": number,
        "issue_date": order.issued_on.isoformat(),
        "issue_place": office.place.short,
        "issuing_body": office.issuing_body,
        "parent_body": office.parent_body,
        "title": title,
        "signer_name": order.signer,
        "signer_title": office.post,
        "sign_authority": office.sign_authority,
    }


def labelled(
    sheet: Sheet, label: str, value: str, *, bold: bool = False, leader: bool = True, value_style: Style | None = None
) -> None:
    """A label, its value, and the dots that the form prints where the value is empty or the typist left them."""
    style = sheet.value_style(value_style or (Style("serif-bold", 13) if bold else NORMAL))
    dots = Leader(under=sheet.fill_hand is not None) if leader and (sheet.keeps_dots or not value) else None
    sheet.paragraph([(label + " ", NORMAL), (value, style)], leader=dots)


def several(sheet: Sheet, pairs: Sequence[tuple[str, str]], starts_mm: Sequence[float]) -> None:
    """Several labelled values on one line, each from its own place; a long one may run on below."""
    top_mm, first_line = sheet.y_mm, len(sheet.lines)
    ends_mm = [*(start_mm - 1.5 for start_mm in starts_mm[1:]), sheet.right_edge_mm]
    bottom_mm = top_mm
    for (label, value), start_mm, end_mm in zip(pairs, starts_mm, ends_mm, strict=True):
        sheet.y_mm = top_mm
        runs = [(label + " ", NORMAL), (value, sheet.value_style(NORMAL))]
        sheet.paragraph(runs, left_mm=start_mm, right_edge_mm=end_mm)
        bottom_mm = max(bottom_mm, sheet.y_mm)
    sheet.lines[first_line:] = [" ".join(sheet.lines[first_line:])]
    sheet.y_mm = bottom_mm

"""The piece of a picture that stands above a value, and which values need the whole width."""

from __future__ import annotations

from web.field_rows import FieldRow
from web.field_strips import count_lines, is_wide, join_cells, make_strip

SIZES = {1: {"width_px": 2000, "height_px": 3000}}
Place = tuple[float, float, float, float]


def row(name: str = "a", shown: str = "", box: Place | None = None, label: str = "", *doubts: str) -> FieldRow:
    return FieldRow(name, label or name, shown, shown, 0.9, 1 if box else None, box, doubts)


def test_a_strip_is_cut_around_the_words_and_never_beyond_the_page() -> None:
    strip = make_strip(row(box=(0.4, 0.2, 0.6, 0.22)), SIZES)
    assert strip is not None and (strip.page_height, strip.lines) == (1500.0, 1)
    left, top, width, height = map(float, strip.view_box.split())
    assert left < 400 and left + width > 600 and top < 300 and top + height > 330
    edge = make_strip(row(box=(0.0, 0.0, 1.0, 0.01)), SIZES)
    assert edge is not None and edge.view_box.startswith("0.0 0.0 1000.0 ")
    assert make_strip(row(), SIZES) is None and make_strip(row(box=(0.1, 0.1, 0.2, 0.2)), {}) is None


def test_two_lines_of_print_and_long_values_take_the_whole_width() -> None:
    address = row(shown="số 108/8, đường Võ Văn Kiệt, xã Nhơn Ái, huyện Phong Điền, thành phố Cần Thơ")
    assert is_wide(address, None) and count_lines(address.shown) == 2
    number = row(shown="45/GPXD", box=(0.1, 0.1, 0.2, 0.12))
    assert not is_wide(number, make_strip(number, SIZES))
    tall = row(shown="45/GPXD", box=(0.1, 0.1, 0.2, 0.14))
    assert is_wide(tall, make_strip(tall, SIZES))


def test_the_cells_of_a_row_are_one_line_as_printed_and_bear_its_doubts() -> None:
    rows = [
        row("holder", "Ân", (0.1, 0.1, 0.2, 0.12)),
        row("members[0].born", "1959", (0.6, 0.3, 0.7, 0.32), "Thành viên: Năm sinh"),
        row("members[0].name", "Ân", (0.1, 0.3, 0.2, 0.32), "Thành viên: Họ tên"),
        row("members[1].name", "Bê", (0.1, 0.4, 0.2, 0.42), "Thành viên 2: Họ tên", "chưa chắc"),
        row("members[1].born", "", None, "Thành viên 2: Năm sinh", "không đọc được"),
        row("members", "", None, "Thành viên", "lệch số"),
        row("members[2]", "", None, "Khác", "thiếu"),
    ]
    joined = join_cells(rows)
    assert [(it.label, it.shown, it.doubts, [cell.name for cell in cells]) for it, cells in joined] == [
        ("holder", "Ân", (), []),
        ("Thành viên", "Ân | 1959", ("lệch số",), ["members[0].name", "members[0].born"]),
        ("Thành viên 2", "Bê", ("chưa chắc", "không đọc được"), ["members[1].name", "members[1].born"]),
        ("Khác", "", ("thiếu",), []),
    ]
    assert joined[1][0].box == (0.1, 0.3, 0.7, 0.32) and joined[1][0].name == ""

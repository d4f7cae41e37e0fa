"""A damaged or hostile layer costs little and is left to the engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from ocr.inspection import inspect_file
from ocr.layer_characters import read_characters
from ocr.limits import Limits
from ocr.text_layer import read_text_layer
from tests.unit.ocr.layered_pages import draw_pdf, letter

Damage = Callable[[pikepdf.Pdf], None]


def endless_table(pdf: pikepdf.Pdf) -> None:
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    font.ToUnicode = pdf.make_stream(b"begincmap 1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange endcmap")


def endless_widths(pdf: pikepdf.Pdf) -> None:
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    font.DescendantFonts[0].W = pikepdf.Array([0, 4_000_000_000, 500])


def endless_commands(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"q Q\n" * 2_500_000)


def forms_within_forms(pdf: pikepdf.Pdf) -> None:
    """Eight levels, each drawing the next twelve times: 400 million times the text in the last."""
    inner = None
    for _ in range(8):
        commands = b"/X Do " * 12 if inner is not None else b"BT ET"
        form = pdf.make_stream(commands)
        form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 100, 100]
        if inner is not None:
            form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
        inner = pdf.make_indirect(form)
    pdf.pages[0].add_resource(inner, pikepdf.Name.XObject, pikepdf.Name.X)
    pdf.pages[0].contents_add(b"/X Do")


def hoard_of_letters(pdf: pikepdf.Pdf) -> None:
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    pdf.pages[0].add_resource(font, pikepdf.Name.Font, pikepdf.Name.H)
    pdf.pages[0].contents_add(b"BT /H 1 Tf " + b"(mmmmmmmmmm) Tj " * 10_000 + b"ET")


@pytest.mark.parametrize(
    "damage", [endless_table, endless_widths, endless_commands, forms_within_forms, hoard_of_letters]
)
def test_a_layer_without_end_is_given_up(tmp_path: Path, damage: Damage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ocr.page_interpreter._LONGEST_S", 2.0)
    path = draw_pdf(tmp_path / "page.pdf", letter())
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        damage(pdf)
        pdf.save(path)
    assert read_characters(path, 1) is None


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.95])
def test_a_file_that_ends_early_is_no_crash(tmp_path: Path, share: float) -> None:
    path = draw_pdf(tmp_path / "page.pdf", letter())
    inspection = inspect_file(path, Limits())
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert read_text_layer(path, inspection, 1) is None
